"""The sections of the rights page: consent, reach, fairness, promises."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts import rights as charts
from analytics.frames import rows
from analytics.metrics.fairness import OUTCOMES, load_spread
from analytics.metrics.rights import (
    CALL_LIST,
    Pace,
    Rights,
    compute_pace,
    load_rights,
    need_params,
)
from analytics.periods import as_of_day, day_number
from analytics.reports.fact_sheet import fact_sheet, load_sheet
from analytics.reports.table import table_csv
from data.language import LANGUAGES, Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.controls import choose, controls, pick
from pages.kit.editor.show import show_editor
from pages.kit.empty import show_none
from pages.kit.errors import alone, caught
from pages.kit.guard import View
from pages.kit.state import FOCUS, OUTCOME, VIEW
from pages.kit.status import shape
from pages.kit.table import Cell, Column, show_table

SECTIONS = ("consent", "reach", "fairness", "promises")
TALL = 380
STATES = {"kept": "good", "late": "watch", "broken": "bad", "overdue": "bad", "due": "none"}


def read_found(view: View) -> Rights:
    return keep(view, "rights", lambda: load_rights(view.store, view.scope))


def read_spread(view: View, found: Rights) -> pd.DataFrame:
    return keep(view, "rights spread", lambda: load_spread(view.store, view.scope, found.needs))


def message(view: View, found: Rights) -> str:
    """The finding: silence where consent is needed; else who was told."""
    t, wave = view.t, found.focus
    if not wave:
        told = found.written
        if told.empty:
            return t("rights.message.nothing")
        if found.unrouted:
            return t("rights.message.unrouted", waves=t.listing([t.wave(one) for one in found.unrouted]))
        if not found.deliveries:
            return t("rights.message.unrecorded", n=int(told["sent"].sum()))
        share = float(told["delivered"].sum()) / float(told["n"].sum())
        return t("rights.message.told", share=t.percent(share))
    row = found.funnel[found.funnel["wave"] == wave].iloc[0]
    key = "rights.message.moved" if row["actual"] else "rights.message.silent"
    return t(key, n=int(row["silent"]), wave=t.wave(wave), date=t.date(row["cutover_on"]))


def control_row(view: View, found: Rights) -> tuple[str, str]:
    """The open section, and the wave that is looked at."""
    t = view.t
    with controls():
        chosen = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"rights.view.{code}"), default=SECTIONS[0])
        wave = ""
        with caught(t):
            waves = [str(wave) for wave in found.funnel.loc[found.funnel["sent"].fillna(0) > 0, "wave"]]
            wave = default = found.focus or (waves[-1] if waves else "")
            if chosen == "consent" and waves:
                wave = choose(t("filter.wave"), waves, FOCUS, t.wave, default=default, width=170)
    return chosen, wave


def show_section(view: View, found: Rights, section: str, wave: str) -> None:
    """The cards of the open section."""
    if section == "consent":
        _show_consent(view, found, wave)
    elif section == "reach":
        _show_reach(view, found)
    elif section == "fairness":
        _show_fairness(view, found)
    else:
        _show_promises(view, found)


def _show_consent(view: View, found: Rights, wave: str) -> None:
    t = view.t
    pace: Pace | None = compute_pace(found, wave) if wave else None
    two(
        (
            lambda: show_chart(
                view, "funnel", charts.describe_funnel(found, wave, t),
                lambda palette: charts.figure_funnel(found, wave, palette, t, TALL), wave, frame=charts.funnel_of(found, wave),
            ),
            lambda: show_chart(
                view, "pace", charts.describe_pace(found, wave, pace, t),
                lambda palette: charts.figure_pace(found, wave, pace, palette, t, TALL), wave,
                frame=found.pace[found.pace["wave"] == wave],
            ),
        )
    )  # fmt: skip
    _show_routes(view, found)
    if view.rights.row_level and bool(found.funnel.loc[found.funnel["wave"] == wave, "needs"].any()):
        _call_list(view, found, wave)


def _show_routes(view: View, found: Rights) -> None:
    """Every wave: what its routes ask for and where its customers stand. Silence is no where a consent is needed."""
    t = view.t
    columns = [
        Column(t("rights.column.state"), "state", hidden_header=True),
        Column(t("rights.column.wave"), "head"),
        Column(t("rights.column.needs"), "text"),
        *(
            Column(t(f"rights.column.{name}"), "number")
            for name in ("n", "delivered", "consented", "refused", "silent", "open_moved")
        ),
    ]
    lines = []
    for row in rows(found.funnel):
        needs = found.needs.get(str(row.wave))
        asked = needs is not None and needs.consent
        hidden = pd.isna(row.sent)
        state = (
            "none"
            if hidden or not row.sent or needs is None or not needs.known
            else "bad"
            if asked and row.open_moved
            else "watch"
            if asked and row.silent and not row.actual
            else "good"
        )
        lines.append(
            (
                shape(state, t(f"state.{state}")),
                str(row.wave),
                t(_needed(needs)),
                t.count(row.n),
                t.number(row.delivered),
                *(
                    t.number(getattr(row, name)) if asked else "–"
                    for name in ("consented", "refused", "silent", "open_moved")
                ),
            )
        )
    wrong = int(found.funnel["open_moved"].fillna(0).sum())
    title = t("rights.routes.wrong", n=wrong) if wrong else t("rights.routes.title")
    with card(title, t("rights.routes.subtitle"), note=t("rights.routes.note"), key="card-routes"):
        show_table(columns, lines, t("rights.routes.subtitle"))


def _needed(needs: object) -> str:
    if needs is None or not getattr(needs, "known", False):
        return "rights.needs.unknown"
    data, contract = getattr(needs, "data_consent", False), getattr(needs, "contract_consent", False)
    return f"rights.needs.{'both' if data and contract else 'data' if data else 'contract' if contract else 'notice'}"


def _call_list(view: View, found: Rights, wave: str) -> None:
    """The customers of the wave who are still to decide, for those who may see rows; pseudonyms, the vulnerable first."""
    t = view.t
    params = view.scope.but(waves=(wave,)).params("waves", "branches", "segments") | need_params(found.needs)
    params |= {"today": day_number(as_of_day(view.scope))}

    def as_csv() -> bytes:
        frame = view.store.read(CALL_LIST, view.rights, as_of=view.scope.as_of, params=params)
        view.store.audit("export", view.rights, what="call list", form="csv", rows=len(frame))
        return table_csv(frame, {str(column): str(column) for column in frame.columns})

    to_call = found.funnel.loc[found.funnel["wave"] == wave, "to_call"].fillna(0)
    st.download_button(
        t("rights.call_list", n=int(to_call.sum()), wave=t.wave(wave)), as_csv, f"call-list-{wave}.csv", "text/csv", key="call-list", icon=":material/call:",
        type="primary", on_click="ignore",
    )  # fmt: skip


def _show_reach(view: View, found: Rights) -> None:
    t = view.t
    two(
        (
            lambda: show_chart(
                view, "reach", charts.describe_reach(found, t), lambda palette: charts.figure_reach(found, palette, t, HEIGHT),
                keys=t("rights.reach.key"), frame=found.reach,
            ),
            lambda: show_chart(
                view, "questions", charts.describe_questions(found, t),
                lambda palette: charts.figure_questions(found, palette, t, HEIGHT), keys=t("rights.questions.key"), frame=found.questions,
            ),
        )
    )  # fmt: skip


def _show_fairness(view: View, found: Rights) -> None:
    t = view.t
    spread = read_spread(view, found)
    outcome = pick(
        t("rights.outcome"), OUTCOMES, OUTCOME, lambda code: t(f"rights.outcome.{code}"), default=OUTCOMES[0]
    )
    show_chart(
        view, "spread", charts.describe_spread(spread, outcome, t),
        lambda palette: charts.figure_spread(spread, outcome, palette, t, 460), outcome, frame=spread[spread["outcome"] == outcome],
    )  # fmt: skip


def _show_promises(view: View, found: Rights) -> None:
    t = view.t
    overdue = [str(row.title) for row in rows(found.promises) if row.state in ("overdue", "broken")]
    title = t("rights.promises.open", n=len(overdue), first=overdue[0]) if overdue else t("rights.promises.title")
    columns = [
        Column(t("rights.column.state"), "state", hidden_header=True),
        Column(t("rights.column.promise"), "head"),
        Column(t("rights.column.title"), "prose"),
        Column(t("rights.column.owner"), "text"),
        Column(t("rights.column.due"), "number"),
        Column(t("rights.column.kept"), "number"),
        Column(t("rights.column.standing"), "text"),
    ]
    with card(title, t("rights.promises.subtitle"), key="card-promises"):
        if found.promises.empty:
            show_none(t("rights.promises.empty"))
        else:
            show_table(columns, _promise_lines(found, t), t("rights.promises.subtitle"))
    alone(t, lambda: show_editor(view, "promises"), lambda: _show_fact_sheet(view))


def _show_fact_sheet(view: View) -> None:
    """The page for customers and the regulator in both languages, and what is missing before it may go out."""
    t = view.t
    sheet = keep(view, "fact sheet", lambda: load_sheet(view.store, view.whole().scope))
    missing = t.listing([t(f"fact_sheet.missing.{name}") for name in sheet.missing])
    note = t("fact_sheet.missing", what=missing) if sheet.missing else ""
    with (
        card(t("fact_sheet.card"), t("fact_sheet.card.subtitle"), note=note, key="card-fact-sheet"),
        st.container(horizontal=True),
    ):
        for lang in LANGUAGES:
            page = fact_sheet(sheet, Translator(lang)).encode()
            st.download_button(
                t(f"fact_sheet.download.{lang}"), page, f"fact-sheet-{lang}.html", "text/html", key=f"fact-sheet-{lang}",
                icon=":material/description:", on_click="ignore",
            )  # fmt: skip


def _promise_lines(found: Rights, t: Translator) -> list[tuple[Cell, ...]]:
    return [
        (
            shape(STATES[row.state], t(f"rights.promise.{row.state}")),
            str(row.promise),
            row.title if isinstance(row.title, str) else "–",
            row.owner if isinstance(row.owner, str) else "–",
            t.date(None if pd.isna(row.due_on) else row.due_on, year=True),
            t.date(None if pd.isna(row.kept_on) else row.kept_on, year=True),
            t(f"rights.promise.{row.state}"),
        )
        for row in rows(found.promises)
    ]
