"""Tiles: a value never alone – with its interval on a strip of fixed range, n, the change and a verdict in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from pages.kit.card import parted
from pages.kit.status import shape_beside

ARROWS = {1: "▲", 0: "▬", -1: "▼"}


@dataclass(frozen=True)
class Strip:
    """The line under a value: ``domain`` is part of the metric's passport, so that the strip does not move weekly.

    ``now`` is drawn as a filled dot, hollow and dashed if there are ``few`` answers; ``before`` hollow;
    ``low``–``high`` as a band; ``aim`` (target or limit) as a tick. With ``bar`` the value is a bar from the start of
    the domain (counts). ``label`` is read in its place.
    """

    domain: tuple[float, float]
    label: str
    now: float | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    aim: float | None = None
    few: bool = False
    bar: bool = False


@dataclass(frozen=True)
class Spark:
    """A line of weeks without an axis: ``values`` one after the other, null where nothing is known; ``words`` say its
    ends, ``label`` is read in its place."""

    values: tuple[float | None, ...]
    words: str
    label: str


@dataclass(frozen=True)
class Tile:
    """What one tile says. All texts are final; ``state`` is the shape before the verdict.

    ``change`` is signed; ``direction`` (−1, 0, 1) its arrow; ``judged`` good/bad where the change is real, else ''.
    ``verdict`` is the word in bold, ``reason`` what follows it.
    """

    key: str
    title: str
    value: str
    unit: str = ""
    target: str = ""
    change: str = ""
    direction: int = 0
    judged: str = ""
    strip: Strip | None = None
    spark: Spark | None = None
    detail: str = ""
    state: str = "none"
    verdict: str = ""
    reason: str = ""
    passport: Markup | None = None


def show_tiles(tiles: Iterable[Tile]) -> None:
    """The tiles of a page in one grid: four abreast, fewer on narrow screens; a title with a passport opens it."""
    shown = list(tiles)
    grid = st.grid(len(shown), min_column_width=215, gap="small", key="tiles")
    for tile in shown:
        with grid, st.container(border=True, height="stretch", gap=None, key=f"tile-{tile.key}"):
            if tile.passport is None:
                st.html(Markup('<div class="ho-row">{}{}</div>').format(_title(tile.title), _target(tile.target)))
            else:
                with st.container(
                    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap=None
                ):
                    with st.popover(tile.title, type="tertiary", key=f"passport-{tile.key}"):
                        st.html(tile.passport)
                    st.html(_target(tile.target), width="content")
            st.html(tile_body(tile))


def tile_body(tile: Tile) -> Markup:
    """The tile under its title."""
    real = Markup(" ho-real-{}").format(tile.judged) if tile.judged in ("good", "bad") else Markup("")
    change = (
        Markup('<span class="ho-change{}">{} {}</span>').format(real, ARROWS[tile.direction], tile.change)
        if tile.change
        else Markup("")
    )
    unit = Markup('<span class="ho-unit">{}</span>').format(tile.unit) if tile.unit else Markup("")
    verdict = (
        Markup('<div class="ho-verdict">{}<span><b class="ho-word-{}">{}</b>{}</span></div>').format(
            shape_beside(tile.state), tile.state, tile.verdict, tile.reason
        )
        if tile.verdict
        else Markup("")
    )
    return Markup(
        '<div class="ho-tile"><div class="ho-row"><span><span class="ho-value">{}</span>{}</span>{}</div>{}{}'
        '<div class="ho-detail">{}</div>{}</div>'
    ).format(
        tile.value,
        unit,
        change,
        strip(tile.strip) if tile.strip else Markup(""),
        spark(tile.spark) if tile.spark else Markup(""),
        parted(tile.detail),
        verdict,
    )


def strip(of: Strip) -> Markup:
    """The strip as positioned boxes, in percent of its domain; what lies outside is drawn at its end."""
    low, high = of.domain

    def at(value: float) -> float:
        return round(min(max((value - low) / (high - low), 0), 1) * 100, 2)

    parts = [Markup('<i class="ho-track"></i>')]
    if of.bar and of.now is not None:
        parts.append(Markup('<i class="ho-bar" style="width:{}%"></i>').format(at(of.now)))
    if not of.bar and of.low is not None and of.high is not None:
        left = at(of.low)
        parts.append(
            Markup('<i class="ho-band" style="left:{}%;width:{}%"></i>').format(left, round(at(of.high) - left, 2))
        )
    if of.aim is not None:
        parts.append(Markup('<i class="ho-aim" style="left:{}%"></i>').format(at(of.aim)))
    if of.before is not None and not of.bar:
        parts.append(Markup('<i class="ho-before" style="left:{}%"></i>').format(at(of.before)))
    if of.now is not None and not of.bar:
        few = Markup(" ho-few") if of.few else Markup("")
        parts.append(Markup('<i class="ho-now{}" style="left:{}%"></i>').format(few, at(of.now)))
    return Markup('<div class="ho-strip" role="img" aria-label="{}">{}</div>').format(of.label, Markup("").join(parts))


def spark(of: Spark) -> Markup:
    """The line of a history, which is the mask of a box in the colour of data (inline ``<svg>`` does not pass
    ``st.html``). The weeks that are not known are a gap with dots along the bottom; the last week is a dot."""
    return Markup(
        '<div class="ho-spark" role="img" aria-label="{}"><b'
        ' style="mask-image:url(&quot;{}&quot;)"></b><span>{}</span></div>'
    ).format(of.label, "data:image/svg+xml," + quote(spark_svg(of.values)), of.words)


def spark_svg(values: Sequence[float | None]) -> str:
    """The picture of a line of weeks, 100 wide and 24 high: the least value at the bottom, the largest at the top."""
    known = [value for value in values if value is not None]
    low, reach = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)

    def at(week: int) -> str:
        value = values[week]
        height = 22.0 if value is None else 12.0 if not reach else 20 - 16 * (value - low) / reach
        return f"{2 + 96 * week / max(len(values) - 1, 1):.4g} {height:.4g}"

    drawn = []
    for is_known, run in groupby(range(len(values)), key=lambda week: values[week] is not None):
        weeks = list(run)
        line = "M" + "L".join(at(week) for week in weeks)
        if is_known:  # a line of no length is a dot
            drawn.append(f'<path d="{line}h0" stroke-width="2"/>')
        else:
            drawn += [f'<path d="M{at(week)}h0" stroke-width="3" opacity=".55"/>' for week in weeks]
    if values and values[-1] is not None:
        drawn.append(f'<path d="M{at(len(values) - 1)}h0" stroke-width="6"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 24" preserveAspectRatio="none"><g fill="none"'
        ' stroke="#000" stroke-linecap="round" stroke-linejoin="round">{}</g></svg>'
    ).format("".join(drawn).replace("<path ", '<path vector-effect="non-scaling-stroke" '))


def _title(title: str) -> Markup:
    return Markup('<span class="ho-label">{}</span>').format(title)


def _target(target: str) -> Markup:
    return Markup('<span class="ho-target">{}</span>').format(target)
