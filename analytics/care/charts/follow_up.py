"""Follow-up after the cut-over in words and marks: marks, who was not reached, cadence, silence, care beside
staying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.care.numbers.follow_up import (
    FIRST,
    HORIZON,
    SPANS,
    TIERS,
    Beside,
    FollowUp,
    Touched,
    load_follow_up,
    load_silent,
    load_touched,
    load_unreached,
)
from analytics.care.numbers.statements import MARKS
from analytics.families import level
from analytics.frames import rows, text
from analytics.judging import load_judge
from analytics.market.charts.rivals import undated_words
from analytics.marks import COUNT, DAYS, Bars, Cell, Column, Dots, Exhibit, Heat, Limit, Series, Unit, grid, values
from analytics.metrics.passport import METRICS
from analytics.retention.by_wave import by_wave_day_words
from analytics.retention.charts.parts import choice_words, p_words
from analytics.stats.intervals import wilson_interval
from data.language import start
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.marks.kinds import Look, Tone
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

HEADS = "care.column"
SHOWN = 12
SHARE = Unit("share", 0)
SHARES = Unit("share", 1)
TONES: dict[str, tuple[Tone, Look]] = {
    "30": ("good", "solid"),
    "60": ("actual", "solid"),
    "90": ("prior", "solid"),
    "more": ("watch", "solid"),
    "never": ("bad", "hatched"),
}


@dataclass(frozen=True)
class Told:
    """Follow-up with the share that is asked for at the first mark."""

    found: FollowUp
    needed: float


def load_told(store: Store, scope: Scope) -> Told | None:
    found = load_follow_up(store, scope)
    if found is None:
        return None
    limits = load_judge(store, scope).limits(METRICS["followed_7d"].passport)
    return Told(found, limits.watch if limits.watch is not None else 1.0)


def _nothing(told: Told | None, subtitle: str, t: Translator) -> Exhibit | None:
    if told is None:
        return Exhibit.nothing(t("care.contacts.empty"), subtitle, needs=("contacts",))
    if told.found.share(FIRST) is None:
        return Exhibit.nothing(t("care.marks.unjudged"), subtitle, needs=("contacts", "transfers"))
    return None


def short_waves(told: Told) -> list[str]:
    """Waves of which fewer than are asked for were reached by the first mark, the worst first."""
    shares = {}
    for wave in told.found.names:
        own = told.found.share(FIRST, wave)
        if own and own[0] / own[1] < told.needed:
            shares[wave] = own[0] / own[1]
    return sorted(shares, key=lambda wave: shares[wave])


def marks_words(told: Told, t: Translator) -> str:
    """The share reached by the first mark, and the wave that falls short; '' where none was judged."""
    own = told.found.share(FIRST)
    if own is None:
        return ""
    short = short_waves(told)
    if not short:
        return t("care.marks.well", share=t.percent(own[0] / own[1], 0), days=FIRST)
    worst = told.found.share(FIRST, short[0])
    if len(told.found.names) == 1:
        return t("care.marks.one", wave=start(t.wave(short[0])), share=t.percent(own[0] / own[1], 0), days=FIRST)
    rest = t("care.marks.rest", n=len(short) - 1) if len(short) > 1 else ""
    return t(
        "care.marks.short",
        wave=start(t.wave(short[0])),
        share=t.percent(worst[0] / worst[1] if worst else None, 0),
        days=FIRST,
        of=t("care.marks.judged" if told.found.unjudged else "care.marks.all"),
        all=t.percent(own[0] / own[1], 0),
        rest=rest,
    )


def unjudged_words(found: FollowUp, t: Translator) -> str:
    """Which waves are not judged since they were cut over before care was written down; '' where each is."""
    if not found.unjudged or found.began is None:
        return ""
    return t(
        "care.unjudged",
        n=len(found.unjudged),
        waves=t.listing([t.wave(wave) for wave in found.unjudged]),
        date=t.date(found.began, year=True),
    )


def _of_whom(told: Told | None, subtitle: str, t: Translator) -> str:
    """The subtitle with the waves that are not judged, and those judged by the day of the wave."""
    said = [] if told is None else [unjudged_words(told.found, t), by_wave_day_words(told.found.by_wave_day, t)]
    return t("coordination.between").join(filter(None, (subtitle, *said)))


def chart_marks(told: Told | None, t: Translator) -> Exhibit:
    """By wave the share of those still there who were reached by each mark."""
    subtitle = _of_whom(told, t("care.marks.subtitle"), t)
    if (nothing := _nothing(told, subtitle, t)) or told is None:
        return nothing or Exhibit.nothing(t("care.contacts.empty"), subtitle)
    found = told.found
    waves = found.names
    cells = [[found.share(mark, wave) for mark in MARKS] for wave in waves]
    mark = Heat(
        tuple(start(t.wave(wave)) for wave in waves),
        tuple(t("care.marks.day", days=mark) for mark in MARKS),
        tuple(values([None if cell is None else cell[0] / cell[1] for cell in row]) for row in cells),
        SHARE,
        t(f"{HEADS}.wave"),
    )
    n = " · ".join(
        t("care.marks.n", days=mark, reached=t.count(own[0]), n=t.count(own[1]))
        for mark in MARKS
        if (own := found.share(mark))
    )
    early = undated_words(found.backwards, "care.marks.early", t)
    note = t("care.marks.note", date=t.date(found.day, year=True), n=n, needed=t.percent(told.needed, 0))
    return Exhibit(marks_words(told, t), subtitle, t.sentences(*early, note), mark)


def open_words(found: FollowUp, t: Translator) -> str:
    """How many nobody has reached since their cut-over, of them those of high value."""
    if not found.open:
        return ""
    given = {"n": found.open, "said": t.count(found.open), "days": FIRST}
    # For who has counts in fives nobody and two are the same: the sentence leaves them out.
    if found.open_high is None or (t.rounded and not t.told(found.open_high)):
        return t("care.unreached.title.plain", **given)
    return t("care.unreached.title", high=t.count(found.open_high), **given)


def chart_unreached(told: Told | None, t: Translator) -> Exhibit:
    """By wave those past the first mark, still there, whom nobody has reached; those of high value apart."""
    subtitle = _of_whom(told, t("care.unreached.subtitle", days=FIRST), t)
    if (nothing := _nothing(told, subtitle, t)) or told is None:
        return nothing or Exhibit.nothing(t("care.contacts.empty"), subtitle)
    found = told.found
    own = found.unreached[found.unreached["n"].notna() & found.unreached["wave"].notna()]
    if own.empty:  # nobody, or too few to be shown
        hidden = bool(found.unreached["n"].isna().any())
        if hidden:
            return Exhibit.nothing(t("care.unreached.note"), subtitle)
        return Exhibit.answer(t("care.unreached.none", days=FIRST), subtitle)
    secret = own["high"].isna()
    high = [t.told(value) or 0 for value in own["high"].fillna(0)]
    rest = [max(0, (t.told(value) or 0) - part) for value, part in zip(exact_n(own), high, strict=True)]
    apart = [0 if hidden else value for value, hidden in zip(rest, secret, strict=True)]
    both = [value if hidden else 0 for value, hidden in zip(rest, secret, strict=True)]
    unknown = (Series(t("care.tier.hidden"), values(both), "no_data"),) if secret.any() else ()
    mark = Bars(
        tuple(start(t.wave(text(wave))) for wave in own["wave"]),
        (
            Series(t("care.tier.high"), values(high), "bad"),
            Series(t("care.tier.others"), values(apart), "actual"),
            *unknown,
        ),
        COUNT,
        across=True,
        stacked=True,
        ends=tuple(f"<b>{t.count(float(n))}</b>" for n in exact_n(own)),
        ids=tuple(own["wave"]),
        of=t(f"{HEADS}.wave"),
    )
    return Exhibit(
        open_words(found, t), subtitle, t.sentences(t("care.unreached.note"), t("care.unreached.decides")), mark
    )


def _customers(frame: pd.DataFrame) -> list[Any]:
    return [Cell(str(one)[:10], str(one)) for one in frame["customer"]]


def load_calls(store: Store, scope: Scope) -> tuple[pd.DataFrame | None, bool]:
    """Whom nobody has reached, and whether anybody is past the first mark at all."""
    found = load_follow_up(store, scope)
    return load_unreached(store, scope), found is not None and found.share(FIRST) is not None


def table_unreached(listed: tuple[pd.DataFrame | None, bool], t: Translator) -> Exhibit | None:
    """Whom to call first: high value on top, then the longest wait. Not shown to readers without rows."""
    frame, judged = listed
    if frame is None:
        return None
    subtitle = t("care.calls.subtitle", days=FIRST)
    if frame.empty:
        if not judged:
            return Exhibit.nothing(t("care.marks.unjudged", days=FIRST), subtitle)
        return Exhibit.answer(t("care.unreached.none", days=FIRST), subtitle)
    shown = frame.assign(
        customer=_customers(frame),
        tier=[choice_words("customers", "value_tier", text(one), t) for one in frame["value_tier"]],
    )
    columns = (
        Column("customer", "head"),
        Column("tier"),
        Column("wave"),
        Column("branch"),
        Column("segment"),
        Column("cut", "date", "cutover"),
        Column("days", "number", "since", unit=DAYS),
    )
    told = "care.calls.title" if frame["value_tier"].notna().any() else "care.calls.title.plain"
    title = t(told, n=len(frame), high=int((frame["value_tier"] == "high").sum()))
    return Exhibit(
        title,
        subtitle,
        t.sentences(t("care.names.note"), t("care.calls.decides")),
        grid(shown, columns, HEADS, t, SHOWN),
    )


def load_seen(store: Store, scope: Scope) -> Touched | None:
    return load_touched(store, scope)


def chart_cadence(found: Touched | None, t: Translator) -> Exhibit:
    """By tier of value how long ago anybody last spoke with those who are there."""
    subtitle = t("care.cadence.subtitle")
    if found is None:
        return Exhibit.nothing(t("care.contacts.empty"), subtitle, needs=("contacts",))
    own = found.cadence[found.cadence["n"].notna()].assign(exact=lambda frame: exact_n(frame))
    if own.empty and len(found.cadence):
        return Exhibit.nothing(t("care.unreached.note"), subtitle)
    if own.empty:
        return Exhibit.nothing(t("care.cadence.empty"), subtitle, needs=("customers",))
    n = {(text(row.tier), str(row.span)): float(row.exact) for row in rows(own)}
    tiers = [tier for tier in TIERS if any(key[0] == tier for key in n)]
    whole = [sum(n.get((tier, span), 0.0) for span in SPANS) for tier in tiers]
    series = tuple(
        Series(t(f"care.span.{span}"), values([t.told(n.get((tier, span), 0.0)) or 0 for tier in tiers]), *TONES[span])
        for span in SPANS
    )
    ends = tuple(f"<b>{t.count(one)}</b>" for one in whole)
    names = tuple(t(f"care.tier.{tier or 'unknown'}") for tier in tiers)
    mark = Bars(
        names,
        series,
        COUNT,
        across=True,
        stacked=True,
        whole=tuple(whole),
        ends=ends,
        ids=tuple(tiers),
        of=t(f"{HEADS}.tier"),
    )
    recent = sum(n.get((tier, "30"), 0.0) for tier in tiers) / sum(whole)
    high = n.get(("high", "30"), 0.0) / whole[0] if tiers[0] == "high" else None
    hidden = bool(found.cadence["n"].isna().any())
    title = t(
        "care.cadence.title" if high is not None else "care.cadence.part" if hidden else "care.cadence.all",
        share=t.percent(recent, 0),
        high=t.percent(high, 0),
    )
    return Exhibit(title, subtitle, _noted("care.cadence.note", found, found.cadence[["n"]], t), mark)


def _noted(key: str, found: Touched, frame: pd.DataFrame, t: Translator) -> str:
    """The note of a chart, and that groups are hidden where some are: what is not drawn is not nobody."""
    hidden = t("care.unreached.note") if frame.isna().any(axis=None) else ""
    return t.sentences(*(one for one in (t(key, date=t.date(found.day, year=True)), hidden) if one))


def silent_words(found: Touched, t: Translator) -> str:
    """How many of high value nobody has spoken with, and the branch where most of its own are so; '' where none is."""
    if not found.silent:
        return ""
    own = found.known.assign(share=found.known["silent"] / exact_n(found.known))
    # The branch with most is named where it has more than all together: else it is as the others are, or the only one.
    own = own[own["branch"].notna() & (own["share"] > found.silent / found.high)].sort_values("share", ascending=False)
    words = {"n": found.silent, "said": t.count(found.silent), "all": t.count(found.high), "days": found.days}
    if own.empty:
        return t("care.silent.title.all", **words)
    first = own.iloc[0]
    return t(
        "care.silent.title", **words, branch=t.branch(text(first["branch"])), share=t.percent(float(first["share"]), 0)
    )


def chart_silent(found: Touched | None, t: Translator) -> Exhibit:
    """By branch the share of customers of high value without a contact for too long."""
    if found is None:
        return Exhibit.nothing(t("care.contacts.empty"), needs=("contacts",))
    subtitle = t("care.silent.subtitle", days=found.days)
    if found.early:
        return Exhibit.nothing(t("care.silent.early", days=found.days), subtitle)
    own = found.known[found.known["branch"].notna()].assign(exact=lambda frame: exact_n(frame))
    if own.empty and found.high:
        return Exhibit.nothing(start(silent_words(found, t)) or t("care.silent.few", days=found.days), subtitle)
    if own.empty:
        return Exhibit.nothing(t("care.silent.empty"), subtitle, needs=("customers",))
    own = own.assign(share=own["silent"] / own["exact"]).sort_values("share", ascending=False)
    whole = None if found.silent is None else Limit(found.silent / found.high, t("care.silent.whole"))
    mark = Bars(
        tuple(t.branch(text(branch)) for branch in own["branch"]),
        (Series(t("care.silent.name"), values(own["share"])),),
        SHARE,
        across=True,
        ends=tuple(
            f"<b>{t.percent(float(row.share), 0)}</b> · {t('care.of', part=t.count(row.silent), n=t.count(row.exact))}"
            for row in rows(own)
        ),
        limit=whole,
        ids=tuple(own["branch"]),
        of=t(f"{HEADS}.branch"),
    )
    none = (
        t("care.silent.few", days=found.days)
        if found.silent is None
        else t("care.silent.none", n=t.count(found.high), days=found.days)
    )
    title = start(silent_words(found, t)) or none
    return Exhibit(title, subtitle, _noted("care.silent.note", found, found.branches[["n", "silent"]], t), mark)


def load_quiet(store: Store, scope: Scope) -> tuple[pd.DataFrame | None, Touched | None]:
    return load_silent(store, scope), load_touched(store, scope)


def table_silent(listed: tuple[pd.DataFrame | None, Touched | None], t: Translator) -> Exhibit | None:
    """Customers of high value to be called, the longest wait first. Not shown to readers without rows."""
    frame, found = listed
    if frame is None or found is None:
        return None
    subtitle = t("care.quiet.subtitle", days=found.days)
    if frame.empty and not found.high:
        return Exhibit.nothing(t("care.silent.empty"), subtitle, needs=("customers",))
    if frame.empty and found.early:
        return Exhibit.nothing(t("care.silent.early", days=found.days), subtitle)
    if frame.empty:
        return Exhibit.answer(t("care.quiet.none", days=found.days), subtitle)
    never = int(frame["last_on"].isna().sum())
    shown = frame.assign(
        customer=_customers(frame),
        days=frame["days"].where(frame["last_on"].notna()),
    )
    columns = (
        Column("customer", "head"),
        Column("wave"),
        Column("branch"),
        Column("segment"),
        Column("last_on", "date", "last"),
        Column("days", "number", unit=DAYS),
    )
    return Exhibit(
        t("care.quiet.title", n=len(frame), never=never),
        subtitle,
        t.sentences(t("care.names.note"), t("care.quiet.decides")),
        grid(shown, columns, HEADS, t, SHOWN),
    )


def beside_words(found: Beside, t: Translator) -> str:
    """Whether those who were reached stay more often, as an association; '' where nothing can be said."""
    within = found.within
    if within is None or found.too_few:
        return ""
    key = "same" if within.p >= level("care") else "more" if within.difference > 0 else "fewer"
    gap = Unit("gap", 1)
    return t(
        f"care.beside.{key}",
        n=round(abs(within.difference) * 100, 1),
        gap=t.number(abs(within.difference) * 100, 1),
        days=HORIZON,
        interval=gap.interval(within.low, within.high, t),
    )


def chart_beside(found: Beside | None, t: Translator) -> Exhibit:
    """By wave those reached by the first mark beside those who were not: who was still there two months on."""
    subtitle = t("care.beside.subtitle", days=HORIZON, mark=FIRST)
    if found is None:
        return Exhibit.nothing(t("care.beside.empty"), subtitle, needs=("contacts", "departures"))
    if not found.waves or found.within is None:
        return Exhibit.nothing(t("care.beside.young", days=HORIZON, mark=FIRST), subtitle)

    def series(reached: str, tone: Tone, look: Look) -> Series:
        cells = [found.cell(wave, reached) or (0, 1) for wave in found.waves]
        bounds = [wilson_interval(kept, n) for kept, n in cells]
        return Series(
            t(f"care.beside.{reached}"),
            values([kept / n for kept, n in cells]),
            tone,
            look,
            lows=values([None if one is None else one.low for one in bounds]),
            highs=values([None if one is None else one.high for one in bounds]),
            n=values([t.told(n) for _, n in cells]),
        )

    mark = Dots(
        tuple(start(t.wave(wave)) for wave in found.waves),
        (series("yes", "accent", "solid"), series("no", "prior", "outlined")),
        SHARES,
        ids=tuple(found.waves),
        of=t(f"{HEADS}.wave"),
    )
    title = beside_words(found, t) or t("care.beside.few")
    return Exhibit(title, subtitle, t("care.beside.note", mark=FIRST, p=p_words(found.within.p, t)), mark)
