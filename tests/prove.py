"""``make prove``: every test with its full counts, and what they reported as a dated page, ``docs/proof.md``.

A test reports a measured rate or count with pytest's ``record_property(name, value)``. The page has those values as they
were recorded, and nothing else is claimed.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "proof.md"
PARTS = (["-m", "not browser", "-n", "2"], ["-m", "browser"])
HEAVIER = ("proving(", "mark.prove")
"""What a file says that has tests which do more under ``make prove``."""


@dataclass(frozen=True)
class Case:
    """One test as the run reported it: ``outcome`` is passed, failed or skipped."""

    file: str
    name: str
    outcome: str
    seconds: float
    reported: tuple[tuple[str, str], ...]


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


def render(cases: list[Case], day: datetime, version: str, where: str, only: tuple[str, ...] = ()) -> str:
    """The page: when and where, how many, the files that did more than usual, and the values that tests reported.

    ``only`` names the parts that were run, where it was not everything.
    """
    counts = Counter(case.outcome for case in cases)
    ran = "every test of the project" if not only else "the tests of " + ", ".join(f"`{path}`" for path in only)
    lines = [
        "# Proof",
        "",
        f"Written by `make prove`: {ran} with full counts. Not edited by hand.",
        "",
        f"* **When:** {day:%Y-%m-%d %H:%M} UTC, version `{version}`",
        f"* **Where:** {where}",
        f"* **Tests:** {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped"
        f" ({sum(case.seconds for case in cases):.0f} s of test time)",
    ]
    heavy = {case.file for case in cases if is_heavier(case.file)}
    if heavy:
        lines += [
            "",
            "## Run with full counts",
            "",
            "| file | passed | failed | skipped | seconds |",
            "|---|---|---|---|---|",
        ]
        for file in sorted(heavy):
            own = [case for case in cases if case.file == file]
            outcome = Counter(case.outcome for case in own)
            seconds = sum(case.seconds for case in own)
            lines.append(
                f"| `{file}.py` | {outcome['passed']} | {outcome['failed']} | {outcome['skipped']} | {seconds:.0f} |"
            )
    reported = [(case, name, value) for case in cases for name, value in case.reported]
    if reported:
        lines += ["", "## Reported by the tests", "", "| test | what | value |", "|---|---|---|"]
        lines += [f"| `{case.file}.py` {case.name} | {name} | {value} |" for case, name, value in reported]
    failed = [case for case in cases if case.outcome == "failed"]
    if failed:
        lines += ["", "## Failed", ""] + [f"* `{case.file}.py` {case.name}" for case in failed]
    return "\n".join(lines) + "\n"


def is_heavier(file: str) -> bool:
    """Whether a test file does more under ``make prove``."""
    path = ROOT / f"{file}.py"
    return path.is_file() and any(word in path.read_text(encoding="utf-8") for word in HEAVIER)


def version() -> str:
    """The commit, with a ``+`` where files were changed since."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def main(only: tuple[str, ...] = ()) -> int:
    """Run both parts (of ``only``, where paths are given), write the page, and end as the tests did."""
    environment = {**os.environ, "HANDOVER_PROVE": "1"}
    cases: list[Case] = []
    ended = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, part in enumerate(PARTS):
            report = Path(folder) / f"{number}.xml"
            command = [
                sys.executable,
                "-m",
                "pytest",
                *part,
                *only,
                f"--junitxml={report}",
                "-o",
                "junit_family=xunit2",
            ]
            code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
            ended = ended or (0 if code == 5 else code)  # 5: no test of this kind
            if report.is_file():
                cases += read_cases(report)
    PAGE.write_text(render(cases, datetime.now(UTC), version(), machine(), only), encoding="utf-8")
    return ended


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
