"""Tables as HTML: read aloud, printed and translated as they stand, unlike a canvas grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

FIT = 3
"""As many columns stand on a phone side by side; of more each row becomes an entry with its columns named
(``style.css``)."""

Cell = str | Markup
"""Text (escaped) or markup made by the kit (a shape)."""


@dataclass(frozen=True)
class Column:
    """One column: its header and how its cells stand. ``header`` is shown; ``hidden_header`` only read aloud."""

    header: str
    kind: str = "text"
    """text: left, on one line · prose: left, wraps · number: right, tabular · state: centred shapes · head: the bold
    name of the row."""
    hidden_header: bool = False


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    label: str,
    *,
    selected: int | None = None,
    sheet: bool = False,
) -> Markup:
    """A table named ``label`` for those who do not see it; row ``selected`` stands on the surface colour. A ``sheet``
    is shown as the file has it, on a phone too."""
    heads = Markup("").join(
        Markup('<th role="columnheader" scope="col" class="ho-col-{}">{}</th>').format(
            column.kind,
            Markup('<span class="ho-hidden">{}</span>').format(column.header)
            if column.hidden_header
            else column.header,
        )
        for column in columns
    )
    body = Markup("").join(
        Markup('<tr role="row"{}>{}</tr>').format(
            Markup(' class="ho-selected"') if number == selected else "",
            Markup("").join(_cell(column, cell) for column, cell in zip(columns, row, strict=True)),
        )
        for number, row in enumerate(rows)
    )
    return Markup(
        '<div class="ho-scroll" role="region" tabindex="0" aria-label="{}">'
        '<table role="table" class="ho-table{}"><caption class="ho-hidden">{}</caption>'
        '<thead role="rowgroup"><tr role="row">{}</tr></thead><tbody role="rowgroup">{}</tbody></table></div>'
    ).format(label, " ho-entries" if len(columns) > FIT and not sheet else "", label, heads, body)


def show_table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], label: str, **kwargs: int | None) -> None:
    """Draw :func:`table`."""
    st.html(table(columns, rows, label, **kwargs))


def _cell(column: Column, cell: Cell) -> Markup:
    tag = Markup('th role="rowheader" scope="row"') if column.kind == "head" else Markup('td role="cell"')
    end = Markup("th") if column.kind == "head" else Markup("td")
    none = " ho-nothing" if str(cell).strip() in ("", "–") else ""
    words = " ".join((cell.striptags() if isinstance(cell, Markup) else cell).split())
    said = column.kind != "head" and f"{words} ".startswith(f"{column.header} ")  # “p < 0.001” says what it is of
    return Markup('<{} class="ho-col-{}{}" data-head="{}">{}</{}>').format(
        tag, column.kind, none, "" if said else column.header, cell, end
    )
