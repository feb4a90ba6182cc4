"""What an alert is, and how a family of series is watched without crying wolf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

import pandas as pd

from analytics.amounts import Amount, Branch, Named, Term, begins_with, within, written
from analytics.frames import rows
from analytics.metrics.passport import METRICS, Passport
from analytics.stats.compare import adjusted_p
from analytics.stats.limits import standard_error
from data.language import People, start

if TYPE_CHECKING:
    from data.access import Rights
    from data.language import Translator
    from data.store import Store

Severity = Literal["info", "watch", "serious"]

__all__ = [
    "PROGRAMME",
    "Alert",
    "Amount",
    "Named",
    "Term",
    "Watched",
    "compute_alerts",
    "compute_looks",
    "counted",
    "evaluate_all",
]

PROGRAMME = "programme"
FALSE_WEEKS = 0.01
"""Share of quiet weeks in which anything at all may be called unusual: the level of Benjamini–Hochberg over a week."""
OF_CUSTOMERS = {
    "silent_customers",
    "told_short",
    "without_path",
    "paths_late",
    "contracts_early",
    "care_silent",
    "care_missed",
    "refusals_high",
    "unfair_gap",
    "complaints_high",
    "departures_high",
    "high_value_loss",
}
"""Alerts that count customers, or their weeks: readers without rows have them rounded."""
JOINED_WEEKS = 4
"""Windows less than this many weeks apart share answers: one alert."""


@dataclass(frozen=True)
class Alert:
    """One thing that calls for a look. ``subject`` is ``programme`` or the id of a wave.

    ``onset`` is the last day of the first week it held, ``latest`` of the last one; ``active`` whether it still holds
    in the last complete week. ``value``, ``limit``, ``p``, ``q`` and ``n`` are those of the onset; ``worst`` the value
    that lay furthest out. ``params`` are the placeholders of ``alert.<code>`` beside those that every alert has: texts,
    days, amounts and terms. What is counted from a ledger is no sample and has no ``p`` and ``q``; where it is only
    known that it holds now, it is not ``dated`` and ``onset`` is the day of the ledger.
    """

    code: str
    metric: str
    subject: str
    onset: date
    latest: date
    active: bool
    value: float
    limit: float
    p: float | None
    q: float | None
    n: int
    worst: float
    severity: Severity
    params: dict[str, Any]
    dated: bool = True
    currency: str = ""
    page: str = ""
    """The page that shows its rows."""

    @property
    def key(self) -> str:
        """The same alert next week: its code, what it is about, and the ids and names in it, without its numbers and
        days."""
        return ":".join(dict.fromkeys([self.code, self.subject, *identities(self.params)]))

    @property
    def passport(self) -> Passport:
        return METRICS[self.metric].passport

    def told(self, t: Translator) -> tuple[float, float, int | None]:
        """Value, limit and n for another program, as their reader may have them: for whom counts are rounded no value
        has more digits than are shown, or it would tell the count beside it."""
        if not t.rounded:
            return self.value, self.limit, self.n
        of_customers = self.code in OF_CUSTOMERS
        counted = of_customers and self.value == self.n
        value = float(t.told(self.value) or 0) if counted else self.passport.rounded(self.value)
        return value, self.passport.rounded(self.limit), t.told(self.n) if of_customers else self.n

    def sentence(self, t: Translator, *, begin: bool = True) -> str:
        """The alert in one sentence, with its number, limit, n and week. It does not ``begin`` one where it stands
        within another: then only names are written large."""
        passport = self.passport
        who = t("alert.programme") if self.subject == PROGRAMME else t.wave(self.subject)
        value, limit = (passport.write(one, t, self.currency) for one in (self.value, self.limit))
        for more in (1, 2, 3):
            if (
                value == limit and self.value != self.limit
            ):  # what lies beyond its limit must not be read as equal to it
                finer = replace(passport, digits=passport.digits + more)
                value, limit = (finer.write(one, t, self.currency) for one in (self.value, self.limit))
        said = t(
            f"alert.{self.code}",
            subject=start(who) if begin else who,
            metric=passport.title(t),
            value=value,
            limit=limit,
            n=People(self.n) if self.code in OF_CUSTOMERS else self.n,
            date=t.date(self.onset, year=True),
            **{name: written(value, t) for name, value in self.params.items()},
        )
        if begin:
            return start(said)
        first = begins_with(f"alert.{self.code}", t)
        return within(said) if not first or isinstance(self.params.get(first), Term) else said

    def last_words(self, t: Translator) -> str:
        """The alert once nothing is open any more: what it was about and when it ended."""
        who = t("alert.programme") if self.subject == PROGRAMME else t.wave(self.subject)
        return t("alert.last", metric=self.passport.title(t), subject=who, date=t.date(self.latest))

    def state(self, t: Translator) -> str:
        """Whether it holds still, in words."""
        if self.active and not self.dated:
            return t("alert.state.now", date=t.date(self.onset, year=True))
        if self.active:
            return t("alert.state.active", date=t.date(self.onset, year=True))
        return t("alert.state.over", date=t.date(self.latest, year=True))


def identities(params: Mapping[str, Any]) -> list[str]:
    """The ids and names among the parameters of a sentence, in the order of the parameters' names."""
    found: list[str] = []
    for _, value in sorted(params.items()):
        match value:
            case Named() | Branch():
                found.append(value.code)
            case Term():
                found.append(value.keys[0].split(".", 2)[-1])
            case str():
                found.append(value)
    return [one for one in found if one]


def counted(
    code: str,
    metric: str,
    onset: date,
    latest: date,
    *,
    value: float,
    n: int,
    severity: Severity,
    limit: float = 0.0,
    active: bool = True,
    subject: Any = PROGRAMME,
    dated: bool = True,
    currency: str = "",
    **params: Any,
) -> Alert:
    """An alert of something that is counted in a ledger: no sample, so no p and q. ``subject`` that is no text is the
    programme."""
    return Alert(
        code=code,
        metric=metric,
        subject=subject if isinstance(subject, str) and subject else PROGRAMME,
        onset=onset,
        latest=latest,
        active=active,
        value=value,
        limit=limit,
        p=None,
        q=None,
        n=n,
        worst=value,
        severity=severity,
        params=params,
        dated=dated,
        currency=currency,
    )


class Baseline(Protocol):
    """A frozen baseline as alerts need it: normal for scores and shares, exact for counts."""

    @property
    def state(self) -> Literal["full", "provisional"]: ...

    def p_below(self, value: float, error: float) -> float: ...

    def lowest(self, p: float, error: float) -> float: ...


@dataclass(frozen=True)
class Watched:
    """A series under watch: four-week windows (``week``, ``value``, ``n``), its frozen limits and where these end."""

    rolling: pd.DataFrame
    limits: Baseline | None
    freeze: pd.Timestamp | None


def compute_looks(watched: Mapping[str, Watched], level: float = FALSE_WEEKS) -> pd.DataFrame:
    """Every look at every series: ``week, subject, value, n, p, q, limit, flagged``, one family of subjects a week.

    p is one-sided (a fall), as the limits of the baseline predict; q is Benjamini–Hochberg within the week; ``limit``
    is the value below which the subject would have been flagged that week. Only full limits are looked at, and only
    weeks that end after the freeze.
    """
    looks: list[dict[str, Any]] = []
    for subject, series in watched.items():
        if series.limits is None or series.limits.state != "full" or series.freeze is None:
            continue
        for row in rows(series.rolling):
            error = standard_error(row.n)
            if row.week + pd.Timedelta(days=6) < series.freeze or pd.isna(row.value) or error != error:
                continue
            p = series.limits.p_below(float(row.value), error)
            looks.append(
                {
                    "week": row.week,
                    "subject": subject,
                    "value": float(row.value),
                    "n": int(row.n),
                    "p": p,
                    "error": error,
                    "limits": series.limits,
                }
            )
    columns = ["week", "subject", "value", "n", "p", "q", "limit", "flagged"]
    if not looks:
        return pd.DataFrame(columns=columns)
    frame = pd.DataFrame(looks).sort_values(["week", "subject"]).reset_index(drop=True)
    frame["q"] = 1.0
    frame["threshold"] = level
    for _, family in frame.groupby("week"):
        q = adjusted_p(list(family["p"]))
        frame.loc[family.index, "q"] = q
        frame.loc[family.index, "threshold"] = level * max(1, sum(one <= level for one in q)) / len(family)
    frame["limit"] = [row.limits.lowest(row.threshold, row.error) for row in rows(frame)]
    frame["flagged"] = frame["q"] <= level
    return frame[columns]


def compute_alerts(looks: pd.DataFrame, code: str, passport: Passport, last_week: pd.Timestamp) -> list[Alert]:
    """The alerts of a family of looks, newest onset first: runs of flagged weeks, each counted at its onset."""
    found: list[Alert] = []
    flagged = looks[looks["flagged"].astype(bool)] if len(looks) else looks
    for subject, part in flagged.groupby("subject"):
        breaks = (part["week"].diff() > pd.Timedelta(weeks=JOINED_WEEKS)).cumsum()
        for _, run in part.groupby(breaks):
            onset, latest = rows(run)[0], rows(run)[-1]
            found.append(
                Alert(
                    code=code,
                    metric=passport.id,
                    subject=str(subject),
                    onset=(onset.week + timedelta(days=6)).date(),
                    latest=(latest.week + timedelta(days=6)).date(),
                    active=bool(latest.week >= last_week),
                    value=onset.value,
                    limit=onset.limit,
                    p=onset.p,
                    q=onset.q,
                    n=onset.n,
                    worst=float(run["value"].min()),
                    severity="serious" if subject == PROGRAMME else "watch",
                    params={},
                )
            )
    return sorted(found, key=lambda alert: (alert.onset, alert.subject), reverse=True)


def evaluate_all(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """Every alert of every area whose rule is on, the gravest first (:func:`analytics.alerts.rules.gravity`).

    Whoever asks, the counts themselves are judged (:mod:`analytics.alerts.readers`).
    """
    from analytics.alerts import overdue, stopped
    from analytics.alerts.readers import PAGES, judging, one_judgement
    from analytics.alerts.rules import compute_rules
    from analytics.care import alerts as care
    from analytics.closing import alerts as closing
    from analytics.complaints import alerts as complaints
    from analytics.compliance import alerts as compliance
    from analytics.coordination import alerts as coordination
    from analytics.cost import alerts as cost
    from analytics.cost_benefit import alerts as cost_benefit
    from analytics.cutover import alerts as cutover
    from analytics.judging import load_judge
    from analytics.market import alerts as market
    from analytics.move import alerts as move
    from analytics.readiness import alerts as consistency
    from analytics.retention import alerts as retention
    from analytics.rights import alerts as customers_rights
    from analytics.risk import alerts as risk
    from analytics.safeguards import alerts as safeguards
    from analytics.satisfaction import alerts as satisfaction
    from analytics.schedule import alerts as schedule
    from analytics.scope import Scope

    areas = {
        "satisfaction": satisfaction,
        "complaints": complaints,
        "retention": retention,
        "market": market,
        "care": care,
        "schedule": schedule,
        "cost": cost,
        "cost_benefit": cost_benefit,
        "move": move,
        "risk": risk,
        "compliance": compliance,
        "closing": closing,
        "rights": customers_rights,
        "safeguards": safeguards,
        "cutover": cutover,
        "coordination": coordination,
        "readiness": consistency,
        "this_week": overdue,
        "upload": stopped,
    }
    found = []
    for page, area in areas.items():
        own = area.evaluate(store, rights, as_of)
        if page in PAGES and not rights.row_level:
            own = one_judgement(own, area.evaluate(store, judging(rights), as_of))
        found += [replace(alert, page=page) for alert in own]
    return compute_rules(load_judge(store, Scope(rights, as_of=as_of))).apply(found)
