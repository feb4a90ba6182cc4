"""The rules of the register with what each found, and how the cells of the files were read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.marks import Cell, Column, Exhibit, grid
from analytics.risk.charts.heat import level_words, place_words
from analytics.risk.charts.parts import place_of
from analytics.risk.numbers import RULES, compute_mapping

if TYPE_CHECKING:
    from analytics.risk.numbers.checks import Finding
    from analytics.risk.numbers.found import Checked
    from data.language import Translator

LISTED, LEAST = 6, 3
"""Rows that a rule names, and rules that are shown where none has found anything."""


def table_checks(found: Checked, t: Translator) -> Exhibit:
    """Every rule, those that found something first; the others are folded."""
    if found.register.assessed is None:
        return Exhibit.nothing(t("risk.empty.register"))
    by_rule = {code: list(part) for code, part in groupby(found.findings, key=lambda finding: finding.rule)}
    told = []
    for rule in sorted(RULES, key=lambda rule: rule.code not in by_rule):
        part = by_rule.get(rule.code, [])
        state = ("bad" if rule.serious else "watch") if part else "good"
        words = t(f"risk.check.state.{state}")
        named = [_said(one, found, t) for one in part[:LISTED]]
        named += [t("risk.check.more", n=len(part) - LISTED)] if len(part) > LISTED else []
        told.append(
            {
                "state": Cell(words, words, state),
                "rule": t(f"risk.check.{rule.code}"),
                "count": len(part),
                "rows": Cell("\n".join(named), "; ".join(named) or None),
            }
        )
    serious = sum(len(by_rule.get(rule.code, [])) for rule in RULES if rule.serious)
    open_ends = len(found.findings) - serious
    title = (
        t("risk.checks.title", n=serious)
        if serious
        else t("risk.checks.open", n=open_ends)
        if open_ends
        else t("risk.checks.none")
    )
    columns = (Column("state", "state"), Column("rule", "prose"), Column("count", "number"), Column("rows", "prose"))
    body = grid(pd.DataFrame(told), columns, "risk.head", t, max(len(by_rule), LEAST))
    return Exhibit(title, t("risk.checks.subtitle", n=len(RULES)), body=body)


def _said(one: Finding, found: Checked, t: Translator) -> str:
    """What a rule is about: its code and name, what stands there, and where it was read."""
    place = place_of(found.places[one.dataset], one.row_id, t)
    value = f"({one.value})" if one.value else ""
    return " ".join(part for part in (one.subject, one.name, value, place) if part)


def table_mapping(found: Checked, t: Translator) -> Exhibit:
    """As which levels the cells of the files were read, by which matrix."""
    register = found.register
    matrix, frame = register.matrix, compute_mapping(register)
    title, subtitle = t("risk.mapping.title", version=matrix.version), t("risk.mapping.subtitle")
    accepted = [t("risk.mapping.appetite", level=level_words(matrix.appetite, t))]
    accepted += [t("risk.mapping.of", category=name, level=level_words(level, t)) for name, level in matrix.appetites]
    since = (
        t("risk.mapping.since", date=t.date(matrix.since, year=True)) if matrix.since else t("risk.mapping.standard")
    )
    bands = " · ".join(
        f"{place_words('likelihood', at, matrix.rows, t)} {'<' if at < matrix.rows else '≤'} {t.percent(top, 0)}"
        for at, top in enumerate(matrix.bands, 1)
    )
    note = [since, *accepted, t("risk.mapping.bands", bands=bands)]
    if register.matrices.unreadable:
        note.append(t("risk.mapping.unreadable", settings=", ".join(register.matrices.unreadable)))
    if frame.empty:
        return Exhibit.nothing(t("risk.mapping.none"), subtitle, title)
    outside = t("risk.mapping.outside")
    read: list[Any] = [
        Cell(outside, outside, "bad")
        if pd.isna(row.place)
        else place_words(row.scale, int(row.place), matrix.rows if row.scale == "likelihood" else matrix.columns, t)
        for row in rows(frame)
    ]
    told = frame.assign(read_as=read, count=frame["n"])
    columns = (
        Column("scale", codes="risk.scale"),
        Column("said", "head"),
        Column("read_as", "prose"),
        Column("count", "number"),
    )
    return Exhibit(title, subtitle, " · ".join(note), grid(told, columns, "risk.head", t))
