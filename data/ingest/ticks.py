"""Several ticks of one question in one cell with commas between, where a choice may hold a comma itself.

Decided on the whole column. It is a question of ticks where its own cells show it: two answers that also stand alone
stand together in a cell (or three stand together two by two), always in the same order, and nearly every cell is made
of answers that recur. Parts that never stand without each other are one answer with a comma in it. What follows the
last known answer is a text of one's own and stays whole. Anything else is a text and stays as it is written.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping

COMMA = ", "
MADE_OF_ANSWERS = 0.8
"""Share of the rows that must be made of recurring answers only."""
MOST_ANSWERS = 40


def choices_in(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The answers of a column of ticks, given how often each cell stands in it; empty where it is none."""
    cells = {text: text.split(COMMA) for text in counts if text}
    if not any(len(parts) > 1 for parts in cells.values()):
        return ()
    glue = _inseparable(cells.values())
    read = {text: _glued(parts, glue) for text, parts in cells.items()}
    distinct: Counter[str] = Counter(part for parts in read.values() for part in set(parts))
    alone = {parts[0] for parts in read.values() if len(parts) == 1}
    known = {part for part, n in distinct.items() if n > 1}
    known |= {part for part in alone if counts.get(part, 0) > 1}
    if not 1 < len(known) <= MOST_ANSWERS or any(
        "" in parts or len(set(parts)) < len(parts) for parts in read.values()
    ):
        return ()
    whole = sum(counts[text] for text, parts in read.items() if set(parts) <= known)
    if whole < MADE_OF_ANSWERS * sum(counts[text] for text in read):
        return ()
    combined = [[part for part in parts if part in known] for parts in read.values()]
    pairs = {(first, second) for parts in combined for at, first in enumerate(parts) for second in parts[at + 1 :]}
    if any((second, first) in pairs for first, second in pairs):
        return ()
    if not any(first in alone and second in alone for first, second in pairs) and not _triangle(read.values(), known):
        return ()
    return tuple(sorted(known))


def split_ticks(text: str, choices: Iterable[str]) -> list[str]:
    """The ticks of one cell: the known choices, the longest first; parts between or after them stay together."""
    parts, known = text.split(COMMA), {tuple(choice.split(COMMA)) for choice in choices}
    longest = max(map(len, known), default=1)
    found: list[str] = []
    own: list[str] = []
    at = 0
    while at < len(parts):
        n = next((n for n in range(min(longest, len(parts) - at), 0, -1) if tuple(parts[at : at + n]) in known), 0)
        if n:
            found += [COMMA.join(own)] if own else []
            found.append(COMMA.join(parts[at : at + n]))
            own = []
        else:
            own.append(parts[at])
        at += n or 1
    return [part for part in (one.strip() for one in [*found, *([COMMA.join(own)] if own else [])]) if part]


def _inseparable(cells: Iterable[list[str]]) -> set[tuple[str, str]]:
    """Pairs of which, wherever one stands, the other stands beside it: ``Waiting, queue``."""
    seen: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for parts in cells:
        seen.update(parts)
        together.update(itertools.pairwise(parts))
    return {pair for pair, n in together.items() if n > 1 and n == seen[pair[0]] == seen[pair[1]]}


def _glued(parts: list[str], glue: set[tuple[str, str]]) -> list[str]:
    found = parts[:1]
    for before, part in itertools.pairwise(parts):
        if (before, part) in glue:
            found[-1] += COMMA + part
        else:
            found.append(part)
    return found


def _triangle(cells: Iterable[list[str]], known: set[str]) -> bool:
    """Whether three answers stand together two by two, as where just two are to be ticked. Two traits that cross in one
    answer (``Morning, weekday``) never do."""
    pairs = {frozenset(parts) for parts in cells if len(parts) == 2 and set(parts) <= known}
    return any(
        first != second and len(first | second) == 3 and first ^ second in pairs for first in pairs for second in pairs
    )
