"""The attack of differencing: two or three selections that differ by one customer must not tell the answer of that
one."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from random import Random
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import pytest

from analytics.__main__ import main
from analytics.catalogue import areas
from analytics.metrics import METRICS
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import Rights, local_rights
from data.language import Translator
from data.store import Store, open_store
from data.store.query import QUERIES
from data.store.rounding import round_scores
from data.store.suppression import suppress
from tests.analytics.conftest import at
from tests.data.store.builders import ADMIN, prepared

LARGE = {"W1": 47, "W2": 61, "W3": 38, "W4": 52, "W5": 29, "W6": 44}
ALONE = 18
"""Waves of one customer who answered; each is somebody whose answer is to be told."""
EXECUTIVE, ANALYST = local_rights("eve", "executive"), local_rights("ana", "analyst")
UNIT = {"nps": 100, "csat": 1, "response_rate": 1}
SURE = 1e-7
Ask = Callable[[Store, Rights, str, Sequence[str]], tuple[float | None, int | None]]


def score(metric: str, nps: int) -> int:
    """What one counts in the sum of a metric."""
    return (nps >= 9) - (nps <= 6) if metric == "nps" else int(nps >= 7) if metric == "csat" else int(nps != 5)


@pytest.fixture(scope="module")
def truth() -> dict[str, int]:
    """The score on eleven points of each customer alone in a wave; 5 did not answer all of the survey."""
    rng = Random(9)
    return {f"T{number:02d}": rng.choice((2, 5, 6, 7, 8, 9, 10)) for number in range(ALONE)}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, truth: dict[str, int]) -> Iterator[Store]:
    """A programme of some waves with answers, and the waves of one."""
    with mock.patch("data.store.secret.new_master", return_value=bytes(range(32))):  # the same draws in every run
        opened = open_store(str(tmp_path_factory.mktemp("attack") / "s" / "programme.duckdb"))
    rng, people = Random(4), [(f"C{wave}{at_}", wave) for wave, many in LARGE.items() for at_ in range(many)]
    said = {customer: rng.choice((1, 5, 6, 7, 8, 9, 9, 10)) for customer, _ in people}
    people += [(f"C{wave}", wave) for wave in truth]
    said |= {f"C{wave}": value for wave, value in truth.items()}
    waves = [
        {"wave": wave, "planned_cutover_on": date(2027, 1, 9)} for wave in dict.fromkeys(wave for _, wave in people)
    ]
    opened.commit(prepared("waves", waves), ADMIN)
    opened.commit(
        prepared("customers", [{"customer": one, "wave": wave, "segment": "Retail"} for one, wave in people]), ADMIN
    )
    asked = [
        {"survey": "s", "customer": one, "invitation_id": f"I{one}", "sent_at": at(1), "invited": 1, "delivered": 1}
        for one, _ in people
    ]
    opened.commit(prepared("invitations", asked), ADMIN)
    answers: list[dict[str, Any]] = [
        {
            "survey": "s",
            "response_id": f"R{one}",
            "customer": one,
            "answered_at": at(rng.randint(0, 1)),
            "nps": float(said[one]),
            "csat": 1 + said[one] // 2.4,
            "csat_points": 5,
            "complete": said[one] != 5,
        }
        for one, _ in people
    ]
    for one in answers:
        one["csat"] = 5.0 if one["nps"] >= 7 else 2.0
    opened.commit(prepared("surveys", answers), ADMIN)
    yield opened
    opened.shut()


def by_command(store: Store, rights: Rights, metric: str, waves: Sequence[str]) -> tuple[float | None, int | None]:
    out = io.StringIO()
    argv = ["metric", metric, "--json", *(part for wave in waves for part in ("--wave", wave))]
    main(argv, store=store, out=out, rights=rights)
    rows = json.loads(out.getvalue())["rows"]
    return (rows[0]["value"], rows[0]["n"]) if rows else (None, None)


def by_page(store: Store, rights: Rights, metric: str, waves: Sequence[str]) -> tuple[float | None, int | None]:
    """What the tile holds, and with it the file of the tiles."""
    now = load_standing(store, Scope(rights, waves=tuple(waves)), metric).reading.now
    return now.value, now.n


def by_question(store: Store, rights: Rights, metric: str, waves: Sequence[str]) -> tuple[float | None, int | None]:
    """What a chart is made of, over all time."""
    return _answered(store, rights, metric, tuple(waves))


@cache
def _answered(store: Store, rights: Rights, metric: str, waves: tuple[str, ...]) -> tuple[float | None, int | None]:
    frame = METRICS[metric].compute(store, Scope(rights, waves=waves))
    row = frame.iloc[0]
    return (None, None) if row["note"] else (float(row["value"]), int(row["n"]))


def sums(value: float, n: int, unit: int) -> dict[int, float]:
    """The sums that a value may have come from, by the counts that the one told may stand for."""
    found = {}
    for real in range(max(n - 4, 1), n + 5):
        whole = value * real / unit
        if abs(whole - round(whole)) < SURE * real:
            found[real] = round(whole)
    return found


def derived(
    ask: Ask, store: Store, rights: Rights, metric: str, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]
) -> int | None:
    """What one customer counts, where each of the pairs of selections – with and without – leaves one possibility, the
    same."""
    possible: Counter[int] = Counter()
    for more, less in pairs:
        (with_value, with_n), (value, n) = ask(store, rights, metric, more), ask(store, rights, metric, less)
        if with_value is None or value is None or with_n is None or n is None:
            return None
        with_sums, without = sums(with_value, with_n, UNIT[metric]), sums(value, n, UNIT[metric])
        options = {
            round(whole - without[real - one])
            for real, whole in with_sums.items()
            for one in (0, 1)
            if real - one in without and abs(whole - without[real - one]) <= one
        }
        possible.update(options)
    best = [option for option, times in possible.items() if times == len(pairs)]
    return best[0] if len(best) == 1 else None


def pairs_of(alone: str, every: Sequence[str]) -> list[list[tuple[Sequence[str], Sequence[str]]]]:
    """All but one of all; one more beside some; and such pairs together. Who is attacked decides beside which."""
    rng, but = Random(alone), [wave for wave in every if wave != alone]
    beside = [sorted(rng.sample(list(LARGE), many)) for many in (1, 2)]
    one, two = (([*some, alone], some) for some in beside)
    return [[((), but)], [one], [one, two], [((), but), one, two]]


def signed(store: Store, metric: str, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> int:
    """By how much the sums of the rounded values differ, over the pairs: what may be guessed from where no rounding is
    taken back."""
    total = 0.0
    for pair in pairs:
        (more, n), (less, without) = (by_question(store, EXECUTIVE, metric, waves) for waves in pair)
        if more is not None and less is not None and n and without:
            total += more * n - less * without
    return (total > SURE) - (total < -SURE)


@pytest.mark.parametrize("metric", ["nps", "csat", "response_rate"])
def test_no_pair_and_no_triple_of_questions_tells_one_answer(
    told: Store, truth: dict[str, int], metric: str, record_property: Callable[[str, object], None]
) -> None:
    """With values of full precision every answer is told. Of rounded ones no more is right than what most people say,
    whichever way is asked, and of what looks certain at least a quarter is wrong."""
    every = [*LARGE, *truth]
    people = {wave: score(metric, nps) for wave, nps in truth.items() if metric == "response_rate" or nps != 5}
    exact = [derived(by_question, told, ANALYST, metric, pairs_of(wave, every)[0]) for wave in people]
    assert exact == list(people.values())
    usual, times = Counter(people.values()).most_common(1)[0]
    for number, kind in enumerate(("all, all but one", "with, without", "two pairs", "three pairs")):
        sure = [derived(by_question, told, EXECUTIVE, metric, pairs_of(wave, every)[number]) for wave in people]
        guessed = [signed(told, metric, pairs_of(wave, every)[number]) or usual for wave in people]
        right, likely = (
            sum(one == real for one, real in zip(found, people.values(), strict=True)) for found in (sure, guessed)
        )
        claimed = sum(one is not None for one in sure)
        told_of = (
            f"{right} of {claimed} taken for certain, {likely} of {len(people)} guessed; most say the same: {times}"
        )
        record_property(f"{metric}, {kind}: right", told_of)
        assert claimed == 0 or right / claimed < 0.75, kind
        assert right <= times
        assert max(right, likely) < max(0.75 * len(people), times + 2), kind


def test_every_door_has_the_value_that_is_rounded(told: Store) -> None:
    """Tile, file of the tiles and command: all of two selections that differ by one, each with sums of whole fives of
    answers."""
    every = [f"T{number:02d}" for number in range(1, ALONE)]
    for metric, unit in UNIT.items():
        for waves in ((), (*LARGE, *every), ("W1", "T00")):
            value, n = by_question(told, EXECUTIVE, metric, waves)
            fives = (value or 0.5) * (n or 1) / unit / 5
            assert ((n or 1) % 5, abs(fives - round(fives)) < SURE) == (0, True)
            assert by_page(told, EXECUTIVE, metric, waves) == by_command(told, EXECUTIVE, metric, waves) == (value, n)
            assert by_page(told, ANALYST, metric, waves) == by_command(told, ANALYST, metric, waves)
    standing = load_standing(told, Scope(EXECUTIVE), "nps")
    assert standing.row(Translator("en"))["value"] == by_question(told, EXECUTIVE, "nps", ())[0]
    assert standing.reading.written(Translator("en", rounded=True)).startswith("≈\u00a0")
    assert standing.reading.written(Translator("zh", rounded=True)).startswith("约")


def test_a_question_about_scores_says_what_is_rounded() -> None:
    """A mean of what people said leaves by no question that does not name it."""
    areas()
    scored = {
        query.name
        for query in QUERIES.values()
        if query.grain == "aggregate" and {"mean", "variance"} <= set(query.hide)
    }
    assert scored == {query.name for query in QUERIES.values() if query.means}
    kept = {f"satisfaction.{name}.kept" for name in ("cells", "rolling", "periods")}
    assert scored == kept | {
        "satisfaction.cells",
        "satisfaction.rolling",
        "satisfaction.periods",
        "survey.sides",
        "survey.pairs",
        "survey.modes",
        "retention.phases",
    }


KEY = bytes(range(32))


def cells(**columns: Sequence[float]) -> pd.DataFrame:
    """Cells, each of rows of its own."""
    frame = pd.DataFrame(columns)
    return frame.assign(lot=[str(number) for number in range(len(frame))])


def test_rounding_shifts_nothing_and_stays_on_the_scale() -> None:
    """Over many cells the mean of what is told is that of what was said; the ends of a scale stay, and asking again
    gives the same."""
    rng = np.random.default_rng(3)
    n = rng.integers(10, 200, 4000)
    p = rng.uniform(0.3, 0.7, 4000)
    plus = rng.binomial(n, p)
    mean = (2 * plus - n) / n * 100
    frame = cells(n=n, mean=mean, variance=10_000 - mean**2, least=[-100.0] * 4000, worth=[100.0] * 4000)
    found = round_scores(frame, ["mean"], [], KEY)
    step = 500 / np.maximum((n / 5).round() * 5, 5)
    off = (found["mean"] - mean) / step
    assert abs(off).max() < 1.35  # the count told may be 25 instead of 29
    assert abs(off.mean()) < 4 * 0.45 / 4000**0.5
    assert found["mean"].between(-100, 100).all()
    assert found.equals(round_scores(frame, ["mean"], [], KEY))
    assert not found.equals(round_scores(frame, ["mean"], [], KEY[::-1]))
    ends = cells(n=[12, 33, 14], mean=[1, 7, 5], variance=[0, 0, 0], least=[1, 1, 1], worth=[3, 3, 2])
    assert round_scores(ends, ["mean"], [], KEY)["mean"].tolist() == [1, 7, 5]


@pytest.mark.parametrize("one", [-1, 0, 1])
def test_whatever_is_seen_each_answer_may_have_made_it(one: int) -> None:
    """Two sets that differ by one customer: all three differences are seen, whichever the answer was."""
    seen = set()
    for base in range(60):
        pair = cells(
            n=[60, 61],
            mean=[100 * base / 60, 100 * (base + one) / 61],
            variance=[5000, 5000],
            least=[-100] * 2,
            worth=[100] * 2,
        )
        pair["lot"] += f" of {base}"
        less, more = round_scores(pair, ["mean"], [], KEY)["mean"] * 60 / 100
        seen.add(round(more - less))
    assert seen == {-5, 0, 5}


def test_who_sees_no_rows_is_not_told_who_is_a_customer(told: Store) -> None:
    names = ["CT00", "CW10", "nobody"]
    assert told.customers_among(names, ANALYST) == {"CT00", "CW10"}
    assert told.customers_among(names, EXECUTIVE) == frozenset()


def test_what_is_rounded_needs_the_key_of_a_store() -> None:
    frame = cells(n=[20.0], mean=[0.5], variance=[0.25], least=[0.0], worth=[1.0])
    with pytest.raises(ValueError, match="by a key"):
        suppress(frame, [], ["mean", "variance"], row_level=False, means=["mean"])
    assert suppress(frame, [], ["mean"], row_level=True, means=["mean"])["mean"].tolist() == [0.5]
