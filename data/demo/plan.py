"""The story of the demo programme that does not depend on chance: weeks, branches, waves and when what was known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from data.problems import Refusal

DECISION = date(2025, 9, 1)
CLOSING = date(2027, 4, 30)
OPENING = date(2025, 9, 7)
"""The Sunday on which the programme and the roster were loaded."""
LAST = date(2027, 5, 30)
"""The story ends here; a later day sees nothing more."""
LOADED_AT = time(10)
"""Each week is loaded on Sunday at 18:00 in Shanghai, which is 10:00 UTC, the time the store keeps."""
SEED = 20261122
CUSTOMERS = 20_000
REST_DAYS = 28
"""A customer is not asked again before so many days have passed."""
WINDOW = range(-6, 8)
"""Weeks around a wave's cut-over in which customers are asked as often as the rest between invitations allows."""
CLOSE_SHARE, USUAL_SHARE = 0.24, 0.105
"""Share of a wave's customers that is asked in a week: around the cut-over, and otherwise."""


@dataclass(frozen=True)
class BranchPlan:
    """A branch of the transferring company; ``share`` is its share of its wave's customers."""

    branch: str
    region: str
    wave: str
    share: float


@dataclass(frozen=True)
class WavePlan:
    """A wave. ``plans`` are (known on, planned cut-over), oldest first; ``cutover`` is what came to pass."""

    wave: str
    customers: int
    plans: tuple[tuple[date, date], ...]
    cutover: date
    data_route: str
    contract_route: str

    @property
    def start(self) -> date:
        """Customers of a wave are told and prepared for four weeks before it is moved."""
        return self.cutover - timedelta(days=28)

    def planned(self, on: date) -> date:
        """The planned cut-over as it stood on a day."""
        return [planned for known, planned in self.plans if known <= on][-1]


BRANCHES = (
    BranchPlan("B01", "north", "W1", 1.0),
    BranchPlan("B02", "north", "W2", 1.0),
    BranchPlan("B03", "east", "W3", 0.42),
    BranchPlan("B04", "east", "W3", 0.33),
    BranchPlan("B05", "east", "W3", 0.25),
    BranchPlan("B06", "south", "W4", 0.55),
    BranchPlan("B07", "south", "W4", 0.45),
    BranchPlan("B08", "south", "W5", 1.0),
    BranchPlan("B09", "west", "W6", 0.6),
    BranchPlan("B10", "west", "W6", 0.4),
    BranchPlan("B11", "centre", "W7", 1.0),
    BranchPlan("B12", "centre", "W8", 1.0),
)
WAVES = (
    WavePlan("W1", 2_100, ((OPENING, date(2026, 3, 14)),), date(2026, 3, 14), "split", "split"),
    WavePlan(
        "W2",
        1_900,
        ((OPENING, date(2026, 5, 2)), (date(2026, 4, 12), date(2026, 5, 9))),
        date(2026, 5, 9),
        "split",
        "split",
    ),
    WavePlan("W3", 3_800, ((OPENING, date(2026, 7, 11)),), date(2026, 7, 11), "split", "split"),
    WavePlan("W4", 2_600, ((OPENING, date(2026, 9, 5)),), date(2026, 9, 5), "split", "split"),
    WavePlan("W5", 2_200, ((OPENING, date(2026, 10, 17)),), date(2026, 10, 24), "provide", "novation"),
    WavePlan(
        "W6",
        2_800,
        ((OPENING, date(2026, 11, 28)), (date(2026, 11, 8), date(2026, 12, 5))),
        date(2026, 12, 5),
        "provide",
        "novation",
    ),
    WavePlan("W7", 2_500, ((OPENING, date(2027, 1, 16)),), date(2027, 1, 16), "provide", "novation"),
    WavePlan("W8", 2_100, ((OPENING, date(2027, 2, 27)),), date(2027, 2, 27), "provide", "new"),
)
BY_WAVE = {wave.wave: wave for wave in WAVES}
AS_PLANNED = tuple(replace(wave, plans=((OPENING, wave.cutover),)) for wave in WAVES)
"""The waves of a quiet programme: each planned from the beginning for the day on which it is cut over."""


def waves_of(quiet: bool) -> tuple[WavePlan, ...]:
    """The waves of the story, or of one in which nothing slips."""
    return AS_PLANNED if quiet else WAVES


def last_sunday(before: date) -> date:
    """The last Sunday before a day; of a Sunday, the one a week earlier."""
    return before - timedelta(days=before.isoweekday() % 7 or 7)


def weeks_until(until: date) -> int:
    """How many whole weeks, each ending on a Sunday, the story has told by a day. ``Refusal('demo_too_early')`` if
    none."""
    weeks = (min(until, LAST) - OPENING).days // 7
    if weeks < 1:
        raise Refusal("demo_too_early", first=(OPENING + timedelta(days=7)).isoformat())
    return weeks


def sunday(week: int) -> date:
    """The Sunday that ends a week; week 0 is the first, -1 stands for the opening."""
    return OPENING + timedelta(days=7 * (week + 1))


def loaded_at(day: date) -> datetime:
    """When what was told on a day became known (UTC)."""
    return datetime.combine(day, LOADED_AT)
