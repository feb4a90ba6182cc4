"""The register in words: what moved on its matrix, which risks are judged by another line than the drawn one, and the
register as a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from analytics.amounts import Named
from analytics.frames import rows
from analytics.marks import Exhibit, Picture
from analytics.risk.charts.heat import figure_heat, level_words, otherwise
from analytics.risk.charts.heat_slide import add_heat
from analytics.risk.numbers.found import Seen
from analytics.risk.numbers.register import Register
from data.language import Translator, start

EXPORTED = (
    "risk",
    "name",
    "category",
    "wave",
    "owner",
    "status",
    "snapshot_on",
    "version",
    "li",
    "ii",
    "l",
    "i",
    "lt",
    "it",
    "level_inherent",
    "level",
    "level_target",
    "accepted",
    "above",
    "move",
    "level_before",
    "chance",
    "loss",
    "worth",
    "response",
    "response_due_on",
)
"""Columns of the register that leave with it; what is done about a risk where the register says it."""
IF_SAID = ("response", "response_due_on")


def chart_heat(found: Seen, t: Translator) -> Exhibit:
    """What moved on the matrix since the assessment before, and which risks are judged by another line than the drawn
    one."""
    register = found.register
    if register.assessed is None:
        return Exhibit.nothing(t("risk.empty.register"), needs=("risks",))
    if register.risks.empty:
        return Exhibit.answer(
            t("risk.message.none"), narrowed(t("risk.assessed", date=_day(register.assessed, t)), found, t)
        )
    arrow = f"risk.arrow.{found.arrow}"
    drawn = (
        t(f"{arrow}.since", date=_day(register.before, t))
        if found.arrow == "before" and register.before
        else t(f"{arrow}.drawn")
    )
    subtitle = t("risk.heat.subtitle", date=_day(register.assessed, t), version=register.matrix.version, arrow=drawn)
    note = [t("risk.heat.note", n=len(register.risks)), *_judged_otherwise(found, t)]
    if len(register.unplaced):
        note.append(t("risk.heat.unplaced", n=len(register.unplaced), risks=listing(register.unplaced["risk"], t)))
    mark = Picture(partial(figure_heat, found, t=t), frame_of_register(found, t), add_heat)
    return Exhibit(_moved(register, t), narrowed(subtitle, found, t), " · ".join(note), mark)


def _day(day: Any, t: Translator) -> str:
    return t.date(day, year=True)


def _moved(register: Register, t: Translator) -> str:
    """Who crossed the appetite line, else who worsened, came down or stayed; nothing of risks that nobody has rated."""
    worse, better = register.moved("worse"), register.moved("better")
    crossed = worse[worse["above"].astype(bool) & (worse["level_before"] <= worse["accepted"])]
    placed = len(register.risks) - len(register.unplaced)
    if not placed:
        return t("risk.heat.unrated", n=len(register.risks))
    if len(crossed):
        return t("risk.heat.crossed", n=len(crossed), risks=named_list(crossed, t), better=len(better))
    if len(worse):
        return t("risk.heat.worse", n=len(worse), risks=named_list(worse, t), better=len(better))
    if len(better):
        return t("risk.heat.better", n=len(better), risks=named_list(better, t))
    if register.before is None:
        return t("risk.heat.first", n=placed)
    other = register.moved("new", "moved")
    if len(other):
        return t("risk.heat.other", n=len(other), risks=named_list(other, t))
    return t("risk.heat.still", n=len(register.moved("same")))


def _judged_otherwise(found: Seen, t: Translator) -> list[str]:
    """Risks that the solid line would judge otherwise, by what they are judged by."""
    other, matrix = otherwise(found.register, found.category), found.register.matrix
    said = []
    for (version, category), part in other.assign(category=other["category"].fillna("")).groupby(
        ["version", "category"]
    ):
        side = "above" if bool(part["above"].iloc[0]) else "within"
        if version != matrix.version:
            said.append(t(f"risk.heat.by_matrix.{side}", risks=listing(part["risk"], t), version=version))
        else:
            said.append(t(f"risk.heat.by_category.{side}", risks=listing(part["risk"], t), category=category))
    return said


def narrowed(subtitle: str, found: Seen, t: Translator) -> str:
    """A subtitle with the category that is looked at."""
    return t("risk.only", subtitle=subtitle, category=found.category) if found.category else subtitle


def frame_of_register(found: Seen, t: Translator) -> pd.DataFrame:
    """The register as a file, with headers and levels in words."""
    frame = found.register.risks
    told = [column for column in EXPORTED if column in frame]
    kept = frame[[column for column in told if column not in IF_SAID or frame[column].notna().any()]].copy()
    for column in ("level_inherent", "level", "level_target", "level_before", "accepted"):
        kept[column] = [None if pd.isna(value) else level_words(value, t) for value in frame[column]]
    kept["wave"] = [start(t.wave(wave)) if isinstance(wave, str) and wave else None for wave in frame["wave"]]
    kept["move"] = [t(f"risk.move.{move or 'unknown'}") for move in frame["move"]]
    kept["above"] = [
        None if pd.isna(row.level) else t("command.yes" if row.above else "command.no") for row in rows(frame)
    ]
    for column in ("worth", "loss"):
        kept[column] = kept[column].round(2)
    return kept.rename(columns={column: t(f"risk.export.{column}") for column in kept})


def named_list(frame: pd.DataFrame, t: Translator) -> str:
    """One risk by its name with its code behind; several by their codes."""
    if len(frame) == 1:
        return Named(str(frame["risk"].iloc[0]), frame["name"].iloc[0]).write(t)
    return listing(frame["risk"], t)


def listing(names: Sequence[str] | pd.Series, t: Translator, most: int = 3) -> str:
    """``R-07, R-12 and 4 more``."""
    shown = [str(name) for name in list(names)[:most]]
    rest = len(names) - len(shown)
    return t("risk.listing.more", names=", ".join(shown), n=rest) if rest > 0 else t.listing(shown)
