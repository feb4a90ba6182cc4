"""What still stands in a branch that is being closed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.closing.charts.steps import HEADS, subject_of
from analytics.frames import rows
from analytics.marks import Cell, Column, Exhibit, Unit, grid
from analytics.marks.words import clauses
from data.datasets import DATASETS
from data.language import People

if TYPE_CHECKING:
    from analytics.closing.numbers.standing import Standing
    from data.language import Translator


def table_standing(found: Standing, t: Translator) -> Exhibit:
    """A line a branch; what stands although it is deregistered is said first."""
    frame, subtitle = found.frame, t("closing.standing.subtitle")
    if frame.empty:
        return Exhibit.nothing(t("closing.standing.empty"), subtitle, needs=("closing",))
    money = Unit("money", currency=found.prepaid.currency)
    columns = (
        Column("state", "state"),
        Column("subject", "head"),
        Column("registered", "date"),
        Column("customers", "number"),
        Column("complaints", "number"),
        Column("held", "number", unit=money),
        Column("staff", "prose"),
        Column("deleted", "date"),
    )
    lines = [
        (
            _shape(row, t),
            subject_of(row.branch, t),
            row.registered_on,
            _known(row.customers, t),
            _known(row.complaints, t),
            _held(row, found.prepaid.at(row.branch, "waiting"), money, t),
            t(f"closing.state.{row.staff}") if isinstance(row.staff, str) else "",
            row.deleted_on,
        )
        for row in rows(frame)
    ]
    told = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    unknown = (
        t("closing.standing.unknown", what=t.listing([DATASETS[name].label(t.lang) for name in found.unknown]))
        if found.unknown
        else ""
    )
    note = t.sentences(t("closing.standing.note"), unknown)
    return Exhibit(
        alive_said(found, t) or t("closing.standing.title", n=len(frame)), subtitle, note, grid(told, columns, HEADS, t)
    )


def alive_said(found: Standing, t: Translator) -> str:
    """The branches that are deregistered while something stands in them, the first by name; '' where none is."""
    alive = found.frame[found.frame["alive"].map(len) > 0]
    if alive.empty:
        return ""
    first = rows(alive)[0]
    money = Unit("money", currency=found.prepaid.currency)

    def said(name: str) -> str:
        value = getattr(first, name)
        if t.few(found.prepaid.at(first.branch, "waiting") if name == "held" else value):
            return t(f"closing.alive.{name}.few")
        if pd.isna(value):
            return t("closing.alive.held.hidden")
        return t(f"closing.alive.{name}", n=People(value), amount=money.write(value, t))

    what = t.listing([said(name) for name in first.alive])
    return t("closing.standing.alive", n=len(alive), subject=subject_of(first.branch, t), what=what)


def _shape(row: Any, t: Translator) -> Cell:
    state = "open" if pd.isna(row.registered_on) else "alive" if row.alive else "ended"
    words = t(f"closing.standing.{state}.state")
    unsure = state == "ended" and not row.sure
    if unsure:
        words = t("closing.standing.unsure.state")
    return Cell(
        words, words, "bad" if state == "alive" else "none" if state == "open" else "watch" if unsure else "good"
    )


def _held(row: Any, waiting: float | None, money: Unit, t: Translator) -> Any:
    """Money that is not settled; what stands beside it in other currencies, and what the list leaves out, is said."""
    if pd.isna(row.held) and not waiting:
        return t("closing.not_known")
    beside = []
    if t.few(row.foreign):
        beside.append(t("closing.held.foreign.few"))
    elif row.foreign:
        beside.append(t("closing.held.foreign", n=t.told(row.foreign)))
    if t.few(row.unlisted):
        beside.append(t("closing.held.unlisted.few"))
    elif row.unlisted:
        beside.append(t("closing.held.unlisted", n=t.told(row.unlisted), amount=money.write(row.unlisted_sum, t)))
    if t.few(waiting):
        return Cell(clauses(t, t("closing.alive.held.few"), *beside))
    if pd.isna(row.held):
        return Cell(clauses(t, t("closing.alive.held.hidden"), *beside))
    return Cell(clauses(t, money.write(row.held, t), *beside), float(row.held)) if beside else float(row.held)


def _known(value: Any, t: Translator) -> Any:
    """A count, that it is not known, or that it is one of few."""
    if t.few(value):
        return Cell(t("move.hidden"))
    return t("closing.not_known") if value is None or pd.isna(value) else Cell(t.count(value), t.told(value))
