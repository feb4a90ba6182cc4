"""The sections of the safeguards page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.safeguards import continuity as continuity_charts
from analytics.charts.safeguards import protection as protection_charts
from analytics.charts.safeguards import training as training_charts
from analytics.frames import rows
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.editor.show import show_editor
from pages.kit.empty import show_none
from pages.kit.guard import View
from pages.kit.safeguards.documents import show_documents
from pages.kit.safeguards.frame import Found
from pages.kit.safeguards.incidents import show_incidents
from pages.kit.safeguards.keeping import kept_lines
from pages.kit.safeguards.parts import SHOWN, columns_of, worst_first
from pages.kit.safeguards.support import read_support, show_support
from pages.kit.status import shape
from pages.kit.table import date_or_dash, show_table, text_or_dash


def show_section(view: View, found: Found, section: str, wave: str) -> None:
    """The cards of the open section; ``wave`` is the one that support looks at."""
    if section == "support":
        show_support(view, read_support(view), wave)
        return
    {
        "information": _information,
        "continuity": _continuity,
        "training": _training,
        "documents": show_documents,
    }[section](view, found)


def _information(view: View, found: Found) -> None:
    t, own = view.t, found.protection
    two(
        (
            lambda: show_chart(
                view, "control-tests", protection_charts.describe_tests(own, t),
                lambda palette: protection_charts.figure_tests(own, palette, t, HEIGHT), frame=own.tests,
            ),
            lambda: show_chart(
                view, "agreements", protection_charts.describe_agreements(own, t),
                lambda palette: protection_charts.figure_agreements(own, palette, t, HEIGHT), keys=t("safeguards.agreements.key"),
                frame=own.agreements,
            ),
        )
    )  # fmt: skip
    _measures(view, found)
    show_editor(view, "controls")
    _assets(view, found)
    show_editor(view, "assets")
    if len(found.protection.incidents):
        show_incidents(view, found.protection.incidents)
    _itself(view)


def _measures(view: View, found: Found) -> None:
    """The protection plan: scope, responsible, in place, tested, next test."""
    t, frame = view.t, found.protection.controls
    late = len(found.protection.overdue)
    title = t("safeguards.plan.late", n=late) if late else t("safeguards.plan.title", n=len(frame))
    with card(title, t("safeguards.plan.subtitle"), key="card-measures"):
        if frame.empty:
            show_none(t("safeguards.plan.empty"))
            return
        show_table(
            columns_of(view, "state", ("measure", "head"), ("content", "prose"), ("scope", "prose"), ("owner", "text"),
                     ("in_place", "number"), ("last_test", "number"), ("next_test", "number"), ("findings", "number")),
            [
                (
                    shape(row.state, t(f"state.{row.state}")), str(row.control), text_or_dash(row.title), text_or_dash(row.scope), text_or_dash(row.owner),
                    date_or_dash(view.t, row.done_on, year=True), date_or_dash(view.t, row.last_on, year=True),
                    date_or_dash(view.t, row.due_test, year=True) if not row.late else t("safeguards.days_late", n=int(row.late)),
                    t.number(row.findings_open),
                )
                for row in rows(worst_first(frame))
            ],
            t("safeguards.plan.subtitle"),
        )  # fmt: skip


def _assets(view: View, found: Found) -> None:
    """What is held, how sensitive, and whether its provision was assessed."""
    t, frame = view.t, found.protection.assets
    bad = frame[frame["state"] == "bad"]
    title = (
        t("safeguards.assets.bad", name=text_or_dash(bad["title"].iloc[0]), n=len(bad))
        if len(bad)
        else t("safeguards.assets.title")
    )
    with card(title, t("safeguards.assets.subtitle"), note=t("safeguards.assets.note"), key="card-assets"):
        if frame.empty:
            show_none(t("safeguards.assets.empty"))
            return
        show_table(
            columns_of(view, "state", ("asset", "head"), ("content", "prose"), ("system", "text"), ("sensitivity", "text"),
                     ("persons", "number"), ("provided", "number"), ("assessed", "number"), ("outcome", "text")),
            [
                (
                    shape(row.state, t(f"state.{row.state}")), str(row.asset), text_or_dash(row.title), text_or_dash(row.system),
                    t(f"safeguards.sensitivity.{row.sensitivity}") if isinstance(row.sensitivity, str) else "–",
                    t.number(None if pd.isna(row.persons) else int(row.persons)), date_or_dash(view.t, row.provided_on, year=True), date_or_dash(view.t, row.assessed_on, year=True),
                    t(f"safeguards.outcome.{row.outcome}") if isinstance(row.outcome, str) else "–",
                )
                for row in rows(worst_first(frame))
            ],
            t("safeguards.assets.subtitle"),
        )  # fmt: skip


def _itself(view: View) -> None:
    """The product's own protection, read from itself; nobody has typed it. The whole check takes its time, so it is asked for."""
    t, locked = view.t, view.store.encrypted
    lines = [
        (
            shape("good" if locked else "watch", t("state.good" if locked else "state.watch")),
            t("safeguards.itself.encryption"),
            t("safeguards.itself.locked" if locked else "safeguards.itself.open"),
        ),
        *kept_lines(view),
    ]
    with card(t("safeguards.itself.title"), t("safeguards.itself.subtitle"), key="card-itself"):
        if st.button(t("safeguards.itself.check"), icon=":material/verified_user:", key="check-itself"):
            faults = [issue for issue in view.store.check() if issue.severity == "reject"]
            lines.append(
                (
                    shape("bad" if faults else "good", t("state.bad" if faults else "state.good")),
                    t("safeguards.itself.whole"),
                    t("safeguards.itself.broken", n=len(faults)) if faults else t("safeguards.itself.sound"),
                )
            )
        show_table(
            columns_of(view, "state", ("what", "head"), ("standing", "prose")), lines, t("safeguards.itself.title")
        )


def _continuity(view: View, found: Found) -> None:
    t, own = view.t, found.continuity
    wave = own.focus
    two(
        (
            lambda: show_chart(
                view, "recovery", continuity_charts.describe_recovery(own, wave, t),
                lambda palette: continuity_charts.figure_recovery(own, wave, palette, t, HEIGHT), wave,
                keys=t("safeguards.recovery.key"), frame=continuity_charts.recovery_of(own, wave),
            ),
            lambda: show_chart(
                view, "continuity-tests", continuity_charts.describe_waves(own, t),
                lambda palette: continuity_charts.figure_waves(own, palette, t, HEIGHT), keys=t("safeguards.tested.key"), frame=own.waves,
            ),
        )
    )  # fmt: skip
    two(
        (
            lambda: _items(view, found),
            lambda: show_chart(
                view, "outages", continuity_charts.describe_outages(own, t),
                lambda palette: continuity_charts.figure_outages(own, palette, t, HEIGHT), keys=t("safeguards.outages.key"),
                frame=own.outages,
            ),
        )
    )  # fmt: skip
    show_editor(view, "continuity")


def _items(view: View, found: Found) -> None:
    """What is open before the next cut-overs, blockers first."""
    t, frame = view.t, found.continuity.items
    coming = found.continuity.waves.loc[~found.continuity.waves["actual"].astype(bool), "wave"]
    own = frame[frame["done_on"].isna() & frame["wave"].isin(list(coming))]
    own = own.assign(first=~own["blocker"].astype(bool)).sort_values(["wave", "first", "due_on"]).head(SHOWN)
    blockers = int((~own["first"]).sum())
    title = t("safeguards.items.blockers", n=blockers) if blockers else t("safeguards.items.title")
    with card(title, t("safeguards.items.subtitle"), key="card-items"):
        if own.empty:
            show_none(t("safeguards.items.empty"))
            return
        show_table(
            columns_of(view, "state", ("item", "head"), ("content", "prose"), ("wave", "text"), ("owner", "text"), ("due", "number")),
            [
                (
                    shape("watch" if row.first and not row.late else "bad", t("safeguards.open" if row.first else "safeguards.blocks")),
                    str(row.item), text_or_dash(row.title), text_or_dash(row.wave), text_or_dash(row.owner),
                    t("safeguards.days_late", n=int(row.late)) if row.late else date_or_dash(view.t, row.due_on, year=True),
                )
                for row in rows(own)
            ],
            t("safeguards.items.subtitle"),
        )  # fmt: skip


def _training(view: View, found: Found) -> None:
    t, own = view.t, found.training
    two(
        (
            lambda: show_chart(
                view, "coverage", training_charts.describe_coverage(own, t),
                lambda palette: training_charts.figure_coverage(own, palette, t, HEIGHT), frame=own.coverage,
            ),
            lambda: show_chart(
                view, "passed", training_charts.describe_passed(own, t),
                lambda palette: training_charts.figure_passed(own, palette, t, HEIGHT), frame=own.topics,
            ),
        )
    )  # fmt: skip
    two(
        (
            lambda: show_chart(
                view, "scores", training_charts.describe_scores(own, t),
                lambda palette: training_charts.figure_scores(own, palette, t, HEIGHT), keys=t("safeguards.scores.key"), frame=own.scores,
            ),
            lambda: show_chart(
                view, "teams", training_charts.describe_teams(own, t),
                lambda palette: training_charts.figure_teams(own, palette, t, HEIGHT), keys=t("safeguards.teams.key"),
                frame=training_charts.teams_of(own),
            ),
        )
    )  # fmt: skip
