"""How far the move is and when it will be over, in words and marks: the burn-up, the two paces, rows beside counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.marks import COUNT, Cell, Column, Exhibit, Limit, Line, Lines, Unit, Upright, grid
from analytics.marks.words import clauses
from analytics.move.charts.where import HEADS
from analytics.retention.charts.parts import counted
from data.language import start

if TYPE_CHECKING:
    from analytics.move.numbers.counts import Counts, Pace
    from analytics.move.numbers.readings import Reading
    from data.language import Translator

SHARE = Unit("share", 1)
AHEAD = {
    "last": ("moved_last", "left_last"),
    "all": ("moved_all", "left_all"),
    "customers": ("moved_customers", "left_customers"),
    "company": ("moved_company", "left_company"),
}
"""Headers of a pace: moved and left at the end of a month."""


def counts_now(found: Counts, t: Translator) -> str:
    """How far it is where there are only counts; '' where rows say it."""
    last = found.last
    if found.source != "counts" or last is None or last.moved is None:
        return ""
    date = t.date(last.day, year=True)
    if last.whole:
        said = t(
            "move.counts.now",
            moved=t.count(last.moved),
            whole=_about(last, t),
            share=t.percent(last.moved / last.whole, 0),
            date=date,
        )
    else:
        said = t("move.counts.now.alone", moved=t.count(last.moved), date=date)
    more = found.fallen
    fell = "" if more is None else t("move.counts.fell", moved=t.count(more.moved), date=t.date(more.day, year=True))
    return clauses(t, said, _apart("move.counts.apart", last, t), fell)


def _apart(key: str, reading: Reading, t: Translator) -> str:
    """What the same customers counted in another way – at once, by wave, by branch – are on the same day; '' where that
    is the same."""
    other = reading.apart
    if other is None:
        return ""
    left = "" if other.left is None else t("move.apart.left", left=t.count(other.left))
    return t(key, moved=t.count(other.moved), left=left)


def _about(last: Reading, t: Translator) -> str:
    """All there are, and that it is of an earlier day where it is."""
    n = t.count(last.whole)
    return (
        t("move.counts.exact", n=n)
        if last.whole_on == last.day
        else t("move.counts.about", n=n, date=t.date(last.whole_on, year=True))
    )


def watch_now(found: Counts, t: Translator) -> str:
    """What is to be watched: accounts still there that somebody lives off; what is not known of it is said."""
    last = found.watched
    if last is None:
        return t("move.watch.unknown") if found.source == "counts" else ""
    if last.prime is None:
        return t("move.watch.used", n=last.used or 0, said=t.count(last.used), date=t.date(last.day, year=True))
    every = "every" if last.base == last.left else "base"
    given = {"share": t.percent(last.prime / last.base, 0), "base": t.count(last.base)} if last.base else {}
    share = t(f"move.watch.share.{every}", **given) if given else ""
    return t(
        "move.watch.primary", n=last.prime, said=t.count(last.prime), date=t.date(last.day, year=True), share=share
    )


def pace_words(pace: Pace, t: Translator) -> str:
    """What a pace is of: ``the last period (30 Nov to 31 Dec 2022)``."""
    return t(f"move.pace.{pace.key}", since=t.date(pace.since, year=True), until=t.date(pace.until, year=True))


def forecast_words(found: Counts, t: Translator) -> str:
    """When nobody will be left at each of the paces, with what that assumes."""
    last = found.last
    if last is None:
        return t("move.burn.empty")
    if last.left == 0:
        return t("move.forecast.over", date=t.date(last.day, year=True))
    if not found.paces:
        return t("move.forecast.one", date=t.date(last.day, year=True))
    if last.left is None:
        return t("move.forecast.whole")
    said = [
        t("move.forecast.at", pace=pace_words(pace, t), date=t.date(day, year=True))
        if day is not None
        else t("move.forecast.fell" if pace.moved < 0 else "move.forecast.never", pace=pace_words(pace, t))
        for pace in found.paces
        for day in [pace.finish(last)]
    ]
    if found.source == "rows" and found.planned is not None:
        return t("move.forecast.waves", date=t.date(found.planned, year=True), said=t("move.forecast.join").join(said))
    return t("move.forecast.title", said=t("move.forecast.join").join(said))


def assumption_words(found: Counts, t: Translator) -> str:
    """What every forecast here takes for granted, whether it is known when the company began to move customers itself,
    and what others must do first."""
    said = [t("move.forecast.assumes")]
    if found.mover_text:
        said.append(t("move.mover.unreadable", value=found.mover_text))
    elif found.company_since is None:
        said.append(t("move.mover.unknown"))
    elif any(pace.key == "company" for pace in found.paces):
        said.append(t("move.mover.known", date=t.date(found.company_since, year=True)))
    else:
        said.append(t("move.mover.unmeasured", date=t.date(found.company_since, year=True)))
    last = found.last
    if last is not None and last.derived:
        said.append(t("move.forecast.derived", date=t.date(last.whole_on, year=True)))
    if found.planned is not None and found.source == "rows":
        said.append(t("move.forecast.planned"))
    if found.awaited:
        what, since = found.awaited[0]
        named = t("move.forecast.since", what=what, date=t.date(since, year=True)) if since else what
        said.append(t("move.forecast.awaited", n=len(found.awaited), what=named))
    return t.sentences(*said)


def chart_burn(found: Counts, t: Translator) -> Exhibit:
    """Customers moved by day, and on from the last day at each of the two paces."""
    subtitle = t("move.burn.subtitle")
    last = found.last
    known = [one for one in found.readings if one.moved is not None]
    if last is None or not known:
        return Exhibit.nothing(t("move.burn.empty"), subtitle, needs=("transfers", "progress"))
    lines = [
        Line(
            t("move.burn.moved"),
            tuple(one.day for one in known),
            tuple(float(t.told(one.moved) or 0) for one in known),
            weight="focus",
        )
    ]
    ends = (known[-1].day, *(day for day in found.horizon if day > known[-1].day))
    for pace, tone, dash in zip(found.paces, ("accent", "prior"), ("dash", "dot"), strict=False):
        lines.append(
            Line(
                t(f"move.burn.{pace.key}"),
                ends,
                tuple(_ahead(pace.after(known[-1], day), t) for day in ends),
                tone,  # type: ignore[arg-type]
                dash=dash,  # type: ignore[arg-type]
                label=t(f"move.burn.{pace.key}"),
            )
        )
    limits = (Limit(float(t.told(last.whole) or 0), t("move.burn.whole")),) if last.whole else ()
    uprights = () if found.company_since is None else (Upright(found.company_since, t("move.burn.turn")),)
    mark = Lines(tuple(lines), t("move.burn.day"), COUNT, uprights, limits)
    source = t(f"move.source.{found.source}", date=t.date(last.day, year=True))
    return Exhibit(forecast_words(found, t), subtitle, t.sentences(assumption_words(found, t), source), mark)


def table_forecast(found: Counts, t: Translator) -> Exhibit | None:
    """The ends of the coming months: how many will have been moved at each pace, and how many will be left."""
    last = found.last
    if last is None or not found.paces or last.moved is None:
        return None
    lines = []
    for day in found.horizon:
        line: dict[str, Any] = {"day": day}
        for at, pace in enumerate(found.paces):
            for name, value in (("moved", pace.after(last, day)), ("left", pace.left_after(last, day))):
                line[f"{name}{at}"] = counted(round(value), t) if t.rounded and value is not None else value
        lines.append(line)
    end = found.horizon[min(4, len(found.horizon) - 1)]
    said = [
        t(
            "move.ahead.at",
            moved=t.count(round(pace.after(last, end))),
            share=t.percent(pace.after(last, end) / last.whole, 0) if last.whole else "–",
            pace=t(f"move.pace.short.{pace.key}"),
        )
        for pace in found.paces
    ]
    columns = [Column("day", "date", "month_end")]
    for at, pace in enumerate(found.paces):
        columns += [
            Column(f"{name}{at}", "number", head) for name, head in zip(("moved", "left"), AHEAD[pace.key], strict=True)
        ]
    note = t.sentences(
        *(
            t("move.ahead.pace", pace=start(pace_words(pace, t)), moved=t.count(pace.moved), weekly=_weekly(pace, t))
            for pace in found.paces
        ),
        t("move.forecast.assumes"),
    )
    return Exhibit(
        t("move.ahead.title", date=t.date(end, year=True), said=t("move.forecast.join").join(said)),
        t("move.ahead.subtitle", date=t.date(last.day, year=True)),
        note,
        grid(pd.DataFrame(lines), columns, HEADS, t),
    )


def _ahead(value: float, t: Translator) -> float:
    """A forecast goes on from a count: rounded for whom that is, or two of its days would tell the count."""
    return float(t.told(round(value)) or 0) if t.rounded else value


def _weekly(pace: Pace, t: Translator) -> str:
    """Moved in a week, with a decimal where it would else be none or a few."""
    if t.rounded:
        return t.count(round(pace.daily * 7))
    return t.number(pace.daily * 7, 0 if abs(pace.daily * 7) >= 10 or pace.daily == 0 else 1)


def table_readings(found: Counts, t: Translator) -> Exhibit | None:
    """The counts as they were told, newest first, with what of those still there is in use."""
    if not found.counted:
        return None
    lines = []
    before: dict[Any, int | None] = {}
    earlier: Reading | None = None
    for one in found.counted:
        same = earlier is not None and one.moved is not None and earlier.moved is not None
        before[one.day] = (one.moved or 0) - (earlier.moved or 0) if same and earlier is not None else None
        earlier = one
    for one in reversed(found.counted):
        left = Cell(t("move.derived", n=t.count(one.left)), one.left) if one.derived else counted(one.left, t)
        fell = before[one.day]
        odd = [t("move.reading.fell")] if fell is not None and fell < 0 else []
        odd += [] if one.fits else [t("move.reading.use")]
        odd += [_apart("move.reading.apart", one, t)] if one.apart is not None else []
        lines.append(
            (
                one.day,
                counted(one.moved, t),
                one.share,
                counted(fell, t),
                left,
                counted(one.base, t),
                counted(one.used, t),
                counted(one.prime, t),
                t.sentences(*odd),
            )
        )
    columns: tuple[Column, ...] = (
        Column("day", "date"),
        Column("moved", "number"),
        Column("share", "number", unit=SHARE),
        Column("period", "number"),
        Column("still", "number"),
        Column("base", "number"),
        Column("used", "number"),
        Column("prime", "number"),
        Column("remark", "prose"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    if not frame["remark"].any():
        columns = columns[:-1]
    title = watch_now(found, t) if found.source == "counts" else t("move.readings.title", n=len(found.counted))
    return Exhibit(title, t("move.readings.subtitle"), t("move.readings.note"), grid(frame, columns, HEADS, t))


def compared_now(found: Counts, t: Translator) -> str:
    """Where counts and rows of the same day differ, the widest by name; '' where they do not."""
    if not found.differences:
        return ""
    widest = found.differences[0]
    where = t.wave(widest.item) if widest.by == "wave" else widest.item or t("alert.programme")
    return t(
        "move.differ.title",
        n=len(found.differences),
        where=start(where),
        counted=t.count(widest.counted),
        rows=t.count(widest.rows),
        date=t.date(widest.day, year=True),
        size=t.count(abs(widest.size)),
    )


def _size(size: int, t: Translator) -> Cell:
    """A difference with its sign, rounded where its two sides are."""
    if not t.rounded:
        return Cell(t.number(size, sign=True), size)
    told = (t.told(abs(size)) or 0) * (1 if size > 0 else -1)
    return Cell(t.number(told, sign=True), told)


def table_compared(found: Counts, t: Translator) -> Exhibit | None:
    """Rows and counts side by side where both exist and differ; the rows are what every number here is made of."""
    if not found.compared:
        return None
    subtitle = t("move.differ.subtitle")
    if not found.differences:
        return Exhibit.answer(t("move.differ.none", n=found.compared), subtitle)
    lines = [
        (
            "watch",
            start(t.wave(one.item)) if one.by == "wave" else one.item or start(t("alert.programme")),
            one.day,
            counted(one.counted, t),
            counted(one.rows, t),
            _size(one.size, t),
        )
        for one in found.differences
    ]
    columns = (
        Column("state", "state", "standing", codes="move.differs"),
        Column("of", "head"),
        Column("day", "date"),
        Column("counted", "number"),
        Column("rows", "number"),
        Column("size", "number"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    return Exhibit(
        compared_now(found, t), subtitle, t("move.differ.note", n=found.compared), grid(frame, columns, HEADS, t)
    )
