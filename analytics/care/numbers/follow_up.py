"""Who was reached after the cut-over and who was not, how long ago anybody spoke with whom, and care beside staying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.care.numbers.statements import (
    BACKWARDS,
    BESIDE,
    BY_WAVE_DAY,
    CADENCE,
    MARKED,
    MARKS,
    SILENT,
    SILENT_LIST,
    UNJUDGED,
    UNREACHED,
    UNREACHED_LIST,
)
from analytics.frames import natural, text
from analytics.judging import load_judge
from analytics.market.numbers.rivals import count_of
from analytics.reach import load_known_day, load_loaded
from analytics.retention.curves import ask
from analytics.snapshot import once
from analytics.stats.stratified import Stratified, compare_within
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

HORIZON = 60
"""Days after the first mark over which those who were reached by it are held beside those who were not."""
SPANS = ("30", "60", "90", "more", "never")
TIERS = ("high", "medium", "low", "")


@dataclass(frozen=True)
class FollowUp:
    """Customers cut over since contacts of care are written down, up to ``day``, the last that both ledgers tell of.

    ``marks``: mark, n (still there at it), reached; ``waves``: the same by wave; ``unreached``: wave, n, high (of high
    value) of those past the first mark, still there, whom nobody has reached. Null where too few. ``began`` is false
    where no contact of care is on file.
    """

    marks: pd.DataFrame
    waves: pd.DataFrame
    unreached: pd.DataFrame
    day: date
    backwards: int | None = 0
    """Contacts that reached their customer before they were raised (``None``: one to nine)."""
    unjudged: tuple[str, ...] = ()
    """Waves with customers cut over before the first contact of care on file, who are not judged; that day is
    ``began``."""
    began: date | None = None
    by_wave_day: tuple[str, ...] = ()
    """Waves of which nobody recorded who was moved: all their customers are counted, from the day of the wave."""

    @property
    def open(self) -> int:
        """How many nobody has reached, of the waves that are shown."""
        return int(exact_n(self.unreached).fillna(0).sum())

    @property
    def open_high(self) -> int | None:
        """How many of them are of high value; ``None`` where the part of a wave is hidden or not known."""
        high = self.unreached.loc[self.unreached["n"].notna(), "high"]
        return None if high.isna().any() else int(high.sum())

    def share(self, mark: int, wave: str = "") -> tuple[int, int] | None:
        """(reached, still there) at a mark, of all or of a wave; ``None`` where nobody was judged, or too few."""
        frame = self.waves[self.waves["wave"].map(text) == wave] if wave else self.marks
        own = frame[(frame["mark"] == mark) & frame["n"].notna()]
        return None if own.empty else (int(own["reached"].iloc[0]), int(exact_n(own).iloc[0]))

    @property
    def names(self) -> list[str]:
        """The waves that were judged."""
        known = self.waves[self.waves["n"].notna() & self.waves["wave"].notna()]
        return sorted({text(wave) for wave in known["wave"]}, key=natural)


@dataclass(frozen=True)
class Touched:
    """When anybody last spoke with those who are there. ``cadence``: tier, span, n; ``branches``: branch, n (of high
    value), silent, unsure (never spoken with since contacts are written down, which is not long enough to tell);
    ``whole``: the same of all together. Small parts are null for readers without rows."""

    cadence: pd.DataFrame
    branches: pd.DataFrame
    whole: pd.DataFrame
    days: int
    day: date

    @property
    def known(self) -> pd.DataFrame:
        return self.branches[self.branches["n"].notna() & self.branches["silent"].notna()]

    @property
    def silent(self) -> int | None:
        """Customers of high value without a contact for more than ``days``; ``None`` where there are too few to be
        told, or it is too early."""
        return None if self.whole["silent"].isna().any() or self.early else int(self.whole["silent"].sum())

    @property
    def early(self) -> bool:
        """Whether of nobody more is known than that contacts are not written down for so long: then none is known to be
        silent, or not to be."""
        return bool((self.whole["silent"].eq(0) & self.whole["unsure"].gt(0)).any())

    @property
    def high(self) -> int:
        return int(exact_n(self.whole).fillna(0).sum())


@dataclass(frozen=True)
class Beside:
    """Those reached by the first mark beside those who were not: ``frame`` has wave, reached (yes, no), n, kept;
    ``within`` the difference of the shares kept (reached − not) within waves; null where no wave has both."""

    frame: pd.DataFrame
    within: Stratified | None

    def cell(self, wave: str, reached: str) -> tuple[int, int] | None:
        """(kept, n) of a group; ``None`` where it is not known."""
        own = self.frame[
            (self.frame["wave"].map(text) == wave) & (self.frame["reached"] == reached) & self.frame["n"].notna()
        ]
        return None if own.empty else (int(own["kept"].iloc[0]), int(exact_n(own).iloc[0]))

    @property
    def waves(self) -> list[str]:
        """Waves of which both groups are known."""
        names = sorted({text(wave) for wave in self.frame["wave"].dropna()}, key=natural)
        return [wave for wave in names if self.cell(wave, "yes") and self.cell(wave, "no")]

    @property
    def too_few(self) -> bool:
        """Whether fewer than ten customers left over the horizon: too few to tell anything."""
        return (
            sum(
                n - kept
                for wave in self.waves
                for kept, n in (self.cell(wave, "yes") or (0, 0), self.cell(wave, "no") or (0, 0))
            )
            < 10
        )


def known_until(store: Store, scope: Scope) -> date:
    """The last day of which both contacts and departures are told."""
    return min(load_known_day(store, scope, "contacts"), load_known_day(store, scope, "departures"))


@once
def load_follow_up(store: Store, scope: Scope) -> FollowUp | None:
    """Follow-up of the scope; ``None`` where no contact was ever loaded."""
    if "contacts" not in load_loaded(store, scope):
        return None
    day = known_until(store, scope)
    flags = {"by_wave": False, "by_branch": False}
    left_out = ask(store, scope, UNJUDGED, day)
    began = None if left_out.empty else pd.Timestamp(left_out["began"].iloc[0]).date()
    return FollowUp(
        ask(store, scope, MARKED, day, **flags),
        ask(store, scope, MARKED, day, **flags | {"by_wave": True}),
        ask(store, scope, UNREACHED, day),
        day,
        count_of(ask(store, scope, BACKWARDS, day)),
        tuple(text(wave) for wave in left_out["wave"] if text(wave)),
        began,
        tuple(text(wave) for wave in ask(store, scope, BY_WAVE_DAY, day)["wave"] if text(wave)),
    )


def load_unreached(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Those nobody has reached, one by one; nothing for readers without the right to rows."""
    if not scope.rights.row_level or "contacts" not in load_loaded(store, scope):
        return None
    return ask(store, scope, UNREACHED_LIST, known_until(store, scope))


def silent_days(store: Store, scope: Scope) -> int:
    """Days without a contact after which a customer of high value is on the list (``care.silent_days``)."""
    return int(load_judge(store, scope).days("care.silent_days"))


@once
def load_touched(store: Store, scope: Scope) -> Touched | None:
    """Cadence and silence of the scope; ``None`` where no contact was ever loaded."""
    if "contacts" not in load_loaded(store, scope):
        return None
    day, days = known_until(store, scope), silent_days(store, scope)
    branches, whole = (ask(store, scope, SILENT, day, silent_days=days, by_branch=by) for by in (True, False))
    return Touched(ask(store, scope, CADENCE, day), branches, whole, days, day)


def load_silent(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Customers of high value without a contact, one by one; nothing for readers without the right to rows."""
    if not scope.rights.row_level or "contacts" not in load_loaded(store, scope):
        return None
    return ask(store, scope, SILENT_LIST, known_until(store, scope), silent_days=silent_days(store, scope))


def compute_beside(frame: pd.DataFrame) -> Beside:
    """The two groups within waves (Mantel–Haenszel): waves differ in both who was reached and who leaves."""
    found = Beside(frame, None)
    strata = []
    for wave in found.waves:
        yes, no = found.cell(wave, "yes"), found.cell(wave, "no")
        if yes and no:
            strata.append((*yes, *no))
    return Beside(frame, compare_within(strata) if strata else None)


@once
def load_beside(store: Store, scope: Scope) -> Beside | None:
    """Care and staying side by side; ``None`` where contacts or departures were never loaded."""
    if not {"contacts", "departures"} <= load_loaded(store, scope).keys():
        return None
    return compute_beside(ask(store, scope, BESIDE, known_until(store, scope), horizon=HORIZON))


FIRST = MARKS[0]
