"""``--programme``: which of several programmes a command means; and what a file of programmes may say."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from analytics.__main__ import main as analytics
from data.__main__ import main
from data.language import Translator
from data.problems import Refusal
from data.programmes import name_of, programmes
from data.settings import settings
from data.store import open_store


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of programmes that is still to be written; no store is named beside it."""
    file = tmp_path / "programmes.txt"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDOVER_STORE", "")
    monkeypatch.setenv("HANDOVER_PROGRAMMES", str(file))
    settings.cache_clear()
    return file


def run(*argv: str) -> tuple[int, str]:
    out = StringIO()
    return main(argv, out=out), out.getvalue()


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("east\n", "programmes_line", "Line 1 of"),
        ("# both\nea st = a.duckdb\n", "programmes_line", "Line 2 of"),
        ("east =\n", "programmes_line", "Line 1 of"),
        (f"{'e' * 41} = a.duckdb\n", "programmes_line", "Line 1 of"),
        ("east = a/a.duckdb\n\nEast = b/b.duckdb\n", "programmes_twice", "names “East” again"),
        ("east = a.duckdb\nwest = ./x/../a.duckdb\n", "programmes_twice", "stands at east already"),
        (
            "east = var/a.duckdb\nwest = ./var/b.duckdb\n",
            "programmes_folder",
            "puts a second store in the folder of east",
        ),
        (
            "east = lake:postgresql://h/one|/srv/a\nwest = lake:postgresql://h/two|/srv/a\n",
            "programmes_folder",
            "of east",
        ),
        ("east = sc://127.0.0.1\n", "programmes_address", "is none of a store"),
        ("east = lake:mysql://h|f\n", "lake_address", ""),
        ("# nothing\n", "programmes_unreadable", "cannot be read, or names none"),
        (None, "programmes_unreadable", "cannot be read, or names none"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_in_words(told: Path, text: str | None, code: str, said: str) -> None:
    if text is not None:
        told.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        programmes()
    assert refused.value.code == code
    for lang in ("en", "zh"):
        for part in ("", ".todo"):
            words = Translator(lang)(f"problem.{code}{part}", where=refused.value.where, **refused.value.params)
            assert "{" not in words
    assert said in Translator("en")(f"problem.{code}", where=refused.value.where, **refused.value.params)


def test_the_programmes_come_in_the_order_of_the_file(told: Path) -> None:
    told.write_text("\ufeff# ours\nwest = w/p.duckdb\n  东区=e/p.duckdb  \n", encoding="utf-8")
    assert list(programmes().items()) == [("west", "w/p.duckdb"), ("东区", "e/p.duckdb")]
    assert name_of(str(Path("e/p.duckdb").resolve())) == "东区"


def test_a_command_works_on_the_programme_that_it_names(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told.write_text("east = e/p.duckdb\nwest = w/p.duckdb\n", encoding="utf-8")
    for name in ("e", "w"):
        open_store(f"{name}/p.duckdb").close()
    Path("waves.csv").write_text("wave,name\nW1,First\n", encoding="utf-8")
    code, said = run("load", "waves", "waves.csv", "--programme", "west", "--json")
    assert code == 0, said
    listed = {}
    for name in ("east", "west"):
        monkeypatch.setenv("HANDOVER_STORE", "")
        settings.cache_clear()
        code, said = run("batches", f"--programme={name}", "--json")
        listed[name] = len(json.loads(said)["batches"] if isinstance(json.loads(said), dict) else json.loads(said))
    assert listed == {"east": 0, "west": 1}
    monkeypatch.setenv("HANDOVER_STORE", "")
    settings.cache_clear()
    out = StringIO()
    assert analytics(["alerts", "--programme", "west", "--json"], out=out) in (0, 1), out.getvalue()


def test_a_command_that_names_none_is_refused_and_makes_no_store(told: Path, tmp_path: Path) -> None:
    told.write_text("east = e/p.duckdb\nwest = w/p.duckdb\n", encoding="utf-8")
    code, said = run("batches")
    assert (code, "Say --programme and one of: east, west." in said) == (2, True)
    code, said = run("batches", "--programme", "north", "--lang", "zh")
    assert (code, "没有可供查看的项目“north”" in said) == (2, True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["programmes.txt"]


def test_a_store_that_is_named_beside_counts_for_commands(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told.write_text("east = e.duckdb\n", encoding="utf-8")
    open_store("own.duckdb").close()
    monkeypatch.setenv("HANDOVER_STORE", "own.duckdb")
    settings.cache_clear()
    assert run("batches", "--json")[0] == 0
    assert not Path("e.duckdb").exists()
