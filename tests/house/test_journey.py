"""From files to a number and back, through every floor: what people load, what they see, what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import Rights, local_rights
from data.ingest import prepare, read_file, understand
from data.store import Receipt, Store, open_store

ANNA = local_rights("anna", "administrator")
IDS = [f"KH-77{n:04d}" for n in range(120)]
SCORES = (10, 9, 3)
WAVES = "波次,分支机构,计划开始,切换日\nW1,B01,2026-09-01,2026-09-15\nW2,B02,2026-10-01,2026-10-15\n"
ROSTER = "客户编号,姓名,手机号,波次,分支机构,客户群\n" + "".join(
    f"{customer},欧阳测试{n},138001{n:05d},W{1 + n % 2},B0{1 + n % 2},retail\n" for n, customer in enumerate(IDS)
)
ANSWERS = "客户编号,答卷时间,NPS推荐意愿,意见\n" + "".join(
    f"{customer},2026-11-{1 + n % 20:02d} 10:00,{SCORES[n % 3]},请回电138001{n:05d}或者写信到customer{n}@mail.example\n"
    for n, customer in enumerate(IDS)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = open_store(str(folder / "programme.duckdb"))
    yield opened
    opened.shut()


def load(store: Store, name: str, text: str, rights: Rights = ANNA) -> Receipt:
    """What the upload page and the command do with a file that leaves nothing open."""
    book = read_file(name, text.encode("utf-8-sig"))
    understood = understand(book, remembered=store.mappings())
    assert understood.questions == ()
    return store.commit(prepare(book, understood), rights)


def nps(store: Store, **chosen: object) -> list[tuple[float, int]]:
    frame = METRICS["nps"].compute(store, Scope(ANNA).but(**chosen), by=("wave",))
    return [(round(value, 9), n) for value, n in zip(frame["value"], frame["n"], strict=True)]


def test_from_files_to_a_number_and_back(store: Store) -> None:
    """120 answers, 80 promoters and 40 detractors evenly over two waves: 100/3 in each, until the batch is undone."""
    assert [load(store, *file).dataset for file in (("w.csv", WAVES), ("r.csv", ROSTER))] == ["waves", "customers"]
    assert nps(store) == []
    receipt = load(store, "answers.csv", ANSWERS)
    assert (receipt.counts.read, receipt.counts.new) == (120, 120)
    assert nps(store) == [(33.333333333, 60), (33.333333333, 60)]
    assert nps(store, waves=("W2",)) == [(33.333333333, 60)]

    again = load(store, "answers-again.csv", ANSWERS)
    assert (again.counts.new, again.counts.unchanged) == (0, 120)
    store.withdraw(receipt.batch_id, ANNA)
    assert nps(store) == [(33.333333333, 60), (33.333333333, 60)], "the second file still says so"
    store.withdraw(again.batch_id, ANNA)
    assert nps(store) == []
    assert [issue for issue in store.check() if issue.severity == "reject"] == []


def test_a_correction_changes_the_number_and_its_undo_restores_it(store: Store) -> None:
    for file in (("w.csv", WAVES), ("r.csv", ROSTER), ("answers.csv", ANSWERS)):
        load(store, *file)
    corrected = load(store, "corrected.csv", ANSWERS.replace(",3,", ",10,"))
    assert (corrected.counts.updated, corrected.counts.unchanged) == (40, 80)
    assert nps(store) == [(100.0, 60), (100.0, 60)]
    store.withdraw(corrected.batch_id, ANNA)
    assert nps(store) == [(33.333333333, 60), (33.333333333, 60)]


def test_nothing_personal_is_kept(store: Store, folder: Path) -> None:
    """Neither a table of the store nor a file beside it has an id, a name, a phone number or an address."""
    for file in (("w.csv", WAVES), ("r.csv", ROSTER), ("answers.csv", ANSWERS)):
        load(store, *file)
    load(store, "bad.csv", ANSWERS.replace("2026-11-", "2026-13-").replace(",10,", ",ten,"))
    store.audit("export", ANNA, rows=120)
    store.shut()
    personal = (*IDS, "KH-77", "KH77", "欧阳测试", "138001", "@mail.example")
    kept = "\n".join(everything_in(folder / "programme.duckdb"))
    assert "请回电" in kept, "the comment itself is kept, masked"
    assert [word for word in personal if word.casefold() in kept.casefold()] == []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [word for word in personal if word.encode() in content] == [], path.name


def everything_in(path: Path) -> list[str]:
    """Every value of every table of a DuckDB file, as text."""
    with duckdb.connect(str(path), read_only=True) as engine:
        named = engine.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        return [
            str(value)
            for schema, table in named
            for row in engine.table(f'"{schema}"."{table}"').fetchall()
            for value in row
        ]
