"""What the upload page reads aloud, as HTML: the steps, the bar of rows, the table of issues, the roster's match."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from data.language import Translator
from data.store import Counts, Roster
from pages.kit.status import shape
from pages.kit.table import Cell, Column, table
from pages.kit.upload.problems import Cause

STEPS = ("file", "dataset", "mapping", "confirm")
ENDS = ("new", "updated", "unchanged", "rejected", "ignored")
TOP = 40
"""Causes listed on the page; the workbook of rejected rows has all of them."""


def steps(here: int, t: Translator, *, finished: bool = False) -> Markup:
    """The four steps; those before ``here`` (0 to 3) are done, as all are when ``finished``."""
    items = []
    for number, name in enumerate(STEPS):
        state = "done" if finished or number < here else "here" if number == here else "next"
        items.append(
            Markup(
                '<li class="ho-step ho-step-{}"{}><span class="ho-step-mark" aria-hidden="true">{}</span>'
                '<span class="ho-step-name">{}</span><span class="ho-hidden"> ({})</span></li>'
            ).format(
                state,
                Markup(' aria-current="step"') if state == "here" else "",
                "✓" if state == "done" else str(number + 1),
                t(f"upload.step.{name}"),
                t(f"upload.step.{state}"),
            )
        )
    return Markup('<ol class="ho-steps" aria-label="{}">{}</ol>').format(t("upload.steps"), Markup("").join(items))


def rows_bar(counts: Counts, t: Translator) -> Markup:
    """One bar whose parts sum to the file, and beneath it the number of each part."""
    parts, numbers = [], []
    for end in ENDS:
        n = getattr(counts, end)
        if n:
            parts.append(Markup('<span class="ho-rows-{}" style="flex:{} 0 3px"></span>').format(end, n))
        if n or end != "ignored":
            numbers.append(
                Markup(
                    '<div class="ho-end"><dt><span class="ho-rows-key ho-rows-{}" aria-hidden="true"></span>{}</dt>'
                    "<dd>{}</dd></div>"
                ).format(end, t(f"upload.end.{end}"), t.number(n))
            )
    bar = Markup("").join(parts)
    return Markup('<div class="ho-rows" aria-hidden="true">{}</div><dl class="ho-ends">{}</dl>').format(
        bar, Markup("").join(numbers)
    )


def counts_text(counts: Counts, t: Translator) -> str:
    """``80 new · 30 changed · 120 unchanged · 10 rejected``: what becomes of the rows, without what is nought."""
    told = [(end, getattr(counts, end)) for end in ENDS]
    return " · ".join(f"{t.number(n)} {t(f'upload.end.{end}')}" for end, n in told if n) or t("upload.rows", n=0)


def issues_table(causes: Sequence[Cause], t: Translator, label: str) -> Markup:
    """The table of causes: state, sheet, row, column, value, why, what to do, count."""
    columns = [
        Column(t("upload.issues.state"), "state", hidden_header=True),
        Column(t("upload.issues.sheet")),
        Column(t("upload.issues.row"), "number"),
        Column(t("upload.issues.column")),
        Column(t("upload.issues.value")),
        Column(t("upload.issues.why"), "prose"),
        Column(t("upload.issues.todo"), "prose"),
        Column(t("upload.issues.count"), "number"),
    ]
    rows: list[list[Cell]] = [
        [
            shape(cause.state, t(f"upload.severity.{cause.severity}")),
            cause.sheet,
            "" if cause.row is None else t.number(cause.row),
            shorten(cause.column, 60),
            _value(cause, t),
            Markup("<strong>{}</strong>").format(cause.why),
            cause.todo,
            t.number(cause.count),
        ]
        for cause in causes[:TOP]
    ]
    more = Markup("")
    if len(causes) > TOP:
        more = Markup('<p class="ho-note">{}</p>').format(t("upload.issues.more", n=len(causes) - TOP))
    return table(columns, rows, label) + more


def roster_match(roster: Roster, t: Translator) -> Markup:
    """How many customers of the file are in the roster, with examples of those that are not."""
    share = roster.known / roster.customers if roster.customers else 0.0
    said = t("upload.roster", n=roster.customers, known=roster.known, share=t.percent(share, 0))
    text = Markup('<p class="ho-body">{}</p>').format(said)
    if not roster.unknown:
        return text
    examples = Markup(" ").join(Markup("<code>{}</code>").format(shorten(name, 24)) for name in roster.unknown[:5])
    return text + Markup('<p class="ho-body ho-muted">{} {}</p>').format(
        t("upload.roster.unknown", n=roster.customers - roster.known), examples
    )


def paragraph(text: str, *, muted: bool = False) -> Markup:
    return Markup('<p class="ho-body{}">{}</p>').format(" ho-muted" if muted else "", text)


def shorten(value: str, length: int = 40) -> str:
    """``value``, cut with an ellipsis after ``length`` characters."""
    return value if len(value) <= length else value[: length - 1] + "…"


def _value(cause: Cause, t: Translator) -> Cell:
    if cause.value:
        return Markup("<code>{}</code>").format(shorten(cause.value))
    if cause.severity in ("reject", "cell") and cause.column:
        return Markup("<code>{}</code>").format(t("upload.issues.empty"))
    return ""


def rows_text(t: Translator, dataset: str, n: int) -> str:
    """``1,218 answers``: a number of rows in the word of their dataset."""
    return t(f"upload.rows.{dataset}", n=n) if t.has(f"upload.rows.{dataset}") else t("upload.rows", n=n)


def facts(told: Sequence[tuple[str, Cell]]) -> Markup:
    """Names and values, one line each."""
    lines = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in told)
    return Markup('<dl class="ho-facts">{}</dl>').format(lines)


def bullets(lines: Sequence[str]) -> Markup:
    """Sentences, one below the other."""
    items = Markup("").join(Markup('<li><span class="ho-what">{}</span></li>').format(line) for line in lines)
    return Markup('<ul class="ho-list">{}</ul>').format(items)
