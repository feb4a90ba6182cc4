"""A metric on a page: its tile and its passport, both from the metric's reading."""

from __future__ import annotations

import re

from markupsafe import Markup

from analytics.metrics import Passport, Reading
from data.datasets import DATASETS
from data.language import Translator
from pages.kit.errors import Standin
from pages.kit.tiles import Strip, Tile

STATES = {"real_better": "good", "real_worse": "bad", "within_noise": "noise"}
"""Verdict → shape; the others (too few, nothing before, nothing) have the dashed ring."""
JUDGED = {"real_better": "good", "real_worse": "bad"}
HEAD = re.compile(r"^(.*?)([,:;，：；].*)$", re.S)


def tile_of(reading: Reading, t: Translator) -> Tile:
    """The tile of a reading: value, interval, n, change and verdict, written as the passport writes them.

    A reading that could not be computed has a tile that says so.
    """
    if isinstance(reading, Standin):
        return lost_tile(reading, t)
    metric = reading.metric
    value, unit = metric.write(reading.value, t), ""
    if metric.unit == "share":
        value, unit = value.removesuffix("%"), "%" if reading.now.known else ""
    elif reading.now.known:
        unit = t("tile.unit.points") if metric.unit == "points" else t("unit.of_seven")
    target = (
        t("tile.target", value=metric.write_target(reading.target, t).removesuffix("%"))
        if reading.target is not None
        else ""
    )
    interval = metric.write_interval(reading.low, reading.high, t)
    count = reading.now.written_n(t)
    verdict, reason = split_head(reading.words(t))
    return Tile(
        key=metric.id,
        title=metric.title(t),
        value=value,
        unit=unit,
        target=target,
        change="" if reading.change is None else metric.write_change(reading.change, t),
        direction=direction(reading),
        judged=JUDGED.get(reading.verdict, ""),
        strip=Strip(
            domain=metric.domain,
            label=t(
                "tile.strip",
                title=metric.title(t),
                value=metric.write(reading.value, t),
                interval=interval or "–",
                before=metric.write(reading.previous.value, t),
                target=target or "–",
            ),
            now=reading.value,
            low=reading.low,
            high=reading.high,
            before=reading.previous.value,
            aim=reading.target,
            few=reading.now.few,
        ),
        detail=" · ".join(part for part in (interval, count) if part) or t("tile.nothing"),
        state=STATES.get(reading.verdict, "none"),
        verdict=verdict,
        reason=reason,
        passport=passport_list(metric, t, reading),
    )


def lost_tile(lost: Standin, t: Translator) -> Tile:
    return Tile(
        key=f"lost-{id(lost)}", title="", value="–", state="bad", verdict=t("error.title", incident=lost.incident)
    )


def direction(reading: Reading) -> int:
    """−1, 0 or 1: the way the value went, at the precision it is shown with."""
    shown = 0.0 if reading.change is None else reading.metric.rounded(reading.change)
    return (shown > 0) - (shown < 0)


def split_head(words: str) -> tuple[str, str]:
    """A verdict as its first words (bold on a tile) and the rest: ``Better`` · ``, beyond noise``."""
    match = HEAD.match(words)
    return (match[1], match[2]) if match else (words, "")


def passport_list(metric: Passport, t: Translator, reading: Reading | None = None) -> Markup:
    """Everything that is declared about a metric, as a list of terms."""
    target = reading.target if reading else metric.target
    rows = [
        (t("passport.definition"), t(f"metric.{metric.id}.definition")),
        (t("passport.formula"), t(f"metric.{metric.id}.formula")),
        (t("passport.direction"), t(f"metric.{metric.id}.direction")),
        (t("passport.target"), metric.write_target(target, t) if target is not None else ""),
        (t("passport.compared"), reading.comparison(t) if reading else ""),
        (t("passport.datasets"), t.listing([DATASETS[name].label(t.lang) for name in metric.datasets])),
        (t("passport.reference"), metric.reference),
    ]
    items = (Markup("<dt>{}</dt><dd>{}</dd>").format(term, words) for term, words in rows if words)
    return Markup('<p class="ho-passport-name">{}</p><dl class="ho-passport">{}</dl>').format(
        t(f"metric.{metric.id}.name"), Markup("").join(items)
    )
