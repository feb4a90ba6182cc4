"""What came of it: improvements before and after they took effect, targets against results, the score and what its
weights do to it, lessons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.coordination.numbers.actions import load_coordination
from analytics.cost.numbers.spend import SPEND, SpendMetric
from analytics.families import level
from analytics.metrics.passport import METRICS
from analytics.metrics.reading import compare_values
from analytics.periods import as_of_day
from analytics.reach import load_known_day, load_loaded
from analytics.satisfaction.numbers.scores import AnswerMetric, ResponseRate
from analytics.snapshot import once
from analytics.stats.compare import adjusted_p
from data.language import LANGUAGES, Translator
from data.store.query import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.metrics.passport import Passport
    from analytics.metrics.reading import Reading
    from analytics.scope import Scope
    from data.store import Store

TARGETS = Query(
    name="coordination.targets",
    # One row a target.
    sql=(
        "select target, title, metric, wave, start, aim, due_on, weight, owner from {targets} order by weight desc"
        " nulls last, target"
    ),
    grain="open",
)
LESSONS = Query(
    name="coordination.lessons",
    # One row a lesson, the newest first.
    sql=(
        "select lesson, topic, wave, what, evidence, does, learnt_on, owner from {lessons} order by learnt_on desc"
        " nulls last, lesson"
    ),
    grain="open",
)
WEEKS = 8
"""Weeks before and after an improvement took effect that are compared."""
JUDGED = ("improvement", "saving")
"""Kinds of items of which it is asked what came of them: improvements and savings measures, by the same rule."""
SWING = 0.5
"""How far each weight is moved, up and down, to see what the score rests on."""

Outcome = Literal["better", "along", "worse", "nothing", "early", "few", "unmeasured"]
Lack = Literal["metric", "name", "period", "day", "data"]


@dataclass(frozen=True)
class Improvement:
    """An improvement and what its metric did: ``reading`` of the weeks after it took effect against as many before,
    ``beside`` the same where it did not apply (``None``: it applied everywhere).

    ``outcome``: better or worse beyond noise, corrected for all that are judged · along: better, as it was where it did
    not apply · nothing that can be told from noise · early (fewer than eight weeks are known) · few answers ·
    unmeasured (no metric, no day or no data).
    """

    row: pd.Series
    outcome: Outcome
    weeks: int
    reading: Reading | None = None
    beside: Reading | None = None
    lacks: Lack = "data"
    """Why it cannot be measured, where it cannot: no metric · none of that name · none of a period · no day · no
    data."""


@dataclass(frozen=True)
class Target:
    """A target and where its metric stands: ``value``, its interval, ``reached`` the share of the way from the start to
    the aim (0 to 1), ``met``. ``reading`` is ``None`` where the metric is not known by that name."""

    row: pd.Series
    reading: Reading | None
    reached: float | None
    met: bool | None

    @property
    def unsure(self) -> bool:
        """Whether the aim lies within the interval of the value: that it is met, or not, may be chance."""
        low, high = (None, None) if self.reading is None else (self.reading.low, self.reading.high)
        return low is not None and high is not None and low < float(self.row["aim"]) < high


@dataclass(frozen=True)
class Results:
    """Improvements, targets, lessons; ``score`` the weighted share of the way that was gone over the targets that can
    be measured."""

    improvements: tuple[Improvement, ...]
    targets: tuple[Target, ...]
    lessons: pd.DataFrame
    day: date
    aimed: bool = False
    """Whether targets were ever loaded, though none is of the selection."""

    @property
    def measured(self) -> list[Target]:
        return [one for one in self.targets if one.reached is not None]

    def missed(self, one: Target) -> bool:
        """Whether the day of a target has passed without it being met."""
        due = one.row["due_on"]
        return one.met is False and not pd.isna(due) and pd.Timestamp(due).date() < self.day

    @property
    def score(self) -> float | None:
        return compute_score([one.reached or 0.0 for one in self.measured], self.weights)

    @property
    def weights(self) -> list[float]:
        """Those of the measured targets; 1 where none is said."""
        return [1.0 if pd.isna(one.row["weight"]) else float(one.row["weight"]) for one in self.measured]

    @property
    def swings(self) -> list[tuple[float, float]]:
        """The score with the weight of each measured target lowered and raised by half."""
        return compute_swings([one.reached or 0.0 for one in self.measured], self.weights)


def compute_score(reached: Sequence[float], weights: Sequence[float]) -> float | None:
    """Σ wᵢ·rᵢ ÷ Σ wᵢ; nothing where all weights are zero."""
    whole = sum(weights)
    return sum(weight * part for weight, part in zip(weights, reached, strict=True)) / whole if whole else None


def compute_swings(
    reached: Sequence[float], weights: Sequence[float], swing: float = SWING
) -> list[tuple[float, float]]:
    """The score with each weight in turn times 1 − ``swing`` and 1 + ``swing``, as (lowered, raised)."""
    found = []
    for at in range(len(weights)):
        ends = [
            compute_score(reached, [weight * factor if one == at else weight for one, weight in enumerate(weights)])
            for factor in (1 - swing, 1 + swing)
        ]
        found.append((ends[0] or 0.0, ends[1] or 0.0))
    return found


def metric_of(said: object) -> str:
    """The id of a metric that somebody named by its id or its title; '' where there is none of that name."""
    if not isinstance(said, str) or not said.strip():
        return ""
    name = said.strip().casefold()
    known = [
        metric for metric, one in METRICS.items() if "targets" not in one.passport.datasets
    ]  # the score is no target of its own
    titles = {
        METRICS[metric].passport.title(Translator(lang)).casefold(): metric for lang in LANGUAGES for metric in known
    }
    return name if name in known else titles.get(name, "")


def measured_by(row: pd.Series) -> str:
    """The metric by which an item is judged: the one that it names; a saving that names none is judged by what is
    spent."""
    if row["kind"] == "saving" and not isinstance(row["metric"], str):
        return SPEND.id
    return metric_of(row["metric"])


@once
def load_results(store: Store, scope: Scope) -> Results:
    """What came of the improvements and targets of the scope, as of its moment."""
    found, day = load_coordination(store, scope), as_of_day(scope)
    own = found.actions[found.actions["kind"].isin(JUDGED) & (found.actions["state"] != "dropped")]
    waves = store.read(WAVES, scope.rights, as_of=scope.as_of, params={})["wave"].tolist()
    improvements = compute_outcomes(
        [load_improvement(store, scope, row, day, tuple(map(str, waves))) for _, row in own.iterrows()]
    )
    targets = store.read(TARGETS, scope.rights, as_of=scope.as_of, params={})
    lessons = store.read(LESSONS, scope.rights, as_of=scope.as_of, params={})
    if scope.waves:
        targets, lessons = (frame[frame["wave"].isin(scope.waves)] for frame in (targets, lessons))
    return Results(
        tuple(improvements),
        tuple(load_target(store, scope, row) for _, row in targets.iterrows()),
        lessons,
        day,
        "targets" in load_loaded(store, scope),
    )


WAVES = Query(
    name="coordination.waves",
    sql="select wave from {waves} order by {ordered:wave}",
    grain="open",
)


def load_improvement(store: Store, scope: Scope, row: pd.Series, day: date, waves: tuple[str, ...]) -> Improvement:
    """What the metric of an improvement did in the eight weeks after it took effect, against the eight before."""
    metric = measured_by(row)
    since = row["effect_from"] if not pd.isna(row["effect_from"]) else row["done_on"]
    if pd.isna(row["effect_from"]) and row["state"] == "backwards":
        since = None  # done before it was opened: nobody can say since when it works
    if not metric:
        return Improvement(row, "unmeasured", 0, lacks="name" if isinstance(row["metric"], str) else "metric")
    if not METRICS[metric].passport.of_period:
        return Improvement(row, "unmeasured", 0, lacks="period")
    if since is None or pd.isna(since):
        return Improvement(row, "unmeasured", 0, lacks="day")
    took = pd.Timestamp(since).date()
    spend = METRICS[metric]
    if isinstance(spend, SpendMetric):
        return load_saving(store, scope, row, spend, took)
    begins = took + timedelta(days=-took.weekday() % 7)  # whole weeks, as every reader may ask for them
    day = min(day, load_known_day(store, scope, METRICS[metric].passport.datasets[0]))
    weeks = min((day - begins).days + 1, WEEKS * 7) // 7
    if weeks < 1:
        return Improvement(row, "early", 0)
    own = (str(row["wave"]),) if isinstance(row["wave"], str) and row["wave"] else ()
    period = {"start": begins, "end": begins + timedelta(days=weeks * 7 - 1), "phase": None}
    reading = _apart(metric, store, scope.but(waves=own, **period))
    rest = tuple(wave for wave in waves if wave not in own)
    beside = _apart(metric, store, scope.but(waves=rest, **period)) if own and rest else None
    return Improvement(row, compute_outcome(reading, weeks), weeks, reading, beside)


def load_saving(store: Store, scope: Scope, row: pd.Series, spend: SpendMetric, took: date) -> Improvement:
    """What the cost category that a measure hangs on (all of them where it names none) came to in its first whole
    periods, against those before."""
    own = (str(row["wave"]),) if isinstance(row["wave"], str) and row["wave"] else ()
    category = str(row["about"]) if row["about_kind"] == "cost" and isinstance(row["about"], str) else ""
    reading, weeks = spend.since(store, scope.but(waves=own, start=None, end=None, phase=None), took, category)
    if not weeks:
        return Improvement(
            row, "early" if reading.previous.known or spend.spent(store, scope, category)[0] else "unmeasured", 0
        )
    return Improvement(row, compute_outcome(reading, weeks), weeks, reading)


def _apart(metric: str, store: Store, scope: Scope) -> Reading:
    """A reading by itself: what is looked at together here are the improvements."""
    found = METRICS[metric]
    return found.apart(store, scope) if isinstance(found, AnswerMetric | ResponseRate) else found.now(store, scope)


def compute_outcome(reading: Reading, weeks: int) -> Outcome:
    """What a reading alone says of an improvement after so many weeks."""
    if reading.verdict in ("nothing", "no_previous"):
        return "unmeasured"
    if reading.verdict == "too_few":
        return "few"
    if weeks < WEEKS:
        return "early"
    outcomes: dict[str, Outcome] = {"real_better": "better", "real_worse": "worse"}
    return outcomes.get(reading.verdict, "nothing")


def compute_outcomes(found: Sequence[Improvement]) -> list[Improvement]:
    """The improvements judged together (Benjamini–Hochberg over those with eight weeks): of many one gets better by
    chance. What got better no more than it did elsewhere, beyond noise there too, went along."""
    judged = [one for one in found if one.outcome in ("better", "worse", "nothing") and one.reading is not None]
    q = dict(zip(map(id, judged), adjusted_p([_chance(one.reading) for one in judged if one.reading]), strict=True))

    def settled(one: Improvement) -> Outcome:
        if one.outcome not in ("better", "worse"):
            return one.outcome
        if q[id(one)] >= level("coordination"):
            return "nothing"
        return (
            "along" if one.outcome == "better" and one.beside and one.beside.verdict == "real_better" else one.outcome
        )

    return [replace(one, outcome=settled(one)) for one in found]


def _chance(reading: Reading) -> float:
    """How likely a change of that size is by chance alone."""
    if reading.p is not None and not reading.sampled:
        return reading.p
    difference = compare_values(reading.metric, reading.now, reading.previous)
    return 1.0 if difference is None else difference.p


def load_target(store: Store, scope: Scope, row: pd.Series) -> Target:
    """Where the metric of a target stands now, and how much of the way is gone."""
    metric = metric_of(row["metric"])
    if not metric:
        return Target(row, None, None, None)
    row = in_its_unit(row, METRICS[metric].passport)
    own = (str(row["wave"]),) if isinstance(row["wave"], str) and row["wave"] else ()
    reading = METRICS[metric].now(store, scope.but(waves=own))
    reached, met = compute_reached(reading.value, row["start"], float(row["aim"]), METRICS[metric].passport.better)
    return Target(row, reading, reached, met)


def in_its_unit(row: pd.Series, passport: Passport) -> pd.Series:
    """A target of a share that cannot be above one, written as a percentage (60 for 60 %, as in the settings), as a
    share."""
    if passport.unit != "share" or passport.high != 1:
        return row
    row = row.copy()
    for name in ("start", "aim"):
        if not pd.isna(row[name]) and row[name] > 1:
            row[name] = float(row[name]) / 100
    return row


def compute_reached(value: float | None, start: object, aim: float, better: str) -> tuple[float | None, bool | None]:
    """The share of the way from ``start`` to ``aim``, 0 to 1, and whether the aim is met. Without a start, or one that
    is the aim, all or nothing."""
    if value is None:
        return None, None
    begins = None if start is None or pd.isna(start) else float(start)  # type: ignore[arg-type, call-overload]
    rising = aim > begins if begins is not None and begins != aim else better != "down"
    met = value >= aim if rising else value <= aim
    if begins is None or begins == aim:
        return float(met), met
    return min(max((value - begins) / (aim - begins), 0.0), 1.0), met


def improvements_by(found: Results, *outcomes: Outcome) -> list[Improvement]:
    """Those with one of the outcomes."""
    return [one for one in found.improvements if one.outcome in outcomes]
