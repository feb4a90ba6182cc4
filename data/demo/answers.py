"""Who was asked and what they answered, with the planted effects in it: numbers and codes, no text, no dirt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.plan import CLOSE_SHARE, CUSTOMERS, REST_DAYS, USUAL_SHARE, WAVES, WINDOW, sunday
from data.demo.roster import NEVER, SEGMENTS, Roster, day, make_departures, make_roster
from data.demo.truth import ITEMS, Truth, load_truth

Floats = NDArray[np.float64]
WEIGHTS = np.array([0.45, 0.38, 0.30, 0.27, 0.20, 0.14])
"""What the score is made of: ITEMS, then ease. Communication and continuity go with it most."""
EXPLAINED = 0.55
"""Share of the score's variance that the items carry."""
ITEM_PULL = {"communication": 1.0, "continuity": 0.8, "service_attitude": 0.3, "service_quality": 0.5}
"""How much of a shift of the score shows in the items; none in the others."""
DAY = 86_400
DRAW = 36
"""The random stream of the answers, chosen so that the default seed holds no accident beyond 3.1 standard errors in
any week of a wave. Other seeds have the accidents that chance gives them."""


@dataclass(frozen=True)
class Voice:
    """What was asked and answered until the last week told.

    ``invitations``: invitation (running number), customer (position), phone, sent (seconds since 1970, local time),
    delivered, reached, week. ``answers``: the same invitation, customer, phone, ``answered`` (seconds), ``week`` it was
    entered, nps, csat, ces, ITEMS (floats, NaN = not answered), comment (theme number, −1 none), ``event_week`` by the
    customer's own cut-over (NaN for those never moved). Rows are in order of time of entry. ``left`` and ``back`` are
    the days on which customers left and came back, ``NEVER`` if not.
    """

    roster: Roster
    left: NDArray[np.int64]
    back: NDArray[np.int64]
    invitations: pd.DataFrame
    answers: pd.DataFrame
    weeks: int

    def there(self, when: NDArray[np.int64] | int, who: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.bool_]:
        """Whether customers (positions) are there on a day: not gone yet, or back."""
        return np.asarray((self.left[who] > when) | (self.back[who] <= when))


def thresholds(probabilities: tuple[float, ...]) -> Floats:
    """Cut points on a standard normal scale between scores of these probabilities."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.cumsum(probabilities)[:-1]), dtype=float)


def expected_nps(scores: tuple[float, ...], shift: float | Floats) -> Floats:
    """NPS in points when the latent score moves by ``shift`` standard deviations."""
    from scipy.special import ndtr

    cuts = thresholds(scores)
    return np.asarray(100 * (1 - ndtr(cuts[8] - shift) - ndtr(cuts[6] - shift)), dtype=float)


def expected_mean(scores: tuple[float, ...], shift: float | Floats) -> Floats:
    """Mean of a score (from 1) when the latent score moves by ``shift`` standard deviations."""
    from scipy.special import ndtr

    cuts = thresholds(scores)[:, None]
    return np.asarray(1 + (1 - ndtr(cuts - np.atleast_1d(shift))).sum(axis=0), dtype=float)


def shift_for(expected: Floats, grid: Floats, change: float | Floats) -> Floats:
    """The latent shift that changes the expectation by ``change``: the inverse of a rising curve, by interpolation."""
    nothing = np.interp(0.0, grid, expected)
    return np.interp(nothing + np.asarray(change, dtype=float), expected, grid)


class Shifts:
    """The planted effects as latent shifts, solved once so that the *expected* score changes by what is stated."""

    def __init__(self, truth: Truth) -> None:
        grid = np.linspace(-3, 3, 6001)
        base = truth.base
        self.nps: dict[int, Floats] = {}
        curve = expected_nps(base.nps_scores, grid)
        for effect in truth.of("nps_shift"):
            wave = next(index for index, plan in enumerate(WAVES) if plan.wave == effect.wave)
            self.nps[wave] = shift_for(curve, grid, np.array(effect.weeks))
        phone = sum(effect.points for effect in truth.of("phone_shift"))
        self.phone = {
            item: float(shift_for(expected_mean(base.scores(item), grid), grid, phone)) for item in ("csat", *ITEMS)
        }
        self.ease = [
            (day(effect.start) * DAY, float(shift_for(expected_mean(base.ces, grid), grid, effect.points)))
            for effect in truth.of("ces_shift")
            if effect.start
        ]

    def score(self, wave: NDArray[np.int64], event_week: Floats) -> Floats:
        """Latent shift of the score of each answer."""
        shift = np.zeros(len(wave))
        for position, by_week in self.nps.items():
            own = (wave == position) & (event_week >= 0) & (event_week < len(by_week))
            shift[own] = by_week[event_week[own].astype(int)]
        return shift


def _asked(seed: int, week: int, roster: Roster, left: NDArray[np.int64], free_on: NDArray[np.int64]) -> pd.DataFrame:
    """The invitations of a week; ``free_on`` (when a customer may be asked next, counted in Mondays) is moved on."""
    rng = np.random.default_rng((seed, 3, week))
    monday = day(sunday(week)) - 6
    eligible = (free_on <= monday) & (left > monday + 6)
    order = rng.random(CUSTOMERS)
    chosen = []
    for position, plan in enumerate(WAVES):
        distance = (monday + 3 - day(plan.cutover)) // 7
        share = CLOSE_SHARE if distance in WINDOW else USUAL_SHARE
        own = np.flatnonzero(eligible & (roster.wave == position))
        chosen.append(own[np.argsort(order[own])][: round(plan.customers * share)])
    customer = np.sort(np.concatenate(chosen))
    free_on[customer] = monday + REST_DAYS
    # always the same weekday for a customer, so that the rest between invitations is whole weeks
    sent = (monday + roster.number[customer] % 3) * DAY + rng.integers(9 * 3600, 17 * 3600, len(customer))
    return pd.DataFrame({"customer": customer, "sent": sent, "week": week, "draw": rng.random(len(customer))})


def _answered(seed: int, week: int, asked: pd.DataFrame, roster: Roster, truth: Truth, shifts: Shifts) -> pd.DataFrame:
    """Who of those asked in a week answers, when, and what. Also fills channel and reach into ``asked``."""
    rng = np.random.default_rng((seed, DRAW, week))
    base, size = truth.base, len(asked)
    customer = asked["customer"].to_numpy()
    phone = rng.random(size) < base.phone_share
    delivered = rng.random(size) < np.where(phone, 0.98, 0.97)
    reached = delivered & (rng.random(size) < np.where(phone, 0.72, 0.64))
    asked[["phone", "delivered", "reached"]] = np.column_stack((phone, delivered, reached))
    wish = np.where(phone, base.response_phone / (0.98 * 0.72), base.response_form / (0.97 * 0.64))
    for effect in truth.of("response_ratio"):
        wish = np.where(roster.segment[customer] == SEGMENTS.index(effect.segment), wish * effect.ratio, wish)
    answers = reached & (rng.random(size) < wish)
    wait = np.where(phone, rng.integers(120, 600, size), rng.exponential(1.7 * DAY, size).clip(60, 12 * DAY))
    answered = asked["sent"].to_numpy() + wait.astype(np.int64)
    # nobody fills in a questionnaire at night: what falls there is given the next day
    hour = answered % DAY // 3600
    answered = answered + np.where(hour < 7, 7 * 3600, 0)
    lost = roster.cutover[customer] == NEVER
    event_week = np.where(lost, np.nan, np.floor((answered // DAY - roster.cutover[customer]) / 7))

    pull = shifts.score(roster.wave[customer], event_week)
    ease = np.zeros(size)
    for start, shift in shifts.ease:
        ease[answered >= start] += shift
    person = np.random.default_rng((seed, 5)).standard_normal(CUSTOMERS)[customer]
    mood = np.sqrt(0.6) * person + np.sqrt(0.4) * rng.standard_normal(size)
    latent = np.sqrt(0.3) * mood[:, None] + np.sqrt(0.7) * rng.standard_normal((size, len(WEIGHTS)))
    carried = latent @ WEIGHTS / np.sqrt(0.7 * (WEIGHTS**2).sum() + 0.3 * WEIGHTS.sum() ** 2)
    noise, own = rng.standard_normal((2, size))
    rest = np.sqrt(1 - EXPLAINED)
    score = np.sqrt(EXPLAINED) * carried + rest * noise
    satisfied = np.sqrt(EXPLAINED) * carried + rest * (0.6 * noise + 0.8 * own)

    kinder = {item: np.where(phone, shift, 0.0) for item, shift in shifts.phone.items()}
    found = {
        "nps": np.digitize(score + pull, thresholds(base.nps_scores)).astype(float),
        "csat": 1.0 + np.digitize(satisfied + pull + kinder["csat"], thresholds(base.csat)),
        "ces": 1.0 + np.digitize(latent[:, len(ITEMS)] + ease, thresholds(base.ces)),
    }
    for position, item in enumerate(ITEMS):
        level = latent[:, position] + ITEM_PULL.get(item, 0.0) * pull + kinder[item]
        found[item] = 1.0 + np.digitize(level, thresholds(base.scores(item)))
    found["ces"][phone] = np.nan  # ease is asked in the questionnaire only
    for item in ("csat", *ITEMS):
        found[item][rng.random(size) < 0.02] = np.nan
    talk = rng.random(size) < np.where(found["nps"] <= 6, 0.45, 0.2)
    given = {"invitation": asked["invitation"].to_numpy(), "customer": customer, "phone": phone, "answered": answered}
    given |= {"event_week": event_week, **found, "talk": talk, "theme": rng.random(size), "late": rng.random(size)}
    return pd.DataFrame({name: values[answers] for name, values in given.items()})


def simulate(seed: int, weeks: int, truth: Truth | None = None) -> Voice:
    """The whole story of ``weeks`` weeks. More weeks never change what the earlier ones hold."""
    truth = truth or load_truth()
    roster, shifts = make_roster(seed), Shifts(truth)
    left = make_departures(seed, roster, truth, weeks)
    free_on = np.full(CUSTOMERS, -NEVER, dtype=np.int64)
    invitations, answers, total = [], [], 0
    for week in range(weeks):
        asked = _asked(seed, week, roster, left, free_on)
        asked["invitation"] = np.arange(total + 1, total + 1 + len(asked))
        total += len(asked)
        answers.append(_answered(seed, week, asked, roster, truth, shifts))
        invitations.append(asked)
    heard = pd.concat(answers, ignore_index=True)
    heard["week"] = _entered(heard)
    told = heard[(heard["week"] < weeks) & (heard["answered"] // DAY < left[heard["customer"]])]
    return Voice(
        roster=roster,
        left=left,
        back=np.full(CUSTOMERS, NEVER, dtype=np.int64),
        invitations=pd.concat(invitations, ignore_index=True).drop(columns="draw"),
        answers=told.sort_values(["week", "answered", "invitation"], ignore_index=True),
        weeks=weeks,
    )


def _entered(heard: pd.DataFrame) -> NDArray[np.int64]:
    """The week whose export first holds an answer; one in a hundred, on paper, is typed in two to four weeks late."""
    closed = (day(sunday(0)) + 1) * DAY - 6 * 3600  # Sunday 18:00 of the first week
    week = np.maximum(-(-(heard["answered"].to_numpy() - closed) // (7 * DAY)), 0)
    late = heard["late"].to_numpy()
    extra = np.where((late < 0.01) & ~heard["phone"].to_numpy(), 2 + (late * 300).astype(np.int64).clip(0, 2), 0)
    return np.asarray(week + extra, dtype=np.int64)
