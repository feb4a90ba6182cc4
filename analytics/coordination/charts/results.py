"""What came of it in words and marks: improvements, targets, what the score rests on, lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.coordination.charts.work import about_words
from analytics.coordination.numbers.results import SWING, WEEKS, improvements_by, measured_by
from analytics.marks import COUNT, SHARE, Bars, Cell, Column, Exhibit, Limit, Series, Swing, Tornado, grid
from analytics.metrics.passport import METRICS
from data.language import start

if TYPE_CHECKING:
    from analytics.coordination.numbers.results import Improvement, Results, Target
    from analytics.metrics.reading import Reading
    from data.language import Translator

HEADS = "coordination.column"
OUTCOMES = {
    "worse": "bad",
    "nothing": "watch",
    "along": "watch",
    "few": "none",
    "early": "none",
    "unmeasured": "none",
    "better": "good",
}


def name_of(row: pd.Series, key: str) -> str:
    """The title of a row, else its id."""
    return str(row["title"]) if isinstance(row["title"], str) and row["title"] else str(row[key])


def improvements_words(found: Results, t: Translator) -> str:
    """After which improvements the metric is no better, else that it is after all; '' where none can be judged."""
    bare, better = improvements_by(found, "worse", "nothing", "along"), improvements_by(found, "better")
    if bare and better:
        return t(
            "coordination.improvements.both",
            n=len(bare),
            name=name_of(bare[0].row, "action"),
            better=name_of(better[0].row, "action"),
            weeks=WEEKS,
        )
    if bare:
        name = name_of(bare[0].row, "action")
        return t("coordination.improvements.bare", n=len(bare), all=len(bare) + len(better), name=name, weeks=WEEKS)
    return t("coordination.improvements.better", n=len(better), name=name_of(better[0].row, "action")) if better else ""


def table_improvements(found: Results, t: Translator) -> Exhibit:
    """Each improvement with its metric before and after, beside what the metric did elsewhere in the same weeks."""
    subtitle = t("coordination.improvements.subtitle", weeks=WEEKS)
    if not found.improvements:
        return Exhibit.nothing(t("coordination.improvements.empty"), subtitle, needs=("actions",))
    title = start(improvements_words(found, t)) or t("coordination.improvements.open", n=len(found.improvements))
    ordered = sorted(found.improvements, key=lambda one: list(OUTCOMES).index(one.outcome))
    told = pd.DataFrame([_told(one, t) for one in ordered])
    columns = (
        Column("state", "state", codes="coordination.tone.improvement"),
        Column("name", "head"),
        Column("about", "prose", "origin"),
        Column("metric"),
        Column("since", "date"),
        Column("before"),
        Column("after"),
        Column("change"),
        Column("elsewhere"),
        Column("outcome", "prose"),
    )
    return Exhibit(title, subtitle, t("coordination.improvements.note"), grid(told, columns, HEADS, t, 12))


def _told(one: Improvement, t: Translator) -> dict[str, object]:
    row, reading = one.row, one.reading
    since = row["effect_from"] if not pd.isna(row["effect_from"]) else row["done_on"]
    wave = t.wave(row["wave"]) if isinstance(row["wave"], str) and row["wave"] else ""
    name, metric = name_of(row, "action"), measured_by(row)
    said = row["metric"] if isinstance(row["metric"], str) else ""
    came = "" if one.outcome == "unmeasured" else t(f"coordination.outcome.{one.outcome}", n=one.weeks, weeks=WEEKS)
    if one.outcome == "unmeasured":
        came = t("coordination.unmeasured", why=t(f"coordination.lacks.{one.lacks}", name=said))
    return {
        "state": OUTCOMES[one.outcome],
        "name": t("coordination.of_wave", name=name, wave=wave) if wave else name,
        "about": about_words(row, t),
        "metric": METRICS[metric].passport.title(t) if metric else said or None,
        "since": since,
        "before": None
        if reading is None
        else reading.metric.write(reading.previous.value, t, reading.previous.currency),
        "after": None if reading is None else reading.written(t),
        "change": None if reading is None else _change(reading, t),
        "elsewhere": None if one.beside is None else _change(one.beside, t),
        "outcome": came,
    }


def _change(reading: Reading, t: Translator) -> Cell:
    """``+9 (3…15)``, in files too: a change without its interval says nothing; – where it is not known."""
    if reading.change is None:
        return Cell("–")
    said = reading.metric.write_change(reading.change, t, reading.now.currency)
    bounds = reading.metric.write_range(reading.change_low, reading.change_high, t)
    words = t("coordination.change", change=said, range=bounds) if bounds else said
    return Cell(words, words)


def targets_words(found: Results, t: Translator) -> str:
    """How much of the way is gone, which target is farthest behind, how many are past their day and of how many nothing
    is known; that none can be measured; '' without a target."""
    if found.score is None:
        return t("coordination.targets.unmeasured", n=len(found.targets)) if found.targets else ""
    behind, blind = [one for one in found.measured if not one.met], len(found.targets) - len(found.measured)
    missed = sum(found.missed(one) for one in behind)
    unsure = sum(bool(one.met) and one.unsure for one in found.measured)
    said = [_way_words(found, behind, t)]
    said += [t("coordination.targets.unsure", n=unsure)] if unsure else []
    said += [t("coordination.targets.missed", n=missed)] if missed else []
    said += [t("coordination.targets.blind", n=blind)] if blind else []
    return t("coordination.between").join(said)


def _way_words(found: Results, behind: list[Target], t: Translator) -> str:
    share = t.about(t.percent(found.score, 0))
    if not behind:
        whole = len(found.measured) == len(found.targets)
        return t("coordination.targets.all" if whole else "coordination.targets.some", n=len(found.measured))
    last = min(behind, key=lambda one: one.reached or 0.0)
    return t(
        "coordination.targets.part",
        n=len(found.measured),
        met=len(found.measured) - len(behind),
        share=share,
        name=name_of(last.row, "target"),
    )


def nothing_aimed(found: Results, subtitle: str, t: Translator) -> Exhibit:
    """That no target was loaded, or that none is of what is selected."""
    if found.aimed:
        return Exhibit.nothing(t("coordination.targets.elsewhere"), subtitle)
    return Exhibit.nothing(t("coordination.targets.empty"), subtitle, needs=("targets",))


def table_targets(found: Results, t: Translator) -> Exhibit:
    """Each target with where its metric began, stands and must be."""
    subtitle = t("coordination.targets.subtitle")
    if not found.targets:
        return nothing_aimed(found, subtitle, t)
    title = targets_words(found, t)
    told = pd.DataFrame([_target(one, found.missed(one), t) for one in found.targets])
    columns = (
        Column("state", "state", codes="coordination.tone.target"),
        Column("name", "head"),
        Column("metric"),
        Column("start"),
        Column("value"),
        Column("interval"),
        Column("aim"),
        Column("way", "number", unit=SHARE),
        Column("due_on", "date", "due"),
        Column("weight", "number", unit=COUNT),
        Column("owner"),
    )
    return Exhibit(title, subtitle, t("coordination.targets.note"), grid(told, columns, HEADS, t, 12))


def _state(one: Target, missed: bool) -> str:
    """How a target stands: none where it is met and that may be chance."""
    if one.met is None:
        return "unknown"
    if one.met:
        return "none" if one.unsure else "good"
    return "bad" if missed else "watch"


def _target(one: Target, missed: bool, t: Translator) -> dict[str, object]:
    row, reading = one.row, one.reading

    def written(value: float) -> str:
        return str(value) if reading is None else reading.write_limit(value, t)

    return {
        "state": _state(one, missed),
        "name": name_of(row, "target"),
        "metric": reading.metric.title(t)
        if reading
        else str(row["metric"])
        if isinstance(row["metric"], str)
        else None,
        "start": None if pd.isna(row["start"]) else Cell(written(float(row["start"])), float(row["start"])),
        "value": None
        if reading is None or reading.value is None
        else Cell(reading.written(t), reading.metric.rounded(reading.value)),
        "interval": None if reading is None else reading.metric.write_interval(reading.low, reading.high, t),
        "aim": Cell(written(float(row["aim"])), float(row["aim"])),
        "way": None if one.reached is None else Cell(_way(one, t), SHARE.exported(one.reached)),
        "due_on": row["due_on"],
        "weight": row["weight"],
        "owner": row["owner"],
    }


def _way(one: Target, t: Translator) -> str:
    """How much of the way is gone; written as rounded where its metric is."""
    share = t.percent(one.reached, 0)
    return t.about(share) if one.reading is not None and one.reading.metric.of_rounded else share


def chart_reached(found: Results, t: Translator) -> Exhibit:
    """How much of the way to each target is gone."""
    subtitle, own = t("coordination.reached.subtitle"), found.measured
    if not found.targets:
        return nothing_aimed(found, subtitle, t)
    if not own or found.score is None:
        return Exhibit.nothing(t("coordination.targets.unmeasured", n=len(found.targets)), subtitle)
    mark = Bars(
        tuple(name_of(one.row, "target") for one in own),
        (
            Series(
                t("coordination.column.way"),
                tuple(one.reached for one in own),
                "actual",
                tones=tuple("good" if one.met and not one.unsure else "actual" for one in own),
            ),
        ),
        SHARE,
        across=True,
        ends=tuple(_way(one, t) for one in own),
        limit=Limit(found.score, t("coordination.reached.score")),
        of=t("coordination.column.target"),
    )
    return Exhibit(
        t("coordination.reached.title", share=t.about(t.percent(found.score, 0)), n=len(own)),
        subtitle,
        t("coordination.reached.note"),
        mark,
    )


def chart_weights(found: Results, t: Translator) -> Exhibit | None:
    """What the score would be with each weight lowered or raised by half: whether it rests on one of them."""
    own, score = found.measured, found.score
    if len(own) < 2 or score is None:
        return None
    subtitle = t("coordination.weights.subtitle", share=t.percent(SWING, 0))
    words = (
        t("coordination.weights.less", share=t.percent(SWING, 0)),
        t("coordination.weights.more", share=t.percent(SWING, 0)),
    )
    swings = sorted(
        (
            Swing(name_of(one.row, "target"), (words[0], low), (words[1], high))
            for one, (low, high) in zip(own, found.swings, strict=True)
        ),
        key=lambda one: abs(one.high[1] - one.low[1]),
        reverse=True,
    )
    lowest, highest = (pick(end[1] for swing in swings for end in (swing.low, swing.high)) for pick in (min, max))
    title = t(
        "coordination.weights.title", low=t.about(t.percent(lowest, 0)), high=t.percent(highest, 0), name=swings[0].name
    )
    mark = Tornado(
        tuple(swings), Limit(score, t("coordination.reached.score")), SHARE, of=t("coordination.column.target")
    )
    return Exhibit(title, subtitle, t("coordination.weights.note"), mark)


def table_lessons(found: Results, t: Translator) -> Exhibit:
    """What was learnt, what it rests on and what is done about it."""
    subtitle, own = t("coordination.lessons.subtitle"), found.lessons
    if own.empty:
        return Exhibit.nothing(t("coordination.lessons.empty"), subtitle, needs=("lessons",))
    bare = int(own["does"].isna().sum())
    title = (
        t("coordination.lessons.bare", n=bare, all=len(own)) if bare else t("coordination.lessons.title", n=len(own))
    )
    told = own.assign(wave=[t.wave(one) if isinstance(one, str) and one else "" for one in own["wave"]])
    columns = (
        Column("topic", "head"),
        Column("wave"),
        Column("what", "prose"),
        Column("evidence", "prose"),
        Column("does", "prose"),
        Column("learnt_on", "date", "learnt"),
        Column("owner"),
    )
    return Exhibit(title, subtitle, t("coordination.lessons.note"), grid(told, columns, HEADS, t, 12))
