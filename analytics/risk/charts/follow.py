"""What is done and watched, in words and marks: measures by week, kind and day, and indicators against their
thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.amounts import Named
from analytics.charts.steps import wrapped
from analytics.frames import rows
from analytics.marks import Bars, Cell, Column, Exhibit, Line, Lines, Multiples, Panel, Series, Unit, Upright, values
from analytics.risk.charts.parts import placed
from analytics.risk.numbers.treatments import KINDS, STATES, Treatments

if TYPE_CHECKING:
    from analytics.marks.kinds import Look, Tone
    from analytics.risk.numbers import Indicators
    from analytics.risk.numbers.found import Placed
    from data.language import Translator

MOST = 8
"""Indicators that are drawn; all are in the table."""
DRAWN: dict[str, tuple[Tone, Look]] = {
    "done": ("actual", "solid"),
    "under_way": ("prior", "solid"),
    "planned": ("actual", "outlined"),
    "overdue": ("bad", "solid"),
}
MEASURED = {"overdue": "bad", "under_way": "none", "planned": "none", "done": "good"}
READ = {"red": "bad", "amber": "watch", "green": "good", "stale": "none", "unjudged": "none"}


def chart_burn(found: Treatments, t: Translator) -> Exhibit:
    """How many measures are open, how many of them past due, and how many would be open had each been done when due."""
    subtitle, burn = t("risk.burn.subtitle"), found.burn
    if found.measures.empty:
        return Exhibit.nothing(t("risk.empty.treatments"), subtitle, needs=("treatments",))
    late = found.overdue
    title = t(
        "risk.burn.late" if len(late) else "risk.burn.on_time",
        n=len(found.open),
        late=len(late),
        total=len(found.measures),
    )
    if burn.empty:
        return Exhibit.nothing(t("risk.burn.undrawn"), subtitle, title)
    undated = int(found.measures["decided_on"].isna().sum())
    note = t("risk.burn.note", n=len(found.measures)) + (" · " + t("risk.burn.undated", n=undated) if undated else "")
    days = tuple(pd.to_datetime(burn["day"]))
    known = burn.dropna(subset=["open"])
    lines = (
        Line(
            t("risk.burn.planned"),
            days,
            values(burn["planned"]),
            "prior",
            dash="dash",
            kind="steps",
            label=t("risk.burn.planned"),
        ),
        Line(
            t("risk.burn.open"),
            tuple(pd.to_datetime(known["day"])),
            values(known["open"]),
            weight="focus",
            kind="steps",
            label=t("risk.burn.now", n=int(known["open"].iloc[-1])),
        ),
    )
    return Exhibit(
        title,
        subtitle,
        note,
        Lines(lines, t("mark.week"), uprights=(Upright(pd.Timestamp(found.day), t("risk.today"), focus=True),)),
    )


def chart_kinds(found: Treatments, t: Translator) -> Exhibit:
    """Which kind of measure prevails, what state they are in, and what was accepted."""
    subtitle = t("risk.kinds.subtitle")
    if found.lines.empty:
        return Exhibit.nothing(t("risk.empty.treatments"), subtitle, needs=("treatments",))
    counts = found.lines["kind"].value_counts()
    title = t("risk.kinds.title", kind=t(f"risk.kind.{counts.index[0]}"), n=int(counts.iloc[0]), total=len(found.lines))
    cells = found.lines.groupby(["kind", "state"]).size()
    series = []
    for state in STATES:
        own = [float(cells.get((kind, state), 0)) for kind in KINDS]
        if any(own):
            tone, look = DRAWN[state]
            series.append(Series(t(f"risk.state.{state}"), values(own), tone, look))
    mark = Bars(
        tuple(t(f"risk.kind.{kind}") for kind in KINDS),
        tuple(series),
        across=True,
        stacked=True,
        ends=tuple(t.number(int(counts.get(kind, 0))) for kind in KINDS),
        of=t("risk.head.kind"),
    )
    return Exhibit(title, subtitle, t("risk.kinds.note", n=int(counts.get("accept", 0))), mark)


def table_measures(found: Placed, t: Translator) -> Exhibit:
    """Every measure, past due first."""
    frame, subtitle = found.rows, t("risk.treatments.subtitle")
    if frame.empty:
        return Exhibit.nothing(t("risk.empty.treatments"), subtitle, t("risk.treatments.title", n=0))
    cells: dict[str, Any] = {
        "state": [_shaped(MEASURED[row.state], t(f"risk.state.{row.state}")) for row in rows(frame)],
        "due": frame["due_on"],
        "progress": [
            t("risk.late", n=int(row.late)) if pd.notna(row.late) else t(f"risk.state.{row.state}")
            for row in rows(frame)
        ],
        "approved": [row.approved_by if row.kind == "accept" else None for row in rows(frame)],
    }
    told = frame.assign(**cells)
    columns = (
        Column("state", "state"),
        Column("treatment", "head"),
        Column("name", "prose"),
        Column("risk"),
        Column("kind", codes="risk.kind"),
        Column("owner"),
        Column("due", "date"),
        Column("progress"),
        Column("approved"),
    )
    return placed(t("risk.treatments.title", n=len(frame)), subtitle, told, columns, found.places, t)


def _shaped(state: str, words: str) -> Cell:
    return Cell(words, words, state)


def indicators_title(found: Indicators, t: Translator) -> str:
    """How many are beyond red, which have gone quiet, and of how many nothing can be said."""
    red, stale, total = len(found.red), len(found.stale), len(found.now)
    amber, unjudged = (int((found.now["state"] == state).sum()) for state in ("amber", "unjudged"))
    if red and stale:
        return t("risk.indicators.both", red=red, stale=stale, total=total)
    if red or stale:
        return t(f"risk.indicators.{'red' if red else 'stale'}", n=red or stale, total=total)
    if unjudged:
        return t("risk.indicators.unjudged", n=unjudged, total=total)
    return (
        t("risk.indicators.amber", n=amber, total=total) if amber else t("risk.indicators.quiet", n=total, total=total)
    )


def chart_indicators(found: Indicators, t: Translator) -> Exhibit:
    """Each indicator's readings with its thresholds, the worst first."""
    subtitle = t("risk.indicators.subtitle")
    if found.now.empty:
        return Exhibit.nothing(t("risk.empty.indicators"), subtitle, needs=("indicators",))
    panels = [_panel(found, row, t) for row in rows(found.now.head(MOST))]
    rest = len(found.now) - len(panels)
    note = [t("risk.indicators.note"), *([t("risk.indicators.rest", n=rest)] if rest else [])]
    return Exhibit(indicators_title(found, t), subtitle, " · ".join(note), Multiples(tuple(panels)))


def _panel(found: Indicators, row: Any, t: Translator) -> Panel:
    """One indicator: its readings, those beyond red marked, and its thresholds as they are now."""
    part = found.readings[(found.readings["indicator"] == row.indicator) & found.readings["value"].notna()]
    days, unit = tuple(part["measured_on"]), Unit("count", 1)
    span = (found.readings["measured_on"].min(), pd.Timestamp(found.day))
    held: tuple[tuple[str, float, Tone, Literal["solid", "dot"]], ...] = (
        ("amber", row.amber, "watch", "dot"),
        ("red", row.red, "bad", "solid"),
    )
    lines = []
    for key, limit, tone, dash in held:
        if pd.notna(limit):
            words = t(f"risk.reading.{key}")
            lines.append(
                Line(words, span, (float(limit),) * 2, tone, "thin", dash, label=f"{words} {t.number(limit, 1)}")
            )
    name = Named(str(row.indicator), row.name).write(t)
    lines.append(Line(name, days, values(part["value"])))
    beyond = part[part["state"] == "red"]
    if len(beyond):
        lines.append(
            Line(t("risk.reading.beyond"), tuple(beyond["measured_on"]), values(beyond["value"]), "bad", kind="dots")
        )
    age = t("risk.age.stale", age=t("risk.age", n=int(row.age))) if row.stale else t(f"risk.reading.{row.state}")
    drawn = [float(value) for value in (*part["value"], row.amber, row.red) if pd.notna(value)] or [0.0, 1.0]
    pad = (max(drawn) - min(drawn)) * 0.15 or 1.0
    bounds = (min(drawn) - pad, max(drawn) + pad)
    told = t("risk.indicators.panel", name=f"<b>{wrapped(name, 46, 2)}</b>", value=with_unit(row, t), state=age)
    return Panel(told, Lines(tuple(lines), t("risk.head.date"), unit, bounds=bounds))


def table_readings(found: Placed, t: Translator) -> Exhibit:
    """The last reading of each indicator against its thresholds, and how old it is."""
    frame, subtitle = found.rows, t("risk.readings.subtitle")
    title = t("risk.readings.title", n=len(frame))
    if frame.empty:
        return Exhibit.nothing(t("risk.empty.indicators"), subtitle, title)
    ages = [t("risk.age", n=int(row.age)) for row in rows(frame)]
    cells: dict[str, Any] = {
        "state": [_shaped(READ[row.state], t(f"risk.reading.{row.state}")) for row in rows(frame)],
        "reading": [_reading(row, t) for row in rows(frame)],
        "age": [
            Cell(t("risk.age.stale", age=age) if row.stale else age, int(row.age), "watch" if row.stale else "")
            for age, row in zip(ages, rows(frame), strict=True)
        ],
    }
    told = frame.assign(**cells)
    number = Unit("count", 1)
    columns = (
        Column("state", "state"),
        Column("indicator", "head"),
        Column("name", "prose"),
        Column("risk"),
        Column("reading", "number"),
        Column("before", "number", unit=number),
        Column("amber", "number", unit=number),
        Column("red", "number", unit=number),
        Column("cadence", codes="risk.cadence"),
        Column("age", "prose"),
    )
    return placed(title, subtitle, told, columns, found.places, t)


def _reading(row: Any, t: Translator) -> Cell:
    """A reading with its unit; a file holds the number."""
    if pd.isna(row.value):
        return Cell("–")
    return Cell(with_unit(row, t), round(float(row.value), 3))


def with_unit(row: Any, t: Translator) -> str:
    """A reading in its unit; between a number and a word of letters stands a space."""
    said = Unit("count", 1).write(row.value, t)
    unit = row.unit.strip() if isinstance(row.unit, str) else ""
    return f"{said} {unit}" if unit[:1].isascii() and unit[:1].isalpha() else f"{said}{unit}"
