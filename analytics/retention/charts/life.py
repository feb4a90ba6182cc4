"""The thread of one customer in words: its moments as lines of a table and as dots on one axis, and what does not
fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.charts.template import blank
from analytics.frames import text
from analytics.marks.units import Unit
from analytics.retention.charts.parts import choice_words
from analytics.retention.charts.who import place_words
from analytics.retention.life import BESIDE, MOMENTS, Life, Misfit, Moment
from data.datasets import DATASETS
from data.language import start

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from analytics.charts.palette import Palette
    from data.language import Translator

LANE, EDGE = 26, 66
"""Heights in pixels: of a ledger, and of what stands around all of them."""
BAD = (
    "two_waves",
    "other_wave",
    "twice",
    "undated",
    "untold",
    "after_leaving",
    "before_since",
    "order",
    "ahead",
    "no_roster",
)
"""What contradicts itself or lacks what must be there; the others are only told."""
MONEY = ("amount", "compensation")
WRONG, TOLD = "watch", "none"


def ledger_words(name: str, t: Translator) -> str:
    return DATASETS[name].label(t.lang)


def moment_words(moment: Moment, t: Translator) -> str:
    """What the date of a moment is called by its ledger."""
    return DATASETS[moment.ledger].by_name[moment.field].label(t.lang)


def week_words(moment: Moment, t: Translator) -> str:
    return "–" if moment.week is None else t.number(moment.week, sign=True)


def where_words(moment: Moment, t: Translator) -> str:
    return place_words(*moment.where, t)


def details(moment: Moment, life: Life, t: Translator) -> str:
    """What the row says beside its date."""
    if moment.ledger == "waves":
        return start(t.wave(text(moment.row.wave)))
    if moment.ledger == "incidents":
        who = t.wave(moment.row.wave) if text(moment.row.wave) else t("life.programme")
        return " · ".join(one for one in (text(moment.row.name) or text(moment.row.incident), start(who)) if one)
    said = [_field(moment, name, life, t) for name in MOMENTS[moment.ledger][moment.field]]
    said += [t("life.months", n=moment.n)] if moment.n > 1 else []
    return " · ".join(one for one in said if one)


def _field(moment: Moment, name: str, life: Life, t: Translator) -> str:
    field, value = DATASETS[moment.ledger].by_name[name], getattr(moment.row, name)
    if value is None or pd.isna(value):
        return ""
    if name == "wave":
        return start(t.wave(text(value)))
    if name in MONEY:
        currency = text(getattr(moment.row, "currency", "")) or life.currency
        return Unit("money", currency=currency).write(float(value), t)
    if field.type == "boolean":
        return t("life.is", what=field.label(t.lang)) if value else t("life.is_not", what=field.label(t.lang))
    if field.type == "rating":
        points = getattr(moment.row, f"{name}_points", None)
        top = t("life.of", most=t.number(float(points))) if points is not None and not pd.isna(points) else ""
        number = t.number(float(value), 0 if float(value).is_integer() else 1)
        return t("life.scored", what=field.label(t.lang), value=number + top)
    return choice_words(moment.ledger, name, text(value), t)


def misfit_words(one: Misfit, t: Translator) -> str:
    """What contradicts or is missing, as a sentence."""
    names = {"ledgers": t.listing([ledger_words(name, t) for name in one.ledgers])} if one.ledgers else {}
    waves = {"waves": t.listing([t.wave(wave) for wave in one.waves])} if one.waves else {}
    days = [t.date(day, year=True) for day in one.days]
    if one.code == "other_wave":
        return t("life.misfit.other_wave", roster=t.wave(one.waves[0]), moved=t.wave(one.waves[1]))
    if one.code == "order":
        return t("life.misfit.order", date=days[0], begun=days[1], **names)
    if one.code == "twice":
        return t("life.misfit.twice", dates=t.listing(days))
    dated: dict[str, Any] = {"date": days[0]} if days else {}
    counted: dict[str, Any] = {"n": one.n} if one.n else {}
    return t(f"life.misfit.{one.code}", **names, **waves, **dated, **counted)


def misfit_state(one: Misfit) -> str:
    return WRONG if one.code in BAD else TOLD


def title_of(life: Life, t: Translator) -> str:
    """Whose thread it is, and how long."""
    own = life.own
    place = " · ".join(one for one in (start(t.wave(life.wave)) if life.wave else "", life.branch) if one)
    if not own:
        return t("life.title.empty", customer=life.asked)
    title = t(
        "life.title",
        n=len(own),
        customer=life.asked,
        first=t.date(own[0].day, year=True),
        last=t.date(own[-1].day, year=True),
    )
    return f"{title} · {place}" if place else title


def zero_words(life: Life, t: Translator) -> str:
    """From which day the weeks are counted."""
    return (
        t(f"life.zero.{life.since}", date=t.date(life.zero, year=True))
        if life.zero is not None
        else t("life.zero.none")
    )


def frame_of_life(life: Life, t: Translator) -> pd.DataFrame:
    """The thread as it is taken along, under the pseudonym: a line a moment with its headers in words."""
    heads = [t(f"life.head.{name}") for name in ("week", "day", "ledger", "what", "said", "where")]
    lines = [
        [
            one.week,
            one.day,
            ledger_words(one.ledger, t),
            moment_words(one, t),
            details(one, life, t),
            where_words(one, t),
        ]
        for one in life.moments
    ]
    return pd.DataFrame(lines, columns=heads)


def drawn_of(life: Life) -> list[Moment]:
    """What the picture has room for: since when somebody is a customer would press all that came of the move
    together."""
    moves = [one.day for one in life.moments if one.ledger != "customers"]
    return [one for one in life.moments if not moves or one.day >= moves[0]]


def figure_life(life: Life, palette: Palette, t: Translator) -> go.Figure:
    """A dot a moment: across the weeks since the cut-over (the days, where there is none), down the ledgers that know
    the customer.

    What is of the wave and not of the customer is hollow.
    """
    import plotly.graph_objects as go

    drawn = drawn_of(life)
    lanes = list(
        dict.fromkeys(one.ledger for one in sorted(drawn, key=lambda one: [*BESIDE, *MOMENTS].index(one.ledger)))
    )
    figure = blank(palette, EDGE + LANE * len(lanes), 16)
    zero = life.zero
    for name in lanes:
        own = [one for one in drawn if one.ledger == name]
        beside = name in BESIDE
        tone = palette.bad if name == "departures" else palette.prior if beside else palette.actual
        figure.add_trace(
            go.Scatter(
                x=[one.day if zero is None else (one.day - zero).days / 7 for one in own],
                y=[ledger_words(name, t)] * len(own),
                mode="markers",
                marker={"size": 9, "color": palette.page if beside else tone, "line": {"color": tone, "width": 1.5}},
                text=[
                    f"{moment_words(one, t)}<br>{t.date(one.day, year=True)}<br>{details(one, life, t)}" for one in own
                ],
                hovertemplate="%{text}<extra></extra>",
                meta={"role": "life", "name": name},
            )
        )
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=[ledger_words(name, t) for name in reversed(lanes)]
    )
    if zero is not None:
        figure.add_vline(x=0, line={"color": palette.accent, "width": 1.5})
        figure.add_annotation(
            x=0,
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            text=t("life.mark" if life.since == "moved" else "life.mark.wave"),
            font={"size": 12, "color": palette.accent},
        )
        figure.update_xaxes(title={"text": t("mark.weeks")}, zeroline=False)
    return figure


def alt_words(life: Life, t: Translator) -> str:
    """What the picture shows, for who does not see it."""
    counts = [(name, sum(one.ledger == name for one in drawn_of(life))) for name in [*BESIDE, *MOMENTS]]
    said = [t("life.alt", name=ledger_words(name, t), n=n) for name, n in counts if n]
    return t.sentences(title_of(life, t), t.listing(said))
