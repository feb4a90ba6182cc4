"""Patterns take a time in proportion to what they look at, up to the longest text that they are given."""

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
from data.ingest.rows import LONGEST_TOTAL
from tests.house.growth import LONGEST, STEEPEST, steepest

ROOT = Path(__file__).resolve().parents[2]
USES = ("search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split")
CUT = {"data.ingest.rows _COMPOUND": LONGEST_TOTAL}
"""Where the product looks at shorter texts only."""
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
        bound: Asked = getattr(self.pattern, self.use)
        return bound


def asked(name: str, source: str) -> set[str]:
    """How a module asks what it calls by that name; those of a list are asked as ``pattern``."""
    return set(re.findall(rf"\b{re.escape(name)}\.({'|'.join(USES)})\b", source))


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
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            source = Path(str(module.__file__)).read_text(encoding="utf-8")
            for name, value in vars(module).items():
                uses = asked(name, source) or asked("pattern", source) or {"search"}
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
    assert {
        "data.ingest.packed",
        "data.ingest.values",
        "data.ingest.recognition.personal",
        "data.store.audit",
    } <= places
    slow = {}
    for one in every:
        worst = steepest(one.pattern, one.ask, CUT.get(one.place.rpartition(".")[0], LONGEST))
        if worst[0] > STEEPEST:
            slow[one.place] = worst
    assert slow == {}


@pytest.mark.parametrize(
    ("text", "use"),
    [
        (r"<[^>]+>", "sub"),
        (r"(.*\S)\s*[-_/·\n]\s*(\S[^-_/·\n]*)", "fullmatch"),
        (r"<c\b(?![^>]*\bt=.str)[^>]*>\s*<f\b[^>]*/>", "search"),
        (r"\s+$", "sub"),
        (r"(?:约|about)?\s*(?P<number>[-+]?\d+)\s*(?:万|k)?\s*(?:多|\+)?\s*(?:户|days?)?", "fullmatch"),
        (r"(.*\d)\s*[(（]\s*(\D[^()（）]*)[)）]", "fullmatch"),
        (r"(a+)+b", "match"),
    ],
)
def test_what_grows_faster_is_found(text: str, use: str) -> None:
    """Five that were here once, and two that everybody knows."""
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
