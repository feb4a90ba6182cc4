"""Open defects in words and marks: as known and as told to the meeting, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.cutover.open_defects import UNSORTED, compute_standing
from analytics.marks import COUNT, Bars, Exhibit, Line, Lines, Series, Upright, values

if TYPE_CHECKING:
    from analytics.cutover.numbers import Cutover
    from data.language import Translator


def finding(found: Cutover, t: Translator) -> str:
    """How many are open and of how many the meeting was told."""
    known, told = found.known, found.told
    if known is None:
        return t("cutover.defects.empty")
    if told is None:
        return t("cutover.defects.unsaid", n=known)
    return t("cutover.defects.untold" if told < known else "cutover.defects.told", n=known, told=told)


def chart_severity(found: Cutover, t: Translator) -> Exhibit:
    """By severity: known beside told, of the newest count."""
    own = found.defects
    days = [] if own.empty else sorted(own["snapshot_on"].unique())
    day = days[-1] if days else None
    subtitle = t("cutover.defects.subtitle", date=t.date(day, year=True) if day is not None else "–")
    if own.empty:
        return Exhibit.nothing(t("cutover.defects.empty"), subtitle)
    by = found.by_severity
    mark = Bars(
        tuple(t(f"cutover.severity.{one}") for one in by.index),
        (
            Series(t("cutover.defects.known_word"), values(by["known"]), "bad"),
            Series(t("cutover.defects.told_word"), values(by["told"]), look="outlined"),
        ),
        COUNT,
        across=True,
        ids=tuple(by.index),
        of=t("cutover.column.severity"),
    )
    # What was told without a severity may be of any of them: more of it than is open in none is nothing beyond.
    beyond = by["told"] > by["known"]
    notes = [
        t("cutover.defects.note"),
        *([t("cutover.defects.beyond")] if beyond[beyond.index != UNSORTED].any() else []),
    ]
    if found.excess:
        notes.append(t("cutover.defects.excess", n=found.excess))
    if len(days) > 1:
        notes.append(t("cutover.defects.days", date=t.date(days[0], year=True)))
    return Exhibit(finding(found, t), subtitle, t.sentences(*notes), mark)


def chart_history(found: Cutover, t: Translator) -> Exhibit:
    """Over time: known and told, of the wave where it is counted by itself, else of all; the day of the cut-over
    marked."""
    subtitle = t("cutover.history.subtitle")
    own = found.history[found.history["part"] == found.wave]
    by = compute_standing(own if len(own) else found.history)
    if len(by) < 2:
        return Exhibit.nothing(t("cutover.history.empty"), subtitle)
    first, last = int(by["known"].iloc[0]), int(by["known"].iloc[-1])
    words = (
        "cutover.history.fell" if last < first else "cutover.history.rose" if last > first else "cutover.history.same"
    )
    days = tuple(pd.Timestamp(day) for day in by.index)
    lines = (
        Line(
            t("cutover.defects.known_word"),
            days,
            values(by["known"]),
            "bad",
            "focus",
            label=t("cutover.defects.known_word"),
        ),
        Line(
            t("cutover.defects.told_word"),
            days,
            values(by["told"]),
            "actual",
            dash="dash",
            label=t("cutover.defects.told_word"),
        ),
    )
    uprights = (Upright(pd.Timestamp(found.on), t.wave(found.wave), planned=not found.moved),) if found.on else ()
    title = t(words, first=first, n=last, date=t.date(by.index[0], year=True))
    return Exhibit(title, subtitle, t("cutover.history.note"), Lines(lines, t("mark.day"), COUNT, uprights))
