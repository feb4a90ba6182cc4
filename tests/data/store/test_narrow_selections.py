"""No two and no three selections that are answered leave a few customers over between them, whatever the roster is
like."""

from __future__ import annotations

from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.access import Rights, local_rights
from data.store import Store
from data.store.narrow import tells_few
from data.store.suppression import MIN_GROUP, SUPPRESSED
from tests.data.store.builders import ADMIN, ask, prepared

WAVES, SEGMENTS = ("W1", "W2", "W3"), ("Private", "Business", None)
EVE, ANA = local_rights("eve", "executive"), local_rights("ana", "analyst")
LEFT = ask(
    "select count(*) as n, count(d.customer) as gone from {moves} m left join {departures} d on d.customer = m.customer"
    " where {selected:m.wave,m.branch,m.segment}",
    "aggregate",
    (),
    ("gone",),
)


def named(values: tuple[str | None, ...]) -> list[tuple[str, ...]]:
    """Everything that may be named of a dimension; nothing named is all of it."""
    told = [value for value in values if value is not None]
    return list(chain.from_iterable(combinations(told, size) for size in range(len(told) + 1)))


@pytest.mark.parametrize("seed", range(12))
def test_no_two_and_no_three_selections_leave_a_few_over(seed: int) -> None:
    """Each selection is the set of cells it counts. Of nested ones the rest, of such a rest and a third that lies in it
    or around it what one has beyond the other, is nobody or at least ten customers. Everybody, who is always told, is
    among them."""
    chance = np.random.default_rng(seed)
    roster = pd.DataFrame(
        [(wave, "B1", segment) for wave in WAVES for segment in SEGMENTS], columns=["wave", "branch", "segment"]
    )
    sizes = chance.choice([1, 4, 12, 30, 200], len(roster), p=[0.06, 0.06, 0.2, 0.34, 0.34])
    told_in = {frozenset(range(len(roster)))}
    for waves in named(WAVES):
        for segments in named(SEGMENTS):
            by = {name: words for name, words in (("wave", waves), ("segment", segments)) if words}
            inside = np.ones(len(roster), bool)
            for name, words in by.items():
                inside &= roster[name].isin(words).to_numpy()
            if by and not tells_few(roster.assign(size=sizes), by):
                told_in.add(frozenset(np.flatnonzero(inside).tolist()))
    rests = {large - small for large in told_in for small in told_in if small < large}
    thirds = {one - other for one in rests for other in told_in if other < one}
    thirds |= {other - one for one in rests for other in told_in if one < other}
    assert [rest for rest in rests | thirds if 0 < sizes[list(rest)].sum() < MIN_GROUP] == []
    if sizes.min() >= MIN_GROUP:
        assert len(told_in) == 7 * 4  # all that differ: naming every wave is naming none


@pytest.fixture
def programme(store: Any) -> Store:
    """Two waves of forty and one of a single customer, who left, as one of each of the others did."""
    opened: Store = store
    people = [(f"C{number}", "W1" if number < 40 else "W2") for number in range(80)] + [("C99", "W9")]
    opened.commit(
        prepared("customers", [{"customer": one, "wave": wave, "segment": "Retail"} for one, wave in people]), ADMIN
    )
    opened.commit(
        prepared(
            "departures",
            [{"customer": one, "left_on": pd.Timestamp("2026-11-02").date()} for one in ("C1", "C50", "C99")],
        ),
        ADMIN,
    )
    return opened


def told(store: Store, rights: Rights, *waves: str) -> tuple[float, float, str]:
    params = {"waves": list(waves) or None, "branches": None, "segments": None}
    row = store.read(LEFT, rights, params=params).iloc[0]
    return float(row["n"]), float(row["gone"]), str(row["note"])


def test_who_left_is_not_told_by_all_and_all_but_one(programme: Store) -> None:
    """The attack: three of all, two of all but one wave – the one customer of that wave has left."""
    assert told(programme, ANA) == (81, 3, "")
    assert told(programme, ANA, "W1", "W2") == (80, 2, "")
    assert told(programme, EVE) == (80, 3, "")
    for waves in (
        ("W1", "W2"),
        ("W2", "W9"),
        ("W9",),
        ("W1",),
    ):  # the first hides the one: which it is, either wave tells
        assert told(programme, EVE, *waves)[2] == SUPPRESSED
        assert np.isnan(told(programme, EVE, *waves)[:2]).all()
    assert told(programme, EVE, "W1", "W9") == (40, 2, "")
    assert told(programme, EVE, "W2") == (40, 1, "")


def test_a_selection_is_answered_as_soon_as_what_it_sets_apart_is_large(programme: Store) -> None:
    """Nine more in the wave of one: the next question is answered, so that what is kept in memory is not the old
    answer."""
    more = [{"customer": f"D{number}", "wave": "W9", "segment": "Retail"} for number in range(9)]
    assert told(programme, EVE, "W1", "W2")[2] == SUPPRESSED
    programme.commit(prepared("customers", more), ADMIN)
    assert told(programme, EVE, "W1", "W2") == (80, 2, "")
    assert told(programme, EVE, "W9") == (10, 1, "")
    assert told(programme, EVE, "W1", "W404") == (40, 1, "")  # a wave of nobody sets nobody apart
