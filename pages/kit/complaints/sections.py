"""The sections of the complaints page; only the open one is computed."""

from __future__ import annotations

import pandas as pd

from analytics.charts import complaint_places as places
from analytics.charts import complaint_text as texts
from analytics.charts import complaints as charts
from analytics.charts import resolution as ends
from analytics.charts.shares import figure_shares
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.metrics.complaint_text import load_themes
from analytics.metrics.complaints import Complaints
from analytics.metrics.resolution import CLOCKS, Clock, Resolution, load_resolution
from analytics.reports.measure import Measure
from analytics.stats.intervals import wilson_interval
from data.datasets import DATASETS
from pages.kit.annotations import read_annotations
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.complaints.causes import show_causes
from pages.kit.complaints.loop import show_loop
from pages.kit.controls import controls, pick
from pages.kit.guard import View
from pages.kit.missing import show_missing
from pages.kit.state import CLOCK
from pages.kit.table import Column, show_table

TALL = 420


def show_section(view: View, found: Complaints, section: str) -> None:
    """The cards of the open section; only this one is computed."""
    shows = {
        "rate": _show_rate, "causes": show_causes, "time": _show_time, "outcome": _show_outcome, "text": _show_text,
        "loop": show_loop,
    }  # fmt: skip
    shows[section](view, found)


def _show_rate(view: View, found: Complaints) -> None:
    t, events = view.t, read_annotations(view)
    show_chart(
        view, "weekly", charts.describe_weekly(found, t, events),
        lambda palette: charts.figure_weekly(found, palette, t, HEIGHT, events), frame=found.weekly,
        measure=METRICS["complaint_rate"].passport,
    )  # fmt: skip
    if not found.rated:
        two(
            (
                lambda: show_chart(view, "spots", places.describe_spots(found, t), lambda palette: places.figure_spots(found, palette, t, HEIGHT), frame=found.spots, scrolls=True),
                lambda: show_missing(view, "event", t("complaints.event.subtitle"), ("customers", "waves")),
            ),
            (2, 1),
        )  # fmt: skip
        return
    two(
        (
            lambda: show_chart(view, "event", charts.describe_event(found, t), lambda palette: charts.figure_event(found, palette, t, HEIGHT), frame=found.event, measure=METRICS["complaint_rate"].passport),
            lambda: show_chart(view, "places", places.describe_places(found, t), lambda palette: places.figure_places(found, palette, t, HEIGHT), frame=found.places, scrolls=True, measure=METRICS["complaint_rate"].passport),
        )
    )  # fmt: skip


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
        measure=METRICS["complaints_in_time"].passport,
    )  # fmt: skip
    two(
        (
            lambda: show_chart(view, "curves", ends.describe_curves(found, t), lambda palette: ends.figure_curves(found, palette, t, HEIGHT), measure=Measure("share")),
            lambda: show_chart(view, "ages", ends.describe_ages(found, t), lambda palette: ends.figure_ages(found, palette, t, HEIGHT), clock, frame=found.ages),
        )
    )  # fmt: skip


def _show_outcome(view: View, _: Complaints) -> None:
    t, events, found = view.t, read_annotations(view), _resolution(view)
    field = DATASETS["complaints"].by_name["channel"]
    names = {choice.code: choice.zh if t.lang == "zh" else choice.en for choice in field.choices}
    shares, lines = [], []
    # A ledger in which nobody ever was paid or complained twice has not been told of either: that is unknown, not none.
    repeats, paid = bool(found.channels["repeats"].sum() > 0), bool(found.channels["compensation"].notna().any())
    for row in rows(found.channels):
        if pd.isna(row.n):
            continue
        name = names.get(row.channel, t("complaints.cause.none"))
        interval = wilson_interval(row.upheld, row.decided)
        if interval is not None and row.decided >= 10:
            shares.append((name, row.upheld / row.decided, interval.low, interval.high, int(row.decided)))
        lines.append(
            (name, t.count(row.n), t.percent(row.repeats / row.n if repeats else None, 1), t.number(row.paid if paid else None),
             t.money((0.0 if pd.isna(row.compensation) else row.compensation) if paid else None))
        )  # fmt: skip
    frame = pd.DataFrame(shares, columns=["name", "value", "low", "high", "n"])
    show_chart(
        view, "upheld", ends.describe_series(found.upheld, "upheld", events, t),
        lambda palette: ends.figure_series(found.upheld, found.cutovers, events, palette, t, HEIGHT), frame=found.upheld.weekly,
        measure=METRICS["complaints_upheld"].passport,
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


def _show_text(view: View, found: Complaints) -> None:
    t = view.t
    if not view.rights.row_level:
        with card(t("complaints.themes.rights"), t("complaints.themes.subtitle"), key="card-themes"):
            return
    common = frozenset([*t("themes.common.en").split("|"), *t("themes.common.zh").split("、")])
    frame = keep(view, "complaint themes", lambda: load_themes(view.store, view.scope, common), common)
    show_chart(
        view, "themes", texts.describe_themes(frame, t, cut=found.rated), lambda palette: texts.figure_themes(frame, palette, t, TALL),
        keys=t("complaints.themes.key" if found.rated else "complaints.themes.key.recent"), frame=frame, scrolls=True,
    )  # fmt: skip
