"""What staying is worth, in words and marks: revenue kept, the value of a customer, and who is in danger of leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.frames import text as text_of
from analytics.marks import Cell, Column, Dots, Exhibit, Series, Unit, grid, values
from analytics.retention.charts.parts import SHARE, choice_words, counted, month_words, span
from analytics.retention.value import Kept, Lifetime, Stake, load_at_stake, load_in_danger, load_kept, load_lifetime
from analytics.schedule.numbers.plan import load_programme
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

HEADS = "retention.column"
SHOWN = 15
"""Customers in danger that are shown before the rest is folded."""


def load_by_wave(store: Store, scope: Scope) -> tuple[Kept, ...]:
    """Revenue kept by wave."""
    return load_kept(store, scope, "wave")


def chart_kept(found: tuple[Kept, ...], t: Translator) -> Exhibit:
    """By wave what its customers pay now of what they paid before their cut-over, gross and net."""
    subtitle = t("retention.kept.subtitle")
    if not found:
        return Exhibit.nothing(t("retention.kept.empty"), subtitle, needs=("revenue",))
    worst = min(found, key=lambda one: one.gross)
    title = t(
        "retention.kept.title",
        who=start(t.wave(worst.group)),
        gross=t.percent(worst.gross),
        net=t.percent(worst.net),
        month=month_words(worst.month, t),
    )
    n = values([t.told(one.n) for one in found])
    low = min(one.gross for one in found)
    mark = Dots(
        tuple(start(t.wave(one.group)) for one in found),
        (
            Series(t("retention.kept.gross"), values([one.gross for one in found]), n=n),
            Series(t("retention.kept.net"), values([one.net for one in found]), "prior"),
        ),
        SHARE,
        tuple(f"<b>{t.percent(one.gross)}</b> · {t('tile.n', n=t.count(one.n))}" for one in found),
        bounds=(0.9 if low > 0.9 else 0.5 if low > 0.5 else 0.0, max(1.0, *(one.net for one in found)) + 0.01),
        of=t("retention.column.wave"),
    )
    silent = sum(one.silent for one in found)
    note = [t("retention.kept.note", n=t.count(sum(one.n for one in found)))]
    note += [t("retention.kept.silent", n=silent)] if silent else []
    return Exhibit(title, subtitle, " · ".join(note), mark)


def load_value(store: Store, scope: Scope) -> Lifetime | None:
    """What a customer is worth."""
    return load_lifetime(store, scope)


def table_lifetime(found: Lifetime | None, t: Translator) -> Exhibit:
    """The value of a customer and each assumption that it rests on."""
    subtitle = t("retention.lifetime.subtitle")
    if found is None:
        return Exhibit.nothing(t("retention.lifetime.empty"), subtitle, needs=("revenue",))

    def money(value: float) -> str:
        return t.money(value, found.currency)

    told = (
        (
            "revenue",
            money(found.revenue),
            t("retention.lifetime.revenue.from", n=t.count(found.n), month=month_words(found.month, t)),
        ),
        (
            "hazard",
            t.percent(found.hazard, 3),
            t("retention.lifetime.hazard.from", left=counted(found.lost, t).text, n=t.count(found.exposure)),
        ),
        ("margin", t.percent(found.margin, 0), t("retention.lifetime.margin.from")),
        ("discount", t.percent(found.discount, 1), t("retention.lifetime.discount.from")),
        ("months", t.number(found.months), t("retention.lifetime.months.from")),
    )
    frame = pd.DataFrame(
        [
            {"assumption": t(f"retention.lifetime.{name}"), "value": value, "source": source}
            for name, value, source in told
        ]
    )
    columns = (Column("assumption", "head"), Column("value", "number", "is"), Column("source", "prose"))
    bounds = span(found.low, found.high, Unit("money", currency=found.currency), t)
    title = t("retention.lifetime.title", value=money(found.value), interval=bounds)
    return Exhibit(title, subtitle, t("retention.lifetime.note"), grid(frame, columns, HEADS, t))


def load_stakes(store: Store, scope: Scope) -> tuple[tuple[Stake, ...], str]:
    """What customers in danger pay, with the currency."""
    return load_at_stake(store, scope), load_programme(store, scope).currency


def table_stakes(found: tuple[tuple[Stake, ...], str], t: Translator) -> Exhibit:
    """Customers in danger by reason, and the monthly revenue that hangs on them."""
    stakes, currency = found
    subtitle = t("retention.stakes.subtitle")
    if not stakes:
        return Exhibit.nothing(t("retention.stakes.empty"), subtitle)
    unit = Unit("money", currency=currency)
    whole = next((one for one in stakes if not one.reason), None)
    title = t("retention.stakes.plain")
    if whole is not None:
        known = "known" if whole.revenue is not None else "unknown"
        title = t(
            f"retention.stakes.{known}",
            n=t.count(whole.n),
            revenue=unit.write(whole.revenue, t),
            paying=t.count(whole.paying),
        )
    frame = pd.DataFrame(
        [
            {
                "reason": t(f"retention.danger.{one.reason or 'any'}"),
                "n": counted(one.n, t),
                "dear": counted(one.dear, t),
                "paying": counted(one.paying, t),
                "revenue": Cell(unit.write(one.revenue, t), unit.exported(one.revenue)),
            }
            for one in stakes
        ],
        dtype=object,
    )
    columns = (
        Column("reason", "head", "why"),
        Column("n", "number"),
        Column("dear", "number"),
        Column("paying", "number"),
        Column("revenue", "number"),
    )
    return Exhibit(title, subtitle, t("retention.stakes.note"), grid(frame, columns, HEADS, t))


def load_danger(store: Store, scope: Scope) -> tuple[pd.DataFrame | None, str]:
    """The customers in danger, one by one, with the currency; nothing for readers without rows."""
    found = load_in_danger(store, scope) if scope.rights.row_level else None
    return found, load_programme(store, scope).currency


def table_danger(found: tuple[pd.DataFrame | None, str], t: Translator) -> Exhibit | None:
    """Whom to call: the most valuable first, each with why."""
    frame, currency = found
    if frame is None or frame.empty:
        return None
    customers: list[Any] = [Cell(str(one)[:10], str(one)) for one in frame["customer"]]
    reasons: list[Any] = [tuple(t(f"retention.danger.{one}") for one in row.why) for row in rows(frame)]
    shown = frame.assign(
        customer=customers,
        value=[choice_words("customers", "value_tier", text_of(tier), t) for tier in frame["value_tier"]],
        wave=[start(t.wave(text_of(one))) for one in frame["wave"]],
        why=reasons,
    )
    columns = (
        Column("customer", "head"),
        Column("wave"),
        Column("branch"),
        Column("segment"),
        Column("value"),
        Column("revenue", "number", unit=Unit("money", currency=currency)),
        Column("why", "prose"),
    )
    return Exhibit(
        t("retention.danger.title", n=len(frame)),
        t("retention.danger.subtitle"),
        t("retention.danger.note"),
        grid(shown, columns, HEADS, t, SHOWN),
    )
