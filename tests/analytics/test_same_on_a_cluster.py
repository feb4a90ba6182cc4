"""The metrics of answers, complaints and departures are the same numbers from a Spark cluster as from the store: one
master, two workers and a Connect server of the tests' own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pandas as pd
import pytest

from analytics.metrics import METRICS
from analytics.retention.curves import load_curves
from analytics.retention.statements import GROUPS
from analytics.scope import Scope
from data.access import Rights, local_rights
from data.settings import settings
from data.store import Store, cluster, open_store
from data.store.query import Query
from data.store.shipping import manifest_of, ship
from tests.conftest import proving
from tests.data.store.builders import ADMIN, prepared
from tests.data.store.clusters import Spark, spark
from tests.golden.store import built

MANAGER = Rights("m", "manager", waves=frozenset({"W1"}))
EARLIER = datetime(2026, 9, 20, 12)
OF_THEM = (
    "nps",
    "csat",
    "ces",
    "response_rate",
    "complaint_rate",
    "complaints_in_time",
    "complaints_upheld",
    "complaints_overdue",
    "loop_in_time",
    "retention_90d",
    "median_stay",
    "departure_rate",
    "high_value_departures",
    "grr",
    "nrr",
    "clv",
    "caused_departures",
)
"""The metrics of answers, complaints and departures."""


SOME = {"satisfaction.cells", "complaints.outcome", "retention.at_risk", "retention.compared"}
"""Asked by `make test`; `make prove` asks all: each costs some seconds of a processor."""


@dataclass(frozen=True)
class Asked:
    """A question as a metric put it, and what the store said."""

    query: Query
    rights: Rights
    as_of: datetime | None
    params: dict[str, Any] | None
    said: pd.DataFrame


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    with spark(tmp_path_factory.mktemp("spark")) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("copies")


@pytest.fixture
def there(engine: Spark, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[cluster.Cluster]:
    """The cluster as the settings name it: every question is large enough for it."""
    monkeypatch.setenv("HANDOVER_CLUSTER", f"{engine.url}|{folder}")
    monkeypatch.setenv("HANDOVER_CLUSTER_ROWS", "0")
    settings.cache_clear()
    found = cluster.cluster_here()
    assert isinstance(found, cluster.Cluster)
    found._rests_until = 0.0
    yield found
    settings.cache_clear()


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two waves of forty customers: what they answered, complained of, paid and when they left; a correction, a file
    taken back, one loaded later."""
    store = open_store(str(tmp_path_factory.mktemp("programme") / "store.duckdb"))
    who = [(f"C{n:03d}", "W1" if n < 40 else "W2", n) for n in range(80)]
    cut = {"W1": date(2026, 7, 4), "W2": date(2026, 9, 5)}

    def load(dataset: str, rows: list[dict[str, Any]], known: datetime) -> str:
        return store.commit(prepared(dataset, rows), ADMIN, known_at=known).batch_id

    early, late = datetime(2026, 6, 1), datetime(2026, 11, 20)
    load(
        "waves",
        [
            {
                "wave": w,
                "branch": f"B{w[1]}",
                "planned_start_on": day - timedelta(28),
                "started_on": day - timedelta(28),
                "planned_cutover_on": day,
                "cutover_on": day,
            }
            for w, day in cut.items()
        ],
        early,
    )
    load(
        "customers",
        [
            {
                "customer": c,
                "wave": w,
                "branch": f"B{w[1]}",
                "segment": ("retail", "small business")[n % 2],
                "value_tier": ("high", "standard")[n % 3 > 0],
                "customer_since": date(2020, 1, 1),
            }
            for c, w, n in who
        ],
        early,
    )
    load(
        "transfers",
        [
            {"customer": c, "wave": w, "planned_on": cut[w], "cut_over_on": cut[w], "status": "moved"}
            for c, w, n in who
            if n % 13
        ],
        late,
    )
    answers = [
        {
            "survey": "s",
            "response_id": f"{c}-{step}",
            "answered_at": datetime.combine(cut[w], datetime.min.time()) + timedelta(days=7 * step, hours=n % 24),
            "customer": c if n % 7 else None,
            "wave": w,
            "channel": ("app", "branch")[n % 2],
            "nps": float((n * 7 + step * 3) % 11),
            "csat": float(n % 5 + 1),
            "ces": float(n % 7 + 1),
        }
        for c, w, n in who
        for step in (-6, -2, 1, 4)
    ]
    load("surveys", [one for one in answers if one["wave"] == "W1"], datetime(2026, 8, 10))
    load("surveys", [one for one in answers if one["wave"] == "W2"], late)
    load("surveys", [{**one, "nps": 0.0} for one in answers[:20]], late)
    wrong = load("surveys", [{**one, "nps": 10.0} for one in answers[10:40]], late)
    store.withdraw(wrong, ADMIN, known_at=late)
    load(
        "complaints",
        [
            {
                "complaint": f"K{n}",
                "customer": c,
                "wave": w,
                "channel": "app",
                "category": "fees",
                "opened_at": datetime.combine(cut[w], datetime.min.time()) + timedelta(days=n % 40 - 12),
                "closed_at": None
                if n % 4 == 0
                else datetime.combine(cut[w], datetime.min.time()) + timedelta(days=n % 40 + n % 25),
                "upheld": n % 3 == 0,
            }
            for c, w, n in who
        ],
        late,
    )
    load(
        "contacts",
        [
            {
                "contact": f"T{n}",
                "customer": c,
                "wave": w,
                "kind": "low_score",
                "reason": "score",
                "raised_at": datetime(2026, 9, 10, 9) + timedelta(hours=n),
                "owner": "ann",
                "contacted_at": datetime(2026, 9, 10, 9) + timedelta(hours=n * (2 + n % 3)),
            }
            for c, w, n in who
        ],
        late,
    )
    load(
        "departures",
        [
            {
                "customer": c,
                "left_on": cut[w] + timedelta(days=n),
                "kind": "closed",
                "reason": "fees",
                "came_back_on": cut[w] + timedelta(days=n + 20) if n % 5 == 0 else None,
            }
            for c, w, n in who
            if n % 2 == 0 and n < 70
        ],
        late,
    )
    load(
        "revenue",
        [
            {"customer": c, "month": month, "amount": Decimal(10 + n)}
            for c, w, n in who
            for month in (date(2026, 6, 1), date(2026, 8, 1), date(2026, 10, 1))
        ],
        late,
    )
    yield store
    store.close()


def questions(store: Store, rights: Rights, as_of: datetime | None, dims: tuple[tuple[str, ...], ...]) -> list[Asked]:
    """What the metrics of the three areas and the curves by each group ask the store, each question once."""
    found: dict[str, Asked] = {}
    read = Store.read

    def heard(self: Store, query: Query, reader: Rights, *, as_of: Any = None, params: Any = None) -> pd.DataFrame:
        said = read(self, query, reader, as_of=as_of, params=params)
        if query.name in cluster.QUESTIONS:
            found.setdefault(
                f"{query.name} {sorted((params or {}).items(), key=str)}",
                Asked(query, reader, as_of, params, said.copy()),
            )
        return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "read", heard)
        for name in OF_THEM:
            for by in dims:
                store._memory.forget()
                METRICS[name].compute(store, Scope(rights, as_of=as_of), by)
        for group in GROUPS if proving(0, 1) else ("wave",):
            store._memory.forget()
            load_curves(store, Scope(rights, as_of=as_of), group)
    return list(found.values())


def same(store: Store, there: cluster.Cluster, asked: Asked) -> None:
    """The cluster answers, and says what the store said."""
    before = there.answered
    store._memory.forget()
    found = store.read(asked.query, asked.rights, as_of=asked.as_of, params=asked.params)
    assert there.answered == before + 1, asked.query.name
    keys = [name for name in (*asked.query.dims, *found.columns) if name in found.columns]
    here, gathered = (frame.sort_values(keys, ignore_index=True) for frame in (asked.said, found))
    pd.testing.assert_frame_equal(here, gathered, rtol=1e-9, atol=0, obj=f"{asked.query.name} {asked.as_of}")


def one_of_each(asked: list[Asked]) -> list[Asked]:
    """Of each question the one that says most."""
    largest = sorted(asked, key=lambda one: -one.said.notna().to_numpy().sum())
    return list({one.query.name: one for one in reversed(largest)}.values())


@pytest.mark.prove
@pytest.mark.usefixtures("today")
def test_every_question_of_the_metrics_is_the_same(programme: Store, there: cluster.Cluster, tmp_path: Path) -> None:
    """In `make prove` all of them, then those of the demo, as it stands and as of July, for who sees everything and for
    who sees one wave."""
    patch = without_cluster()
    asked = one_of_each(questions(programme, ADMIN, None, ((), ("wave",))))
    patch.undo()
    settings.cache_clear()
    assert {one.query.name for one in asked} == cluster.QUESTIONS
    done = ship(programme, ADMIN)
    with programme._cursor() as cursor:
        assert cursor.execute("select count(*) from rows_surveys").fetchall() == [(done.rows["surveys"],)]
    assert differing(programme, there, [one for one in asked if proving(0, 1) or one.query.name in SOME]) == {}
    everybody = local_rights("golden", "administrator")
    for rights, as_of in ((everybody, None), (everybody, datetime(2026, 7, 1, 12)), (MANAGER, None))[: proving(0, 3)]:
        place = tmp_path / f"{rights.role}-{as_of}"
        demo = open_store(str(copytree(built(), place) / "programme.duckdb"), key="")
        patch = without_cluster()
        asked = questions(demo, rights, as_of, ((), ("wave",)))
        patch.undo()
        settings.cache_clear()
        ship(demo, everybody)
        assert differing(demo, there, asked) == {}
        demo.close()


def differing(store: Store, there: cluster.Cluster, asked: list[Asked]) -> dict[str, str]:
    """By question how the answer of the cluster is another."""
    found = {}
    for one in asked:
        try:
            same(store, there, one)
        except AssertionError as error:
            found[one.query.name] = str(error)
    return found


def without_cluster() -> pytest.MonkeyPatch:
    """Inside the block only the store answers."""
    patch = pytest.MonkeyPatch()
    patch.delenv("HANDOVER_CLUSTER", raising=False)
    settings.cache_clear()
    return patch


def test_the_past_and_one_wave_and_an_undo_are_the_same(programme: Store, there: cluster.Cluster) -> None:
    patch = without_cluster()
    past = one_of_each(questions(programme, ADMIN, EARLIER, (("wave",),)))
    own = one_of_each(questions(programme, MANAGER, None, (("wave",),)))
    patch.undo()
    settings.cache_clear()
    ship(programme, ADMIN)
    for one in [*past, *own]:
        if proving(0, 1) or one.query.name == ("resolution.still" if one.as_of else "satisfaction.cells"):
            same(programme, there, one)
    scores = next(one for one in own if one.query.name == "satisfaction.cells")
    before = scores.said["n"].sum()
    taken = programme.batches(ADMIN).query("dataset == 'surveys' and live")["batch_id"].iloc[0]
    programme.withdraw(taken, ADMIN)
    answered = there.answered
    programme.read(scores.query, MANAGER, params=scores.params)
    assert there.answered == answered, "the copy is behind: the store answered"
    assert [issue.code for issue in cluster.about_cluster(programme)] == ["cluster_behind"]
    assert ship(programme, ADMIN).rows == {}, "an undo is an entry of the log and no new content"
    patch = without_cluster()
    programme._memory.forget()
    said = programme.read(scores.query, MANAGER, params=scores.params)
    patch.undo()
    settings.cache_clear()
    assert said["n"].sum() == before
    assert not said["mean"].equals(scores.said["mean"]), "the corrections are gone"
    same(programme, there, replace(scores, said=said))


def test_scores_for_who_sees_no_rows_are_the_stores(programme: Store, there: cluster.Cluster) -> None:
    """They are rounded by a draw from the engine's hash of the rows."""
    reader = Rights("e", "executive")
    patch = without_cluster()
    asked = questions(programme, reader, None, ((),))
    patch.undo()
    settings.cache_clear()
    for name, sent in (("satisfaction.cells", False), ("retention.months", True)):
        one = next(one for one in asked if one.query.name == name)
        before = there.answered
        programme._memory.forget()
        found = programme.read(one.query, reader, params=one.params)
        assert there.answered - before == sent
        pd.testing.assert_frame_equal(found, one.said)


SHIPPER = """
import os, signal, sys
from data.access import local_rights
from data.store import open_store, shipping
def stopped(copy, told):
    os.kill(os.getpid(), signal.SIGKILL)
shipping._put = stopped
shipping.ship(open_store(sys.argv[1]), local_rights("s", "administrator"))
"""


def test_a_shipper_that_is_killed_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_CLUSTER", f"sc://127.0.0.1:1|{tmp_path / 'copies'}")
    settings.cache_clear()
    path = str(tmp_path / "store.duckdb")
    store = open_store(path)
    store.commit(
        prepared(
            "surveys",
            [{"survey": "s", "response_id": "1", "answered_at": datetime(2026, 9, 1), "customer": "C1", "nps": 9.0}],
        ),
        ADMIN,
    )
    first = ship(store, ADMIN)
    whole = (first.folder / "manifest.json").read_bytes()
    store.commit(
        prepared(
            "surveys",
            [{"survey": "s", "response_id": "2", "answered_at": datetime(2026, 9, 2), "customer": "C2", "nps": 9.0}],
        ),
        ADMIN,
    )
    store.close()
    done = subprocess.run([sys.executable, "-c", SHIPPER, path], env=dict(os.environ), check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert (first.folder / "manifest.json").read_bytes() == whole
    left = set(first.folder.glob("rows_surveys/*"))
    assert len(left) == 2, "the file of the one that was killed counts for nobody"
    store = open_store(path)
    second = ship(store, ADMIN)
    assert second.rows == {"surveys": 1}
    assert len(set(first.folder.glob("rows_surveys/*")) - left) == 1
    assert len(list(first.folder.glob("rows_surveys/*"))) == 2
    store.erase("C1", ADMIN)
    assert manifest_of(first.folder) is None
    assert list(first.folder.glob("*/*.parquet")) == []
    third = ship(store, ADMIN)
    assert third.anew
    assert third.rows == {"surveys": 1}
    assert all(b"C1" not in file.read_bytes() for file in first.folder.glob("*/*.parquet"))
    store.close()
    settings.cache_clear()


def test_a_cluster_that_goes_down_is_said_and_the_store_answers(
    programme: Store, there: cluster.Cluster, engine: Spark
) -> None:
    patch = without_cluster()
    asked = next(one for one in questions(programme, ADMIN, None, ((),)) if one.query.name == "retention.months")
    patch.undo()
    settings.cache_clear()
    ship(programme, ADMIN)
    same(programme, there, asked)
    engine.processes["connect"].send_signal(signal.SIGKILL)
    engine.processes["connect"].wait()
    before = there.answered
    programme._memory.forget()
    pd.testing.assert_frame_equal(programme.read(asked.query, ADMIN, params=asked.params), asked.said)
    assert there.answered == before
    assert [issue.code for issue in cluster.about_cluster(programme)] == ["cluster_unreached"]
