"""The attack of differencing in time: the same question before and after one customer's answer came must not tell that
answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import pytest

from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import Rights
from data.store import Store, open_store
from data.store.editions import freeze
from data.store.rounding import round_scores
from tests.analytics.conftest import at
from tests.analytics.test_nothing_derivable import ANALYST, EXECUTIVE, KEY, LARGE, SURE, UNIT, derived, score
from tests.data.store.builders import ADMIN, prepared

TARGETS = 18
"""Customers whose answers came one by one, each in a batch of its own."""
BEGIN = datetime(2026, 11, 20, 9)
MARKED = 9
"""The answer that came right after the edition."""


def came(number: int) -> datetime:
    """When the answer of a target became known; 0 is when all others were."""
    return BEGIN + timedelta(minutes=number)


@pytest.fixture(scope="module")
def truth() -> list[int]:
    rng = Random(12)
    return [rng.choice((2, 5, 6, 7, 8, 9, 10)) for _ in range(TARGETS)]


def answer(customer: str, nps: int, day: int) -> dict[str, Any]:
    return {
        "survey": "s",
        "response_id": f"R{customer}",
        "customer": customer,
        "answered_at": at(day),
        "nps": float(nps),
        "csat": 5.0 if nps >= 7 else 2.0,
        "csat_points": 5,
        "complete": True,
    }


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, truth: list[int]) -> Iterator[Store]:
    """Six waves with answers, and a batch of one answer each minute after; an edition before one of them."""
    with mock.patch("data.store.secret.new_master", return_value=bytes(range(32))):  # the same draws in every run
        store = open_store(str(tmp_path_factory.mktemp("moments") / "s" / "programme.duckdb"))
    rng, waves = Random(6), list(LARGE)
    people = [(f"C{wave}{number}", wave) for wave, many in LARGE.items() for number in range(many)]
    targets = [(f"T{number:02d}", waves[number % len(waves)]) for number in range(TARGETS)]
    moves = [{"customer": one, "wave": wave, "segment": "Retail"} for one, wave in people + targets]
    store.commit(prepared("customers", moves), ADMIN, known_at=came(0))
    said = [answer(one, rng.choice((1, 5, 6, 7, 8, 9, 9, 10)), rng.randint(0, 1)) for one, _ in people]
    store.commit(prepared("surveys", said), ADMIN, known_at=came(0))
    for number, (customer, _) in enumerate(targets):
        rows = [answer(customer, truth[number], number % 2)]
        store.commit(prepared("surveys", rows, name=f"{customer}.csv"), ADMIN, known_at=came(number + 1))
    with store.editions.collecting(came(MARKED)) as kept:
        ask(store, EXECUTIVE, "nps", (came(MARKED), ()))
    freeze(store, "SC", came(MARKED), kept, ADMIN)
    _asked.cache_clear()
    yield store
    store.shut()


Look = tuple[datetime, tuple[str, ...]]


def ask(store: Store, rights: Rights, metric: str, look: Sequence[Any]) -> tuple[float | None, int | None]:
    return _asked(store, rights, metric, tuple(look))


@cache
def _asked(store: Store, rights: Rights, metric: str, look: Any) -> tuple[float | None, int | None]:
    moment, waves = look
    row = METRICS[metric].compute(store, Scope(rights, as_of=moment, waves=waves)).iloc[0]
    return (None, None) if row["note"] else (float(row["value"]), int(row["n"]))


def pairs_of(number: int) -> list[list[tuple[Sequence[Any], Sequence[Any]]]]:
    """Right after and right before an answer came: of everybody, of its wave, of its wave beside another, and these
    together."""
    waves = list(LARGE)
    own, other = waves[number % len(waves)], waves[(number + 2) % len(waves)]
    one, two, three = (
        ((came(number + 1), some), (came(number), some)) for some in ((), (own,), tuple(sorted((own, other))))
    )
    return [[one], [two], [two, three], [one, two, three]]


@pytest.mark.parametrize("metric", ["nps", "csat"])
def test_two_moments_do_not_tell_the_answer_that_came_between_them(
    grown: Store, truth: list[int], metric: str, record_property: Callable[[str, object], None]
) -> None:
    """With full precision every answer is told. Of rounded values, up to three pairs of them, no more is right than
    what most say."""
    people = [score(metric, nps) for nps in truth]
    exact = [derived(ask, grown, ANALYST, metric, pairs_of(number)[0]) for number in range(TARGETS)]
    assert exact == people
    times = Counter(people).most_common(1)[0][1]
    for at_, kind in enumerate(("everybody", "its wave", "two pairs", "three pairs")):
        sure = [derived(ask, grown, EXECUTIVE, metric, pairs_of(number)[at_]) for number in range(TARGETS)]
        claimed = sum(one is not None for one in sure)
        right = sum(one == real for one, real in zip(sure, people, strict=True))
        record_property(
            f"{metric}, {kind}: right", f"{right} of {claimed} taken for certain; most say the same: {times}"
        )
        assert claimed == 0 or right / claimed < 0.75, kind
        assert right <= times, kind


def test_an_edition_is_no_second_draw_and_is_left_as_any_moment_is(grown: Store, truth: list[int]) -> None:
    """The value of an edition is that of the same rows a moment later; beside what came next it is two moments as any
    others."""
    moment = came(MARKED)
    told = ask(grown, EXECUTIVE, "nps", (moment, ()))
    assert grown.editions.named(moment) == "SC"
    assert ask(grown, EXECUTIVE, "nps", (moment + timedelta(microseconds=1), ())) == told
    after = ask(grown, EXECUTIVE, "nps", (came(MARKED + 1), ()))
    for value, n in (told, after):
        fives = (value or 0.5) * (n or 1) / UNIT["nps"] / 5
        assert ((n or 1) % 5, abs(fives - round(fives)) < SURE) == (0, True)
    now = _asked(grown, EXECUTIVE, "nps", (None, ()))
    assert now == ask(grown, EXECUTIVE, "nps", (came(TARGETS), ()))


MANY = (1, 3, 30, 300)


def test_how_many_questions_around_one_moment_it_takes(record_property: Callable[[str, object], None]) -> None:
    """What is not protected, and is said in docs/security.md: each period and set of waves that holds the answer is a
    draw of its own, and over some hundred of them, before and after, the mean of the differences comes close to what
    was said."""
    rng, people = np.random.default_rng(5), 40
    said = rng.choice((-1, 0, 1), people)
    shares = {}
    for many in MANY:
        right = 0
        for number, one in enumerate(said):
            n = rng.integers(40, 300, many)
            base = np.array([rng.binomial(each, 0.5) * 2 - each for each in n])
            lots = [f"{number} {many} {place}" for place in range(many)]
            before, after = (_told(n + more, base + more * one, [f"{lot} {more}" for lot in lots]) for more in (0, 1))
            right += int(np.clip(np.rint(np.mean(after - before)), -1, 1)) == one
        shares[many] = right / people
        record_property(f"guessed right of {many} pairs", f"{right} of {people}")
    assert shares[1] < 0.55
    assert shares[3] < 0.65
    assert shares[300] > 0.8, "docs/security.md says that so many questions tell"


def _told(n: np.ndarray, sums: np.ndarray, lots: list[str]) -> np.ndarray:
    """The sums as the rounded values tell them."""
    frame = pd.DataFrame(
        {"n": n.astype(float), "mean": 100 * sums / n, "variance": 5000.0, "least": -100.0, "worth": 100.0, "lot": lots}
    )
    told = round_scores(frame, ["mean"], [], KEY)["mean"].to_numpy()
    return told * n / 100
