"""Seeded panels of waves and weeks with a planted effect, and the demo programme's own counts without a store."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analytics.stats.staggered import NEVER, Panel
from data.demo.plan import BRANCHES, WAVES
from data.demo.roster import day, make_departures, make_roster
from data.demo.truth import Truth


def made(seed: int, waves: int = 8, weeks: int = 60, effect: float = 0.0, base: float = 0.004) -> Panel:
    """Weekly hazards of leaving: each wave at its own level, all drifting upwards by half and shaken together, each
    shaken a little by itself, counted as they happen to some thousand customers; ``effect`` is added from a wave's
    cut-over on."""
    rng = np.random.default_rng((seed, waves))
    size = rng.integers(800, 4000, waves)
    moved = np.sort(rng.choice(np.arange(22, weeks + 14), waves, replace=False))
    week = np.arange(weeks)
    level = base * np.exp(rng.normal(0, 0.3, waves))
    together = base * (0.5 * week / weeks + 0.15 * rng.normal(0, 1, weeks))
    rate = level[:, None] + together + base * 0.1 * rng.normal(0, 1, (waves, weeks))
    rate = np.clip(rate + effect * (week >= moved[:, None]), 0.0002, 1.0)
    return Panel(
        rng.poisson(rate * size[:, None]) / size[:, None], size.astype(float), np.arange(waves), moved - 4, moved
    )


def programme(seed: int, truth: Truth, weeks: int = 63) -> Panel:
    """The departures of a whole demo programme by branch and week, as the ledgers of ``seed`` have them."""
    roster = make_roster(seed)
    left = make_departures(seed, roster, truth, weeks)
    start = day(WAVES[0].cutover) - 27 * 7 - 5  # the Monday of the first week
    week = np.where(left < (1 << 29), (left - start) // 7, NEVER)
    units = len(BRANCHES)
    lost = np.zeros((units, weeks))
    known = week < weeks
    np.add.at(lost, (roster.branch[known], week[known]), 1)
    total = np.bincount(roster.branch, minlength=units).astype(float)
    there = total[:, None] - np.concatenate([np.zeros((units, 1)), np.cumsum(lost, axis=1)[:, :-1]], axis=1)
    wave = np.array([[w.wave for w in WAVES].index(branch.wave) for branch in BRANCHES])
    moved = np.array([-((start - day(w.cutover)) // 7) for w in WAVES])[wave]  # the first week that begins after it
    told = np.array([(day(w.start) - start) // 7 for w in WAVES])[wave]
    return Panel(lost / there, total, wave, told, moved)


def planted(seed: int, truth: Truth, wave: str) -> float:
    """What is planted in a wave as an effect on the weekly hazard of all its customers in the first twelve weeks after
    its move: those never moved or moved later than the others have less of it."""
    roster = make_roster(seed)
    (effect,) = (one for one in truth.of("hazard_ratio") if one.wave == wave)
    plan = next(w for w in WAVES if w.wave == wave)
    own = roster.cutover[roster.wave == WAVES.index(plan)]
    first = day(plan.cutover) + (-day(plan.cutover) + day(WAVES[0].cutover) - 5) % 7
    rates = []
    for week in range(12):
        since = (first + 7 * week - own) // 7
        inside = (since >= 0) & (since < len(effect.weeks))
        rates.append((np.where(inside, np.array(effect.weeks)[np.clip(since, 0, len(effect.weeks) - 1)], 1) - 1).mean())
    return float(np.mean(rates)) * truth.base.weekly_departures


def realised(seed: int, truth: Truth, wave: str) -> int:
    """How many customers of a wave left in the first twelve whole weeks after its move beyond those who would have left
    anyway: the same customers with the same dice, once with what is planted and once without. Chance is in it as it was
    in that programme."""
    roster, plan = make_roster(seed), next(w for w in WAVES if w.wave == wave)
    quiet = replace(truth, effects=tuple(one for one in truth.effects if one.kind != "hazard_ratio"))
    first = day(plan.cutover) + (-day(plan.cutover) + day(WAVES[0].cutover) - 5) % 7
    lost = []
    for told in (truth, quiet):
        left = make_departures(seed, roster, told, 63)
        lost.append(int(((roster.wave == WAVES.index(plan)) & (left >= first) & (left < first + 84)).sum()))
    return lost[0] - lost[1]
