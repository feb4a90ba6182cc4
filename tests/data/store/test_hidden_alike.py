"""What is hidden beside a small group is the same in whatever order the rows come: two orders would show each other's
secrets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.store.suppression import MIN_GROUP, protect, suppress


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_rows_decides_nothing(seed: int) -> None:
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame(
        [(item, place) for item in "abcd" for place in ("moved", "told", None)], columns=["item", "place"]
    )
    frame["n"] = chance.choice([4, 15, 15, 15, 830], len(frame))
    found = set()
    for _ in range(5):
        mixed = frame.sample(frac=1, random_state=int(chance.integers(1 << 30)))
        hidden = protect(mixed, ["item", "place"], mixed["n"].to_numpy(), mixed["n"].to_numpy() < MIN_GROUP)
        assert hidden[mixed["n"].to_numpy() < MIN_GROUP].all()
        found.add(
            tuple(
                sorted(
                    f"{item} {place}" for item, place in mixed.loc[hidden, ["item", "place"]].itertuples(index=False)
                )
            )
        )
    assert len(found) == 1


def test_without_dimensions_there_is_nothing_to_sort_by() -> None:
    assert protect(pd.DataFrame({"n": [4]}), [], np.array([4]), np.array([True])).tolist() == [True]


def test_a_small_part_of_a_shown_group_is_hidden_and_not_told_by_a_difference() -> None:
    """The attack: the total of the parts, which another question tells, less the parts that are shown."""
    waves = pd.DataFrame({"wave": ["a", "b", "c", "d"], "n": [200, 210, 220, 5], "high": [4, 30, 12, 3]})
    total = int(waves["high"].sum())
    shown = suppress(waves, ["wave"], ["high"], row_level=False, parts=["high"])
    told = shown["high"].dropna().to_list()
    assert shown["n"].isna().tolist() == [True, False, False, True]  # the small wave and the one that would tell it
    assert told == [30]  # 12 goes with what is hidden: 19 less 12 would be the seven of a and d
    assert total - sum(told) >= MIN_GROUP
    everybody = suppress(waves, ["wave"], ["high"], row_level=True, parts=["high"])
    assert everybody["high"].dropna().tolist() == [4, 30, 12]


@pytest.mark.parametrize("seed", range(60))
def test_no_margin_of_parts_tells_a_small_one(seed: int) -> None:
    """Over every margin of two dimensions: all parts less those shown is nothing, or ten and more, or everything there
    is."""
    chance = np.random.default_rng(seed)
    cells = pd.DataFrame([(one, two) for one in "abcd" for two in "xyz"], columns=["one", "two"])
    cells["n"] = chance.integers(40, 300, len(cells))
    cells["part"] = chance.choice([0, 0, 2, 7, 15, 40], len(cells))
    shown = suppress(cells, ["one", "two"], ["part"], row_level=False, parts=["part"])
    assert not shown["part"].between(1, MIN_GROUP - 1).any()
    assert (shown["part"].fillna(0) == 0)[cells["part"] == 0].all()
    for by in ([], ["one"], ["two"]):
        groups = shown.groupby(by) if by else [((), shown)]
        for _, part in groups:
            whole = cells.loc[part.index, "part"].sum()
            secret = whole - part["part"].fillna(0).sum()
            assert secret == 0 or secret >= MIN_GROUP or secret == whole


def test_a_small_count_hides_no_count_of_something_else() -> None:
    """Three left, and 800 complaints are no part of the same whole; a total of parts of one whole would tell."""
    counts = pd.DataFrame({"item": ["complaints", "customers", "left"], "n": [800, 20_000, 3]})
    for apart, hidden in ((True, [False, False, True]), (False, [True, False, True])):
        shown = suppress(counts, ["item"], [], row_level=False, apart=apart)
        assert shown["n"].isna().tolist() == hidden


def test_of_rows_that_stand_apart_a_small_part_hides_itself_alone() -> None:
    """Times that are no parts of one whole: nothing is told of four by the twenty-three beside them."""
    times = pd.DataFrame({"kind": ["before", "during"], "n": [322, 320], "back": [4, 23]})
    told = suppress(times, ["kind"], ["back"], row_level=False, parts=["back"], apart=True)
    assert told["back"].fillna(-1).tolist() == [-1, 23]
    assert suppress(times, ["kind"], ["back"], row_level=False, parts=["back"])["back"].isna().all()
