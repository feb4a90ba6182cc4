"""Native charts written as the XML that a presentation keeps: styled part by part through a library they would take
thrice as long.

What is written here is what python-pptx writes of the same chart, so that it reads and changes it as one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from analytics.charts.palette import LIGHT
from analytics.marks.native.sheet import NAME, Cell, letters, safe, workbook

PIXEL = 9525
"""EMU in a pixel of the design (1280 × 720 on a slide of 13.33 × 7.5 inches)."""
POINT = 0.75
"""Points in a pixel."""
TICK_SIZE = 16
FORM = "General"
"""How the numbers of a sheet are written: as they are."""
EMU = 12700
"""EMU in a point."""
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
SHOWN = "".join(
    f'<c:show{what} val="0"/>' for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
)
SAID = SHOWN.replace('Val val="0"', 'Val val="1"')
"""What a label shows: nothing of its own, or the value, in whose place its words stand."""
BARS, LINES, DOTS = ("-2068027336", "-2113994440"), ("-2128940872", "-2129643912"), ("2118791784", "2140495176")
"""The axes of each kind by the numbers that python-pptx gives them: along, up."""
CHART, SHEET = "/ppt/charts/native%d.xml", "/ppt/embeddings/native%d.xlsx"
"""What the parts are called: python-pptx counts ``chart1``, ``chart2`` … for the charts that it makes itself."""
_NUMBERS: WeakKeyDictionary[Any, count[int]] = WeakKeyDictionary()
"""The number of the next chart of each presentation: asked anew, all its parts would be walked for each chart."""


@dataclass(frozen=True)
class Axis:
    """The axis of the values: its ends and steps in the unit of the sheet, and how it is written. ``across`` has it
    below."""

    low: float
    high: float
    step: float
    form: str
    across: bool = False
    base: int | None = None
    """The base of the logarithm of the axis, where it is not linear; a step is then so many times as much."""


@dataclass(frozen=True)
class Label:
    """What is written at one point of a series, and where (``outEnd``, ``inBase``, ``r``)."""

    at: int
    text: str
    place: str
    tone: str
    bold: bool = True


def add_chart(slide: Any, box: tuple[float, float, float, float], body: str, sheet: Sequence[Sequence[Cell]]) -> Any:
    """Put a chart into ``box`` (pixels): what :func:`bar_plot` and its like wrote, and the sheet of its numbers."""
    from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from pptx.opc.packuri import PackURI
    from pptx.parts.chart import ChartPart
    from pptx.parts.embeddedpackage import EmbeddedXlsxPart
    from pptx.util import Emu

    package = slide.part.package
    number = _number(package)
    font = f'<a:defRPr sz="{round(TICK_SIZE * POINT * 100)}">{solid(LIGHT.muted)}</a:defRPr>'
    text = (
        f"<c:chartSpace {SPACES}>{body}<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{font}</a:pPr><a:endParaRPr"
        ' lang="en-US"/></a:p></c:txPr><c:externalData r:id="rId1"><c:autoUpdate'
        ' val="0"/></c:externalData></c:chartSpace>'
    )
    part = ChartPart.load(PackURI(CHART % number), CONTENT_TYPE.DML_CHART, package, text.encode())
    place = PackURI(SHEET % number)
    held = EmbeddedXlsxPart(place, EmbeddedXlsxPart.content_type, package, workbook(sheet))
    part.relate_to(held, RELATIONSHIP_TYPE.PACKAGE)
    own = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    slide.shapes._add_chart_graphicFrame(own, *(Emu(round(value * PIXEL)) for value in box))
    return part.chart


def _number(package: Any) -> int:
    """A number that no chart of the presentation has, nor one that stood in its template."""
    if package not in _NUMBERS:
        start, end = CHART.split("%d")
        names = [str(part.partname) for part in package.iter_parts()]
        taken = [name.removeprefix(start).removesuffix(end) for name in names if name.startswith(start)]
        _NUMBERS[package] = count(1 + max((int(one) for one in taken if one.isdigit()), default=0))
    return next(_NUMBERS[package])


def bar_plot(axis: Axis, series: Sequence[str], *, stacked: bool, gap: int, overlap: int) -> str:
    """The chart of :func:`bar_series`."""
    lies = f'<c:overlap val="{overlap}"/>' if overlap else ""
    body = (
        f'<c:barChart><c:barDir val="{"bar" if axis.across else "col"}"/><c:grouping'
        f' val="{"stacked" if stacked else "clustered"}"/>{"".join(series)}<c:gapWidth'
        f' val="{gap}"/>{lies}{_axes(BARS)}</c:barChart>'
    )
    return (
        f'<c:date1904 val="0"/><c:chart>{_area(body + _named(BARS, axis) + _values(BARS, axis))}<c:dispBlanksAs'
        ' val="gap"/></c:chart>'
    )


def bar_series(
    at: int,
    name: str,
    categories: Sequence[str],
    values: Sequence[float | None],
    paint: str,
    points: str,
    labels: Sequence[Label],
) -> str:
    """One series of bars; ``paint`` fills it, ``points`` those of its own."""
    return (
        f"<c:ser>{_begun(at, name, f'{letters(at + 1)}$1')}<c:spPr>{paint}</c:spPr><c:invertIfNegative"
        f' val="0"/>{points}{written(labels)}'
        f"{_categories(categories)}{_numbers('val', f'{letters(at + 1)}', 2, values)}</c:ser>"
    )


def dot_plot(axis: Axis, series: Sequence[str]) -> str:
    """The chart of :func:`dot_series`."""
    body = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(series)}<c:marker val="1"/><c:smooth'
        f' val="0"/>{_axes(DOTS)}</c:lineChart>'
    )
    return f'<c:date1904 val="0"/><c:chart>{_area(body + _named(DOTS, axis) + _values(DOTS, axis))}{_ended()}</c:chart>'


def dot_series(
    at: int,
    name: str,
    categories: Sequence[str],
    values: Sequence[float | None],
    points: str,
    labels: Sequence[Label],
    bars: str,
) -> str:
    """One series of dots that no line joins; ``bars`` are its intervals."""
    return (
        f"<c:ser>{_begun(at, name, f'{letters(at + 1)}$1')}<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{marker('circle', 10)}{points}{written(labels)}{bars}{_categories(categories)}"
        f"{_numbers('val', letters(at + 1), 2, values)}<c:smooth"
        ' val="0"/></c:ser>'
    )


def line_plot(axis: Axis, along: Axis, series: Sequence[str]) -> str:
    """The chart of :func:`line_series`, with a true axis ``along``."""
    body = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors'
        f' val="0"/>{"".join(series)}{_axes(LINES)}</c:scatterChart>'
    )
    below = (
        f'<c:valAx><c:axId val="{LINES[0]}"/><c:scaling><c:orientation'
        f' val="minMax"/>{_ends(along)}</c:scaling><c:delete val="0"/><c:axPos val="b"/>{_form(along)}<c:majorTickMark'
        ' val="none"/><c:minorTickMark val="none"/><c:tickLblPos'
        f' val="low"/><c:spPr><a:ln>{solid(LIGHT.line)}</a:ln></c:spPr><c:crossAx'
        f' val="{LINES[1]}"/>{_crossing(axis)}<c:crossBetween val="midCat"/><c:majorUnit'
        f' val="{float(along.step)}"/></c:valAx>'
    )
    return f"<c:chart>{_area(body + below + _values(LINES, axis, scatter=True))}{_ended()}</c:chart>"


def line_series(
    at: int, name: str, first: int, points: Sequence[tuple[float, float]], line: str, mark: str, labels: Sequence[Label]
) -> str:
    """One line whose block of the sheet has its name in row ``first``."""
    return (
        f"<c:ser>{_begun(at, name, f'B${first}')}<c:spPr>{line}</c:spPr>{mark}{written(labels)}"
        f"{_numbers('xVal', 'A', first + 1, [x for x, _ in points])}"
        f"{_numbers('yVal', 'B', first + 1, [y for _, y in points])}<c:smooth"
        ' val="0"/></c:ser>'
    )


def written(labels: Sequence[Label]) -> str:
    """The words at the points of a series; the other points have none."""
    if not labels:
        return ""
    size = round(TICK_SIZE * POINT * 100)
    parts = "".join(
        "<c:dLbl><c:idx"
        f' val="{one.at}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr><a:r><a:rPr sz="{size}"'
        f' b="{int(one.bold)}">{solid(one.tone)}</a:rPr><a:t>{safe(one.text)}</a:t></a:r></a:p></c:rich></c:tx>'
        "<c:dLblPos"
        f' val="{one.place}"/>{SAID}</c:dLbl>'
        for one in labels
    )
    return f'<c:dLbls>{parts}{SHOWN}<c:showLeaderLines val="1"/></c:dLbls>'


def solid(tone: str) -> str:
    """A fill in a colour of the palette."""
    return f'<a:solidFill><a:srgbClr val="{tone[1:].upper()}"/></a:solidFill>'


def painted(tone: str, look: str) -> str:
    """Fill and edge of a bar: solid, outlined on the page, hatched or hidden."""
    if look == "hidden":
        return "<a:noFill/><a:ln><a:noFill/></a:ln>"
    if look == "hatched":
        page = f'<a:srgbClr val="{LIGHT.page[1:].upper()}"/>'
        fill = (
            '<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr'
            f' val="{tone[1:].upper()}"/></a:fgClr><a:bgClr>{page}</a:bgClr></a:pattFill>'
        )
    else:
        fill = solid(LIGHT.page if look == "outlined" else tone)
    return f'{fill}<a:ln w="{int(1.2 * POINT * EMU)}">{solid(tone)}</a:ln>'


def marker(shape: str, size: int = 0, fill: str = "", edge: str = "") -> str:
    """The dot of a point or a series: ``none``, or a shape with its size in points and, where given, its fill and
    edge."""
    if not size:
        return f'<c:marker><c:symbol val="{shape}"/></c:marker>'
    look = f"<c:spPr>{solid(fill)}<a:ln>{solid(edge)}</a:ln></c:spPr>" if fill else ""
    return f'<c:marker><c:symbol val="{shape}"/><c:size val="{size}"/>{look}</c:marker>'


def _area(inside: str) -> str:
    return f'<c:autoTitleDeleted val="1"/><c:plotArea>{inside}</c:plotArea>'


def _ended() -> str:
    return '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/><c:showDLblsOverMax val="0"/>'


def _begun(at: int, name: str, place: str) -> str:
    """The number and name of a series."""
    return (
        f'<c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>{NAME}!${place}</c:f><c:strCache><c:ptCount'
        f' val="1"/><c:pt idx="0"><c:v>{safe(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def _categories(names: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{safe(name)}</c:v></c:pt>' for at, name in enumerate(names))
    return (
        f"<c:cat><c:strRef><c:f>{NAME}!$A$2:$A${len(names) + 1}</c:f><c:strCache><c:ptCount"
        f' val="{len(names)}"/>{points}</c:strCache></c:strRef></c:cat>'
    )


def _numbers(role: str, column: str, first: int, values: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    return (
        f"<c:{role}><c:numRef><c:f>{NAME}!${column}${first}:${column}${first + len(values) - 1}</c:f>"
        f"<c:numCache><c:formatCode>{FORM}</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef></c:{role}>'
    )


def _axes(pair: tuple[str, str]) -> str:
    return "".join(f'<c:axId val="{one}"/>' for one in pair)


def _ends(axis: Axis) -> str:
    """The ends of an axis; the base of a logarithm stands before them, as the schema wants it."""
    return f'<c:max val="{float(axis.high)}"/><c:min val="{float(axis.low)}"/>'


def _form(axis: Axis) -> str:
    form = safe(axis.form).replace('"', "&quot;")
    return f'<c:numFmt formatCode="{form}" sourceLinked="0"/>'


def _crossing(axis: Axis) -> str:
    """Bars grow from where the axes cross: from zero where it is shown, else from the lower end."""
    return f'<c:crosses val="{"min" if axis.low >= 0 else "autoZero"}"/>'


def _named(pair: tuple[str, str], axis: Axis) -> str:
    """The axis of the names."""
    font = ""
    if axis.across:
        properties = f"<a:pPr><a:defRPr>{solid(LIGHT.text)}</a:defRPr></a:pPr>"
        font = f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p>{properties}</a:p></c:txPr>"
    return (
        f'<c:catAx><c:axId val="{pair[0]}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete'
        f' val="0"/><c:axPos val="{"l" if axis.across else "b"}"/><c:majorTickMark val="none"/><c:minorTickMark'
        f' val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln>{solid(LIGHT.line)}</a:ln></c:spPr>{font}<c:crossAx'
        f' val="{pair[1]}"/>{_crossing(axis)}<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset'
        ' val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
    )


def _values(pair: tuple[str, str], axis: Axis, *, scatter: bool = False) -> str:
    """The axis of the values: a thin grid, no line; its numbers stand at the side of the plot, wherever the axes
    cross."""
    log = "" if axis.base is None else f'<c:logBase val="{axis.base}"/>'
    turned, between = ('<c:orientation val="minMax"/>', '<c:crossBetween val="midCat"/>') if scatter else ("", "")
    return (
        f'<c:valAx><c:axId val="{pair[1]}"/><c:scaling>{log}{turned}{_ends(axis)}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"b" if axis.across else "l"}"/><c:majorGridlines><c:spPr><a:ln'
        f' w="{int(POINT * EMU)}">{solid(LIGHT.grid)}</a:ln></c:spPr></c:majorGridlines>{_form(axis)}<c:majorTickMark'
        ' val="none"/><c:minorTickMark val="none"/><c:tickLblPos'
        f' val="low"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="{pair[0]}"/><c:crosses'
        f' val="autoZero"/>{between}<c:majorUnit val="{float(axis.step)}"/></c:valAx>'
    )
