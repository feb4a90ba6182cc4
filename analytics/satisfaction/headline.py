"""What customers say, in one sentence: how the score stands, what got worse, what the move did to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import largest
from analytics.metrics import Reading
from analytics.metrics.passport import HIDDEN
from analytics.metrics.reading import settle_family
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.look import load_answered, load_known, offered_scores, score_of
from analytics.satisfaction.numbers.trends import AFTER, last_sunday, load_event
from analytics.standing import load_reading
from analytics.waves import load_wave_dates
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

TILES = ("nps", "csat", "ces", "response_rate")


def score_sentence(reading: Reading, t: Translator) -> str:
    """What customers say, with the verdict; '' where nothing is known."""
    if reading.verdict == "nothing":
        return ""
    metric = reading.metric
    return t(
        f"week.score.{reading.verdict}",
        n=reading.family,
        metric=metric.title(t),
        value=metric.write(reading.value, t),
        size=metric.write_size(reading.change, t),
        change=metric.write_change(reading.change, t),
    )


def score_sentences(readings: Sequence[Reading], first: Reading | None, t: Translator) -> list[str]:
    """The sentence of the first score, and one for each of the others that is worse than before beyond noise.

    A change is claimed where it holds among all scores looked at (:func:`settle_family`), and the first is else said to
    be beyond noise only by itself, as in its tile.
    """
    head = "" if first is None else first.metric.id
    return [
        score_sentence(one, t)
        for one in settle_family(readings, LEVEL)
        if one.metric.id == head or one.verdict == "real_worse"
    ]


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """How the scores stand and which fell; '' where nobody has answered.

    Where the last weeks have no answer it says when the last came and how the score stood then; where no score is
    known, why.
    """
    answered = load_answered(store, scope)
    if answered is None:
        return ""
    readings = [load_reading(store, scope, one) for one in TILES]
    first = next((one for one in readings if one.metric.id in TILES[:3] and one.value is not None), None)
    if first is None:
        return _unscored(store, scope, answered, t)
    return t.sentences(
        *(part for part in [*score_sentences(readings, first, t), moved(store, scope, first, t)] if part)
    )


def _unscored(store: Store, scope: Scope, answered: Any, t: Translator) -> str:
    """Why no score is known now: too few answers, none to a scored question, or none in the last weeks."""
    n = answered.n
    if n is None or n != n:
        return t("satisfaction.message.hidden", n=HIDDEN)
    if not load_known(store, scope):
        return t("satisfaction.message.unscored", count=t.count(n))
    metric, whole = score_of(offered_scores(store, scope)[0]), scope.but(start=None, end=None)
    name, last = metric.passport.title(t), pd.Timestamp(answered.last)
    for key, frame in (("stopped", metric.rolling(store, whole)), ("stopped_week", metric.weekly(store, whole))):
        known = frame[frame["value"].notna() & (frame["week"] <= last)]
        if len(known):
            value, date = metric.passport.write(known["value"].iloc[-1], t), last_sunday(known["week"].iloc[-1])
            return t(f"satisfaction.message.{key}", metric=name, value=value, date=t.date(date, year=True))
    return t("satisfaction.message.few", metric=name, count=t.count(n))


def moved(store: Store, scope: Scope, reading: Reading, t: Translator) -> str:
    """What the move did to a score: the wave that changed most beyond noise, else the largest change; '' before any is
    observed."""
    passport = reading.metric
    changes = load_event(store, scope, score_of(passport.id)).changes
    tested = changes[changes["verdict"] != "few"]
    if tested.empty:
        return ""
    beyond = tested[tested["verdict"].isin(["fell", "rose"])]
    row = largest(beyond if len(beyond) else tested, "change")
    wave = t.wave(row.wave)
    if len(beyond):
        on = load_wave_dates(store, scope).set_index("wave")["cutover_on"].get(row.wave)
        return t(
            f"satisfaction.message.{row.verdict}",
            wave=start(wave),
            size=passport.write_size(float(row.change), t),
            n=int(min(row.weeks, AFTER)),
            date=t.date(on, year=True),
        )
    change = passport.write_change(float(row.change), t)
    if len(tested) == 1:
        return t("satisfaction.message.steady_one", wave=start(wave), change=change)
    return t("satisfaction.message.steady", n=len(tested), wave=wave, change=change)
