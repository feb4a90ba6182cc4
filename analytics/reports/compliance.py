"""The compliance report: duties with their days and proofs, findings, changes and evidence, as a page to print and as a
workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analytics.compliance.numbers.score import said_unheld
from analytics.frames import rows
from analytics.reports.table import neutral

if TYPE_CHECKING:
    from analytics.compliance.numbers import Duties, Reviews, Share
    from data.language import Translator

STYLE = """
@page { size: A4 landscape; margin: 14mm; }
body { font: 13px/1.55 Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #16212e;
  max-width: 1100px; margin: 24px auto; padding: 0 16px; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 26px 0 6px; }
p { margin: 0 0 6px; color: #51606f; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 5px 8px; border-bottom: 1px solid #dce2e9; }
th { font-size: 12px; color: #51606f; } tr { break-inside: avoid; } .overdue { color: #a42806; font-weight: 650; }
@media screen and (max-width: 800px) { table { display: block; overflow-x: auto; } }
"""


def law_of(row: Any, t: Translator) -> str:
    """Source and article, whether the text was read, and that counsel has to confirm it."""
    own, other = f"source_{t.lang}", "source_en" if t.lang == "zh" else "source_zh"
    source = getattr(row, own, None) if isinstance(getattr(row, own, None), str) else getattr(row, other, None)
    if not isinstance(source, str):
        return t("compliance.source.none")
    article = row.article if isinstance(row.article, str) and row.article != "–" else ""
    if t.lang == "zh":
        article = article.replace(", ", "、").replace("; ", "、")
    words = t("compliance.source.article", source=source, article=article) if article else source
    return words if row.verified else t("compliance.source.unread", source=words)


def duty_of(row: Any, t: Translator) -> str:
    """What a duty asks for, in the reader's language where the catalogue has it, else in English; empty where in
    neither."""
    found = (getattr(row, name) for name in (f"duty_{t.lang}", "duty_en"))
    return next((text for text in found if isinstance(text, str) and text), "")


def standing_of(row: Any, t: Translator) -> str:
    """Where a duty stands, in words: overdue since, left, done on, why it does not apply."""
    if row.state == "overdue":
        return t("compliance.days_late", n=-int(row.days)) if row.days else t("compliance.hours_late")
    if row.state == "due":
        return t("compliance.days_left", n=int(row.days)) if row.days else t("compliance.today")
    if row.state in ("met", "late"):
        return t(f"compliance.standing.{row.state}", date=t.date(row.done_at, year=True))
    words = t(f"compliance.cause.{row.cause}") if row.cause else t(f"compliance.state.{row.state}")
    return f"{words} {row.reason}" if row.state == "not_applicable" and isinstance(row.reason, str) else words


def report_tables(
    duties: Duties, reviews: Reviews, evidence: pd.DataFrame, t: Translator
) -> dict[str, tuple[list[str], list[list[str]]]]:
    """The tables of the report: name → headers and lines of text; what does not apply is left to the last table."""

    def heads(*names: str) -> list[str]:
        return [t(f"compliance.column.{name}") for name in names]

    def day(value: Any) -> str:
        return "" if value is None or pd.isna(value) else pd.Timestamp(value).date().isoformat()

    def said(value: Any) -> str:
        return value if isinstance(value, str) else ""

    def duty(row: Any) -> list[str]:
        kind = (
            ""
            if not day(row.due_on)
            else t(
                "compliance.due.internal"
                if not row.law
                else "compliance.due.provisional"
                if row.provisional
                else "compliance.due.law"
            )
        )
        return [
            row.obligation,
            duty_of(row, t),
            law_of(row, t),
            said(row.wave) or said(row.case_no) or t("compliance.programme"),
            day(row.event_at),
            day(row.due_on),
            kind,
            t(f"compliance.state.{row.state}"),
            standing_of(row, t),
            said(row.owner),
            " ".join(row.proofs),
        ]

    columns = heads(
        "duty", "content", "source", "wave", "starts", "due", "kind", "state", "standing", "owner", "evidence"
    )
    applies = duties.frame[duties.frame["state"] != "not_applicable"]
    aside = duties.of("not_applicable")
    return {
        "duties": (columns, [duty(row) for row in rows(applies)]),
        "findings": (
            heads("finding", "content", "severity", "published", "due", "closed", "action", "owner", "repeats"),
            [
                [
                    row.review,
                    said(row.title),
                    t(f"compliance.severity.{row.severity}") if said(row.severity) else "",
                    day(row.opened_on),
                    day(row.due),
                    day(row.closed_on),
                    said(row.action),
                    said(row.owner),
                    said(row.again),
                ]
                for row in rows(reviews.findings)
            ],
        ),
        "changes": (
            heads("change", "content", "basis", "published", "due", "assessed", "verdict", "owner"),
            [
                [
                    row.review,
                    said(row.title),
                    t(f"compliance.type.{row.type}") if said(row.type) else "",
                    day(row.opened_on),
                    day(row.due),
                    day(row.closed_on),
                    t(f"compliance.verdict_of.{row.verdict}") if said(row.verdict) else "",
                    said(row.owner),
                ]
                for row in rows(reviews.changes)
            ],
        ),
        "evidence": (
            heads("proof", "content", "revision", "sha256", "made", "expires", "proves", "state"),
            [
                [
                    row.evidence,
                    said(row.title),
                    said(row.revision),
                    said(row.sha256),
                    day(row.made_on),
                    day(row.expires_on),
                    " ".join(row.codes),
                    t(f"compliance.proof_state.{row.state}"),
                ]
                for row in rows(evidence)
            ],
        ),
        "aside": (columns, [duty(row) for row in rows(aside)]),
    }


def report_head(duties: Duties, lawful: Share, t: Translator) -> list[str]:
    """The sentences on top."""
    late = len(duties.of("overdue"))
    decision = t.date(duties.decision, year=True) if duties.decision else "–"
    said = [
        t("compliance.report.as_of", date=t.date(duties.day, year=True), decision=decision),
        (
            t("compliance.report.unheld", what=said_unheld(lawful).write(t))
            if lawful.unheld
            else t(
                "compliance.report.share",
                value=t.percent(lawful.value) if lawful.value is not None else "–",
                part=lawful.in_time,
                n=lawful.n,
            )
        ),
        t("compliance.report.overdue", n=late),
    ]
    if duties.provisional:
        said.append(t("compliance.report.provisional", n=duties.provisional))
    return [*said, t("compliance.report.counsel")]


def report_html(duties: Duties, reviews: Reviews, evidence: pd.DataFrame, lawful: Share, t: Translator) -> bytes:
    """One page that needs nothing else, to be read or printed."""
    parts = [Markup("<h1>{}</h1>").format(t("compliance.report.title"))]
    parts += [Markup("<p>{}</p>").format(line) for line in report_head(duties, lawful, t)]
    overdue = t("compliance.state.overdue")
    for name, (columns, lines) in report_tables(duties, reviews, evidence, t).items():
        parts.append(Markup("<h2>{}</h2>").format(t(f"compliance.report.table.{name}", n=len(lines))))
        if not lines:
            parts.append(Markup("<p>{}</p>").format(t("compliance.report.nothing")))
            continue
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(column) for column in columns)
        body = Markup("").join(
            Markup("<tr{}>{}</tr>").format(
                Markup(' class="overdue"') if overdue in line else "",
                Markup("").join(Markup("<td>{}</td>").format(cell) for cell in line),
            )
            for line in lines
        )
        parts.append(Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body))
    page = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width"><title>{}</title><style>{}</style></head><body>{}</body></html>'
    )
    lang = "zh-CN" if t.lang == "zh" else "en"
    return page.format(lang, t("compliance.report.title"), Markup(STYLE), Markup("").join(parts)).encode("utf-8")


def report_workbook(duties: Duties, reviews: Reviews, evidence: pd.DataFrame, lawful: Share, t: Translator) -> bytes:
    """The same as a workbook: a sheet with the sentences and one a table; no cell runs as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    front = book.active
    front.title = t("compliance.report.sheet.summary")
    for number, line in enumerate([t("compliance.report.title"), *report_head(duties, lawful, t)], 1):
        front.cell(row=number, column=1, value=neutral(line)).font = Font(
            bold=number == 1, size=14 if number == 1 else 11
        )
    front.column_dimensions["A"].width = 110
    for name, (columns, lines) in report_tables(duties, reviews, evidence, t).items():
        sheet = book.create_sheet(t(f"compliance.report.sheet.{name}")[:31])
        for place, column in enumerate(columns, 1):
            sheet.cell(row=1, column=place, value=neutral(column)).font = Font(bold=True)
            width = max(
                [len(column) * (2 if t.lang == "zh" else 1), *(min(len(line[place - 1]), 46) for line in lines)]
            )
            sheet.column_dimensions[get_column_letter(place)].width = min(
                width * (1.8 if t.lang == "zh" else 1.1) + 2, 60
            )
        for number, cells in enumerate(lines, 2):
            for place, value in enumerate(cells, 1):
                cell = sheet.cell(row=number, column=place, value=neutral(value))
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "B2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
