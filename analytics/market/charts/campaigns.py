"""Campaigns in words and marks: what a customer cost, what came back, and each campaign by its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.market.charts.parts import HEADS, choice_words, noted, p_words
from analytics.market.numbers.campaigns import Campaign, Campaigns, load_campaigns
from analytics.marks import COUNT, Column, Dots, Exhibit, Limit, Series, Unit, grid, values
from analytics.retention.charts.parts import counted

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

RETURN = Unit("share", 0)


def load_each(store: Store, scope: Scope) -> Campaigns | None:
    """The campaigns."""
    return load_campaigns(store, scope)


def loss_words(found: Campaigns, t: Translator) -> str:
    """Which campaign does not pay, or that none is known not to; '' where no return is known."""
    known = [one for one in found.each if one.roi is not None]
    if not known:
        return ""
    losing = found.losing
    if not losing:
        return t("market.roi.none", n=len(known))
    worst = losing[0]
    return t(
        "market.roi.loses" if len(losing) == 1 else "market.roi.lose",
        who=worst.name,
        roi=_signed(worst.roi.value if worst.roi else None, t),
        interval=_between(worst, t),
        p=p_words(worst.unpaid, t),
        n=len(losing) - 1,
    )


def fault_words(found: Campaigns, t: Translator) -> str:
    """Whose figures contradict each other, and how; '' where those of no campaign do."""
    if not found.faulty:
        return ""
    first = found.faulty[0]
    key = "market.campaigns.contradicts" if len(found.faulty) == 1 else "market.campaigns.contradict"
    return t(key, n=len(found.faulty) - 1, who=first.name, what=_faults(first, t))


def _faults(one: Campaign, t: Translator) -> str:
    return t("market.fault.and").join(t(f"market.fault.{fault}") for fault in one.faults)


def _signed(value: float | None, t: Translator) -> str:
    return t.percent(value, 0, sign=True)


def _between(one: Campaign, t: Translator) -> str:
    return "" if one.roi is None else t.interval(one.roi.low, one.roi.high, 0, percent=True, sign=True)


def chart_roi(found: Campaigns | None, t: Translator) -> Exhibit:
    """The return of each campaign on its interval against breaking even."""
    subtitle = t("market.roi.subtitle")
    known = [] if found is None else [one for one in found.each if one.roi is not None]
    if found is None or not known:
        return Exhibit.nothing(missing(found, t), subtitle, needs=("campaigns",) if found is None else ())
    returns = [one.roi for one in known if one.roi is not None]
    series = Series(
        t("market.roi.name"),
        values([one.value for one in returns]),
        tones=tuple("bad" if one.loses else "actual" for one in known),
        lows=values([one.low for one in returns]),
        highs=values([one.high for one in returns]),
        n=values([one.won for one in known]),
    )
    ends = tuple(
        f"<b>{_signed(one.roi.value, t)}</b> · {t('tile.n', n=one.won or 0)}" for one in known if one.roi is not None
    )
    top = max(0.5, *(one.high for one in returns))
    mark = Dots(
        tuple(one.name for one in known),
        (series,),
        RETURN,
        ends,
        Limit(0.0, t("market.roi.even")),
        (-1.0, top + 0.05),
        ids=tuple(one.id for one in known),
        of=t("market.column.campaign"),
    )
    bases = {one.basis for one in known}
    note = noted(
        "roi",
        t,
        *(t(f"market.roi.basis.{basis}") for basis in ("income", "lifetime") if basis in bases),
        t("market.roi.note"),
    )
    return Exhibit(loss_words(found, t), subtitle, note, mark)


def missing(found: Campaigns | None, t: Translator) -> str:
    """What has to be known for a return."""
    if found is None or not found.each:
        return t("market.campaigns.empty" if found is None else "market.campaigns.ahead")
    if all(one.cost is None for one in found.each):
        return t("market.campaigns.no_cost", n=len(found.each))
    if all(one.won is None for one in found.each):
        return t("market.campaigns.no_won", n=len(found.each))
    if found.faulty:
        return fault_words(found, t)
    return t("market.campaigns.no_worth")


def chart_cpa(found: Campaigns | None, t: Translator) -> Exhibit:
    """What a customer cost in each campaign on its interval, beside what was planned."""
    subtitle = t("market.cpa.subtitle")
    known = [] if found is None else [one for one in found.told if one.won]
    if found is None or not known:
        return Exhibit.nothing(missing(found, t), subtitle, needs=("campaigns",) if found is None else ())
    unit = Unit("money", currency=found.currency)
    costs = [one.cpa for one in known if one.cpa is not None]
    planned = Series(t("market.cpa.planned"), values([one.planned_cpa for one in known]), "prior", "outlined")
    paid = Series(
        t("market.cpa.paid"),
        values([one.value for one in costs]),
        tones=tuple("bad" if one.over_plan else "accent" for one in known),
        lows=values([one.low for one in costs]),
        highs=values([one.high for one in costs]),
        n=values([one.won for one in known]),
    )
    ends = tuple(f"<b>{unit.write(one.value, t)}</b>" for one in costs)
    series = (planned, paid) if any(one.planned_cpa is not None for one in known) else (paid,)
    mark = Dots(
        tuple(one.name for one in known),
        series,
        unit,
        ends,
        ids=tuple(one.id for one in known),
        of=t("market.column.campaign"),
    )
    over = [one for one in known if one.over_plan]
    bare = [one for one in found.told if not one.won and one.over_plan]
    dearest = max(over or known, key=lambda one: one.cpa.value if one.cpa else 0.0)
    cost = unit.write(dearest.cpa.value if dearest.cpa else None, t)
    title = (
        t("market.cpa.bare", who=bare[0].name, spent=unit.write(bare[0].cost, t), n=bare[0].planned)
        if bare
        else t("market.cpa.over", who=dearest.name, cost=cost, plan=unit.write(dearest.planned_cpa, t))
        if over
        else t("market.cpa.within", who=dearest.name, cost=cost)
    )
    return Exhibit(title, subtitle, noted("cpa", t, t("market.cpa.note")), mark)


def table_campaigns(found: Campaigns | None, t: Translator) -> Exhibit:
    """Each campaign from the people reached to the customers won, with what it cost and brought."""
    subtitle = t("market.campaigns.subtitle")
    if found is None or not found.each:
        return Exhibit.nothing(missing(found, t), subtitle, needs=("campaigns",) if found is None else ())
    money = Unit("money", currency=found.currency)
    frame = pd.DataFrame(
        [
            {
                "state": "bad"
                if one.loses
                else "watch"
                if one.over_plan
                else "unknown"
                if one.faults
                else "none"
                if one.roi is None
                else "good",
                "campaign": one.name,
                "goal": choice_words("campaigns", "goal", one.goal, t) if one.goal else "",
                "started": one.started,
                "fault": _faults(one, t),
                "budget": one.budget,
                "cost": one.cost,
                "reached": one.reached,
                "took_part": one.took_part,
                "leads": one.leads,
                "joined": None if one.joined is None else counted(one.joined, t),
                "back": "" if one.back is None else back_words(one, t),
                "roi": t("market.campaigns.unsure")
                if one.faults and one.cpa is None
                else t("market.campaigns.nobody")
                if one.roi is None and one.cost and one.won == 0
                else t("market.campaigns.open")
                if one.roi is None
                else t("market.campaigns.roi", roi=_signed(one.roi.value, t), interval=_between(one, t)),
            }
            for one in reversed(found.each)
        ],
        dtype=object,
    )
    columns = [
        Column("state", "state", codes="market.roi.state"),
        Column("campaign", "head"),
        Column("fault", "prose"),
        Column("goal"),
        Column("started", "date", "from"),
        Column("budget", "number", unit=money),
        Column("cost", "number", unit=money),
        *(Column(name, "number", unit=COUNT) for name in ("reached", "took_part", "leads", "joined")),
        Column("back"),
        Column("roi"),
    ]
    shown = [
        one
        for one in columns
        if one.name not in ("fault", "budget", "took_part", "back", "leads", "reached")
        or frame[one.name].map(bool).any()
    ]
    running = sum(one.cpa is None and not one.faults for one in found.each)
    title = (
        t("market.campaigns.untold", n=len(found.each))
        if running == len(found.each)
        else fault_words(found, t)
        if not found.told
        else t(
            "market.campaigns.title",
            n=len(found.each),
            cost=money.write(found.cost, t),
            won=t.count(found.won),
            open=running,
        )
    )
    if found.faulty and found.told:
        title = t.sentences(title, fault_words(found, t))
    note = noted("campaigns", t, t("market.campaigns.faults") if found.faulty else "")
    return Exhibit(title, subtitle, note, grid(frame, shown, HEADS, t, 12))


def back_words(one: Campaign, t: Translator) -> str:
    """How many of those reached came back, with the interval of the share."""
    bounds = one.back_share
    if one.back is not None and one.reached is not None and one.back > one.reached and not t.rounded:
        return t("market.campaigns.beyond", n=t.count(one.back), reached=t.count(one.reached))
    if bounds is None or not one.reached or one.back is None or (t.rounded and 0 < one.back < 10):
        return t.count(one.back) if one.back is not None and not t.rounded else t("retention.few")
    return t(
        "market.campaigns.back",
        n=t.count(one.back),
        share=t.percent(one.back / one.reached),
        interval=t.interval(bounds.low, bounds.high, 1, percent=True),
    )
