"""The pipeline of deals in words and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.market.charts.parts import SHARE, choice_words, noted
from analytics.market.numbers.deals import OPEN, Deals, load_deals
from analytics.marks import COUNT, Bars, Dots, Exhibit, Series, Unit, values

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def load_pipeline(store: Store, scope: Scope) -> Deals | None:
    """The deals."""
    return load_deals(store, scope)


def chart_pipeline(found: Deals | None, t: Translator) -> Exhibit:
    """Open deals by stage, of them those past the day on which they were expected to close."""
    subtitle = t("market.pipeline.subtitle")
    if found is None:
        return Exhibit.nothing(t("market.deals.empty"), subtitle, needs=("deals",))
    if not found.stages:
        return Exhibit.nothing(t("market.deals.elsewhere"), subtitle)
    known = [one for one in found.open if one.n is not None]
    if not known:
        return Exhibit.nothing(t("market.pipeline.few"), subtitle)
    money = Unit("money", currency=found.currency)
    late = [t.told(one.late or 0) or 0 for one in known]
    rest = [max(0, (t.told(one.n) or 0) - after) for one, after in zip(known, late, strict=True)]
    ends = tuple(
        f"<b>{t.count(one.n)}</b>" + (f" · {money.write(one.amount, t)}" if one.amount is not None else "")
        for one in known
    )
    mark = Bars(
        tuple(choice_words("deals", "stage", one.stage, t) for one in known),
        (Series(t("market.pipeline.in_time"), values(rest)), Series(t("market.pipeline.late"), values(late), "watch")),
        COUNT,
        across=True,
        stacked=True,
        ends=ends,
        ids=tuple(one.stage for one in known),
        of=t("market.column.stage"),
    )
    total, over = sum(one.n or 0 for one in known), sum(one.late or 0 for one in known)
    priced, dated = (sum(getattr(one, name) or 0 for one in known) for name in ("priced", "dated"))
    said = "title" if priced and dated else "worth" if priced else "late.only" if dated else "bare"
    title = t(f"market.pipeline.{said}", n=t.count(total), amount=money.write(found.amount, t), late=t.count(over))
    hidden = len([one for one in found.stages if one.stage in OPEN]) - len(known)
    note = [t("market.pipeline.day", date=t.date(found.day, year=True))]
    note += [t("market.pipeline.unpriced", n=t.count(total - priced))] if priced < total else []
    note += [t("market.pipeline.undated", n=t.count(total - dated))] if dated < total else []
    note += [t("market.pipeline.hidden", n=hidden)] if hidden else []
    return Exhibit(title, subtitle, noted("pipeline", t, *note), mark)


def chart_success(found: Deals | None, t: Translator) -> Exhibit:
    """The share of ended deals that was won, by kind of business, on its interval."""
    subtitle = t("market.success.subtitle")
    if found is None or found.whole is None:
        return Exhibit.nothing(
            t("market.deals.empty" if found is None else "market.success.few"),
            subtitle,
            needs=("deals",) if found is None else (),
        )
    shown = sorted(found.success, key=lambda one: -one.share)
    series = Series(
        t("market.success.name"),
        values([one.share for one in shown]),
        "accent",
        lows=values([one.interval.low for one in shown]),
        highs=values([one.interval.high for one in shown]),
        n=values([t.told(one.n) for one in shown]),
    )
    names = tuple(
        choice_words("deals", "kind", one.kind, t) if one.kind else t("market.success.untold") for one in shown
    )
    ends = tuple(f"<b>{SHARE.write(one.share, t)}</b> · {t('tile.n', n=t.count(one.n))}" for one in shown)
    whole = found.whole
    title = t(
        "market.success.title",
        share=SHARE.write(whole.share, t),
        interval=SHARE.interval(whole.interval.low, whole.interval.high, t),
        n=t.count(whole.n),
    )
    mark = Dots(
        names,
        (series,),
        SHARE,
        ends,
        bounds=(0.0, 1.0),
        ids=tuple(one.kind for one in shown),
        of=t("market.column.kind"),
    )
    return Exhibit(title, subtitle, noted("success", t), mark)
