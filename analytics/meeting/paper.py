"""The pack as one HTML file that needs nothing else: its charts are drawn offline, and each piece prints on a page of
A4 landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.charts.palette import LIGHT
from analytics.marks import Grid
from analytics.marks.browser import figure_of
from analytics.marks.browser.key import swatch
from analytics.marks.browser.names import spec_of
from analytics.marks.narrow import is_listed
from analytics.marks.words import alt_of, key_of

if TYPE_CHECKING:
    from analytics.meeting.pack import Leaf, Pack
    from data.language import Translator

WIDE, TALL = 1000, 430
"""A chart in pixels: as wide as the page is printed, and at most so high that its words stand on the same page."""
STYLE = """
@page { size: A4 landscape; margin: 11mm 13mm; }
* { box-sizing: border-box; }
body {
  font: 13px/1.5 Inter, "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans",
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  color: #16212e; background: #fff; max-width: 1024px; margin: 0 auto; padding: 24px 12px; }
body:lang(zh) { line-height: 1.65;
  font-family: Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
:lang(zh) table:not(.wide) .head { min-width: 7em; } :lang(zh) table:not(.wide) .text { min-width: 6.4em; }
h1 { font-size: 25px; line-height: 1.3; margin: 0 0 6px; } h2 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; }
p { margin: 0 0 6px; }
.edge { display: flex; justify-content: space-between; gap: 24px; color: #51606f; font-size: 12px; margin: 0 0 10px; }
.below { color: #51606f; }
.foot { color: #51606f; font-size: 11.5px; border-top: 1px solid #dce2e9; padding-top: 6px; margin-top: 8px; }
section { margin: 0 0 44px; } table { border-collapse: collapse; width: 100%; font-size: 12.5px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid #dce2e9;
  overflow-wrap: break-word; }
th { font-size: 11.5px; color: #51606f; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.head { font-weight: 650; } td.good { color: #0e6b60; } td.watch { color: #7a5600; } td.bad { color: #a42806; }
td.good, td.watch, td.bad { font-weight: 650; white-space: nowrap; } td.day { white-space: nowrap; }
tr { break-inside: avoid; } .foot, .below { break-before: avoid; } thead { display: table-header-group; }
.chart { width: 1000px; max-width: none; } .keys { color: #51606f; font-size: 12px; }
.keys span { margin-right: 18px; white-space: nowrap; }
.ho-swatch { display: inline-block; width: 11px; height: 11px; border: 1.5px solid; margin-right: 6px;
  vertical-align: -1px; } .ho-swatch-dot, .ho-swatch-ring { border-radius: 50%; }
.ho-swatch-diamond { width: 9px; height: 9px; transform: rotate(45deg); } .ho-swatch-tick { width: 3px; height: 14px; }
details { margin-top: 8px; color: #51606f; } summary { cursor: pointer; }
details table { color: #16212e; margin-top: 6px; }
.wide { font-size: 11px; } .wide th { font-size: 10.5px; } .wide td, .wide th { padding: 3px 5px; }
@media screen and (max-width: 1040px) { .chart { overflow-x: auto; width: 100%; } section { overflow-x: auto; } }
@media print { body { padding: 0; max-width: none; } section { margin: 0; break-after: page; } section:last-of-type {
  break-after: auto; } details { display: none; } a { color: inherit; text-decoration: none; } }
"""
DRAW = """
for (const one of document.querySelectorAll("script[data-chart]")) {
  const figure = JSON.parse(one.textContent), place = document.getElementById(one.dataset.chart);
  Plotly.newPlot(place, figure.data, figure.layout, {
    displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false,
  });
}
"""


def pack_html(pack: Pack, t: Translator) -> bytes:
    """The file. Names are escaped; it asks for nothing from outside."""
    parts = [
        _contents(pack, t),
        *(_leaf(leaf, number, pack, t) for number, leaf in enumerate(pack.leaves, 1)),
        _behind(pack, t),
    ]
    scripts = Markup("")
    if not all(map(_is_table, pack.leaves)):
        from plotly.offline import get_plotlyjs

        scripts = Markup("<script>{}</script><script>{}</script>").format(
            Markup(get_plotlyjs().replace("</script", "<\\/script")), Markup(DRAW)
        )
    page = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>{}</title><style>{}</style></head><body lang="{}">{}{}</body></html>'
    )
    lang = "zh-CN" if t.lang == "zh" else "en"
    return str(page.format(lang, pack.title, Markup(STYLE), lang, Markup("").join(parts), scripts)).encode("utf-8")


def _is_table(leaf: Leaf) -> bool:
    """Whether a piece stands as its table, as on the page: it is one, or its drawing says no more than its numbers."""
    body = leaf.exhibit.body
    return body is None or isinstance(body, Grid) or is_listed(body)


def _edge(pack: Pack, place: str) -> Markup:
    left = " · ".join(part for part in (pack.programme, place) if part)
    return Markup('<p class="edge"><span>{}</span><span>{}</span></p>').format(left, pack.edition or pack.as_of)


def _contents(pack: Pack, t: Translator) -> Markup:
    """The first page: each area with its finding, and what is not in it."""
    rows = Markup("").join(
        Markup('<tr><td class="head"><a href="#piece-{}">{}</a></td><td>{}</td></tr>').format(number, area, title)
        for area, title, number in pack.contents
    )
    heads = Markup("").join(
        Markup('<th scope="col">{}</th>').format(t(f"meeting.contents.{one}")) for one in ("area", "finding")
    )
    omitted = Markup("").join(Markup("<li>{}</li>").format(words) for words in pack.omitted)
    said = (
        Markup('<div class="foot"><p>{}</p><ul>{}</ul></div>').format(
            t("meeting.omitted.all", n=len(pack.omitted)), omitted
        )
        if pack.omitted
        else ""
    )
    return Markup(
        "<section>{}<h1>{}</h1><p"
        ' class="below">{}</p><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}</section>'
    ).format(_edge(pack, pack.title), pack.title, pack.as_of, heads, rows, said)


def _leaf(leaf: Leaf, number: int, pack: Pack, t: Translator) -> Markup:
    exhibit, body = leaf.exhibit, leaf.exhibit.body
    below = Markup('<p class="below">{}</p>').format(exhibit.subtitle) if exhibit.subtitle else ""
    if _is_table(leaf):
        shown = table_html(leaf.grid, t)
    else:
        figure = figure_of(body, LIGHT, t, TALL)  # type: ignore[arg-type]
        height = min(int(figure.layout.height or TALL), TALL + 40)
        figure.update_layout(width=WIDE, height=height, autosize=False)
        keys = Markup("").join(swatch(one, LIGHT) for one in key_of(body, t))  # type: ignore[arg-type]
        keys += Markup("<span>{}</span>").format(exhibit.key) if exhibit.key else Markup("")
        shown = Markup(
            '<div class="chart" id="chart-{}" role="img" aria-label="{}" style="height:{}px"></div><script'
            ' type="application/json" data-chart="chart-{}">{}</script>{}<details><summary>{}</summary>{}</details>'
        ).format(
            number,
            alt_of(exhibit, t),
            height,
            number,
            Markup(spec_of(figure).replace("<", "\\u003c")),
            Markup('<p class="keys">{}</p>').format(keys) if keys else "",
            t("meeting.values"),
            table_html(leaf.grid, t),
        )
    foot = " · ".join(part for part in (exhibit.note, leaf.foot) if part)
    return Markup('<section id="piece-{}">{}<h2>{}</h2>{}{}<p class="foot">{}</p></section>').format(
        number, _edge(pack, leaf.place), exhibit.title, below, shown, foot
    )


def table_html(grid: Grid, t: Translator) -> Markup:
    """A grid; of a long one as much as its page shows, with the rest counted."""
    classes = {"date": "number day", "moment": "number"}
    kinds = [classes.get(kind, kind) for kind in grid.kinds]
    heads = Markup("").join(
        Markup('<th scope="col" class="{}">{}</th>').format(kind, head)
        for kind, head in zip(kinds, grid.heads, strict=True)
    )
    lines = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td class="{} {}">{}</td>').format(
                    kind, cell.state if kind == "state" else "", Markup("<br>").join(cell.text.split("\n"))
                )
                for kind, cell in zip(kinds, row, strict=True)
            )
        )
        for row in grid.rows[: grid.shown]
    )
    rest = len(grid.rows) - grid.shown
    more = Markup('<p class="below">{}</p>').format(t("meeting.more_rows", n=rest)) if rest > 0 else ""
    return Markup('<table class="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}').format(
        "wide" if len(heads) and len(grid.heads) > 8 else "", heads, lines, more
    )


def _behind(pack: Pack, t: Translator) -> Markup:
    """The last pages: the loads behind the numbers, and what each metric is."""
    said = Markup('<section>{}<h2>{}</h2>{}<p class="foot">{}</p></section>').format(
        _edge(pack, t("meeting.behind")),
        t("meeting.behind.title", n=len(pack.sources.rows)),
        table_html(pack.sources, t),
        t("meeting.head", head=pack.head),
    )
    if pack.definitions.rows:
        said += Markup("<section>{}<h2>{}</h2>{}</section>").format(
            _edge(pack, t("meeting.definitions")), t("meeting.definitions"), table_html(pack.definitions, t)
        )
    return said
