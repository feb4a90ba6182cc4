"""What the score of a principle is made of, and what the checks between ledgers have found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.marks import Cell, Column, Exhibit, grid
from analytics.reports.compliance import duty_of
from analytics.rights.charts.fairness import group_name
from data.datasets import DATASETS
from data.language import start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.readiness.numbers.consistency import Finding
    from analytics.readiness.numbers.found import Opened
    from data.language import Translator

SHOWN, LISTED = 15, 20


def table_principle(found: Opened, t: Translator) -> Exhibit:
    """The rows of a principle, those that are wrong first."""
    score = found.score
    title, subtitle = (t(f"readiness.principle.{score.principle}.{part}") for part in ("title", "subtitle"))
    if score.rows.empty:
        return Exhibit.nothing(t("readiness.principle.nothing"), subtitle, title)
    duties = {row.obligation: f"{row.obligation} {duty_of(row, t)}" for row in rows(found.catalogue)}
    told = pd.DataFrame([_line(score.principle, row, duties, t) for row in rows(score.rows)])
    columns = [Column("state", "state"), Column("what_counted", "head"), Column("about", "prose")]
    if score.rows["number"].notna().any():
        columns.append(Column("number", "number"))
    return Exhibit(title, subtitle, body=grid(told, columns, "readiness.column", t, SHOWN))


def _line(principle: str, row: Any, duties: dict[str, str], t: Translator) -> dict[str, Any]:
    words, key = t(f"readiness.check_state.{row.state}"), f"readiness.counted.{row.what}"
    line = {
        "state": Cell(words, words, row.state),
        "about": start(t.wave(t.branch(row.about))) if row.about else "",
        "number": row.number,
    }
    if principle == "fair":
        item, _, grp = row.about.partition(".")
        gap = Cell(t.percent(row.number, 1, sign=True), round(100 * row.number, 1))
        return line | {
            "about": group_name(item, grp, t),
            "what_counted": t(f"rights.outcome.{row.what}"),
            "number": gap,
        }
    return line | {"what_counted": t(key) if t.has(key) else duties.get(row.what, row.what)}


def table_checks(findings: Sequence[Finding], t: Translator) -> Exhibit:
    """Every check between ledgers; those that found what cannot be true on top, those whose ledgers are missing
    last."""
    wrong = [item for item in findings if item.n]
    known = sum(item.known for item in findings)
    if wrong:
        title = t("readiness.checks.found", n=len(wrong))
    else:
        title = t("readiness.checks.none", n=known) if known else t("readiness.checks.unknown")
    told = pd.DataFrame([_check(item, t) for item in findings])
    columns = (
        Column("state", "state"),
        Column("check", "head"),
        Column("ledgers", "prose"),
        Column("number", "number"),
    )
    note = t("readiness.checks.left_out", n=len(findings) - known) if known < len(findings) else ""
    return Exhibit(title, t("readiness.checks.subtitle"), note, grid(told, columns, "readiness.column", t))


def _check(item: Finding, t: Translator) -> dict[str, Any]:
    state = "none" if not item.known or item.n is None else "bad" if item.n else "good"
    words = t(f"readiness.check_state.{state}")
    number = t("readiness.no_data") if not item.known else t("readiness.few") if item.n is None else t.number(item.n)
    return {
        "state": Cell(words, words, state),
        "check": t(f"readiness.check.{item.rule.name}"),
        "ledgers": t.listing([DATASETS[name].label(t.lang) for name in item.rule.datasets]),
        "number": Cell(number, item.n if item.known else None),
    }


def table_contradicted(item: Finding | None, t: Translator) -> Exhibit | None:
    """The rows that a check found, for those who may see them."""
    if item is None or item.rows.empty:
        return None
    title = t(f"readiness.check.{item.rule.name}")
    told = item.rows.assign(detail=[_detail(detail, t) for detail in item.rows["detail"]])
    columns = (Column("subject", "head"), Column("wave"), Column("said_on", "date"), Column("detail", "prose"))
    subtitle = t("readiness.checks.rows", n=len(told))
    return Exhibit(title, subtitle, body=grid(told, columns, "readiness.column", t, LISTED))


def _detail(detail: Any, t: Translator) -> Any:
    key = f"readiness.detail.{detail}"
    return t(key) if t.has(key) else detail
