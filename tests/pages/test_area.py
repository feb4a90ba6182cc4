"""The runner of declared areas."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from analytics.catalogue import Chart, Row, Table, areas
from pages.kit import area as runner


def test_parts_that_two_areas_call_alike_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of a part is kept under its area: Safeguards once showed the revenue that Retention had kept."""
    asked: list[Any] = []
    monkeypatch.setattr(runner, "keep", lambda _view, *about, **_kept: asked.append((about[0], *about[2:])))
    parts = [
        (area, piece)
        for area in areas()
        for section in area.sections
        for row in section.rows
        for piece in (row.pieces if isinstance(row, Row) else (row,))
        if isinstance(piece, Chart | Table)
    ]
    for area, part in parts:
        runner.show_part(SimpleNamespace(t=None), area, part, ())  # type: ignore[arg-type]
    assert len(parts) > 40
    assert [name for name, count in Counter(asked).items() if count > 1] == []
