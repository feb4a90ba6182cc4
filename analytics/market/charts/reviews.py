"""Public reviews in words and marks: their tone over time, how it was read, examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.families import level
from analytics.frames import rows
from analytics.market.charts.parts import HEADS, SHARE, month_words, noted, p_words
from analytics.market.numbers.reviews import RECENT, Tone, load_said, load_tone
from analytics.marks import COUNT, Bars, Column, Exhibit, Line, Lines, Series, Unit, grid, values

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

FEWEST = 10
"""Reviews with a tone below which a window has no point."""
EXAMPLES = 12


def load_all(store: Store, scope: Scope) -> Tone | None:
    """The tone of all reviews."""
    return load_tone(store, scope)


def tone_words(found: Tone, t: Translator) -> str:
    """The share of positive reviews in the last twelve weeks, and whether it changed."""
    hits, n = found.recent
    last = found.counted
    if not n and not found.n and last is not None:
        return t(
            "market.tone.counted",
            who=str(last["source"]) or t("market.tone.agency"),
            month=month_words(last["day"], t),
            count=t.number(last["n"]),
            share=SHARE.write(float(last["share"]), t),
            interval=SHARE.interval(float(last["low"]), float(last["high"]), t),
        )
    if not n:
        return t("market.tone.none", date=t.date(found.until, year=True))
    said = {"share": SHARE.write(hits / n, t), "count": t.number(n)}
    if found.change is None:
        return t("market.tone.once", **said)
    way = "noise" if found.change.p >= level("market") else "up" if found.change.difference > 0 else "down"
    before = SHARE.write(found.earlier[0] / found.earlier[1], t)
    return t(f"market.tone.{way}", before=before, p=p_words(found.change.p, t), **said)


def chart_tone(found: Tone | None, t: Translator) -> Exhibit:
    """Positive reviews of positive and negative ones in windows of four weeks; dots are counts that others publish."""
    subtitle = t("market.tone.subtitle")
    if found is None:
        return Exhibit.nothing(t("market.tone.empty"), subtitle, needs=("mentions", "market"))
    shown = found.windows[(found.windows["good"] + found.windows["bad"] >= FEWEST)]
    lines = []
    if len(shown):
        told = shown["good"] + shown["bad"]
        lines.append(
            Line(
                t("market.tone.ours"),
                tuple(shown["day"]),
                values(shown["share"]),
                "accent",
                "focus",
                lows=values(shown["low"]),
                highs=values(shown["high"]),
                hovers=tuple(t("market.tone.of", n=int(n)) for n in told),
            )
        )
    for source, part in found.agencies.groupby("source"):
        lines.append(
            Line(
                str(source) or t("market.tone.agency"),
                tuple(part["day"]),
                values(part["share"]),
                "prior",
                kind="dots",
                lows=values(part["low"]),
                highs=values(part["high"]),
                hovers=tuple(t("market.tone.of", n=int(n)) for n in part["n"]),
            )
        )
    if not lines:
        return Exhibit.nothing(t("market.tone.few", n=found.n), subtitle)
    note = noted("tone", t, t("market.tone.note", n=RECENT))
    return Exhibit(
        tone_words(found, t), subtitle, note, Lines(tuple(lines), t("market.column.weeks"), SHARE, bounds=(0.0, 1.0))
    )


def chart_read(found: Tone | None, t: Translator) -> Exhibit:
    """How many reviews have which tone, and how well words and stars agree."""
    subtitle = t("market.read.subtitle")
    if found is None or not found.n:
        return Exhibit.nothing(t("market.tone.empty"), subtitle, needs=("mentions",))
    parts = (
        ("good", found.good, "good"),
        ("mixed", found.mixed, "prior"),
        ("bad", found.bad, "bad"),
        ("silent", found.silent, "no_data"),
    )
    mark = Bars(
        tuple(t(f"market.tone.{name}") for name, _, _ in parts),
        (
            Series(
                t("market.column.reviews"),
                values([n for _, n, _ in parts]),
                tones=tuple(tone for _, _, tone in parts),  # type: ignore[misc]
            ),
        ),
        COUNT,
        across=True,
        ends=tuple(f"<b>{t.number(n)}</b> · {t.percent(n / found.n, 0)}" for _, n, _ in parts),
        of=t("market.column.tone"),
    )
    agree = (
        t("market.read.agree", share=t.percent(found.agree / found.both, 0), n=found.both)
        if found.both
        else t("market.read.nostars")
    )
    title = t("market.read.title", n=found.n, share=t.percent((found.n - found.silent) / found.n, 0))
    return Exhibit(title, subtitle, noted("read", t, agree, t("market.read.starred", n=found.starred)), mark)


def load_examples(store: Store, scope: Scope) -> pd.DataFrame | None:
    """The last reviews, for those who may see rows."""
    return load_said(store, scope)


def table_examples(found: pd.DataFrame | None, t: Translator) -> Exhibit | None:
    """The last reviews of each tone in their own words; the negative ones first."""
    if found is None or found.empty:
        return None
    tones = {"bad": "bad", "good": "good", "mixed": "watch"}
    shown = found.assign(state=[tones.get(str(tone), "none") for tone in found["tone"]])
    shown = pd.concat(
        [shown[shown["state"] == state].head(EXAMPLES) for state in ("bad", "watch", "good", "none")], ignore_index=True
    )
    shown["stars"] = [None if pd.isna(row.stars) else float(row.stars) for row in rows(shown)]
    columns = (
        Column("state", "state", "tone", codes="market.tone.state"),
        Column("posted_on", "date", "day"),
        Column("platform"),
        Column("stars", "number", unit=Unit("count")),
        Column("wording", "prose"),
    )
    bad = int((found["tone"] == "bad").sum())
    title = t("market.examples.title", n=len(found), bad=bad)
    return Exhibit(title, t("market.examples.subtitle"), noted("examples", t), grid(shown, columns, HEADS, t, EXAMPLES))
