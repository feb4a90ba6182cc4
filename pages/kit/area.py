"""The runner of a declared area: headline, tiles, the open section with its choices, each part alone, and what it can
be taken as."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from analytics.catalogue import Area, Chart, Custom, Editor, Part, Piece, Row, Section
from analytics.marks import Cell, Exhibit, Grid
from analytics.marks.browser import figure_of
from analytics.marks.browser.key import swatch
from analytics.marks.narrow import is_listed, listed, narrow_of
from analytics.marks.words import alt_of, frame_of, key_of, table_of
from analytics.periods import as_of_day
from data.language import start
from pages.kit.anew import heard
from pages.kit.cache import keep, working
from pages.kit.card import card, card_head
from pages.kit.charts import Drawn, drawn, show_figure
from pages.kit.controls import choose, controls, pick, slide
from pages.kit.editor.show import show_editor
from pages.kit.empty import (
    drawn_later,
    show_empty_programme,
    show_missing,
    show_none,
    show_nothing,
    show_unmatched,
    titled,
    was_loaded,
)
from pages.kit.errors import alone, caught, said
from pages.kit.guard import View
from pages.kit.head import programme_name, show_head
from pages.kit.missing import show_missing as show_needed_for
from pages.kit.readings import show_metrics
from pages.kit.rows import two_of
from pages.kit.selection import choose_selection
from pages.kit.state import VIEW, write_param
from pages.kit.status import shape, shape_beside
from pages.kit.table import Column, show_table
from pages.kit.take import PPTX, take_button

Customs = Mapping[str, Callable[[View, Sequence[str]], None]]
"""What only the page can show, by its key: given the view and what was chosen."""


def show_area(view: View, area: Area, customs: Customs | None = None) -> None:
    """The page of an area. Nothing follows it on the page."""
    if view.store.is_empty():
        show_empty_programme(view, area.name)
        return
    with working(view):
        message = said(
            view.t,
            lambda: str(
                keep(
                    view,
                    f"headline {area.name}",
                    lambda: area.headline(view.store, view.scope, view.t),
                    shown=True,
                )
            ),
        )
    if not message:
        show_nothing(view, area.name, area.name, area.needs)
        return
    show_head(view, area.name, message)
    section, chosen = _choose(view, area)
    alone(
        view.t,
        lambda: show_metrics(view, area.tiles) if area.tiles else None,
        lambda: show_section(view, area, section, chosen, customs or {}, message),
    )


def _choose(view: View, area: Area) -> tuple[Section, tuple[str, ...]]:
    """The open section and what it is looked at with, in one row of controls."""
    t, sections = view.t, {section.key: section for section in area.sections}
    with controls():
        open_one = pick(
            t("plan.section"),
            list(sections),
            VIEW,
            lambda code: t(f"{area.name}.view.{code}"),
            default=next(iter(sections)),
        )
        section, chosen = sections[open_one], []
        for choice in section.choices:
            value = ""
            if choice.course:
                chosen.append(value)
                continue
            with caught(t):
                options = list(choice.options(view.store, view.scope))
                if options:
                    show, words = (pick if choice.few else choose), partial(choice.words, t=t)
                    value = show(t(choice.label), options, choice.key, words, default=options[0])
            chosen.append(value)
        choose_selection(view)
    for at, choice in enumerate(section.choices):
        if choice.course:
            with caught(t):
                days = list(choice.options(view.store, view.scope))
                if days:
                    words = partial(choice.words, t=t)
                    chosen[at] = slide(t(choice.label, n=len(days)), days[::-1], choice.key, words, default=days[0])
    return section, tuple(chosen)


def show_section(
    view: View, area: Area, section: Section, chosen: Sequence[str], customs: Customs, message: str
) -> None:
    """The rows of a section, or what it waits for; ``message`` is the headline above it."""
    if section.needs and not was_loaded(view, section.needs):
        show_missing(view, section.needs[0], section.needs)
        return
    for row in section.rows:
        if isinstance(row, Row):
            two_of(
                [lambda piece=piece: show_piece(view, area, piece, chosen, customs, message) for piece in row.pieces],
                row.shape,
            )
        else:
            with caught(view.t):
                show_piece(view, area, row, chosen, customs, message)


def show_piece(view: View, area: Area, piece: Piece, chosen: Sequence[str], customs: Customs, message: str) -> None:
    """One chart, table or editor, or what the page shows itself."""
    heard()  # what was read before this piece is not its own
    if isinstance(piece, Editor):
        show_editor(view, piece.dataset)
    elif isinstance(piece, Custom):
        customs[piece.key](view, chosen)
    else:
        show_part(view, area, piece, chosen, message)


def stands_in(title: str, message: str) -> bool:
    """Whether a finding is a clause of the headline; the same words within another clause are not."""
    own = re.escape(title.rstrip(".。"))
    return re.search(rf"(?:^|[;；.。:：,，–]) ?{own}(?=$|[;；.。,，])", message, re.IGNORECASE) is not None


def show_part(view: View, area: Area, part: Part, chosen: Sequence[str], message: str = "") -> None:
    """A chart or a table in its card; one that has nothing to say of this programme is not there. Two areas may call a
    part alike.

    A card whose finding stands in the headline already is titled by what it shows: the sentence is read once. Its slide
    has the finding.
    """
    t, build = view.t, lambda: part.exhibit(view.store, view.scope, chosen, view.t)
    exhibit: Exhibit | None = keep(view, f"exhibit {area.name} {part.key}", build, *chosen, shown=True)
    if exhibit is None:
        return
    if exhibit.needs and show_wanting(view, part.key, exhibit):
        return
    title, subtitle = titled(exhibit, view), exhibit.subtitle
    if subtitle and stands_in(title, message):
        title, subtitle = start(subtitle), ""
    with card(title, subtitle, key=f"card-{part.key}"), caught(t):
        if exhibit.body is None:
            if isinstance(part, Chart):
                st.html(drawn_later(exhibit, view))
            else:
                show_none(exhibit, view)
        elif isinstance(exhibit.body, Grid):
            show_grid(view, part.key, exhibit.body, exhibit.subtitle or exhibit.title)
            _foot(view, part, exhibit)
        else:
            if is_listed(exhibit.body) and not exhibit.folded:
                show_grid(view, part.key, listed(exhibit.body, t), exhibit.subtitle or exhibit.title)
            elif not exhibit.folded:
                _draw(view, area, part, exhibit, chosen)
            _foot(view, part, exhibit)


def show_wanting(view: View, key: str, exhibit: Exhibit) -> bool:
    """The card of what a part waits for: datasets that were never loaded, or filters that leave nothing; false where
    neither is so."""
    missing = [name for name in exhibit.needs if not was_loaded(view, (name,))]
    if missing:
        show_needed_for(view, key, exhibit.title, missing)
        return True
    return show_unmatched(view, exhibit.needs, key)


def _draw(view: View, area: Area, part: Part, exhibit: Exhibit, chosen: Sequence[str]) -> None:
    mark, height = exhibit.body, part.height if isinstance(part, Chart) else 340

    def draw() -> Drawn:
        return drawn(figure_of(mark, view.palette, view.t, height), alt_of(exhibit, view.t))  # type: ignore[arg-type]

    figure = keep(view, f"figure {area.name} {part.key}", draw, exhibit.title, exhibit.subtitle, *chosen, shown=True)
    picks, narrow = part.picks if isinstance(part, Chart) else "", narrow_of(mark, view.t)  # type: ignore[arg-type]
    on_pick = partial(_pick, f"chart-{part.key}", picks) if picks else None
    with st.container(key=f"wide-{'else-' if narrow else ''}{part.key}"):
        show_figure(figure, f"chart-{part.key}", view.t, on_pick)
    if narrow:
        with st.container(key=f"narrow-{part.key}"):
            show_grid(view, f"narrow-{part.key}", narrow, exhibit.subtitle or exhibit.title)
    swatches = key_of(mark, view.t)  # type: ignore[arg-type]
    if swatches or exhibit.key:
        parts = [swatch(one, view.palette) for one in swatches]
        parts += [Markup("<span>{}</span>").format(exhibit.key)] if exhibit.key else []
        beside = " ho-wide" if narrow else ""  # the list of a phone needs no key
        st.html(Markup('<p class="ho-note ho-bare ho-swatches{}">{}</p>').format(beside, Markup("").join(parts)))


def _pick(key: str, param: str) -> None:
    """Write the id of the mark that was chosen into the address."""
    if picked := st.session_state[key]["picked"]:
        write_param(param, [picked])


def show_grid(view: View, key: str, grid: Grid, label: str) -> None:
    """A table; of a long one the rest is folded."""
    columns, lines = in_table(grid)
    show_table(columns, lines[: grid.shown], label)
    if len(lines) > grid.shown:
        with st.expander(view.t("mark.more", n=len(lines) - grid.shown), key=f"more-{key}", on_change="rerun") as rest:
            if rest.open:
                show_table(columns, lines[grid.shown :], label)


def in_table(grid: Grid) -> tuple[list[Column], list[list[str | Markup]]]:
    """A grid as the columns and the lines of a table on the page."""
    columns = [Column(head, _kind(kind), kind == "state") for head, kind in zip(grid.heads, grid.kinds, strict=True)]
    return columns, [[_words(cell, kind) for cell, kind in zip(row, grid.kinds, strict=True)] for row in grid.rows]


def _words(cell: Cell, kind: str) -> str | Markup:
    """A cell: its shape alone, which is named, or in prose before its lines; named there too where they do not say the
    state."""
    if cell.state and kind != "prose":
        return shape(cell.state, cell.text)
    lines = cell.text.replace(" · ", " ·\u00a0").split("\n")  # no line ends in the point
    said = _folded(*lines) if cell.folded else Markup("<br>").join(lines)
    if not cell.state:
        return said
    named = isinstance(cell.value, str) and cell.value != cell.text
    before = shape(cell.state, cell.value) if named else shape_beside(cell.state)
    return Markup('<span class="ho-gate">{} {}</span>').format(before, said)


def _folded(first: str, names: str, *others: str) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in others)
    return Markup('{}<details class="ho-fold"><summary>{}</summary><ul>{}</ul></details>').format(first, names, items)


def _kind(kind: str) -> str:
    return "number" if kind in ("date", "moment") else kind


def _foot(view: View, part: Part, exhibit: Exhibit) -> None:
    """The note, and behind one button the values as a table, a file and a slide."""
    t = view.t
    with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small", key=f"foot-{part.key}"):
        st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(exhibit.note), width="stretch")
        if exhibit.body is not None:
            if exhibit.folded or not (isinstance(exhibit.body, Grid) or is_listed(exhibit.body)):
                _as_table(view, part, exhibit)
            _take(view, part, exhibit, partial(table_of, exhibit.body, t))


def _as_table(view: View, part: Part, exhibit: Exhibit) -> None:
    """The values of a chart as a table; made when it is opened."""
    with st.popover(
        view.t("export.table"), type="tertiary", icon=":material/table:", key=f"table-{part.key}", on_change="rerun"
    ) as opened:
        if opened.open and exhibit.body is not None:
            grid = table_of(exhibit.body, view.t)
            st.html(card_head(exhibit.title, exhibit.subtitle))
            show_grid(view, f"table-{part.key}", grid, exhibit.subtitle or exhibit.title)


def _take(view: View, part: Part, exhibit: Exhibit, table: Callable[[], Grid]) -> None:
    """The buttons that take a part along, each named for what it takes; its ``table`` is made at the click."""
    t = view.t
    named = {"title": exhibit.title}

    def as_csv() -> bytes:
        from analytics.reports.table import table_csv

        grid = table()
        view.store.audit("export", view.rights, what=part.key, form="csv", rows=len(grid.rows))
        return table_csv(frame_of(grid))

    def as_slide() -> bytes:
        from analytics.reports.slide import Edges, exhibit_pptx

        view.store.audit("export", view.rights, what=part.key, form="pptx", rows=len(table().rows))
        edges = Edges(meeting=programme_name(view), edition=t.date(as_of_day(view.scope), year=True))
        return exhibit_pptx(exhibit, t, edges)

    take_button(
        t("export.csv"),
        as_csv,
        f"{part.key}.csv",
        "text/csv",
        f"csv-{part.key}",
        "table_view",
        t("export.csv.of", **named),
    )
    take_button(
        t("export.slide"),
        as_slide,
        f"{part.key}.pptx",
        PPTX,
        f"pptx-{part.key}",
        "slideshow",
        t("export.slide.of", **named),
    )
