"""Patterns that look at whole files or at everybody's words take a time in proportion to what they look at."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import thread_time
from typing import Any

import pytest

from data.ingest.dates import parse
from tests.house.growth import STEEPEST, steepest

ROOT = Path(__file__).resolve().parents[2]
USES = ("search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split")
WHOLE = re.compile(
    r"analytics\..+|data\.store\..+|data\.commands\..+|data\.[a-z]+|data\.ingest\.(packed|platforms\.blocks)"
)
"""The modules whose patterns are tried. Those of recognition look at single cells, in a process with a limit of time."""
Asked = Callable[[Any], object]


@dataclass(frozen=True)
class Found:
    """A pattern, where it is and how it is asked."""

    place: str
    pattern: re.Pattern[Any]
    use: str

    @property
    def ask(self) -> Asked:
        if self.use in ("sub", "subn"):
            return lambda text: self.pattern.sub("" if isinstance(text, str) else b"", text)
        if self.use == "finditer":
            return lambda text: sum(1 for _ in self.pattern.finditer(text))
        asked: Asked = getattr(self.pattern, self.use)
        return asked


def held(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns that a value holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from held(one, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from held(one, depth + 1)


def every_pattern() -> list[Found]:
    """Those of the modules' names and those that stand in a call (``re.sub(r"…", …)``), each with its uses."""
    found: dict[tuple[Any, int, str], Found] = {}
    for root in ("data", "analytics"):
        for info in pkgutil.walk_packages([str(ROOT / root)], root + "."):
            if info.name.endswith("__main__") or not WHOLE.fullmatch(info.name):
                continue
            module = importlib.import_module(info.name)
            source = Path(str(module.__file__)).read_text(encoding="utf-8")
            for name, value in vars(module).items():
                uses = set(re.findall(rf"\b{re.escape(name)}\.({'|'.join(USES)})\(", source)) or {"search"}
                for pattern in held(value):
                    for use in uses:
                        place = f"{info.name} {name}.{use}"
                        found.setdefault((pattern.pattern, pattern.flags, use), Found(place, pattern, use))
            for use, text in re.findall(rf'\bre\.({"|".join(USES)})\(\s*r"([^"]*)"', source):
                found.setdefault((text, 0, use), Found(f"{info.name} re.{use}", re.compile(text), use))
    return list(found.values())


def test_every_pattern_takes_a_time_in_proportion(record_property: Callable[[str, object], None]) -> None:
    every = every_pattern()
    record_property("patterns", len(every))
    places = {one.place.split()[0] for one in every}
    assert {"data.ingest.packed", "data.ingest.platforms.blocks", "analytics.reports.native"} <= places
    slow = {one.place: worst for one in every if (worst := steepest(one.pattern, one.ask))[0] > STEEPEST}
    assert slow == {}


@pytest.mark.parametrize(
    ("text", "use"),
    [
        (r"<[^>]+>", "sub"),
        (r"(.*\S)\s*[-_/·\n]\s*(\S[^-_/·\n]*)", "fullmatch"),
        (r"<c\b(?![^>]*\bt=.str)[^>]*>\s*<f\b[^>]*/>", "search"),
        (r"\s+$", "sub"),
        (r"(a+)+b", "match"),
    ],
)
def test_what_grows_faster_is_found(text: str, use: str) -> None:
    """Three that were here once, and two that everybody knows."""
    assert steepest(re.compile(text, re.DOTALL), Found("", re.compile(text, re.DOTALL), use).ask)[0] > STEEPEST


@pytest.mark.parametrize(
    "unit", ["1~", "1日 ", "1日 to ", "1-", "a1(", " ,", "星期", "1:", "11月", "1 jan ", "10:00 am "]
)
def test_a_cell_full_of_dates_is_looked_at_at_once(unit: str) -> None:
    """The longest cell there is, of what the patterns of dates are made of."""
    cell = (unit * 32_767)[:32_767]
    began = thread_time()
    assert parse(cell, None) is None
    assert thread_time() - began < 0.5
