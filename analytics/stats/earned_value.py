"""Earned value and earned schedule: cost and time of a project from what was planned, earned and spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

EarningRule = Literal["units", "0/100", "50/50", "percent"]
"""How progress earns value: customers transferred ÷ planned, nothing until done, half at the start, percent
complete."""


def _ratio(above: float, below: float) -> float | None:
    return above / below if below else None


@dataclass(frozen=True)
class EarnedValue:
    """Budget at completion, and to date the planned value, the earned value and the actual cost, in one currency.

    Indices are ``None`` where their divisor is nothing: there is no CPI before anything was spent. PMI, Practice
    Standard for Earned Value Management.
    """

    bac: float
    pv: float
    ev: float
    ac: float

    @property
    def cv(self) -> float:
        """Cost variance, EV − AC."""
        return self.ev - self.ac

    @property
    def sv(self) -> float:
        """Schedule variance in money, EV − PV."""
        return self.ev - self.pv

    @property
    def cpi(self) -> float | None:
        """Cost performance index, EV ÷ AC; ``None`` while nothing was to be earned yet and nothing was."""
        return None if not self.ev and not self.pv else _ratio(self.ev, self.ac)

    @property
    def spi(self) -> float | None:
        """Schedule performance index, EV ÷ PV. It ends at 1 however late the work is done."""
        return _ratio(self.ev, self.pv)

    @property
    def eac_cpi(self) -> float | None:
        """Estimate at completion if the rest costs as the work so far: BAC ÷ CPI."""
        return None if not self.cpi else self.bac / self.cpi

    @property
    def eac_budget(self) -> float:
        """Estimate at completion if the rest costs its budget: AC + BAC − EV."""
        return self.ac + self.bac - self.ev

    @property
    def eac_both(self) -> float | None:
        """Estimate at completion if lateness costs too: AC + (BAC − EV) ÷ (CPI · SPI)."""
        return None if not self.cpi or not self.spi else self.ac + (self.bac - self.ev) / (self.cpi * self.spi)

    @property
    def etc(self) -> float | None:
        """Estimate to complete, EAC − AC, at the cost performance so far."""
        return None if self.eac_cpi is None else self.eac_cpi - self.ac

    @property
    def vac(self) -> float | None:
        """Variance at completion, BAC − EAC; negative is an overrun."""
        return None if self.eac_cpi is None else self.bac - self.eac_cpi

    @property
    def budget_gone(self) -> bool:
        """Whether the budget is spent and work is left: no performance can bring the project in on it."""
        return self.bac <= self.ac and self.ev < self.bac

    @property
    def tcpi_bac(self) -> float | None:
        """Performance that the rest needs to meet the budget, (BAC − EV) ÷ (BAC − AC); ``None`` once it is spent."""
        return None if self.bac <= self.ac else (self.bac - self.ev) / (self.bac - self.ac)

    @property
    def tcpi_eac(self) -> float | None:
        """Performance that the rest needs to meet the estimate, (BAC − EV) ÷ (EAC − AC)."""
        return None if self.eac_cpi is None else _ratio(self.bac - self.ev, self.eac_cpi - self.ac)


SAME = 1e-9
"""Values closer than this are the same."""


@dataclass(frozen=True)
class EarnedSchedule:
    """Time in periods of the planned value. ``earned`` is the time at which the value of now should have been earned.

    ``duration`` is the planned duration, ``time`` the periods passed.
    """

    earned: float
    time: float
    duration: float

    @property
    def done(self) -> bool:
        return self.earned >= self.duration

    @property
    def sv_t(self) -> float:
        """Schedule variance in periods, ES − AT; negative is late."""
        return self.earned - self.time

    @property
    def spi_t(self) -> float | None:
        """Schedule performance by time, ES ÷ AT. Unlike SPI it still shows lateness when all is done."""
        return _ratio(self.earned, self.time)

    @property
    def ieac_t(self) -> float | None:
        """Independent estimate of the duration, PD ÷ SPI(t); of finished work, the time it took."""
        if self.done:
            return self.time
        return None if not self.spi_t else self.duration / self.spi_t

    @property
    def tspi(self) -> float | None:
        """Pace that the rest needs to end in time, (PD − ES) ÷ (PD − AT); ``None`` once the planned time has passed."""
        return None if self.duration <= self.time else (self.duration - self.earned) / (self.duration - self.time)


def earned_schedule(planned: Sequence[float], earned: float, time: float) -> EarnedSchedule:
    """The earned schedule of ``earned`` against cumulative planned values at the ends of periods 1, 2, ….

    ES = C + I: C is the last period with a planned value not above ``earned``, I the part of the next one. The planned
    duration ends where the planned value first reaches its total. Lipke & Henderson (2006). Refuses a planned value
    that falls or is nothing.
    """
    curve = [0.0, *planned]
    if any(later < earlier for earlier, later in pairwise(curve)):
        raise ValueError("cumulative planned values do not fall")
    total = curve[-1]
    if total <= 0:
        raise ValueError("nothing is planned")
    duration = next(period for period, value in enumerate(curve) if value >= total)
    if earned >= total:
        return EarnedSchedule(float(duration), time, float(duration))
    period = max(at for at, value in enumerate(curve) if value <= earned)
    part = (earned - curve[period]) / (curve[period + 1] - curve[period])
    if part < SAME:
        # Nothing is planned for a while: whoever has earned all up to there is on time at any moment of it, neither
        # ahead nor behind.
        reached = next(at for at, value in enumerate(curve) if value >= earned * (1 - SAME))
        return EarnedSchedule(min(max(time, float(reached)), float(period)), time, float(duration))
    return EarnedSchedule(period + part, time, float(duration))


def earned_share(rule: EarningRule, *, share: float = 0.0, started: bool = False, done: bool = False) -> float:
    """The share of a task's budget that it has earned by a rule; ``share`` is its progress, 0 to 1."""
    if rule == "0/100":
        return 1.0 if done else 0.0
    if rule == "50/50":
        return 1.0 if done else 0.5 if started else 0.0
    return 1.0 if done else min(max(share, 0.0), 1.0)
