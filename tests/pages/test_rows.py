"""Rows of two cards have shapes that the style sheet knows."""

from __future__ import annotations

from pathlib import Path

from analytics.catalogue import Row, areas
from pages.kit.rows import SHAPES

PAGES = Path(__file__).resolve().parents[2] / "pages"


def test_every_row_has_a_shape_of_the_style_sheet() -> None:
    sheet = (PAGES / "kit/style.css").read_text(encoding="utf-8")
    assert [name for name in SHAPES if f'st-key-row-{name}-"] {{ --ho-row' not in sheet] == []
    shapes = [
        row.shape for area in areas() for section in area.sections for row in section.rows if isinstance(row, Row)
    ]
    assert len(shapes) > 10
    assert [one for one in shapes if one not in SHAPES] == []
