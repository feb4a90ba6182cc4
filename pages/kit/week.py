"""The parts of the start page: its sentence, the table of waves, alerts and arrivals, the age of the inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from markupsafe import Markup

from analytics.alerts import Alert, Cause
from analytics.alerts.answers import Watch
from analytics.programme import Arrival, Input, Overview
from analytics.readiness.numbers.gates import Readiness
from analytics.standing import Standing
from analytics.week import waves_grid, week_sentence
from data.language import Translator
from pages.kit.area import in_table
from pages.kit.errors import Standin
from pages.kit.status import shape_beside
from pages.kit.table import table
from pages.kit.tiles import Strip, strip

AGES = 7
"""Inputs whose age is drawn where none is late."""
ALERTS = 4
"""Alerts named on the page of the week; the others are counted."""
LINES = 8
"""Alerts and arrivals that fit beside the waves without scrolling."""
RECENT = timedelta(days=28)


def message(
    overview: Overview,
    ready: Readiness | Standin,
    watch: Watch | Standin,
    scores: Sequence[Standing | Standin],
    t: Translator,
) -> str:
    """The sentence of the week; what could not be computed is told on its own page and in its own tile."""
    return week_sentence(
        overview,
        ready if isinstance(ready, Readiness) else None,
        watch if isinstance(watch, Watch) else None,
        [one if isinstance(one, Standing) else None for one in scores],
        t,
    )


def waves_table(
    overview: Overview,
    t: Translator,
    branches: Mapping[str, str] | None = None,
    ready: Readiness | Standin | None = None,
) -> Markup:
    """Each wave in its row; the next one is marked."""
    coming = overview.next_wave
    columns, lines = in_table(waves_grid(overview, branches or {}, t, ready if isinstance(ready, Readiness) else None))
    selected = None if coming is None else overview.waves.index(coming)
    return table(columns, lines, t("week.waves.label"), selected=selected)


def recent_alerts(found: Watch) -> list[Cause]:
    """The alerts that hold and are not muted, one a cause, in the order of their page, then those that ended in the
    last four weeks."""
    over = [one.cause for one in found.over if one.cause.latest >= found.day - RECENT]
    return [one.cause for one in found.holding] + over


def last_alert(alerts: Sequence[Alert]) -> Alert | None:
    """The alert that ended last, where none is open any more."""
    return None if any(alert.active for alert in alerts) else max(alerts, key=lambda alert: alert.latest, default=None)


def news(causes: Sequence[Cause], last: Alert | None, arrivals: Sequence[Arrival], t: Translator) -> Markup:
    """Alerts with their state, worst first (where there is none to show, the ``last`` one), then what came in, newest
    first; what has the same cause stands under the first of them."""
    items = [
        _item(
            ("bad" if cause.severity == "serious" else "watch") if cause.active else "none",
            cause.lead.sentence(t),
            cause.lead.state(t),
            cause.more(t),
        )
        for cause in causes[:ALERTS]
    ]
    if more := sum(cause.active for cause in causes[ALERTS:]):
        items.append(Markup('<li><span class="ho-what ho-muted">{}</span></li>').format(t("week.news.more", n=more)))
    if last is not None and not causes:
        items.append(Markup('<li><span class="ho-what ho-muted">{}</span></li>').format(last.last_words(t)))
    items += [
        _item(arrival_state(arrival), arrival.sentence(t), "") for arrival in arrivals[: min(6, LINES - len(items))]
    ]
    if not arrivals:
        items.append(_item("none", t("week.news.nothing"), ""))
    return Markup('<ul class="ho-list">{}</ul>').format(Markup("").join(items))


def arrival_state(arrival: Arrival) -> str:
    """watch: rows were rejected · new: rows came in · none: it said what was known already."""
    return "watch" if arrival.rejected else "new" if arrival.added else "none"


def _item(state: str, words: str, aside: str, below: str = "") -> Markup:
    more = Markup('<br><span class="ho-muted">{}</span>').format(below) if below else ""
    return Markup('<li>{}<span class="ho-what">{}{}</span><span class="ho-aside">{}</span></li>').format(
        shape_beside(state), words, more, aside
    )


def ages(inputs: Sequence[Input], t: Translator) -> Markup:
    """The age of inputs as bars against their agreed rhythm (the tick), the most overdue first.

    All that are late, and with them the next to become so as far as one row goes; the others are counted.
    """
    shown = inputs[: max(AGES, sum(entry.late for entry in inputs))]
    below = Markup("")
    if len(shown) < len(inputs):
        below = Markup('<p class="ho-subtitle">{}</p>').format(t("week.ages.more", n=len(inputs) - len(shown)))
    parts = [
        Markup('<div><h2>{}</h2><p class="ho-subtitle">{}</p>{}</div>').format(
            t("week.ages.title"), t("week.ages.subtitle"), below
        )
    ]
    for entry in shown:
        age = entry.age or 0
        days = t("week.ages.days", n=age)
        label = t("week.ages.label", dataset=entry.label(t), n=age, rhythm=entry.rhythm)
        parts.append(
            Markup('<div class="ho-age{}"><div class="ho-row"><span>{}</span><span>{}</span></div>{}</div>').format(
                " ho-over" if entry.late else "",
                entry.label(t),
                f"▲ {days}" if entry.late else days,
                strip(Strip((0, 2 * entry.rhythm), label, now=age, aim=entry.rhythm, bar=True)),
            )
        )
    return Markup('<section class="ho-ages">{}</section>').format(Markup("").join(parts))
