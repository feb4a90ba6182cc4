"""Editions of the programme: what a meeting was shown, frozen; and what changed from one to another, or to now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.behind import load_branch_names, load_choices
from analytics.compliance.numbers.found import load_compliance
from analytics.coordination.numbers.actions import load_coordination
from analytics.frames import rows
from analytics.judging import load_judge
from analytics.marks import Grid
from analytics.marks.grid import Cell
from analytics.meeting.choosing import offered, singles
from analytics.meeting.pack import walk
from analytics.metrics import METRICS
from analytics.programme import load_arrivals, load_overview
from analytics.provenance import load_changes
from analytics.risk.numbers.register import load_register
from analytics.satisfaction.numbers.history import load_history
from analytics.satisfaction.numbers.scores import FAMILY
from analytics.schedule.numbers.plan import load_plan
from analytics.scope import Scope
from analytics.standing import load_reading, load_standing
from data import clock
from data.language import start
from data.problems import Refusal
from data.store.editions import READERS, Edition, freeze

if TYPE_CHECKING:
    from analytics.meeting.pack import Progress
    from data.access import Rights
    from data.language import Translator
    from data.store import Store

What = Literal["number", "wave", "risk", "milestone", "duty", "decision"]
KINDS: tuple[What, ...] = ("number", "wave", "risk", "milestone", "duty", "decision")
State = Literal["bad", "watch"]
WORSE: tuple[State, ...] = ("bad", "watch")
Told = Mapping[str, Mapping[str, str]]
"""By the name of a thing: what is told of it, in words."""


@dataclass(frozen=True)
class Change:
    """One thing that is another than before: ``was`` is '' for what was added, ``now`` for what was taken away."""

    what: What
    name: str
    field: str
    was: str
    now: str

    @property
    def kind(self) -> str:
        return "changed" if self.was and self.now else "added" if self.now else "gone"


def make_edition(
    store: Store, scope: Scope, name: str, t: Translator, *, note: str = "", progress: Progress | None = None
) -> Edition:
    """Freeze what the whole catalogue shows as of the scope's moment. Refusals: ``not_allowed``, ``edition_unnamed``,
    ``edition_exists``, ``edition_moment``."""
    store.editions.may_be_made(name, scope.rights)
    moment = scope.as_of or clock.now()
    if other := store.editions.named(moment):
        raise Refusal("edition_moment", where=other)
    tell = progress or (lambda words, share: None)
    with store.editions.collecting(moment) as kept:
        for at, reader in enumerate(READERS):  # who may not see rows is asked other questions
            own = Scope(reader, as_of=moment)
            walk(store, own, singles(offered().values()), t, partial(_half, tell, at))
            for load in (load_overview, load_choices, load_arrivals, load_changes):
                load(store, own)
            for score in FAMILY:
                load_history(store, own, load_reading(store, own, score.passport.id))
            load_told(store, own, t)
    return freeze(store, name.strip(), moment, kept, scope.rights, note)


def _half(tell: Progress, at: int, words: str, share: float) -> None:
    """The progress of the first or the second of two walks."""
    tell(words, (at + share) / 2)


def edition_named(store: Store, name: str) -> datetime:
    """The moment of an edition. Refusal ``edition_unknown``."""
    moment = store.editions.moment(name)
    if moment is None:
        raise Refusal("edition_unknown", where=name, allowed=", ".join(one.name for one in store.editions.all()) or "–")
    return moment


def load_told(store: Store, scope: Scope, t: Translator) -> dict[What, Told]:
    """What a meeting holds on to, at the moment of the scope: numbers, waves, risks, milestones, due dates, decisions.

    What moves by itself from day to day, such as days left, is not in it."""
    t = t.knowing(load_branch_names(store, scope))
    return {what: tell(store, scope, t) for what, tell in tellers().items()}


def tellers() -> dict[What, Callable[[Store, Scope, Translator], Told]]:
    """What tells of each kind of thing."""
    return {
        "number": _numbers,
        "wave": _waves,
        "risk": _risks,
        "milestone": _milestones,
        "duty": _duties,
        "decision": _decisions,
    }


def compute_changes(before: Mapping[What, Told], after: Mapping[What, Told]) -> list[Change]:
    """What is another, what was added and what is gone, by kind and name; a thing that was added or is gone is one
    line."""
    found = []
    for what in KINDS:
        old, new = before[what], after[what]
        for name in [*old, *(one for one in new if one not in old)]:
            was, now = old.get(name), new.get(name)
            if was is None or now is None:
                own = was or now or {}
                said = " · ".join(words for words in own.values() if words) or name
                found.append(Change(what, name, "all", said if now is None else "", said if was is None else ""))
                continue
            found += [
                Change(what, name, field, was.get(field) or "–", now.get(field) or "–")
                for field in dict.fromkeys([*was, *now])
                if (was.get(field) or "") != (now.get(field) or "")
            ]
    return found


def load_changed(store: Store, rights: Rights, first: str, second: str, t: Translator) -> list[Change]:
    """What changed from one edition to another, or to now where the second is ''. Refusal ``edition_unknown``."""
    moments = [edition_named(store, first), edition_named(store, second) if second else None]
    before, after = (load_told(store, Scope(rights, as_of=moment), t) for moment in moments)
    return compute_changes(before, after)


def by_thing(found: Sequence[Change], t: Translator) -> list[list[Change]]:
    """The changes of each thing together; the numbers that are beyond their limit now come first, then those to
    watch."""
    things: dict[tuple[str, str, str], list[Change]] = {}
    for one in found:
        things.setdefault((one.kind, one.what, one.name), []).append(one)
    return sorted(
        things.values(),
        key=lambda each: next((at for at, state in enumerate(WORSE) if went(each, state, t)), len(WORSE)),
    )


def went(thing: Sequence[Change], state: State, t: Translator) -> bool:
    """Whether a number came to be judged so; of one of which nothing was known before that cannot be told."""
    now, unknown = t(f"meeting.state.{state}"), t("meeting.state.unknown")
    return any((one.what, one.field, one.now) == ("number", "state", now) and one.was != unknown for one in thing)


def grid_changes(found: Sequence[Change], t: Translator) -> Grid:
    """The changes as a table, a line a thing."""
    heads = tuple(t(f"meeting.changed.{head}") for head in ("kind", "what", "name", "field", "was", "now"))
    lines = tuple(
        tuple(
            Cell(words or "–", words)
            for words in (
                t(f"meeting.changed.{thing[0].kind}"),
                t(f"meeting.changed.of.{thing[0].what}"),
                thing[0].name,
                " · ".join(t(f"meeting.changed.field.{one.field}") for one in thing),
                " · ".join(one.was for one in thing),
                " · ".join(one.now for one in thing),
            )
        )
        for thing in by_thing(found, t)
    )
    return Grid(heads, ("text", "text", "head", "text", "prose", "prose"), lines)


def _numbers(store: Store, scope: Scope, t: Translator) -> Told:
    judge, found = load_judge(store, scope), {}
    for metric in METRICS:
        one = load_standing(store, scope, metric, judge)
        if one.reading.now.known:
            state = t(f"meeting.state.{one.state}")
            found[one.passport.title(t)] = {"value": one.reading.written(t), "held": one.limit(t), "state": state}
    return found


def _waves(store: Store, scope: Scope, t: Translator) -> Told:
    return {
        start(t.wave(wave.wave)): {
            "planned": _day(wave.planned_on, t),
            "cutover": _day(wave.cutover_on, t) if wave.state == "moved" else "",
            "customers": "" if wave.planned is None else t.number(wave.planned),
        }
        for wave in load_overview(store, scope).waves
    }


def _risks(store: Store, scope: Scope, t: Translator) -> Told:
    found = {}
    for row in rows(load_register(store, scope).risks):
        level = "" if pd.isna(row.level) else t(f"risk.level.{int(row.level)}")
        found[_named(row.risk, row.name)] = {"level": level, "status": _text(row.status), "owner": _text(row.owner)}
    return found


def _milestones(store: Store, scope: Scope, t: Translator) -> Told:
    leaves = load_plan(store, scope).leaves
    if leaves.empty:
        return {}
    own = leaves[leaves["milestone"].fillna(False).astype(bool)]
    return {
        _text(row.name) or str(row.task): {"finish": _day(row.finish, t), "done_on": _day(row.actual_finish_on, t)}
        for row in rows(own)
    }


def _duties(store: Store, scope: Scope, t: Translator) -> Told:
    found = {}
    for row in rows(load_compliance(store, scope).duties.frame):
        if pd.isna(row.due_on):
            continue
        wave, case = _text(row.wave), _text(row.case_no)
        name = " · ".join(one for one in (str(row.obligation), start(t.wave(wave)) if wave else "", case) if one)
        found[name] = {"due": _day(row.due_on, t), "done_on": _day(row.done_at, t)}
    return found


def _decisions(store: Store, scope: Scope, t: Translator) -> Told:
    return {
        _named(row.action, row.title): {
            "owner": _text(row.owner),
            "due": _day(row.due_on, t),
            "done_on": _day(row.done_on, t),
        }
        for row in rows(load_coordination(store, scope).decisions)
    }


def _named(key: Any, name: Any) -> str:
    return f"{key} {_text(name)}".strip()


def _day(value: Any, t: Translator) -> str:
    return "" if value is None or pd.isna(value) else t.date(pd.Timestamp(value), year=True)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
