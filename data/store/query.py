"""Questions put to the store: DuckDB SQL over named relations, and what may be shown of the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.datasets import Dataset
from data.store.selection import selected

QUERIES: dict[str, Query] = {}
SUMMARIES: dict[str, Summary] = {}
NAMED = re.compile(r"\{(placed:)?(\w+)\}")
STORED = re.compile(r"\b(?:current|rows|sightings)_(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Summary:
    """Counts that several questions are answered from, named in them as a relation is: ``from {name}``.

    The store makes them once for a reader, the parameters in ``sql`` and a state of the datasets it names, and keeps
    the table (:mod:`data.store.known`). ``sql`` is written as that of a question is; it may name summaries that were
    declared before it.

    ``by_customer``: the column ``c`` counts customers, each by their own rows and what is told of waves, by all other
    columns. Then the store may count a part of the customers at a time and add the parts up, so that millions of them
    take the memory of a part.
    """

    name: str
    sql: str
    by_customer: bool = False

    def __post_init__(self) -> None:
        if SUMMARIES.setdefault(self.name, self) != self:
            raise ValueError(f"two summaries are called {self.name}")

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """The summaries that it is made from."""
        return named_in(self.sql)


def named_in(sql: str) -> tuple[Summary, ...]:
    """The summaries that a statement names, each once."""
    return tuple(dict.fromkeys(SUMMARIES[name] for _, name in NAMED.findall(sql) if name in SUMMARIES))


def whole_of(sql: str) -> str:
    """A statement and those of all summaries behind it."""
    return "\n".join([sql, *(whole_of(summary.sql) for summary in named_in(sql))])


@dataclass(frozen=True)
class Query:
    """One statement, readable on its own, with the grain of its answer.

    ``sql`` names relations in braces: ``{surveys}`` is the dataset as the reader may see it, now or as of a moment;
    ``{placed:surveys}`` adds, for datasets with a customer or a wave, ``wave``, ``branch`` and ``segment`` completed
    from the roster, ``phase`` (before/during/after or null), ``event_week`` (integer or null, weeks since cut-over) and
    ``week`` (the Monday of ``when``). ``{moves}`` has one row a customer: wave, branch, segment, start and cut-over
    dates; ``returned_on`` is the first return, ``back`` whether the customer has not been moved again since.
    ``{wave_dates}`` has one row a wave: ``wave, branch, started_on, cutover_on, actual`` (actual dates, else planned).
    A :class:`Summary` is named in the same way. ``{settings_told}`` has each setting as it was ever told and not taken
    back: ``setting, value, note, known_at, who, seq``; ``{waves_told}`` each wave with every plan that was told of it
    and not taken back: ``wave, branch, planned_cutover_on, known_at, seq``. ``{selected}`` is the scope as a condition,
    ``{selected:m.wave,m.branch}`` that part of it (:mod:`data.store.selection`), and ``{today}`` the day of the as-of,
    or the present one. Parameters are ``$name``; a set is one list parameter.

    ``grain``:
      aggregate – each row counts customers in the column ``n``; where n < min_group (10) the columns of ``hide`` and n
                  itself are made null and ``note`` is ``suppressed`` (for readers without row level also where the
                  complement within ``total`` is, and n is rounded to 5);
      rows      – single rows: needs the right to row level and is logged;
      open      – about no person (waves, branches, batches, settings): shown as it is. It may name no relation with
                  customers; :func:`check_query` refuses it.

    ``means`` are means of a score of the ``n``, with ``variance`` beside them and the columns ``least`` and ``worth``;
    ``counts`` are how many of the ``n``. Beside both stands ``lot`` (:mod:`data.store.rounding`); the three do not
    leave. Readers without row level have them from counts rounded to 5.

    ``parts`` are counts of those of the ``n`` who have something: one below ten is null for readers without row level,
    and so are parts that would tell it by a difference. A total of them is asked for by a question of its own.

    ``apart``: each row counts something of its own – customers here, complaints there –: there is no total from which a
    small one could be told, so that it takes none of the others with it.

    ``to_date``: rows of what happened (:attr:`Dataset.happened`) that are dated after the day looked from are left out,
    since they cannot have happened yet; a list of all rows as they were loaded says ``False``.

    ``as_told``: fields that say who answers for a row (:data:`data.datasets.nobody.NAMES`) hold what the file said.
    Elsewhere they are null where it said ``TBD`` or ``待定``, which is nobody's name; what was loaded is read again and
    edited with the word.
    """

    name: str
    sql: str
    grain: Literal["aggregate", "rows", "open"]
    dims: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    apart: bool = False
    to_date: bool = True
    as_told: bool = False

    def __post_init__(self) -> None:
        if QUERIES.setdefault(self.name, self) != self:
            raise ValueError(f"two queries are called {self.name}")

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """The summaries that the statement names."""
        return named_in(self.sql)

    @property
    def whole(self) -> str:
        """The statement and those of its summaries."""
        return whole_of(self.sql)


def check_query(query: Query, datasets: Mapping[str, Dataset]) -> None:
    """Refuse a statement that would go past the rights: every question is checked here before it is answered.

    An open statement, whose answer is shown as it is, may name no relation with customers; and none may name the tables
    behind the relations, which hold the rows of everybody.
    """
    if query.grain != "aggregate" and query.summaries:
        raise ValueError(f"the query {query.name} is no aggregate and reads counts ({query.summaries[0].name})")
    for _, name in NAMED.findall(selected(query.whole)):
        if query.grain == "open" and (name == "moves" or (name in datasets and datasets[name].has_customer)):
            raise ValueError(f"the open query {query.name} reads customers ({name}): count them in an aggregate")
    for name in STORED.findall(query.whole):
        if name.lower() in datasets:
            raise ValueError(f"the query {query.name} reads the stored table of {name}: name the relation {{{name}}}")
