"""Where a number comes from: the loads of its ledgers with their age, why it is held against its limits, and who
changed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.judging import COMPLEMENTS, OLDER
from analytics.periods import as_of_day
from analytics.snapshot import once
from data.clock import day_of
from data.datasets import DATASETS
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.metrics import Passport
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

DELIVERED = ("obligations",)
"""Datasets of which the product brings rows of its own, in force where none are loaded."""

SOURCES = Query(
    name="provenance.sources",
    # One row a dataset with a live batch: dataset, batches, known_at (newest).
    sql="select dataset, count(*) as batches, max(known_at) as known_at from {batches} where live group by dataset",
    grain="open",
)


TOLD = Query(
    name="provenance.told",
    # One row a time a setting was told: setting, value, note, known_at, who, the oldest first.
    sql="select setting, value, note, known_at, who from {settings_told} order by seq, setting",
    grain="open",
)


@dataclass(frozen=True)
class Source:
    """The loads of one dataset that are in force. ``last``: the programme's day of the newest, null without one;
    ``age`` its days."""

    dataset: str
    batches: int = 0
    last: date | None = None
    age: int = 0

    def words(self, t: Translator) -> str:
        """``Survey answers: 48 loads, the last on 22 Nov 2026 (yesterday)`` · ``Costs: never loaded``."""
        label = DATASETS[self.dataset].label(t.lang)
        if self.last is None:
            return t(
                "passport.source.delivered" if self.dataset in DELIVERED else "passport.source.never", dataset=label
            )
        return t(
            "passport.source", dataset=label, n=self.batches, last=t.date(self.last, year=True), days=t.number(self.age)
        )


@dataclass(frozen=True)
class Change:
    """A limit of a metric as somebody set it: the setting, what it was set to, the day, who, and the note beside it."""

    setting: str
    value: str
    on: date
    who: str
    note: str

    def words(self, t: Translator) -> str:
        said = t(
            "passport.change", setting=self.setting, value=self.value, date=t.date(self.on, year=True), who=self.who
        )
        return t("passport.change.note", change=said, note=self.note) if self.note else said


@dataclass(frozen=True)
class Provenance:
    """What stands behind a metric. ``changes`` are the newest first."""

    sources: tuple[Source, ...] = ()
    changes: tuple[Change, ...] = ()


@once
def load_sources(store: Store, scope: Scope) -> dict[str, Source]:
    """The loads in force of every dataset that has one, as of the scope's moment."""
    day = as_of_day(scope)
    found = {}
    for row in rows(store.read(SOURCES, scope.rights, as_of=scope.as_of, params={})):
        last = day_of(pd.Timestamp(row.known_at).to_pydatetime())
        found[str(row.dataset)] = Source(str(row.dataset), int(row.batches), last, (day - last).days)
    return found


@once
def load_changes(store: Store, scope: Scope) -> dict[str, tuple[Change, ...]]:
    """Every limit that was set by the scope's moment, by the name that is used today, newest first."""
    told: dict[str, tuple[Change, ...]] = {}
    for row in rows(store.read(TOLD, scope.rights, as_of=scope.as_of, params={})):
        name = (OLDER | COMPLEMENTS).get(row.setting, row.setting)
        on = day_of(pd.Timestamp(row.known_at).to_pydatetime())
        change = Change(
            str(row.setting), str(row.value), on, str(row.who), row.note if isinstance(row.note, str) else ""
        )
        told[name] = (change, *told.get(name, ()))
    return told


def load_provenance(store: Store, scope: Scope, passport: Passport) -> Provenance:
    """What stands behind a metric as of the scope's moment."""
    known, told = load_sources(store, scope), load_changes(store, scope)
    own = (f"target.{passport.id}", f"limit.{passport.id}.watch", f"limit.{passport.id}.bad")
    changes = [change for name in own for change in told.get(name, ())]
    sources = tuple(known.get(name, Source(name)) for name in passport.datasets)
    return Provenance(sources, tuple(sorted(changes, key=lambda one: one.on, reverse=True)))


def why(passport: Passport, t: Translator, changes: Sequence[Change] = ()) -> str:
    """Why a metric is held against its limits: its own words, else those of its kind; '' without limits. Where somebody
    has set one, that it was set: the reason is the note beside it."""
    if changes:
        return t("passport.why.set")
    watch, bad = passport.thresholds or (None, None)
    if passport.target is None and watch is None and bad is None:
        return ""
    own = f"metric.{passport.id}.why"
    return t(own) if t.has(own) else t(f"passport.why.{_kind(passport, watch)}")


def _kind(passport: Passport, watch: float | None) -> str:
    if passport.relative:
        return "plan"
    if passport.unit == "count" and watch == 0:
        return "none_allowed"
    if passport.unit == "share":
        return "none_allowed" if passport.better == "down" else "all_asked" if watch == 1 else "usual"
    return "usual"


def provenance_row(passport: Passport, found: Provenance, t: Translator) -> dict[str, str]:
    """The same in words, as fields of a file or an answer."""
    return {
        "why": why(passport, t, found.changes),
        "sources": "; ".join(one.words(t) for one in found.sources),
        "changes": "; ".join(one.words(t) for one in found.changes),
    }
