"""Reviews in words and marks: the last verdicts, findings with their actions and ages, changes of law and policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.compliance.charts.clock import HEADS, told
from analytics.compliance.numbers.reviews import compute_ages
from analytics.frames import natural, rows
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Grid, Series, values
from analytics.marks.words import calm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.compliance.numbers.found import Compliance
    from data.language import Translator


def named(row: Any) -> str:
    """What an entry is about, else its number."""
    return row.title if isinstance(row.title, str) and row.title else str(row.review)


def late_said(frame: pd.DataFrame, key: str, t: Translator) -> str:
    """The entries past their day, the latest of them by name; '' where there is none."""
    late = frame[frame["late"] > 0]
    return t(key, n=len(late), name=named(rows(late)[0])) if len(late) else ""


def all_late_said(kinds: Mapping[str, pd.DataFrame], expired: pd.DataFrame, t: Translator) -> str:
    """Reports, findings and changes past their day and proofs that have expired: a kind alone by its name, several as
    one clause."""
    late = {kind: frame[frame["late"] > 0] for kind, frame in kinds.items()}
    said = {
        kind: (len(frame), rows(frame)[0].title if isinstance(rows(frame)[0].title, str) else frame.iloc[0][number])
        for kind, frame, number in [
            *((kind, frame, "review") for kind, frame in late.items()),
            ("expired", expired, "evidence"),
        ]
        if len(frame)
    }
    if len(said) < 2:
        return "".join(t(f"compliance.message.{kind}", n=n, name=name) for kind, (n, name) in said.items())
    return t(
        "compliance.late",
        what=t.listing([t(f"compliance.late.{kind}", n=n, name=name) for kind, (n, name) in said.items()]),
    )


def missed(row: Any, t: Translator) -> Cell:
    """The shape of an entry: done too late is to be watched, whatever came of it."""
    state = "watch" if row.missed else str(row.state)
    return Cell(t(f"state.{state}"), t(f"state.{state}"), state)


def due_said(row: Any, done: Any, t: Translator, *, year: bool = False) -> str:
    return t("compliance.days_late", n=int(row.late)) if row.late else "–" if pd.isna(done) else t.date(done, year=year)


def chart_ages(found: Compliance, t: Translator) -> Exhibit:
    """Open findings by their age: those past their day, and those in time."""
    reviews, subtitle = found.reviews, t("compliance.ages.subtitle")
    if reviews.findings.empty:
        return Exhibit.nothing(t("compliance.ages.empty"), subtitle)
    own, frame = reviews.open_findings, compute_ages(reviews)
    late, again = int((own["late"] > 0).sum()), int(reviews.findings["again"].notna().sum())
    well = calm(t, t("compliance.ages.title", n=len(own)), len(own), int(own["due"].isna().sum()))
    title = t("compliance.ages.late", n=late, open=len(own)) if late else well
    mark = Bars(
        tuple(t(f"compliance.age.{age}") for age in frame["age"]),
        (
            Series(t("compliance.ages.late_word"), values(frame["late"]), "bad"),
            Series(t("compliance.ages.open_word"), values(frame["n"] - frame["late"]), look="outlined"),
        ),
        COUNT,
        across=True,
        stacked=True,
        ends=tuple(f"<b>{t.number(n)}</b>" for n in frame["n"]),
        ids=tuple(str(age) for age in frame["age"]),
        of=t("compliance.column.age"),
    )
    return Exhibit(title, subtitle, t("compliance.ages.note", n=len(reviews.findings), again=again), mark)


def table_matrix(found: Compliance, t: Translator) -> Exhibit:
    """Item by wave: the last verdict of each."""
    own, subtitle = found.reviews.matrix, t("compliance.matrix.subtitle")
    if own.empty:
        return Exhibit.nothing(t("compliance.matrix.empty"), subtitle)
    failing, unsaid = int(own["state"].isin(("bad", "watch")).sum()), int((own["state"] == "none").sum())
    kind = "failing" if failing else "unsaid" if unsaid else "title"
    title = t(f"compliance.matrix.{kind}", n=failing or unsaid)
    waves, cells = sorted(own["wave"].unique(), key=natural), {(row.item, row.wave): row for row in rows(own)}

    def cell(item: str, wave: str) -> Cell:
        row = cells.get((item, wave))
        if row is None:
            return Cell("·")
        word = t(f"compliance.verdict_of.{row.verdict}") if row.verdict else t("state.none")
        words = f"{word}, {t.date(row.on, year=True)}"
        if row.covered < row.whole:
            said = t("safeguards.proven.part", covered=t.number(int(row.covered)), whole=t.number(int(row.whole)))
            words = (
                f"{words} ·"
                f" {t('safeguards.proven.bare', said=said, bare=t.listing([one.write(t) for one in row.bare[:2]]))}"
            )
        return Cell(words, words, str(row.state))

    lines = tuple(
        (
            Cell(row.item, row.item),
            Cell(t(f"compliance.type.{row.type}"), row.type) if row.type else Cell("–"),
            *(cell(row.item, wave) for wave in waves),
        )
        for row in rows(own.drop_duplicates("item"))
    )
    heads = (
        t(f"{HEADS}.item"),
        t(f"{HEADS}.basis"),
        *(t.wave(wave) if wave else t("compliance.all_waves") for wave in waves),
    )
    kinds: Any = ("head", "text", *("text" for _ in waves))
    note = f"{t('compliance.matrix.note', n=len(own))} · {t('compliance.matrix.key')}"
    return Exhibit(title, subtitle, note, Grid(heads, kinds, lines))


def table_findings(found: Compliance, t: Translator) -> Exhibit:
    """Findings with their corrective actions, the late ones first."""
    own, subtitle = found.reviews.findings, t("compliance.findings.subtitle")
    if own.empty:
        return Exhibit.nothing(t("compliance.ages.empty"), subtitle)
    again = int(own["again"].notna().sum())
    title = t("compliance.findings.again", n=again) if again else t("compliance.findings.title", n=len(own))
    columns = (
        Column("state", "state"),
        Column("finding", "head"),
        Column("content", "prose"),
        Column("severity", codes="compliance.severity"),
        Column("age", "number"),
        Column("due", "number"),
        Column("action", "prose"),
        Column("owner"),
        Column("repeats"),
    )
    lines = [
        (
            row.state,
            str(row.review),
            row.title,
            row.severity,
            _age(row, t),
            due_said(row, row.due, t),
            row.action,
            row.owner,
            row.again,
        )
        for row in rows(own)
    ]
    return Exhibit(title, subtitle, body=told(lines, columns, t, 15))


def _age(row: Any, t: Translator) -> str:
    """How long a finding is open; one that was closed before its action was done says so."""
    if not row.open:
        return t("compliance.closed")
    if not pd.isna(row.closed_on):
        return t("compliance.closed_undone")
    return "–" if pd.isna(row.age) else t("compliance.age_days", n=int(row.age))


def table_changes(found: Compliance, t: Translator) -> Exhibit:
    """Changes of law and policy, each assessed within its days."""
    own, subtitle = (
        found.reviews.changes,
        t("compliance.changes.subtitle", n=found.reviews.judge.days("compliance.assess_days")),
    )
    if own.empty:
        return Exhibit.nothing(t("compliance.changes.empty"), subtitle)
    title = late_said(own, "compliance.message.change", t)
    if not title:
        still = own[own["open"].astype(bool)]
        words = t("compliance.changes.open" if len(still) else "compliance.changes.title", n=len(still))
        title = calm(t, words, len(still), int(still["due"].isna().sum()))
    columns = (
        Column("state", "state"),
        Column("change", "head"),
        Column("content", "prose"),
        Column("basis", codes="compliance.type"),
        Column("published", "date"),
        Column("due", "number"),
        Column("assessed", "date"),
        Column("verdict", codes="compliance.verdict_of"),
        Column("owner"),
    )
    lines = [
        (
            missed(row, t),
            str(row.review),
            row.title,
            row.type,
            row.opened_on,
            due_said(row, row.due, t),
            row.closed_on,
            row.verdict,
            row.owner,
        )
        for row in rows(own)
    ]
    return Exhibit(title, subtitle, body=told(lines, columns, t, 15))
