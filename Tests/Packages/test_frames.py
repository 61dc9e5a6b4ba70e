"""What the package's frames hold, on small runs; `Tests/Packages/test` runs it where the wheel is installed."""

import datetime
import subprocess
import tempfile
from pathlib import Path

import pandas

import windtunnel


def refused(kind, words, call):
    """The call raises this kind of error with these words in it."""
    try:
        call()
    except kind as error:
        assert words in str(error), error
        return error
    raise AssertionError(f"{words!r} was not refused")


def runs_are_rows(folder):
    frame = windtunnel.run("chat-8b-poisson", {"workload.limit": 300}, seeds=[1, 2], replicas=2, objective={"ttft": "300 ms"})
    assert list(frame.index) == [1, 2] and list(frame["seed"]) == [1, 2]
    assert list(frame["accelerators"]) == [2, 2] and set(frame["model"]) == {"llama-3.1-8b"}
    assert (frame["ttft_p99"] > frame["ttft_p50"]).all() and (frame["objectiveMet"] == 1).all()


def an_objective_that_is_not_met_is_a_result(folder):
    frame = windtunnel.run("chat-8b-poisson", {"workload.limit": 100}, seeds=1, objective={"ttft": "1 ms", "tpot": "50 ms"})
    assert frame["objectiveMet"].item() == 0


def varied_values_are_columns(folder):
    frame = windtunnel.run("chat-8b-poisson", {"workload.limit": 100}, seeds=1, vary={"replicas": [1, 2]})
    assert list(frame["replicas"]) == ["1", "2"] and list(frame["accelerators"]) == [1, 2]
    frame = windtunnel.run("chat-8b-poisson", {"workload.limit": 100}, seeds=1, vary={"scheduler": ["fcfs", "sarathi"]})
    # A key that other columns are called by stands behind a prefix alone, which all have.
    assert list(frame["vary.scheduler"]) == ["fcfs", "sarathi"] == list(frame["scheduler"])


def a_database_grows_and_is_read(folder):
    store = folder / "results.sqlite"
    first = windtunnel.run("chat-8b-poisson", {"workload.limit": 100}, seeds=2, store=store)
    second = windtunnel.run("chat-8b-poisson", {"workload.limit": 100}, seeds=1, replicas=2, store=store)
    assert list(first.index) == [1, 2] and list(second.index) == [3]
    with windtunnel.read(store) as database:
        assert list(database.runs.index) == [1, 2, 3]
        assert len(database.requests(1)) == 100 and len(database.requests()) == 300
        assert set(database.metrics["run"]) == {1, 2, 3}
        assert "model: llama-3.1-8b" in database.scenario(3)
        assert "ttftP99" in set(database.columns["columnName"])
        assert database.query("SELECT count(*) AS runs FROM run WHERE seed = ?", [1])["runs"].item() == 2
        refused(windtunnel.InputError, "there is no table or view 'runz'", lambda: database.frame("runz"))
    refused(windtunnel.InputError, "there is no such database", lambda: windtunnel.read(folder / "none.sqlite"))
    (folder / "text.sqlite").write_text("no database")
    refused(windtunnel.InputError, "no database of this version", lambda: windtunnel.read(folder / "text.sqlite"))


def a_sweep_is_rows_with_what_varies(folder):
    vary = {"replicas": [1, 2], "scheduler": ["fcfs", "sarathi"]}
    frame = windtunnel.sweep("chat-8b-poisson", vary, {"workload.limit": 100}, seeds=2, best="ttft_p99")
    assert len(frame) == 8 and set(frame["scheduler"]) == {"fcfs", "sarathi"} and set(frame["replicas"]) == {1, 2}
    best = frame.groupby("cell", sort=False)["ttft_p99"].mean()
    assert best.is_monotonic_increasing, best


def what_cannot_be_is_a_row_with_its_reason(folder):
    frame = windtunnel.sweep("chat-70b", {"accelerator,parallel.tensor": "h100-sxm:2,l40s:1"}, {"workload.limit": 50}, seeds=1)
    assert list(frame["fault"].notna()) == [False, True] and "does not fit l40s" in frame["fault"].iloc[1]


def a_plan_is_layouts(folder):
    frame = windtunnel.plan("chat-8b", accelerators=["h100-sxm", "a100-80gb"], max_gpus=4, tensor=1, mode="agg", seeds=1)
    assert frame["accelerator"].iloc[0] in ("h100-sxm", "a100-80gb") and (frame["attained"] >= 0.99).all()
    assert frame["dollarsPerHour"].is_monotonic_increasing and frame.attrs["plan"]["holds"] is True
    none = windtunnel.plan(
        "chat-8b", {"objective.ttft": "1 ms"}, accelerators="h100-sxm", max_gpus=1, tensor=1, mode="agg", seeds=1)
    assert none.empty and none.attrs["plan"]["holds"] is False


def a_comparison_is_differences_with_their_confidence(folder):
    names = ["chat-8b-poisson-fcfs", "chat-8b-poisson"]
    frame = windtunnel.compare(*names, changes={"workload.limit": 300}, seeds=3, store=folder / "pairs.sqlite")
    assert set(frame["candidateName"]) == {names[1]} and {"ttft", "tpot", "itl"} <= set(frame["metric"])
    assert ((frame["candidate"] - frame["baseline"] - frame["difference"]).abs() < 1e-9).all()
    assert frame.loc[frame["metric"] == "itl", "halfWidth95"].notna().all()
    assert any(change["path"].startswith("scheduler") for change in frame.attrs["comparison"]["candidates"][0]["changes"])
    with windtunnel.read(folder / "pairs.sqlite") as database:
        pairs = database.query("SELECT * FROM pairedMetric WHERE metric = 'ttft' AND baseline < candidate ORDER BY seed")
    assert list(pairs["seed"]) == [1, 2, 3]
    mean = frame[(frame["metric"] == "ttft") & (frame["statistic"] == "mean")]["difference"].item()
    assert abs(pairs["meanDifference"].mean() - mean) < 1e-9


def a_frame_is_a_trace(folder):
    start = datetime.datetime(2026, 1, 1)
    frame = pandas.DataFrame(
        {"when": [start + datetime.timedelta(seconds=s) for s in (2, 0, 0.1)], "in": [300, 100, 200], "out": [30, 10, 20]})
    columns = {"arrival": "when", "prompt_tokens": "in", "output_tokens": "out"}
    trace = windtunnel.Trace(frame, **columns)
    lines = trace.path.read_text().splitlines()[2:]
    assert lines == ["0.000000000000,100,10", "0.100000000000,200,20", "2.000000000000,300,30"], lines
    store = folder / "trace.sqlite"
    windtunnel.run("chat-8b", {"workload.rate_scale": 1}, workload={"trace": trace}, store=store)
    with windtunnel.read(store) as database:
        assert sorted(database.requests(1)["promptTokens"]) == [100, 200, 300]
    named = windtunnel.Trace(frame, **columns, path=folder / "mine.csv")
    assert named.path.exists()
    refused(FileExistsError, "mine.csv", lambda: windtunnel.Trace(frame, **columns, path=named.path))
    refused(ValueError, "no column 'arrival_s'", lambda: windtunnel.Trace(frame))
    refused(ValueError, "no whole numbers", lambda: windtunnel.Trace(frame.assign(out=0), **columns))
    refused(ValueError, "no rows", lambda: windtunnel.Trace(frame.head(0), **columns))


def bad_input_is_an_exception_with_the_programs_words(folder):
    error = refused(windtunnel.InputError, "there is no scenario 'chat-9b'; did you mean 'chat-8b'?", lambda: windtunnel.run("chat-9b"))
    assert error.status == 2
    refused(windtunnel.InputError, "replicaz", lambda: windtunnel.run("chat-8b", replicaz=2))
    refused(ValueError, "nothing that a scenario can hold", lambda: windtunnel.run("chat-8b", {"replicas": float("nan")}))


def the_program_is_the_package_s_own(folder):
    assert windtunnel.program().exists() and "revision" in windtunnel.version()
    script = Path(__import__("sys").executable).with_name("windtunnel")
    if script.exists():
        done = subprocess.run([script, "run", "nothing"], capture_output=True, text=True, cwd=folder)
        assert done.returncode == 2 and "there is no scenario 'nothing'" in done.stderr


tests = [
    runs_are_rows, an_objective_that_is_not_met_is_a_result, varied_values_are_columns, a_database_grows_and_is_read,
    a_sweep_is_rows_with_what_varies, what_cannot_be_is_a_row_with_its_reason, a_plan_is_layouts,
    a_comparison_is_differences_with_their_confidence, a_frame_is_a_trace,
    bad_input_is_an_exception_with_the_programs_words, the_program_is_the_package_s_own,
]
for test in tests:
    with tempfile.TemporaryDirectory() as folder:
        test(Path(folder))
    print("packages: " + test.__name__.replace("_", " "))
