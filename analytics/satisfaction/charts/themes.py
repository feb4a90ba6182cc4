"""What customers write about: shares of those who commented before and after, and the one theme that changed most by wave."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.frames import largest, rows
from analytics.satisfaction.charts.dots import Dot, End, few, figure_dots, plain_scale
from analytics.satisfaction.charts.event import written_p
from analytics.satisfaction.numbers.themes import Themes
from data.language import Translator

RISEN = ("new", "rose")


def theme_label(theme: str, t: Translator) -> str:
    return t(f"theme.{theme}")


def main_theme(found: Themes) -> str:
    """The theme that is looked at by wave: a new one before one that rose, else the one with the largest change."""
    for verdicts in (("new",), ("rose",), ("fell",)):
        part = found.frame[found.frame["verdict"].isin(verdicts)]
        if len(part):
            return str(largest(part, "change").theme)
    return "" if found.frame.empty else str(largest(found.frame, "change").theme)


def _figure(frame: pd.DataFrame, labels: list[str], palette: Palette, t: Translator, height: int) -> go.Figure:
    dots, ends = [], []
    for at, row in enumerate(rows(frame)):
        q = "" if pd.isna(row.q) else t("chart.note.q", q=written_p(row.q, t))
        said = t("survey.themes.hover", before=t.percent(row.before, 1), after=t.percent(row.after, 1))
        count = t("survey.sides", before=int(row.n_before), after=int(row.n_after))
        hover = f"{labels[at]}<br>{said}<br>{count}{q}"
        thin = few(row.n_after) or few(row.n_before)
        dots.append(Dot(at, row.after, row.after_low, row.after_high, hover, few=thin))
        dots.append(Dot(at, row.before, row.before_low, row.before_high, hover, second=True))
        mark = {"new": "▲ ", "rose": "▲ ", "fell": "▼ "}.get(row.verdict, "")
        ends.append(End(mark + t.number(row.change * 100, 1, sign=True), t(f"survey.short.{row.verdict}")))
    scale = plain_scale([*frame["after_high"], *frame["before_high"]], t, percent=True)
    return figure_dots(labels, dots, ends, scale, palette, height, right=150)


def figure_themes(found: Themes, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Every theme: after (filled) beside before (hollow), the largest rise on top."""
    return _figure(found.frame, [theme_label(theme, t) for theme in found.frame["theme"]], palette, t, height)


def theme_waves(found: Themes) -> pd.DataFrame:
    """The waves of the theme that is looked at, in their order."""
    own = found.waves[found.waves["theme"] == main_theme(found)]
    return own.sort_values("wave", key=lambda column: column.map(found.moved.index), ignore_index=True)


def figure_theme(found: Themes, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """One theme by wave."""
    own = theme_waves(found)
    return _figure(own, [t.wave(wave) for wave in own["wave"]], palette, t, height)


def _missing(found: Themes, t: Translator) -> Statement:
    return Statement.nothing(t("survey.themes.unsorted_only", n=found.n) if found.n else t("survey.themes.missing"))


def describe_themes(found: Themes, t: Translator) -> Statement:
    """Which theme appeared or rose after cut-over beyond noise."""
    if found.empty:
        return _missing(found, t)
    risen = found.frame[found.frame["verdict"].isin(list(RISEN))]
    new = risen[risen["verdict"] == "new"]
    if len(new):
        row = largest(new, "change")
        title = t("survey.themes.new", n=len(risen), theme=theme_label(row.theme, t), after=t.percent(row.after, 1))
    elif len(risen):
        row = largest(risen, "change")
        title = t(
            "survey.themes.rose", n=len(risen), theme=theme_label(row.theme, t), before=t.percent(row.before, 1), after=t.percent(row.after, 1)
        )  # fmt: skip
    elif (found.frame["verdict"] == "few").all():
        title = t("survey.themes.few")
    else:
        title = t("survey.themes.within", n=len(found.frame))
    note = [t("survey.themes.note"), t("survey.themes.share")]
    if found.unsorted is not None:
        note.append(t("survey.themes.unsorted", share=t.percent(found.unsorted, 0)))
    return Statement(
        title, t("survey.themes.subtitle"), " · ".join(note), t("survey.alt", finding=title, n=len(found.frame))
    )


def describe_theme(found: Themes, t: Translator) -> Statement:
    """In which waves the theme changed."""
    own = theme_waves(found) if len(found.frame) else found.frame
    if own.empty:
        return _missing(found, t)
    theme = theme_label(main_theme(found), t)
    changed = own[own["verdict"].isin(["new", "rose", "fell"])]
    if len(changed):
        row = largest(changed, "change")
        title = t(
            "survey.theme.changed", n=len(changed), theme=theme, wave=t.wave(row.wave), before=t.percent(row.before, 1), after=t.percent(row.after, 1)
        )  # fmt: skip
    else:
        title = t("survey.theme.within", theme=theme)
    return Statement(
        title,
        t("survey.theme.subtitle", theme=theme),
        t("survey.theme.note"),
        t("survey.alt", finding=title, n=len(own)),
    )
