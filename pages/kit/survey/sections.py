"""The named sections of the satisfaction page: of each its message and its cards. Only the open one is computed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics.frames import largest, rows
from analytics.metrics import METRICS
from analytics.satisfaction.charts import change as changes
from analytics.satisfaction.charts import control as controls
from analytics.satisfaction.charts import drivers as drivers_
from analytics.satisfaction.charts import mode as modes
from analytics.satisfaction.charts import planning as plans
from analytics.satisfaction.charts import response as responses
from analytics.satisfaction.charts import survivors as silent
from analytics.satisfaction.charts import themes as themes_
from analytics.satisfaction.charts.event import written_p
from analytics.satisfaction.numbers.change import load_change
from analytics.satisfaction.numbers.control import load_control, load_controls
from analytics.satisfaction.numbers.drivers import load_drivers
from analytics.satisfaction.numbers.mode import load_mode
from analytics.satisfaction.numbers.planning import WIDTHS, load_planning
from analytics.satisfaction.numbers.response import load_response
from analytics.satisfaction.numbers.scores import AnswerMetric
from analytics.satisfaction.numbers.survivors import load_survivors
from analytics.satisfaction.numbers.themes import load_themes
from data.problems import Refusal
from pages.kit.annotations import read_annotations
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.controls import choose, pick
from pages.kit.errors import words_of
from pages.kit.guard import View
from pages.kit.state import PRECISION, VIEW, read_param
from pages.kit.survey.controls import read_branches
from pages.kit.table import Cell, Column, table

_chart = partial(show_chart, scrolls=True)
Section = tuple[str, Callable[[], None]]
"""The message of a section, and what draws its cards."""
SECTIONS = ("overview", "change", "drivers", "mode", "control", "left", "themes", "response", "plan")


NEEDS = {
    "change": ("customers", "waves"),
    "mode": ("customers",),
    "control": ("waves",),
    "left": ("customers", "departures"),
    "themes": ("customers", "waves"),
    "response": ("customers", "invitations"),
    "plan": ("customers", "invitations"),
}
"""The datasets that a section needs beside the answers."""


def choose_section(view: View) -> str:
    """The section that is open, by the key ``view`` of the URL."""
    t = view.t
    return pick(
        t("plan.section"),
        SECTIONS,
        VIEW,
        lambda code: t(f"survey.view.{code}"),
        default=SECTIONS[0],
        label_visibility="collapsed",
    )


def open_section(view: View, code: str, score: str) -> Section:
    """The section of a code, for the chosen score."""
    metric = METRICS[score]
    assert isinstance(metric, AnswerMetric)
    try:
        return OPENERS[code](view, metric)
    except Refusal:
        raise
    except Exception as error:  # noqa: BLE001 - the page keeps its head and its controls
        return words_of(error, view.t), lambda: None


def _change(view: View, metric: AnswerMetric) -> Section:
    t, score = view.t, metric.passport.id
    found = keep(view, "survey change", lambda: load_change(view.store, view.scope, score), score)
    words = changes.describe_change(found, t)

    def show() -> None:
        two(
            (
                lambda: _chart(view, "change", words, lambda palette: changes.figure_change(found, palette, t, HEIGHT), score, keys=t("survey.change.keys"), frame=found.waves),
                lambda: _chart(view, "effects", changes.describe_effects(found, t), lambda palette: changes.figure_effects(found, palette, t, HEIGHT), score, keys=t("survey.change.keys"), frame=found.items),
            )
        )  # fmt: skip
        if not found.empty:
            with card(t("survey.change.table"), t("survey.change.table.subtitle"), key="change-table", stretch=False):
                st.html(table(_change_columns(view), _change_rows(view, found.items), t("survey.change.table")))

    return words.title, show


def _change_columns(view: View) -> list[Column]:
    names = ("item", "kind", "n", "before", "after", "change", "interval", "q", "effect", "verdict")
    kinds = {"item": "head", "kind": "text", "interval": "number", "verdict": "text"}
    return [Column(view.t(f"survey.column.{name}"), kinds.get(name, "number")) for name in names]


def _change_rows(view: View, items: object) -> list[list[Cell]]:
    t = view.t

    def value(item: str, number: float) -> str:
        return METRICS[item].passport.write(number, t) if item in ("nps", "csat") else t.number(number, 2)

    return [
        [
            changes.item_label(row.item, t),
            t(f"survey.kind.{row.kind}"),
            t.number(row.n_after) if row.kind == "paired" else f"{t.number(row.n_before)} / {t.number(row.n_after)}",
            value(row.item, row.before),
            value(row.item, row.after),
            changes.write_change(row.item, row.change, t),
            changes.write_bounds(row.item, row.low, row.high, t),
            "–" if row.q != row.q else written_p(row.q, t),
            t.number(row.effect, 2, sign=True) + (f" {t(f'survey.size.{row.size}')}" if row.size else ""),
            t(f"survey.short.{row.verdict}"),
        ]
        for row in rows(items)  # type: ignore[arg-type]
    ]


def _drivers(view: View, metric: AnswerMetric) -> Section:
    t, score = view.t, metric.passport.id
    found = keep(view, "survey drivers", lambda: load_drivers(view.store, view.scope, score), score)
    words = drivers_.describe_drivers(found, t)

    def show() -> None:
        two(
            (
                lambda: _chart(view, "drivers", words, lambda palette: drivers_.figure_drivers(found, palette, t, HEIGHT), score, frame=found.frame),
                lambda: _chart(view, "map", drivers_.describe_map(found, t), lambda palette: drivers_.figure_map(found, palette, t, HEIGHT), score, frame=found.frame),
            ),
            (1, 1),
        )  # fmt: skip

    return words.title, show


def _mode(view: View, metric: AnswerMetric) -> Section:
    t, score = view.t, metric.passport.id
    found = keep(view, "survey mode", lambda: load_mode(view.store, view.scope, metric), score)
    words = modes.describe_mode(found, t)

    def show() -> None:
        two(
            (
                lambda: _chart(view, "mode", words, lambda palette: modes.figure_mode(found, palette, t, HEIGHT), score, frame=found.effects),
                lambda: _chart(view, "weighted", modes.describe_weighted(found, t), lambda palette: modes.figure_weighted(found, palette, t, HEIGHT), score, keys=t("survey.weight.keys"), frame=found.weighted),
            ),
            (1, 1),
        )  # fmt: skip
        _chart(view, "shares", modes.describe_shares(found, t), lambda palette: modes.figure_shares(found, palette, t, 240), score, keys=t("survey.shares.keys"), frame=found.shares)  # fmt: skip

    return words.title, show


def _control(view: View, metric: AnswerMetric) -> Section:
    t, score = view.t, metric.passport.id
    found = keep(view, "survey control", lambda: load_control(view.store, view.scope, metric), score)
    waves = keep(view, "survey controls", lambda: load_controls(view.store, view.scope, metric), score)
    marks = read_annotations(view)
    words = controls.describe_control(found, t, marks)
    full = [one for one in waves if one.state == "full"]
    focus = max(full, key=lambda one: len(one.outside), default=None)
    message = words.title
    if focus is not None and len(focus.outside) and not len(found.outside):
        message = controls.describe_control(focus, t, None, str(focus.cutovers["wave"].iloc[0])).title

    def one() -> None:
        _chart(view, "control", words, lambda palette: controls.figure_control(found, palette, t, HEIGHT, marks), score, frame=found.points, measure=metric.passport)  # fmt: skip

    def ranges() -> None:
        _chart(view, "ranges", controls.describe_ranges(found, t), lambda palette: controls.figure_ranges(found, palette, t, HEIGHT), score, frame=found.points, measure=metric.passport)  # fmt: skip

    def show() -> None:
        # The chart of a share knows its spread: it has no chart of ranges.
        if found.kind == "p":
            one()
        else:
            two((one, ranges))
        if focus is not None:
            wave = str(focus.cutovers["wave"].iloc[0])
            own = marks[marks["wave"].isin(["", wave])]
            _chart(view, "control-wave", controls.describe_control(focus, t, own, wave), lambda palette: controls.figure_control(focus, palette, t, 300, own), score, frame=focus.points, measure=metric.passport)  # fmt: skip
        if waves:
            with card(
                t("survey.control.table"), t("survey.control.table.subtitle"), key="control-table", stretch=False
            ):
                names = ("wave", "frozen", "base", "centre", "outside", "longest", "crossings", "verdict")
                kinds = {"wave": "head", "frozen": "text", "verdict": "text"}
                columns = [Column(t(f"survey.column.{name}"), kinds.get(name, "number")) for name in names]
                st.html(table(columns, [_control_row(view, one) for one in waves], t("survey.control.table")))

    return message, show


def _control_row(view: View, one: controls.Control) -> list[Cell]:
    t = view.t
    last = one.looks[-1] if one.looks else None
    verdict = "outside" if len(one.outside) else "shift" if one.shifted else "within"
    return [
        t.wave(str(one.cutovers["wave"].iloc[0])),
        "–" if one.freeze is None else t.date(one.freeze, year=True),
        t.number(one.base),
        "–" if one.centre is None else one.metric.write(one.centre, t),
        t.number(len(one.outside)) if one.state == "full" else "–",
        f"{last.longest} ({last.longest_limit})" if last else "–",
        f"{last.crossings} ({last.least_crossings})" if last else "–",
        t(f"survey.control.verdict.{verdict if one.state == 'full' else one.state}"),
    ]


def _left(view: View, metric: AnswerMetric) -> Section:
    t, score = view.t, metric.passport.id
    found = keep(view, "survey left", lambda: load_survivors(view.store, view.scope, metric), score)
    words = silent.describe_survivors(found, t)

    def show() -> None:
        two(
            (
                lambda: _chart(view, "survivors", words, lambda palette: silent.figure_survivors(found, palette, t, HEIGHT), score, keys=t("survey.survivors.keys"), frame=found.frame),
                lambda: _chart(view, "silent", silent.describe_silent(found, t), lambda palette: silent.figure_silent(found, palette, t, HEIGHT), score, keys=t("survey.silent.keys"), frame=found.frame),
            )
        )  # fmt: skip

    return words.title, show


def _themes(view: View, _: AnswerMetric) -> Section:
    t = view.t
    found = keep(view, "survey themes", lambda: load_themes(view.store, view.scope))
    words = themes_.describe_themes(found, t)

    def show() -> None:
        two(
            (
                lambda: _chart(view, "themes", words, lambda palette: themes_.figure_themes(found, palette, t, HEIGHT), keys=t("survey.themes.keys"), frame=found.frame),
                lambda: _chart(view, "theme", themes_.describe_theme(found, t), lambda palette: themes_.figure_theme(found, palette, t, HEIGHT), keys=t("survey.themes.keys"), frame=found.waves),
            )
        )  # fmt: skip

    return words.title, show


def _response(view: View, _: AnswerMetric) -> Section:
    t, names = view.t, read_branches(view)
    found = keep(view, "survey response", lambda: load_response(view.store, view.scope))
    said = {name: responses.describe_response(found, name, t, names) for name in ("segment", "channel", "branch")}
    gaps = {
        name: abs(largest(beyond, "gap").gap)
        for name, frame in found.frames.items()
        if len(frame) and len(beyond := frame[frame["verdict"].isin(["above", "below"])])
    }

    def one(name: str) -> Callable[[], None]:
        return lambda: _chart(view, f"response-{name}", said[name], lambda palette: responses.figure_response(found, name, palette, t, HEIGHT, names if name == "branch" else None), frame=found.frames.get(name), measure=METRICS["response_rate"].passport)  # fmt: skip

    def show() -> None:
        two((one("segment"), one("channel")), (1, 1))
        one("branch")()

    return said[max(gaps, key=lambda name: gaps[name], default="segment")].title, show


def _plan(view: View, metric: AnswerMetric) -> Section:
    t, score = view.t, metric.passport.id
    widths = {f"{width:g}": width for width in WIDTHS[score]}
    default = list(widths)[1]
    asked = read_param(PRECISION)
    half = widths[asked[-1] if asked and asked[-1] in widths else default]
    found = keep(view, "survey plan", lambda: load_planning(view.store, view.scope, metric, half), score, half)
    words = plans.describe_planning(found, t)

    def show() -> None:
        choose(
            t("survey.planning.control"),
            list(widths),
            PRECISION,
            lambda code: plans.write_half(found, widths[code], t),
            default=default,
            width=260,
        )
        two(
            (
                lambda: _chart(view, "planning", words, lambda palette: plans.figure_planning(found, palette, t, HEIGHT), score, half, keys=t("survey.planning.keys"), frame=found.frame),
                lambda: _chart(view, "rates", plans.describe_rates(found, t), lambda palette: plans.figure_rates(found, palette, t, HEIGHT), score, half, frame=found.frame),
            )
        )  # fmt: skip
        if not found.empty:
            with card(t("survey.planning.table"), words.subtitle, key="plan-table", stretch=False):
                names = ("wave", "population", "rate", "answers", "invited", "cautious", "precision")
                columns = [Column(t(f"survey.column.{name}"), "head" if name == "wave" else "number") for name in names]
                shown: list[list[Cell]] = [
                    [
                        t.wave(row.wave),
                        t.number(row.population),
                        t.percent(row.rate, 1),
                        t.number(row.answers),
                        t.number(row.invited),
                        t.number(row.cautious),
                        plans.write_half(found, round(row.precision, 3 if metric.passport.unit == "share" else 1), t),
                    ]
                    for row in rows(found.frame)
                ]
                st.html(table(columns, shown, t("survey.planning.table")))

    return words.title, show


OPENERS: dict[str, Callable[[View, AnswerMetric], Section]] = {
    "change": _change,
    "drivers": _drivers,
    "mode": _mode,
    "control": _control,
    "left": _left,
    "themes": _themes,
    "response": _response,
    "plan": _plan,
}
