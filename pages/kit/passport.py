"""A metric on a page: its tile and its passport, both from the metric's reading."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup

from analytics.metrics import Reading
from analytics.provenance import why
from analytics.satisfaction.numbers.history import History
from analytics.standing import Standing, counts_of, unit_of
from data.language import Translator
from pages.kit.errors import Standin, words_of
from pages.kit.tiles import Spark, Strip, Tile

JUDGED = {"real_better": "good", "real_worse": "bad"}
"""Verdict on a change → how it is coloured."""
HEAD = re.compile(r"^(.*?)([,:;，：；](?!\d).*)$", re.S)


def tile_of(standing: Standing | Standin, t: Translator, note: str = "", history: History | None = None) -> Tile:
    """The tile of a metric: label, value, unit, limit, change, interval, history, counts, window, verdict and passport.

    ``note`` is what a page has to add, such as the scenario that is looked at. One that could not be computed has a
    tile that says so.
    """
    if isinstance(standing, Standin):
        return lost_tile(standing, t)
    reading, metric = standing.reading, standing.passport
    now, held = reading.now, standing.limit(t)
    interval = metric.write_interval(now.low, now.high, t) if metric.sampled else ""
    verdict, reason = split_head(standing.words(t))
    if metric.sampled and not reading.stale and reading.verdict not in ("nothing", "too_few"):
        reason += t("judged.change", words=reading.words(t))
    detail = [*counts_of(reading, t), interval, *(one.write(t) for one in now.said), note]
    if reading.window is not None and now.known:
        detail.append(reading.said_window(t))
    return Tile(
        key=metric.id,
        title=metric.title(t),
        value=reading.written(t).removesuffix("%"),
        unit=unit_of(reading, t),
        target=held.removesuffix("%") if metric.unit == "share" else held,
        change="" if reading.change is None else metric.write_change(reading.change, t, now.currency),
        direction=direction(reading),
        judged=judged_change(reading),
        strip=strip_of(standing, t, interval, held),
        spark=Spark(history.values, history.words(t), history.label(t))
        if history is not None and history.known
        else None,
        detail=" · ".join(part for part in detail if part) or ("" if now.known else t("tile.nothing")),
        state=standing.state,
        verdict=verdict,
        reason=reason,
        passport=passport_list(standing, t),
    )


def lost_tile(lost: Standin, t: Translator) -> Tile:
    return Tile(key=f"lost-{id(lost)}", title="", value="–", state="bad", verdict=words_of(lost.why, t))


def strip_of(standing: Standing, t: Translator, interval: str, held: str) -> Strip:
    """The strip of a metric; what is counted has a bar from nothing, money and relative values a domain around them."""
    reading, metric, limits = standing.reading, standing.passport, standing.verdict.limits
    now, before = reading.now, reading.previous
    aim = limits.target if limits.target is not None else limits.watch
    low, high = metric.domain
    known = [abs(one) for one in (now.value, before.value, aim) if one is not None]
    if metric.unit in ("money", "count"):
        reach = max([*known, *([now.whole] if now.whole else []), 1.0]) * (1.25 if metric.unit == "money" else 1.0)
        low, high = (-reach if metric.domain[0] < 0 else 0.0), reach
    return Strip(
        domain=reaching((low, high), now.value, before.value, now.low, now.high, aim),
        label=t(
            "tile.strip",
            title=metric.title(t),
            value=reading.written(t),
            interval=interval or "–",
            before=metric.write(before.value, t, before.currency),
            target=held or "–",
        ),
        now=now.value,
        low=now.low if metric.sampled else None,
        high=now.high if metric.sampled else None,
        before=before.value,
        aim=aim,
        few=metric.sampled and now.few,
        bar=metric.unit == "count" or (metric.unit == "share" and not metric.sampled and low >= 0),
    )


def judged_change(reading: Reading) -> str:
    """good or bad where the change is real, by the metric's better side, if it has one; of what is counted every change
    that shows is."""
    if reading.verdict != "counted":
        return JUDGED.get(reading.verdict, "")
    went = 0 if reading.metric.better == "neither" else direction(reading)
    return "" if not went else "good" if (went > 0) == (reading.metric.better == "up") else "bad"


def reaching(domain: tuple[float, float], *values: float | None) -> tuple[float, float]:
    """The range of a strip, wide enough for what it shows: no mark lies beyond its axis."""
    known = [value for value in values if value is not None and value == value]
    return min([domain[0], *known]), max([domain[1], *known])


def direction(reading: Reading) -> int:
    """−1, 0 or 1: the way the value went, at the precision it is shown with."""
    shown = 0.0 if reading.change is None else reading.metric.rounded(reading.change)
    return (shown > 0) - (shown < 0)


def split_head(words: str) -> tuple[str, str]:
    """A verdict as its first words (bold on a tile) and the rest: ``Better`` · ``, beyond noise``."""
    match = HEAD.match(words)
    return (match[1], match[2]) if match else (words, "")


def passport_list(standing: Standing, t: Translator) -> Markup:
    """Everything that is declared about a metric and in force, as a list of terms."""
    metric, reading, limits = standing.passport, standing.reading, standing.verdict.limits
    rows = [
        (t("passport.definition"), t(f"metric.{metric.id}.definition")),
        (t("passport.formula"), t(f"metric.{metric.id}.formula")),
        (t("passport.direction"), t(f"metric.{metric.id}.direction")),
        (t("passport.target"), reading.write_limit(limits.target, t) if limits.target is not None else ""),
        (t("passport.limits"), limits_words(standing, t)),
        (t("passport.why"), why(metric, t, standing.provenance.changes)),
        (t("passport.changes"), lines(change.words(t) for change in standing.provenance.changes)),
        (t("passport.window"), reading.said_window(t)),
        (t("passport.compared"), reading.comparison(t)),
        (t("passport.owner"), t(f"role.{metric.owner}")),
        (t("passport.datasets"), lines(source.words(t) for source in standing.provenance.sources)),
        (t("passport.reference"), metric.source(t)),
        (t("passport.command"), f"python -m analytics metric {metric.id}"),
    ]
    items = (Markup("<dt>{}</dt><dd>{}</dd>").format(term, words) for term, words in rows if words)
    return Markup('<p class="ho-passport-name">{}</p><dl class="ho-passport">{}</dl>').format(
        t(f"metric.{metric.id}.name"), Markup("").join(items)
    )


def lines(said: Iterable[str]) -> Markup:
    """Each on a line of its own."""
    return Markup("<br>").join(said)


def limits_words(standing: Standing, t: Translator) -> str:
    """The limits in force: ``to watch below 0.95, bad below 0.85``; '' where there are none."""
    reading, limits = standing.reading, standing.verdict.limits
    side = "below" if standing.passport.better == "up" else "above"
    said = [
        t(f"passport.{name}.{side}", limit=reading.write_limit(limit, t))
        for name, limit in (("watch", limits.watch), ("bad", limits.bad))
        if limit is not None
    ]
    return t.listing(said) if said else ""
