"""Holds the runs of a plan that a cluster has made against those of one machine.

    python3 Tests/Cluster/compare_plans.py one.sqlite merged.sqlite

Every run of one machine is to be there, the same in every column; parts may have made more. All parts are to be there, and the plan at the
end must have asked for as many runs as that of one machine, some of which parts have made. Ends with 1 where something is otherwise.
"""

import sqlite3
import sys


def open_database(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def main(first, second):
    one, two = open_database(first), open_database(second)
    alone, merged = (set(database.execute("SELECT * FROM planTrial")) for database in (one, two))
    if not alone or alone - merged:
        raise SystemExit(f"planTrial: {len(alone - merged)} of {len(alone)} runs are missing, or came out differently")
    parts = two.execute("SELECT parts, part, layouts, runs FROM planPart").fetchall()
    count = parts[0][0]
    if sorted(part for _, part, _, _ in parts) != list(range(count)):
        raise SystemExit(f"planPart: {parts}")
    simulated, taken = two.execute("SELECT runs, runsFound FROM plan").fetchone()
    if taken == 0 or simulated + taken != len(alone):
        raise SystemExit(f"the plan simulated {simulated} runs and took {taken} from its parts; one machine made {len(alone)}")
    layouts = sum(layouts for _, _, layouts, _ in parts)
    runs = f"{len(merged)} runs where one machine made {len(alone)}, {simulated} of them at the end"
    print(f"plan: {layouts} layouts in {count} parts, {runs}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
