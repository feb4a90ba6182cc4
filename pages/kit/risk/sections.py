"""The other sections of the risk page: exposure, treatments, indicators, checks."""

from __future__ import annotations

from itertools import groupby

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts import risk as charts
from analytics.frames import rows
from analytics.metrics.risk import RULES, Realised, compute_mapping
from pages.kit.card import card
from pages.kit.chart_card import show_chart, two
from pages.kit.guard import View
from pages.kit.risk.frame import Found, read_checks, read_realised
from pages.kit.risk.register import key_line, sources
from pages.kit.status import pill, shape
from pages.kit.table import Cell, Column, show_table

MOST = 12
LISTED = 6


def show_exposure(view: View, found: Found) -> None:
    """What it may cost against the contingency, and whether what was rated happened."""
    t, exposure, realised = view.t, found.exposure, read_realised(view, found)
    two(
        (
            lambda: show_chart(
                view,
                "losses",
                charts.describe_losses(exposure, t),
                lambda palette: charts.figure_losses(exposure, palette, t, 340),
                *found.about,
            ),
            lambda: show_chart(
                view,
                "lines",
                charts.describe_lines(exposure, t),
                lambda palette: charts.figure_lines(exposure, palette, t, 340),
                *found.about,
                keys=key_line([(t("risk.key.stated"), view.palette.actual), (t("risk.key.middle"), view.palette.page)]),
                frame=exposure.lines,
            ),
        )
    )
    two(
        (
            lambda: show_chart(
                view,
                "realised",
                charts.describe_realised(realised, t),
                lambda palette: charts.figure_realised(realised, palette, t, 300),
                *found.about,
                keys=key_line(
                    [
                        (t("risk.realised.expected"), view.palette.page),
                        (t("risk.realised.happened"), view.palette.actual),
                    ]
                ),
                frame=realised.risks,
            ),
            lambda: _rated(view, realised),
        )
    )
    _incidents(view, found)


def _rated(view: View, realised: Realised) -> None:
    """The risks behind the comparison: those that happened first."""
    t, frame = view.t, realised.risks.sort_values(["happened", "chance", "risk"], ascending=[False, False, True])
    lines: list[tuple[Cell, ...]] = [
        (
            str(row.risk),
            _text(row.name),
            t.percent(row.chance, 0),
            t("risk.realised.yes") if row.happened else t("risk.realised.no"),
        )
        for row in rows(frame.head(MOST - 4))
    ]
    with card(t("risk.rated.title"), t("risk.rated.subtitle"), key="card-rated"):
        if not lines:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(t("risk.rated.empty")))
            return
        heads = (("risk", "head"), ("name", "prose"), ("chance", "number"), ("happened", "text"))
        show_table([Column(t(f"risk.head.{head}"), kind) for head, kind in heads], lines, t("risk.rated.title"))


def _incidents(view: View, found: Found) -> None:
    t, frame = view.t, found.incidents.head(MOST)
    title = t("risk.incidents.title", n=len(found.incidents))
    places = sources(view, "incidents", list(frame["row_id"]))
    lines = [
        (
            t.date(row.occurred_at, year=True),
            _text(row.name),
            t(f"risk.incident.{row.kind}") if isinstance(row.kind, str) else "–",
            _text(row.risk) or t("risk.incident.unforeseen"),
            t.money(float(row.loss), found.register.currency) if pd.notna(row.loss) else "–",
            places.get(int(row.row_id), "–"),
        )
        for row in rows(frame)
    ]
    with card(title, t("risk.incidents.subtitle"), key="card-incidents", stretch=False):
        if not lines:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(t("risk.incidents.empty")))
            return
        heads = (
            ("date", "text"),
            ("event", "prose"),
            ("kind", "text"),
            ("risk", "text"),
            ("loss", "number"),
            ("place", "text"),
        )
        show_table([Column(t(f"risk.head.{head}"), kind) for head, kind in heads], lines, title)


def show_treatments(view: View, found: Found) -> None:
    """How fast treatments are done, by which kind, and which are late."""
    t, treatments, palette = view.t, found.treatments, view.palette
    two(
        (
            lambda: show_chart(
                view,
                "burn",
                charts.describe_burn(treatments, t),
                lambda palette: charts.figure_burn(treatments, palette, t, 340),
                *found.about,
                frame=treatments.burn,
            ),
            lambda: show_chart(
                view,
                "kinds",
                charts.describe_kinds(treatments, t),
                lambda palette: charts.figure_kinds(treatments, palette, t, 340),
                *found.about,
                keys=key_line(
                    [
                        (t("risk.state.done"), palette.actual),
                        (t("risk.state.under_way"), palette.prior),
                        (t("risk.state.planned"), palette.page),
                        (t("risk.state.overdue"), palette.bad),
                    ]
                ),
            ),
        )
    )
    order = {"overdue": 0, "under_way": 1, "planned": 2, "done": 3}
    frame = treatments.lines.assign(rank=treatments.lines["state"].map(order)).sort_values(
        ["rank", "due_on", "treatment"]
    )
    shown = frame.head(2 * MOST)
    places = sources(view, "treatments", list(shown["row_id"]))
    states = {"overdue": "bad", "under_way": "none", "planned": "none", "done": "good"}
    lines: list[tuple[Cell, ...]] = [
        (
            shape(states[row.state], t(f"risk.state.{row.state}")),
            str(row.treatment),
            _text(row.name),
            str(row.risk),
            t(f"risk.kind.{row.kind}"),
            _text(row.owner) or "–",
            t.date(row.due_on, year=True) if pd.notna(row.due_on) else "–",
            t("risk.late", n=int(row.late)) if pd.notna(row.late) else t(f"risk.state.{row.state}"),
            _text(row.approved_by) or ("–" if row.kind == "accept" else ""),
            places.get(int(row.row_id), "–"),
        )
        for row in rows(shown)
    ]
    title = t("risk.treatments.title", n=len(treatments.lines))
    with card(title, t("risk.treatments.subtitle"), key="card-treatments", stretch=False):
        heads = (("state", "state"), ("treatment", "head"), ("name", "prose"), ("risk", "text"), ("kind", "text"), ("owner", "text"), ("due", "text"), ("progress", "text"), ("approved", "text"), ("place", "text"))  # fmt: skip
        show_table([Column(t(f"risk.head.{head}"), kind, hidden_header=head == "state") for head, kind in heads], lines, title)  # fmt: skip


def show_indicators(view: View, found: Found) -> None:
    """The indicators against their thresholds, and how old each reading is."""
    t, indicators = view.t, found.indicators
    show_chart(
        view,
        "indicators",
        charts.describe_indicators(indicators, t),
        lambda palette: charts.figure_indicators(indicators, palette, t),
        frame=indicators.readings[["indicator", "measured_on", "value", "amber", "red", "state"]],
    )
    places = sources(view, "indicators", list(indicators.now["row_id"]))
    states = {"red": "bad", "amber": "watch", "green": "good", "stale": "none", "unjudged": "none"}
    lines: list[tuple[Cell, ...]] = []
    for row in rows(indicators.now):
        age = t("risk.age", n=int(row.age))
        lines.append(
            (
                pill(states[row.state], t(f"risk.reading.{row.state}")),
                str(row.indicator),
                _text(row.name),
                _text(row.risk) or "–",
                f"{t.number(row.value, 1)} {_text(row.unit)}".strip(),
                t.number(row.before, 1) if pd.notna(row.before) else "–",
                t.number(row.amber, 1) if pd.notna(row.amber) else "–",
                t.number(row.red, 1) if pd.notna(row.red) else "–",
                t(f"risk.cadence.{row.cadence}") if isinstance(row.cadence, str) else "–",
                Markup('<span class="ho-late">{}</span>').format(t("risk.age.stale", age=age)) if row.stale else age,
                places.get(int(row.row_id), "–"),
            )
        )
    title = t("risk.readings.title", n=len(indicators.now))
    with card(title, t("risk.readings.subtitle"), key="card-readings", stretch=False):
        heads = (("state", "text"), ("indicator", "head"), ("name", "prose"), ("risk", "text"), ("reading", "number"), ("before", "number"), ("amber", "number"), ("red", "number"), ("cadence", "text"), ("age", "text"), ("place", "text"))  # fmt: skip
        show_table([Column(t(f"risk.head.{head}"), kind) for head, kind in heads], lines, title)


def show_checks(view: View, found: Found) -> None:
    """Every rule with what it found, how cells were read, and the matrix in force."""
    two((lambda: _rules(view, found), lambda: _mapping(view, found)))


def _rules(view: View, found: Found) -> None:
    t, findings = view.t, read_checks(found)
    by_rule = {code: list(part) for code, part in groupby(findings, key=lambda finding: finding.rule)}
    places = {
        dataset: sources(
            view, dataset, [one.row_id for one in findings if one.dataset == dataset and one.row_id is not None]
        )
        for dataset in ("risks", "treatments", "indicators")
    }
    lines: list[tuple[Cell, ...]] = []
    ordered = sorted(RULES, key=lambda rule: rule.code not in by_rule)
    for rule in ordered:
        part = by_rule.get(rule.code, [])
        state = ("bad" if rule.serious else "watch") if part else "good"
        named = Markup("<br>").join(
            Markup("<b>{}</b> {}{} <span class='ho-muted'>{}</span>").format(
                one.subject,
                one.name,
                f" ({one.value})" if one.value else "",
                places[one.dataset].get(one.row_id or -1, ""),
            )
            for one in part[:LISTED]
        )
        if len(part) > LISTED:
            named += Markup("<br>{}").format(t("risk.check.more", n=len(part) - LISTED))
        lines.append(
            (shape(state, t(f"risk.check.state.{state}")), t(f"risk.check.{rule.code}"), t.number(len(part)), named)
        )
    serious = sum(len(by_rule.get(rule.code, [])) for rule in RULES if rule.serious)
    title = t("risk.checks.title", n=serious) if serious else t("risk.checks.none")
    with card(title, t("risk.checks.subtitle", n=len(RULES)), key="card-checks"):
        heads = (("state", "state"), ("rule", "prose"), ("count", "number"), ("rows", "prose"))
        show_table([Column(t(f"risk.head.{head}"), kind, hidden_header=head == "state") for head, kind in heads], lines, title)  # fmt: skip


def _mapping(view: View, found: Found) -> None:
    t, register = view.t, found.register
    matrix, frame = register.matrix, compute_mapping(register)
    lines: list[tuple[Cell, ...]] = []
    for row in rows(frame):
        size = matrix.rows if row.scale == "likelihood" else matrix.columns
        placed = not pd.isna(row.place)
        lines.append(
            (
                t(f"risk.scale.{row.scale}"),
                row.said,
                charts.place_words(row.scale, int(row.place), size, t)
                if placed
                else pill("bad", t("risk.mapping.outside")),
                t.number(row.n),
            )
        )
    since = (
        t("risk.mapping.since", date=t.date(matrix.since, year=True)) if matrix.since else t("risk.mapping.standard")
    )
    accepted = [t("risk.mapping.appetite", level=charts.level_words(matrix.appetite, t))]
    accepted += [f"{name}: {charts.level_words(level, t)}" for name, level in matrix.appetites]
    note = " · ".join([since, *accepted])
    if register.matrices.unreadable:
        note += " · " + t("risk.mapping.unreadable", settings=", ".join(register.matrices.unreadable))
    title = t("risk.mapping.title", version=matrix.version)
    with card(title, t("risk.mapping.subtitle"), note=note, key="card-mapping"):
        heads = (("scale", "text"), ("said", "head"), ("read_as", "text"), ("count", "number"))
        show_table([Column(t(f"risk.head.{head}"), kind) for head, kind in heads], lines, title)
        bands = " · ".join(
            f"{charts.place_words('likelihood', at, matrix.rows, t)} {'<' if at < matrix.rows else '≤'} {t.percent(top, 0)}"
            for at, top in enumerate(matrix.bands, 1)
        )
        st.html(Markup('<p class="ho-note">{}</p>').format(t("risk.mapping.bands", bands=bands)))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
