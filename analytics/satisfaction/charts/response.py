"""Who answers: the response rate of each group beside that of all."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import said_n
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.frames import largest, rows
from analytics.metrics import METRICS
from analytics.satisfaction.charts.dots import Dot, End, few, figure_dots, scale_of
from analytics.satisfaction.charts.event import written_p
from analytics.satisfaction.charts.groups import group_label
from analytics.satisfaction.numbers.response import RELEVANT, Response
from data.language import Translator


def figure_response(
    found: Response,
    dimension: str,
    palette: Palette,
    t: Translator,
    height: int = 320,
    names: Mapping[str, str] | None = None,
) -> go.Figure:
    """Dots with intervals, best on top; a mark only where the gap is beyond noise and of some size."""
    frame, passport = found.frames[dimension], METRICS["response_rate"].passport
    labels = [group_label(dimension, str(group), t, names) for group in frame["group"]]
    dots, ends = [], []
    for at, row in enumerate(rows(frame)):
        q = "" if pd.isna(row.q) else t("chart.note.q", q=written_p(row.q, t))
        interval = passport.write_interval(row.low, row.high, t)
        hover = f"{labels[at]}<br><b>{passport.write(row.value, t)}</b> {interval}<br>{t('survey.response.asked', n=t.count(row.n))}{q}"
        dots.append(Dot(at, row.value, row.low, row.high, hover, few=few(row.n)))
        mark = {"above": "▲ ", "below": "▼ "}.get(row.verdict, "")
        ends.append(End(mark + passport.write(row.value, t), said_n(row.n, t)))
    scale = scale_of(passport, [*frame["low"], *frame["high"], found.overall], t)
    return figure_dots(
        labels, dots, ends, scale, palette, height, right=140, line=found.overall, line_label=t("chart.overall")
    )


def describe_response(
    found: Response, dimension: str, t: Translator, names: Mapping[str, str] | None = None
) -> Statement:
    """Who answers less or more than all others, by a gap that matters."""
    frame = found.frames.get(dimension)
    if found.empty or frame is None or frame.empty:
        empty = (
            t("survey.response.missing")
            if found.empty
            else t("survey.response.no_groups", dimension=t(f"dimension.{dimension}"))
        )
        return Statement.nothing(empty)
    passport = METRICS["response_rate"].passport
    beyond = frame[frame["verdict"].isin(["above", "below"])]
    if len(beyond):
        row = largest(beyond, "gap")
        title = t(
            f"survey.response.{row.verdict}",
            group=group_label(dimension, str(row.group), t, names),
            value=passport.write(row.value, t),
            overall=passport.write(found.overall, t),
        )
    elif (frame["verdict"] == "few").all():
        title = t("survey.response.few", dimension=t(f"dimension.{dimension}"))
    else:
        title = t(
            "survey.response.within",
            dimension=t(f"dimension.{dimension}"),
            low=passport.write(frame["value"].min(), t),
            high=passport.write(frame["value"].max(), t),
        )
    note = [
        t("survey.response.asked", n=t.count(found.n)),
        t("survey.response.note", points=t.number(RELEVANT * 100)),
        t("chart.note.as_of", date=t.date(found.as_of, year=True)),
    ]
    subtitle = t("survey.response.subtitle", dimension=t(f"dimension.{dimension}"), period=found.period.phrase(t))
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(frame)))
