"""Runs the parts of a sweep or a plan as tasks of Ray; started by `windtunnel sweep --on ray` or `plan --on ray`.

A part is a process of its own on the node that Ray chooses. Ray gives it to another node where its node is lost; here it is given to one
again where the process fails, or where its beat (the files `part-<number>*.beat` in the folder of the job) stands still for longer than
the patience. A process that ends with 2 has refused its input: it would do so again, and is not asked again.

Exit codes: 0 all parts ended well, 1 some did not, NO_CLUSTER there is none.
"""

import argparse
import glob
import os
import subprocess
import sys
import threading
import time

import ray

REFUSED = 2
NO_CLUSTER = 3
# A cluster that is gone and whose address is still written down would be waited for by Ray for minutes.
SECONDS_TO_CONNECT = 45


class PartFailed(Exception):
    """A part that is worth another attempt."""


def beat(folder, part):
    """What the beats of a part say now, whichever file they stand in."""
    texts = []
    for path in sorted(glob.glob(f"{glob.escape(folder)}/part-{part}.*beat")):
        try:
            with open(path, encoding="utf-8") as file:
                texts.append(file.read())
        except FileNotFoundError:
            pass
    return texts


def run_part(command, part, parts, folder, directory, patience):
    """Runs one part to its end; returns its exit code, 0 or REFUSED."""
    command = command + ["--shard", f"{part}/{parts}", "--job", folder]
    with open(f"{folder}/part-{part}.log", "ab") as log:
        process = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            seen, since = beat(folder, part), time.monotonic()
            while process.poll() is None:
                time.sleep(0.5)
                now = beat(folder, part)
                if now != seen:
                    seen, since = now, time.monotonic()
                elif time.monotonic() - since > patience:
                    raise PartFailed(f"part {part} stood still for {patience:g} s")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if process.returncode not in (0, REFUSED):
        raise PartFailed(f"part {part} ended with {process.returncode}")
    return process.returncode


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", required=True, help="the cluster, or auto for the one that is running")
    parser.add_argument("--folder", required=True, help="the folder of the job, seen by every node")
    parser.add_argument("--directory", required=True, help="where the parts are run")
    parser.add_argument("--part", type=int, action="append", required=True, help="a part to run")
    parser.add_argument("--parts", type=int, required=True, help="how many parts there are in all")
    parser.add_argument("--attempts", type=int, required=True, help="how often a part is tried")
    parser.add_argument("--patience", type=float, required=True, help="seconds that a beat may stand still")
    parser.add_argument("--threads", type=int, required=True, help="processors of a part")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="what runs a part, after --")
    options = parser.parse_args()
    options.command = options.command[1:] if options.command[:1] == ["--"] else options.command
    return options


def connect(address):
    """Connects to the cluster; ends this process where that cannot be done."""
    def give_up(reason):
        print(f"no Ray cluster at '{address}': {' '.join(str(reason).split())}", file=sys.stderr, flush=True)
        os._exit(NO_CLUSTER)

    timer = threading.Timer(SECONDS_TO_CONNECT, give_up, [f"none answered for {SECONDS_TO_CONNECT} s"])
    timer.daemon = True
    timer.start()
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError, ValueError) as error:
        give_up(error)
    timer.cancel()


def main():
    options, parent = arguments(), os.getppid()
    connect(options.address)
    task = ray.remote(run_part).options(
        num_cpus=options.threads, max_retries=options.attempts - 1, retry_exceptions=[PartFailed])
    pending = {
        task.remote(options.command, part, options.parts, options.folder, options.directory, options.patience): part
        for part in options.part
    }
    failed = False
    while pending:
        ended, _ = ray.wait(list(pending), num_returns=1, timeout=1)
        for reference in ended:
            part = pending.pop(reference)
            try:
                failed = ray.get(reference) != 0 or failed
            except ray.exceptions.RayError as error:
                failed = True
                print(f"part {part}: {str(error).strip().splitlines()[-1]}", file=sys.stderr)
        # The tasks end with their driver, and the driver with the program that started it.
        if os.getppid() != parent:
            break
    ray.shutdown()
    return 1 if failed or pending else 0


if __name__ == "__main__":
    sys.exit(main())
