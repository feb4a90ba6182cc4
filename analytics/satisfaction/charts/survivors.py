"""Those who left: the score after cut-over, and where it could lie if the silent had answered."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics.charts.marks import said_n
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.frames import largest, rows
from analytics.satisfaction.charts.dots import Dot, End, few, figure_dots, plain_scale, scale_of
from analytics.satisfaction.numbers.survivors import Survivors
from data.language import Translator


def figure_survivors(found: Survivors, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """After cut-over with the bounds as its bar (filled), the 12 weeks before hollow beside it."""
    passport = found.metric
    labels, dots, ends = [], [], []
    for at, row in enumerate(rows(found.frame)):
        labels.append(t.wave(row.wave))
        said = t(
            "survey.survivors.hover",
            value=passport.write(row.value, t),
            low=passport.write(row.worst, t),
            high=passport.write(row.best, t),
        )
        dots.append(
            Dot(
                at,
                row.value,
                row.worst,
                row.best,
                f"{labels[-1]}<br>{said}<br>{said_n(row.n, t)}",
                few=few(row.n),
            )
        )
        if row.before is not None and row.before == row.before:
            dots.append(Dot(at, row.before, None, None, f"{labels[-1]}<br>{t('phase.before')} <b>{passport.write(row.before, t)}</b>", second=True))  # fmt: skip
        judged = "bad" if row.verdict == "below" else "good" if row.verdict == "above" else ""
        ends.append(End(passport.write(row.value, t), t(f"survey.survivors.{row.verdict}"), judged))
    scale = scale_of(passport, [*found.frame["worst"], *found.frame["best"], *found.frame["before"]], t)
    return figure_dots(labels, dots, ends, scale, palette, height, right=180)


def figure_silent(found: Survivors, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """The share of those moved who left without an answer since their cut-over."""
    labels, dots, ends = [], [], []
    for at, row in enumerate(rows(found.frame)):
        labels.append(t.wave(row.wave))
        said = t("survey.silent.hover", silent=t.number(row.silent), gone=t.number(row.gone), moved=t.number(row.moved))
        dots.append(Dot(at, row.share, None, None, f"{labels[-1]}<br>{said}"))
        dots.append(Dot(at, row.gone / row.moved, None, None, f"{labels[-1]}<br>{said}", second=True))
        ends.append(End(t.percent(row.share, 1), t("survey.silent.of", gone=t.percent(row.gone / row.moved, 1))))
    scale = plain_scale([*found.frame["share"], *(found.frame["gone"] / found.frame["moved"])], t, percent=True)
    return figure_dots(labels, dots, ends, scale, palette, height, right=180)


def _missing(found: Survivors, t: Translator) -> Statement:
    return Statement.nothing(t("survey.survivors.missing"))


def describe_survivors(found: Survivors, t: Translator) -> Statement:
    """Which finding holds whatever the silent would have said."""
    if found.empty:
        return _missing(found, t)
    passport = found.metric
    sure = found.frame[found.frame["verdict"].isin(["below", "above"])]
    if len(sure):
        row = largest(sure.assign(away=sure["value"] - sure["before"]), "away")
        title = t(
            f"survey.survivors.title.{row.verdict}",
            n=len(sure),
            metric=passport.title(t),
            wave=t.wave(row.wave),
            best=passport.write(row.best if row.verdict == "below" else row.worst, t),
            before=passport.write(row.before, t),
        )
    else:
        row = largest(found.frame.assign(wide=found.frame["ceiling"] - found.frame["floor"]), "wide")
        title = t(
            "survey.survivors.title.open",
            metric=passport.title(t),
            wave=t.wave(row.wave),
            size=passport.write_size(row.ceiling - row.floor, t),
        )
    answers = t("survey.survivors.n", n=t.count(found.frame["n"].sum()))
    note = [answers, t("survey.survivors.method"), t("survey.survivors.compared")]
    if not found.departures:
        note.append(t("survey.survivors.no_departures"))
    subtitle = t("survey.survivors.subtitle", metric=passport.title(t))
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(found.frame)))


def describe_silent(found: Survivors, t: Translator) -> Statement:
    """Where most have left in silence."""
    if found.empty:
        return _missing(found, t)
    row = largest(found.frame, "share")
    title = t("survey.silent.title", wave=t.wave(row.wave), share=t.percent(row.share, 1), n=int(row.silent))
    note = t("survey.silent.note", n=int(found.frame["moved"].sum()))
    return Statement(title, t("survey.silent.subtitle"), note, t("survey.alt", finding=title, n=len(found.frame)))
