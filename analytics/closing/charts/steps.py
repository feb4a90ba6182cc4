"""The steps in words and marks: how far each branch is, what does not fit, and every step with its day, order and
proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.closing.numbers.steps import DONE, Closing, load_closing
from analytics.frames import rows, text
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Series, grid, values
from analytics.reports.compliance import law_of
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

HEADS = "closing.column"
SHAPES = {
    "overdue": "bad",
    "late": "watch",
    "met": "good",
    "done": "good",
    "unclear": "watch",
    "due": "none",
    "open": "none",
}
FINDINGS = (
    "overdue",
    "order",
    "early",
    "before_start",
    "two_days",
    "undated",
    "circle",
    "unnamed",
    "unreasoned",
    "unproved",
    "late",
)
"""What is said of a step, the gravest first."""


@dataclass(frozen=True)
class Looked:
    """The steps, and whose are listed."""

    closing: Closing
    subject: str


def load_looked(store: Store, scope: Scope, subject: str) -> Looked:
    return Looked(load_closing(store, scope), subject)


def subjects(store: Store, scope: Scope) -> tuple[str, ...]:
    """The branches that are being closed, the one with most to be looked at first, then the split; a branch without a
    name is ``-``."""
    found = load_closing(store, scope)
    wrong = set(found.contradicted["subject"]) | set(found.of("overdue")["subject"])
    late = set(found.of("overdue")["subject"])
    named = sorted(found.subjects, key=lambda one: (one == "split", one not in late, one not in wrong, one))
    return tuple(one or "-" for one in named)


def subject_of(subject: str, t: Translator) -> str:
    """``South Gate`` · ``the split`` · ``the branch``."""
    if subject == "split":
        return t("closing.split")
    if subject in ("", "-"):
        return t("closing.unnamed")
    return t.branch(subject)


def title_of(row: Any, t: Translator) -> str:
    """What a step is called: its own name, else that of the catalogue."""
    return str(row.title or getattr(row, f"title_{t.lang}") or row.step)


def step_names(closing: Closing, subject: str, codes: tuple[str, ...], t: Translator) -> str:
    """The names of steps by their codes; one that is no step stands as it was written."""
    found = [closing.at(subject, code) for code in codes]
    return t.listing([title_of(row, t) if row is not None else code for row, code in zip(found, codes, strict=True)])


def found_in(row: Any) -> tuple[str, ...]:
    """Everything that is to be said of a step, the gravest first."""
    signs = {*row.wrong, *({row.state} & {"overdue", "late"})}
    if row.state in DONE and row.proof in ("none", "bad", "unknown"):
        signs.add("unproved")
    return tuple(one for one in FINDINGS if one in signs)


def finding_said(closing: Closing, row: Any, sign: str, t: Translator) -> str:
    """One finding in a sentence."""
    first = row.waits_for + row.behind if sign in ("order", "overdue", "circle") else row.unnamed
    given = {
        "after": step_names(closing, row.subject, first, t),
        "done": t.date(row.done_on, year=True),
        "due": t.date(row.due_at, year=True),
        "start": t.date(row.start_on, year=True),
        "ids": t.listing(list(row.proofs)),
        "n": 0 if pd.isna(row.days) else -int(row.days),
        "days": t.listing([t.date(day, year=True) for day in row.told_on]),
    }
    if sign == "overdue":
        law = "law" if row.law else "internal"
        return t(f"closing.finding.overdue.{law}.{'waits' if row.waits_for else 'plain'}", **given)
    if sign == "order":
        return t("closing.finding.order.missing" if row.waits_for else "closing.finding.order", **given)
    return t(f"closing.finding.{sign}.{row.proof}" if sign == "unproved" else f"closing.finding.{sign}", **given)


def findings(closing: Closing) -> list[tuple[Any, str]]:
    """Every finding with its step, the gravest first."""
    found = [(row, sign) for row in rows(closing.asked) for sign in found_in(row)]
    return sorted(found, key=lambda one: FINDINGS.index(one[1]))


def chart_progress(looked: Looked, t: Translator) -> Exhibit:
    """How many of the steps of each branch, and of the split, are done, and how they stand."""
    closing, subtitle = looked.closing, t("closing.progress.subtitle")
    frame = closing.asked
    if frame.empty:
        return Exhibit.nothing(t("closing.progress.empty"), subtitle, needs=("closing",))
    odd, done = frame["wrong"].map(len) > 0, frame["state"].isin(DONE)
    parts = {
        "done": done & ~odd,
        "odd": done & odd,
        "overdue": frame["state"] == "overdue",
        "open": frame["state"].isin(("due", "open")),
        "waiting": frame["state"] == "waiting",
    }
    names = closing.asked["subject"].drop_duplicates().tolist()
    counts = {name: part.groupby(frame["subject"]).sum().reindex(names).astype(int) for name, part in parts.items()}
    whole = frame.groupby("subject").size().reindex(names)
    ready = int(((counts["done"] + counts["odd"]) == whole).sum())
    title = t("closing.progress.title", n=len(names), done=int(done.sum()), all=len(frame), ready=ready)
    mark = Bars(
        tuple(start(subject_of(name, t)) for name in names),
        (
            Series(t("closing.part.done"), values(counts["done"])),
            Series(t("closing.part.odd"), values(counts["odd"]), "watch", "outlined"),
            Series(t("closing.part.overdue"), values(counts["overdue"]), "bad"),
            Series(t("closing.part.open"), values(counts["open"]), look="outlined"),
            Series(t("closing.part.waiting"), values(counts["waiting"]), "prior", "hatched"),
        ),
        COUNT,
        across=True,
        stacked=True,
        ids=tuple(names),
        of=t("closing.column.subject"),
        ends=tuple(
            f"<b>{t.number(counts['done'][name] + counts['odd'][name])}</b>/{t.number(whole[name])}" for name in names
        ),
    )
    aside = len(closing.frame) - len(frame)
    split = "" if closing.split else t("closing.split.unknown" if closing.split is None else "closing.split.none")
    return Exhibit(title, subtitle, t.sentences(t("closing.progress.note", n=aside) if aside else "", split), mark)


def table_findings(looked: Looked, t: Translator) -> Exhibit:
    """What does not fit: steps past their day, done before what comes first, closed too early, without a day or a
    proof."""
    closing, subtitle = looked.closing, t("closing.findings.subtitle")
    if closing.frame.empty:
        return Exhibit.nothing(t("closing.progress.empty"), subtitle)
    found = findings(closing)
    if not found:
        return Exhibit.answer(t("closing.findings.empty"), subtitle)
    columns = (
        Column("state", "state", codes="closing.sign"),
        Column("subject", "head"),
        Column("step", "prose"),
        Column("finding", "prose"),
    )
    lines = [
        (
            Cell(
                t(f"closing.sign.{sign}"),
                t(f"closing.sign.{sign}"),
                "watch" if sign in ("unproved", "late", "unnamed") else "bad",
            ),
            start(subject_of(row.subject, t)),
            title_of(row, t),
            finding_said(closing, row, sign, t),
        )
        for row, sign in found
    ]
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    return Exhibit(
        t("closing.findings.title", n=len(found)), subtitle, t("closing.counsel"), grid(frame, columns, HEADS, t, 12)
    )


def table_steps(looked: Looked, t: Translator) -> Exhibit:
    """The steps of a branch, or of the split, in their order."""
    closing = looked.closing
    subject = "" if looked.subject == "-" else looked.subject
    own = closing.frame[closing.frame["subject"] == subject]
    subtitle = t("closing.steps.subtitle")
    if own.empty:
        return Exhibit.nothing(t("closing.progress.empty"), subtitle)
    asked, done = own[own["state"] != "not_applicable"], int(own["state"].isin(DONE).sum())
    title = t("closing.steps.title", subject=start(subject_of(subject, t)), n=done, all=len(asked))
    columns = (
        Column("state", "state"),
        Column("step", "head"),
        Column("authority", "prose"),
        Column("due", "prose"),
        Column("done", "date"),
        Column("standing", "prose"),
        Column("evidence", "prose"),
        Column("owner"),
        Column("source", "prose"),
    )
    lines = [
        (
            _shape(closing, row, t),
            title_of(row, t),
            row.authority or getattr(row, f"authority_{t.lang}"),
            _due(closing, row, t),
            row.done_on,
            standing_of(closing, row, t),
            _proof(row, t),
            row.owner,
            law_of(row, t) if text(row.source_en) or text(row.source_zh) else "",
        )
        for row in rows(own)
    ]
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    return Exhibit(title, subtitle, t("closing.counsel"), grid(frame, columns, HEADS, t))


def _shape(closing: Closing, row: Any, t: Translator) -> Cell:
    words = t(f"closing.state.{row.state}")
    soon = row.state == "due" and row.law and not closing.judge.beyond("compliance.due_days", row.days)
    shape = (
        "bad"
        if {"order", "early", "before_start", "two_days", "undated"} & set(row.wrong)
        else "watch"
        if soon or row.wrong
        else SHAPES.get(row.state, "none")
    )
    return Cell(words, words, shape)


def _due(closing: Closing, row: Any, t: Translator) -> str:
    """The day with what it rests on; that there is none is said, and of a period of the law that has not begun what
    begins it."""
    if row.state == "not_applicable":
        return ""
    if pd.isna(row.due_at):
        if row.rule is None:
            return t("closing.due.none")
        unit = t(f"compliance.unit.{row.rule.unit}", n=row.rule.n)
        key = "closing.due.unbegun.waits" if row.waits else "closing.due.unbegun"
        return t(key, unit=unit, after=step_names(closing, row.subject, row.starts, t))
    kind = "internal" if not row.law else "provisional" if row.provisional else "law"
    return f"{t.date(row.due_at, year=True)} · {t(f'compliance.due.{kind}')}"


def standing_of(closing: Closing, row: Any, t: Translator) -> str:
    """Where a step stands: what does not fit, what it waits for, how many days are left."""
    if row.state == "not_applicable":
        return row.reason or t("closing.state.not_applicable")
    said = [finding_said(closing, row, sign, t) for sign in found_in(row) if sign != "unproved"]
    if row.waits_for and row.state in ("waiting", "due", "open"):
        said.append(t("closing.waits", after=step_names(closing, row.subject, row.waits_for, t)))
    if row.state == "due":
        said.append(t("closing.left", n=int(row.days)))
    if row.state == "met":
        said.append(t("closing.in_time"))
    if row.state == "done" and not said and pd.isna(row.due_at):
        said.append(t("closing.no_deadline"))
    return t.sentences(*said)


def _proof(row: Any, t: Translator) -> str:
    """The proofs with a word where they do not hold; of a step that is not done, what will be asked for."""
    ids = t.listing(list(row.proofs))
    if row.state in DONE or ids:
        word = t(f"closing.proof.{row.proof}") if row.proof in ("none", "bad", "unknown") else ""
        return " · ".join(one for one in (ids, word) if one)
    asked = getattr(row, f"proof_{t.lang}")
    return t("closing.proof.asked", what=asked) if asked and row.state != "not_applicable" else ""


def short_of(subject: str, t: Translator) -> str:
    """A procedure as it is chosen."""
    return t("closing.split") if subject == "split" else t("closing.unnamed") if subject == "-" else t.branch(subject)


def worst_said(closing: Closing, sign: str, t: Translator) -> str:
    """How many steps have a finding, the first by name; '' where none has."""
    found = [row for row in rows(closing.asked) if sign in found_in(row)]
    if not found:
        return ""
    first = found[0]
    if sign == "overdue":
        first = min(found, key=lambda row: row.days)
    after = step_names(closing, first.subject, first.waits_for + first.behind, t)
    days = 0 if first.days is None else -int(first.days)
    given = {"subject": subject_of(first.subject, t), "step": title_of(first, t), "after": after, "n": days}
    said = t(f"closing.message.{sign}.waits" if sign == "overdue" and after else f"closing.message.{sign}", **given)
    return said if len(found) == 1 else t("closing.message.more", said=said, n=len(found) - 1)


def unproved_said(closing: Closing, t: Translator) -> str:
    """How many steps are done without a proof that holds; '' where none is."""
    n = len(closing.unproved)
    return t("closing.message.unproved", n=n) if n else ""
