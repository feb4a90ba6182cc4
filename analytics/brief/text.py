"""The brief as text to read in a terminal or a message, as Markdown and as one page of HTML that stands alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.brief.due import MOST
from analytics.meeting.paper import STYLE, table_html
from data.others import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analytics.brief.parts import Brief
    from analytics.marks import Grid
    from data.language import Translator

MARKS = re.compile(r"([\\`*_\[\]<>|#~$!])")
"""What Markdown would take for a mark of its own."""


def written(brief: Brief, form: str, t: Translator) -> str:
    """The brief in one of its forms."""
    return {"text": as_text, "markdown": as_markdown, "html": as_html}[form](brief, t)


def _head(brief: Brief) -> str:
    return one_line(" · ".join(one for one in (brief.title, brief.programme, brief.as_of) if one))


def as_text(brief: Brief, t: Translator) -> str:
    """Lines without any mark: a line an entry, its cells parted by points."""
    lines = [_head(brief), "", one_line(brief.sentence), *map(one_line, brief.said)]
    for part in brief.parts:
        lines += ["", one_line(f"{part.head}: {part.title}")]
        if part.grid is None:
            continue
        for row in part.grid.rows[:MOST]:
            cells = [
                one_line("; ".join(filter(None, cell.text.splitlines()))) for cell in row if cell.text not in ("", "–")
            ]
            lines.append("- " + " · ".join(cells))
        if (rest := _rest(part.grid, t)) != "":
            lines.append(f"- {rest}")
    return "\n".join(lines) + "\n"


def as_markdown(brief: Brief, t: Translator) -> str:
    """Headings and tables; what stands in a cell is never a mark."""
    lines = [
        f"# {_plain(brief.title)}",
        "",
        _plain(" · ".join(one for one in (brief.programme, brief.as_of) if one)),
        "",
        f"**{_plain(brief.sentence)}**",
    ]
    lines += [line for said in brief.said for line in ("", _plain(said))]
    for part in brief.parts:
        lines += ["", f"## {_plain(part.head)}", "", _plain(part.title)]
        if part.grid is None:
            continue
        lines += ["", _row(part.grid.heads), "|" + "---|" * len(part.grid.heads)]
        lines += [_row(cell.text for cell in row) for row in part.grid.rows[:MOST]]
        if (rest := _rest(part.grid, t)) != "":
            lines += ["", rest]
    return "\n".join(lines) + "\n"


def as_html(brief: Brief, t: Translator) -> str:
    """One page that asks for nothing from outside and prints on A4. Names are escaped."""
    parts = [
        Markup('<section><h2>{}</h2><p class="below">{}</p>{}</section>').format(
            part.head, part.title, table_html(part.grid, t) if part.grid is not None else ""
        )
        for part in brief.parts
    ]
    said = Markup("").join(Markup('<p class="below">{}</p>').format(one) for one in brief.said)
    lang = "zh-CN" if t.lang == "zh" else "en"
    page = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>{}</title><style>{}</style></head><body lang="{}"><p class="edge"><span>{}</span><span>{}</span></p>'
        "<h1>{}</h1>{}{}</body></html>\n"
    )
    style = Markup(STYLE.replace("section { margin: 0; break-after: page; }", "section { margin: 0 0 24px; }"))
    return str(
        page.format(lang, brief.title, style, lang, _head(brief), "", brief.sentence, said, Markup("").join(parts))
    )


def _rest(grid: Grid, t: Translator) -> str:
    rest = len(grid.rows) - MOST
    return t("brief.more", n=rest) if rest > 0 else ""


def _plain(words: str) -> str:
    return MARKS.sub(r"\\\1", one_line(words))


def _row(cells: Iterable[object]) -> str:
    told = ("<br>".join(map(_plain, str(one).splitlines())) for one in cells)
    return f"| {' | '.join(told)} |"
