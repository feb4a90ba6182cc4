"""``make prove``: every test with its full counts and every benchmark, and what they reported as a dated page.

The proof is made of parts: each test file that does more than usual, the other tests together, the tests in a browser
together, the tests without a browser on each of the days of ``tests/days.py``, each benchmark. Every part is written
down as soon as it has run, into ``docs/proof.jsonl`` (a line a part), and ``docs/proof.md`` shows the lines; a run
replaces the lines of its own parts and leaves the others. So a proof that was cut off is taken up again with
``--resume``, and one part is run alone by its path; a day may be asked of some tests only, which its line then names,
and a costly test for fewer programmes or (where it takes them one by one) for some minutes, which what it reports then
says::

    python -m tests.prove [--resume] [tests/data/store/test_model.py | tests/benchmarks/bench_store.py | rest | browser | 2028-02-29]…
    python -m tests.prove 2028-02-29 --only tests/planted tests/data/store
    python -m tests.prove tests/planted/test_quiet_claims.py --most 5
    python -m tests.prove tests/planted/test_quiet_rules.py --minutes 60

A test reports a measured rate or count with pytest's ``record_property(name, value)``. The page has those values as
they were recorded, and nothing else is claimed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from tests.days import MOMENTS, run_on

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "docs" / "proof.jsonl"
PAGE = ROOT / "docs" / "proof.md"
HEAVIER = ("proving(", "mark.prove")
"""What a file says that has tests which do more under ``make prove``."""
REST, BROWSER = "rest", "browser"
NAMES = {REST: "the other tests", BROWSER: "the tests in a browser"} | {
    day: f"without a browser on a machine that says {moment.at} in {moment.zone} ({moment.why})"
    for day, moment in MOMENTS.items()
}
NOTHING_FOUND = 5
"""What pytest ends with where no test was of the kind asked for."""


@dataclass(frozen=True)
class Case:
    """One test as the run reported it: ``outcome`` is passed, failed or skipped."""

    file: str
    name: str
    outcome: str
    seconds: float
    reported: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Record:
    """What one part of the proof came to when it was last run. ``said`` are the lines a benchmark printed."""

    part: str
    when: str
    version: str
    where: str
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reported: tuple[tuple[str, str, str], ...] = ()
    failures: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """The tests that a day was asked of, where it was not all of them."""

    @property
    def name(self) -> str:
        whole = NAMES.get(self.part, f"`{self.part}`")
        return f"{whole}: only " + ", ".join(f"`{path}`" for path in self.only) if self.only else whole


def read_cases(report: Path) -> list[Case]:
    """The tests of a junit report."""
    cases = []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        outcome = "failed" if failed else "skipped" if case.find("skipped") is not None else "passed"
        reported = tuple((item.get("name", ""), item.get("value", "")) for item in case.iter("property"))
        file = case.get("classname", "").replace(".", "/")
        cases.append(Case(file, case.get("name", ""), outcome, float(case.get("time", 0)), reported))
    return cases


def machine() -> str:
    """Cores, memory, Python and system, as far as the system tells."""
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB of memory"
    return (
        f"{os.cpu_count()} cores{memory}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )


def version() -> str:
    """The commit, with a ``+`` where files other than those of the proof were changed since."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--", ".", ":!docs/proof.md", ":!docs/proof.jsonl")
    return (git("describe", "--always") or "unknown") + ("+" if changed else "")


def record_of(part: str, cases: Iterable[Case], day: datetime, at_version: str, where: str) -> Record:
    """The tests of one part as its line of the proof."""
    cases = list(cases)
    counts = Counter(case.outcome for case in cases)
    return Record(
        part=part,
        when=f"{day:%Y-%m-%d %H:%M}",
        version=at_version,
        where=where,
        seconds=round(sum(case.seconds for case in cases), 1),
        passed=counts["passed"],
        failed=counts["failed"],
        skipped=counts["skipped"],
        reported=tuple(
            (f"`{case.file}.py` {case.name}", name, value) for case in cases for name, value in case.reported
        ),
        failures=tuple(f"`{case.file}.py` {case.name}" for case in cases if case.outcome == "failed"),
    )


def read_records(path: Path) -> dict[str, Record]:
    """The parts proven so far, by name."""
    found = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            values = json.loads(line)
            values["reported"] = tuple(tuple(one) for one in values["reported"])
            for name in ("failures", "said", "only"):
                values[name] = tuple(values.get(name, ()))
            found[values["part"]] = Record(**values)
    return found


def write_record(record: Record, records: Path = RECORDS, page: Path = PAGE) -> None:
    """Put the line of one part in its place and write the page anew."""
    known = {**read_records(records), record.part: record}
    lines = [json.dumps(asdict(known[part]), ensure_ascii=False) for part in sorted(known)]
    records.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    page.write_text(render(known.values()), encoding="utf-8")


def render(records: Iterable[Record]) -> str:
    """The page: when, where and how many a part, the values that tests reported, what the benchmarks printed."""
    every = sorted(records, key=lambda record: record.part)
    tests, benches = [r for r in every if not r.said], [r for r in every if r.said]
    lines = [
        "# Proof",
        "",
        (
            "Written by `make prove`, which runs every test with its full counts and every benchmark. A part keeps its"
            " line until"
        ),
        "it is run again; the day and the version beside it are those of its last run. Not edited by hand.",
        "",
        "Run on: " + "; ".join(sorted({record.where for record in every})) + ".",
    ]
    if tests:
        lines += [
            "",
            "## Tests with full counts",
            "",
            "| part | when (UTC) | version | passed | failed | skipped | seconds |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {r.name} | {r.when} | `{r.version}` | {r.passed} | {r.failed} | {r.skipped} | {r.seconds:.0f} |"
            for r in tests
        ]
    if any(record.reported for record in every):
        lines += ["", "## Reported by the tests", "", "| test | what | value |", "|---|---|---|"]
        lines += [f"| {test} | {name} | {value} |" for record in every for test, name, value in record.reported]
    if benches:
        lines += ["", "## Benchmarks", "", "What they printed; *failed* says that one missed an aim of its own."]
        for r in benches:
            ended = "failed" if r.failed else "passed"
            lines += ["", f"{r.name}, {r.when}, version `{r.version}`, {ended}:", "", "```", *r.said, "```"]
    failures = [one for record in every for one in record.failures]
    if failures:
        lines += ["", "## Failed", ""] + [f"* {one}" for one in failures]
    return "\n".join(lines) + "\n"


def is_heavier(path: Path) -> bool:
    """Whether a test file does more under ``make prove``."""
    return any(word in path.read_text(encoding="utf-8") for word in HEAVIER)


def heavier_files() -> list[str]:
    files = (path for path in sorted((ROOT / "tests").rglob("test_*.py")) if is_heavier(path))
    return [path.relative_to(ROOT).as_posix() for path in files]


def benchmarks() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))]


WORKERS = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
"""As `make test` does: a module stays with one worker, so that what it sets up is set up once."""


def prove_tests(part: str, only: tuple[str, ...] = (), most: int = 1, minutes: str = "") -> Record:
    """Run the tests of one part with full counts, or with at ``most`` so many or in so many ``minutes``; a day may be
    asked of some of them ``only``."""
    if part in MOMENTS:
        asked = [*(only or WORKERS)]
    elif part == REST:
        asked = ["-m", "not browser", *WORKERS, *(f"--ignore={file}" for file in heavier_files())]
    else:
        asked = ["-m", "browser"] if part == BROWSER else [part]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        asked += [f"--junitxml={report}", "-o", "junit_family=xunit2"]
        at_version, day = version(), datetime.now(UTC)
        if part in MOMENTS:  # what is asked here is whether the day matters; the counts are full in the other parts
            ended = run_on(MOMENTS[part], asked)
        else:
            command = [sys.executable, "-m", "pytest", *asked]
            ended = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, "HANDOVER_PROVE": str(most), "HANDOVER_PROVE_MINUTES": minutes},
                check=False,
            ).returncode
        record = record_of(part, read_cases(report) if report.is_file() else [], day, at_version, machine())
        record = replace(record, only=only)
    if ended not in (0, NOTHING_FOUND) and not record.failed:
        return replace(record, failed=1, failures=(f"{record.name} did not run to its end",))
    return record


def prove_benchmark(part: str) -> Record:
    """Run one benchmark and keep what it prints."""
    module = part.removesuffix(".py").replace("/", ".")
    at_version, day = version(), datetime.now(UTC)
    done = subprocess.run([sys.executable, "-m", module], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(done.stdout)
    failed = int(done.returncode != 0)
    return Record(
        part=part,
        when=f"{day:%Y-%m-%d %H:%M}",
        version=at_version,
        where=machine(),
        seconds=round((datetime.now(UTC) - day).total_seconds(), 1),
        passed=1 - failed,
        failed=failed,
        failures=(f"`{part}`",) if failed else (),
        said=tuple(done.stdout.strip().splitlines()) or ("(nothing)",),
    )


def main(arguments: list[str]) -> int:
    """Run the parts asked for, or all; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove")
    parser.add_argument(
        "parts", nargs="*", help="paths of test files or benchmarks, `rest`, `browser`, a day; without any, all"
    )
    parser.add_argument("--resume", action="store_true", help="leave out what passed at this version already")
    parser.add_argument("--only", nargs="+", default=(), help="the tests that a day is asked of, instead of all")
    parser.add_argument("--most", type=int, default=1, help="the count of each costly test, instead of the full one")
    parser.add_argument(
        "--minutes", type=float, help="after so long no further programme is begun, where a test takes them one by one"
    )
    given = parser.parse_args(arguments)
    parts = given.parts or [REST, *heavier_files(), BROWSER, *MOMENTS, *benchmarks()]
    unknown = [part for part in parts if part not in NAMES and not (ROOT / part).exists()]
    if unknown:
        parser.error("there is no " + ", ".join(unknown))
    only = tuple(given.only)
    if only and (missing := [path for path in only if not (ROOT / path).exists()]):
        parser.error("there is no " + ", ".join(missing))
    if only and not set(parts) <= set(MOMENTS):
        parser.error("--only is asked of days: " + ", ".join(MOMENTS))
    failed = 0
    for part in parts:
        known = read_records(RECORDS).get(part)
        if given.resume and known and known.version == version() and known.only == only and not known.failed:
            continue
        record = (
            prove_benchmark(part)
            if part in benchmarks()
            else prove_tests(part, only, given.most, str(given.minutes or ""))
        )
        write_record(record)
        failed += record.failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
