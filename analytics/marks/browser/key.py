"""The key of a chart beside its figure: on a page and in a file that is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.words import Swatch


def swatch(one: Swatch, palette: Palette) -> Markup:
    """One entry of a key: how the series is drawn, and its name."""
    tone = getattr(palette, one.tone)
    fill = tone if one.look == "solid" else palette.page
    if one.look == "hatched":
        fill = f"repeating-linear-gradient(135deg, {tone} 0 1px, {palette.page} 1px 4px)"
    return Markup('<span><i class="ho-swatch ho-swatch-{}" style="background:{};border-color:{}"></i>{}</span>').format(
        one.shape, fill, tone, one.name
    )
