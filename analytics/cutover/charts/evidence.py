"""What the cut-over rests on: how much was rehearsed, where, under which load, and who of the suppliers has
confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.amounts import digits_of
from analytics.frames import rows, text
from analytics.marks import COUNT, MINUTES, Bars, Column, Exhibit, Limit, Series, grid, values
from analytics.marks.words import clauses
from analytics.retention.charts.parts import choice_words
from data.language import start

if TYPE_CHECKING:
    from analytics.cutover.numbers import Cutover
    from data.language import Translator

HEADS = "cutover.column"
STATES = {
    "confirmed": "good",
    "expired": "bad",
    "short": "bad",
    "overdue": "bad",
    "unasked": "bad",
    "unnamed": "watch",
    "missing": "watch",
}
RESULTS = {"passed": "good", "failed": "bad"}
PLACES = {"passed": "good", "failed": "bad", "unjudged": "watch", "untested": "bad"}
SHOWN = 8
"""Rehearsals that are drawn, the newest."""


def place_of(site: object, system: object, t: Translator) -> str:
    """``Data centre 2 · Payments``; what is not named is left out."""
    return t("cutover.dot").join(str(one) for one in (site, system) if isinstance(one, str) and one) or "–"


def chart_rehearsed(found: Cutover, t: Translator) -> Exhibit:
    """Customers that each rehearsal moved, against those that the cut-over is to move at once."""
    subtitle = t("cutover.rehearsed.subtitle", wave=t.wave(found.wave))
    own = found.sizes.tail(SHOWN)
    if own.empty or found.rehearsed is None:
        return Exhibit.nothing(t("cutover.rehearsed.empty"), subtitle)
    if found.planned and found.rehearsed >= found.planned:
        title = t(
            "cutover.rehearsed.whole",
            n=found.planned,
            planned=t.number(found.planned),
            wave=t.wave(found.wave),
            most=t.number(found.rehearsed),
        )
    elif found.planned:
        title = t(
            "cutover.rehearsed.title",
            n=found.planned,
            planned=t.number(found.planned),
            wave=t.wave(found.wave),
            most=t.number(found.rehearsed),
            share=t.percent(found.rehearsed / found.planned, digits_of(found.rehearsed / found.planned)),
        )
    else:
        title = t("cutover.rehearsed.unplanned", most=t.number(found.rehearsed), wave=t.wave(found.wave))
    mark = Bars(
        tuple(f"{row.rehearsal} · {t.date(row.held_on)}" for row in rows(own)),
        (
            Series(
                t("cutover.rehearsed.word"),
                values(own["customers"]),
                looks=tuple("solid" if kind == "live" else "outlined" for kind in own["kind"]),
            ),
        ),
        COUNT,
        across=True,
        ends=tuple(t.number(one) for one in own["customers"]),
        limit=Limit(float(found.planned), t.wave(found.wave)) if found.planned else None,
        ids=tuple(str(one) for one in own["rehearsal"]),
        of=t("cutover.column.rehearsal"),
    )
    return Exhibit(title, subtitle, t("cutover.rehearsed.note"), mark)


def table_coverage(found: Cutover, t: Translator) -> Exhibit:
    """Each place that somebody speaks of: whether a rehearsal for this cut-over covers it, the uncovered first."""
    subtitle, own = t("cutover.coverage.subtitle", wave=t.wave(found.wave)), found.coverage
    if own.empty:
        return Exhibit.nothing(t("cutover.coverage.empty"), subtitle)
    missing = own[~own["covered"].astype(bool)]
    title = t("cutover.coverage.whole", n=len(own))
    if len(missing):
        first = next(iter(rows(missing)))
        title = t(
            "cutover.coverage.part",
            n=len(own),
            covered=len(own) - len(missing),
            place=place_of(first.site, first.system, t),
        )
    told = pd.DataFrame(
        {
            "state": [PLACES[why] for why in own["why"]],
            "site": own["site"],
            "system": own["system"],
            "day": own["day"],
            "why": own["why"],
            "covered": own["covered"],
        }
    ).sort_values(["covered", "site", "system"], kind="stable")
    columns = (
        Column("state", "state"),
        Column("site", "head"),
        Column("system"),
        Column("day", "date", "tested"),
        Column("why", codes="cutover.why"),
    )
    return Exhibit(title, subtitle, t("cutover.coverage.note"), grid(told, columns, HEADS, t))


def _result(row: Any, found: Cutover) -> tuple[str, str]:
    """The state of a rehearsal and the code of its words: the result, or that it was not held, in time or at all; a
    night has none."""
    if not row.held:
        missed = not pd.isna(row.planned_on) and pd.Timestamp(row.planned_on).date() < found.day
        return ("watch", "missed") if missed else ("none", "planned")
    code = text(row.result) or ("" if row.kind == "live" else "unjudged")
    return RESULTS.get(code, "watch" if code else "none"), code


def table_rehearsals(found: Cutover, t: Translator) -> Exhibit:
    """Every rehearsal, load test and night with a row a site, the newest first: how large, where, how long it took and
    what it found."""
    subtitle, own = t("cutover.held.subtitle"), found.rehearsals
    if own.empty:
        return Exhibit.nothing(t("cutover.held.empty"), subtitle)
    own = own.assign(day=own["held_on"].fillna(own["planned_on"])).sort_values(
        "day", ascending=False, kind="stable", na_position="last"
    )
    held = own[own["held"] & (own["kind"] != "live")]
    title = t("cutover.held.title", n=held["rehearsal"].nunique()) if len(held) else t("cutover.held.none")
    for last in rows(held[held["minutes"].notna()].head(1)):
        title = clauses(t, title, t("cutover.held.minutes", name=text(last.rehearsal), n=int(last.minutes)))
        if not pd.isna(last.defects):
            title = clauses(t, title, t("cutover.held.defects", n=int(last.defects)))
    results = [_result(row, found) for row in rows(own)]
    told = own.assign(
        state=[state for state, _ in results],
        result=[
            choice_words("rehearsals", "result", code, t)
            if code in RESULTS
            else t(f"cutover.held.{code}")
            if code
            else "–"
            for _, code in results
        ],
        kind=[choice_words("rehearsals", "kind", text(row.kind), t) for row in rows(own)],
        wave=[start(t.wave(text(row.wave))) if text(row.wave) else "–" for row in rows(own)],
    )
    columns = (
        Column("state", "state"),
        Column("rehearsal", "head"),
        Column("kind", "text", "what"),
        Column("day", "date", "held"),
        Column("wave"),
        Column("site"),
        Column("system"),
        Column("customers", "number", unit=COUNT),
        Column("minutes", "number", unit=MINUTES),
        Column("defects", "number", "found", unit=COUNT),
        Column("result", "text", "why"),
    )
    return Exhibit(title, subtitle, t("cutover.held.note"), grid(told, columns, HEADS, t))


def table_loads(found: Cutover, t: Translator) -> Exhibit:
    """Assumed, tested and real load side by side."""
    subtitle, own = t("cutover.loads.subtitle"), found.loads
    if own.empty:
        return Exhibit.nothing(t("cutover.loads.empty"), subtitle)
    own = own.assign(use=own["real"].fillna(own["assumed"]) / own["tested"])
    short, unknown = own[own["state"] == "bad"], own[own["state"] == "unknown"]
    title = t("cutover.loads.held", n=len(own))
    if len(short):
        worst = next(iter(rows(short.sort_values("use", ascending=False))))
        words = "cutover.loads.real" if worst.real == worst.real else "cutover.loads.short"
        title = t(words, name=worst.name, times=t.number(worst.use, 1), tested=t.number(worst.tested))
    elif (own["state"] == "watch").any():
        row = next(iter(rows(own[own["state"] == "watch"])))
        title = t("cutover.loads.lowered", name=row.name, first=t.number(row.first), assumed=t.number(row.assumed))
    elif len(unknown):
        title = t("cutover.loads.untested", n=len(unknown), name=str(unknown["name"].iloc[0]))
    columns = (
        Column("state", "state"),
        Column("name", "head", "load"),
        Column("first", "number", "assumed_first", unit=COUNT),
        Column("assumed", "number", unit=COUNT),
        Column("tested", "number", "reached", unit=COUNT),
        Column("real", "number", unit=COUNT),
    )
    return Exhibit(start(title), subtitle, t("cutover.loads.note"), grid(own, columns, HEADS, t))


def table_confirmations(found: Cutover, t: Translator) -> Exhibit:
    """Who has confirmed what until when; what is missing first, those behind a supplier with its name."""
    subtitle, own = t("cutover.confirmations.subtitle", wave=t.wave(found.wave)), found.asked_of
    if own.empty:
        return Exhibit.nothing(t("cutover.confirmations.empty"), subtitle)
    missing = own[own["state"] != "confirmed"]
    title = t("cutover.confirmations.whole", n=len(own))
    if len(missing):
        names = list(dict.fromkeys(str(one) for one in missing["supplier"].dropna()))
        title = t("cutover.confirmations.part", n=len(own), missing=len(missing), names=t.listing(names[:3]))
    order = own["state"].map(
        {"overdue": 0, "expired": 1, "short": 2, "unasked": 3, "unnamed": 4, "missing": 5, "confirmed": 6}
    )
    told = own.assign(order=order, words=own["state"], state=own["state"].map(STATES)).sort_values(
        ["order", "supplier"], kind="stable"
    )
    told["scope"] = [place_of(row.site, row.system, t) for row in rows(told)]
    columns = (
        Column("state", "state"),
        Column("supplier", "head"),
        Column("behind"),
        Column("scope"),
        Column("words", "text", "standing", codes="cutover.standing"),
        Column("due_on", "date", "due"),
        Column("confirmed_on", "date", "confirmed"),
        Column("confirmed_by", "text", "by"),
        Column("expires_on", "date", "expires"),
    )
    return Exhibit(title, subtitle, t("cutover.confirmations.note"), grid(told, columns, HEADS, t, 12))
