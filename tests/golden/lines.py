"""What is on the screen as lines of text: the HTML of tiles and tables, controls, and the numbers of figures.

A line says one thing, so that a changed value is a changed line. Classes of the style sheet are kept as names
(``value:``, ``verdict:``) and shapes as their state (``[good]``); widths and places of a strip are kept, for they are
read as numbers.
"""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import numpy as np
from streamlit.testing.v1.element_tree import Block, Element, Node, UnknownElement

from pages.kit.charts import NAME

LONG = 24
"""Points of a trace that are written one a line; a longer one is told by its count, ends, extremes and a checksum."""
INLINE = {"b", "i", "em", "strong", "a", "span", "br", "code", "small", "sub", "sup", "abbr", "u", "mark"}
SILENT = {"style", "script"}
FOLDED = {"summary", "li"}
"""Begin a line of their own within a cell too."""
VOID = {"br", "img", "input", "hr", "meta", "link"}
SERIES = (
    "x",
    "y",
    "z",
    "base",
    "open",
    "close",
    "values",
    "labels",
    "text",
    "hovertext",
    "customdata",
    "ids",
    "parents",
)
"""Arrays of a trace in the order they are written."""


def number(value: float) -> str:
    """Five significant digits, as a person would compare them."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return str(value)
    if value == 0:
        return "0"
    rounded = float(f"{value:.5g}")
    return str(int(rounded)) if rounded == int(rounded) and abs(rounded) < 1e15 else repr(rounded)


def plain(value: Any) -> str:
    """One value on one line."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number(float(value))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {plain(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(plain, value)) + "]"
    text = str(value).replace("\u00a0", " ")
    if re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00(\.0+)?", text):
        text = text[:10]
    return re.sub(r"\s*\n\s*|<br>", " / ", text).strip()


class _Reader(HTMLParser):
    """Collects lines of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.open: list[tuple[str, str, bool]] = []
        self.text = ""
        self.cells: list[str] | None = None
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = [name.removeprefix("ho-") for name in given.get("class", "").split()]
        if tag in SILENT:
            self.silent += 1
        if tag == "br" or (tag in FOLDED and self.cells is not None):
            self.text += " / "
        if tag in VOID:
            return
        named = " ".join(name for name in classes if name not in ("row", "shape", "parts"))
        starts = tag not in INLINE or (bool(named) and "shape" not in classes)
        if tag == "tr":
            self.flush()
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self.text = ""
            starts = False
        elif self.cells is not None:  # inside a cell everything stands on the line of its row
            starts = False
        if starts:
            self.flush()
        self.open.append((tag, named, starts))
        if "shape" in classes:
            label = given.get("aria-label", "")
            self.text += f"[{named}{': ' + label if label else ''}] "
        elif any(name in classes for name in ("pill", "selected")):
            self.text += f"[{named}] "
        elif given.get("aria-label") and tag != "table":
            self.text += f"({plain(given['aria-label'])}) "
        if given.get("title"):
            self.text += f"(title: {plain(given['title'])}) "
        if "left:" in given.get("style", "") or "width:" in given.get("style", ""):
            self.text += f"<{given['style'].rstrip(';')}> "

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        if tag in VOID or tag not in [name for name, _, _ in self.open]:
            return
        if tag in ("td", "th") and self.cells is not None:
            self.cells.append(self.spoken())
            self.text = ""
        elif tag == "tr" and self.cells is not None:
            row = " | ".join(self.cells)
            self.cells, self.text = None, ""
            self.lines.append(f"row: {row}")
        while self.open:
            name, _, starts = self.open[-1]
            if starts:
                self.flush()
            self.open.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text += data

    def spoken(self) -> str:
        return re.sub(r"\s+", " ", self.text.replace("\u00a0", " ")).strip()

    def flush(self) -> None:
        said = self.spoken()
        self.text = ""
        if said:
            name = next((f"{named}" for _, named, starts in reversed(self.open) if named and starts), "")
            self.lines.append(f"{name}: {said}" if name else said)


def html_lines(html: str) -> list[str]:
    """The words of a piece of HTML, each with the class it stands in; a row of a table is one line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.lines


def _listed(value: Any) -> list[Any] | None:
    """An array of a figure, whichever way Plotly wrote it down; ``None`` where it is no array."""
    if isinstance(value, dict) and "bdata" in value:
        found = np.frombuffer(base64.b64decode(value["bdata"]), np.dtype(value["dtype"]))
        shape = value.get("shape")
        if shape:
            found = found.reshape([int(part) for part in str(shape).split(",")])
        return found.tolist()
    return value if isinstance(value, list) else None


def _abbreviated(name: str, values: Sequence[Any]) -> str:
    said = [plain(value) for value in values]
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool) and not math.isnan(v)]
    extremes = f", least {number(min(numbers))}, most {number(max(numbers))}" if numbers else ""
    check = zlib.crc32("\n".join(said).encode())
    return f"{name}: {len(said)} values, first {said[0]}, last {said[-1]}{extremes}, #{check:08x}"


def _runs(values: Sequence[Any]) -> str:
    """Equal neighbours together: ``3×#005, 2×#a00``."""
    runs: list[list[Any]] = []
    for value in map(plain, values):
        if runs and runs[-1][1] == value:
            runs[-1][0] += 1
        else:
            runs.append([1, value])
    return ", ".join(f"{count}×{value}" for count, value in runs[:LONG]) + (" …" if len(runs) > LONG else "")


def _trace_lines(trace: dict[str, Any]) -> Iterator[str]:
    hidden = "" if trace.get("visible", True) is True else f" (visible: {plain(trace['visible'])})"
    yield f"trace {trace.get('type', 'scatter')}: {plain(trace.get('name', ''))}{hidden}"
    arrays = {name: found for name in SERIES if (found := _listed(trace.get(name))) is not None}
    for axis in ("error_x", "error_y"):
        for side in ("array", "arrayminus"):
            if (found := _listed((trace.get(axis) or {}).get(side))) is not None:
                arrays[f"{axis}.{side}"] = found
    for name in ("text", "hovertext", "hovertemplate"):
        if isinstance(trace.get(name), str):
            yield f"  {name}: {plain(trace[name])}"
    if trace.get("type") == "heatmap" and "z" in arrays:
        for place, row in enumerate(arrays.pop("z")):
            yield f"  z[{place}]: {plain(row)}" if len(row) <= LONG else "  " + _abbreviated(f"z[{place}]", row)
    if arrays and max(map(len, arrays.values())) <= LONG and len({len(found) for found in arrays.values()}) == 1:
        yield f"  {' | '.join(arrays)}"
        for point in zip(*arrays.values(), strict=True):
            yield "  · " + " | ".join(plain(value) for value in point)
    else:
        for name, found in arrays.items():
            if len(found) <= LONG:
                yield f"  {name}: {plain(found)}"
            else:
                yield "  " + _abbreviated(name, found)
    for part, field in (("marker", "symbol"), ("marker", "size"), ("marker", "color")):
        value = (trace.get(part) or {}).get(field)
        listed = _listed(value)
        if listed is not None:
            yield f"  {part}.{field}: {_runs(listed)}"
        elif isinstance(value, str | int | float):
            yield f"  {part}.{field}: {plain(value)}"


def _layout_lines(layout: dict[str, Any]) -> Iterator[str]:
    for name in sorted(name for name in layout if re.fullmatch(r"[xy]axis\d*", name)):
        axis = layout[name]
        shown = {
            "title": (axis.get("title") or {}).get("text"),
            "range": _listed(axis.get("range")),
            "ticks": _listed(axis.get("tickvals")),
            "words": _listed(axis.get("ticktext")),
            "form": axis.get("tickformat"),
        }
        said = "; ".join(f"{key} {plain(value)}" for key, value in shown.items() if value not in (None, "", []))
        if said:
            yield f"{name}: {said}"
    for note in layout.get("annotations") or []:
        if note.get("text"):
            yield f"note at {plain(note.get('x'))}, {plain(note.get('y'))}: {plain(note['text'])}"
    for shape in layout.get("shapes") or []:
        places = ", ".join(f"{name} {plain(shape[name])}" for name in ("x0", "x1", "y0", "y1") if name in shape)
        yield f"{shape.get('type', 'shape')}: {places}"


def chart_of(element: Element) -> dict[str, Any] | None:
    """What is sent for a chart: its ``alt`` text, its ``figure`` and whether it ``picks``; ``None`` where this is no
    chart."""
    if element.type != "bidi_component" or element.proto.component_name != NAME:
        return None
    return json.loads(element.proto.bytes)


def figure_lines(figure: dict[str, Any]) -> list[str]:
    """The traces of a figure with their numbers, then its axes, notes and drawn shapes."""
    found = [line for trace in figure.get("data", []) for line in _trace_lines(trace)]
    return found + list(_layout_lines(figure.get("layout") or {}))


def _control(element: Element) -> str:
    proto = element.proto
    said = [f"{element.type}: {plain(getattr(element, 'label', '') or getattr(proto, 'label', ''))}"]
    options = getattr(element, "options", None)
    if options and element.type != "multiselect":
        said.append(f"of {len(options)} options" if len(options) > 12 else "of " + ", ".join(map(plain, options)))
    if element.type not in ("button", "download_button", "page_link"):
        value = getattr(element, "value", None)
        if value not in (None, "", [], ()):
            said.append(f"= {plain(value)}")
    return " ".join(said)


def _element_lines(element: Element) -> list[str]:
    if element.type == "html":
        return html_lines(element.value)
    if (chart := chart_of(element)) is not None:
        return [f"chart: {plain(chart['alt'])}", *(f"  {line}" for line in figure_lines(chart["figure"]))]
    if element.type in ("dataframe", "arrow_data_frame", "table"):
        frame = element.value
        rows = [f"row: {' | '.join(map(plain, row))}" for row in frame.head(LONG).astype(object).to_numpy().tolist()]
        return [f"{element.type}: {len(frame)} rows; {' | '.join(map(str, frame.columns))}", *rows]
    if isinstance(element, UnknownElement):
        return [element.type]
    if element.type in ("markdown", "caption", "text", "error", "warning", "info", "success"):
        return [f"{element.type}: {plain(element.value)}"]
    return [_control(element)]


def screen_lines(node: Node, depth: int = 0) -> list[str]:
    """All that stands in a block, in the order it is read; a block with a key of ours begins with its name."""
    if not isinstance(node, Block):
        return ["  " * depth + line for line in _element_lines(node)]
    name = getattr(node, "key", None) or ""
    label = plain(getattr(node, "label", "") or "")
    inner, head = depth, []
    if name or label:
        head = ["  " * depth + f"<{' '.join(filter(None, (name, label)))}>"]
        inner += 1
    found = [line for child in node.children.values() for line in screen_lines(child, inner)]
    return head + found if found else []
