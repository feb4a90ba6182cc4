"""What the sections of the risk page look at: the register of an assessment in a category, with what it costs and what
is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.risk.numbers.checks import Evidence, Finding, compute_checks
from analytics.risk.numbers.exposure import (
    Exposure,
    Realised,
    load_exposure,
    load_incidents,
    load_realised,
)
from analytics.risk.numbers.indicators import load_indicators
from analytics.risk.numbers.register import Register, load_register
from analytics.risk.numbers.treatments import Treatments, load_treatments
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

ALL = "all"
Arrow = Literal["before", "inherent", "target"]
ARROWS: tuple[Arrow, ...] = ("before", "inherent", "target")
Places = dict[int, str]
"""Row → file, sheet and row where it was read; '' for one that was made on screen."""


@dataclass(frozen=True)
class Seen:
    """The register that is looked at (``category`` is '' for all of it), with its measures, its money and the arrow to
    draw."""

    register: Register
    treatments: Treatments
    exposure: Exposure
    category: str
    arrow: Arrow


def load_days(store: Store, scope: Scope) -> tuple[str, ...]:
    """The days of the assessments, the last one first."""
    return tuple(day.isoformat() for day in load_register(store, scope).days[::-1])


def load_categories(store: Store, scope: Scope) -> tuple[str, ...]:
    """All, then every category that a risk was ever open in."""
    trend = load_register(store, scope).trend
    return (ALL, *sorted({*trend.loc[trend["n"] > 0, "category"]} - {""}))


@once
def load_looked_at(store: Store, scope: Scope, category: str = ALL, assessed: str = "") -> Register:
    """The register of one category at one assessment; by default all of it at the last one."""
    last = load_register(store, scope)
    earlier = bool(assessed) and bool(last.days) and assessed != last.days[-1].isoformat()
    register = load_register(store, scope, date.fromisoformat(assessed)) if earlier else last
    return register.only("" if category == ALL else category)


@once
def load_exposed(store: Store, scope: Scope, category: str = ALL, assessed: str = "") -> Exposure:
    """The simulated loss of the register that is looked at."""
    return load_exposure(store, scope, load_looked_at(store, scope, category, assessed))


@once
def load_measures(store: Store, scope: Scope, category: str = ALL, assessed: str = "") -> Treatments:
    """What is done about the risks that are looked at."""
    return load_treatments(store, scope, load_looked_at(store, scope, category, assessed))


def load_seen(store: Store, scope: Scope, category: str = ALL, assessed: str = "", arrow: Arrow = "before") -> Seen:
    """All that the register is shown with."""
    return Seen(
        load_looked_at(store, scope, category, assessed),
        load_measures(store, scope, category, assessed),
        load_exposed(store, scope, category, assessed),
        "" if category == ALL else category,
        arrow,
    )


def load_happened(store: Store, scope: Scope, category: str = ALL, assessed: str = "") -> Realised:
    """What was rated half a year ago in this category, and what has happened since."""
    return load_realised(
        store, scope, load_looked_at(store, scope, category, assessed), "" if category == ALL else category
    )


@dataclass(frozen=True)
class Placed:
    """Rows with where each was read; ``places`` is empty for readers without row level."""

    rows: pd.DataFrame
    places: Places
    currency: str


def load_places(store: Store, scope: Scope, dataset: str, rows: pd.DataFrame) -> Places:
    """Where rows of a dataset were read. The look is logged."""
    own = [int(row) for row in rows["row_id"].dropna()] if "row_id" in rows else []
    if not (scope.rights.row_level and own):
        return {}
    found = store.lineage(dataset, own, scope.rights)
    found = found[found["live"].astype(bool)].sort_values("seq").drop_duplicates("row_id", keep="last")
    return {
        int(row_id): " · ".join(str(part) for part in parts if not pd.isna(part) and str(part))
        for row_id, *parts in zip(found["row_id"], found["file_name"], found["sheet"], found["row"], strict=True)
    }


def load_incidents_placed(store: Store, scope: Scope, *_: str) -> Placed:
    """The incidents, newest first."""
    register = load_register(store, scope)
    frame = load_incidents(store, scope)
    return Placed(frame, load_places(store, scope, "incidents", frame), register.currency)


def load_measures_placed(store: Store, scope: Scope, category: str = ALL) -> Placed:
    """The measures, past due first, then by due day."""
    lines = load_measures(store, scope, category).lines
    order = {"overdue": 0, "under_way": 1, "planned": 2, "done": 3}
    lines = lines.assign(rank=lines["state"].map(order)).sort_values(["rank", "due_on", "treatment"])
    return Placed(lines, load_places(store, scope, "treatments", lines), "")


def load_readings_placed(store: Store, scope: Scope) -> Placed:
    """The last reading of each indicator, the worst first."""
    now = load_indicators(store, scope).now
    return Placed(now, load_places(store, scope, "indicators", now), "")


@dataclass(frozen=True)
class Checked:
    """What the rules found, with where each row was read, by dataset."""

    register: Register
    findings: list[Finding]
    places: dict[str, Places]


def load_checked(store: Store, scope: Scope, category: str = ALL) -> Checked:
    """The register of the last assessment against its rules."""
    register, indicators = load_looked_at(store, scope, category), load_indicators(store, scope)
    told = Evidence(register, load_measures(store, scope, category), indicators, load_incidents(store, scope))
    findings = compute_checks(told)
    rows = {
        dataset: pd.DataFrame({"row_id": [one.row_id for one in findings if one.dataset == dataset]}, dtype="Int64")
        for dataset in ("risks", "treatments", "indicators")
    }
    return Checked(
        register, findings, {dataset: load_places(store, scope, dataset, own) for dataset, own in rows.items()}
    )
