"""Events beside a series: read from their ledgers, filtered by scope and rights, marked on the axis and named in the
key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.charts.annotations import SHAPES, add_annotations, describe_annotations
from analytics.charts.palette import LIGHT
from analytics.metrics.annotations import COLUMNS, load_annotations
from analytics.scope import Scope
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load


@pytest.fixture
def told(store: Store) -> Store:
    """Two waves, one moved; notices to 12 customers of W1 and 4 of W2; an outage of W1, a planned one, one tomorrow."""
    load(
        store,
        "waves",
        [
            {"wave": "W1", "branch": "B1", "planned_cutover_on": date(2026, 7, 4), "cutover_on": date(2026, 7, 11)},
            {"wave": "W2", "branch": "B2", "planned_cutover_on": date(2027, 1, 9)},
        ],
    )
    load(store, "customers", [{"customer": f"C{i:03}", "wave": "W1" if i < 20 else "W2"} for i in range(40)])
    load(
        store,
        "notices",
        [
            {
                "customer": f"C{i:03}",
                "kind": "transfer",
                "version": "v1",
                "sent_at": datetime(2026, 5, 18 + (i % 3), 9),
            }
            for i in [*range(12), *range(20, 24)]
        ],
    )
    load(store, "campaigns", [{"campaign": "CA-1", "name": "Welcome", "started_on": date(2026, 10, 1)}])
    load(
        store,
        "incidents",
        [
            {
                "incident": "I1",
                "kind": "outage",
                "name": "Payments",
                "wave": "W1",
                "occurred_at": datetime(2026, 7, 13, 9),
            }
        ],
    )
    load(
        store,
        "outages",
        [
            {"outage": "O1", "system": "App", "wave": "W1", "started_at": datetime(2026, 7, 12, 8), "planned": False},
            {"outage": "O2", "system": "App", "wave": "W1", "started_at": datetime(2026, 7, 13, 8), "planned": True},
            {"outage": "O3", "system": "Core", "started_at": datetime(2026, 11, 30, 8)},
            {"outage": "O4", "system": "Core", "started_at": datetime(2026, 8, 3, 8)},
        ],
    )
    return store


def test_events_of_every_ledger_with_small_groups_and_the_future_left_out(told: Store, scope: Scope) -> None:
    found = load_annotations(told, scope)
    assert list(found.columns) == COLUMNS
    seen = list(zip(found["kind"], found["day"].dt.date, found["wave"], found["label"], found["actual"], strict=True))
    assert seen == [
        ("notice", date(2026, 5, 18), "W1", "", True),  # four customers of W2 are too few to be shown
        ("cutover", date(2026, 7, 11), "W1", "", True),
        ("outage", date(2026, 7, 12), "W1", "App", True),
        ("incident", date(2026, 7, 13), "W1", "Payments", True),
        ("outage", date(2026, 8, 3), "", "Core", True),
        ("campaign", date(2026, 10, 1), "", "Welcome", True),
        ("cutover", date(2027, 1, 9), "W2", "", False),
    ]


def test_a_wave_of_the_scope_keeps_its_own_events_and_those_of_the_programme(told: Store, scope: Scope) -> None:
    found = load_annotations(told, scope.but(waves=("W2",)))
    assert found["kind"].tolist() == ["outage", "campaign", "cutover"]


def test_a_reader_of_one_branch_sees_no_events_of_another(told: Store, scope: Scope) -> None:
    rights = replace(scope.rights, branches=frozenset({"B2"}))
    assert set(load_annotations(told, scope.but(rights=rights))["wave"]) <= {"", "W2"}


def test_an_empty_store_has_no_events(store: Store, scope: Scope) -> None:
    found = load_annotations(store, scope)
    assert (len(found), describe_annotations(found, Translator("en"))) == (0, "")


def test_marks_stand_above_the_axis_one_a_kind_and_week_and_are_named(told: Store, scope: Scope) -> None:
    found, t = load_annotations(told, scope), Translator("en")
    figure = go.Figure()
    figure.update_xaxes(range=[pd.Timestamp("2026-05-01"), pd.Timestamp("2026-11-22")])
    figure.update_yaxes(range=[-20, 80])
    add_annotations(figure, found, LIGHT, t, at=-20)
    (trace,) = figure.data
    kind_of = {shape: kind for kind, (shape, *_) in SHAPES.items()}
    marks: dict[str, list[tuple[float, str]]] = {}
    for shape, y, said in zip(trace.marker.symbol, trace.y, trace.hovertext, strict=True):
        marks.setdefault(kind_of[shape], []).append((round(y, 2), said))
    assert {kind: len(of) for kind, of in marks.items()} == {
        "notice": 1,
        "campaign": 1,
        "incident": 1,
        "outage": 2,
    }
    # What happened within two weeks stands one above the other, so that the incident and the outage of one week are
    # both seen.
    assert {kind: [y for y, _ in of] for kind, of in marks.items()} == {
        "notice": [-17.84],
        "campaign": [-17.84],
        "incident": [-13.34],
        "outage": [-17.84, -17.84],
    }
    assert marks["outage"][0][1] == "outage: App · wave\u00a01 · 12\u00a0Jul\u00a02026"
    assert describe_annotations(found, t) == "▲ notice of transfer (1) · △ campaign (1) · ✕ incident (1) · ■ outage (2)"
    assert (
        describe_annotations(found, Translator("zh"))
        == "▲转移告知（1） · △市场推广活动（1） · ✕风险事件（1） · ■服务中断（2）"
    )
