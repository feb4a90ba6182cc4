"""The metrics of customers' rights and of the principles: counted from the ledgers, so that every change is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import Waves, fact
from analytics.frames import text
from analytics.judging import load_judge
from analytics.metrics.ledger import LedgerMetric, overdue_of
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.readiness.numbers.principles import compute_fair, compute_safe
from analytics.rights.numbers.consent import load_rights, load_told_days
from analytics.rights.numbers.fairness import load_spread
from analytics.rights.numbers.paths import load_paths
from analytics.rights.numbers.routes import load_asked_known
from analytics.safeguards.numbers import load_continuity, load_protection
from analytics.safeguards.numbers.passports import OWN, count_of, share_of
from analytics.scope import CUSTOMERS
from data.store.suppression import SUPPRESSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from analytics.rights.numbers.paths import Paths
    from analytics.scope import Scope
    from data.store import Store


def _answered(name: str) -> Callable[[Store, Scope], Value]:
    """Customers who were asked for a consent that their wave needs, and how many of them have that state."""

    def count(store: Store, scope: Scope) -> Value:
        funnel, unwritten = load_rights(store, scope).funnel, load_unwritten(store, scope)
        asked = funnel[funnel["needs"].astype(bool) & funnel[name].notna() & ~funnel["wave"].isin(unwritten)]
        found = replace(
            share_of(int(asked[name].sum()), int(asked["asked"].sum())), due=_silence_due(asked, store, scope)
        )
        if name == "silent" and found.value == 0 and _nobody_written(funnel):
            return Value()
        if not unwritten:
            return found
        said = fact("rights.tile.unwritten", n=len(unwritten), waves=Waves(unwritten))
        return replace(found, said=(*found.said, said)) if found.known else Value(why=said)

    return count


def _nobody_written(funnel: pd.DataFrame) -> bool:
    """Whether no letter has gone to any wave that needs a consent: those who refused all the same do not tell that
    nobody is silent."""
    return not bool((funnel.loc[funnel["needs"].astype(bool), "sent"].fillna(1) > 0).any())


def load_unwritten(store: Store, scope: Scope) -> tuple[str, ...]:
    """Waves that need a consent and were cut over, or are so near that their customers had to be told, of which no
    notice is on file: who of them is silent is not known, and that nobody is least of all."""
    found = load_rights(store, scope)
    own = found.funnel[found.funnel["needs"].astype(bool) & (found.funnel["sent"] == 0)]
    soon = load_told_days(store, scope) + found.judge.days("rights.unwritten_days")
    near = own["actual"].astype(bool) | (own["days_left"].astype("float64") <= soon)
    return tuple(str(wave) for wave in own.loc[near, "wave"])


def _silence_due(asked: pd.DataFrame, store: Store, scope: Scope) -> date | None:
    """The first day on which a wave with silent customers is as near as its alert has it; ``None`` where one of them
    has no day."""
    on = pd.to_datetime(asked.loc[asked["silent"].fillna(0) > 0, "cutover_on"])
    if on.empty or on.isna().any():
        return None
    days = load_judge(store, scope).days("rights.silent_days")
    return on.min().date() - timedelta(days=days)


def _told(store: Store, scope: Scope) -> Value:
    funnel = load_rights(store, scope).funnel
    due, late = (int(funnel[name].fillna(0).sum()) for name in ("due", "late"))
    return share_of(due - late, due)


def _kept(store: Store, scope: Scope) -> Value:
    states = list(load_rights(store, scope).promises["state"])
    ended = sum(state in ("kept", "late", "broken", "overdue") for state in states)
    found = count_of(sum(state == "kept" for state in states), ended)
    return (
        Value(found.value, n=found.n, whole=found.whole, said=(fact("rights.tile.promises.detail", n=len(states)),))
        if found.known
        else found
    )


def _open(store: Store, scope: Scope) -> Value:
    states = list(load_rights(store, scope).promises["state"])
    if not states:
        return Value()
    broken, still = states.count("broken"), sum(state in ("overdue", "due", "undated") for state in states)
    found = overdue_of(states.count("overdue"), still, still - states.count("undated"), float(len(states)))
    if found.value is None and not broken:
        return found
    return replace(found, value=(found.value or 0.0) + broken, n=len(states), whole=float(len(states)))


def _fair(store: Store, scope: Scope) -> Value:
    """Of what can be compared; that all of it is fair is not known where who is silent is not."""
    spread = load_spread(store, scope)
    score = compute_fair(spread)
    if score.part == score.whole:
        silence = not len(spread) or spread["outcome"].eq("silent").all()
        if not load_asked_known(store, scope) or load_unwritten(store, scope):
            return Value()
        if silence and _nobody_written(load_rights(store, scope).funnel):
            return Value()
    return share_of(score.part, score.whole)


def _safe(store: Store, scope: Scope) -> Value:
    score = compute_safe(load_protection(store, scope), load_continuity(store, scope))
    return share_of(score.part, score.whole)


def _lacking(store: Store, scope: Scope) -> Value:
    """Who does not move and has no path, of all who do not move; none of none is a programme without refusers, where
    the routes of its waves say whom to ask."""
    found = load_paths(store, scope)
    if not found.known("none"):
        return Value(note=SUPPRESSED)
    if not found.of("none") and (not load_asked_known(store, scope) or load_unwritten(store, scope)):
        return Value()
    value = Value(float(found.of("none"))) if found.hidden else count_of(found.of("none"), found.n)
    return replace(value, due=_path_due(found))


def _path_due(found: Paths) -> date | None:
    """The first day on which a wave somebody of which has no path is as near as its alert has it; ``None`` where one of
    them is over or has no day."""
    lacking = {text(wave) for wave in found.waves.loc[found.waves["standing"].eq("none"), "wave"]}
    return found.due(lacking, "rights.silent_days")


def _late(store: Store, scope: Scope) -> Value:
    found = load_paths(store, scope)
    if not found.known("late", "undated"):
        return Value(note=SUPPRESSED)
    if not found.n:
        return Value()
    return overdue_of(found.of("late"), found.of("late", "undated", "open"), found.of("late", "open"), float(found.n))


def _unsigned(store: Store, scope: Scope) -> Value:
    """Novations that are not signed, of those needed, due as all that a cut-over needs; how many of the contracts are
    in force all the same, which is never early."""
    found = load_paths(store, scope)
    needed, early = found.of_contracts("needed"), found.of_contracts("early")
    if found.contracts[["needed", "signed"]].isna().any(axis=None):
        return Value(note=SUPPRESSED)
    value = count_of(needed - found.of_contracts("signed"), needed)
    if early:
        return replace(value, said=(fact("metric.contracts_unsigned.early", n=early),))
    return replace(value, due=found.contracts_due())


LETTERS = ("notices", "waves", "customers")
SAFE = ("controls", "control_tests", "continuity_tests", "assets", "incidents")
STUCK = ("paths", "notices", "transfers", "waves", "customers")
for _passport, _count in (
    (
        Passport(
            "consented",
            "share",
            "up",
            (0, 1),
            None,
            None,
            LETTERS,
            OWN,
            digits=1,
            low=0,
            high=1,
            owner="compliance",
            people=True,
        ),
        _answered("consented"),
    ),
    (
        Passport(
            "silent",
            "share",
            "down",
            (0, 1),
            None,
            (0, 0),
            LETTERS,
            OWN,
            digits=1,
            low=0,
            high=1,
            owner="compliance",
            people=True,
        ),
        _answered("silent"),
    ),
    (
        Passport(
            "told_in_time",
            "share",
            "up",
            (0, 1),
            1.0,
            (1.0, 1.0),
            ("notices", "waves", "customers"),
            OWN,
            digits=1,
            low=0,
            high=1,
            owner="compliance",
            people=True,
        ),
        _told,
    ),
    (
        Passport(
            "promises_kept",
            "count",
            "up",
            (0, 50),
            None,
            None,
            ("promises",),
            OWN,
            companions=("promises_open",),
            owner="compliance",
            whole=CUSTOMERS,
        ),
        _kept,
    ),
    (
        Passport(
            "promises_open",
            "count",
            "down",
            (0, 50),
            None,
            (0, 0),
            ("promises",),
            OWN,
            owner="compliance",
            whole=CUSTOMERS,
        ),
        _open,
    ),
    (
        Passport(
            "without_path", "count", "down", (0, 500), None, (0, None), STUCK, OWN, low=0, owner="manager", people=True
        ),
        _lacking,
    ),
    (
        Passport(
            "paths_late", "count", "down", (0, 200), None, (0, 0), STUCK, OWN, low=0, owner="manager", people=True
        ),
        _late,
    ),
    (
        Passport(
            "contracts_unsigned",
            "count",
            "down",
            (0, 2_000),
            None,
            (0, None),
            ("contracts", "waves"),
            OWN,
            low=0,
            owner="manager",
            people=True,
        ),
        _unsigned,
    ),
    (
        Passport(
            "fair_comparisons",
            "share",
            "up",
            (0, 1),
            1.0,
            (1.0, 1.0),
            ("customers", "notices", "complaints"),
            OWN,
            digits=1,
            low=0,
            high=1,
            owner="compliance",
        ),
        _fair,
    ),
    (
        Passport(
            "safe_in_order",
            "share",
            "up",
            (0, 1),
            1.0,
            (1.0, 1.0),
            SAFE,
            OWN,
            digits=1,
            low=0,
            high=1,
            owner="compliance",
        ),
        _safe,
    ),
):
    register(LedgerMetric(_passport, _count, adds=SAFE if _passport.id == "safe_in_order" else ()))
