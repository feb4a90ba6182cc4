"""Leaving with everything and coming back: the same to the digit, whole or not at all, and nothing changed on the way
unseen."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from data.access import Rights
from data.ingest.words import refusal_words
from data.language import Translator
from data.problems import Refusal
from data.store import Store, open_store
from data.store.arriving import Arrived, arrive
from data.store.comments import add_comment, read_comments
from data.store.editions import freeze
from data.store.engine import cursor_of
from data.store.leaving import TABLES, Left, leave
from data.store.secret import secret_file
from data.store.swapping import clear
from tests.data.store.builders import ADMIN, ask, prepared
from tests.data.store.test_backup import FEW, KEY, opened

ROOT = Path(__file__).resolve().parents[3]
COUNT = ask("select wave, count(*) as n from {placed:customers} group by wave order by wave", "aggregate", ("wave",))


def everything(store: Store) -> dict[str, list[Any]]:
    """All that is kept, the audit log too; of the odds and ends all but the sealed key, which has a new salt each time,
    and which entry was the last at a closing."""
    with cursor_of(store._root) as cursor:
        names = [
            name
            for (name,) in cursor.execute(
                "select table_name from duckdb_tables() where database_name = 'store'"
            ).fetchall()
        ]
        kept = {name: sorted(cursor.table(name).fetchall(), key=repr) for name in sorted(names)}
    return kept | {"meta": [row for row in kept["meta"] if row[0] not in ("master_key", "audit_end")]}


def fill(store: Store) -> str:
    """Waves and customers with names of every kind, a correction, an undone batch, an erased customer, an edition with
    a comment; the id of the last batch."""
    names = ["=1+1", "@x", "-5", "+4", "\tx", "中文 <b>", 'a "quoted", b']
    store.commit(prepared("waves", [{"wave": f"W{n}", "name": name} for n, name in enumerate(names)]), ADMIN)
    store.commit(prepared("customers", [{"customer": f"C{n}", "wave": f"W{n % 2}"} for n in range(40)]), ADMIN)
    undone = store.commit(prepared("waves", [{"wave": "W9", "name": "wrong"}]), ADMIN)
    store.withdraw(undone.batch_id, ADMIN, reason="another programme")
    store.erase("C7", ADMIN)
    moment = store.batches(ADMIN)["known_at"].max().to_pydatetime()
    with store.editions.collecting(moment) as kept:
        store.read(COUNT, ADMIN, as_of=moment)
    freeze(store, "Board", moment, kept, ADMIN)
    add_comment(store, "Board", "", "fine", ADMIN)
    return store.commit(prepared("waves", [{"wave": "W1", "name": "Renamed"}]), ADMIN).batch_id


@pytest.fixture(params=["", KEY], ids=["plain", "encrypted"])
def left(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, str, Left]]:
    """A store with data, its last batch and the folder that it left to."""
    store = opened(str(tmp_path / "s" / "store.duckdb"), request.param)
    last = fill(store)
    yield store, last, leave(store, tmp_path / "all", ADMIN, with_csv=True)
    store.shut()
    store.close()


def arrived(left: Left, store: Store, to: Path, **more: Any) -> Arrived:
    """The folder put in at ``to``, with the key of the store that it came from."""
    given = {"key": store.key, "secret": None if store.encrypted else secret_file(Path(store.address)), "datasets": FEW}
    return arrive(left.path, to, ADMIN, **(given | more))


def test_what_comes_back_is_the_same_to_the_digit(left: tuple[Store, str, Left], tmp_path: Path) -> None:
    store, last, folder = left
    before = everything(store)
    done = arrived(folder, store, tmp_path / "n" / "b.duckdb")
    assert (done.batches, done.withdrawn, dict(done.rows)) == (4, 1, {"waves": 7, "customers": 39})
    again = opened(str(done.store), store.key or "")
    try:
        after = everything(again)
        assert [row[4] for row in after.pop("audit")[-1:]] == ["import_all"]
        assert [row[4] for row in before.pop("audit")[-1:]] == ["export_all"]
        assert after == before
        assert again.pseudonym("C1") == store.pseudonym("C1")
        assert (again.encrypted, secret_file(done.store).exists()) == (store.encrypted, not store.encrypted)
        assert not [issue for issue in again.check() if issue.severity == "reject"]
        (edition,) = again.editions.all()
        assert (
            edition.name,
            edition.whole,
            [one.words for one in read_comments(again, "Board", Rights("x", "administrator"))],
        ) == (
            "Board",
            True,
            ["fine"],
        )
        for as_of in (None, edition.made_at):
            assert again.read(COUNT, ADMIN, as_of=as_of).equals(store.read(COUNT, ADMIN, as_of=as_of))
        again.commit(prepared("customers", [{"customer": "C7", "wave": "W1"}]), ADMIN)  # who was erased stays erased
        for one in (again, store):
            one.withdraw(last, ADMIN)
            assert len(one.read(ask("select customer from {customers}"), ADMIN)) == 39
            with cursor_of(one._root) as cursor:
                assert cursor.execute("select name from current_waves where wave = 'W1'").fetchall() == [("@x",)]
    finally:
        again.close()


def test_every_table_of_a_store_leaves(left: tuple[Store, str, Left]) -> None:
    """A table that a later version adds must not stay behind unnoticed."""
    store, _, folder = left
    own = {f"{kind}_{name}" for name in FEW for kind in ("past", "current", "sightings")}
    assert set(everything(store)) - own == {*TABLES, "meta"}
    manifest = json.loads((folder.path / "manifest.json").read_text(encoding="utf-8"))
    for name, told in manifest["files"].items():
        if name.endswith(".parquet"):
            assert pq.read_metadata(folder.path / name).num_rows == told["rows"]
    assert manifest["datasets"]["waves"]["label"] == {"en": "Waves", "zh": "波次"}
    assert (manifest["batches"], manifest["withdrawn"]) == (4, 1)


def test_only_its_owner_reads_it_and_no_key_lies_in_it(left: tuple[Store, str, Left]) -> None:
    store, _, folder = left
    found = [folder.path, *folder.path.rglob("*")]
    assert {f"{file.stat().st_mode & 0o777:o}" for file in found} == {"700", "600"}
    assert {file.stat().st_mode & 0o777 for file in found if file.is_dir()} == {0o700}
    content = b"".join(file.read_bytes() for file in found if file.is_file())
    keys = [KEY.encode()] if store.encrypted else [secret_file(Path(store.address)).read_bytes()]
    keys += [key.hex().encode() for key in (store._pseudonym_key, store._rounding_key, store._sealing_key)]
    keys += [store._pseudonym_key, store._sealing_key]
    assert [key for key in keys if key in content] == []
    assert folder.sealed is store.encrypted


def test_no_cell_of_the_csv_is_a_formula_and_nothing_of_it_is_lost(left: tuple[Store, str, Left]) -> None:
    _, _, folder = left
    with (folder.path / "csv" / "waves.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert sorted(names) == sorted(["'=1+1", "Renamed", "'-5", "'+4", "'\tx", "中文 <b>", 'a "quoted", b'])


HARMS = {
    "byte": "export_damaged",
    "gone": "export_damaged",
    "swapped": "export_damaged",
    "manifest": "export_damaged",
    "cut": "export_unknown",
    "seal": "export_damaged",
    "newer": "export_newer",
    "dataset": "export_newer",
    "empty": "export_unknown",
}


@pytest.mark.parametrize("left", [""], indirect=True, ids=["plain"])
@pytest.mark.parametrize("harm", HARMS)
def test_what_was_changed_on_the_way_is_refused_in_both_languages(
    left: tuple[Store, str, Left], tmp_path: Path, harm: str
) -> None:
    store, _, folder = left
    place = Path(shutil.copytree(folder.path, tmp_path / "copy"))
    file, manifest = place / "rows" / "waves.parquet", place / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    if harm == "byte":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif harm == "gone":
        file.unlink()
    elif harm == "swapped":
        shutil.copy(place / "sightings" / "waves.parquet", file)
    elif harm == "manifest":
        told["batches"] += 1
    elif harm == "seal":
        told["seal"] = "é" * 64
    elif harm == "newer":
        told["schema"] = 999
    elif harm == "dataset":
        told["datasets"]["of_tomorrow"] = {}
    if harm in ("manifest", "seal", "newer", "dataset"):
        manifest.write_text(json.dumps(told), encoding="utf-8")
    if harm == "cut":
        manifest.write_bytes(manifest.read_bytes()[:-200])
    if harm == "empty":
        manifest.unlink()
    with pytest.raises(Refusal) as refused:
        arrived(replace(folder, path=place), store, tmp_path / "n" / "b.duckdb")
    assert refused.value.code == HARMS[harm]
    assert not (tmp_path / "n").exists() or list((tmp_path / "n").iterdir()) == []
    for lang in ("en", "zh"):
        assert all(refusal_words(refused.value, Translator(lang)))


def test_it_comes_back_only_with_its_own_key_and_to_an_empty_place(
    left: tuple[Store, str, Left], tmp_path: Path
) -> None:
    store, _, folder = left
    other = opened(str(tmp_path / "o" / "other.duckdb"), "")
    other.commit(prepared("waves", [{"wave": "W1", "name": "Mine"}]), ADMIN)
    other.close()
    stranger = secret_file(tmp_path / "o" / "other.duckdb")
    to = tmp_path / "n" / "b.duckdb"
    wrong: list[tuple[dict[str, Any], Path, str]] = [
        ({"secret": stranger}, to, "secret_other"),
        ({"secret": None, "key": None}, to, "export_key_sealed" if store.encrypted else "export_key_missing"),
        ({}, Path(store.address), "store_owned"),
        (
            {"key": None, "secret": stranger} if store.encrypted else {},
            tmp_path / "o" / "other.duckdb",
            "secret_other" if store.encrypted else "import_not_empty",
        ),
    ]
    if store.encrypted:
        wrong.append(({"key": "another key"}, to, "wrong_key"))
    for given, address, code in wrong:
        with pytest.raises(Refusal) as refused:
            arrived(folder, store, address, **given)
        assert refused.value.code == code
    assert not to.exists()
    assert [*(tmp_path / "o").glob("other.replaced*")] == []


def test_a_store_without_a_key_comes_back_encrypted_where_one_is_set(tmp_path: Path) -> None:
    store = opened(str(tmp_path / "s" / "store.duckdb"), "")
    fill(store)
    folder = leave(store, tmp_path / "all", ADMIN)
    done = arrived(folder, store, tmp_path / "n" / "b.duckdb", key=KEY)
    again = opened(str(done.store), KEY)
    assert (again.encrypted, again.pseudonym("C1")) == (True, store.pseudonym("C1"))
    assert not secret_file(done.store).exists()
    again.close()
    store.close()
    assert all(b"Renamed" not in file.read_bytes() for file in (tmp_path / "n").iterdir())


@pytest.mark.parametrize("left", [""], indirect=True, ids=["plain"])
@pytest.mark.parametrize(
    "rights",
    [
        Rights("a", "compliance"),
        Rights("a", "analyst"),
        Rights("a", "manager"),
        Rights("a", "executive"),
        Rights("a", "administrator", branches=frozenset({"B1"})),
        Rights("a", "administrator", datasets=frozenset({"waves"})),
    ],
    ids=lambda one: f"{one.role}{' of a branch' if one.restricted else ''}{' of a dataset' if one.datasets else ''}",
)
def test_only_an_administrator_of_everything_takes_it_out_or_puts_it_in(
    left: tuple[Store, str, Left], tmp_path: Path, rights: Rights
) -> None:
    store, _, folder = left
    for ask_ in (
        lambda: leave(store, tmp_path / "b", rights),
        lambda: arrive(folder.path, tmp_path / "n" / "b.duckdb", rights, key=KEY, datasets=FEW),
    ):
        with pytest.raises(Refusal) as refused:
            ask_()
        assert refused.value.code == "not_allowed"
    assert not (tmp_path / "b").exists()
    assert not (tmp_path / "n").exists()


def test_a_folder_that_holds_something_is_not_written_into(tmp_path: Path, store: Store) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    for place in (full, full / "mine.txt"):
        with pytest.raises(Refusal) as refused:
            leave(store, place, ADMIN)
        assert refused.value.code == "folder_not_empty"
    (tmp_path / "empty").mkdir()
    assert leave(store, tmp_path / "empty", ADMIN).rows == {}


STOPPED = (
    "import os, signal\nfrom pathlib import Path\nfrom data.store import arriving, leaving, open_store, swapping\nfrom"
    " tests.data.store.builders import ADMIN\nfrom tests.data.store.test_backup import FEW\nstore = None\ndone = 0\ndef"
    " counted(work):\n    def step(*given, **named):\n        global done\n        if done == {step}:\n           "
    " os.kill(os.getpid(), signal.SIGKILL)\n        done += 1\n        return work(*given, **named)\n    return"
    " step\nleaving._digest = counted(leaving._digest)\nleaving.os.rename = counted(os.rename)\nswapping.os.replace ="
    " counted(os.replace)\narriving._take = counted(arriving._take)\narriving.rebuild = counted(arriving.rebuild)\n"
)
OUT = "leaving.leave(open_store({store!r}, key='', datasets=FEW), {all!r}, ADMIN)\nprint(done)\n"
IN = "arriving.arrive({all!r}, {to!r}, ADMIN, key='', secret={store!r} + '.key', datasets=FEW)\nprint(done)\n"


def test_one_that_is_killed_at_any_step_leaves_nothing_half(tmp_path: Path) -> None:
    address = tmp_path / "s" / "store.duckdb"
    store = opened(str(address), "")
    fill(store)
    store.close()
    places = {"store": str(address), "all": str(tmp_path / "all"), "to": str(tmp_path / "n" / "b.duckdb")}

    def ran(work: str, step: int) -> int:
        program = (STOPPED + work).replace("{step}", str(step))
        for name, place in places.items():
            program = program.replace(f"{{{name}!r}}", repr(place))
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stderr
            return int(done.stdout)
        return -1

    steps = ran(OUT, 999)
    assert steps == len(TABLES) + 4 + 1
    shutil.rmtree(places["all"])
    for step in (0, 5, steps - 1):
        assert ran(OUT, step) == -1
        assert not Path(places["all"]).exists()
    assert ran(OUT, 999) == steps
    assert {file.name for file in tmp_path.iterdir()} == {"all", "s"}  # what was killed is cleared away by the next
    steps = ran(IN, 999)
    shutil.rmtree(tmp_path / "n")
    for step in (0, 7, steps - 3):
        assert ran(IN, step) == -1
        assert not Path(places["to"]).exists()
    for step in (steps - 2, steps - 1):  # the change of the files has begun: the next opening completes it
        assert ran(IN, step) == -1
        again = opened(places["to"], "")
        assert len(again.read(ask("select customer from {customers}"), ADMIN)) == 39
        assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
        again.close()
        clear(tmp_path / "n")
        assert {file.name for file in (tmp_path / "n").iterdir()} == {"b.duckdb", "b.duckdb.key"}
        shutil.rmtree(tmp_path / "n")


def test_the_commands_say_what_was_done(tmp_path: Path, store: Store) -> None:
    from tests.data.commands.test_commands import run

    fill(store)
    store.close()
    code, told = run("export", "--all", str(tmp_path / "all"))
    assert (code, told["batches"], told["rows"], told["key_sealed"]) == (0, 4, {"customers": 39, "waves": 7}, False)
    code, refused = run("import", str(tmp_path / "all"), "--to", str(tmp_path / "n" / "b.duckdb"))
    assert (code, refused["refused"]["code"]) == (2, "export_key_missing")
    secret = os.environ["HANDOVER_STORE"] + ".key"
    code, done = run("import", str(tmp_path / "all"), "--to", str(tmp_path / "n" / "b.duckdb"), "--secret", secret)
    assert (code, done["rows"], done["withdrawn"]) == (0, {"customers": 39, "waves": 7}, 1)
    code, refused = run("import", str(tmp_path / "all"), "--secret", secret)
    assert (code, refused["refused"]["code"]) == (2, "import_not_empty")
    again = open_store(str(tmp_path / "n" / "b.duckdb"))
    assert again.audit_log(ADMIN)["event"].tolist()[:2] == [
        "import_all",
        "commit",
    ]  # that it left is noted where it stays
    again.close()
