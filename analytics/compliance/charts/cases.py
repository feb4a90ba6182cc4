"""Clocks that started themselves, in words: what runs out first, and how those that ended did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.closing.charts.steps import title_of
from analytics.compliance.charts.clock import HEADS, days_left
from analytics.compliance.numbers.clocks import CASES
from analytics.frames import rows
from analytics.marks import Cell, Column, Exhibit, grid
from analytics.reports.compliance import law_of
from data.datasets import DATASETS

if TYPE_CHECKING:
    from analytics.compliance.numbers.clocks import Clocks
    from data.language import Translator

SHAPES = {"overdue": "bad", "unknown": "watch", "open": "none"}


def overdue_said(found: Clocks, t: Translator) -> str:
    """How many of the clocks that started themselves are past their end, by what started most of them; '' where none
    is."""
    late = found.kinds[pd.to_numeric(found.kinds["overdue"]).fillna(0) > 0]
    if late.empty:
        return ""
    n = found.total("overdue")
    most = max(rows(late), key=lambda row: (bool(row.law), row.overdue))
    return t("compliance.clocks.overdue", n=n, kind=t(f"compliance.clocks.kind.{most.clock}"), most=int(most.overdue))


def table_cases(found: Clocks, t: Translator) -> Exhibit:
    """What runs or is late, the first to run out on top; cases of persons for readers of rows."""
    subtitle, frame = t("compliance.clocks.subtitle"), found.cases
    note = _note(found, t)
    if frame.empty:
        if len(found.kinds):
            return Exhibit.answer(t("compliance.clocks.none"), t.sentences(subtitle, note))
        return Exhibit.nothing(t("compliance.clocks.nothing"), t.sentences(subtitle, note))
    columns = (
        Column("state", "state"),
        Column("clock", "prose"),
        Column("case", "head"),
        Column("starts", "prose"),
        Column("due", "prose"),
        Column("standing", "prose"),
        Column("source", "prose"),
    )
    lines = [
        (
            _shape(found, row, t),
            _kind(row, t),
            _case(row, t),
            _began(row, t),
            _due(row, t),
            _standing(row, t),
            law_of(row.duty, t),
        )
        for row in rows(frame)
    ]
    told = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    first = rows(frame)[0]
    title = overdue_said(found, t)
    if not title and first.due_at is not None:
        title = t(
            "compliance.clocks.next", kind=_kind(first, t), case=_case(first, t), date=_moment(first.due_at, first, t)
        )
    return Exhibit(
        title or t("compliance.clocks.title", n=len(frame)), subtitle, note, grid(told, columns, HEADS, t, 12)
    )


def table_kinds(found: Clocks, t: Translator) -> Exhibit:
    """By what starts a clock: how many began, how those that ended did, and what is open. Small groups are not
    shown."""
    subtitle, frame = t("compliance.clocks.kinds.subtitle"), found.kinds
    if frame.empty:
        return Exhibit.nothing(t("compliance.clocks.nothing"), subtitle)
    counts = ("n", "in_time", "late", "done", "gone", "overdue", "running", "open", "odd")
    columns = (
        Column("clock", "head"),
        Column("term", "prose"),
        *(Column(name, "number", f"clocks_{name}") for name in counts),
        Column("due", "date", "clocks_next"),
    )
    lines = [
        (
            t(f"compliance.clocks.kind.{row.clock}"),
            _term(row, t),
            *(_number(row, name, t) for name in counts),
            row.next_due,
        )
        for row in rows(frame)
    ]
    told = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    ended = found.total("in_time") + found.total("late")
    title = (
        t("compliance.clocks.kinds.title", n=found.total("in_time"), all=ended)
        if ended
        else t("compliance.clocks.kinds.plain")
    )
    return Exhibit(title, subtitle, _note(found, t), grid(told, columns, HEADS, t))


def _number(row: Any, name: str, t: Translator) -> Any:
    """A count as its reader may have it: those of persons are rounded for some."""
    value = getattr(row, name)
    if value is None or pd.isna(value):
        return t("compliance.clocks.hidden")
    return Cell(t.count(value), t.told(value)) if row.clock in CASES else float(value)


def _note(found: Clocks, t: Translator) -> str:
    missing = t.listing([DATASETS[name].label(t.lang) for name in found.missing])
    gone = found.total("gone")
    return t.sentences(
        t("compliance.clocks.note"),
        t("compliance.clocks.gone", n=t.told(gone) or 0) if gone and not t.few(gone) else "",
        t("compliance.clocks.missing", what=missing) if missing else "",
    )


def _kind(row: Any, t: Translator) -> str:
    own = f"compliance.clocks.request.{row.kind}"
    return t(own) if row.clock == "request" and row.kind else t(f"compliance.clocks.kind.{row.clock}")


def _case(row: Any, t: Translator) -> str:
    if row.clock == "closing":
        where = t("closing.split") if row.case_no == "split" else t.branch(row.case_no) or t("closing.unnamed")
        return f"{where} · {title_of(row.name, t)}"
    return " · ".join(one for one in (row.case_no, row.name) if one) or "–"


def _hours(row: Any) -> bool:
    return bool(row.law) and getattr(row.duty, "unit", "") == "hour"


def _moment(at: Any, row: Any, t: Translator) -> str:
    return t.moment(at) if _hours(row) else t.date(at, year=True)


def _began(row: Any, t: Translator) -> str:
    """When a clock began; of an incident of which nobody wrote when it was found, that it is counted from when it
    happened."""
    told = _moment(row.start, row, t)
    return f"{told} · {t('compliance.clocks.assumed')}" if row.assumed is True else told


def _due(row: Any, t: Translator) -> str:
    if row.due_at is None or pd.isna(row.due_at):
        return t("compliance.clocks.no_deadline")
    internal = "ledger" if row.clock == "complaint" else "internal"
    kind = internal if not row.law else "provisional" if row.provisional else "law"
    return f"{_moment(row.due_at, row, t)} · {t(f'compliance.due.{kind}')}"


def _standing(row: Any, t: Translator) -> str:
    if row.state == "unknown":
        return t(f"compliance.cause.{row.cause}") if row.cause else t("compliance.state.unknown")
    if row.days is None or pd.isna(row.days):
        return t("compliance.clocks.no_deadline")
    return t("compliance.hours_late") if row.state == "overdue" and not row.days else days_left(int(row.days), t)


def _shape(found: Clocks, row: Any, t: Translator) -> Cell:
    words = t(f"compliance.clocks.state.{row.state}")
    soon = row.state == "due" and not found.judge.beyond("clock.soon_days", float(row.days))
    return Cell(words, words, "watch" if soon else SHAPES.get(row.state, "none"))


def _term(row: Any, t: Translator) -> str:
    """The term in words with its source: by law, internal, or none."""
    duty = row.duty
    if row.clock == "closing":
        return t("compliance.clocks.term.steps")
    if row.law:
        own = ".ledger" if row.clock == "complaint" else ""
        return t(
            f"compliance.clocks.term.law{own}",
            term=t(f"compliance.clocks.unit.{duty.unit}", n=int(duty.term)),
            source=law_of(duty, t),
        )
    if duty.target_days is not None and not pd.isna(duty.target_days):
        return t(
            "compliance.clocks.term.internal",
            term=t("compliance.clocks.unit.day", n=int(duty.target_days)),
            source=law_of(duty, t),
        )
    return t("compliance.clocks.term.none", source=law_of(duty, t))
