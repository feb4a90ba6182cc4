"""What is hidden beside a small group is the same in whatever order the rows come: two orders would show each other's secrets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.store.suppression import MIN_GROUP, protect


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
