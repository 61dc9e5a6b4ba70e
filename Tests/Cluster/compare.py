"""Holds the database of a sweep that a cluster has made against the one that a single machine has made, row for row.

    python3 Tests/Cluster/compare.py one.sqlite merged.sqlite

Every table is compared. A run is known by its experiment and seed, and a profile by its digest. Left out are only the numbers that a
database gives to runs, sweeps and profiles, and the times at which something was made and how long it took: `created`, `wallSeconds`
and `cpuSeconds`. Ends with 1 where anything is different, a run is there twice, or one is missing.
"""

import sqlite3
import sys

TIMES = {"created", "wallSeconds", "cpuSeconds"}


def names(database, table, key, columns):
    """What stands for the numbers of a table."""
    found = {row[0]: row[1:] for row in database.execute(f"SELECT {key}, {columns} FROM {table}")}
    if len(set(found.values())) != len(found):
        raise SystemExit(f"{table}: something is there twice")
    return found


def rows(database):
    """All rows of each table, sorted, numbers replaced by what they stand for."""
    runs = names(
        database, "run JOIN runDescription ON runDescription.run = run.id", "run.id", "runDescription.experiment, run.seed, run.status")
    numbers = {
        "run": runs, "sweep": names(database, "sweep", "id", "digest"),
        "profile": names(database, "calibrationProfile", "id", "digest")}
    own = {"run": "run", "sweep": "sweep", "calibrationProfile": "profile"}
    tables = {}
    for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall():
        columns = [row[1] for row in database.execute(f"SELECT * FROM pragma_table_info('{table}')")]
        kinds = [own.get(table) if name == "id" else name for name in columns]
        tables[table] = sorted(
            repr([
                numbers[kind].get(value, value) if kind in numbers else value
                for kind, value in zip(kinds, row) if kind not in TIMES])
            for row in database.execute(f"SELECT {', '.join(columns)} FROM {table}"))
    return runs, tables


def main(first, second):
    (runs, one), (others, two) = (rows(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) for path in (first, second))
    if set(one) != set(two):
        raise SystemExit(f"tables: {sorted(set(one) ^ set(two))} are in one only")
    different = [table for table in one if one[table] != two[table]]
    for table in different:
        lost, new = set(one[table]) - set(two[table]), set(two[table]) - set(one[table])
        print(f"{table}: {len(one[table])} and {len(two[table])} rows, {len(lost)} missing, {len(new)} new", file=sys.stderr)
        for row in sorted(lost)[:2] + sorted(new)[:2]:
            print("  " + row[:300], file=sys.stderr)
    if different:
        raise SystemExit(1)
    print(f"{len(runs)} runs, {sum(map(len, one.values()))} rows of {len(one)} tables: equal")


if __name__ == "__main__":
    main(*sys.argv[1:3])
