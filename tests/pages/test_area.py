"""The runner of declared areas."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from analytics.catalogue import Chart, Row, Table, areas
from analytics.marks import Exhibit
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


@pytest.mark.parametrize(
    ("headline", "titled"),
    [
        ("Northgate takes 40% of those who leave; the rest is within noise", ("Share by rival, 4 weeks", "")),
        (
            "All 9 say Northgate takes 40% of those who leave",
            ("Northgate takes 40% of those who leave", "Share by rival, 4 weeks"),
        ),
        ("Nothing stands out", ("Northgate takes 40% of those who leave", "Share by rival, 4 weeks")),
    ],
)
def test_what_the_headline_says_is_no_title_again(
    monkeypatch: pytest.MonkeyPatch, headline: str, titled: tuple[str, str]
) -> None:
    """The card is then titled by what it shows."""
    seen: list[tuple[str, str]] = []
    exhibit = Exhibit("Northgate takes 40% of those who leave.", "Share by rival, 4 weeks", "", None)
    monkeypatch.setattr(runner, "keep", lambda *_about, **_kept: exhibit)
    monkeypatch.setattr(runner, "card", lambda title, subtitle, **_: seen.append((title, subtitle)) or nullcontext())
    monkeypatch.setattr(runner, "caught", lambda _t: nullcontext())
    monkeypatch.setattr(runner, "titled", lambda words, _view: words.title)
    monkeypatch.setattr(runner, "show_none", lambda _text, _view: None)
    runner.show_part(SimpleNamespace(t=None), areas()[0], Table("t", str, str), (), headline)  # type: ignore[arg-type]
    assert seen == [titled]
