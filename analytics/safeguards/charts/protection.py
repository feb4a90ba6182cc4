"""Information protection in words and marks: tests of measures, agreements, the plan, what is held, incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.frames import text as text_of
from analytics.marks import (
    COUNT,
    Bars,
    Cell,
    Column,
    Dots,
    Exhibit,
    Series,
    Unit,
    grid,
    values,
    worst_first,
)
from analytics.marks.words import clauses

if TYPE_CHECKING:
    from analytics.safeguards.numbers import Protection
    from data.language import Translator

HEADS = "safeguards.column"
NAMED = 3
"""Places without proof that are named; of more their number follows."""


def failed_said(found: Protection, t: Translator) -> str:
    """The measures that did not stand their last test, of those that are neither late nor proven in part only."""
    told = {*found.overdue.index, *found.unproven.index}
    failed = found.controls[(found.controls["last_result"] == "failed") & ~found.controls.index.isin(list(told))]
    if failed.empty:
        return ""
    row = rows(failed)[0]
    return t("safeguards.message.failed", n=len(failed), name=text_of(row.title) or row.control)


def in_place_said(found: Protection, t: Translator) -> str:
    """How many measures are in place, where none is late: what was never listed is not known to be, and what is not due
    is not yet."""
    own = found.controls
    if own.empty:
        return t("safeguards.message.unlisted")
    done = int((own["done_on"].notna() | own["last_on"].notna()).sum())
    return t("safeguards.message.well") if done == len(own) else t("safeguards.message.some", n=len(own), done=done)


def chart_tests(found: Protection, t: Translator) -> Exhibit:
    """Share of tests passed by kind with its interval; where few were made no rate is called low."""
    subtitle, frame = t("safeguards.tests.subtitle"), found.tests
    if frame.empty:
        return Exhibit.nothing(t("safeguards.tests.empty"), subtitle)
    n, passed = int(frame["n"].sum()), int(frame["passed"].sum())
    if len(found.overdue):
        worst = found.overdue.sort_values("late").iloc[-1]
        title = t("safeguards.tests.overdue", name=worst["title"] or worst["control"], n=int(worst["late"]))
    else:
        title = t("safeguards.tests.title", share=t.percent(passed / n), n=n)
    mark = dots_of_shares(
        frame, [t(f"safeguards.test.{kind}") for kind in frame["kind"]], t("safeguards.tests.passed"), t
    )
    return Exhibit(title, subtitle, t("safeguards.tests.note", n=n, passed=passed), mark)


def overdue_said(found: Protection, t: Translator) -> str:
    """The measures past their day, the one that is so longest by name; '' where none is."""
    if found.overdue.empty:
        return ""
    worst = found.overdue.sort_values("late").iloc[-1]
    name, days = worst["title"] or worst["control"], t("safeguards.message.days", n=int(worst["late"]))
    return t("safeguards.message.measures", n=len(found.overdue), name=name, days=days)


def unproven_said(found: Protection, t: Translator) -> str:
    """The measures of which a part is not proven, the first by name with the first place that is not; '' where none
    is."""
    own = found.unproven
    if own.empty:
        return ""
    first = rows(own)[0]
    return t(
        "safeguards.message.unproven",
        n=len(own),
        name=first.title or first.control,
        covered=t.number(int(first.covered)),
        whole=t.number(int(first.whole)),
        bare=first.bare[0].write(t),
    )


def proven_words(row: Any, t: Translator) -> str:
    """``1 of 2 – Data centre 2: not tested``; where nobody says what a measure and its tests cover, that."""
    if not row.whole:
        return t("safeguards.proven.unsaid")
    said = t("safeguards.proven.part", covered=t.number(int(row.covered)), whole=t.number(int(row.whole)))
    bare = t.listing([one.write(t) for one in row.bare[:NAMED]])
    more = t("safeguards.proven.more", n=len(row.bare) - NAMED) if len(row.bare) > NAMED else ""
    return t("safeguards.proven.bare", said=said, bare=bare + more) if row.bare else said


def dots_of_shares(frame: pd.DataFrame, names: list[str], name: str, t: Translator) -> Dots:
    """Shares (value, low, high, n) with their intervals, n at the end; the first column is the id."""
    series = Series(
        name, *(values(frame["value"]),), lows=values(frame["low"]), highs=values(frame["high"]), n=values(frame["n"])
    )
    ends = tuple(f"<b>{t.percent(row.value, 0)}</b> · {t('tile.n', n=t.count(row.n))}" for row in rows(frame))
    return Dots(tuple(names), (series,), Unit("share", 1), ends, ids=tuple(str(one) for one in frame.iloc[:, 0]))


def chart_agreements(found: Protection, t: Translator) -> Exhibit:
    """Who has signed of those who must, by kind of party; all are counted, so there is no interval."""
    subtitle, frame = t("safeguards.agreements.subtitle"), found.agreements
    if frame.empty:
        return Exhibit.nothing(t("safeguards.agreements.empty"), subtitle)
    signed, n, overdue = (int(frame[name].sum()) for name in ("signed", "n", "overdue"))
    title = t(
        "safeguards.agreements.overdue" if overdue else "safeguards.agreements.title",
        n=overdue or n,
        share=t.percent(signed / n),
    )
    rest = (frame["n"] - frame["signed"] - frame["overdue"]).clip(lower=0)
    mark = Bars(
        tuple(t(f"safeguards.party.{kind}") for kind in frame["kind"]),
        (
            Series(t("safeguards.agreements.signed_word"), values(frame["signed"])),
            Series(t("safeguards.agreements.overdue_word"), values(frame["overdue"]), "bad"),
            Series(t("safeguards.agreements.open_word"), values(rest), look="outlined"),
        ),
        COUNT,
        across=True,
        stacked=True,
        whole=tuple(float(one) for one in frame["n"]),
        ends=tuple(
            f"<b>{t.percent(row.signed / row.n, 0)}</b> · {t.number(row.signed)}/{t.number(row.n)}"
            for row in rows(frame)
        ),
        ids=tuple(frame["kind"]),
    )
    return Exhibit(title, subtitle, t("safeguards.agreements.note", n=n, lapsed=int(frame["lapsed"].sum())), mark)


def table_measures(found: Protection, t: Translator) -> Exhibit:
    """The protection plan: scope, responsible, in place, tested, next test."""
    frame, late, subtitle = found.controls, len(found.overdue), t("safeguards.plan.subtitle")
    wrong = clauses(t, t("safeguards.plan.late", n=late) if late else "", unproven_said(found, t))
    title = wrong or t("safeguards.plan.title", n=len(frame))
    if frame.empty:
        return Exhibit.nothing(t("safeguards.plan.empty"), subtitle, title)
    columns = (
        Column("state", "state"),
        Column("control", "head", "measure"),
        Column("title", "prose", "content"),
        Column("scope", "prose"),
        Column("owner"),
        Column("done_on", "date", "in_place"),
        Column("last_on", "date", "last_test"),
        Column("due_test", "date", "next_test"),
        Column("findings_open", "number", "findings"),
        Column("proven", "prose"),
    )
    shown = late_in_words(worst_first(frame), "due_test", t)
    unknown = Cell(t("state.unknown"), "unknown", "none")
    states: list[Any] = [
        unknown
        if row.state == "none" and not row.whole and (pd.notna(row.done_on) or pd.notna(row.last_on))
        else row.state
        for row in rows(shown)
    ]
    shown = shown.assign(state=states, proven=[proven_words(row, t) for row in rows(shown)])
    return Exhibit(title, subtitle, t("safeguards.plan.note"), grid(shown, columns, HEADS, t))


def late_in_words(frame: pd.DataFrame, column: str, t: Translator) -> pd.DataFrame:
    """The days of ``column``; where ``late`` says so, how many days they are past."""
    told = [t("safeguards.days_late", n=int(row.late)) if row.late else getattr(row, column) for row in rows(frame)]
    return frame.assign(**{column: pd.Series(told, index=frame.index, dtype=object)})


def table_assets(found: Protection, t: Translator) -> Exhibit:
    """What is held, how sensitive, and whether its provision was assessed."""
    frame, subtitle = found.assets, t("safeguards.assets.subtitle")
    bad = frame[frame["state"] == "bad"]
    title = t("safeguards.assets.title")
    if len(bad):
        title = t("safeguards.assets.bad", name=text_of(bad["title"].iloc[0]) or "–", n=len(bad))
    if frame.empty:
        return Exhibit.nothing(t("safeguards.assets.empty"), subtitle, title)
    columns = (
        Column("state", "state"),
        Column("asset", "head"),
        Column("title", "prose", "content"),
        Column("system"),
        Column("sensitivity", codes="safeguards.sensitivity"),
        Column("persons", "number"),
        Column("provided_on", "date", "provided"),
        Column("assessed_on", "date", "assessed"),
        Column("outcome", codes="safeguards.outcome"),
    )
    return Exhibit(title, subtitle, t("safeguards.assets.note"), grid(worst_first(frame), columns, HEADS, t))


def table_incidents(found: Protection, t: Translator) -> Exhibit | None:
    """Incidents: when each was found, until when it had to be reported, and when it was; nothing where there was
    none."""
    frame = found.incidents
    if frame.empty:
        return None
    title = t("safeguards.incidents.title", n=len(frame))
    for state, key in (("bad", "late"), ("watch", "open"), ("none", "unknown")):
        own = frame[frame["state"] == state]
        if len(own):
            first = rows(own)[0]
            name = text_of(first.name) or str(first.incident)
            title = t(f"safeguards.incidents.{key}", n=len(frame) if state == "none" else len(own), name=name)
            break
    hours: list[Any] = [
        Cell("–")
        if pd.isna(minutes)
        else Cell(t("safeguards.hours", hours=t.number(minutes / 60, 1)), round(minutes / 60, 1))
        for minutes in frame["minutes"].astype("float64")
    ]
    shown = frame.assign(found=frame["detected_at"].fillna(frame["occurred_at"]), took=hours)
    columns = (
        Column("state", "state", codes="safeguards.incident"),
        Column("incident", "head", "item"),
        Column("name", "prose", "content"),
        Column("found", "moment"),
        Column("due_at", "moment", "report_by"),
        Column("reported_at", "moment", "reported"),
        Column("took", "number"),
    )
    return Exhibit(title, t("safeguards.incidents.subtitle"), body=grid(shown, columns, HEADS, t))
