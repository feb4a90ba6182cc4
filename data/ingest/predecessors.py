"""Predecessors as people and planning tools write them: ``3``, ``3FS+2d``, ``W6-20SS-1w; 7FF+50%``,
``12完成-开始+3工作日``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Relation = Literal["FS", "SS", "FF", "SF"]

_WORDS: dict[str, Relation] = {
    "FS": "FS",
    "SS": "SS",
    "FF": "FF",
    "SF": "SF",
    "EA": "FS",
    "AA": "SS",
    "EE": "FF",
    "AE": "SF",
    "完成-开始": "FS",
    "开始-开始": "SS",
    "完成-完成": "FF",
    "开始-完成": "SF",
    "完成开始": "FS",
    "开始开始": "SS",
    "完成完成": "FF",
    "开始完成": "SF",
}
_UNITS = {
    **dict.fromkeys(("", "d", "day", "days", "天", "日", "个工作日", "工作日", "wd"), 1.0),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "周", "个星期", "星期"), 5.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "时"), 0.125),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分钟", "分"), 0.125 / 60),
    **dict.fromkeys(("mo", "mon", "mons", "month", "months", "月", "个月"), 20.0),
    **dict.fromkeys(("ed", "eday", "edays"), 5 / 7),
    **dict.fromkeys(("ew", "ewk", "ewks", "eweek", "eweeks"), 5.0),
}
"""Working days in a unit; a day has eight hours, a month twenty days, as planning tools count. ``e`` is elapsed
time."""
_DURATION = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[\u4e00-\u9fff]+|[a-z]*)\??")
_PARTS = re.compile(r"(?:\d+(?:[.,]\d+)?\s*(?:[a-z]+|[\u4e00-\u9fff]+)\s*){2,4}")
_PART = re.compile(
    r"(?P<task>.+?)(?:(?<!\s)\s*+[((]?(?P<relation>" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")[))]?"
    r"(?:\s*+(?P<sign>[+\-−])\s*(?P<lag>[^+\-−]+))?)?",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[;,；，、\n]+")


@dataclass(frozen=True)
class Predecessor:
    """What a task waits for; ``lag`` in working days, negative is a lead."""

    task: str
    relation: Relation = "FS"
    lag: float = 0.0


def working_days(text: str) -> float | None:
    """A duration in working days: ``15d`` → 15, ``2 wks`` → 10, ``4h`` → 0.5, ``3个工作日`` → 3, ``5 days?`` → 5,
    ``13d 4h`` → 13.5."""
    cell = unicodedata.normalize("NFKC", text).strip().casefold()
    if _DURATION.fullmatch(cell) is None and _PARTS.fullmatch(cell) is None:
        return None
    parts = [(float(one["number"].replace(",", ".")), one["unit"]) for one in _DURATION.finditer(cell)]
    if any(unit not in _UNITS for _, unit in parts):
        return None
    return sum(number * _UNITS[unit] for number, unit in parts)


def read_predecessors(text: str | None) -> tuple[tuple[Predecessor, ...], tuple[str, ...]]:
    """The predecessors in a cell, and those parts of it whose lag cannot be read (kept without lag)."""
    found: list[Predecessor] = []
    unread: list[str] = []
    for piece in _SEPARATORS.split(unicodedata.normalize("NFKC", text or "")):
        part = piece.strip()
        if not part:
            continue
        match = _PART.fullmatch(part)
        if match is None:
            head = re.match(r"(.+?)(FS|SS|FF|SF)", part, re.IGNORECASE)
            found.append(Predecessor(head[1].strip(), _WORDS[head[2].upper()]) if head else Predecessor(part))
            unread.append(part)
            continue
        relation = _WORDS[match["relation"].upper()] if match["relation"] else "FS"
        lag = 0.0
        if match["lag"]:
            days = working_days(match["lag"])
            if days is None:
                unread.append(part)
            else:
                lag = days if match["sign"] == "+" else -days
        found.append(Predecessor(task_id(match["task"]), relation, lag))
    return tuple(found), tuple(unread)


def task_id(text: str) -> str:
    """The id of a task as it is compared: without spaces around and without the ``.0`` of a number."""
    trimmed = text.strip()
    # Most ids have no point: then there is nothing to look for.
    return re.sub(r"^(\d+)\.0+$", r"\1", trimmed) if "." in trimmed else trimmed
