"""Each question is put to the store once for a state of what it asks about, whoever wants the answer."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import data.store.store as store_module
from analytics.alerts import evaluate_all
from analytics.brief.parts import load_brief
from analytics.metrics import METRICS
from analytics.periods import earlier
from analytics.programme import WAVES, load_overview
from analytics.scope import Scope
from analytics.snapshot import Snapshot, once
from data import clock
from data.access import local_rights
from data.language import Translator
from data.store import Store, open_store
from tests.data.store.builders import prepared
from tests.pages.seed import seed

ANALYST, EXECUTIVE = local_rights("ana", "analyst"), local_rights("eve", "executive")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the small programme; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("seeded")
    store = open_store(str(folder / "programme.duckdb"))
    seed(store)
    store.close()
    return folder


@pytest.fixture
def seeded(filled: Path, tmp_path: Path) -> Iterator[Store]:
    store = open_store(str(shutil.copytree(filled, tmp_path / "seeded") / "programme.duckdb"))
    yield store
    store.shut()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[object]:
    """How often each question went to the engine, by name, parameters and moment."""
    counted: Counter[object] = Counter()
    original = store_module.answer

    def answer(cursor, query, rights, relations, params, *more):  # type: ignore[no-untyped-def]
        counted[(query.name, repr(sorted(params.items(), key=str)), relations.as_of, rights.role)] += 1
        return original(cursor, query, rights, relations, params, *more)

    monkeypatch.setattr(store_module, "answer", answer)
    return counted


def test_all_metrics_and_all_alerts_ask_no_question_twice(seeded: Store, asked: Counter[object]) -> None:
    scope = Scope(ANALYST)
    for metric in METRICS.values():
        metric.now(seeded, scope)
    evaluate_all(seeded, ANALYST)
    assert {question: times for question, times in asked.items() if times > 1} == {}
    before = asked.total()
    assert before > 50
    evaluate_all(seeded, ANALYST)
    for metric in METRICS.values():
        metric.now(seeded, scope)
    assert asked.total() == before


def test_readers_with_other_rights_get_their_own_answers(seeded: Store) -> None:
    by_analyst = METRICS["nps"].compute(seeded, Scope(ANALYST), ("wave",))
    by_executive = METRICS["nps"].compute(seeded, Scope(EXECUTIVE), ("wave",))
    again = METRICS["nps"].compute(seeded, Scope(ANALYST), ("wave",))
    assert by_analyst["n"].tolist() == again["n"].tolist()
    assert {n % 5 for n in by_executive["n"].dropna()} == {0.0}
    assert by_analyst["n"].tolist() != by_executive["n"].tolist()


def test_an_undone_batch_is_gone_from_what_was_remembered(seeded: Store) -> None:
    administrator = local_rights("adm", "administrator")
    look = Snapshot(seeded, Scope(administrator))
    batches = seeded.batches(administrator)
    waves = batches[(batches["dataset"] == "waves") & batches["live"]]["batch_id"].tolist()
    assert len(look.get(load_overview).waves) == len(seeded.read(WAVES, administrator))
    for batch in waves:
        seeded.withdraw(batch, administrator)
    assert look.get(load_overview).waves == ()


def test_the_past_is_asked_about_once_until_something_becomes_known_of_it(
    seeded: Store, asked: Counter[object]
) -> None:
    """What comes today changes nothing of what was known on Friday, and its questions are not put again; what was known
    by then does."""
    administrator, friday = local_rights("adm", "administrator"), datetime(2026, 11, 20, 12)

    def seen(as_of: datetime | None) -> int:
        return len(seeded.read(WAVES, administrator, as_of=as_of))

    def told(wave: str, known_at: datetime | None = None) -> None:
        seeded.commit(prepared("waves", [{"wave": wave}]), administrator, known_at=known_at)

    then, now = seen(friday), seen(None)
    told("W90")
    before = asked.total()
    assert (seen(friday), asked.total()) == (then, before)
    assert seen(None) == now + 1
    told("W91", friday - timedelta(hours=1))
    assert seen(friday) == then + 1


def test_what_was_known_at_a_moment_is_not_asked_again_in_the_next_hour(
    seeded: Store, asked: Counter[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deadlines go on by the hour; the gates of a wave that has gone stand as they stood."""
    friday = Snapshot(seeded, Scope(ANALYST, as_of=datetime(2026, 11, 20, 18)))
    now = Snapshot(seeded, Scope(ANALYST))
    seen = [friday.get(load_overview), now.get(load_overview)]
    made: list[datetime | None] = []

    @once
    def load_anything(store: Store, scope: Scope) -> None:
        made.append(scope.as_of)

    friday.get(load_anything), now.get(load_anything)
    before = asked.total()
    monkeypatch.setattr(store_module, "now", lambda: datetime(2026, 11, 23, 13, 5))
    friday.get(load_anything), now.get(load_anything)
    assert made == [friday.scope.as_of, None, None]
    assert [friday.get(load_overview), now.get(load_overview)] == seen
    assert asked.total() == before


def test_whoever_asks_within_the_hour_asks_nothing_anew(
    seeded: Store, asked: Counter[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a clock that runs: the week before begins with the hour, so that its numbers are those of all who look within
    it."""

    def looked(at: datetime) -> list[str]:
        monkeypatch.setattr(clock, "now", lambda: at)
        monkeypatch.setattr(store_module, "now", lambda: at)
        brief = load_brief(seeded, Scope(ANALYST), Translator("en"))
        return [brief.sentence, *(part.title for part in brief.parts)]

    said = looked(datetime(2026, 11, 23, 12, 5, 1, 333))
    before = Counter(asked)
    assert looked(datetime(2026, 11, 23, 12, 41, 44, 717)) == said
    assert sorted({str(question[0]) for question in (Counter(asked) - before)}) == []  # type: ignore[index]
    assert earlier(Scope(ANALYST)) == datetime(2026, 11, 16, 12)
    assert earlier(Scope(ANALYST, as_of=datetime(2026, 11, 20, 18, 3))) == datetime(2026, 11, 13, 18, 3)


def test_a_bundle_is_kept_apart_by_scope_and_by_what_else_it_takes(seeded: Store) -> None:
    made: list[object] = []

    @once
    def load_anything(store: Store, scope: Scope, size: int = 1) -> int:
        made.append((scope.waves, size))
        return size

    one, other = Snapshot(seeded, Scope(ANALYST)), Snapshot(seeded, Scope(ANALYST, waves=("W1",)))
    assert [one.get(load_anything), one.get(load_anything), one.get(load_anything, 2)] == [1, 1, 2]
    assert [other.get(load_anything), one.but(waves=("W1",)).get(load_anything)] == [1, 1]
    assert made == [((), 1), ((), 2), (("W1",), 1)]
