"""What identifies a person is taken out of free text wherever it comes from, said at the gate, and gone with an
erasure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.access import Rights
from data.store import Edit, Store
from data.store.comments import add_comment, read_comments
from data.store.editions import freeze
from data.store.engine import cursor_of
from data.store.person import load_person
from data.store.scrubbing import masked, scrubbed
from tests.data.commands.test_commands import run
from tests.data.store.builders import ADMIN, ask, prepared

TEXTS = {
    "call 138-0013-8000 or 13800138000": "call *** or ***",
    "+86 138 0013 8000": "+86 ***",
    "138.0013.8000": "***",
    "一三八零零一三八零零零 打给他": "*** 打给他",
    "(555) 123-4567, ssn 123-45-6789": "***, ssn ***",
    "电话（021）6234-5678": "电话***",
    "证件 110101 19900307 7758 或 11010119900307775X": "证件 *** 或 ***",
    "６２２２０２１２３４５６７８９０１２３": "***",
    "6222 0212 3456 7890 123": "***",
    "a.b@c.co / a＠qq.com": "***@*** / ***@***",
    "2026-11-23 10:30, 2025-2026, ¥1,234,567.00, 98%": "2026-11-23 10:30, 2025-2026, ¥1,234,567.00, 98%",
    "W6: 12 of 340 customers, case 123456": "W6: 12 of 340 customers, case 123456",
    "二〇二六年十一月第十二批": "二〇二六年十一月第十二批",
    "": "",
}


def test_texts_of_files_and_of_people_are_cleaned_by_the_same_patterns() -> None:
    engine = duckdb.connect()
    engine.execute("create table texts (said varchar)")
    engine.executemany("insert into texts values (?)", [[text] for text in TEXTS])
    by_engine = engine.execute(f"select {masked('said')} from texts").fetchall()  # noqa: S608 - own column
    assert [text for (text,) in by_engine] == list(TEXTS.values())
    assert [scrubbed(text) for text in TEXTS] == list(TEXTS.values())
    assert [scrubbed(text) for text in TEXTS.values()] == list(TEXTS.values())  # once is enough


ACTION = {"action": "A1", "title": "Ring back", "owner": "IT", "due_on": date(2026, 12, 1)}


def test_a_file_says_how_many_texts_were_cleaned(store: Store) -> None:
    notes = ["call 13800138000", "mail a@b.example", "nothing", "*** already"]
    rows = [{**ACTION, "action": f"A{n}", "note": note} for n, note in enumerate(notes)]
    receipt = store.commit(prepared("actions", rows), ADMIN)
    told = [issue for issue in store.issues(receipt.batch_id, ADMIN) if issue.code == "text_scrubbed"]
    assert [(one.column, one.count, one.severity) for one in told] == [("note", 2, "warn")]
    kept = store.read(ask("select note from {actions} order by action"), ADMIN)["note"].tolist()
    assert kept == ["call ***", "mail ***@***", "nothing", "*** already"]


def test_what_is_typed_on_screen_is_cleaned_too(store: Store) -> None:
    """A note in the editor, a reason for taking a row away, a reason for an undo, a purpose."""
    store.commit(prepared("actions", [{**ACTION, "note": "before"}]), ADMIN)
    (row,) = store.read(ask("select row_id from {actions}"), ADMIN)["row_id"].tolist()
    store.edit(Edit("actions", int(row), {"note": "ring 138-0013-8000"}), ADMIN)
    (line,) = store.read(ask("select row_id, note from {actions}"), ADMIN).itertuples()
    assert line.note == "ring ***"
    gone = store.edit(Edit("actions", int(line.row_id), remove=True, reason="it was 13800138000"), ADMIN)
    store.withdraw(gone.batch_id, ADMIN, reason="a@b.example asked")
    store.audit("rows", Rights("x", "administrator", purpose="for 13800138000"))
    with cursor_of(store._root) as cursor:
        reasons = cursor.execute("select reason from batch_log where reason <> '' order by seq").fetchall()
        personal = cursor.execute("select string_agg(personal, ' ') from audit_personal").fetchall()[0][0]
    assert reasons == [("it was ***",), ("***@*** asked",)]
    assert "13800138000" not in personal
    assert "a@b.example" not in personal
    assert "for ***" in personal


@pytest.fixture
def board(store: Store) -> Store:
    """A store with an edition and comments, of which two name customer C-104."""
    store.commit(prepared("customers", [{"customer": f"C-{n}", "wave": "W1"} for n in (104, 1040)]), ADMIN)
    moment = store.batches(ADMIN)["known_at"].max().to_pydatetime()
    with store.editions.collecting(moment) as kept:
        store.read(
            ask("select wave, count(*) as n from {placed:customers} group by wave", "aggregate", ("wave",)),
            ADMIN,
            as_of=moment,
        )
    freeze(store, "Board", moment, kept, ADMIN)
    add_comment(store, "Board", "", "c-104 rang on 13800138000: see to it", ADMIN)
    add_comment(store, "Board", "tiles", "客户C-104投诉", ADMIN)
    add_comment(store, "Board", "", "C-1040 is well, so is C-10", ADMIN)
    return store


def words(store: Store) -> list[str]:
    return sorted(one.words for one in read_comments(store, "Board", Rights("x", "administrator")))


def test_a_comment_keeps_no_number_and_an_erasure_takes_the_name_out_of_it(board: Store) -> None:
    assert words(board) == ["C-1040 is well, so is C-10", "c-104 rang on ***: see to it", "客户C-104投诉"]
    found = load_person(board, "C-104", ADMIN)
    assert sorted(one["words"] for one in found["edition_comments"]) == [
        "c-104 rang on ***: see to it",
        "客户C-104投诉",
    ]
    assert len(found["customers"]) == 1
    counts = board.erase("C-104", ADMIN)
    assert counts == {"customers": 1, "edition_comments": 2}
    assert words(board) == ["*** rang on ***: see to it", "C-1040 is well, so is C-10", "客户***投诉"]
    assert load_person(board, "C-104", ADMIN) == {}
    assert [edition.whole for edition in board.editions.all()] == [True]
    assert not [issue for issue in board.check() if issue.severity == "reject"]


def test_every_column_is_accounted_for_at_the_gate(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        "customer id,wave,overall satisfaction,phone,name,comment,answered on\n"
        + "".join(
            f"C{n},W1,{n % 5 + 1},1380013{8000 + n},Zhang {n},call 1380013{8000 + n},2026-11-{n % 20 + 1:02}\n"
            for n in range(12)
        ),
        encoding="utf-8",
    )
    code, told = run("load", "surveys", str(file), "--set", "survey=S1")
    assert code == 0, told
    code, gate = run("batches", str(told["batch_id"]))
    fates = {one["header"]: (one["field"], one["fate"], one["cleaned"]) for one in gate["columns"]}  # type: ignore[attr-defined]
    assert code == 0
    assert fates["customer id"] == ("customer", "pseudonym", 0)
    assert fates["phone"][1] == fates["name"][1] == "personal"
    assert fates["comment"][1:] == ("scrubbed", 12)
    assert fates["wave"][1] == "kept"
    assert sum(n for fate, n in gate["counts"].items() if fate != "cleaned") == 7  # type: ignore[attr-defined]
