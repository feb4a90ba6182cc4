"""May the next wave go: its gates, what blocks them and until when; what the principles are worth and what ledgers
contradict. What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Choice, Custom, Row, Section, Table
from analytics.marks.words import clauses
from analytics.readiness.charts import beside, forecast, gates, scores
from analytics.readiness.numbers import found as seen
from analytics.readiness.numbers.beside import load_beside
from analytics.readiness.numbers.consistency import load_findings
from analytics.readiness.numbers.gates import load_readiness
from analytics.readiness.numbers.principles import PRINCIPLES, SCORES
from analytics.standing import red_said
from data.language import start

if TYPE_CHECKING:
    from analytics.readiness.numbers.gates import Readiness, WaveGates
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

WAVE = Choice("focus", "filter.wave", seen.load_coming, lambda wave, t: t.wave(wave), few=True)
PRINCIPLE = Choice(
    "outcome",
    "readiness.principle",
    lambda store, scope: PRINCIPLES,
    lambda code, t: t(f"readiness.principle.{code}"),
    few=True,
)
CHECK = Choice("item", "readiness.column.check", seen.load_wrong, lambda name, t: t(f"readiness.check.{name}"))


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """The next wave at its gates, and whether its date is kept by planning shorter; '' where no gate has anything to
    measure."""
    found = load_readiness(store, scope)
    if found.empty:
        return ""
    looked = seen.load_wave(store, scope)
    kept = None if looked is None else looked.kept
    short = "" if kept is None else gates.kept_said(kept, t)
    return clauses(t, said_now(found, t, chosen=bool(scope.waves)), short, red_said(store, scope, SCORES.values(), t))


def said_now(found: Readiness, t: Translator, *, chosen: bool = False) -> str:
    """Whether the next wave may go, how many gates block it, when the last one will be met, and of how many nothing is
    known; after the last move, of all waves or of those that were ``chosen``, which of them went with a gate that was
    not met or not known."""
    wave = found[found.focus]
    said = _moved(found, t, chosen=chosen) if wave.actual else _next(wave, t)
    return start(said)


def _next(wave: WaveGates, t: Translator) -> str:
    """The next wave. It may go where every gate is met, and never where one is not known."""
    open_ = sum(gate.blocking for gate in wave.gates)
    unknown = sum(gate.state == "unknown" for gate in wave.gates)
    name = t.wave(wave.wave)
    if wave.cutover_on is None:
        state = t("readiness.message.met") if wave.state == "go" else t("readiness.message.open", n=_unmet(wave))
        return clauses(t, t("readiness.message.undated", wave=name), state)
    if wave.days is not None and wave.days < 0:
        name = t("readiness.message.past", wave=name)
    given = {"wave": name, "date": t.date(wave.cutover_on, year=True)}
    if wave.state == "go":
        return t("readiness.message.go", **given)
    more = t("readiness.message.and_unknown", n=unknown) if unknown and open_ else ""
    if wave.in_spite:
        return clauses(t, t("readiness.message.in_spite", n=open_ or _unmet(wave), **given), more)
    if not open_:
        return (
            t("readiness.message.unknown", n=unknown, **given) if unknown else t("readiness.message.not_yet", **given)
        )
    dated = [(gate.forecast, gate) for gate in wave.gates if gate.blocking and gate.forecast is not None]
    if not dated:
        said = t("readiness.message.blocked", n=open_, **given)
    else:
        day, last = max(dated, key=lambda one: one[0])
        gate, met = t(f"readiness.gate.{last.rule.gate}"), t.date(day, year=True)
        said = t("readiness.message.blocked_until", n=open_, gate=gate, met=met, **given)
    return clauses(t, said, more)


def _unmet(wave: WaveGates) -> int:
    return sum(gate.state != "met" for gate in wave.gates)


def _moved(found: Readiness, t: Translator, *, chosen: bool) -> str:
    names = t.listing([t.wave(wave.wave) for wave in found.waves])
    said = t("readiness.message.chosen_moved", waves=names) if chosen else t("readiness.message.done")
    parts = []
    for key, state in (("open", "blocks"), ("unknown", "unknown")):
        waves = [t.wave(wave.wave) for wave in found.waves if any(gate.state == state for gate in wave.gates)]
        if waves:
            parts.append(t(f"readiness.message.went_{key}", n=len(waves), waves=t.listing(waves)))
    return clauses(t, said, *parts)


AREA = Area(
    "readiness",
    needs=(
        "notices",
        "continuity_tests",
        "rehearsals",
        "defects",
        "confirmations",
        "training",
        "documents",
        "control_tests",
    ),
    headline=headline,
    sections=(
        Section(
            "gates",
            Table("gates", lambda store, scope, _: load_readiness(store, scope), gates.table_gates),
            Table("blocks", seen.load_wave, gates.table_blocks),
            Custom("ways"),
            Row(
                Chart("gate-forecast", seen.load_wave, forecast.chart_forecast),
                Chart("beside", load_beside, beside.chart_beside),
                "even",
            ),
            Custom("decide"),
            choices=(WAVE,),
        ),
        Section(
            "principles",
            Custom("scores"),
            Table("principle", seen.load_opened, scores.table_principle),
            choices=(PRINCIPLE,),
        ),
        Section(
            "checks",
            Table("checks", lambda store, scope, _: load_findings(store, scope), scores.table_checks),
            Table("contradicted", seen.load_check, scores.table_contradicted),
            choices=(CHECK,),
        ),
    ),
)
