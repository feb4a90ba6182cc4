"""One closing report held against another: the counts for 1,000 customers of two programmes, each with its own rights
and its own day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.coordination.numbers.problems import LEAST_DAYS, LEDGERS, PerThousand, load_problems
from analytics.marks import RATE, Cell, Column, Exhibit, grid
from analytics.periods import as_of_day
from analytics.programme import load_overview
from analytics.scope import Scope
from data.language import Translator, start
from data.problems import Refusal
from data.programmes import address_of, name_of
from data.store.grants import granted
from data.whose import elsewhere

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


@dataclass(frozen=True)
class Side:
    """What one programme gives: its short name, its parties and day in words, and its counts by item."""

    name: str
    words: str
    counts: dict[str, PerThousand]
    rounded: bool


def load_side(store: Store, scope: Scope, t: Translator) -> Side:
    """The whole programme of a store as of the moment of ``scope``, with the rights in it."""
    with elsewhere():
        scope = Scope(scope.rights, as_of=scope.as_of)
        found = load_problems(store, scope)
        parties = load_overview(store, scope).parties(t)
        name = name_of(store.address) or parties or t("coordination.beside.this")
        day = t.date(as_of_day(scope), year=True)
        words = t("coordination.beside.side", name=name, parties=parties or "–", date=day)
        return Side(name, words, {one.item: one for one in found.thousand}, not scope.rights.row_level)


@contextmanager
def opened(name: str, claimed: Rights) -> Iterator[tuple[Store, Rights]]:
    """The store of another programme and what who claims to be ``claimed`` may see in it. Refusal
    ``programme_unknown``, also where that is nothing."""
    from data.store import open_store

    with elsewhere():
        store = open_store(address_of(name), made=True)
        try:
            try:
                rights = granted(store, claimed)
            except Refusal:
                raise Refusal("programme_unknown", name=name) from None
            yield store, rights
        finally:
            store.close()


def table_beside(sides: tuple[Side, Side], t: Translator) -> Exhibit:
    """Item by item the counts of both; what only one of them tells says so in the line of the other."""
    subtitle = " · ".join(side.words for side in sides)
    lines: list[dict[str, Any]] = []
    for item in LEDGERS:
        if not any(item in side.counts for side in sides):
            continue
        for side in sides:
            found, said = side.counts.get(item), Translator(t.lang, rounded=side.rounded)
            yearly = found.yearly if found else None
            lines.append(
                {
                    "what": t(f"coordination.thousand.{item}"),
                    "programme": side.name,
                    "first": found.first if found else None,
                    "count": Cell(said.count(found.n), said.told(found.n))
                    if found
                    else Cell(t("coordination.beside.untold")),
                    "value": found.value if found else None,
                    "interval": RATE.interval(found.interval.low, found.interval.high, t) if found else None,
                    "yearly": yearly[0] if yearly else None,
                    "yearly_interval": RATE.interval(yearly[1].low, yearly[1].high, t) if yearly else None,
                }
            )
    if not lines:
        return Exhibit.nothing(t("coordination.beside.nothing"), subtitle)
    columns = (
        Column("what", "head", "item"),
        Column("programme"),
        Column("count", "number"),
        Column("value", "number", "thousand", unit=RATE),
        Column("interval"),
        Column("first", "date", "told_since"),
        Column("yearly", "number", unit=RATE),
        Column("yearly_interval"),
    )
    note = t("coordination.beside.note", days=LEAST_DAYS)
    return Exhibit(_finding(sides, t), subtitle, note, grid(pd.DataFrame(lines), columns, "coordination.column", t))


def _finding(sides: tuple[Side, Side], t: Translator) -> str:
    """The first item that both tell for a year, and whether the intervals lie apart."""
    own, other = sides
    for item in LEDGERS:
        pair = [side.counts[item].yearly for side in sides if item in side.counts]
        if len(pair) == len(sides) and pair[0] and pair[1]:
            (a, of_a), (b, of_b) = pair[0], pair[1]
            apart = of_a.low > of_b.high or of_b.low > of_a.high
            return start(
                t(
                    "coordination.beside.apart" if apart else "coordination.beside.within",
                    name=t(f"coordination.thousand.{item}"),
                    a=RATE.write(a, t),
                    own=own.name,
                    b=RATE.write(b, t),
                    other=other.name,
                )
            )
    return t("coordination.beside.none", own=own.name, other=other.name)
