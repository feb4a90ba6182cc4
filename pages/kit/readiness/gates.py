"""The table of gates, what blocks a wave, its forecast, and the decision to go in spite of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts import readiness as charts
from analytics.metrics.readiness import Gate, Readiness, WaveGates
from analytics.metrics.readiness.measures import Measure
from analytics.metrics.readiness.rules import DEFAULTS
from data import clock
from data.problems import Refusal
from data.store import Edit
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.controls import pick
from pages.kit.editor.show import show_editor
from pages.kit.empty import show_none
from pages.kit.errors import show_refusal
from pages.kit.guard import View
from pages.kit.state import FOCUS
from pages.kit.status import pill, shape
from pages.kit.table import Column, show_table
from pages.kit.take import show_csv

SHAPES = {"met": "good", "not_yet": "none", "at_risk": "watch", "blocks": "bad", "early": "none", "unknown": "none"}
PILLS = {"went": "good", "go": "good", "not_yet": "watch", "no_go": "bad", "early": "none"}
ORDER = ("blocks", "at_risk", "unknown", "not_yet")
SHOWN, EACH = 12, 3
"""Rows of what blocks that are shown, in all and of a gate; the CSV has all."""


def show_gates(view: View, found: Readiness) -> None:
    """The grid of waves and gates; below it the wave that is looked at."""
    t = view.t
    with card(t("readiness.grid.title"), t("readiness.grid.subtitle"), note=_rules(view, found), key="card-gates"):
        _grid(view, found)
    waves = [wave.wave for wave in found.waves if not wave.actual] or [found.waves[-1].wave]
    chosen = pick(t("filter.wave"), waves[:6], FOCUS, t.wave, default=found.focus)
    wave = found[chosen]
    two(
        (
            lambda: _blocks(view, found, wave),
            lambda: show_chart(
                view, "gate-forecast", charts.describe_forecast(found, wave, t),
                lambda palette: charts.figure_forecast(found, wave, palette, t, HEIGHT), wave.wave,
                frame=charts.forecast_of(found, wave),
            ),
        ),
        widths=(1.6, 1),
    )  # fmt: skip
    names = [f"gate.{rule.gate}.{part}" for rule in DEFAULTS for part in ("needed", "days", "on")]
    show_editor(view, "settings", where={"setting": names}, key="gate-rules")


def _rules(view: View, found: Readiness) -> str:
    t = view.t
    told = [
        t(
            "readiness.rule" if rule.days else "readiness.rule_day",
            gate=t(f"readiness.gate.{rule.gate}"),
            needed=t.percent(rule.needed, 0),
            n=rule.days,
        )
        for rule in found.rules
    ]
    said = t("readiness.rules", rules=" · ".join(told))
    return t.sentences(said, t("readiness.rules.frozen")) if any(wave.actual for wave in found.waves) else said


def _grid(view: View, found: Readiness) -> None:
    t = view.t
    columns = [
        Column(t("readiness.column.wave"), "head"),
        Column(t("readiness.column.cutover"), "text"),
        Column(t("readiness.column.state"), "text"),
        *(Column(t(f"readiness.gate.{rule.gate}"), "text") for rule in found.rules),
    ]
    lines = [
        (
            wave.wave,
            t.date(wave.cutover_on),
            pill("watch" if wave.in_spite else PILLS[wave.state], t("readiness.state.in_spite" if wave.in_spite else f"readiness.state.{wave.state}")),
            *(_cell(view, gate) for gate in wave.gates),
        )
        for wave in found.waves
    ]  # fmt: skip
    focus = [wave.wave for wave in found.waves].index(found.focus)
    show_table(columns, lines, t("readiness.grid.title"), selected=focus)
    key = Markup("").join(
        Markup("<span>{}{}</span>").format(shape(SHAPES[state], ""), t(f"readiness.gate_state.{state}"))
        for state in ("met", "at_risk", "blocks", "not_yet")
    )
    st.html(Markup('<div class="ho-key">{}</div>').format(key))


def _cell(view: View, gate: Gate) -> Markup:
    """Shape and what is measured: a share, or the counts where the whole is small."""
    t, measure = view.t, gate.measure
    if measure.value is None or gate.state == "early":
        said = t("readiness.no_data" if gate.state == "unknown" else "readiness.not_begun")
    else:
        said = _measured(view, measure)
    told = Markup('<span class="ho-gate">{} {}</span>').format(
        shape(SHAPES[gate.state], t(f"readiness.gate_state.{gate.state}")), said
    )
    if gate.later is None:
        return told
    return told + Markup('<br><span class="ho-late">{}</span>').format(
        t("readiness.later", now=_measured(view, gate.later))
    )


def _measured(view: View, measure: Measure) -> str:
    """A share, or the counts where the whole is small."""
    t = view.t
    if measure.value is None or measure.whole is None or measure.part is None:
        return t("readiness.no_data")
    if measure.whole <= 1:
        return t("readiness.yes" if measure.part else "readiness.no")
    if measure.whole <= 20:
        return t("rights.of_all", part=int(measure.part), whole=int(measure.whole))
    return t.percent(measure.value, 0 if measure.value >= 0.995 else 1)


def blocking_rows(view: View, wave: WaveGates) -> pd.DataFrame:
    """Every row that keeps a gate of a wave from being met: gate, state, what, number, owner, until, forecast."""
    lines = [
        (gate.rule.gate, gate.state, _said(view, row[0]), *row[1:], gate.until, gate.forecast)
        for state in ORDER
        for gate in wave.gates
        if gate.state == state
        for row in (gate.measure.rows or (("unknown", None, ""),))
    ]
    return pd.DataFrame(lines, columns=["gate", "state", "what", "number", "owner", "until", "forecast"])


def _said(view: View, what: str | tuple[str, str]) -> str:
    """A row's name in the language of the page."""
    return what if isinstance(what, str) else what[view.lang == "zh"]


def _blocks(view: View, found: Readiness, wave: WaveGates) -> None:
    t, frame = view.t, blocking_rows(view, wave)
    n = sum(gate.blocking for gate in wave.gates)
    unknown = sum(gate.state == "unknown" for gate in wave.gates)
    key = "title" if n else "unknown" if unknown else "none"
    if wave.actual:
        key = f"went.{key}"
    title = t(f"readiness.blocks.{key}", wave=t.wave(wave.wave), n=n or unknown, date=t.date(wave.went_on))
    with card(title, t("readiness.blocks.subtitle"), key="card-blocks"):
        if frame.empty:
            show_none(t("readiness.blocks.empty"))
        else:
            columns = [
                Column(t("readiness.column.state"), "state", hidden_header=True),
                *(Column(t(f"readiness.column.{name}"), kind) for name, kind in (
                    ("gate", "head"), ("what", "prose"), ("number", "number"), ("owner", "text"), ("until", "number"),
                    ("forecast", "number"))),
            ]  # fmt: skip
            show_table(
                columns,
                [
                    _line(view, row)
                    for row in frame.groupby("gate", sort=False).head(EACH).head(SHOWN).itertuples(index=False)
                ],
                title,
            )
        with st.container(horizontal=True, key="gate-actions"):
            if not wave.actual and view.rights.may_write and n:
                _in_spite(view, wave)
            if len(frame):
                names = {str(column): t(f"readiness.column.{column}") for column in frame.columns}
                show_csv(view, "gates", frame, names, file=f"gates-{wave.wave}", label=t("readiness.blocks.csv"))
        if wave.decision is not None:
            st.html(Markup('<p class="ho-note">{}</p>').format(_decision(view, wave.decision, in_spite=wave.in_spite)))


def _line(view: View, row: object) -> tuple[Markup | str, ...]:
    t = view.t
    gate, state, what, number, owner, until, forecast = row  # type: ignore[misc]
    key = f"readiness.what.{what}"
    return (
        shape(SHAPES[state], t(f"readiness.gate_state.{state}")),
        t(f"readiness.gate.{gate}"),
        t(key) if t.has(key) else str(what),
        t.number(None if number is None or pd.isna(number) else float(number)),
        str(owner) or "–",
        t.date(until),
        "–" if forecast is None or pd.isna(forecast) else t.date(forecast),
    )


def _decision(view: View, decision: pd.Series, *, in_spite: bool) -> str:
    t = view.t
    return t(
        "readiness.decided" if in_spite else "readiness.decided_plain",
        decision=t(f"readiness.decision.{decision['decision']}"), by=decision["decided_by"] or "–", reason=decision["reason"] or "–",
        date=t.date(decision["snapshot_on"], year=True), measured=decision["measured"] or "–",
    )  # fmt: skip


def _in_spite(view: View, wave: WaveGates) -> None:
    """The decision to go although a gate is open: a name and a reason, kept as any upload is."""
    t = view.t
    with st.popover(t("readiness.in_spite.button"), key="in-spite"), st.form("in-spite-form", border=False):
        st.html(Markup("<p>{}</p>").format(t("readiness.in_spite.text", wave=t.wave(wave.wave))))
        name = st.text_input(t("readiness.in_spite.name"), key="in-spite-name", max_chars=80)
        reason = st.text_area(t("readiness.in_spite.reason"), key="in-spite-reason", max_chars=500)
        if not st.form_submit_button(t("readiness.in_spite.submit"), type="primary"):
            return
        if not name.strip() or not reason.strip():
            st.error(t("readiness.in_spite.missing"))
            return
        try:
            record(view, wave, name.strip(), reason.strip())
        except Refusal as refusal:
            show_refusal(t, refusal.code, **refusal.params)
            return
        st.rerun()


def record(view: View, wave: WaveGates, name: str, reason: str) -> None:
    """Write a decision to go in spite of open gates into the ledger of gates, with what was measured at that moment."""
    measured = "; ".join(
        f"{gate.rule.gate} {'?' if gate.measure.value is None else f'{gate.measure.value:.1%}'}"
        for gate in wave.gates
        if gate.state != "met"
    )
    values = {
        "snapshot_on": clock.today(), "part": wave.wave, "gate": "wave", "wave": wave.wave, "decision": "go", "in_spite": True,
        "decided_by": name, "reason": reason, "measured": measured,
    }  # fmt: skip
    view.store.edit(Edit("gates", None, values), view.rights)
