"""What a sweep of a million runs on a thousand nodes would take, by a simulation of its driver.

    python3 Tests/Cluster/scale.py measure     measures this machine and prints the figures as JSON (some minutes)
    python3 Tests/Cluster/scale.py             simulates, with the figures of docs/scale.md; --figures FILE takes others

The parts of `windtunnel sweep --on slurm` are simulated one by one: the array is dispatched at a rate, each part starts the program, works
out every cell of the sweep, makes its runs and stores them; a node that is lost is noticed after a time-out, and its part goes on on
another one with what was stored; then one process puts all parts into one database and prints the table. Nothing here is measured on a
thousand nodes: what is measured is one machine, and the rest is arithmetic.
"""

import argparse
import heapq
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".build", "release", "windtunnel")

# As `measure` printed them; docs/scale.md says on which machine.
FIGURES = {
    "startSeconds": 0.0121,
    "secondsPerCell": 0.00090,
    "secondsPerSimulation": 0.00383,
    "secondsPerRun": 0.00417,
    "bytesPerRun": 8455,
    "rowsPerRun": 69.5,
    "secondsPerRunInTable": 0.00033,
    "bytesOfMemoryPerRunInTable": 1200,
    "bytesOfMemoryPerCell": 42000,
    "mergeProcessorSecondsPerRun": 0.000355,
    "mergeSecondsPerRun": 0.00085,
    "mergeRowsPerSecond": 81500,
    "sbatchSeconds": 0.005,
    "squeueSeconds": 0.010,
}

# Not measured here; docs/scale.md names the sources.
DISPATCHED_PER_SECOND = 500
LOST_NODES_PER_NODE_HOUR = 419 / (2048 * 54 * 24)
SECONDS_UNTIL_LOST = 300


# --- Measuring

LOAD = """because: A load of 3,000 requests, as the researcher's question has them.
model: llama-3.1-8b
accelerator: h100-sxm
workload:
  prompt: {distribution: lognormal, mean: 900, coefficient_of_variation: 1}
  output: {distribution: lognormal, mean: 120, coefficient_of_variation: 1}
  arrivals: {process: poisson, rate: 12 req/s}
  requests: 3000
objective: {ttft: 500 ms, tpot: 50 ms}
run: {seeds: %d, record: summaries}
"""


def run(*arguments, folder):
    """Runs the program; returns its processor seconds and its greatest memory in bytes."""
    process = subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"windtunnel {' '.join(arguments)} ended with {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def sweep(cells, *more, folder, store):
    rates = f"workload.arrivals.rate=2..{1 + cells // 4}/1 req/s" if cells > 4 else "workload.arrivals.rate=2 req/s"
    return run(
        "sweep", "load", "--vary", "replicas=1,2,3,4", "--vary", rates, "--threads", "1", "--quiet", "--store", store, *more, folder=folder)


def per(first, second, difference):
    return max(0.0, second - first) / difference


def measure():
    """The figures of this machine; processor seconds, so that what else it does counts little."""
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/load.yaml", "w", encoding="utf-8") as file:
            file.write(LOAD % 1)
        figures["startSeconds"] = min(run("--version", folder=folder)[0] for _ in range(5))
        few, many = (sweep(cells, "--shard", "99999/100000", folder=folder, store=f"p{cells}.sqlite")[0] for cells in (400, 1600))
        figures["secondsPerCell"] = per(few, many, 1200)
        costs, sizes = [], []
        for cells in (400, 1600):
            costs.append(sweep(cells, folder=folder, store=f"r{cells}.sqlite"))
            sizes.append(os.path.getsize(f"{folder}/r{cells}.sqlite"))
        database = sqlite3.connect(f"{folder}/r1600.sqlite")
        figures["secondsPerSimulation"] = database.execute("SELECT avg(cpuSeconds) FROM run").fetchone()[0]
        figures["secondsPerRun"] = per(costs[0][0], costs[1][0], 1200) - figures["secondsPerCell"]
        figures["bytesPerRun"] = per(*sizes, 1200)
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        rows = sum(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
        figures["rowsPerRun"] = rows / 1600
        again = [sweep(cells, folder=folder, store=f"r{cells}.sqlite") for cells in (400, 1600)]
        # More seeds of the same cells: what a run takes, and what is left is the cell's.
        sweep(400, "--set", "run.seeds=5", folder=folder, store="r400.sqlite")
        seeds = sweep(400, "--set", "run.seeds=5", folder=folder, store="r400.sqlite")
        figures["secondsPerRunInTable"] = per(again[0][0], seeds[0], 1600)
        figures["bytesOfMemoryPerRunInTable"] = per(again[0][1], seeds[1], 1600)
        figures["bytesOfMemoryPerCell"] = per(again[0][1], again[1][1], 1200) - figures["bytesOfMemoryPerRunInTable"]
        for part in range(8):
            sweep(1600, "--shard", f"{part}/8", folder=folder, store=f"part-{part}.sqlite")
        parts = [f"part-{part}.sqlite" for part in range(8)]
        begun = time.monotonic()
        figures["mergeProcessorSecondsPerRun"] = run("merge", *parts, "--store", "whole.sqlite", folder=folder)[0] / 1600
        figures["mergeSecondsPerRun"] = (time.monotonic() - begun) / 1600
        figures["mergeRowsPerSecond"] = figures["rowsPerRun"] / figures["mergeSecondsPerRun"]
    if "SLURM_CONF" in os.environ:
        figures.update(measure_slurm())
    return figures


def measure_slurm():
    """What the commands of the Slurm that is there take, with an array of a thousand tasks."""
    def seconds(*command):
        begun = time.monotonic()
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return time.monotonic() - begun, output

    submit, job = seconds("sbatch", "--parsable", "--hold", "--array=0-999", "--output=/dev/null", "--wrap=true")
    look, _ = seconds("squeue", "--noheader", "--array", "--states=all", "--me", "--format=%F|%K|%T|%r")
    subprocess.run(["scancel", job.strip()], check=True)
    return {"sbatchSeconds": submit, "squeueSeconds": look}


# --- Simulating


def simulate(figures, runs, cells, nodes, seed, cores=1):
    """Seconds of each stage, and what was lost on the way."""
    chance = random.Random(seed)
    start = figures["startSeconds"] + figures["secondsPerCell"] * cells / cores
    each = figures["secondsPerRun"] / cores
    shares = [runs // nodes + (part < runs % nodes) for part in range(nodes)]
    # Events: when a part begins, ordered by time; a lost part begins again on the node that is free then.
    events = [(figures["sbatchSeconds"] + part / DISPATCHED_PER_SECOND, part, shares[part]) for part in range(nodes)]
    heapq.heapify(events)
    last, lost, repeated = 0.0, 0, 0.0
    while events:
        begun, part, left = heapq.heappop(events)
        length = start + left * each
        alive = chance.expovariate(LOST_NODES_PER_NODE_HOUR / 3600)
        if alive >= length:
            last = max(last, begun + length)
            continue
        stored = max(0, int((alive - start) / each))
        lost += 1
        repeated += min(alive, start) + (alive - start - stored * each if alive > start else 0)
        heapq.heappush(events, (begun + alive + SECONDS_UNTIL_LOST, part, left - stored))
    return {
        "preparing": start, "runs": last - start, "lostNodes": lost, "lostSeconds": repeated, "parts": last,
        "merge": figures["mergeSecondsPerRun"] * runs, "table": figures["secondsPerCell"] * cells + figures["secondsPerRunInTable"] * runs,
        "memory": figures["bytesOfMemoryPerRunInTable"] * runs + figures["bytesOfMemoryPerCell"] * cells,
        "database": figures["bytesPerRun"] * runs}


def report(figures):
    runs, cells = 1_000_000, 10_000
    print("nodes  prepare s   runs s  lost  parts over s  merge s  table s  all in all s  database GB  table's memory GB")
    for nodes in (1, 10, 100, 1000):
        all_ends = [simulate(figures, runs, cells, nodes, seed) for seed in range(20)]
        middle = sorted(all_ends, key=lambda end: end["parts"])[10]
        total = middle["parts"] + middle["merge"] + middle["table"]
        print(
            f"{nodes:5}  {middle['preparing']:9.1f}  {middle['runs']:7.0f}  {middle['lostNodes']:4}  {middle['parts']:12.0f}"
            f"  {middle['merge']:7.0f}"
            f"  {middle['table']:7.0f}  {total:12.0f}  {middle['database'] / 1e9:11.1f}  {middle['memory'] / 1e9:17.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=["measure", "simulate"], default="simulate")
    parser.add_argument("--figures", help="a JSON file as `measure` prints it")
    parser.add_argument("--run-seconds", type=float, help="processor seconds of a run, in place of the measured ones")
    options = parser.parse_args()
    if options.what == "measure":
        json.dump(measure(), sys.stdout, indent=2)
        print()
        return
    figures = FIGURES
    if options.figures:
        with open(options.figures, encoding="utf-8") as file:
            figures = json.load(file)
    if options.run_seconds:
        figures = figures | {"secondsPerRun": options.run_seconds}
    report(figures)


if __name__ == "__main__":
    main()
