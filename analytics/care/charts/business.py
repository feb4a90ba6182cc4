"""New business and cross-sell against plan, in words and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.care.numbers.business import Business, Sold, load_sold, most
from analytics.market.charts.rivals import undated_words
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Series, Unit, grid, values
from analytics.retention.charts.parts import choice_words, p_words

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def load_business(store: Store, scope: Scope) -> Sold | None:
    return load_sold(store, scope)


def _name(kind: str, t: Translator) -> str:
    return choice_words("deals", "kind", kind, t)


def _won(one: Business, t: Translator) -> Cell:
    """How many were won, where they are so few that they are not shown "<10"."""
    return Cell(t("retention.few")) if one.n is None else Cell(t.count(one.n), t.told(one.n))


def behind_words(found: Sold, t: Translator) -> str:
    """What is behind its plan beyond chance; '' where nothing is."""
    own = found.behind
    if not own:
        return ""
    first = own[0]
    return t(
        "care.business.behind",
        kind=_name(first.kind, t),
        n=most(first.n),
        said=_won(first, t).text,
        planned=t.number(first.planned),
    )


def business_words(found: Sold, t: Translator) -> str:
    """What is behind; else that nothing planned is, or that nothing was planned."""
    planned = [one for one in found.kinds if one.planned is not None]
    if not planned:
        if any(one.n is None for one in found.kinds):
            return t("care.business.unaimed")
        return t("care.business.unplanned", n=t.count(sum(one.n or 0 for one in found.kinds)))
    return behind_words(found, t) or t("care.business.well", n=len(planned))


def chart_business(found: Sold | None, t: Translator) -> Exhibit:
    """Deals won by kind, with a tick where the plan is by now."""
    subtitle = t("care.business.subtitle")
    if found is None:
        return Exhibit.nothing(t("market.deals.empty"), subtitle, needs=("deals",))
    undated = undated_words(found.undated, "care.business.undated", t)
    if not found.kinds:
        return Exhibit.nothing(
            t("coordination.between").join((t("care.business.none"), *undated)).rstrip(".。"), subtitle
        )
    own = found.kinds
    targets = Series(t("care.business.planned"), values([one.planned for one in own]), "prior", "outlined")
    series = Series(
        t("care.business.won"),
        values([None if one.n is None else t.told(one.n) for one in own]),
        tones=tuple("bad" if one.behind else "actual" for one in own),
    )
    mark = Bars(
        tuple(_name(one.kind, t) for one in own),
        (series,),
        COUNT,
        across=True,
        ends=tuple(f"<b>{_won(one, t).text}</b>" for one in own),
        targets=targets if any(one.planned is not None for one in own) else None,
        ids=tuple(one.kind for one in own),
        of=t("care.column.kind"),
    )
    note = t.sentences(*undated, t("care.business.note", date=t.date(found.day, year=True)))
    return Exhibit(business_words(found, t), subtitle, note, mark)


def _state(one: Business) -> str:
    """How a kind stands to its plan: fewer than planned, but no more so than by chance, is neither behind nor in
    plan."""
    if one.planned is None:
        return "none"
    return "bad" if one.behind else "noise" if one.n is None or one.n < one.planned else "good"


def table_business(found: Sold | None, t: Translator) -> Exhibit | None:
    """Each kind with what it brought, its aim and where the plan is by now."""
    if found is None or not found.kinds:
        return None
    money = Unit("money", currency=found.currency)
    lines = [
        {
            "state": _state(one),
            "kind": _name(one.kind, t),
            "won": _won(one, t),
            "amount": one.amount,
            "planned": one.planned,
            "aim": one.aim,
            "due": one.due,
            "p": p_words(one.p, t),
        }
        for one in found.kinds
    ]
    columns = (
        Column("state", "state", codes="care.tone.business"),
        Column("kind", "head"),
        Column("won", "number"),
        Column("amount", "number", unit=money),
        Column("planned", "number", unit=Unit("count", 0)),
        Column("aim", "number", unit=COUNT),
        Column("due", "date"),
        Column("p", "number"),
    )
    return Exhibit(
        t("care.business.table", n=len(lines)),
        t("care.business.subtitle"),
        t("care.business.plan"),
        grid(pd.DataFrame(lines), columns, "care.column", t),
    )
