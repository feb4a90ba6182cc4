"""What a reader has selected and the day looked from, which a question names and the store writes out.

``{selected}`` is the whole scope over a placed relation; ``{selected:m.wave,m.branch}`` narrows by these columns alone,
each with the relation it stands in where it has one; ``{selected:wave?}`` keeps what belongs to no wave as well. What
is not narrowed is given as null. ``{today}`` is the day of the programme on which the answer is asked for: that of the
as-of, or the present one.

``{away}``, or ``{away:$day}`` on another day than that, has one row a customer who has left by then and is not back:
customer, left_on (since when). ``{absences}`` has one row a customer who was away before and came back: customer,
spells (gone and back, days since 3 Jan 2000, the first one first). Whoever left and came back was away from the first
day to the day before the return: looked at as of a day between them, they have left. This is the one rule of it.

``{ordered:wave}`` in an ``order by`` counts numbers as numbers, in figures and in Chinese numerals: W2 before W10,
第二批 before 第十批.
"""

from __future__ import annotations

import re

from data.numerals import FIRST, NTH, NUMERALS, ONES, TEN

SELECTED = re.compile(r"\{selected(?::([\w.,?]+))?\}")
NARROWED = {
    "at_time": (
        "($start is null or cast({column} as date) >= $start) and ($end is null or cast({column} as date) <= $end)"
    ),
    "wave": "($waves is null or {unplaced}list_contains($waves, {column}))",
    "branch": "($branches is null or {unplaced}list_contains($branches, {column}))",
    "segment": "($segments is null or {unplaced}list_contains($segments, {column}))",
    "channel": "($channels is null or {unplaced}list_contains($channels, {column}))",
    "phase": "($phase is null or {column} = $phase)",
}
"""The condition of each column by which can be narrowed."""


def _condition(asked: str) -> str:
    column = asked.removesuffix("?")
    text = NARROWED.get(column.rpartition(".")[2])
    if text is None:
        raise ValueError(f"nothing is selected by {column!r}")
    unplaced = f"{column} is null or " if asked.endswith("?") else ""
    return text.replace("{column}", column).replace("{unplaced}", unplaced)


AWAY = re.compile(r"\{(away|absences)(?::(\$\w+))?\}")
GONE = {
    "away": (
        """(
        select customer, min(left_on) as left_on from {departures}
        where left_on <= {day} and (came_back_on is null or came_back_on > {day}) group by customer)"""
    ),
    "absences": (
        """(
        select customer,
          list({'gone': date_diff('day', date '2000-01-03', left_on),
             'back': date_diff('day', date '2000-01-03', came_back_on)} order by left_on)
            as spells
        from {departures} where came_back_on > left_on and came_back_on <= {day} group by customer)"""
    ),
}


ORDERED = re.compile(r"\{ordered:([\w.]+)\}")
_IN_ORDER = (
    f"regexp_replace({{c}}, '{NTH}?([0-9]+|{FIRST}|[{ONES}{TEN}]+).*$', ''), coalesce(try_cast(regexp_extract({{c}},"
    f" '[0-9]+') as bigint), list_position({NUMERALS}, replace(regexp_extract({{c}}, '{FIRST}|[{ONES}{TEN}]+'),"
    f" '{FIRST}', '{ONES[0]}'))), {{c}}"
)


def selected(sql: str) -> str:
    """``sql`` with every ``{selected…}``, ``{away…}``, ``{absences…}``, ``{ordered…}`` and ``{today}`` written out.
    Raises ``ValueError`` where a column is none to select by."""
    narrowed = SELECTED.sub(
        lambda match: " and ".join(map(_condition, (match[1] or ",".join(NARROWED)).split(","))), sql
    )
    narrowed = ORDERED.sub(lambda match: _IN_ORDER.replace("{c}", match[1]), narrowed)
    narrowed = AWAY.sub(lambda match: GONE[match[1]].replace("{day}", match[2] or "{today}"), narrowed)
    return narrowed.replace("{today}", "cast($h_today as date)")
