"""The tables of docs/GPU-measurements.md, each from a folder of measurements."""
from __future__ import annotations

from pathlib import Path

from measured import Measured, figure, fit, median, percent, quantile, table, times  # puts the next modules on the path
from gpu_measurement.files import TABLES
from gpu_measurement.grid import BLOCK_PRODUCTS, FULL, SAMPLERS, power_loads
from gpu_measurement.work import work

SHOWN_ROWS = (1, 4, 16, 64, 128, 256, 1024)
SHOWN_VOCABULARY = 128256
PEAK_TABLE = {"gemm_fp8": "gemm_fp8", "gemm_fp8_block": "gemm_fp8", "gemm_fp8_block_triton": "gemm_fp8"}
# Rows of which fewer widths were measured are not shown.
FEWEST_WIDTHS = 10
# The gate and up product of Llama-3.1-8B.
SHOWN_WIDTHS = (28672, 4096)
# A board is at rest when its draw is this near to that of the last ten seconds.
AT_REST = 0.02


def yardsticks(measured: Measured) -> str:
    """What the shares below are shares of."""
    machine, board = measured.machine, measured.machine["board"]
    return (f"{machine['device']}, driver {board['driver_version']}, PyTorch {machine['torch']}, limit "
            f"{float(board['power_limit']):.0f} W, up to {board['clocks_max_sm']} MHz; begun {machine['started'][:10]}. "
            f"The fastest that was seen: copies {figure(measured.bandwidth() / 1e12)} TB/s (read and written), bf16 products "
            f"{figure(measured.peak('gemm_bfloat16') / 1e12)}, fp8 {figure(measured.peak('gemm_fp8') / 1e12, 4)} TFLOP/s.")


def samplers(measured: Measured) -> str:
    """Picoseconds a logit of each kind, and a straight line through all vocabularies and rows."""
    times_of, lines = measured.tables["sampler"], []
    for kind in SAMPLERS:
        shown = (figure(times_of[kind, rows, SHOWN_VOCABULARY] / rows / SHOWN_VOCABULARY * 1e12) for rows in SHOWN_ROWS)
        start, slope, errors = fit((rows * vocabulary, time) for (each, rows, vocabulary), time in times_of.items() if each == kind)
        lines.append((f"`{kind}`", *shown, figure(start * 1e6), figure(slope * 1e12), percent(median(errors)),
                      percent(quantile(errors, 0.9)), percent(max(errors))))
    head = ("kind", *(f"{rows} rows" if rows > 1 else "1 row" for rows in SHOWN_ROWS), "start, us", "ps a logit", "median error",
            "p90", "worst")
    return table(head, lines)


def common_shapes(measured: Measured, tables: tuple[str, ...]) -> dict[int, list[tuple[int, int]]]:
    """For each number of rows the widths that all of some tables hold."""
    shared = set.intersection(*(set(measured.tables[name]) for name in tables))
    found: dict[int, list[tuple[int, int]]] = {}
    for rows, n, k in sorted(shared):
        found.setdefault(rows, []).append((n, k))
    return {rows: widths for rows, widths in found.items() if len(widths) >= FEWEST_WIDTHS}


def products(measured: Measured, tables: tuple[str, ...], beside: str) -> str:
    """Time as a multiple of another table's, share of the copy's bandwidth and of the peak; medians over common widths."""
    bandwidth, lines = measured.bandwidth(), []
    for rows, widths in common_shapes(measured, (*tables, beside)).items():
        cells = []
        for name in tables:
            peak = measured.peak(PEAK_TABLE.get(name, "gemm_bfloat16"))
            ratios, traffic, arithmetic = [], [], []
            for n, k in widths:
                time = measured.tables[name][rows, n, k]
                operations, moved = work(name, (rows, n, k))
                ratios.append(time / measured.tables[beside][rows, n, k])
                traffic.append(moved / time / bandwidth)
                arithmetic.append(operations / time / peak)
            cells += [figure(median(ratios)), percent(median(traffic)), percent(median(arithmetic))]
        lines.append((str(rows), str(len(widths)), *cells))
    names = (name.removeprefix("gemm_").replace("_", " ") for name in tables)
    heads = (head for name in names for head in (f"{name}: x {beside.removeprefix('gemm_')}", "bandwidth", "arithmetic"))
    return table(("rows", "widths", *heads), lines)


def quantisation(measured: Measured) -> str:
    """What it takes to bring activations to fp8, and what share of the products that follow."""
    times_of, lines = measured.tables["quantise_fp8"], []
    for kind, product in (("tensor", "gemm_fp8"), ("token", "gemm_fp8"), ("group", "gemm_fp8_block")):
        start, slope, errors = fit((rows * width, time) for (each, rows, width), time in times_of.items() if each == kind)
        shares = {}
        for rows in (1, 192, 16384):
            widths = [(n, k) for m, n, k in measured.tables[product] if m == rows and (kind, rows, k) in times_of]
            shares[rows] = median(times_of[kind, rows, k] / measured.tables[product][rows, n, k] for n, k in widths)
        lines.append((f"one scale a {kind}", figure(start * 1e6), figure(slope * 1e12), percent(median(errors)), percent(max(errors)),
                      *(percent(share) for share in shares.values())))
    return table(("activations to fp8", "start, us", "ps a value", "median error", "worst", "of a product: 1 row", "192", "16384"), lines)


def one_product(measured: Measured) -> str:
    """Microseconds of one product in every format."""
    names = ("gemm_bfloat16", "gemm_fp8", *BLOCK_PRODUCTS)
    rows = [m for m, widths in common_shapes(measured, names).items() if SHOWN_WIDTHS in widths]
    lines = [(name.removeprefix("gemm_").replace("_", " "), *(figure(measured.tables[name][m, *SHOWN_WIDTHS] * 1e6) for m in rows))
             for name in names]
    return table((f"us, {SHOWN_WIDTHS[0]} x {SHOWN_WIDTHS[1]}", *(f"{m} rows" if m > 1 else "1 row" for m in rows)), lines)


def watts(measured: Measured) -> str:
    """Draw by load, with what was reached meanwhile, and energy above idle for what was done."""
    loads, lines = power_loads(FULL), []
    readings = {(row["load"], int(row["duty_percent"])): row for row in measured.other("power.csv")}
    idle = float(readings["idle", 0]["counted_watts"])
    for (name, duty), row in readings.items():
        table_of, shape = loads.get(name, ("", ()))
        operations, traffic = float(row["tflops"]) * 1e12, float(row["gigabytes_per_second"]) * 1e9
        calls = float(row["calls_per_second"])
        arithmetic = operations / measured.peak(PEAK_TABLE.get(table_of, "gemm_bfloat16"))
        memory = 0.0 if table_of == "transfer" else traffic / measured.bandwidth()
        over, energy = float(row["counted_watts"]) - idle, "-"
        if table_of == "sampler":
            energy = f"{figure(over / calls / shape[1] / shape[2] * 1e12)} pJ a logit"
        elif name == "launches":
            energy = f"{figure(over / calls * 1e6)} uJ a norm"
        elif duty:
            done, unit = (operations, "FLOP") if arithmetic > memory else (traffic, "byte")
            energy = f"{figure(over / done * 1e12)} pJ a {unit}"
        what = f"{table_of.removeprefix('gemm_')} {' x '.join(map(str, shape))}" if shape else "nothing, a program holds the GPU"
        lines.append((f"{name}: {what}", f"{duty} %" if shape else "-", f"{float(row['counted_watts']):.0f}", f"{float(row['watts']):.0f}",
                      f"{float(row['sm_clock_mhz']):.0f}", percent(arithmetic) if arithmetic else "-",
                      percent(memory) if memory else "-", energy))
    return table(("load", "duty", "watts, counted", "median reading", "SM MHz", "of peak arithmetic", "of copy bandwidth", "over idle"),
                 lines)


def rests(measured: Measured) -> list[tuple[str, float, float, float]]:
    """States of rest: what, watts, MHz, seconds after which they are reached."""
    found = []
    rest = measured.other("idle.csv")
    last = float(rest[-1]["seconds"])
    level = median(float(row["watts"]) for row in rest if float(row["seconds"]) > last - 10)
    reached = next(float(row["seconds"]) for row in rest if float(row["watts"]) < level * (1 + AT_REST))
    found.append((f"a program holds the GPU; watched for {last:.0f} s after work", level, float(rest[-1]["sm_clock_mhz"]), reached))
    others: dict[str, list[dict[str, str]]] = {}
    for row in measured.other("without-program.csv"):
        others.setdefault(row["when"], []).append(row)
    for when, readings in others.items():
        level = median(float(row["watts"]) for row in readings[len(readings) // 2:])
        reached = next(float(row["seconds"]) for row in readings if float(row["watts"]) < level * (1 + AT_REST))
        found.append((f"no program, {when}", level, float(readings[-1]["sm_clock_mhz"]), reached))
    return found


def idle(measured: Measured) -> str:
    """The states of rest as a table."""
    return table(("state", "watts", "SM MHz", "reached after, s"),
                 ((what, figure(level), f"{clock:.0f}", f"{reached:.1f}") for what, level, clock, reached in rests(measured)))


def transfers(measured: Measured) -> str:
    """Start and rate of copies over the bus."""
    lines = []
    for direction in ("to_device", "to_host"):
        sizes = {size: time for (each, size), time in measured.tables["transfer"].items() if each == direction}
        start, slope, errors = fit(sizes.items())
        rates = (figure(size / sizes[size] / 1e9) for size in (4 ** 6, 4 ** 8, 4 ** 10, 4 ** 12, 4 ** 15))
        lines.append((direction.replace("_", " "), *rates, figure(start * 1e6), figure(1 / slope / 1e9), percent(max(errors))))
    return table(("pinned memory, GB/s", "4 KB", "64 KB", "1 MB", "16 MB", "1 GB", "start, us", "GB/s of the line", "worst error"),
                 lines)


def launches(measured: Measured) -> str:
    """What a launch takes, alone and in a graph."""
    lines = []
    for kind, column, what in (("eager", "host_ms", "one by one: the host, until all are on their way"),
                               ("graph", "host_ms", "one graph: the host"), ("graph", "latency_ms", "one graph: the GPU"),
                               ("graph", "finished_ms", "one graph: until the host knows")):
        points = launch_points(measured, kind, column)
        shown = (figure(time * 1e6) for nodes, time in points if nodes in (1, 10, 100, 1000))
        start, slope, errors = fit(points)
        lines.append((what, *shown, figure(start * 1e6), figure(slope * 1e6), percent(max(errors))))
    return table(("microseconds", "1 kernel", "10", "100", "1000", "start", "a kernel", "worst error"), lines)


def against(measured: Measured, folders: list[Path]) -> str:
    """Our times over those of AIConfigurator's tables at the same shapes, with and without the quantisation of activations."""
    lines = []
    quantise = measured.tables["quantise_fp8"]
    for name, kind in (("gemm_bfloat16", ""), ("gemm_fp8", ""), ("gemm_fp8", "token"), ("gemm_fp8", "tensor"), ("gemm_fp8_block", ""),
                       ("gemm_fp8_block", "group"), ("context_attention", ""), ("generation_attention", "")):
        files = [path for folder in folders for path in folder.glob(f"{measured.machine['name']}_{name}_vllm*.csv")]
        theirs = {shape: time for path in files for shape, time in times(path, TABLES[name].shape).items()}
        ratios: dict[bool, list[float]] = {False: [], True: []}
        for shape, time in measured.tables[name].items():
            more = quantise.get((kind, shape[0], shape[2])) if kind else 0.0
            if shape in theirs and more is not None:
                small = shape[0] <= 256 if name.startswith("gemm") else True
                ratios[small].append((time + more) / theirs[shape])
        both = ratios[True] + ratios[False]
        if both:
            least = (figure(min(part[shape] for shape in set(theirs) & set(measured.tables[name])) * 1e6)
                     for part in (measured.tables[name], theirs))
            found = f", with one scale a {kind} found" if kind else ""
            lines.append((name + found, str(len(both)), *least,
                          *(figure(median(part)) if part else "-" for part in (ratios[True], ratios[False])),
                          f"{figure(quantile(both, 0.1))} to {figure(quantile(both, 0.9))}"))
    return table(("ours over theirs", "shapes", "our least, us", "theirs", "median, up to 256 rows", "more rows",
                  "tenth to ninetieth percentile"), lines)


def findings(measured: Measured) -> str:
    """What the figures say of what a simulator takes for granted."""
    logits = {rows: measured.tables["sampler"]["top_p", rows, SHOWN_VOCABULARY] / rows / SHOWN_VOCABULARY * 1e12
              for kind, rows, vocabulary in measured.tables["sampler"] if (kind, vocabulary) == ("top_p", SHOWN_VOCABULARY)}
    above = max(rows for rows, picoseconds in logits.items() if picoseconds > 300)
    passes = [f"{kind.split('_')[0]} {figure(fit_of(measured, kind) * 1e12)}" for kind in SAMPLERS if kind.endswith("penalty")]
    others = {kind: figure(fit_of(measured, kind) * 1e12) for kind in ("token_counts", "greedy", "log_probabilities")}
    held, _, _, left = rests(measured)
    power = {(row["load"], int(row["duty_percent"])): row for row in measured.other("power.csv")}
    steady = {name: float(power[name, 100]["tflops"]) * 1e12 for name in ("compute", "fp8_8192")}
    sampling = (f"{float(power[name, 100]['counted_watts']):.0f} ({name})" for name in ("greedy", "temperature", "top_p"))
    return "\n".join((
        f"- 300 ps a logit for sorting: at {SHOWN_VOCABULARY} tokens {figure(min(logits.values()))} ps with many rows, "
        f"{figure(logits[16])} with 16, and more than 300 up to {above} rows, for the sort has a start of its own.",
        f"- Penalties in ps a logit: {', '.join(passes)}; counting the tokens so far {others['token_counts']} a list; greedy "
        f"{others['greedy']}, log-probabilities {others['log_probabilities']}.",
        f"- Two states of rest: {figure(held[1])} W for as long as a program holds the GPU (its clock stays at {held[2]:.0f} MHz, "
        f"{held[0].split('; ')[1]}), {figure(left[1])} W {left[3]:.1f} s after the program is gone. What decides is the program, not a "
        "holding time: under a server that is up the GPU was not seen to leave the first.",
        f"- Watts while sampling: {', '.join(sampling)}; launches of small kernels {float(power['launches', 100]['counted_watts']):.0f}, "
        f"little over the {float(power['idle', 0]['counted_watts']):.0f} of rest.",
        f"- The limit of {float(measured.machine['board']['power_limit']):.0f} W is reached by products of 64 rows: steady bf16 products "
        f"run at {percent(steady['compute'] / measured.peak('gemm_bfloat16'))} of the fastest that bursts of some milliseconds reach, fp8 "
        f"at {percent(steady['fp8_8192'] / measured.peak('gemm_fp8'))}. Tables of operators are measured in such bursts.",
        f"- A kernel in a graph takes {figure(launch_fit(measured, 'latency_ms') * 1e6)} us at least, a launch by PyTorch "
        f"{figure(launch_fit(measured, 'host_ms', 'eager', 300) * 1e6)} us of the host."))


def fit_of(measured: Measured, kind: str) -> float:
    """Seconds a logit of a kind."""
    return fit((rows * vocabulary, time) for (each, rows, vocabulary), time in measured.tables["sampler"].items() if each == kind)[1]


def launch_points(measured: Measured, kind: str, column: str) -> list[tuple[int, float]]:
    """Seconds by number of kernels."""
    name = f"{measured.machine['name']}_launches_torch{measured.machine['torch'].split('+')[0]}.csv"
    return sorted((int(row["nodes"]), float(row[column]) / 1e3) for row in measured.other(name) if row["kind"] == kind)


def launch_fit(measured: Measured, column: str, kind: str = "graph", most: int = 1000) -> float:
    """Seconds a kernel."""
    return fit(point for point in launch_points(measured, kind, column) if point[0] <= most)[1]


def sections(measured: Measured) -> str:
    """The page's figures."""
    four_bit = tuple(name for name in BLOCK_PRODUCTS if "int4" in name or "mxfp4" in name)
    parts = ((None, yardsticks(measured)), ("What it says of what was assumed", findings(measured)), ("Samplers", samplers(measured)),
             ("One product", one_product(measured)), ("4-bit products", products(measured, four_bit, "gemm_bfloat16")),
             ("fp8 by blocks", products(measured, ("gemm_fp8", "gemm_fp8_block", "gemm_fp8_block_triton"), "gemm_fp8")),
             ("Quantisation of activations", quantisation(measured)), ("Watts", watts(measured)), ("Rest", idle(measured)),
             ("Copies over the bus", transfers(measured)), ("Launches", launches(measured)))
    return "\n\n".join(f"### {title}\n\n{text}" if title else text for title, text in parts)
