"""Losses and complaints after the cut-overs beside what came in the same weeks where nobody had been moved: the
comparison, and no cause."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows, text
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Series, grid, values
from analytics.move.charts.where import HEADS
from analytics.retention.charts.parts import counted
from data.language import start

if TYPE_CHECKING:
    from analytics.move.numbers.anyway import Anyway
    from data.language import Translator

NEEDS = {"leaving": ("departures",), "complaints": ("complaints",)}


def _about(value: float | None, t: Translator) -> Cell:
    """A number that would have been: it is of no customer, so it is rounded to whole ones for everybody."""
    return Cell(t("move.anyway.unknown")) if value is None or pd.isna(value) else Cell(t.number(value, 0), round(value))


def _missing(found: Anyway, outcome: str, t: Translator) -> str:
    """Why there is nothing to compare; '' where there is."""
    if not found.moved:
        return t("move.anyway.nobody")
    if outcome not in found.ledgers:
        return t(f"move.anyway.{outcome}.unrecorded")
    return "" if len(found.of(outcome)) else t("move.anyway.elsewhere" if found.narrowed else "move.anyway.early")


def _note(found: Anyway, t: Translator) -> str:
    return t.sentences(t("move.anyway.branches"), t("move.anyway.note")) if found.narrowed else t("move.anyway.note")


def _title(found: Anyway, outcome: str, t: Translator) -> str:
    """The sum over the waves of which the others are known, and what it would have been at their pace."""
    own = found.of(outcome)
    known = own[own["others"].notna()]
    if known.empty:
        return t(f"move.anyway.{outcome}.alone", said=t.count(own["events"].sum()), n=int(own["events"].sum()))
    n = int(known["events"].sum())
    return t(
        f"move.anyway.{outcome}.title",
        n=n,
        said=t.count(n),
        others=t.number(known["others"].sum(), 0),
        waves=t.listing([t.wave(text(one)) for one in known["wave"]]),
    )


def _chart(found: Anyway, t: Translator, outcome: str) -> Exhibit:
    subtitle = t(f"move.anyway.{outcome}.subtitle")
    if words := _missing(found, outcome, t):
        return Exhibit.nothing(
            words, subtitle, needs=NEEDS[outcome] if outcome not in found.ledgers and found.moved else ()
        )
    own = found.of(outcome)
    shown = [None if t.few(one) else float(t.told(one) or 0) for one in own["events"]]
    series = [Series(t(f"move.anyway.{outcome}"), values(shown), "actual")]
    for name, look in (("others", "outlined"), ("earlier", "hatched")):
        if own[name].notna().any():
            series.append(
                Series(
                    t(f"move.anyway.{name}"),
                    values([None if pd.isna(one) else float(round(one)) for one in own[name]]),
                    "prior",
                    look,  # type: ignore[arg-type]
                )
            )
    mark = Bars(
        tuple(start(t.wave(text(one))) for one in own["wave"]),
        tuple(series),
        COUNT,
        across=True,
        ids=tuple(own["wave"]),
        of=t(f"{HEADS}.wave"),
    )
    return Exhibit(_title(found, outcome, t), subtitle, _note(found, t), mark)


chart_leaving = partial(_chart, outcome="leaving")
chart_complaints = partial(_chart, outcome="complaints")


def table_anyway(found: Anyway, t: Translator) -> Exhibit | None:
    """Both outcomes a wave: what came, and what it would have been at the two other paces."""
    parts = [{row.wave: row for row in rows(found.of(outcome))} for outcome in ("leaving", "complaints")]
    waves = [wave for wave in found.moved if any(wave in part for part in parts)]
    if not waves:
        return None
    lines: list[tuple[Any, ...]] = []
    for wave in waves:
        first = next(part[wave] for part in parts if wave in part)
        cells: list[Any] = [start(t.wave(wave)), int(first.weeks), counted(float(first.customers), t)]
        for part in parts:
            if wave not in part:
                cells += [_about(None, t)] * 3
                continue
            row = part[wave]
            cells += [counted(float(row.events), t), _about(row.others, t), _about(row.earlier, t)]
        lines.append(tuple(cells))
    names = (
        "weeks_since",
        "at_first",
        "left",
        "left_others",
        "left_earlier",
        "complained",
        "complained_others",
        "complained_earlier",
    )
    columns = (Column("wave", "head"), *(Column(name, "number") for name in names))
    frame = pd.DataFrame(lines, columns=["wave", *names], dtype=object)
    unknown = any(pd.isna(row.earlier) for part in parts for row in part.values())
    note = t("move.anyway.year") if unknown else ""
    return Exhibit(
        t("move.anyway.table", n=len(waves)),
        t("move.anyway.table.subtitle"),
        t.sentences(*(one for one in (note, _note(found, t)) if one)),
        grid(frame, columns, HEADS, t),
    )
