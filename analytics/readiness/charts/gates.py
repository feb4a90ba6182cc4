"""The gates of every wave, and what keeps one of them from being met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.amounts import Fact
from analytics.frames import rows
from analytics.marks import Cell, Column, Exhibit, Grid, grid
from analytics.readiness.numbers.gates import LEDGERS
from data.datasets import DATASETS
from data.language import start

if TYPE_CHECKING:
    from analytics.readiness.numbers.found import Looked
    from analytics.readiness.numbers.gates import Gate, Readiness, WaveGates
    from analytics.readiness.numbers.measures import Measure
    from analytics.schedule.numbers import Shortened
    from data.language import Translator

SHAPES = {"met": "good", "not_yet": "none", "at_risk": "watch", "blocks": "bad", "early": "none", "unknown": "none"}
STATES = {"went": "good", "go": "good", "not_yet": "watch", "no_go": "bad", "early": "none"}
ORDER = ("blocks", "at_risk", "unknown", "not_yet")
EACH, SHOWN = 3, 12
"""Rows of what blocks that are shown of a gate, and in all; the others are folded."""
FEW = 20
"""Up to so many the counts say more than a share."""


def table_gates(found: Readiness, t: Translator) -> Exhibit:
    """A row a wave: its state, and of each gate the state and what is measured."""
    coming = next((wave.wave for wave in found.waves if not wave.actual), "")
    heads = (
        t("readiness.column.wave"),
        t("readiness.column.cutover"),
        t("readiness.column.state"),
        *(t(f"readiness.head.{rule.gate}") for rule in found.rules),
    )
    kinds: Any = ("head", "date", "prose", *("prose" for _ in found.rules))
    lines = tuple(
        (
            _first(wave, coming, t),
            Cell(t.date(wave.cutover_on, year=True), wave.cutover_on),
            _standing(wave, t),
            *(_cell(gate, t) for gate in wave.gates),
        )
        for wave in found.waves
    )
    rules = [
        t(
            "readiness.rule" if rule.days else "readiness.rule_day",
            gate=t(f"readiness.gate.{rule.gate}"),
            needed=t.percent(rule.needed, 0),
            n=rule.days,
        )
        for rule in found.rules
    ]
    frozen = t("readiness.rules.frozen") if any(wave.actual for wave in found.waves) else ""
    note = t.sentences(*filter(None, (t("readiness.grid.key"), t("readiness.rules", rules=" · ".join(rules)), frozen)))
    return Exhibit(t("readiness.grid.title"), t("readiness.grid.subtitle"), note, Grid(heads, kinds, lines))


def _first(wave: WaveGates, coming: str, t: Translator) -> Cell:
    name = start(t.wave(wave.wave))
    return Cell(t("readiness.grid.next", wave=name) if wave.wave == coming else name, name)


def _standing(wave: WaveGates, t: Translator) -> Cell:
    """What the gates make of a wave, or that it goes in spite of them."""
    words = t("readiness.state.in_spite" if wave.in_spite else f"readiness.state.{wave.state}")
    return Cell(words, words, "watch" if wave.in_spite else STATES[wave.state])


def _cell(gate: Gate, t: Translator) -> Cell:
    """What is measured – of a wave that went on the day of its go, and what it is now where that differs."""
    if gate.measure.value is None or gate.state == "early":
        said = t("readiness.no_data" if gate.state == "unknown" else "readiness.not_begun")
    else:
        said = measured(gate.measure, t)
        said = t("readiness.old", said=said) if gate.state == "unknown" else said
    now = "" if gate.later is None else "\n" + t("readiness.later", now=measured(gate.later, t))
    return Cell(said + now, f"{t(f'readiness.gate_state.{gate.state}')}, {said}", SHAPES[gate.state])


def measured(measure: Measure, t: Translator) -> str:
    """A share, or the counts where the whole is small."""
    if measure.value is None or measure.whole is None or measure.part is None:
        return t("readiness.no_data")
    if measure.whole <= 1:
        return t("readiness.yes" if measure.part else "readiness.no")
    if measure.whole <= FEW:
        return t("rights.of_all", part=int(measure.part), whole=int(measure.whole))
    return t.percent(measure.value, 0 if measure.value >= 0.995 else 1)


def open_rows(wave: WaveGates, t: Translator) -> pd.DataFrame:
    """Every row that keeps a gate of a wave from being met: gate, state, what, number, owner, until, forecast; the
    first of each gate before the others."""
    lines = [
        (gate.rule.gate, gate.state, _what(row[0], t), row[1], row[2] or None, gate.until, gate.forecast, at >= EACH)
        for state in ORDER
        for gate in wave.gates
        if gate.state == state
        for at, row in enumerate(gate.measure.rows or ((_wanted(gate, t), None, ""),))
    ]
    frame = pd.DataFrame(lines, columns=["gate", "state", "what", "number", "owner", "until", "forecast", "rest"])
    return frame.sort_values("rest", kind="stable", ignore_index=True)


def _wanted(gate: Gate, t: Translator) -> str:
    """What is to be loaded where nothing is known of a gate, or nothing new."""
    names = t.listing([DATASETS[name].label(t.lang) for name in LEDGERS[gate.rule.gate]])
    return start(t("readiness.what.unknown" if gate.measure.value is None else "readiness.what.outdated", names=names))


def _what(what: str | tuple[str, str] | Fact, t: Translator) -> str:
    """What is open, in the language of its reader."""
    if isinstance(what, Fact):
        return start(what.write(t))
    said = what if isinstance(what, str) else what[t.lang == "zh"]
    key = f"readiness.what.{said}"
    return t(key) if t.has(key) else said


def kept_said(kept: Shortened, t: Translator) -> str:
    """That the date of a wave is kept by planning shorter what has not begun."""
    given = {"n": len(kept.frame), "days": t.number(kept.days), "planned": t.number(kept.planned)}
    return t("readiness.kept_short", version=kept.version, **given)


def _kept(kept: Shortened, t: Translator) -> dict[str, Any]:
    """A row among those that keep a wave back, of no gate: a date that was fixed first."""
    words = t("schedule.shortened.kept_short")
    named = [
        t("schedule.shortened.one", task=row.name, was=t.number(row.was), now=t.number(row.now))
        for row in rows(kept.frame.head(EACH))
    ]
    named += [t("schedule.shortened.more", n=rest)] if (rest := len(kept.frame) - EACH) > 0 else []
    what = t("readiness.kept_short.tasks", said=start(kept_said(kept, t)), tasks=t("schedule.comma").join(named))
    return {
        "state": Cell(words, words, "watch"),
        "gate": t("readiness.kept_short.gate"),
        "what": what,
        "number": kept.days,
        "rest": False,
    }


def table_blocks(found: Looked | None, t: Translator) -> Exhibit:
    """What keeps the wave back, by gate, and before them a date that is kept by planning shorter; of a wave that went
    what was open on the day of its go."""
    if found is None:
        return Exhibit.nothing(t("readiness.no_waves"))
    wave, frame = found.wave, open_rows(found.wave, t)
    n = sum(gate.blocking for gate in wave.gates)
    unknown = sum(gate.state == "unknown" for gate in wave.gates)
    key = "title" if n else "unknown" if unknown else "none"
    if wave.actual:
        key = f"went.{key}"
    title = t(f"readiness.blocks.{key}", wave=t.wave(wave.wave), n=n or unknown, date=t.date(wave.went_on, year=True))
    subtitle = t("readiness.blocks.subtitle")
    if frame.empty and found.kept is None:
        return Exhibit.answer(t("readiness.blocks.empty"), subtitle, title)
    told = frame.assign(state=frame["state"].map(SHAPES), gate=[t(f"readiness.gate.{gate}") for gate in frame["gate"]])
    words: list[Any] = [
        Cell(t(f"readiness.gate_state.{row.state}"), t(f"readiness.gate_state.{row.state}"), SHAPES[row.state])
        for row in rows(frame)
    ]
    told["state"] = words
    if found.kept is not None:
        told = pd.concat([pd.DataFrame([_kept(found.kept, t)]), told], ignore_index=True).astype(object)
    columns = (
        Column("state", "state"),
        Column("gate", "head"),
        Column("what", "prose"),
        Column("number", "number"),
        Column("owner"),
        Column("until", "date"),
        Column("forecast", "date"),
    )
    shown = min(int((~told["rest"].astype(bool)).sum()), SHOWN)
    return Exhibit(title, subtitle, body=grid(told, columns, "readiness.column", t, shown))
