"""The documents section of the safeguards page."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.charts.safeguards import documents as charts
from analytics.frames import rows
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.empty import show_none
from pages.kit.guard import View
from pages.kit.safeguards.frame import Found
from pages.kit.safeguards.parts import SHOWN, columns_of
from pages.kit.status import shape
from pages.kit.table import date_or_dash, show_table, text_or_dash

LIMITS = {"backup": "backup.days", "restore": "backup.test_days"}
"""Kind of test → how long the last one counts."""


def show_documents(view: View, found: Found) -> None:
    """Complete by wave and by class, archived in time, who may see what and who looked, what is kept."""
    t, own = view.t, found.documents
    two(
        (
            lambda: show_chart(
                view, "complete", charts.describe_complete(own, t),
                lambda palette: charts.figure_complete(own, palette, t, HEIGHT), keys=t("safeguards.complete.key"),
                frame=own.register,
            ),
            lambda: show_chart(
                view, "classes", charts.describe_classes(own, t),
                lambda palette: charts.figure_classes(own, palette, t, HEIGHT), keys=t("safeguards.complete.key"), frame=own.classes,
            ),
        ),
        (1, 1),
    )  # fmt: skip
    two(
        (
            lambda: show_chart(
                view, "lag", charts.describe_lag(own, t),
                lambda palette: charts.figure_lag(own, palette, t, HEIGHT), keys=t("safeguards.lag.key"), frame=own.waves,
            ),
            lambda: show_chart(
                view, "looks", charts.describe_looks(own, t),
                lambda palette: charts.figure_looks(own, palette, t, HEIGHT), keys=t("safeguards.looks.key"),
                frame=None if own.looks is None else own.looks[own.looks["odd"]],
            ),
        ),
        (1, 1.25),
    )  # fmt: skip
    _levels(view, found)
    _kept(view, found)


def _kept(view: View, found: Found) -> None:
    """Back-ups and restores, and what must be kept no longer soon."""
    t, own = view.t, found.documents
    failed = own.backups[own.backups["last_result"] == "failed"]
    kept = own.judge.days("documents.retention_days")
    title = t("safeguards.kept.failed") if len(failed) else t("safeguards.kept.title", n=len(own.ending), limit=kept)
    with card(title, t("safeguards.kept.subtitle", limit=kept), key="card-kept"):
        lines: list[tuple[Any, ...]] = []
        for row in rows(own.backups):
            age = (pd.Timestamp(own.day) - pd.Timestamp(row.last_on)).days
            state = "bad" if row.last_result == "failed" else own.judge.state(LIMITS[row.kind], age)
            lines.append(
                (
                    shape(state, t(f"state.{state}")), t(f"safeguards.test.{row.kind}"),
                    t("safeguards.kept.last", n=age, passed=int(row.passed), of=int(row.n)), date_or_dash(view.t, row.last_on, year=True),
                )
            )  # fmt: skip
        for row in rows(own.ending.head(SHOWN)):
            over = int(row.left) < 0
            lines.append(
                (
                    shape("bad" if over else "watch", t("state.bad" if over else "state.watch")), str(row.document),
                    text_or_dash(row.title), date_or_dash(view.t, row.keep_until, year=True),
                )
            )  # fmt: skip
        if not lines:
            show_none(t("safeguards.kept.empty"))
            return
        show_table(
            columns_of(view, "state", ("what", "head"), ("standing", "prose"), ("until", "number")),
            lines,
            t("safeguards.kept.subtitle", limit=kept),
        )


def _levels(view: View, found: Found) -> None:
    """Levels of confidentiality: what is kept under each, which roles may look, and who looked out of role."""
    t, frame = view.t, found.documents.levels
    odd, bare = int(frame["odd_role"].sum()), int(frame.loc[frame["level"] == "", "n"].sum())
    if odd:
        roles = t.listing(list(dict.fromkeys(role for roles in frame["odd_roles"] for role in roles)))
        title = t("safeguards.levels.odd" if roles else "safeguards.levels.odd_unnamed", n=odd, roles=roles)
    else:
        title = t("safeguards.levels.bare", n=bare) if bare else t("safeguards.levels.title")
    with card(title, t("safeguards.levels.subtitle"), note=t("safeguards.levels.note"), key="card-levels"):
        show_table(
            columns_of(view, "state", ("level", "head"), ("documents", "number"), ("missing", "number"), ("custodians", "number"),
                       ("roles", "prose"), ("looks", "number"), ("odd_role", "number")),
            [
                (
                    shape(row.state, t(f"state.{row.state}")), t(f"safeguards.level.{row.level or 'none'}"), t.number(row.n), t.number(row.missing),
                    t.number(row.custodians), t.listing(list(row.roles)) or "–", t.number(row.looks), t.number(row.odd_role),
                )
                for row in rows(frame)
            ],
            t("safeguards.levels.subtitle"),
        )  # fmt: skip
