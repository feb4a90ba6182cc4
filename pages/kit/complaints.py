"""The tiles and sections of the complaints page."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts import complaint_text as texts
from analytics.charts import complaints as charts
from analytics.charts import loop as loops
from analytics.charts import resolution as ends
from analytics.charts.shares import figure_shares
from analytics.frames import rows
from analytics.metrics.complaint_text import load_rare, load_silent, load_themes
from analytics.metrics.complaints import Complaints, load_complaints
from analytics.metrics.loop import OVERDUE, Loop, load_loop, open_params
from analytics.metrics.resolution import CLOCKS, Clock, Resolution, load_resolution
from analytics.reports.table import table_csv
from analytics.stats.intervals import Interval, wilson_interval
from data.datasets import DATASETS
from pages.kit.annotations import read_annotations
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.controls import choose, controls, pick
from pages.kit.guard import View
from pages.kit.plan.frame import choose_waves
from pages.kit.state import CAUSE, CLOCK, ITEM, VIEW
from pages.kit.table import Column, show_table
from pages.kit.tiles import Strip, Tile

SECTIONS = ("rate", "causes", "time", "outcome", "text", "loop")
ITEMS = ("root_cause", "category")
TALL = 420
LISTED = 12


def read_complaints(view: View) -> Complaints:
    return keep(view, "complaints", lambda: load_complaints(view.store, view.scope))


def message(view: View, found: Complaints) -> str:
    """The page's finding: the cause that rose after cut-over, else the weekly rate."""
    if len(found.causes) and (found.causes["changed"] > 0).any():
        return charts.describe_causes(found.causes, view.t).title
    return charts.describe_weekly(found, view.t).title


def tiles(view: View, found: Complaints) -> list[Tile]:
    """Weekly rate, resolved in time, upheld, open past their time."""
    t, outcome = view.t, found.outcome
    end = found.weekly[found.weekly["value"].notna()].iloc[-1]
    high = None if end["high"] != end["high"] else float(end["high"])
    kind = "rate" if found.rated else "count"
    state = "none" if found.chart is None else "bad" if end["beyond"] > 0 else "good"
    shown = [
        Tile(
            key="rate",
            title=t(f"complaints.tile.{kind}"),
            value=t.number(end["value"], 1),
            strip=Strip(
                (0, max(2 * (high or end["value"]), 0.1)),
                t(f"complaints.tile.{kind}"),
                now=float(end["value"]),
                aim=high,
            ),
            detail=t("complaints.tile.week", n=int(end["complaints"]), date=t.date(end["week"] + charts.SUNDAY)),
            state=state,
            verdict=t(f"complaints.verdict.{state}"),
        )
    ]
    shown.append(_share(view, "in_time", outcome.kept, outcome.judged))
    shown.append(_share(view, "upheld", outcome.founded, outcome.decided))
    shown.append(
        Tile(
            key="overdue",
            title=t("complaints.tile.overdue"),
            value=t.number(outcome.overdue),
            detail=t("complaints.tile.open", n=outcome.unclosed),
            state="bad" if outcome.overdue else "good",
            verdict=t("complaints.verdict.overdue" if outcome.overdue else "complaints.verdict.none_overdue"),
        )
    )
    return shown


def _share(view: View, key: str, found: tuple[float, Interval] | None, n: int) -> Tile:
    t = view.t
    title = t(f"complaints.tile.{key}")
    if found is None:
        return Tile(key=key, title=title, value="–", verdict=t("complaints.verdict.unknown"))
    value, interval = found
    return Tile(
        key=key,
        title=title,
        value=t.percent(value, 1),
        strip=Strip((0, 1), title, now=value, low=interval.low, high=interval.high, few=n < 30),
        detail=f"{t.interval(interval.low, interval.high, 1, percent=True)} · n {t.number(n)}",
        verdict=t(f"complaints.verdict.{key}"),
    )


def control_row(view: View) -> str:
    """The open section, and the waves of the scope."""
    t = view.t
    with controls():
        chosen = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"complaints.view.{code}"), default=SECTIONS[0])
        choose_waves(view)
    return chosen


def show_section(view: View, found: Complaints, section: str) -> None:
    """The cards of the open section; only this one is computed."""
    shows = {
        "rate": _show_rate, "causes": _show_causes, "time": _show_time, "outcome": _show_outcome, "text": _show_text,
        "loop": _show_loop,
    }  # fmt: skip
    shows[section](view, found)


def _show_rate(view: View, found: Complaints) -> None:
    t, events = view.t, read_annotations(view)
    show_chart(
        view, "weekly", charts.describe_weekly(found, t, events),
        lambda palette: charts.figure_weekly(found, palette, t, HEIGHT, events), frame=found.weekly,
    )  # fmt: skip
    two(
        (
            lambda: show_chart(view, "event", charts.describe_event(found, t), lambda palette: charts.figure_event(found, palette, t, HEIGHT), frame=found.event),
            lambda: show_chart(view, "places", charts.describe_places(found, t), lambda palette: charts.figure_places(found, palette, t, HEIGHT), frame=found.places),
        )
    )  # fmt: skip


def _show_causes(view: View, found: Complaints) -> None:
    t = view.t
    known = [str(cause) for cause in found.causes["cause"] if cause]
    changed = found.causes.loc[found.causes["changed"] > 0, "cause"]
    with controls("controls-causes"):
        item = pick(t("complaints.item"), ITEMS, ITEM, lambda code: t(f"complaints.item.{code}"), default=ITEMS[0])
        default = str(changed.iloc[0]) if len(changed) else known[0] if known else ""
        cause = choose(t("complaints.cause"), known, CAUSE, str, default=default, width=280) if known else ""
    frame = found.causes if item == ITEMS[0] else found.categories
    show_chart(
        view, "causes", charts.describe_causes(frame, t, item), lambda palette: charts.figure_causes(frame, palette, t, HEIGHT), item,
        frame=frame,
    )  # fmt: skip
    if cause:
        _show_silent(view, cause)
    if not view.rights.row_level:
        return
    rare = keep(view, "rare", lambda: load_rare(view.store, view.scope, found, cause), cause)
    if rare.a_week >= 5:
        st.html(
            Markup('<p class="ho-note ho-bare">{}</p>').format(
                t("complaints.rare.often", rate=t.number(rare.a_week, 1))
            )
        )
        return
    kinds = ("t", "g") if found.rated else ("t",)
    shows = [
        lambda kind=kind: show_chart(
            view, f"rare-{kind}", texts.describe_rare(rare, cause, kind, t),
            lambda palette: texts.figure_rare(rare, kind, palette, t, HEIGHT), cause, frame=rare.gaps,
        )
        for kind in kinds
    ]  # fmt: skip
    if len(shows) == 2:
        two(shows, (1, 1))
    else:
        shows[0]()


def _show_silent(view: View, cause: str) -> None:
    """Customers of the places that the cause reached who did not complain: what they answered before and after."""
    t = view.t
    frame, changes = keep(view, "silent", lambda: load_silent(view.store, view.scope, cause), cause)
    columns = [
        Column(t("filter.wave"), "head"),
        *(
            Column(t(f"complaints.silent.{name}"), "number")
            for name in ("exposed", "complained", "answers", "before", "after")
        ),
        Column(t("complaints.silent.change"), "text"),
    ]
    lines, worse = [], ""
    for row, change in zip(rows(frame), changes, strict=True):
        if pd.isna(row.n):
            continue
        said = t("complaints.silent.few")
        if change is not None and change.low is not None and change.high is not None:
            said = f"{t.number(change.difference, 2, sign=True)} ({t.number(change.low, 2, sign=True)}…{t.number(change.high, 2, sign=True)})"
            if change.high < 0 and change.p < 0.01:
                worse = t(
                    "complaints.silent.worse",
                    wave=t.wave(str(row.wave)),
                    value=t.number(-change.difference, 1),
                    n=int(row.exposed - row.complained),
                )
        lines.append(
            (t.wave(str(row.wave)), t.number(row.exposed), t.number(row.complained), t.number(row.n_before + row.n_after),
             t.number(row.mean_before, 2), t.number(row.mean_after, 2), said)
        )  # fmt: skip
    title = worse or t("complaints.silent.title" if lines else "complaints.silent.empty")
    with card(title, t("complaints.silent.subtitle", cause=cause), note=t("complaints.silent.note"), key="card-silent"):
        if lines:
            show_table(columns, lines, title)


def _resolution(view: View, clock: Clock = "ledger") -> Resolution:
    return keep(view, "resolution", lambda: load_resolution(view.store, view.scope, clock), clock)


def _show_time(view: View, _: Complaints) -> None:
    t, events = view.t, read_annotations(view)
    with controls("controls-clock"):
        asked = pick(
            t("resolution.clock"), CLOCKS, CLOCK, lambda code: t(f"resolution.clock.{code}"), default=CLOCKS[0]
        )
    clock = next(one for one in CLOCKS if one == asked)
    found = _resolution(view, clock)
    show_chart(
        view, "kept", ends.describe_series(found.kept, "kept", events, t),
        lambda palette: ends.figure_series(found.kept, found.cutovers, events, palette, t, HEIGHT), clock, frame=found.kept.weekly,
    )  # fmt: skip
    two(
        (
            lambda: show_chart(view, "curves", ends.describe_curves(found, t), lambda palette: ends.figure_curves(found, palette, t, HEIGHT)),
            lambda: show_chart(view, "ages", ends.describe_ages(found, t), lambda palette: ends.figure_ages(found, palette, t, HEIGHT), clock, frame=found.ages),
        )
    )  # fmt: skip


def _show_outcome(view: View, _: Complaints) -> None:
    t, events, found = view.t, read_annotations(view), _resolution(view)
    field = DATASETS["complaints"].by_name["channel"]
    names = {choice.code: choice.zh if t.lang == "zh" else choice.en for choice in field.choices}
    shares, lines = [], []
    for row in rows(found.channels):
        if pd.isna(row.n):
            continue
        name = names.get(row.channel, t("complaints.cause.none"))
        interval = wilson_interval(row.upheld, row.decided)
        if interval is not None and row.decided >= 10:
            shares.append((name, row.upheld / row.decided, interval.low, interval.high, int(row.decided)))
        lines.append(
            (name, t.number(row.n), t.percent(row.repeats / row.n, 1), t.number(row.paid), t.money(0.0 if pd.isna(row.compensation) else row.compensation))
        )  # fmt: skip
    frame = pd.DataFrame(shares, columns=["name", "value", "low", "high", "n"])
    show_chart(
        view, "upheld", ends.describe_series(found.upheld, "upheld", events, t),
        lambda palette: ends.figure_series(found.upheld, found.cutovers, events, palette, t, HEIGHT), frame=found.upheld.weekly,
    )  # fmt: skip

    def table() -> None:
        heads = [
            Column(t("complaints.channel"), "head"),
            *(Column(t(f"complaints.outcome.{name}"), "number") for name in ("n", "repeats", "paid", "compensation")),
        ]
        with card(t("complaints.outcome.title"), t("complaints.outcome.subtitle"), key="card-outcome"):
            show_table(heads, lines, t("complaints.outcome.title"))

    two(
        (
            lambda: show_chart(view, "channels", ends.describe_channels(frame, t), lambda palette: figure_shares(frame, list(frame["name"]), palette, t, HEIGHT), frame=frame),
            table,
        ),
        (1, 1),
    )  # fmt: skip


def _show_text(view: View, _: Complaints) -> None:
    t = view.t
    if not view.rights.row_level:
        with card(t("complaints.themes.rights"), t("complaints.themes.subtitle"), key="card-themes"):
            return
    common = frozenset([*t("themes.common.en").split("|"), *t("themes.common.zh").split("、")])
    frame = keep(view, "complaint themes", lambda: load_themes(view.store, view.scope, common), common)
    show_chart(
        view, "themes", texts.describe_themes(frame, t), lambda palette: texts.figure_themes(frame, palette, t, TALL),
        keys=t("complaints.themes.key"), frame=frame,
    )  # fmt: skip


def _show_loop(view: View, _: Complaints) -> None:
    t, events = view.t, read_annotations(view)
    found: Loop = keep(view, "loop", lambda: load_loop(view.store, view.scope))
    if found.empty:
        with card(t("loop.nothing"), t("loop.nothing.todo"), key="card-loop"):
            return
    names = {code: t(f"loop.reason.{code}") for code in ("detractor", "call", "complaint")}
    heads = [
        Column(t("loop.reason"), "head"),
        *(
            Column(t(f"loop.column.{name}"), "number")
            for name in ("hours", "n", "value", "interval", "unowned", "overdue")
        ),
    ]
    lines = [
        (names[str(row.reason)], t.number(found.hours[str(row.reason)]), t.number(row.n), t.percent(row.value, 1),
         t.interval(row.low, row.high, 1, percent=True), t.number(row.unowned), t.number(row.overdue))
        for row in rows(found.reasons) if not pd.isna(row.n)
    ]  # fmt: skip
    judged = found.total("judged")
    title = t("loop.title", n=judged, value=t.percent(found.total("in_time") / judged if judged else None, 0))
    with card(title, t("loop.subtitle", period=found.period.phrase(t)), note=t("loop.note"), key="card-loop-cases"):
        show_table(heads, lines, title)
        if view.rights.row_level:
            _overdue(view, names, found.total("unreached"))
    show_chart(
        view, "loop", ends.describe_series(found.series, "loop", events, t),
        lambda palette: ends.figure_series(found.series, found.cutovers, events, palette, t, HEIGHT), frame=found.series.weekly,
    )  # fmt: skip
    places = found.branches[found.branches["value"].notna() & found.branches["branch"].notna()]
    places = places.assign(n=places["judged"])
    late = set(loops.slow(found)["branch"])
    two(
        (
            lambda: show_chart(view, "loop-branches", loops.describe_branches(found, t), lambda palette: figure_shares(places, [str(one) for one in places["branch"]], palette, t, TALL, bad=[one in late for one in places["branch"]]), frame=places),
            lambda: show_chart(view, "loop-after", loops.describe_after(found, t), lambda palette: loops.figure_after(found, palette, t, TALL), frame=found.after),
        ),
        (1, 1),
    )  # fmt: skip


def _overdue(view: View, names: dict[str, str], n: int) -> None:
    """The cases that nobody has reached, the longest overdue first; all of them as a file."""
    t = view.t

    def read() -> pd.DataFrame:
        return view.store.read(OVERDUE, view.rights, as_of=view.scope.as_of, params=open_params(view.store, view.scope))

    def as_csv() -> bytes:
        frame = read()
        view.store.audit("export", view.rights, what="open cases", form="csv", rows=len(frame))
        return table_csv(frame, {str(column): str(column) for column in frame.columns})

    with st.expander(t("loop.open", n=n)):
        frame = keep(view, "open cases", read).head(LISTED)
        columns = [
            Column(t(f"loop.column.{name}"), kind)
            for name, kind in (
                ("customer", "head"),
                ("reason", "text"),
                ("branch", "text"),
                ("owner", "text"),
                ("raised", "number"),
                ("late", "number"),
            )
        ]
        lines = [
            (str(row.customer)[:10], names[str(row.reason)], str(row.branch), t("loop.unowned") if pd.isna(row.owner) else str(row.owner),
             t.date(row.at_time, year=True), t.number(row.late, 0))
            for row in rows(frame)
        ]  # fmt: skip
        show_table(columns, lines, t("loop.open", n=n))
    st.download_button(
        t("loop.list"),
        as_csv,
        "open-cases.csv",
        "text/csv",
        key="open-cases",
        icon=":material/call:",
        on_click="ignore",
    )
