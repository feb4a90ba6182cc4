"""Information protection drawn: pass rates of tests, agreements signed."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics.charts.marks import numbers
from analytics.charts.palette import Palette
from analytics.charts.shares import figure_shares
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.safeguards import Protection
from data.language import Translator


def describe_tests(found: Protection, t: Translator) -> Statement:
    """How often tests of the measures are passed; where few were made no rate is called low."""
    subtitle = t("safeguards.tests.subtitle")
    if found.tests.empty:
        return Statement.nothing(t("safeguards.tests.empty"), subtitle)
    n, passed = int(found.tests["n"].sum()), int(found.tests["passed"].sum())
    overdue = found.overdue
    if len(overdue):
        worst = overdue.sort_values("late").iloc[-1]
        title = t("safeguards.tests.overdue", name=worst["title"] or worst["control"], n=int(worst["late"]))
    else:
        title = t("safeguards.tests.title", share=t.percent(passed / n), n=n)
    note = t("safeguards.tests.note", n=n, passed=passed)
    return Statement(title, subtitle, note, title)


def figure_tests(found: Protection, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Share passed by kind of test with its interval."""
    return figure_shares(
        found.tests, [t(f"safeguards.test.{kind}") for kind in found.tests["kind"]], palette, t, height
    )


def describe_agreements(found: Protection, t: Translator) -> Statement:
    """Who has signed of those who must; all are counted, so there is no interval."""
    subtitle = t("safeguards.agreements.subtitle")
    frame = found.agreements
    if frame.empty:
        return Statement.nothing(t("safeguards.agreements.empty"), subtitle)
    signed, n, overdue = (int(frame[name].sum()) for name in ("signed", "n", "overdue"))
    key = "safeguards.agreements.overdue" if overdue else "safeguards.agreements.title"
    title = t(key, n=overdue or n, share=t.percent(signed / n))
    return Statement(title, subtitle, t("safeguards.agreements.note", n=n, lapsed=int(frame["lapsed"].sum())), title)


def figure_agreements(found: Protection, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By kind of party: signed filled, still to be signed open, overdue in the colour of bad. ``customdata`` the kind."""
    figure, frame = blank(palette, height, 110), found.agreements
    names = [t(f"safeguards.party.{kind}") for kind in frame["kind"]]
    rest = frame["n"] - frame["signed"] - frame["overdue"]
    for role, value, fill, edge in (
        ("signed", frame["signed"], palette.actual, palette.actual),
        ("overdue", frame["overdue"], palette.bad, palette.bad),
        ("open", rest.clip(lower=0), palette.page, palette.actual),
    ):
        figure.add_trace(
            go.Bar(
                x=numbers(value / frame["n"]), y=names, orientation="h", width=0.5,
                marker={"color": fill, "line": {"color": edge, "width": 1.2}}, customdata=[[kind] for kind in frame["kind"]],
                hovertext=[f"<b>{t.number(part)}</b> {t(f'safeguards.agreements.{role}_word')}" for part in value],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": role},
            )
        )  # fmt: skip
    for name, row in zip(names, rows(frame), strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False, font={"size": 12, "color": palette.text},
            text=f"<b>{t.percent(row.signed / row.n, 0)}</b> · {t.number(row.signed)}/{t.number(row.n)}",
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(
        range=[0, 1], tickmode="array", tickvals=[0, 0.5, 1], ticktext=[t.percent(x, 0) for x in (0, 0.5, 1)]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
