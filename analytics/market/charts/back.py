"""Winning back in words: who came back while which campaign ran, beside the pace before it and at what cost; and the
customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows, text
from analytics.market.charts.parts import HEADS, SHARE, noted, p_words
from analytics.market.numbers.back import Away, Back, Drive, load_back, load_came_back
from analytics.marks import COUNT, Cell, Column, Exhibit, Unit, grid
from analytics.marks.words import clauses
from analytics.reach import load_loaded
from analytics.retention.charts.parts import span
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

RATE = Unit("rate", 1)
SHOWN = 12
"""Customers that are shown before the rest is folded."""


def load_returns(store: Store, scope: Scope) -> Back | tuple[str, ...]:
    """The campaigns beside the departures; the datasets that were never loaded where they are missing."""
    found = load_back(store, scope)
    loaded = load_loaded(store, scope)
    return found if found is not None else tuple(name for name in ("campaigns", "departures") if name not in loaded)


def table_back(found: Back | tuple[str, ...], t: Translator) -> Exhibit:
    """Each campaign to win customers back: who came back while it ran, how much faster than before, what is said and
    what one cost."""
    subtitle = t("market.back.subtitle")
    if not isinstance(found, Back):
        return Exhibit.nothing(t("market.back.empty"), subtitle, needs=found)
    best = found.best
    if best is None:
        return Exhibit.nothing(t("market.back.no_campaign"), subtitle)
    money = Unit("money", currency=found.currency)
    frame = pd.DataFrame(
        [
            {
                "state": "good" if one.works else "watch" if one.contradicts else "none" if one.p is None else "noise",
                "campaign": one.name,
                "started": one.started,
                "ended": one.ended,
                "away": t("retention.few") if one.during is None else t.count(one.during.n),
                "returned": returned_words(one, t),
                "pace": pace_words(one, t),
                "anyway": anyway_words(one, t),
                "told": t("market.back.untold") if one.told is None else t.count(one.told),
                "cost": one.cost,
                "each": each_words(one, money, t),
            }
            for one in found.drives
        ],
        dtype=object,
    )
    columns = (
        Column("state", "state", codes="market.back.state"),
        Column("campaign", "head"),
        Column("started", "date", "from"),
        Column("ended", "date"),
        Column("away", "number"),
        Column("returned"),
        Column("pace"),
        Column("anyway", "number"),
        Column("told", "number"),
        Column("cost", "number", unit=money),
        Column("each"),
    )
    odd = [
        t("market.back.contradicts", campaign=one.name, told=t.count(one.told), seen=t.count(one.during.back))
        for one in found.drives
        if one.contradicts and one.during is not None
    ]
    odd += [t("market.back.part")] if found.part else []
    note = noted("back", t, t("market.back.note", date=t.date(found.day, year=True)), *odd)
    return Exhibit(back_title(best, money, t), subtitle, note, grid(frame, columns, HEADS, t, SHOWN))


def back_title(one: Drive, money: Unit, t: Translator) -> str:
    """How many came back while the campaign ran, whether that is more than before, and what one cost."""
    if one.during is None:
        return t("market.back.too_few", who=one.name)
    if one.during.back is None:
        return t("market.back.few", who=one.name)
    if not one.during.back:
        return t("market.back.none", who=one.name, away=t.count(one.during.n))
    said = t(
        "market.back.title",
        who=one.name,
        back=t.count(one.during.back),
        away=t.count(one.during.n),
        share=share_words(one, t),
    )
    parts = [said]
    if one.works and one.faster is not None:
        key = "market.back.faster" if one.before is not None and one.before.back else "market.back.never"
        parts.append(
            t(
                key,
                ratio=t.number(one.faster.ratio, 1),
                low=t.number(one.faster.low, 1),
                interval=span(one.faster.low, one.faster.high, RATE, t),
            )
        )
    elif one.p is not None:
        parts.append(t("market.back.unsure", p=p_words(one.p, t)))
    else:
        parts.append(t("market.back.untested"))
    if one.each is not None:
        parts.append(t("market.back.each", cost=each_words(one, money, t)))
    return clauses(t, *parts)


def share_words(one: Drive, t: Translator) -> str:
    """The share of those away that came back, with its interval."""
    bounds = one.share
    if bounds is None or one.during is None or one.during.back is None:
        return ""
    interval = t.interval(bounds.low, bounds.high, 1, percent=True)
    return t("market.back.share", share=SHARE.write(one.during.back / one.during.n, t), interval=interval)


def returned_words(one: Drive, t: Translator) -> str:
    """How many of those away came back while the campaign ran."""
    if one.during is None or one.during.back is None:
        return t("retention.few")
    return t("market.back.returned", back=t.count(one.during.back), share=share_words(one, t))


def pace_words(one: Drive, t: Translator) -> str:
    """Returns a week of 1,000 who are away, before and while the campaign ran, and how much faster."""

    def told(part: Away | None) -> str:
        return "–" if part is None or part.rate is None else RATE.write(part.rate, t)

    said = t("market.back.pace", before=told(one.before), during=told(one.during))
    if one.faster is None or one.p is None:
        return said
    return f"{said} · {p_words(one.p, t)}"


def anyway_words(one: Drive, t: Translator) -> str:
    return "–" if one.anyway is None else t.number(one.anyway, 1)


def each_words(one: Drive, money: Unit, t: Translator) -> str:
    """What one who came back cost, with its interval."""
    if one.each is None:
        return "–"
    return t(
        "market.back.cost", cost=money.write(one.each.value, t), interval=span(one.each.low, one.each.high, money, t)
    )


def load_list(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Who came back, for who may see rows."""
    return load_came_back(store, scope)


def table_came_back(found: pd.DataFrame | None, t: Translator) -> Exhibit | None:
    """The customers who left and came back, the last first, with the campaign that ran then."""
    if found is None or found.empty:
        return None
    frame = pd.DataFrame(
        [
            {
                "customer": Cell(str(row.customer)[:10], str(row.customer)),
                "wave": start(t.wave(text(row.wave))) if text(row.wave) else "",
                "branch": text(row.branch),
                "left_on": row.left_on,
                "back_on": row.back_on,
                "days": (pd.Timestamp(row.back_on) - pd.Timestamp(row.left_on)).days,
                "went_to": text(row.went_to),
                "campaign": text(row.campaigns) or t("market.back.by_itself"),
            }
            for row in rows(found)
        ],
        dtype=object,
    )
    columns = (
        Column("customer", "head"),
        Column("wave"),
        Column("branch"),
        Column("left_on", "date"),
        Column("back_on", "date"),
        Column("days", "number", "away_days", unit=COUNT),
        Column("went_to"),
        Column("campaign"),
    )
    return Exhibit(
        t("market.came_back.title", n=len(found)),
        t("market.came_back.subtitle"),
        noted("came_back", t),
        grid(frame, columns, HEADS, t, SHOWN),
    )
