"""Who answers: the response rate of each group beside that of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.behind import load_branch_names
from analytics.charts.marks import said_n
from analytics.frames import largest, rows
from analytics.marks import Dots, Exhibit, Limit, Series, values
from analytics.metrics import METRICS
from analytics.satisfaction.charts.parts import ARROWS, around, group_label, joined, unit_of
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.response import RELEVANT, Response, load_response

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NEEDS = ("customers", "invitations")


@dataclass(frozen=True)
class Look:
    """Who answers, with the names of branches."""

    found: Response
    names: Mapping[str, str]


def load_look(store: Store, scope: Scope) -> Look:
    """Who answers in the scope."""
    return Look(load_response(store, scope), load_branch_names(store, scope))


def chart_response(look: Look, t: Translator, dimension: str) -> Exhibit | None:
    """Who answers less or more than all others, by a gap that matters. Where nobody was asked only the first chart says
    so."""
    found, passport = look.found, METRICS["response_rate"].passport
    frame, what = found.frames.get(dimension), t(f"dimension.{dimension}")
    subtitle = t("satisfaction.response.subtitle", dimension=what, period=found.period.phrase(t))
    if found.empty or frame is None:
        words = t("satisfaction.response.missing")
        return Exhibit.nothing(words, subtitle, needs=NEEDS) if dimension == "segment" else None
    if frame.empty:
        return Exhibit.nothing(t("satisfaction.response.no_groups", dimension=what), subtitle)
    names = look.names if dimension == "branch" else None
    labels = tuple(group_label(dimension, str(group), t, names) for group in frame["group"])
    beyond = frame.assign(label=labels)[frame["verdict"].isin(["above", "below"])]
    overall = passport.write(found.overall, t)
    if len(beyond):
        row = largest(beyond, "gap")
        title = t(
            f"satisfaction.response.{row.verdict}", group=row.label, value=passport.write(row.value, t), overall=overall
        )
    elif (frame["verdict"] == "few").all():
        title = t("satisfaction.response.few", dimension=what)
    else:
        low, high = (passport.write(value, t) for value in (frame["value"].min(), frame["value"].max()))
        title = t("satisfaction.response.within", dimension=what, low=low, high=high)
    note = joined(
        t("satisfaction.response.asked", n=t.count(found.n)),
        t("satisfaction.response.note", q=t.number(LEVEL, 4), points=t.number(RELEVANT * 100)),
        t("chart.note.as_of", date=t.date(found.as_of, year=True)),
    )
    series = Series(
        passport.title(t),
        values(frame["value"]),
        lows=values(frame["low"]),
        highs=values(frame["high"]),
        n=values(frame["n"]),
        tones=tuple("bad" if verdict == "below" else "actual" for verdict in frame["verdict"]),
    )
    ends = tuple(
        f"{ARROWS.get(row.verdict, '')}{passport.write(row.value, t)} · {said_n(row.n, t)}" for row in rows(frame)
    )
    mark = Dots(
        labels,
        (series,),
        unit_of(passport),
        ends,
        None if found.overall is None else Limit(found.overall, t("chart.overall")),
        around(frame["low"], frame["high"], [found.overall]),
        of=what,
    )
    return Exhibit(title, subtitle, note, mark)
