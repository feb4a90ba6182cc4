"""Early warnings of what customers say: a fall of the NPS, of satisfaction, of ease or of the share that answers below
what its own past predicts; almost nobody answering; answers that depend on how they were asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import (
    FALSE_WEEKS,
    PROGRAMME,
    Alert,
    Amount,
    Named,
    Term,
    Watched,
    compute_alerts,
    compute_looks,
    counted,
)
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.metrics import METRICS
from analytics.periods import as_of_day, last_complete_week, monday_of
from analytics.reach import load_reached
from analytics.satisfaction.numbers.control import load_controls
from analytics.satisfaction.numbers.mode import Mode, load_mode
from analytics.satisfaction.numbers.scores import CES, CSAT, NPS, RESPONSE_RATE
from analytics.scope import Scope
from analytics.snapshot import once
from analytics.standing import load_reading
from data.datasets import DATASETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from analytics.metrics.reading import Reading
    from analytics.satisfaction.numbers.scores import AnswerMetric, ResponseRate
    from data.access import Rights
    from data.store import Store

FAMILIES = ({"nps_fall": NPS, "csat_fall": CSAT, "ces_fall": CES}, {"response_fall": RESPONSE_RATE})
"""Kinds of alert and the metrics that are watched for a fall: the answers are one family a week, who answers at all
(another ledger) one."""


@once
def load_watched(store: Store, scope: Scope, *codes: str) -> dict[str, Watched]:
    """The series under watch of these kinds, as the page draws them, by ``<kind>|<subject>``. Baselines end where a
    wave starts (the programme's: its first wave) and then stay.

    A reader who sees only some waves or branches has no programme to watch.
    """
    metrics: dict[str, AnswerMetric | ResponseRate] = {code: one for family in FAMILIES for code, one in family.items()}
    return {
        f"{code}|{one.wave or PROGRAMME}": Watched(one.trend.rolling, one.trend.limits, one.trend.freeze)
        for code in codes
        for one in load_controls(store, scope, metrics[code])
        if one.wave or not scope.rights.restricted
    }


def compute_falls(watched: Mapping[str, Watched], last_week: pd.Timestamp) -> list[Alert]:
    """The falls of series that are one family a week, newest onset first."""
    looks, found = compute_looks(watched), []
    for code, metric in ((code, metric) for family in FAMILIES for code, metric in family.items()):
        own = looks[looks["subject"].astype(str).str.startswith(f"{code}|")]
        named = own.assign(subject=own["subject"].astype(str).str.removeprefix(f"{code}|"))
        found += compute_alerts(named, code, metric.passport, last_week)
    return sorted(found, key=lambda alert: (alert.onset, alert.subject), reverse=True)


def compute_silence(reading: Reading, judge: Judge, day: date) -> list[Alert]:
    """Fewer answer than the least that is asked for, and by more than chance explains: the whole interval lies below
    it."""
    now = reading.now
    if now.value is None or now.high is None or not judge.beyond("alert.response", now.high):
        return []
    return [
        counted(
            "response_low",
            "response_rate",
            reading.period.end,
            day,
            value=now.value,
            n=now.n or 0,
            severity="watch",
            limit=judge["alert.response"],
            high=Amount(now.high, "share"),
            least=Amount(judge["alert.response"], "share"),
        )
    ]


def compute_mode_gaps(found: Mode, day: date, judge: Judge = USUAL) -> list[Alert]:
    """Ways of asking whose answers differ from those of the usual one, corrected for all comparisons, by an effect that
    counts (``alert.mode_gap``; Cohen 1988: 0.2 is small): one alert a way, told by the item where it is largest."""
    sure = found.effects["q"] <= FALSE_WEEKS
    own = found.effects[sure].assign(size=found.effects.loc[sure, "effect"].astype("float64").abs())
    own = own[own["size"] >= judge["alert.mode_gap"]].sort_values("size", ascending=False)
    return [
        replace(
            counted(
                "mode_gap",
                row.item if row.item in METRICS else CSAT.passport.id,
                found.period.end,
                day,
                value=float(row.change),
                n=int(row.n),
                severity="watch",
                dated=False,
                channel=str(row.channel),
                way=_way(str(row.channel)),
                usual=_way(found.reference),
                item=_item(row.item),
                gap=Amount(float(row.change) * 100, "points")
                if row.item == "csat"
                else Amount(float(row.change), "ratio"),
            ),
            p=float(row.p),
            q=float(row.q),
        )
        for row in rows(own.drop_duplicates("channel"))
    ]


def _item(item: str) -> Named | Term:
    """A question by its name: a score by its passport, a rated part by its field."""
    field = DATASETS["surveys"].by_name[item]
    return Term((f"metric.{item}.title",)) if item in METRICS else Named("", field.en, field.zh)


def _way(channel: str) -> Named:
    """A way of asking by its name."""
    choices = DATASETS["surveys"].by_name["channel"].choices
    return next((Named("", one.en, one.zh) for one in choices if one.code == channel), Named(channel))


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment, newest onset first; those that are over are among them, with ``active`` false."""
    scope = Scope(rights, as_of=as_of)
    day = as_of_day(scope)
    last = pd.Timestamp(monday_of(last_complete_week(day)))
    found = [alert for family in FAMILIES for alert in compute_falls(load_watched(store, scope, *family), last)]
    if rights.restricted:
        return found
    if load_reached(store, scope, "invitations") is not None:
        found += compute_silence(load_reading(store, scope, RESPONSE_RATE.passport.id), load_judge(store, scope), day)
    return found + compute_mode_gaps(load_mode(store, scope, NPS), day, load_judge(store, scope))
