"""The parts of the start page: its sentence, the table of waves, alerts and arrivals, the age of the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from analytics.alerts import Alert
from analytics.metrics import Reading
from analytics.programme import Arrival, Input, Overview, Wave
from data.language import Translator
from pages.kit.status import shape, shape_beside
from pages.kit.table import Column, table
from pages.kit.tiles import Strip, strip

AGES = 7
"""Inputs whose age is drawn where none is late."""
ALERTS = 4
"""Alerts named on the page of the week; the others are counted."""
LINES = 8
"""Alerts and arrivals that fit beside the waves without scrolling."""
RECENT = timedelta(days=28)


def message(overview: Overview, nps: Reading, t: Translator) -> str:
    """The programme at a glance: what has moved, what comes next, and what customers say."""
    parts = [overview.title(t), score_sentence(nps, t)]
    return "".join(parts) if t.lang == "zh" else " ".join(filter(None, parts))


def score_sentence(reading: Reading, t: Translator) -> str:
    """What customers say, with its verdict; '' where nothing is known."""
    if reading.verdict == "nothing":
        return ""
    metric = reading.metric
    return t(
        f"week.score.{reading.verdict}",
        metric=metric.title(t),
        value=metric.write(reading.value, t),
        size=metric.write_size(reading.change, t),
    )


def wave_state(wave: Wave) -> str:
    """good: cut over by its plan · watch: after it · bad: its day has passed · none: not yet due."""
    if wave.state == "moved":
        return "watch" if (wave.slip or 0) > 0 else "good"
    return "bad" if wave.state == "late" else "none"


def waves_title(overview: Overview, t: Translator) -> str:
    """The finding of the table: how many waves are overdue, were late, or none."""
    states = [wave_state(wave) for wave in overview.waves]
    if "bad" in states:
        return t("week.waves.overdue", n=states.count("bad"))
    if not overview.waves_moved:
        return t("week.waves.none")
    if "watch" in states:
        return t("week.waves.late", n=states.count("watch"), done=overview.waves_moved)
    return t("week.waves.on_time", n=overview.waves_moved)


def waves_table(overview: Overview, t: Translator) -> Markup:
    """One row a wave: state, branch, plan and actual, customers planned and moved. The next one is marked."""
    columns = [
        Column(t("week.column.state"), "state", hidden_header=True),
        Column(t("week.column.wave"), "head"),
        Column(t("week.column.branch")),
        Column(t("week.column.plan"), "number"),
        Column(t("week.column.actual"), "number"),
        Column(t("week.column.standing")),
        Column(t("week.column.planned"), "number"),
        Column(t("week.column.moved"), "number"),
    ]
    rows = [
        (
            shape(wave_state(wave), t(f"state.{wave_state(wave)}")),
            wave.wave,
            wave.branch or "–",
            t.date(wave.planned_on),
            t.date(wave.cutover_on) if wave.state == "moved" else "–",
            standing(wave, t),
            t.number(wave.planned or wave.roster),
            t.number(wave.moved) if wave.state == "moved" or wave.moved else "–",
        )
        for wave in overview.waves
    ]
    coming = overview.next_wave
    selected = None if coming is None else overview.waves.index(coming)
    return table(columns, rows, t("week.waves.label"), selected=selected)


def standing(wave: Wave, t: Translator) -> str:
    """``7 days late`` · ``on time`` · ``in 12 days`` · ``3 days overdue``."""
    if wave.state == "moved":
        slip = wave.slip or 0
        return t("week.standing.late", n=slip) if slip > 0 else t("week.standing.on_time")
    if wave.days is None:
        return t("week.wave.undated")
    if wave.state == "late":
        return t("week.standing.overdue", n=-wave.days)
    return t("week.standing.running" if wave.state == "under_way" else "week.standing.ahead", n=wave.days)


def recent_alerts(alerts: Sequence[Alert], day: date) -> list[Alert]:
    """The alerts that hold, serious ones first, then those that ended in the last four weeks."""
    holding = sorted((alert for alert in alerts if alert.active), key=lambda alert: alert.severity != "serious")
    return holding + [alert for alert in alerts if not alert.active and alert.latest >= day - RECENT]


def news_title(alerts: Sequence[Alert], t: Translator) -> str:
    """The finding of the news: how many alerts hold, or none."""
    holding = sum(alert.active for alert in alerts)
    return t("week.news.alerts", n=holding) if holding else t("week.news.quiet")


def last_alert(alerts: Sequence[Alert]) -> Alert | None:
    """The alert that ended last, where none is open any more."""
    return None if any(alert.active for alert in alerts) else max(alerts, key=lambda alert: alert.latest, default=None)


def news(alerts: Sequence[Alert], last: Alert | None, arrivals: Sequence[Arrival], t: Translator) -> Markup:
    """Alerts with their state, worst first (where there is none to show, the ``last`` one), then what came in, newest first."""
    items = [
        _item(
            ("bad" if alert.severity == "serious" else "watch") if alert.active else "none",
            alert.sentence(t),
            alert.state(t),
        )
        for alert in alerts[:ALERTS]
    ]
    if more := sum(alert.active for alert in alerts[ALERTS:]):
        items.append(Markup('<li><span class="ho-what ho-muted">{}</span></li>').format(t("week.news.more", n=more)))
    if last is not None and not alerts:
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


def _item(state: str, words: str, aside: str) -> Markup:
    return Markup('<li>{}<span class="ho-what">{}</span><span class="ho-aside">{}</span></li>').format(
        shape_beside(state), words, aside
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
