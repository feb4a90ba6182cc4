"""What slides are written with: texts, rules, keys and the scale of a value axis."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analytics.charts.marks import nice_ticks
from analytics.charts.palette import LIGHT
from analytics.marks.native.chart import PIXEL, POINT

if TYPE_CHECKING:
    from analytics.marks.kinds import Tone
    from analytics.marks.units import Unit
    from analytics.marks.words import Swatch
    from data.language import Translator

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels of a slide of 1280 × 720."""


LINE = {"en": 1.3, "zh": 1.45}
"""Height of a line, in its letters' size, by language."""


def wide(text: str, *, bold: bool = False) -> float:
    """How wide a text is, in its letters' size: estimated a little too wide, since the fonts of the reader are not
    known. Where Han meets Latin letters or digits most programs leave a quarter of a letter."""
    found = 0.2 * sum((one > "\u2e80") != (other > "\u2e80") for one, other in pairwise(text))
    for letter in text:
        if letter > "\u2e80":
            found += 1.0
        elif letter in " .,:;'|!()[]ijltfrI·":
            found += 0.36
        else:
            found += 0.68 if letter.isupper() or letter in "mw%≈–…" else 0.57
    return found * (1.16 if bold else 1.0)


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """In how many lines a text of letters of ``size`` stands in ``width``; words wrap, so that each line has some room
    left."""
    room = max(width - size * 1.5, size) / size
    return sum(max(1, -int(-wide(line, bold=bold) // room)) for line in text.split("\n"))


def fitting(
    text: str, width: float, height: float, sizes: Sequence[float], t: Translator, *, bold: bool = False
) -> float:
    """The largest of ``sizes`` in which ``text`` stands in the box, the smallest where none does."""
    return next(
        (size for size in sizes if lines_of(text, width, size, bold=bold) * size * LINE[t.lang] <= height * 1.03),
        sizes[-1],
    )


def clipped(text: str, width: float, size: float, lines: int) -> str:
    """As much of ``text`` as stands in so many lines, the rest as ``…``."""
    if lines_of(text, width, size) <= lines:
        return text
    kept = text
    while kept and lines_of(kept + "…", width, size) > lines:
        kept = kept[: -max(1, len(kept) // 40)]
    return kept.rstrip(" ,;，、；·") + "…"


def colour(tone: Tone) -> str:
    return str(getattr(LIGHT, tone))


def add_text(
    slide: Any,
    box: Box,
    text: str,
    size: float,
    tone: str,
    t: Translator,
    *,
    bold: bool = False,
    right: bool = False,
    middle: bool = False,
) -> None:
    """A text box; ``tone`` is a colour. Nothing where there is no text."""
    if not text:
        return
    from pptx.util import Emu

    shape = slide.shapes.add_textbox(*(Emu(round(value * PIXEL)) for value in box))
    write(shape.text_frame, text, size, tone, t, bold=bold, right=right, middle=middle)


def write(
    frame: Any,
    text: str,
    size: float,
    tone: str,
    t: Translator,
    *,
    bold: bool = False,
    right: bool = False,
    middle: bool = False,
) -> None:
    """Text without inner margins, in the fonts of the product (the Chinese one for Han), a paragraph a line.

    A pack has thousands of texts: each paragraph is a copy of one that was styled, which takes a third of styling it
    anew.
    """
    from pptx.enum.text import MSO_ANCHOR

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    body = frame._txBody
    for old in body.p_lst:
        body.remove(old)
    for line in text.split("\n"):
        paragraph = deepcopy(_styled(size, tone, t.lang, bold, "r" if right else "ctr" if middle else "l"))
        paragraph.r_lst[0].text = line
        body.append(paragraph)


@lru_cache(maxsize=256)
def _styled(size: float, tone: str, lang: str, bold: bool, align: str) -> Any:
    """A paragraph of one run without words."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls
    from pptx.util import Pt

    points = round(Pt(size * POINT) / 127)
    return parse_xml(
        f'<a:p {nsdecls("a")}><a:pPr algn="{align}"/><a:r><a:rPr lang="{"zh-CN" if lang == "zh" else "en-GB"}"'
        f' sz="{points}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{tone[1:].upper()}"/></a:solidFill><a:latin'
        ' typeface="Inter"/><a:ea typeface="Microsoft YaHei"/></a:rPr><a:t/></a:r></a:p>'
    )


def add_rule(slide: Any, box: Box, tone: str, *, dotted: bool = False, thick: float = 1.0) -> None:
    """A straight line from the left top of ``box``, its width right and its height down."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE
    from pptx.enum.shapes import MSO_CONNECTOR
    from pptx.util import Emu, Pt

    left, top, width, height = box
    ends = (left, top, left + width, top + height)
    shape = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Emu(round(value * PIXEL)) for value in ends))
    shape.line.color.rgb = RGBColor.from_string(tone[1:])
    shape.line.width = Pt(thick * POINT)
    if dotted:
        shape.line.dash_style = MSO_LINE.ROUND_DOT
    plain(shape)


def plain(shape: Any) -> None:
    """Take the theme's style from a shape that has its own line: it would cast a shadow."""
    from pptx.oxml.ns import qn

    shape._element.remove(shape._element.find(qn("p:style")))


def whole_steps(low: float, high: float, unit: Unit, t: Translator) -> tuple[float, float, float, float, str]:
    """Factor, lower and upper end, step and number format of a native value axis: it begins and ends at whole steps."""
    ticks = nice_ticks(low, high, 4)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else (high - low) or 1.0
    if unit.kind == "count" and unit.digits == 0:
        step = max(round(step), 1)
    factor, written = unit.scale(max(abs(low), abs(high)), t)
    low, high = (low // step) * step, -((-high) // step) * step
    return factor, low / factor, high / factor, step / factor, written


def add_key(slide: Any, swatches: Sequence[Swatch], box: Box, t: Translator) -> None:
    """The key in one line above the plot: a swatch as it is drawn and its name."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Emu

    from analytics.marks.native.columns import paint

    left, top = box[0] + 8, box[1] - 6
    for one in swatches:
        form = MSO_SHAPE.OVAL if one.shape in ("dot", "ring") else MSO_SHAPE.RECTANGLE
        place = (left + 5, top + 1, 3, 18) if one.shape == "tick" else (left, top + 3, 14, 14)
        swatch = slide.shapes.add_shape(form, *(Emu(round(value * PIXEL)) for value in place))
        paint(swatch, colour(one.tone), one.look)
        swatch.shadow.inherit = False
        width = 12 + sum(17 if ord(letter) > 0x2E80 else 9.5 for letter in one.name)
        add_text(slide, (left + 22, top, width + 40, 22), one.name, 15, LIGHT.muted, t)
        left += 22 + width + 20
