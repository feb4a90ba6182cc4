"""Shares, concentration, brands and rates in words and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.families import level
from analytics.market.charts.parts import INDEX, RATE, SHARE, month_words, noted, p_words
from analytics.market.numbers.shares import (
    WHOLE,
    Brand,
    Known,
    Shares,
    Twice,
    concentration,
    load_brand,
    load_figures,
    load_shares,
    told_twice,
    twice_of,
)
from analytics.marks import Bars, Dots, Exhibit, Limit, Line, Lines, Series, Unit, values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

CONCENTRATED = 1_800.0
"""Above it a market is highly concentrated: US Merger Guidelines (2023), guideline 1."""


def load_parts(store: Store, scope: Scope) -> Shares:
    """The shares by period."""
    return load_shares(store, scope)


def share_words(found: Shares, t: Translator) -> str:
    """What we hold, and how much more or less than in the first period that is known."""
    ours = found.ours.sort_values("period")
    if ours.empty:
        top = found.largest
        if top is None:
            return t("market.shares.nobody")
        return t("market.shares.untold", who=str(top["firm"]), share=SHARE.write(float(top["share"]), t))
    first, last = ours.iloc[0], ours.iloc[-1]
    said = {"share": SHARE.write(float(last["share"]), t), "month": month_words(last["period"], t)}
    if len(ours) < 2:
        return t("market.shares.once", **said)
    change = float(last["share"] - first["share"])
    way = "same" if abs(change) < 0.0005 else "more" if change > 0 else "less"
    return t(
        f"market.shares.{way}", points=t.number(abs(change) * 100, 1), since=month_words(first["period"], t), **said
    )


def twice_words(twice: Sequence[Twice], t: Translator) -> str:
    """Of which company two spellings tell different figures for one period, the last of them; '' where none is."""
    if not twice:
        return ""
    last = twice[-1]
    return t("market.twice", n=len(twice), who=last.firm, month=month_words(last.period, t))


def chart_shares(found: Shares, t: Translator) -> Exhibit:
    """The companies of the last period with their shares, and as rings what they were in the first."""
    subtitle = t("market.shares.subtitle")
    apart = twice_words(found.twice, t)
    if found.empty:
        return Exhibit.nothing(apart or t("market.shares.empty"), subtitle, needs=() if apart else ("market",))
    last = found.last
    begin = found.frame["period"].min()
    earlier = found.frame[found.frame["period"] == begin].groupby("firm")["share"].first()
    mark = Bars(
        tuple(last["firm"]),
        (
            Series(
                t("market.share"),
                values(last["share"]),
                tones=tuple("accent" if own else "actual" for own in last["own"]),
            ),
        ),
        SHARE,
        across=True,
        ends=tuple(f"<b>{SHARE.write(share, t)}</b>" for share in last["share"]),
        earlier=None
        if begin == last["period"].iloc[0]
        else Series(month_words(begin, t), values([earlier.get(firm) for firm in last["firm"]]), "prior"),
        of=t("market.column.firm"),
    )
    note = [apart, t("market.shares.counted", n=found.counted) if found.counted else ""]
    note += [] if len(found.ours) else [t("market.shares.who")]
    held = found.index[found.index["period"].isin([begin, last["period"].iloc[0]])]
    odd = held[~held["total"].between(*WHOLE)]
    note += [
        t("market.shares.total", month=month_words(month, t), total=SHARE.write(total, t))
        for month, total in zip(odd["period"], odd["total"], strict=True)
    ]
    return Exhibit(
        share_words(found, t),
        subtitle,
        noted("shares", t, t("market.period", month=month_words(last["period"].iloc[0], t)), *note),
        mark,
    )


def chart_hhi(found: Shares, t: Translator) -> Exhibit:
    """The concentration of the market over the periods whose shares add up."""
    subtitle = t("market.hhi.subtitle")
    known = found.index[found.index["value"].notna()] if len(found.index) else found.index
    if known.empty:
        gaps = len(found.index)
        return Exhibit.nothing(
            t("market.hhi.parts" if gaps else "market.hhi.empty", n=gaps), subtitle, needs=() if gaps else ("market",)
        )
    last, lumped = float(known["value"].iloc[-1]), float(known["lumped"].iloc[-1])
    most = last + concentration([lumped])
    way = "high" if last > CONCENTRATED else "low" if most <= CONCENTRATED else "open"
    said = [
        t(
            f"market.hhi.{way}",
            value=INDEX.write(last, t),
            limit=INDEX.write(CONCENTRATED, t),
            most=INDEX.write(most, t),
        )
    ]
    if len(known) > 1:
        change = t.number(last - float(known["value"].iloc[0]), sign=True)
        said.append(t("market.hhi.since", change=change, since=month_words(known["period"].iloc[0], t)))
    title = t("coordination.between").join(said)
    line = Line(
        "HHI",
        tuple(pd.to_datetime(known["period"])),
        values(known["value"]),
        "accent",
        "focus",
        label=INDEX.write(last, t),
    )
    missing = len(found.index) - len(known)
    mark = Lines((line,), t("market.column.period"), INDEX, limits=(Limit(CONCENTRATED, t("market.hhi.limit")),))
    return Exhibit(
        title,
        subtitle,
        noted(
            "hhi",
            t,
            t("market.hhi.missing", n=missing) if missing else "",
            t("market.hhi.lumped", share=SHARE.write(lumped, t)) if lumped else "",
        ),
        mark,
    )


def load_known(store: Store, scope: Scope) -> Brand:
    """What surveys tell of the brands."""
    return load_brand(store, scope)


def _last(known: tuple[Known, ...], ours: list[Known]) -> dict[str, Known]:
    """Of each company its last survey, of the source that ours is told by where it asks of it."""
    source = ours[-1].source if ours else ""
    return {one.firm: one for one in sorted(known, key=lambda one: (one.source == source, one.period))}


def chart_brand(found: Brand, t: Translator) -> Exhibit:
    """Who knows each company and who would consider it, in its last survey."""
    subtitle = t("market.brand.subtitle")
    aware, would = (_last(getattr(found, of), found.ours(of)) for of in ("awareness", "consideration"))
    firms = sorted({*aware, *would}, key=lambda firm: (-(aware[firm].share if firm in aware else 0.0), firm))
    if not firms:
        if found.odd:
            return Exhibit.nothing(t("market.brand.odd", n=found.odd), subtitle)
        if found.twice:
            return Exhibit.nothing(twice_words(found.twice, t), subtitle)
        return Exhibit.nothing(t("market.brand.empty"), subtitle, needs=("market",))

    def series(name: str, known: dict[str, Known], tone: str) -> Series:
        own = [known.get(firm) for firm in firms]
        return Series(
            t(f"market.brand.{name}"),
            values([one.share if one else None for one in own]),
            tone,  # type: ignore[arg-type]
            lows=values([one.low if one else None for one in own]),
            highs=values([one.high if one else None for one in own]),
            n=values([one.n if one else None for one in own]),
        )

    parts = [series(*one) for one in (("awareness", aware, "accent"), ("consideration", would, "prior")) if one[1]]
    mark = Dots(tuple(firms), tuple(parts), SHARE, bounds=(0.0, 1.0), of=t("market.column.firm"))
    blind = sum(one.n is None for one in (*aware.values(), *would.values()))
    dates = sorted({one.period for one in aware.values()} | {one.period for one in would.values()})
    note = t("market.brand.note", month=month_words(dates[-1], t))
    return Exhibit(
        brand_words(found, t),
        subtitle,
        noted(
            "brand",
            t,
            note,
            t("market.brand.blind", n=blind) if blind else "",
            t("market.brand.left", n=found.odd) if found.odd else "",
            twice_words(found.twice, t),
        ),
        mark,
    )


def brand_words(found: Brand, t: Translator) -> str:
    """How many know us, and whether that changed since the first survey."""
    own = found.ours("awareness")
    if not own:
        return t("market.brand.untold")
    said = {"share": SHARE.write(own[-1].share, t), "interval": SHARE.interval(own[-1].low, own[-1].high, t)}
    change = found.change("awareness")
    if change is None:
        return t("market.brand.once" if said["interval"] else "market.brand.bare", **said)
    first, _, difference = change
    way = "noise" if difference.p >= level("market") else "up" if difference.difference > 0 else "down"
    return t(
        f"market.brand.{way}",
        points=t.number(difference.difference * 100, 1, sign=True),
        since=month_words(first.period, t),
        p=p_words(difference.p, t),
        **said,
    )


RATES = ("rate_short", "rate_long")


def load_rates(store: Store, scope: Scope) -> pd.DataFrame:
    """Rates by period, company and term."""
    return by_term(load_figures(store, scope))


def by_term(figures: pd.DataFrame) -> pd.DataFrame:
    """Rates of the terms ``short`` and ``long``, each of the first source that tells it: period, firm, own, term, rate
    (null where it is told twice), twice."""
    return pd.concat(
        [
            figures[figures[f"rate_{term}"].notna() | told_twice(figures, f"rate_{term}")]
            .drop_duplicates(["period", "firm"])
            .rename(columns={f"rate_{term}": "rate"})
            .assign(term=term)[["period", "firm", "own", "term", "rate", "twice"]]
            for term in ("short", "long")
        ],
        ignore_index=True,
    )


def chart_rates(found: pd.DataFrame, t: Translator) -> Exhibit:
    """What each company offers, as steps over the periods; the long term where no other is told."""
    if found["rate"].isna().all():
        apart = twice_words(twice_of(found, *RATES), t)
        return Exhibit.nothing(
            apart or t("market.rates.empty"), t("market.rates.subtitle"), needs=() if apart else ("market",)
        )
    return _rates(found, _terms(found)[0], t)


def chart_rates_long(found: pd.DataFrame, t: Translator) -> Exhibit | None:
    """What each company offers for the long term, beside the other; nothing where one term alone is told."""
    return _rates(found, "long", t) if len(_terms(found)) > 1 else None


def _terms(found: pd.DataFrame) -> list[str]:
    """The terms of which a rate is known, the short one first."""
    return sorted(found.loc[found["rate"].notna(), "term"].unique(), reverse=True)


def _rates(every: pd.DataFrame, term: str, t: Translator) -> Exhibit:
    """The rates of one term."""
    subtitle = t("market.rates.subtitle" if term == "short" else "market.rates.long")
    own = every[every["term"] == term]
    apart, found = twice_words(twice_of(own, f"rate_{term}"), t), own[own["rate"].notna()]
    unit = RATE if float(found["rate"].abs().max()) <= 1 else Unit("ratio", 2)
    last = found.sort_values("period").groupby("firm").last()
    top = last.sort_values("rate").iloc[-1]
    ours = last[last["own"].astype(bool)]
    first = [str(firm) for firm in last.index[last["rate"] >= float(top["rate"]) - 1e-9]]
    best, label = first[-1], t("market.rates.and").join(first)
    said = {"who": label, "n": len(first), "best": unit.write(float(top["rate"]), t)}
    if ours.empty:
        title = t("market.rates.untold", **said)
    else:
        mine = float(ours["rate"].iloc[0])
        gap = float(top["rate"]) - mine
        title = t("market.rates.less" if gap > 1e-9 else "market.rates.best", mine=unit.write(mine, t), **said)
    lines = tuple(
        Line(
            str(firm),
            tuple(pd.to_datetime(part["period"])),
            values(part["rate"]),
            "accent" if part["own"].any() else "actual" if firm == best else "prior",
            "focus" if part["own"].any() or firm == best else "thin",
            kind="steps",
            label=label if firm == best else str(firm) if part["own"].any() and firm not in first else "",
        )
        for firm, part in sorted(found.groupby("firm"), key=lambda item: (bool(item[1]["own"].any()), item[0] == best))
    )
    return Exhibit(title, subtitle, noted("rates", t, apart), Lines(lines, t("market.column.period"), unit))
