"""One set of colours: what Streamlit draws and what the charts draw are the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from analytics.charts.palette import DARK, LIGHT, Palette
from pages.kit.status import STATES
from pages.kit.style import style_sheet

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
ROLES = {
    "primaryColor": "accent",
    "backgroundColor": "page",
    "secondaryBackgroundColor": "surface",
    "textColor": "text",
    "linkColor": "accent",
    "borderColor": "line",
    "greenTextColor": "good",
    "redTextColor": "bad",
    "orangeTextColor": "watch_text",
    "grayTextColor": "muted",
    "greenBackgroundColor": "tint_good",
    "redBackgroundColor": "tint_bad",
    "orangeBackgroundColor": "tint_watch",
    "blueBackgroundColor": "tint_accent",
    "grayBackgroundColor": "tint_none",
}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_the_theme_has_the_colours_of_the_palette(colours: Palette) -> None:
    theme = CONFIG["theme"][colours.name]
    assert {key: theme[key] for key in ROLES} == {key: getattr(colours, role) for key, role in ROLES.items()}
    assert tuple(theme["chartCategoricalColors"]) == colours.categorical
    assert tuple(theme["chartSequentialColors"]) == colours.sequential
    assert tuple(theme["chartDivergingColors"]) == colours.diverging


def test_fonts_and_icon_are_served_from_here() -> None:
    faces = [face["url"] for face in CONFIG["theme"]["fontFaces"]]
    assert [url for url in faces if not (ROOT / url.removeprefix("app/")).is_file()] == []
    assert (ROOT / "static/favicon.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_what_must_not_be_open_is_closed() -> None:
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["runner"]["magicEnabled"] is False


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_shape(state: str) -> None:
    assert f'.ho-{state}{{background-image:url("data:image/svg+xml,' in style_sheet(LIGHT, "en")
