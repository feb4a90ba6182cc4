"""Tables as HTML: read aloud, printed and translated as they stand, unlike a canvas grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

Cell = str | Markup
"""Text (escaped) or markup made by the kit (shape, pill)."""


@dataclass(frozen=True)
class Column:
    """One column: its header and how its cells stand. ``header`` is shown; ``hidden_header`` only read aloud."""

    header: str
    kind: str = "text"
    """text: left, on one line · prose: left, wraps · number: right, tabular · state: centred shapes · head: the bold name of the row."""
    hidden_header: bool = False


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    label: str,
    *,
    selected: int | None = None,
) -> Markup:
    """A table named ``label`` for those who do not see it; row ``selected`` stands on the surface colour."""
    heads = Markup("").join(
        Markup('<th scope="col" class="ho-col-{}">{}</th>').format(
            column.kind,
            Markup('<span class="ho-hidden">{}</span>').format(column.header)
            if column.hidden_header
            else column.header,
        )
        for column in columns
    )
    body = Markup("").join(
        Markup("<tr{}>{}</tr>").format(
            Markup(' class="ho-selected"') if number == selected else "",
            Markup("").join(_cell(column, cell) for column, cell in zip(columns, row, strict=True)),
        )
        for number, row in enumerate(rows)
    )
    return Markup(
        '<div class="ho-scroll" role="region" tabindex="0" aria-label="{}">'
        '<table class="ho-table"><caption class="ho-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(label, label, heads, body)


def show_table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], label: str, **kwargs: int | None) -> None:
    """Draw :func:`table`."""
    st.html(table(columns, rows, label, **kwargs))


def _cell(column: Column, cell: Cell) -> Markup:
    tag = Markup('th scope="row"') if column.kind == "head" else Markup("td")
    end = Markup("th") if column.kind == "head" else Markup("td")
    return Markup('<{} class="ho-col-{}">{}</{}>').format(tag, column.kind, cell, end)
