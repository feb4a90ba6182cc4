"""The next survey: how many to ask of each wave, beside how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.frames import rows
from analytics.marks import COUNT, Bars, Column, Dots, Exhibit, Series, grid, values
from analytics.metrics.passport import METRICS, Passport
from analytics.satisfaction.charts.parts import SHARE, around, joined
from analytics.satisfaction.numbers.look import score_of
from analytics.satisfaction.numbers.planning import WIDTHS, Planning, load_planning
from data.datasets import DATASETS
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

LEVELS = tuple(f"{width:g}" for width in WIDTHS["nps"])
"""How precise a score is wanted, called by the half width of NPS; the other scores have widths of their own, in the
same order."""
USUAL = (LEVELS[1], LEVELS[0], *LEVELS[2:])


def load_look(store: Store, scope: Scope, score: str, level: str) -> Planning:
    """The plan for the score of that code with that precision."""
    return load_planning(store, scope, score_of(score), WIDTHS[score][LEVELS.index(level)])


def width_words(code: str, t: Translator) -> str:
    """What a precision is for each score: ``NPS ±8 · CSAT ±3 · CES ±0.2``."""
    at = LEVELS.index(code)
    said = [
        f"{METRICS[score].passport.title(t)} {half_words(METRICS[score].passport, WIDTHS[score][at], t)}"
        for score in WIDTHS
    ]
    return joined(*said)


def half_words(passport: Passport, value: float, t: Translator) -> str:
    """Half a width in the unit of the score: ``±8 points`` · ``±3 percentage points`` · ``±0.2``."""
    if passport.unit == "score":
        return "±" + t.number(value, 2 if value < 0.1 else 1)
    scaled, kind = (value * 100, "share") if passport.unit == "share" else (value, "points")
    digits = 0 if abs(scaled - round(scaled)) < 1e-9 else 1
    return "±" + t(f"unit.size.{kind}", n=round(scaled, digits), value=t.number(scaled, digits))


def reached_words(found: Planning, value: float, t: Translator) -> str:
    """A precision that a wave reaches, rounded."""
    return half_words(found.metric, round(float(value), 3 if found.metric.unit == "share" else 1), t)


def plan_title(found: Planning, t: Translator) -> str:
    """How many to ask in all, and which waves are too small for the wanted precision."""
    half, frame = half_words(found.metric, found.half, t), found.frame
    short = frame[~frame["enough"]]
    if len(short):
        waves, reached = t.listing([t.wave(wave) for wave in short["wave"]]), short["precision"].max()
        return t(
            "satisfaction.planning.short",
            n=len(short),
            half=half,
            waves=waves,
            reached=reached_words(found, reached, t),
        )
    return t("satisfaction.planning.title", n=len(frame), half=half, total=t.count(int(frame["invited"].sum())))


def chart_planning(found: Planning, t: Translator) -> Exhibit:
    """Invitations beside all customers of the wave that are still there."""
    half, frame = half_words(found.metric, found.half, t), found.frame
    subtitle = t(
        "satisfaction.planning.subtitle", metric=found.metric.title(t), half=half, period=found.period.phrase(t)
    )
    if found.empty:
        missing = t.listing([DATASETS[name].label(t.lang) for name in found.missing]) or "–"
        return Exhibit.nothing(t("satisfaction.planning.missing", datasets=missing), subtitle, needs=found.missing)
    change = ""
    if found.change is not None:
        change = t("satisfaction.planning.change", half=half.removeprefix("±"), needed=t.number(found.change))
    note = joined(
        t("satisfaction.planning.formula"),
        t("satisfaction.planning.closed"),
        change,
        t("satisfaction.planning.cautious", total=t.number(int(frame["cautious"].sum()))),
    )
    series = (
        Series(
            t("satisfaction.planning.invited"),
            values(frame["invited"]),
            tones=tuple("actual" if enough else "watch" for enough in frame["enough"]),
        ),
        Series(t("satisfaction.planning.customers"), values(frame["population"]), "prior", "outlined"),
    )
    ends = tuple(
        f"{t.number(row.invited) if row.enough else t('satisfaction.planning.all', n=row.invited)} ·"
        f" {t.percent(row.invited / row.population, 0)}"
        for row in rows(frame)
    )
    mark = Bars(tuple(t.wave(one) for one in frame["wave"]), series, COUNT, across=True, ends=ends, of=t("filter.wave"))
    return Exhibit(plan_title(found, t), subtitle, note, mark)


def chart_rates(found: Planning, t: Translator) -> Exhibit | None:
    """The response rate each wave is planned with; hollow where it is the rate of all."""
    if found.empty:
        return None
    frame = found.frame
    title = t("satisfaction.rates.title", low=t.percent(frame["rate"].min(), 0), high=t.percent(frame["rate"].max(), 0))
    series = Series(
        METRICS["response_rate"].passport.title(t),
        values(frame["rate"]),
        lows=values(frame["low"]),
        highs=values(frame["high"]),
        tones=tuple("actual" if own else "no_data" for own in frame["own"]),
        looks=tuple("solid" if own else "outlined" for own in frame["own"]),
    )
    ends = tuple(
        f"{SHARE.write(row.rate, t)}{'' if row.own else ' ' + t('satisfaction.planning.usual')}" for row in rows(frame)
    )
    mark = Dots(
        tuple(t.wave(one) for one in frame["wave"]),
        (series,),
        SHARE,
        ends,
        bounds=around(frame["low"], frame["high"]),
        of=t("filter.wave"),
    )
    subtitle = t("satisfaction.rates.subtitle", period=found.period.phrase(t))
    return Exhibit(title, subtitle, t("satisfaction.rates.note"), mark)


def table_plan(found: Planning, t: Translator) -> Exhibit | None:
    """The plan by wave."""
    if found.empty:
        return None
    frame = found.frame.assign(
        wave=[start(t.wave(one)) for one in found.frame["wave"]],
        precision=[reached_words(found, one, t) for one in found.frame["precision"]],
    )
    columns = (
        Column("wave", "head"),
        Column("population", "number"),
        Column("rate", "number", unit=SHARE),
        Column("answers", "number"),
        Column("invited", "number"),
        Column("cautious", "number"),
        Column("precision", "number"),
    )
    half = half_words(found.metric, found.half, t)
    subtitle = t(
        "satisfaction.planning.subtitle", metric=found.metric.title(t), half=half, period=found.period.phrase(t)
    )
    return Exhibit(t("satisfaction.planning.table"), subtitle, "", grid(frame, columns, "satisfaction.column", t))
