"""What was read is remembered until a batch touches what it rests on; whoever gets it may write into it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import pytest

from data.store.memory import ANY, EVER, Memory, note, own, weigh

JUNE, JULY = datetime(2026, 6, 1), datetime(2026, 7, 1)


class Counted:
    """Something to be made from datasets, that counts how often it was."""

    def __init__(self, *datasets: str, as_of: datetime | None = None) -> None:
        self.datasets, self.as_of, self.times = datasets, as_of, 0

    def __call__(self) -> int:
        note(*self.datasets, as_of=self.as_of)
        self.times += 1
        return self.times


def test_an_answer_is_made_once_until_what_it_rests_on_is_touched() -> None:
    memory, costs = Memory(), Counted("costs")
    assert [memory.get("k", costs) for _ in range(3)] == [1, 1, 1]
    memory.touch("risks")
    assert memory.get("k", costs) == 1
    memory.touch("costs")
    assert memory.get("k", costs) == 2


def test_what_rests_on_the_log_is_made_anew_after_any_batch() -> None:
    memory, log = Memory(), Counted(ANY)
    memory.get("k", log)
    memory.touch("risks")
    assert memory.get("k", log) == 2


@pytest.mark.parametrize(
    ("datasets", "known", "times"),
    [
        (("costs",), JULY, 1),
        (("costs",), JUNE, 2),
        (("costs",), JUNE - timedelta(days=1), 2),
        (("costs",), EVER, 2),
        (("risks",), JUNE, 1),
        (("programme",), JULY, 1),
        (("costs", "programme"), JULY, 2),
    ],
)
def test_what_was_known_then_still_was_after_a_later_batch(
    datasets: tuple[str, ...], known: datetime, times: int
) -> None:
    """An answer of 1 June holds after a batch that became known in July, not after one that had been known by then."""
    memory, then = Memory(), Counted("costs", as_of=JUNE)
    memory.get("k", then)
    memory.touch(*datasets, known=known)
    assert memory.get("k", then) == times


def test_a_bundle_of_then_and_now_is_as_old_as_its_latest_part() -> None:
    memory, then, now = Memory(), Counted("costs", as_of=JUNE), Counted("costs")
    both = [memory.get("both", lambda: memory.get("then", then) + 10 * memory.get("now", now))]
    memory.touch("costs", known=JULY)
    both.append(memory.get("both", lambda: memory.get("then", then) + 10 * memory.get("now", now)))
    assert both == [11, 21]


def test_a_bundle_rests_on_what_its_parts_rest_on_even_where_they_were_remembered() -> None:
    memory, inner = Memory(), Counted("costs")
    memory.get("inner", inner)
    outer = [memory.get("outer", lambda: memory.get("inner", inner) * 10)]
    memory.touch("costs")
    outer.append(memory.get("outer", lambda: memory.get("inner", inner) * 10))
    assert outer == [10, 20]


def test_a_batch_that_comes_while_an_answer_is_made_makes_it_old() -> None:
    memory, times = Memory(), []

    def make() -> int:
        note("costs")
        times.append(1)
        if len(times) == 1:
            memory.touch("costs")
        return len(times)

    assert [memory.get("k", make), memory.get("k", make), memory.get("k", make)] == [1, 2, 2]


def test_what_failed_is_not_remembered() -> None:
    memory = Memory()

    def fails() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        memory.get("k", fails)
    assert memory.get("k", lambda: 7) == 7


def test_threads_that_want_the_same_answer_wait_for_one() -> None:
    memory, made, found, begun = Memory(), [], [], threading.Semaphore(0)

    def slow() -> int:
        made.append(1)
        for _ in range(8):  # until all of them are under way
            begun.acquire()
        return 5

    def want() -> None:
        begun.release()
        found.append(memory.get("k", slow))

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), found) == (1, [5] * 8)


def test_the_oldest_answers_go_where_there_is_no_room() -> None:
    frame = pd.DataFrame({"x": range(1000)})
    memory, made = Memory(room=3 * weigh(frame)), []

    def make(name: str) -> pd.DataFrame:
        made.append(name)
        return frame

    for name in "abcabdab":
        memory.get(name, lambda name=name: make(name))
    assert made == ["a", "b", "c", "d"]
    memory.get("c", lambda: make("c"))
    assert made == ["a", "b", "c", "d", "c"]


@dataclass(frozen=True)
class Bundle:
    frame: pd.DataFrame
    parts: tuple[pd.DataFrame, ...]
    named: dict[str, pd.DataFrame]


def test_what_a_reader_writes_into_a_bundle_nobody_else_sees() -> None:
    memory = Memory()
    made = Bundle(pd.DataFrame({"x": [1]}), (pd.DataFrame({"x": [2]}),), {"a": pd.DataFrame({"x": [3]})})
    mine = memory.get("k", lambda: made)
    mine.frame["x"] = 9
    mine.parts[0].loc[0, "x"] = 9
    mine.named["a"]["y"] = 9
    yours = memory.get("k", lambda: made)
    assert (yours.frame["x"].tolist(), yours.parts[0]["x"].tolist(), list(yours.named["a"])) == ([1], [2], ["x"])


def test_own_leaves_plain_values_as_they_are() -> None:
    assert own((1, "a", None, [2, {"b": 3}])) == (1, "a", None, [2, {"b": 3}])
