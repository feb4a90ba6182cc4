"""Who leaves, in words and marks: the hazard ratios side by side, with the test of what they rest on; and the single
customers."""

from __future__ import annotations

from math import ceil, floor, log2
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.families import level
from analytics.frames import rows
from analytics.frames import text as text_of
from analytics.marks import COUNT, Cell, Column, Dots, Exhibit, Limit, Series, Unit, grid, values
from analytics.retention.charts.parts import choice_words, counted, group_words, p_words, span
from analytics.retention.curves import Regression, known_day, load_departed, load_regression
from analytics.stats.compare import ALPHA, holm_p
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from analytics.stats.proportional_hazards import Coefficient, Cox
    from data.language import Translator
    from data.store import Store

RATIO = Unit("ratio", 2)
NEAR, FAR = 2, 3
"""The axis of the ratios goes at least and at most so many times twice as far from 1, up and down: an interval beyond
it runs out of the plot."""
SHOWN = 12
"""Customers that are shown before the rest is folded."""
HEADS = "retention.column"


def load_who(store: Store, scope: Scope) -> Regression | None:
    """The regression of the scope."""
    return load_regression(store, scope)


def term_words(term: Coefficient, t: Translator) -> str:
    """``Wave 3`` · ``High value``: the group of a term."""
    by, _, group = term.name.partition(":")
    return start(group_words(by, group, t))


def judged(model: Cox) -> tuple[list[float], list[float]]:
    """The p of the terms, and of the test that each keeps over time, both corrected for the number of terms (Holm).

    Whether a ratio keeps is no claim of the page but what its sentence rests on: it is held against the whole level,
    so that the doubt is not waved away because the page has many charts.
    """
    return list(holm_p([term.p for term in model.terms])), list(holm_p([term.ph_p for term in model.terms]))


def who_title(model: Cox, references: dict[str, str], t: Translator) -> str:
    """The group that leaves fastest beyond chance, with its ratio; whether that ratio keeps over time."""
    p, kept = judged(model)
    sure = [at for at, value in enumerate(p) if value < level("retention")]
    if not sure:
        return t("retention.who.none", n=len(model.terms))
    at = max(sure, key=lambda one: abs(model.terms[one].value))
    term = model.terms[at]
    by = term.name.partition(":")[0]
    return t(
        "retention.who.changes" if kept[at] < ALPHA else "retention.who.keeps",
        who=term_words(term, t),
        ratio=RATIO.write(term.ratio, t),
        interval=t.interval(term.low, term.high, 2),
        than=group_words(by, references[by], t),
    )


def missing(found: Regression | None, t: Translator) -> Exhibit | None:
    """Why there is no model, or nothing where there is one."""
    subtitle = t("retention.who.subtitle")
    if found is None:
        return Exhibit.nothing(t("retention.curves.empty"), subtitle)
    return Exhibit.nothing(t(f"retention.who.why.{found.why}"), subtitle) if found.model is None else None


def ends_of(lows: list[float], highs: list[float]) -> tuple[float, float]:
    """The powers of two around all intervals, within :data:`NEAR` and :data:`FAR`."""
    down = floor(log2(max(min(lows), 2.0**-FAR)))
    up = ceil(log2(min(max(highs), 2.0**FAR)))
    return 2.0 ** min(down, -NEAR), 2.0 ** max(up, NEAR)


def chart_who(found: Regression | None, t: Translator) -> Exhibit:
    """Hazard ratios on their intervals against 1, all groups of the model together."""
    lost = missing(found, t)
    if lost is not None or found is None or found.model is None:
        return lost or Exhibit.nothing(t("retention.curves.empty"))
    model = found.model
    p, kept = judged(model)
    order = sorted(
        range(len(model.terms)),
        key=lambda at: (list(found.references).index(model.terms[at].name.partition(":")[0]), at),
    )
    terms = [model.terms[at] for at in order]
    series = Series(
        t("retention.who.ratio"),
        values([term.ratio for term in terms]),
        lows=values([term.low for term in terms]),
        highs=values([term.high for term in terms]),
        tones=tuple("bad" if p[at] < level("retention") and model.terms[at].ratio > 1 else "actual" for at in order),
    )
    ends = tuple(
        f"<b>{RATIO.write(model.terms[at].ratio, t)}</b>"
        + (f" · {t('retention.who.not_kept')}" if kept[at] < ALPHA else "")
        for at in order
    )
    mark = Dots(
        tuple(term_words(term, t) for term in terms),
        (series,),
        RATIO,
        ends,
        Limit(1.0, t("retention.who.alike")),
        ends_of([term.low for term in terms], [term.high for term in terms]),
        ids=tuple(term.name for term in terms),
        of=t("retention.column.group"),
        log=True,
    )
    against = t.listing([group_words(by, group, t) for by, group in found.references.items()])
    note = t(
        "retention.who.note", events=counted(model.events, t).text, against=against, left=t.percent(found.left_out)
    )
    return Exhibit(who_title(model, found.references, t), t("retention.who.subtitle"), note, mark)


def table_terms(found: Regression | None, t: Translator) -> Exhibit | None:
    """The terms with their tests; above them whether the assumption holds for all together."""
    if found is None or found.model is None:
        return None
    model = found.model
    p, kept = judged(model)
    frame = pd.DataFrame(
        [
            {
                "group": term_words(term, t),
                "against": group_words(by, found.references[by], t),
                "ratio": term.ratio,
                "interval": span(term.low, term.high, RATIO, t),
                "p": p_words(p[at], t),
                "kept": p_words(kept[at], t),
                "state": "watch" if kept[at] < ALPHA else "good",
            }
            for at, term in enumerate(model.terms)
            for by in [term.name.partition(":")[0]]
        ]
    )
    columns = (
        Column("state", "state", codes="retention.holds"),
        Column("group", "head"),
        Column("against"),
        Column("ratio", "number", unit=RATIO),
        Column("interval", "number"),
        Column("p", "number"),
        Column("kept", "number", "proportional"),
    )
    broken = sum(value < ALPHA for value in kept)
    words = "broken" if broken else "together" if model.ph_p < ALPHA else "holds"
    title = t(f"retention.terms.{words}", n=broken, p=p_words(model.ph_p, t))
    return Exhibit(title, t("retention.terms.subtitle"), t("retention.terms.note"), grid(frame, columns, HEADS, t))


def load_single(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Who left after the cut-over, one by one; nothing for readers without rows or without the ledger."""
    if not scope.rights.row_level or known_day(store, scope) is None:
        return None
    return load_departed(store, scope)


def table_departed(found: pd.DataFrame | None, t: Translator) -> Exhibit | None:
    """The customers behind the curves and counts, the last first, with where each was read."""
    if found is None or found.empty:
        return None
    customers: list[Any] = [Cell(str(one)[:10], str(one)) for one in found["customer"]]
    shown = found.assign(
        customer=customers,
        wave=[start(t.wave(text_of(one))) for one in found["wave"]],
        value=[choice_words("customers", "value_tier", text_of(tier), t) for tier in found["value_tier"]],
        outcome=[t(f"retention.outcome.{one}") for one in found["outcome"]],
        place=[place_words(row.file_name, row.sheet, row.row, t) for row in rows(found)],
    )
    columns = (
        Column("customer", "head"),
        Column("wave"),
        Column("branch"),
        Column("segment"),
        Column("value"),
        Column("left_on", "date"),
        Column("days", "number", "day", unit=COUNT),
        Column("outcome"),
        Column("reason", head="reasons"),
        Column("went_to", head="whither"),
        Column("place"),
    )
    return Exhibit(
        t("retention.departed.title", n=len(found)),
        t("retention.departed.subtitle"),
        body=grid(shown, columns, HEADS, t, SHOWN),
    )


def place_words(file: object, sheet: object, row: object, t: Translator) -> str:
    """Where a row was read, or that it was written on screen."""
    if not isinstance(file, str):
        return "–"
    if not file:
        return t("records.batches.screen")
    if not isinstance(sheet, str) or not sheet:
        return t("retention.place", file=file, row=str(row))
    return t("satisfaction.place", file=file, sheet=sheet, row=str(row))
