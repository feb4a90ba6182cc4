"""Why customers complain: causes, whom they reached in silence, and those too rare to count by week."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts import complaint_text as texts
from analytics.charts import complaints as charts
from analytics.frames import rows
from analytics.metrics.complaint_text import load_rare, load_silent
from analytics.metrics.complaints import Complaints
from analytics.reports.measure import Measure
from pages.kit.annotations import read_annotations
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.controls import choose, controls, pick
from pages.kit.guard import View
from pages.kit.missing import show_missing
from pages.kit.state import CAUSE, ITEM
from pages.kit.table import Column, show_table

ITEMS = ("root_cause", "category")


def show_causes(view: View, found: Complaints) -> None:
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
        frame=frame, measure=Measure("customers"),
    )  # fmt: skip
    if cause and found.rated:
        _show_silent(view, cause)
    elif cause:
        show_missing(view, "silent", t("complaints.silent.what", cause=cause), ("customers", "waves", "surveys"))
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
    events = read_annotations(view)
    kinds = ("t", "g") if found.rated else ("t",)
    shows = [
        lambda kind=kind: show_chart(
            view, f"rare-{kind}", texts.describe_rare(rare, cause, kind, t, events),
            lambda palette: texts.figure_rare(rare, kind, palette, t, HEIGHT, events), cause, frame=rare.gaps,
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
            said = f"{t.number(change.difference, 2, sign=True)} · {t.interval(change.low, change.high, 2, sign=True)}"
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
