"""Other days of the machine: the tests without a browser run under a false clock, and none may notice.

The clock is false for the whole process and those it starts, whatever they are written in (libfaketime), so a read of
the real day is caught that the rules of ``tests/house/test_clock.py`` do not know. By hand::

    python -m tests.days [2028-02-29…] [tests/planted…]
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.ensure_browser import install_packages

ROOT = Path(__file__).resolve().parent.parent
PLACES = (
    "usr/lib*/*/faketime/libfaketimeMT.so.1",
    "usr/lib*/faketime/libfaketimeMT.so.1",
    "usr/local/lib/faketime/*MT.so.1",
)


@dataclass(frozen=True)
class Moment:
    """What the clock of the machine says when the run begins; it goes on from there. ``zone`` is that of the
    machine."""

    at: str
    zone: str
    why: str

    @property
    def day(self) -> str:
        return self.at[:10]


MOMENTS = {
    moment.day: moment
    for moment in (
        Moment("2026-12-20 09:00:00", "UTC", "four weeks after the story"),
        Moment("2027-03-01 09:00:00", "Europe/Berlin", "the quarter after the story"),
        Moment("2027-11-07 23:30:00", "America/New_York", "a Sunday night on which summer time ended: Monday in UTC"),
        Moment("2027-12-31 23:59:00", "UTC", "the year turns while the tests run"),
        Moment("2028-02-29 00:30:00", "Asia/Shanghai", "the day of a leap year: 28 February in UTC"),
    )
}


def library() -> Path | None:
    """The library that makes a clock false; installed where that needs nobody's leave (Debian, as root)."""
    return _found() or (_found() if install_packages(["faketime"]) else None)


def _found() -> Path | None:
    return next((path for pattern in PLACES for path in sorted(Path("/").glob(pattern))), None)


def environment(moment: Moment, faked: Path) -> dict[str, str]:
    """The environment of a process for which it is that moment. Waiting stays true, and so do the days of files on the
    disk."""
    return {
        **os.environ,
        "TZ": moment.zone,
        "LD_PRELOAD": str(faked),
        "FAKETIME": f"@{moment.at}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run_on(moment: Moment, arguments: list[str]) -> int:
    """Run pytest at that moment; its exit code. The clock is read once before, so that a true one cannot pass for a
    false one."""
    faked = library()
    if faked is None:
        sys.stderr.write("no libfaketime: install the package faketime (Debian, Ubuntu: apt install faketime)\n")
        return 1
    env = environment(moment, faked)
    said = subprocess.run(["date", "+%Y-%m-%d %H:%M:%S"], env=env, capture_output=True, text=True, check=False).stdout
    if not said.startswith(moment.at[:15]):
        sys.stderr.write(f"the clock says {said.strip()} where it should say {moment.at}\n")
        return 1
    command = [sys.executable, "-m", "pytest", "-m", "not browser", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def main(arguments: list[str]) -> int:
    """The days asked for, or all, with what else is given passed on to pytest; 1 where one of them failed."""
    days = [word for word in arguments if word in MOMENTS] or list(MOMENTS)
    asked = [word for word in arguments if word not in MOMENTS]
    ended = [run_on(MOMENTS[day], asked) for day in days]  # every day, whatever the others came to
    return int(any(ended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
