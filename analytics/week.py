"""The programme at a glance in words: whether all is well, the sentence of the week, where each wave stands. Page, pack
and brief say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from analytics.alerts.tables import said_muted, said_off
from analytics.marks import Cell, Grid
from analytics.marks.words import clauses
from analytics.move.charts.pace import counts_now, watch_now
from analytics.satisfaction.headline import score_sentences
from data.language import start

if TYPE_CHECKING:
    from analytics.alerts.answers import Watch
    from analytics.programme import Overview, Wave
    from analytics.readiness.numbers.gates import Readiness, WaveGates
    from analytics.standing import Standing
    from data.language import Translator

SCORES = ("nps", "csat", "ces", "response_rate")
"""The metrics of the week, in their order."""


def week_sentence(
    overview: Overview, ready: Readiness | None, watch: Watch | None, scores: Sequence[Standing | None], t: Translator
) -> str:
    """The programme at a glance: whether all is well or what is worst, what has moved, what comes next and whether it
    may, and what customers say: the first of ``scores``, and each of the others that got worse. Nothing stands for what
    could not be computed."""
    known = [one.reading for one in scores if one is not None]
    first = scores[0].reading if scores and scores[0] is not None else None
    verdict = week_verdict(overview, ready, watch, scores, t)
    gates = "" if ready is None else gate_sentence(overview, ready, t)
    told = verdict.endswith(gates[1:])  # the verdict may be just that, with a small letter
    counted = counted_sentence(overview, t)
    # Where nobody has named a wave the counts are all that is known, and what they warn of comes before everything.
    begin = [counted, verdict] if counted else [verdict, overview.title(t)]
    parts = [*begin, "" if told else gates, *score_sentences(known, first, t)]
    return t.sentences(*(part for part in parts if part))


def counted_sentence(overview: Overview, t: Translator) -> str:
    """What is to be watched and how far the move is, of a programme that has counts and no wave; '' of any other."""
    found = overview.counts
    if overview.waves or found is None or found.source != "counts":
        return ""
    said = [one for one in (watch_now(found, t), counts_now(found, t)) if one]
    return t("week.title", parts=start(clauses(t, *said))) if said else ""


def week_verdict(
    overview: Overview, ready: Readiness | None, watch: Watch | None, scores: Sequence[Standing | None], t: Translator
) -> str:
    """Whether all is well, in one sentence that names the worst: a wave that may not go, else the gravest serious
    alert, else a score beyond its limit, else a wave that is not ready, else the first alert to be looked at. '' where
    it is not known which alerts hold, or nothing is there to be judged.

    What nobody delivers is not known to be well, nor what a rule that is off would tell, and a muted alert holds as it
    did before: the sentence says how many there are of each.
    """
    if not overview.waves and (watch is None or not watch.holding):
        return ""
    own = None if ready is None else _of_next(overview, ready)
    gates = "" if ready is None else gate_sentence(overview, ready, t, begin=False)
    if own is not None and gates and (own.state == "no_go" or own.in_spite):
        return t("week.verdict.bad", what=gates)
    if watch is None:
        return ""
    leading = watch.holding[0].alert if watch.holding else None
    said = "" if leading is None else leading.sentence(t, begin=False) + t("week.stop")
    if leading is not None and watch.holding[0].cause.severity == "serious":
        return t("week.verdict.bad", what=said)
    red = next((one for one in scores if one is not None and one.state == "bad"), None)
    if red is not None:
        value, words = red.reading.written(t), red.words(t)
        return t(
            "week.verdict.bad",
            what=t(
                "week.verdict.score", metric=red.passport.title(t), value=value, words=words[:1].lower() + words[1:]
            ),
        )
    serious = sum(one.cause.severity == "serious" for one in watch.muted)
    watched = "week.verdict.watch.muted" if serious else "week.verdict.watch"
    if gates and own is not None and own.state != "go":
        return t(watched, what=gates, n=serious)
    if said:
        return t(watched, what=said, n=serious)
    but = [t("week.but.unwatched", n=watch.unwatched, all=t.number(watch.ledgers))] if watch.unwatched else []
    but = [part for part in (said_muted(watch, t), said_off(watch, t), *but) if part]
    if but:
        return t("week.verdict.muted" if watch.muted else "week.verdict.known", but=clauses(t, *but))
    return t("week.verdict.good")


def _of_next(overview: Overview, ready: Readiness) -> WaveGates | None:
    """The gates of the wave that comes next; nothing where none does or it has gone."""
    coming = overview.next_wave
    found = next((one for one in ready.waves if coming is not None and one.wave == coming.wave), None)
    return None if found is None or found.actual or not found.gates else found


def gate_sentence(overview: Overview, ready: Readiness, t: Translator, *, begin: bool = True) -> str:
    """Whether the next wave may go, with the gate that is farthest behind; '' where no gate stops it, or none is next.
    It does not ``begin`` a sentence where it stands in one."""
    found = _of_next(overview, ready)
    if found is None:
        return ""
    subject = start(t.wave(found.wave)) if begin else t.wave(found.wave)
    open_ = [gate for gate in found.gates if gate.blocking]
    if found.state == "go":
        return t("week.gate.go", wave=subject)
    unknown = [gate for gate in found.gates if gate.state == "unknown"]
    if open_:
        state = "in_spite" if found.in_spite else "no_go" if found.state == "no_go" else "at_risk"
    elif unknown and unknown != list(found.gates):
        state, open_ = "unknown", unknown
    else:
        return ""
    # What blocks comes before what will be late; of these the one that is met last, or never.
    worst = max(open_, key=lambda gate: (gate.state == "blocks", gate.forecast is None, gate.forecast or date.min))
    rest = len(open_) - 1
    gates = t("week.gate.more" if rest else "week.gate.one", gate=t(f"readiness.gate.{worst.rule.gate}"), n=rest)
    return t(f"week.gate.{state}", wave=subject, gates=gates, n=len(open_))


def wave_state(wave: Wave, gates: WaveGates | None = None) -> str:
    """good: cut over by its first plan · watch: after it · unknown: nobody had planned a day, or said when it was ·
    bad: its day has passed, or a gate stops it · none: not yet due."""
    if wave.state == "moved":
        return "unknown" if wave.slip is None else "watch" if wave.slip > 0 else "good"
    return "bad" if wave.state == "late" or (gates is not None and gates.state == "no_go") else "none"


def waves_title(overview: Overview, t: Translator) -> str:
    """The finding of the table: which waves are overdue or were late, or none."""
    overdue = [wave for wave in overview.waves if wave_state(wave) == "bad"]
    late = [wave for wave in overview.waves if wave_state(wave) == "watch"]

    def said(kind: str, waves: Sequence[Wave], days: Callable[[Wave], int]) -> str:
        most = max(waves, key=days)
        even = sum(days(wave) == days(most) for wave in waves) > 1
        who = t.wave(most.wave)
        return t(
            f"week.waves.{kind}{'_one' if len(waves) == 1 else '_even' if even else ''}",
            n=len(waves),
            wave=start(who) if len(waves) == 1 else who,
            days=t("week.waves.days", n=days(most)),
            done=overview.waves_moved,
        )

    if not overview.waves:
        return t("week.waves.unknown")
    if overdue:
        return said("overdue", overdue, lambda wave: wave.overdue)
    if not overview.waves_moved:
        return t("week.waves.none")
    if late:
        return said("late", late, lambda wave: wave.slip or 0)
    unknown = sum(wave_state(wave) == "unknown" for wave in overview.waves)
    if unknown:
        return t("week.waves.unplanned", n=unknown, done=overview.waves_moved)
    return t("week.waves.on_time", n=overview.waves_moved)


def standing(wave: Wave, t: Translator) -> str:
    """``7 days late`` · ``on time`` · ``in 12 days`` · ``3 days overdue``; where it was planned anew and that says
    another thing, by both plans."""

    def late(slip: int) -> str:
        return t("week.standing.late", n=slip) if slip > 0 else t("week.standing.on_time")

    if wave.state == "moved":
        if wave.slip is None:
            return t("week.standing.unplanned" if wave.held_on is None else "week.standing.undated")
        again = wave.slip_again
        if again is None or late(again) == late(wave.slip):
            return late(wave.slip)
        return t("week.standing.by_both", first=late(wave.slip), again=late(again))
    if wave.days is None:
        return t("week.wave.undated")
    if wave.state == "late":
        said = t("week.standing.overdue", n=wave.overdue)
        planned = t("week.standing.overdue", n=-wave.days)
        return said if said == planned else t("week.standing.by_both", first=said, again=planned)
    return t("week.standing.running" if wave.state == "under_way" else "week.standing.ahead", n=wave.days)


def _at_gates(wave: Wave, gates: WaveGates | None, t: Translator) -> str:
    """Where a wave stands, and how many gates stop it."""
    said = standing(wave, t)
    open_ = 0 if gates is None else sum(gate.blocking for gate in gates.gates)
    return (
        t("week.standing.gates", said=said, n=open_) if open_ and gates is not None and gates.state == "no_go" else said
    )


def _plan(wave: Wave, t: Translator) -> str:
    """The planned cut-over and, where it was put off, the one that was planned first."""
    moved = wave.first_on is not None and wave.first_on != wave.planned_on
    return "\n".join([t.date(wave.planned_on), *([t("week.plan.first", date=t.date(wave.first_on))] if moved else [])])


def waves_grid(overview: Overview, branches: Mapping[str, str], t: Translator, ready: Readiness | None = None) -> Grid:
    """One row a wave: state, branch (by its name, where ``branches`` has one), plan and actual, customers planned and
    moved. The next wave stands as its gates do, where ``ready`` has them."""
    own = None if ready is None else _of_next(overview, ready)
    heads = ("state", "wave", "branch", "plan", "actual", "standing", "planned", "moved")
    rows = []
    for wave in overview.waves:
        gates = own if own is not None and own.wave == wave.wave else None
        state, gone, stands = wave_state(wave, gates), wave.state == "moved", _at_gates(wave, gates, t)
        moved = wave.moved if gone or wave.moved else None
        planned, branch = wave.planned or wave.roster, branches.get(wave.branch, wave.branch)
        rows.append(
            (
                Cell(t(f"state.{state}"), t(f"state.{state}"), state),
                Cell(start(t.wave(wave.wave)), start(t.wave(wave.wave))),
                Cell(branch or "–", branch or None),
                Cell(_plan(wave, t), wave.planned_on),
                Cell(t.date(wave.cutover_on) if gone else "–", wave.cutover_on if gone else None),
                Cell(stands, stands),
                Cell(
                    t.number(planned) if wave.planned else t.count(planned),
                    planned if wave.planned else t.told(planned),
                ),
                Cell(t.count(moved), t.told(moved)),
            )
        )
    return Grid(
        tuple(t(f"week.column.{head}") for head in heads),
        ("state", "head", "text", "date", "date", "text", "number", "number"),
        tuple(rows),
    )
