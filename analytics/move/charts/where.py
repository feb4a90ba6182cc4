"""Where everybody is, in words and marks: the head of the programme, its clocks, the states by wave and by branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.amounts import Named
from analytics.frames import natural, parts_of, rows, text
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Series, grid, values
from analytics.marks.words import clauses
from analytics.move.numbers.places import PLACES, STILL, Places, unheard_of
from analytics.retention.charts.parts import choice_words, counted
from analytics.rights.charts.consent import asked_for
from data.language import start
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.marks.kinds import Look, Tone
    from analytics.move.numbers.facts import Facts
    from data.language import Translator

HEADS, IN_STATE = "move.column", "move.column.state".removeprefix("move.column.")
GROUPS: tuple[tuple[str, tuple[str, ...], Tone, Look], ...] = (
    ("moved", ("moved",), "actual", "solid"),
    ("ready", ("told", "consented"), "prior", "solid"),
    ("against", ("refused", "silent"), "bad", "hatched"),
    ("failed", ("failed", "returned", "withdrawn"), "bad", "solid"),
    ("left", ("left_before", "left_after"), "no_data", "solid"),
    ("not_begun", ("not_begun",), "actual", "outlined"),
    ("unheard", ("unheard", "unknown"), "no_data", "hatched"),
    ("unplanned", ("unplanned",), "watch", "outlined"),
)
"""What a bar shows: states that are looked at together."""
SHOWN = 12


def place_words(place: str, t: Translator) -> str:
    """A state as the ledgers and the templates call it, or what is not known."""
    if place in ("unheard", "unknown"):
        return t(f"move.place.{place}")
    return choice_words("progress", "state", place, t)


def where_now(found: Places, t: Translator) -> str:
    """How many of the roster were moved, how many are still there; '' without a roster."""
    if not found.n:
        return ""
    if found.unrecorded:
        return t("move.where.unrecorded", n=found.n, whole=t.count(found.n))
    moved = found.of(*PLACES, what="cut")
    still = found.still
    said = t(
        "move.where.now",
        moved=t.count(moved),
        whole=t.count(found.n),
        share=t.percent(moved / found.n),
        still=t.count(still),
        n=still,
    )
    return clauses(t, said, unheard_of(found.unheard_of).write(t) if found.unheard_of else "")


def nobody_now(facts: Facts, t: Translator) -> str:
    """Of a programme with facts and waves alone: where its customers are is not known; '' where it has not even
    those."""
    known = facts.overview
    return t("move.where.nobody") if known.waves or known.decision_on or known.to_entity else ""


def _item(by: str, item: object, names: dict[str, str], t: Translator) -> str:
    name = text(item)
    if by == "wave":
        return start(t.wave(name))
    return Named(name, names.get(name), names.get(name)).write(t) if name else t("move.no_branch")


def _table_of(frame: pd.DataFrame, by: str, t: Translator, names: dict[str, str] | None = None) -> Any:
    """A row a wave or branch with a column a state that anybody is in, and the sum."""
    present = [place for place in PLACES if place in set(frame["place"])]
    lines = []
    hidden = False
    for item, own in parts_of(frame, "item"):
        known = own.set_index("place")
        line: dict[str, Any] = {"item": _item(by, item, names or {}, t)}
        gone = own["n"].isna().any()
        hidden = hidden or bool(gone)
        for place in present:
            n = known["n"].get(place)
            some = place in known.index
            line[place] = (
                counted(float(n), t)
                if some and not pd.isna(n)
                else Cell(t("move.hidden"))
                if some or own["place"].isna().any()
                else Cell(t.number(0), 0)
            )
        line["n"] = counted(float(exact_n(own).sum()), t) if not gone else Cell(t("move.hidden"))
        lines.append(line)
    columns = (
        Column("item", "head", by),
        *(Column(place, "number", f"{IN_STATE}.{place}") for place in present),
        Column("n", "number", "all"),
    )
    return grid(
        pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object), columns, HEADS, t, 24
    ), hidden


def no_roster(found: Places, subtitle: str, t: Translator) -> Exhibit:
    """Why nobody is counted: there is no roster, or its groups are too small for this reader."""
    if found.hidden:
        return Exhibit.nothing(t("move.places.all_hidden"), subtitle)
    return Exhibit.nothing(t("move.places.empty"), subtitle, needs=("customers",))


def table_places(found: Places, t: Translator) -> Exhibit:
    """Each wave with the customers in every state; each stands in exactly one, and they add up to the roster."""
    subtitle = t("move.places.subtitle")
    if not found.n:
        return no_roster(found, subtitle, t)
    body, hidden = _table_of(found.waves, "wave", t)
    asked = found.beside["asked"]
    title = (
        where_now(found, t)
        if found.unrecorded
        else t("move.places.title", whole=t.count(found.n), n=len(set(found.whole["place"].dropna())))
    )
    consents = "" if not asked else t("move.places.asked", asked=t.count(asked))
    withdrawn = found.beside["consent_withdrawn"]
    notes = [
        t("move.places.note"),
        consents,
        t("move.places.withdrawn", n=withdrawn) if withdrawn else "",
        *(t(f"move.missing.{name}") for name in ("transfers", "notices") if name not in found.ledgers),
        t("move.places.hidden") if hidden else "",
    ]
    return Exhibit(title, subtitle, t.sentences(*(one for one in notes if one)), body)


def table_branches(found: Places, t: Translator) -> Exhibit | None:
    """The same by branch; nothing where the roster names none."""
    if not found.n or found.branches["item"].isna().all():
        return None
    body, hidden = _table_of(found.branches, "branch", t, found.names)
    most = _most_behind(found)
    if found.unrecorded:
        title = where_now(found, t)
    elif hidden:  # the sum of what is shown is not that of a branch: another reader would be told another branch
        title = t("move.branches.hidden", n=found.branches["item"].nunique())
    else:
        title = (
            t("move.branches.title", branch=found.names.get(most[0], most[0]), n=most[1])
            if most
            else t("move.branches.none" if "waves" in found.ledgers else "move.branches.subtitle")
        )
    return Exhibit(title, t("move.branches.subtitle"), t("move.places.hidden") if hidden else "", body)


def _most_behind(found: Places) -> tuple[str, int] | None:
    """The branch with most customers left behind by waves that are over."""
    still = found.branches[found.branches["place"].isin(STILL)]
    behind = still.groupby("item")["due"].sum()
    behind = behind[behind > 0]
    return None if behind.empty else (str(behind.idxmax()), int(behind.max()))


def chart_places(found: Places, t: Translator) -> Exhibit | None:
    """A bar a wave: who was moved, who can be, who stands against it, who is not moved although tried, who left;
    nothing without a roster."""
    subtitle = t("move.states.subtitle")
    if not found.n:
        return None  # the table beside it says what is missing
    if found.unrecorded:
        return Exhibit.nothing(where_now(found, t), subtitle, needs=("transfers",))
    frame = found.waves[found.waves["place"].notna()]
    items = sorted(set(frame["item"].dropna()), key=natural) + ([None] if frame["item"].isna().any() else [])
    if not items:
        return Exhibit.nothing(t("move.places.all_hidden"), subtitle)

    def of(item: object, places: tuple[str, ...]) -> float:
        own = frame[frame["item"].isna()] if item is None else frame[frame["item"] == item]
        return float(own.loc[own["place"].isin(places), "n"].fillna(0).sum())

    series = tuple(
        Series(t(f"move.group.{key}"), values([of(item, places) for item in items]), tone, look)
        for key, places, tone, look in GROUPS
        if any(of(item, places) for item in items)
    )
    whole = tuple(sum(one.values[at] or 0.0 for one in series) for at in range(len(items)))
    secret = frame["n"].isna().any()

    def end(item: object, n: float) -> str:
        """Of a wave of which nothing is shown that it is few: it is not a wave of nobody."""
        if not n:
            return t("move.hidden")
        return f"<b>{t.percent(of(item, ('moved',)) / n, 0)}</b> · {t.count(n)}"

    mark = Bars(
        tuple(_item("wave", item, {}, t) for item in items),
        series,
        COUNT,
        across=True,
        stacked=True,
        whole=whole,
        ends=tuple(end(item, n) for item, n in zip(items, whole, strict=True)),
        ids=tuple(text(item) for item in items),
        of=t(f"{HEADS}.wave"),
    )
    notes = (_beside(found, t), t("move.places.hidden") if secret else "")
    return Exhibit(where_now(found, t), subtitle, t.sentences(*(note for note in notes if note)), mark)


def _beside(found: Places, t: Translator) -> str:
    """Until when the ledgers tell, what is missing, and what contradicts itself."""
    notes = [_moved_words(found, t), t("move.states.note", date=t.date(found.day, year=True))]
    for name in ("strangers", "undated", "undated_back", "elsewhere", "unsure", "contradicted", "disputed"):
        n = found.beside[name]
        if n:
            notes.append(t(f"move.beside.{name}", n=n, said=t.count(n)))
    notes += [t(f"move.missing.{name}") for name in ("transfers", "notices", "departures") if name not in found.ledgers]
    return t.sentences(*(note for note in notes if note))


def _moved_words(found: Places, t: Translator) -> str:
    """Where those are now who were ever moved; '' where all of them are with the receiving company, or some are not
    shown."""
    ever, here = found.of(*PLACES, what="cut"), found.of("moved", what="cut")
    if found.hidden or ever == here:
        return ""
    back, left = found.of("returned", what="cut"), found.of("left_before", "left_after", what="cut")
    given = {"ever": ever, "here": here, "back": back, "left": left}
    return t("move.moved_now", **{name: t.count(n) for name, n in given.items()})


def table_facts(found: Facts, t: Translator) -> Exhibit:
    """Decision, parties, routes and key dates of the programme; what nobody has said is said to be missing."""
    own, unknown = found.overview, t("move.facts.unknown")
    lines: list[tuple[str, str]] = [
        (
            "parties",
            t("move.facts.from_to", old=own.from_entity, new=own.to_entity)
            if own.from_entity and own.to_entity
            else unknown,
        ),
        ("decision", t.date(own.decision_on, year=True) if own.decision_on else unknown),
        ("close", t.date(own.target_close_on, year=True) if own.target_close_on else unknown),
    ]
    for row in rows(found.routes):
        waves = t.listing([t.wave(wave) for wave in row.waves])
        data, contract = (
            choice_words("waves", name, text(getattr(row, name)), t) if text(getattr(row, name)) else unknown
            for name in ("data_route", "contract_route")
        )
        needs = t(f"rights.needs.{asked_for(found.needs.get(row.waves[0]))}")
        lines.append(("routes", t("move.facts.routes", waves=waves, data=data, contract=contract, needs=needs)))
    days = [wave.cutover_on for wave in own.waves if wave.cutover_on is not None]
    if days:
        given = {"first": t.date(min(days), year=True), "last": t.date(max(days), year=True)}
        lines.append(("cutovers", t("move.facts.cutovers", n=len(own.waves), moved=own.waves_moved, **given)))
    undated = [wave.wave for wave in own.waves if wave.cutover_on is None and wave.state != "moved"]
    if undated or not own.waves:
        lines.append(
            (
                "cutovers",
                t("move.facts.undated", waves=t.listing([t.wave(one) for one in undated]))
                if undated
                else t("move.facts.no_waves"),
            )
        )
    frame = pd.DataFrame([(t(f"move.fact.{key}"), said) for key, said in lines], columns=["fact", "said"])
    missing = sum(said == unknown for _, said in lines) + (not own.waves)
    title = (
        t("move.facts.missing", n=missing)
        if missing
        else t(
            "move.facts.title",
            programme=own.programme or t("move.facts.programme"),
            date=t.date(own.decision_on, year=True),
        )
    )
    columns = (Column("fact", "head"), Column("said", "prose"))
    return Exhibit(title, t("move.facts.subtitle"), body=grid(frame, columns, HEADS, t))


def table_clocks(found: Facts, t: Translator) -> Exhibit:
    """The clocks that the decision and the cut-overs started: what has to be done until when, the nearest day first."""
    subtitle, own = t("move.clocks.subtitle"), found.clocks
    if found.duties.empty:
        return Exhibit.nothing(t("move.clocks.none"), subtitle, needs=("programme", "waves"))
    if own.empty:
        return Exhibit.answer(t("move.clocks.stopped", n=found.stopped), subtitle)
    late = own[own["state"] == "overdue"]
    states: list[Any] = []
    for row in rows(own):
        words = t(f"compliance.state.{row.state}")
        states.append(Cell(words, words, found.duties.state_of(row)))
    shown = own.assign(
        standing=states,
        duty=own["duty_zh" if t.lang == "zh" else "duty_en"],
        wave=[start(t.wave(text(wave))) if text(wave) else t("move.clocks.programme") for wave in own["wave"]],
        started=own["event_at"],
    )
    columns = (
        Column("standing", "state"),
        Column("wave", "head", "of"),
        Column("duty", "prose"),
        Column("started", "date"),
        Column("due_on", "date", "due"),
    )
    nearest = next((row for row in rows(own) if row.state == "due"), None)
    title = (
        t("move.clocks.late", n=len(late))
        if len(late)
        else t("move.clocks.title", n=len(own), date=t.date(nearest.due_on, year=True))
        if nearest is not None
        else ""
    )
    return Exhibit(title, subtitle, t("move.clocks.note", n=found.stopped), grid(shown, columns, HEADS, t, 8))
