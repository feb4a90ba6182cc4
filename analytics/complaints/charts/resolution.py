"""Complaints after they were received, in words and marks: weekly shares, survival curves, ages of open ones,
channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.charts.annotations import describe_annotations
from analytics.complaints.charts.rates import describe_limits
from analytics.complaints.numbers.rates import LEVEL
from analytics.complaints.numbers.resolution import CLOCKS, Resolution, ShareSeries, load_resolution
from analytics.frames import rows
from analytics.marks import COUNT, SHARE, Bars, Column, Dots, Exhibit, Line, Lines, Series, Unit, grid, values
from analytics.marks.control import SUNDAY, control_lines
from analytics.metrics.annotations import load_annotations
from analytics.stats.intervals import wilson_interval
from data.datasets import DATASETS

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

LOOKS: dict[str, tuple[Any, Any]] = {
    "before": ("prior", "solid"),
    "during": ("watch", "dash"),
    "after": ("accent", "dot"),
}
"""Phase → tone and dash of its curve."""
ALONE: tuple[Any, Any] = ("actual", "solid")
DECIDED = 10
"""Fewest decided complaints of a channel whose share upheld is shown."""


@dataclass(frozen=True)
class Ended:
    """What became of the complaints, with the events beside them."""

    found: Resolution
    events: pd.DataFrame


def load_ended(store: Store, scope: Scope, clock: str = CLOCKS[0]) -> Ended:
    """What became of the scope's complaints, on a clock."""
    known = next(one for one in CLOCKS if one == clock)
    return Ended(load_resolution(store, scope, known), load_annotations(store, scope))


def chart_kept(ended: Ended, t: Translator) -> Exhibit:
    """The share resolved in time by week of receipt."""
    return chart_series(ended.found.kept, "kept", ended.found.cutovers, ended.events, t)


def chart_upheld(ended: Ended, t: Translator) -> Exhibit:
    """The share upheld by week of receipt."""
    return chart_series(ended.found.upheld, "upheld", ended.found.cutovers, ended.events, t)


def chart_series(
    series: ShareSeries, kind: str, cutovers: pd.DataFrame, events: pd.DataFrame, t: Translator
) -> Exhibit:
    """The last week's share, and how many weeks lie beyond the limits. ``kind``: kept, upheld, loop."""
    subtitle = t(f"resolution.{kind}.subtitle")
    if series.empty:
        return Exhibit.nothing(t(f"resolution.{kind}.empty"), subtitle)
    weekly = series.weekly
    end = weekly[weekly["value"].notna()].iloc[-1]
    beyond = int((weekly["beyond"] != 0).sum())
    title = (
        t(f"resolution.{kind}.beyond", n=beyond, value=t.percent(end["value"], 0))
        if beyond
        else t(f"resolution.{kind}.title", value=t.percent(end["value"], 0), n=int(end["n"]))
    )
    limits = (
        t("chart.note.no_limits", n=12) if series.chart is None else describe_limits(series.chart, series.freeze, t)
    )
    marks = describe_annotations(events, t, weekly["week"].min(), weekly["week"].max() + SUNDAY)
    note = " · ".join(part for part in (t("resolution.judged", n=int(weekly["n"].sum())), limits, marks) if part)

    def hover(row: Any) -> str:
        week = t("chart.week_of", date=t.date(row.week, year=True))
        return "" if pd.isna(row.value) else f"{t('tile.n', n=int(row.n))}<br>{week}"

    mark = control_lines(
        weekly,
        t("resolution.share"),
        Unit("share", 1),
        t,
        chart=series.chart,
        hover=hover,
        cutovers=cutovers,
        events=events,
        bounds=(0.0, 1.0),
    )
    return Exhibit(title, subtitle, note, mark)


def chart_curves(ended: Ended, t: Translator) -> Exhibit:
    """The share still open by days since receipt in each phase, the median of the last, and whether the phases
    differ."""
    found, subtitle = ended.found, t("resolution.curves.subtitle")
    if not found.curves:
        return Exhibit.nothing(t("resolution.curves.empty"), subtitle)
    name, curve = list(found.curves.items())[-1]
    median = curve.quantile()
    kind = "" if name else ".all"
    phase = t(f"resolution.phase.{name or 'all'}")
    if median is None:
        title = t(f"resolution.curves.slow{kind}", phase=phase)
    elif not name and not median:
        title = t("resolution.curves.same_day")
    else:
        title = t(f"resolution.curves.title{kind}", phase=phase, n=int(median))
    note = t("resolution.curves.note", n=int(sum(one.at_risk[0] for one in found.curves.values())))
    if found.test is not None:
        differ = "differ" if found.test.p < LEVEL else "same"
        note += " · " + t(
            f"resolution.curves.{differ}", chi=t.number(found.test.statistic, 1), p=t.number(found.test.p, 3)
        )
    lines = []
    for group, one in found.curves.items():
        tone, dash = LOOKS.get(group, ALONE) if len(found.curves) > 1 else ALONE
        named, share = t(f"resolution.phase.{group or 'all'}"), (1.0, *values(one.share))
        low, high = (None, *values(one.low)), (None, *values(one.high))
        lines.append(Line(named, (0.0, *one.times), share, tone, "usual", dash, "steps", low, high, named))
    return Exhibit(title, subtitle, note, Lines(tuple(lines), t("resolution.along"), SHARE))


def chart_ages(ended: Ended, t: Translator) -> Exhibit:
    """Open complaints by age, and how many of them are past their time. A band that may not be shown has words and no
    bar."""
    found, subtitle = ended.found, t("resolution.ages.subtitle")
    known = found.ages[found.ages["n"].notna()]
    if known.empty:
        return Exhibit.nothing(t("resolution.ages.empty"), subtitle)
    whole = found.all_open.iloc[0]
    undated = found.clock == "ledger" and not whole["dated"]
    title = t(
        "resolution.ages.undated" if undated else "resolution.ages.title",
        n=int(whole["n"]),
        overdue=int(whole["overdue"]),
    )
    note = t("resolution.ages.note", n=int(whole["waiting"]))
    ages = found.ages
    mark = Bars(
        tuple(t(f"resolution.age.{int(band)}") for band in ages["band"]),
        (
            Series(t("resolution.ages.in_time"), values(ages["n"] - ages["overdue"]), "prior"),
            Series(t("resolution.ages.overdue"), values(ages["overdue"]), "bad"),
        ),
        COUNT,
        stacked=True,
        ends=tuple(t("resolution.ages.hidden") if pd.isna(n) else t.number(n) for n in ages["n"]),
        of=t("resolution.ages.band"),
    )
    return Exhibit(title, subtitle, note, mark)


def channel_names(t: Translator) -> dict[str, str]:
    """The channels of complaints by their codes."""
    return {one.code: one.zh if t.lang == "zh" else one.en for one in DATASETS["complaints"].by_name["channel"].choices}


def chart_channels(ended: Ended, t: Translator) -> Exhibit:
    """The share upheld by channel with its interval."""
    subtitle, names = t("resolution.channels.subtitle"), channel_names(t)
    known = [row for row in rows(ended.found.channels) if not pd.isna(row.n) and row.decided >= DECIDED]
    if not known:
        return Exhibit.nothing(t("resolution.channels.empty"), subtitle)
    labels = tuple(names.get(row.channel, t("complaints.cause.none")) for row in known)
    shares = tuple(row.upheld / row.decided for row in known)
    bounds = [wilson_interval(row.upheld, row.decided) for row in known]
    series = Series(
        t("resolution.upheld.word"),
        shares,
        lows=tuple(None if one is None else one.low for one in bounds),
        highs=tuple(None if one is None else one.high for one in bounds),
        n=tuple(float(row.decided) for row in known),
    )
    ends = tuple(
        f"<b>{t.percent(share, 0)}</b> · {t('tile.n', n=t.count(row.decided))}"
        for share, row in zip(shares, known, strict=True)
    )
    title = t("resolution.channels.title", channel=labels[0], value=t.percent(shares[0], 0))
    mark = Dots(labels, (series,), Unit("share", 1), ends, of=t("complaints.channel"))
    return Exhibit(title, subtitle, t("resolution.channels.note"), mark)


def table_outcome(ended: Ended, t: Translator) -> Exhibit:
    """By channel: complaints, repeats, those paid and how much. Of what nobody ever recorded it is unknown, not
    none."""
    frame, names = ended.found.channels, channel_names(t)
    frame = frame[frame["n"].notna()]
    repeats, paid = bool(frame["repeats"].sum() > 0), bool(frame["compensation"].notna().any())
    nothing = pd.Series(float("nan"), index=frame.index)
    shown = pd.DataFrame(
        {
            "channel": [names.get(one, t("complaints.cause.none")) for one in frame["channel"]],
            "n": frame["n"].to_numpy(),
            "repeats": (frame["repeats"] / frame["n"] if repeats else nothing).to_numpy(),
            "paid": (frame["paid"] if paid else nothing).to_numpy(),
            "compensation": (frame["compensation"].fillna(0.0) if paid else nothing).to_numpy(),
        }
    )
    columns = (
        Column("channel", "head"),
        Column("n", "number"),
        Column("repeats", "number", unit=Unit("share", 1)),
        Column("paid", "number"),
        Column("compensation", "number", unit=Unit("money", currency=ended.found.currency)),
    )
    told = grid(shown, columns, "complaints.outcome", t)
    return Exhibit(t("complaints.outcome.title"), t("complaints.outcome.subtitle"), body=told)
