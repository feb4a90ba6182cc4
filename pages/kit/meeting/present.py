"""Present: one piece of the pack at a time, large, with keys, a clock and full screen, frozen to an edition.

What is shown stays on the screen when the connection is lost: nothing is laid over it. The next piece needs the
connection again.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from analytics.catalogue import Area
from analytics.marks import Cell, Exhibit, Grid
from analytics.marks.browser import figure_of
from analytics.marks.browser.key import swatch
from analytics.marks.narrow import is_listed
from analytics.marks.native.parts import lines_of, wide
from analytics.marks.words import alt_of, key_of
from analytics.meeting.choosing import WEEK, by_name, offered, singles
from analytics.meeting.pack import Leaf, walk
from analytics.periods import local_moment
from analytics.scope import Scope
from data import clock
from data.store.comments import read_comments
from pages.kit.area import show_grid
from pages.kit.cache import keep
from pages.kit.charts import drawn, show_figure
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.meeting.choose import chosen
from pages.kit.navigation import BY_NAME
from pages.kit.page import show_message
from pages.kit.state import EDITION, LANG, VIEW, own_params, read_param, write_param

PRESENT, SLIDE, AGAINST = "present", "slide", "against"
NOW = "now"
HIGH, WIDE = 720, 1208
"""The screen of a meeting in pixels: all of a slide stands on it."""
TALL, LEAST, ROWS = 440, 260, 3
"""A chart in pixels at most and at least, and the fewest rows of a table."""
BAR, TITLE, HEAD, ROW, MORE = 66, 37, 34, 25, 54
"""How high the bar is, a line of the title, the head of a table, a line of a row, and the line that counts the rows
that have no room."""
LONG = 200
"""A column in pixels that gives way where a table is wider than the screen."""
HALF = 80
"""Pixels that two slides beside each other have less: the line with their names, and words that wrap in half of the
width."""
LINE, GAP = {"en": 23, "zh": 25}, 26
"""A line of what stands below the title or at the foot, which is higher in Chinese, and the gaps around the key."""
STYLE = """
<style>
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"], [data-testid="stExpandSidebarButton"],
[data-testid="stHeader"] { display: none !important; }
[data-testid="stDialog"], [role="dialog"], .stDialog { display: none !important; }
[data-testid="stMainBlockContainer"] { padding: 14px 36px 8px !important; max-width: none; }
h1.ho-message { font-size: 29px; line-height: 1.25; }
.ho-context { font-size: 16px; } .ho-subtitle, .ho-note { font-size: 15px; }
.st-key-slide table, .st-key-slide .ho-table { font-size: 17px; }
[data-testid="stVerticalBlock"] { gap: 0.6rem; }
</style>
"""
COMPARED = """
<style>
.st-key-slide h1.ho-message { font-size: 19px; } .st-key-slide .ho-subtitle,
  .st-key-slide .ho-note { font-size: 12px; line-height: 1.45; }
.st-key-slide table, .st-key-slide .ho-table { font-size: 13px; }
</style>
"""
"""Two slides beside each other have half of the width each: in smaller type each of them stands on the screen."""

_desk = st.components.v2.component(
    "handover_present",
    html='<div class="desk"><span class="clock" role="timer"></span><button type="button" class="full"></button></div>',
    css="""
.desk { display: flex; align-items: center; white-space: nowrap; }
.clock { font: 600 17px/1 var(--st-font); color: var(--st-text-color); font-variant-numeric: tabular-nums;
  margin-right: 14px; }
.full { font: 14px/1 var(--st-font); color: var(--st-text-color); background: none;
  border: 1px solid var(--st-border-color); border-radius: 6px; padding: 9px 12px; cursor: pointer; }
""",
    js="""
export default ({ parentElement, data }) => {
  const clock = parentElement.querySelector(".clock"), full = parentElement.querySelector(".full");
  full.textContent = data.full;
  const turn = () => document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  full.onclick = turn;
  const tell = () => {
    clock.textContent = new Date().toLocaleTimeString(data.lang, { hour: "2-digit", minute: "2-digit" });
  };
  tell();
  const timer = setInterval(tell, 1000);
  const key = (event) => {
    if (event.key === "f" && !event.ctrlKey && !event.metaKey && event.target === document.body) turn();
  };
  addEventListener("keydown", key);
  return () => { clearInterval(timer); removeEventListener("keydown", key); };
}
""",
)


def presenting() -> bool:
    """Whether the address asks for the slides instead of the page."""
    return read_param(PRESENT) == ["1"]


def _go(to: int) -> None:
    write_param(SLIDE, [str(to)] if to > 1 else [])


def _compare(with_: str) -> None:
    write_param(AGAINST, [with_] if with_ else [])


def _leave() -> None:
    for key in (PRESENT, SLIDE, AGAINST):
        write_param(key, [])


def show_present(view: View) -> None:
    """The slide that the address names. Nothing follows it."""
    t = view.t
    pieces = singles([offered()[one] for one in chosen()])
    asked = (read_param(SLIDE) or ["1"])[-1]
    at = min(max(int(asked) if asked.isdecimal() else 1, 1), len(pieces))
    pick, against = pieces[at - 1], (read_param(AGAINST) or [""])[-1]
    st.html(STYLE)
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key="present-bar"):
        said = (
            t("meeting.edition.of", name=view.edition, moment=t.moment(local_moment(view.scope)))
            if view.edition
            else t("present.live", moment=t.moment(clock.local(clock.now())))
        )
        st.html(
            Markup('<p class="ho-context"><b>{}</b><span>{}</span><span>{}</span></p>').format(
                pick.words(t), t("meeting.page", n=at, of=t.number(len(pieces))), said
            ),
            width="stretch",
        )
        st.button(
            "",
            key="present-back",
            icon=":material/arrow_back:",
            shortcut="Left",
            help=t("present.back"),
            disabled=at == 1,
            on_click=_go,
            args=(at - 1,),
        )
        st.button(
            "",
            key="present-next",
            icon=":material/arrow_forward:",
            shortcut="Right",
            help=t("present.next"),
            disabled=at == len(pieces),
            on_click=_go,
            args=(at + 1,),
        )
        other = _other(view)
        if other:
            words = t("present.alone") if against else t("present.compare")
            st.button(words, key="present-compare", shortcut="b", on_click=_compare, args=("" if against else other,))
        page = BY_NAME.get(pick.area)
        if page is not None and page.open_to(view.rights):
            params = {**own_params(), LANG: view.lang, **({EDITION: view.edition} if view.edition else {})}
            if _has_section(pick.area, pick.section):
                params[VIEW] = pick.section
            st.page_link(page.script, label=t("present.open"), icon=":material/open_in_new:", query_params=params)
        _desk(data={"full": t("present.full"), "lang": "zh-CN" if view.lang == "zh" else "en-GB"}, key="present-desk")
        st.button(
            "", key="present-leave", icon=":material/close:", shortcut="x", help=t("present.leave"), on_click=_leave
        )
    scopes = [(view.scope, "")]
    if against and other:
        moment = None if against == NOW else view.store.editions.moment(against)
        if against == NOW or moment is not None:
            told = t("present.now") if moment is None else t("brief.since.edition", name=against)
            own = t("brief.since.edition", name=view.edition) if view.edition else t("present.now")
            scopes = [(view.scope, own), (view.scope.but(as_of=moment), told)]
    with st.container(key="slide", gap="small"):
        if len(scopes) == 1:
            _show_slide(view, scopes[0][0], str(pick), "a")
            return
        st.html(COMPARED)
        for column, (scope, words), side in zip(st.columns(2), scopes, "ab", strict=True):
            with column:
                st.html(Markup('<p class="ho-context"><b>{}</b></p>').format(words))
                _show_slide(view, scope, str(pick), side, beside=True)


def left_for(exhibit: Exhibit, foot: str, lang: str) -> int:
    """The pixels between the title of a slide and its foot."""
    lines = sum(lines_of(words, WIDE, 15) for words in (exhibit.subtitle, foot) if words)
    return HIGH - BAR - TITLE * lines_of(exhibit.title, WIDE, 29, bold=True) - LINE[lang] * lines - 42


def rows_on(grid: Grid, room: int) -> int:
    """How many rows of a table stand in so many pixels, the line that counts the others with them; three at least."""
    widths = _widths(grid)
    high = [13 + ROW * max(_lines(cell, width) for cell, width in zip(row, widths, strict=True)) for row in grid.rows]
    if HEAD + sum(high) <= room:
        return len(high)
    fit = [at for at in range(len(high)) if HEAD + sum(high[:at]) + MORE <= room]
    return max(fit[-1] if fit else 0, ROWS)


def _widths(grid: Grid) -> list[float]:
    """The columns in pixels: each as wide as its longest line, where that is too much the long ones give way."""
    natural = [
        17 * (max([wide(head), *(_longest(row[at]) for row in grid.rows)]) + 2) for at, head in enumerate(grid.heads)
    ]
    over, long = sum(natural) - WIDE, sum(one for one in natural if one > LONG)
    return (
        natural
        if over <= 0 or not long
        else [one * max(1 - over / long, 0.1) if one > LONG else one for one in natural]
    )


def _longest(cell: Cell) -> float:
    """The longest line of a cell that is seen; of a state its shape alone."""
    lines = cell.text.split("\n")[: 1 if cell.folded else None]
    if cell.state and lines[0] == cell.value:
        return max([1.5, *map(wide, lines[1:])])
    return max(map(wide, lines))


def _lines(cell: Cell, width: float) -> int:
    first, *others = cell.text.split("\n")
    own = 1 if cell.state and first == cell.value else lines_of(first, width, 17)
    return own + (1 if cell.folded else sum(lines_of(one, width, 17) for one in others))


def _other(view: View) -> str:
    """What the slide can be compared with: now, where an edition is shown, else the newest edition; '' where there is
    none."""
    if view.edition:
        return NOW
    return next((one.name for one in view.store.editions.all()), "")


def _has_section(area: str, section: str) -> bool:
    found: Area | None = by_name().get(area) if area != WEEK else None
    return found is not None and section in [one.key for one in found.sections]


def _show_slide(view: View, scope: Scope, pick: str, side: str, *, beside: bool = False) -> None:
    """Title, subtitle, chart or table, and what it rests on; or why there is nothing."""
    t = view.t

    def make() -> Leaf | str:
        leaves, omitted = walk(view.store, scope, [offered()[pick]], t, lambda words, share: None)
        return leaves[0] if leaves else (omitted[0] if omitted else t("present.nothing"))

    with caught(t):
        edition = view.store.editions.named(scope.as_of)
        comments = (
            len(read_comments(view.store, edition, scope.rights)) if edition else 0
        )  # they are no batch: the state of the store stays
        leaf = keep(view, "slide", make, pick, str(scope.as_of), comments, shown=True)
        if isinstance(leaf, str):
            show_message(leaf)
            return
        exhibit, body = leaf.exhibit, leaf.exhibit.body
        show_message(exhibit.title)
        if exhibit.subtitle:
            st.html(Markup('<p class="ho-subtitle">{}</p>').format(exhibit.subtitle))
        foot = " · ".join(one for one in (exhibit.note, leaf.foot) if one)
        room = left_for(exhibit, foot, t.lang) - (HALF if beside else 0)
        if body is None or isinstance(body, Grid) or is_listed(body):
            shown = min(leaf.grid.shown, rows_on(leaf.grid, room))
            grid = Grid(leaf.grid.heads, leaf.grid.kinds, leaf.grid.rows, shown, leaf.grid.units)
            show_grid(view, f"slide-{side}", grid, exhibit.title)
        else:
            keyed = LINE[t.lang] + GAP if exhibit.key or key_of(body, t) else 0
            tall = max(min(room - keyed, TALL), LEAST)
            figure = figure_of(body, view.palette, t, tall)
            figure.update_layout(height=min(int(figure.layout.height or tall), tall), font_size=15)
            show_figure(drawn(figure, alt_of(exhibit, t)), f"slide-chart-{side}", t)
            parts = [swatch(one, view.palette) for one in key_of(body, t)]
            parts += [Markup("<span>{}</span>").format(exhibit.key)] if exhibit.key else []
            if parts:
                st.html(Markup('<p class="ho-note ho-bare ho-swatches">{}</p>').format(Markup("").join(parts)))
        st.html(Markup('<p class="ho-note">{}</p>').format(foot))
