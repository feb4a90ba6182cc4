"""The closed loop: whether unhappy customers are reached in time, and whom nobody has reached."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts import loop as loops
from analytics.charts import resolution as ends
from analytics.charts.shares import figure_shares
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.metrics.complaints import Complaints
from analytics.metrics.loop import OVERDUE, Loop, load_loop, open_params
from analytics.reports.table import table_csv
from pages.kit.annotations import read_annotations
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.guard import View
from pages.kit.missing import show_missing
from pages.kit.table import Column, show_table

TALL = 420
LISTED = 12


def show_loop(view: View, _: Complaints) -> None:
    t, events = view.t, read_annotations(view)
    found: Loop = keep(view, "loop", lambda: load_loop(view.store, view.scope))
    if found.empty:
        show_missing(view, "loop", t("loop.nothing"), ("contacts",))
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
        (names[str(row.reason)], t.number(found.hours[str(row.reason)]), t.count(row.n), t.percent(row.value, 1),
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
        measure=METRICS["complaints_in_time"].passport,
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
