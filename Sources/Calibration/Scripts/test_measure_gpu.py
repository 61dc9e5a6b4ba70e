#!/usr/bin/env python3
"""Tests of measure_gpu.py: `python3 test_measure_gpu.py`. The last class runs the real operators where PyTorch is installed."""
from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Iterator

import measure_gpu
from gpu_measurement.files import TABLES, InputError, TableFile
from gpu_measurement.grid import BLOCK_PRODUCTS, FULL, GROUP, SAMPLERS, TINY, Point, make_plan, power_loads, refinement_levels
from gpu_measurement.power import Board
from gpu_measurement.timing import CUDATimer, Timing, median_and_spread, repeat
from gpu_measurement.work import work

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parents[3] / "shared/data/operators/aiconfigurator"
MACHINE = {"name": "fake", "torch": "9.9.9+fake", "tiny": True}
FOREVER = float("inf")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # the shapes are tiny; threads would only wait for each other


class FakeOperators:
    """Times that follow from the shape alone."""

    def __init__(self, delay: float = 0.0, failing: tuple[str, Exception] = ("", RuntimeError())) -> None:
        self.delay, self.failing = delay, failing
        self.host = SimpleNamespace(launches=lambda kind, nodes: {"host_ms": 0.003, "latency_ms": 0.002 * nodes, "finished_ms": 0.01})

    def measure(self, point: Point) -> tuple[Timing, str]:
        if point.table == self.failing[0]:
            raise self.failing[1]
        time.sleep(self.delay)
        sizes = sum(len(str(size)) + size for size in point.shape if isinstance(size, int))
        return Timing(sizes / 1024, 0.01, 9, "graph", 0.004), "fake_kernel"


def fake_run(folder: Path, delay: float = 0.0, **options: Any) -> measure_gpu.MeasurementRun:
    return measure_gpu.MeasurementRun(folder, FakeOperators(delay, **options), None, dict(MACHINE))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


class FolderTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


class GridTests(unittest.TestCase):
    def test_ends_come_first_then_the_middle_then_the_quarters(self) -> None:
        self.assertEqual(refinement_levels(9), [0, 3, 2, 3, 1, 3, 2, 3, 0])
        self.assertEqual(refinement_levels(1), [0])

    def test_the_plan_goes_from_coarse_to_fine_and_names_each_shape_once(self) -> None:
        plan = make_plan(FULL)
        self.assertEqual(plan[0], Point("power", ("idle", 0), 0))
        self.assertEqual([point.level for point in plan], sorted(point.level for point in plan))
        self.assertEqual(len({(point.table, point.shape) for point in plan}), len(plan))
        self.assertEqual({point.table for point in plan if point.level == 0}, set(TABLES) - {"timings"})

    def test_tables_advance_together(self) -> None:
        """After any share of a level, each table is through with the same share of its own points, give or take one."""
        level = [point.table for point in make_plan(FULL) if point.level == 3]
        for share in (0.25, 0.5, 0.75):
            reached = level[:int(len(level) * share)]
            for table in set(level):
                self.assertAlmostEqual(reached.count(table), share * level.count(table), delta=1.5)

    def test_shapes_are_those_of_one_gpu(self) -> None:
        shapes: dict[str, set[Any]] = {table: set() for table in TABLES}
        for point in make_plan(FULL):
            shapes[point.table].add(point.shape)
        # Llama-3.1-70B on eight GPUs: 8 query heads, 1 key-value head, 3584 of 28672 feed-forward widths.
        layer = {(1, 1280, 8192), (1, 8192, 1024), (1, 7168, 8192), (1, 8192, 3584)}
        self.assertTrue(layer | {(1, 16032, 8192)} <= shapes["gemm_fp8"])
        self.assertEqual(shapes["gemm_fp8"], shapes["gemm_bfloat16"])
        self.assertIn((1, 16384, 32768, 8, 1, 128), shapes["context_attention"])
        self.assertIn(("activation", 16384, 3584), shapes["elementwise"])

    def test_every_way_to_sample_is_measured_for_every_vocabulary_and_number_of_rows(self) -> None:
        shapes = {point.shape for point in make_plan(FULL) if point.table == "sampler"}
        self.assertEqual(len(shapes), len(SAMPLERS) * len(FULL.vocabularies) * len(FULL.sampler_rows))
        self.assertIn(("top_k_top_p", 1024, 151936), shapes)

    def test_formats_with_scales_by_group_are_measured_on_whole_groups_and_never_on_the_head(self) -> None:
        for table in BLOCK_PRODUCTS:
            shapes = [point.shape for point in make_plan(FULL) if point.table == table]
            self.assertTrue(all(n % GROUP == 0 == k % GROUP for _, n, k in shapes))
            self.assertIn((1, 28672, 4096), shapes)
            self.assertNotIn((1, 128256, 4096), shapes)
            self.assertNotIn(table, {point.table for point in make_plan(TINY)}, "toy widths hold no group")

    def test_a_load_is_a_point_of_a_table(self) -> None:
        for name, (table, shape) in power_loads(FULL).items():
            self.assertEqual(len(shape), len(TABLES[table].shape), name)
            self.assertGreater(sum(work(table, shape)), 0, name)

    def test_loads_of_tables_that_are_left_out_are_not_held(self) -> None:
        loads = [point for point in make_plan(FULL) if point.table == "power"]
        held = [point.shape[0] for point in loads if measure_gpu.can_be_held(point, FULL, {"gemm_fp8": "no units"})]
        self.assertEqual(len(held), len(loads) - 3)
        self.assertTrue("idle" in held and not any(name.startswith("fp8") for name in held))

    def test_arithmetic_and_traffic(self) -> None:
        self.assertEqual(work("gemm_bfloat16", (2, 3, 5)), (60, 2 * (15 + 10 + 6)))
        self.assertEqual(work("gemm_int4_triton", (1, 256, 128))[1], 256 * 64 + 4 * 256 + 2 * 128 + 2 * 256)  # weights, scales, x, y
        # Four queries see 8 + 1, 8 + 2, 8 + 3 and 8 + 4 positions; a query for one more is a generation of 13.
        self.assertEqual(work("context_attention", (1, 4, 8, 2, 1, 16))[0], 4 * 2 * 16 * 42)
        self.assertEqual(work("generation_attention", (3, 13, 2, 1, 16))[0], 3 * 4 * 2 * 16 * 13)

    def test_kv_caches_stay_under_their_limit(self) -> None:
        shapes = [point.shape for point in make_plan(FULL, 1e9) if point.table == "generation_attention"]
        largest = max(4 * batch * context * kv_heads * size for batch, context, _, kv_heads, size in shapes)
        self.assertTrue(5e8 < largest <= 1e9)


class TimingTests(unittest.TestCase):
    def test_median_and_spread(self) -> None:
        self.assertEqual(median_and_spread([1, 2, 3, 4, 100]), (3, 2 / 3))  # quartiles 2 and 4: one outlier moves neither
        self.assertEqual(median_and_spread([7.0]), (7.0, 0.0))

    def test_repeats_are_five_fewer_when_slow_and_never_over_fifty(self) -> None:
        self.assertEqual(len(repeat(lambda: 1.0, 0)), 5)
        self.assertEqual(len(repeat(lambda: 900.0, 0)), 3)
        self.assertEqual(len(repeat(lambda: 1.0, 60)), 50)

    def test_short_calls_run_in_a_graph_and_long_ones_alone(self) -> None:
        for milliseconds, mode, passes in ((0.01, "graph", 100), (5.0, "eager", 1)):
            device = FakeCUDA()
            timing = CUDATimer(SimpleNamespace(cuda=device)).time([lambda: device.work(milliseconds)] * 3, 0)
            self.assertAlmostEqual(timing.milliseconds, milliseconds)
            self.assertEqual((timing.mode, timing.repeats, timing.launch_milliseconds is None), (mode, 5, mode == "eager"))
            self.assertAlmostEqual(device.longest_between_events, milliseconds * passes)

    def test_calls_that_cannot_be_in_a_graph_are_timed_one_by_one(self) -> None:
        device = FakeCUDA(captures=False)
        timing = CUDATimer(SimpleNamespace(cuda=device)).time([lambda: device.work(0.5)] * 3, 0)
        self.assertAlmostEqual(timing.milliseconds, 0.5)
        self.assertEqual(timing.mode, "eager")

    def test_a_graph_holds_every_copy_of_the_operands(self) -> None:
        device, seen = FakeCUDA(), []
        calls = [lambda index=index: (seen.append(index), device.work(0.5)) for index in range(40)]
        CUDATimer(SimpleNamespace(cuda=device)).time(calls, 0)
        self.assertEqual(seen[-40:], list(range(40)))


class FakeCUDA:
    """As much of torch.cuda as the timer uses, with a clock that only work moves."""

    def __init__(self, captures: bool = True) -> None:
        self.clock, self.captured, self.longest_between_events = 0.0, None, 0.0
        self.captures = captures
        self.Stream = lambda: SimpleNamespace(synchronize=lambda: None)
        self.synchronize, self._sleep = lambda: None, lambda cycles: self.work(0.1)
        self.stream = lambda stream: contextlib.nullcontext()

    def work(self, milliseconds: float) -> None:
        if self.captured is None:
            self.clock += milliseconds
        else:
            self.captured.append(milliseconds)

    def CUDAGraph(self) -> SimpleNamespace:
        work: list[float] = []
        return SimpleNamespace(work=work, replay=lambda: self.work(sum(work)))

    @contextlib.contextmanager
    def graph(self, graph: SimpleNamespace, stream: Any) -> Iterator[None]:
        if not self.captures:
            raise RuntimeError("operation not permitted when stream is capturing")
        self.captured = graph.work
        yield
        self.captured = None

    def Event(self, enable_timing: bool) -> SimpleNamespace:
        event = SimpleNamespace(at=0.0, synchronize=lambda: None)
        event.record = lambda: setattr(event, "at", self.clock)

        def elapsed_time(end: SimpleNamespace) -> float:
            self.longest_between_events = max(self.longest_between_events, end.at - event.at)
            return end.at - event.at

        event.elapsed_time = elapsed_time
        return event


class FileTests(FolderTest):
    def test_columns_are_those_of_aiconfigurator(self) -> None:
        for table in ("gemm_bfloat16", "gemm_fp8", "context_attention", "generation_attention"):
            path = REFERENCE / f"h100_sxm_{table}_vllm0.24.0.csv"
            if not path.exists():
                self.skipTest(f"{path} is not here")
            with path.open() as file:
                self.assertEqual(tuple(file.readline().strip().split(",")), TABLES[table].columns)

    def test_a_row_cut_short_is_dropped_and_taken_again(self) -> None:
        path = self.folder / "t.csv"
        path.write_text("m,n,k,latency_ms\n1,2,3,0.5\n4,5,6,0.")
        file = TableFile(path, TABLES["gemm_bfloat16"])
        self.assertTrue((1, 2, 3) in file and (4, 5, 6) not in file)
        file.append((4, 5, 6), {"latency_ms": 0.123456789})
        self.assertEqual(path.read_text(), "m,n,k,latency_ms\n1,2,3,0.5\n4,5,6,0.123457\n")

    def test_rows_of_a_point_are_written_at_once(self) -> None:
        path = self.folder / "t.csv"
        file = TableFile(path, TABLES["idle"])
        watched = {"sm_clock_mhz": 345, "memory_clock_mhz": 2619, "temperature_c": 40}
        file.append(("compute",), *({"seconds": 0.5 * index, "watts": 90.0 - index, **watched} for index in range(3)))
        self.assertEqual(path.read_text().splitlines()[1:], ["compute,0,90,345,2619,40", "compute,0.5,89,345,2619,40",
                                                             "compute,1,88,345,2619,40"])
        self.assertEqual((len(file), ("compute",) in TableFile(path, TABLES["idle"])), (1, True))

    def test_a_header_cut_short_is_written_again_and_another_table_is_refused(self) -> None:
        path = self.folder / "t.csv"
        path.write_text("m,n,")
        TableFile(path, TABLES["gemm_bfloat16"])
        self.assertEqual(path.read_text(), "m,n,k,latency_ms\n")
        with self.assertRaises(InputError):
            TableFile(path, TABLES["generation_attention"])


class RunTests(FolderTest):
    def test_every_point_becomes_a_row_in_the_order_of_the_plan(self) -> None:
        plan = make_plan(TINY)
        self.assertTrue(fake_run(self.folder).run(plan, TINY, FOREVER, 0))
        with (self.folder / "fake_context_attention_torch9.9.9.csv").open() as file:
            rows = list(csv.DictReader(file))
        shapes = [tuple(int(row[name]) for name in TABLES["context_attention"].shape) for row in rows]
        self.assertEqual(shapes, [point.shape for point in plan if point.table == "context_attention"])
        self.assertTrue(all(row["kernel_source"] == "fake_kernel" and float(row["latency_ms"]) > 0 for row in rows))

    def test_time_up_ends_the_run_and_the_next_goes_on(self) -> None:
        plan = make_plan(TINY)
        self.assertFalse(fake_run(self.folder).run(plan, TINY, time.monotonic() - 1, 0))
        self.assertTrue(fake_run(self.folder).run(plan, TINY, FOREVER, 0))

    def test_a_killed_run_leaves_valid_files_and_ends_as_if_never_killed(self) -> None:
        whole, killed = self.folder / "whole", self.folder / "killed"
        whole.mkdir()
        killed.mkdir()
        plan = make_plan(TINY)
        fake_run(whole).run(plan, TINY, FOREVER, 0)
        process = subprocess.Popen([sys.executable, __file__, "--slow-run", str(killed)], stderr=subprocess.DEVNULL)
        timings = killed / "timings.csv"
        while process.poll() is None and not (timings.exists() and timings.read_bytes().count(b"\n") > 20):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        self.assertEqual(process.wait(), -signal.SIGKILL)
        for name, content in contents(killed).items():
            if name != "timings.csv":
                self.assertTrue(contents(whole)[name].startswith(content), name)
        fake_run(killed).run(plan, TINY, FOREVER, 0)
        rows = {folder: set(timings.read_text().splitlines()) for folder in (whole, killed)}
        self.assertEqual({n: c for n, c in contents(killed).items() if n != "timings.csv"},
                         {n: c for n, c in contents(whole).items() if n != "timings.csv"})
        self.assertEqual(rows[killed], rows[whole])

    def test_a_table_that_keeps_failing_is_left_out_with_its_reason(self) -> None:
        unfinished = fake_run(self.folder, failing=("gemm_fp8", RuntimeError("no such units\nand more")))
        plan = make_plan(TINY)
        self.assertTrue(unfinished.run(plan, TINY, FOREVER, 0))
        unfinished.write_machine(plan, complete=True)
        written = json.loads((self.folder / "machine.json").read_text())
        self.assertRegex(written["left_out"]["gemm_fp8"], "no such units$")
        self.assertEqual(written["points"]["gemm_fp8"], {"measured": 0, "planned": 15})
        self.assertEqual(written["points"]["gemm_bfloat16"], {"measured": 15, "planned": 15})

    def test_a_shape_that_does_not_fit_is_passed_over(self) -> None:
        unfinished = fake_run(self.folder, failing=("gemm_fp8", MemoryError()))
        self.assertTrue(unfinished.run(make_plan(TINY), TINY, FOREVER, 0))
        self.assertNotIn("gemm_fp8", unfinished.left_out)
        self.assertEqual(unfinished.failures["out of memory"], 15)

    def test_two_machines_do_not_share_a_folder(self) -> None:
        machine = dict.fromkeys(measure_gpu.IDENTITY, "a")
        path = self.folder / "machine.json"
        path.write_text(json.dumps(machine | {"started": "then"}))
        self.assertEqual(measure_gpu.resumed_machine(path, machine)["started"], "then")
        with self.assertRaisesRegex(InputError, "device 'a', here 'b'.*another --out"):
            measure_gpu.resumed_machine(path, machine | {"device": "b"})
        path.write_text("[]")
        with self.assertRaisesRegex(InputError, "not from this script"):
            measure_gpu.resumed_machine(path, machine)

    def test_names_of_devices(self) -> None:
        self.assertEqual(measure_gpu.slug("NVIDIA H100 80GB HBM3"), "h100_80gb_hbm3")
        self.assertEqual(measure_gpu.slug("NVIDIA GeForce RTX 4090"), "rtx_4090")


NVIDIA_SMI = """#!/usr/bin/env python3
import sys, time
query = next(a for a in sys.argv if a.startswith("--query-gpu="))
fields = query.split("=")[1].split(",")
known = {"power.draw": "321.5", "clocks.sm": "1755", "clocks.mem": "2619", "temperature.gpu": "54", "driver_version": "1.2"}
if not set(fields) <= set(known):
    sys.exit("not a valid field to query")
while True:
    print(", ".join(known[field] for field in fields), flush=True)
    if "-lms" not in sys.argv:
        break
    time.sleep(0.02)
"""


class FakeBoardTest(FolderTest):
    def setUp(self) -> None:
        super().setUp()
        self.program = self.folder / "nvidia-smi"
        self.program.write_text(NVIDIA_SMI)
        self.program.chmod(0o755)


class BoardTests(FakeBoardTest):
    def test_an_older_driver_and_its_readings(self) -> None:
        board = Board(str(self.program), "0")
        self.assertEqual(board.facts(), {"power_reading": "power.draw", "energy_counter": "none", "driver_version": "1.2"})
        with board:
            limit = time.monotonic() + 20
            while board.latest() is None and time.monotonic() < limit:
                time.sleep(0.01)
        reading = board.latest()
        self.assertEqual((reading.watts, reading.sm_clock_mhz, reading.temperature_c), (321.5, 1755, 54))

    def test_joules_are_counted_from_one_move_of_the_counter_to_another(self) -> None:
        board = Board(str(self.program), "0")
        self.assertIsNone(board.counted_watts(0))
        board.ticks = [(0.0, 7.0), (1.0, 100.0), (1.1, 130.0), (1.3, 190.0)]
        self.assertAlmostEqual(board.counted_watts(0.5), 90 / 0.3)
        self.assertIsNone(board.counted_watts(1.2))
        moves = iter([5.0, 5.0, 6.5])
        board.counter = lambda: next(moves, 6.5)
        board.ticks = []
        with board:
            limit = time.monotonic() + 20
            while len(board.ticks) < 2 and time.monotonic() < limit:
                time.sleep(0.01)
        self.assertEqual([joules for _, joules in board.ticks], [5.0, 6.5])

    def test_no_program_is_said_clearly(self) -> None:
        with self.assertRaisesRegex(InputError, "there is no program"):
            Board(str(self.folder / "absent"), "0")


@unittest.skipUnless(importlib.util.find_spec("torch"), "PyTorch is not installed")
class RealOperatorTests(FakeBoardTest):
    def run_script(self, *options: str) -> tuple[int, str]:
        with contextlib.redirect_stderr(io.StringIO()) as messages:
            try:
                status = measure_gpu.main(["--device", "cpu", "--tiny", *options])
            except SystemExit as refused:
                status = refused.code
        return status, messages.getvalue()

    def test_the_whole_script_on_a_cpu(self) -> None:
        out = self.folder / "out"
        options = ("--out", str(out), "--nvidia-smi", str(self.program), "--minutes", "5")
        self.assertEqual(self.run_script(*options)[0], 0)
        machine = json.loads((out / "machine.json").read_text())
        self.assertTrue(machine["complete"])
        loads = len(power_loads(TINY)) - 1 + 1 + 4  # without the one of 4-bit weights; idle; part loads
        self.assertEqual(machine["points"].pop("power"), {"measured": loads, "planned": loads})
        for table, counts in machine["points"].items():
            self.assertTrue(counts["measured"] == counts["planned"] > 0 or table in machine["left_out"], table)
        for table in ("gemm_bfloat16", "sampler", "transfer"):
            self.assertNotIn(table, machine["left_out"])
        for table in (*BLOCK_PRODUCTS, "quantise_fp8", "launches"):
            self.assertRegex(machine["left_out"][table], "needs a GPU$")
        with (out / "idle.csv").open() as file:
            rest = [float(row["seconds"]) for row in csv.DictReader(file)]
        self.assertTrue(rest == sorted(rest) and rest[0] >= 0 and rest[-1] > 2)
        with (out / "power.csv").open() as file:
            loads = {(row["load"], row["duty_percent"]): row for row in csv.DictReader(file)}
        self.assertEqual(float(loads["compute", "100"]["watts"]), 321.5)
        self.assertEqual(float(loads["idle", "0"]["tflops"]), 0)
        self.assertGreater(float(loads["memory", "100"]["gigabytes_per_second"]), 0)
        before = contents(out)
        self.assertEqual(self.run_script(*options)[0], 0)
        self.assertEqual(contents(out), before, "a complete folder is left as it is")
        status, message = self.run_script("--out", str(out), "--name", "another")
        self.assertEqual(status, 2)
        self.assertIn("choose another --out", message)

    def test_what_cannot_be_is_refused(self) -> None:
        file = self.folder / "file"
        file.touch()
        for options, message in ((("--minutes", "nan"), "minutes are"), (("--attention", "fa3"), "needs a GPU"),
                                 (("--tables", "sampler,gem"), "there is no table 'gem'"),
                                 (("--device", "tpu"), "try the script with"), (("--out", str(file)), "File exists")):
            status, text = self.run_script("--out", str(self.folder / "x"), *options)
            self.assertEqual(status, 2)
            self.assertIn(message, text)

    def test_attention_that_masks_wrongly_is_refused(self) -> None:
        from gpu_measurement.operators import Operators
        operators = Operators("cpu", "math", 0)
        attention = operators.torch.nn.functional.scaled_dot_product_attention

        def aligned_to_the_first_token(q: Any, k: Any, v: Any) -> Any:
            q, k, v = (each.transpose(1, 2) for each in (q, k, v))
            return attention(q, k, v, is_causal=True, enable_gqa=True).transpose(1, 2)

        operators.check_attention(aligned_to_the_first_token, cached=0)
        with self.assertRaisesRegex(RuntimeError, "differs from plain arithmetic"):
            operators.check_attention(aligned_to_the_first_token, cached=19)

    def test_a_part_of_the_plan_is_measured_and_another_follows(self) -> None:
        out = self.folder / "out"
        self.assertEqual(self.run_script("--out", str(out), "--tables", "sampler")[0], 0)
        self.assertEqual(self.run_script("--out", str(out), "--tables", "elementwise,transfer")[0], 0)
        rows = {table: next(out.glob(f"*_{table}_*")).read_text().count("\n") - 1
                for table in ("sampler", "transfer", "gemm_bfloat16")}
        self.assertEqual(rows, {"sampler": 4 * len(SAMPLERS), "transfer": 4, "gemm_bfloat16": 0})

    def test_a_filter_that_leaves_too_much_is_refused(self) -> None:
        from gpu_measurement.operators import Operators
        samplers = Operators("cpu", "math", 0).samplers
        samplers.check()
        for kind in ("top_k", "top_p", "top_k_top_p", "min_p"):
            rightly = type(samplers).kept
            samplers.kept = lambda asked, logits, column: rightly(samplers, "temperature" if asked == kind else asked, logits, column)
            with self.assertRaisesRegex(RuntimeError, f"{kind} leaves 211 tokens"):
                samplers.check()

    def test_operands_that_take_turns_exceed_the_cache_twice(self) -> None:
        from gpu_measurement.operators import Operators
        operators = Operators("cpu", "math", 0)
        operators.cache_bytes = 1 << 20
        self.assertEqual(operators.copies(1 << 18), 5)  # four of half a megabyte between a copy and its next turn
        self.assertEqual(operators.copies(1 << 24), 1)
        calls = operators.product(1, 512, 512)
        self.assertEqual(len({call.args[1].data_ptr() for call in calls}), 5)


if __name__ == "__main__":
    if "--slow-run" in sys.argv:
        fake_run(Path(sys.argv[-1]), delay=0.02).run(make_plan(TINY), TINY, FOREVER, 0)
    else:
        unittest.main()
