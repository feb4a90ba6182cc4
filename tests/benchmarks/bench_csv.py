"""A CSV of 1,000,000 rows from drop to a staged frame and into the store, against DuckDB's bare read of the same file.

The bare read is ``read_csv`` into a table of a file; ours checks every cell and keeps the sheet and row of each.
Bounds: at most three times the bare read up to the staged frame, at most 1 kB of memory a row. ``--commit`` goes on
into the store, which is not judged here. ``--quick`` takes a tenth, where the libraries' own memory outweighs the rows'
and is not judged either. Prints seconds and ratios of one run; fails where a bound is broken.
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

ROWS = 1_000_000
MOST_OF_DUCKDB = 3.0
MOST_BYTES_A_ROW = 1000
RUNS = 2


def made(path: Path, rows: int) -> None:
    """A list of answers with an id, a customer, a moment, two scores, a channel and a remark."""
    draw = random.Random(20260903)
    begin = datetime(2026, 1, 1)
    with path.open("w", encoding="utf-8") as out:
        out.write("survey,response_id,customer,answered_at,nps,csat,channel,comment\n")
        for at in range(rows):
            moment = begin + timedelta(seconds=25 * at)
            remark = draw.choice(["", "", "好", "too slow", f"call {at % 1000}"])
            out.write(
                f"a,R{at},C{draw.randrange(rows):07d},{moment},{draw.randint(0, 10)},{draw.randint(1, 5)},"
                f"{draw.choice(['phone', 'web', 'app'])},{remark}\n"
            )


def bare(path: Path, folder: Path) -> float:
    import duckdb

    connection = duckdb.connect(str(folder / "bare.duckdb"))
    begin = perf_counter()
    connection.execute(f"create or replace table answers as from read_csv('{path}', header = true)")
    connection.execute("checkpoint")
    spent = perf_counter() - begin
    connection.close()
    (folder / "bare.duckdb").unlink()
    return spent


def ours(path: Path, folder: Path, *, commit: bool) -> dict[str, float]:
    import resource

    from data.access import local_rights
    from data.ingest import prepare, read_file, understand
    from data.store import open_store

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = perf_counter()
    book = read_file(path.name, path.read_bytes())
    read = perf_counter()
    how = understand(book, dataset="surveys")
    known = perf_counter()
    prepared = prepare(book, how)
    staged = perf_counter()
    steps = {"read": read - begin, "understand": known - read, "prepare": staged - known, "staged": staged - begin}
    steps["bytes a row"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / prepared.read
    if prepared.table.num_rows != prepared.read or prepared.rejected:
        raise SystemExit(f"{prepared.table.num_rows} of {prepared.read} rows")
    if commit:
        store = open_store(str(folder / "store" / "programme.duckdb"))
        store.commit(prepared, local_rights("bench", "administrator"))
        steps["commit"] = perf_counter() - staged
        store.close()
    return steps


def main() -> int:
    commit = "--commit" in sys.argv
    rows = ROWS // 10 if "--quick" in sys.argv else ROWS
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "answers.csv"
        made(path, rows)
        theirs = min(bare(path, folder) for _ in range(RUNS))
        found = ours(path, folder, commit=commit)
        theirs = min(theirs, bare(path, folder))
    say(f"{rows:,} x 8, DuckDB's read_csv into a file {theirs:.2f} s\n")
    say("ours: " + "  ".join(f"{step} {value:.2f} s" for step, value in found.items() if step != "bytes a row") + "\n")
    ratio = found["staged"] / theirs
    say(f"up to the staged frame {ratio:.2f}x (at most {MOST_OF_DUCKDB:.0f})")
    if commit:
        say(f", to committed with lineage {(found['staged'] + found['commit']) / theirs:.2f}x")
    say(f"; {found['bytes a row']:.0f} bytes of memory a row (at most {MOST_BYTES_A_ROW})\n")
    return int(ratio > MOST_OF_DUCKDB or (rows == ROWS and found["bytes a row"] > MOST_BYTES_A_ROW))


if __name__ == "__main__":
    sys.exit(main())
