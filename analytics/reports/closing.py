"""The closing report: targets against results and what their weights do, improvements, maturity, lessons, problems and
counts a thousand customers, as a page and as a workbook.

It is made of the tables that the page Coordination shows, so that no number can differ.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.coordination.charts.maturity import table_maturity
from analytics.coordination.charts.problems import table_pareto, table_thousand
from analytics.coordination.charts.results import chart_weights, table_improvements, table_lessons, table_targets
from analytics.coordination.numbers.maturity import load_maturity
from analytics.coordination.numbers.problems import load_problems
from analytics.coordination.numbers.results import load_results
from analytics.marks.grid import Grid
from analytics.marks.words import table_of
from analytics.periods import as_of_day
from analytics.programme import load_overview
from analytics.reports.compliance import STYLE
from analytics.reports.sheet import fill, put

if TYPE_CHECKING:
    from analytics.marks import Exhibit
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def closing_parts(store: Store, scope: Scope, t: Translator, beside: Exhibit | None = None) -> dict[str, Exhibit]:
    """The tables of the report by name, in their order; ``beside`` holds another programme against this one."""
    told, problems = load_results(store, scope), load_problems(store, scope)
    weights = chart_weights(told, t)
    if weights is not None and weights.body is not None:
        weights = replace(weights, body=table_of(weights.body, t))
    return {
        "targets": table_targets(told, t),
        **({} if weights is None else {"weights": weights}),
        "improvements": table_improvements(told, t),
        "maturity": table_maturity(load_maturity(store, scope), t),
        "thousand": table_thousand(problems, t),
        **({"beside": beside} if beside is not None else {}),
        "pareto": table_pareto(problems, t),
        "lessons": table_lessons(told, t),
    }


def closing_head(store: Store, scope: Scope, t: Translator) -> list[str]:
    """The title, of which programme and selection it is, and what is to be known before reading."""
    parties = load_overview(store, scope.but(waves=())).parties(t)
    part = (
        t("coordination.report.waves", waves=t("coordination.between").join(t.wave(wave) for wave in scope.waves))
        if scope.waves
        else ""
    )
    return [
        t("coordination.report.title"),
        *(one for one in (parties, part) if one),
        t("coordination.report.as_of", date=t.date(as_of_day(scope), year=True)),
        t("coordination.report.read"),
    ]


def closing_html(parts: dict[str, Exhibit], head: list[str], t: Translator) -> str:
    """One page that needs nothing else, to be read or printed."""
    found = [Markup("<h1>{}</h1>").format(head[0]), *(Markup("<p>{}</p>").format(line) for line in head[1:])]
    for name, exhibit in parts.items():
        found.append(Markup("<h2>{}</h2>").format(t(f"coordination.report.{name}")))
        found.append(Markup("<p>{}</p>").format(exhibit.title or exhibit.empty))
        if isinstance(exhibit.body, Grid):
            heads = Markup("").join(Markup('<th scope="col">{}</th>').format(one) for one in exhibit.body.heads)
            lines = Markup("").join(
                Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell.text) for cell in row))
                for row in exhibit.body.rows
            )
            found.append(Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(heads, lines))
        if exhibit.note:
            found.append(Markup("<p>{}</p>").format(exhibit.note))
    page = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width"><title>{}</title><style>{}</style></head><body>{}</body></html>'
    )
    return str(page.format("zh-CN" if t.lang == "zh" else "en", head[0], Markup(STYLE), Markup("").join(found)))


def closing_workbook(parts: dict[str, Exhibit], head: list[str], t: Translator) -> bytes:
    """The same as a workbook: the findings first, then a sheet a table with its values and below them the finding, what
    is measured and its caveats; no cell runs as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    front = book.active
    front.title = t("coordination.report.sheet")
    said = [*head, *(exhibit.title or exhibit.empty for exhibit in parts.values())]
    for number, line in enumerate(said, 1):
        put(front.cell(row=number, column=1), line)
        front.cell(row=number, column=1).font = Font(bold=number == 1)
    front.column_dimensions["A"].width = 110
    for name, exhibit in parts.items():
        if not isinstance(exhibit.body, Grid):
            continue
        sheet = book.create_sheet(t(f"coordination.report.{name}")[:31])
        fill(sheet, exhibit.body, 1)
        for place, words in enumerate((exhibit.title, exhibit.subtitle, exhibit.note), len(exhibit.body.rows) + 3):
            put(sheet.cell(row=place, column=1), words)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
