"""The library of mappings, and files whose headers have changed since last time."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access import Rights
from data.ingest import Mapping, prepare, read_file, understand
from data.ingest.library import (
    checked,
    forget_mapping,
    import_mapping,
    keep_mapping,
    load_library,
    read_wordings,
    with_column,
    with_constants,
    write_wordings,
)
from data.problems import Refusal
from data.store import Store, open_store

ADMIN = Rights("admin", "administrator")
HEAD = "客户编号,满意度(1-5),您对网点的印象,您的建议,日期"
ROWS = ["C1,5,好,无,2026-09-03", "C2,4,一般,快一点,2026-09-04", "C3,2,差,慢,2026-09-05"]


def book(head: str = HEAD, rows: list[str] = ROWS, name: str = "week.csv"):
    return read_file(name, "\n".join([head, *rows]).encode())


def load(store: Store, file, **more):
    found = understand(file, remembered=store.mappings(), **more)
    return store.commit(prepare(file, found), ADMIN)


def test_a_mapping_is_renamed_edited_forgotten_and_each_is_logged(store: Store) -> None:
    load(store, book())
    (first,) = load_library(store)
    assert (first.name, first.uses, first.who, first.edited) == ("", 1, "admin", False)
    keep_mapping(store, ADMIN, first.fingerprint, first.mapping, "每周回访", "mapping_renamed")
    at = next(at for at, line in enumerate(first.mapping.columns) if line.field == "csat")
    turned = with_column(first.mapping, at, {"reversed": True})
    edit = keep_mapping(store, ADMIN, first.fingerprint, turned, "每周回访", "mapping_edited")
    (kept,) = load_library(store)
    assert (kept.name, kept.edited, kept.mapping.columns[at].reversed) == ("每周回访", True, True)
    again = prepare(book(), understand(book(), remembered=store.mappings()))
    assert again.table["csat"].to_pylist() == [1.0, 2.0, 4.0]
    store.withdraw(edit.batch_id, ADMIN)
    assert load_library(store)[0].mapping.columns[at].reversed is False
    forget_mapping(store, ADMIN, first.fingerprint, "每周回访")
    assert (load_library(store), store.mappings()) == ([], {})
    assert understand(book(), remembered=store.mappings()).remembered is False
    events = list(store.audit_log(ADMIN)["event"])
    assert [events.count(f"mapping_{what}") for what in ("renamed", "edited", "forgotten")] == [1, 1, 1]
    load(store, book(rows=["C9,5,好,无,2026-09-09"]))
    assert [one.name for one in load_library(store)] == ["每周回访"]


def test_a_mapping_goes_out_and_comes_in(store: Store, tmp_path: Path) -> None:
    load(store, book())
    text = load_library(store)[0].mapping.to_json()
    other = open_store(str(tmp_path / "other" / "programme.duckdb"))
    try:
        import_mapping(other, ADMIN, text, "from the sister programme")
        assert understand(book(), remembered=other.mappings()).remembered is True
        for wrong, code in (
            ("{", "mapping_not_json"),
            ('{"dataset": "surveys"}', "mapping_without_headers"),
            ('{"dataset": "nothing", "fingerprint": "ab"}', "dataset_unknown"),
        ):
            with pytest.raises(Refusal) as caught:
                import_mapping(other, ADMIN, wrong, "")
            assert caught.value.code == code
    finally:
        other.shut()


def test_what_no_file_could_be_read_by_is_refused() -> None:
    mapping = understand(book()).mapping
    at = next(at for at, line in enumerate(mapping.columns) if line.keep)
    for bad, code in (
        (with_column(mapping, at, {"field": "csat"}), "field_twice"),
        (with_column(mapping, at, {"field": "nonsense"}), "field_unknown"),
        (with_constants(mapping, {"channel": "pigeon"}), "constant_unreadable"),
    ):
        with pytest.raises(Refusal) as caught:
            checked(bad)
        assert caught.value.code == code
    assert checked(with_constants(mapping, {"wave": "W2", "channel": "phone"})).constants["wave"] == "W2"
    assert "wave" not in with_constants(with_constants(mapping, {"wave": "W2"}), {"wave": " "}).constants


def test_wordings_are_written_as_they_are_read() -> None:
    text = "挺好 = 5\na = b = 1\n不清楚 =\nyes = phone"
    assert read_wordings(text) == {"挺好": 5.0, "a = b": 1.0, "不清楚": None, "yes": "phone"}
    assert read_wordings(write_wordings(read_wordings(text))) == read_wordings(text)
    with pytest.raises(Refusal):
        read_wordings("挺好 5")


def test_a_file_with_a_new_and_a_lost_column_is_read_as_the_last_one_but_for_these(store: Store) -> None:
    load(store, book())
    (kept,) = load_library(store)
    at = next(at for at, line in enumerate(kept.mapping.columns) if line.field == "csat")
    keep_mapping(
        store, ADMIN, kept.fingerprint, with_column(kept.mapping, at, {"reversed": True}), "", "mapping_edited"
    )
    file = book(
        "日期,客户编号,满意度(1-5),您的建议,等候多久", ["2026-09-10,C1,5,无,10分钟", "2026-09-11,C4,1,慢,1小时"]
    )
    found = understand(file, remembered=store.mappings())
    assert found.change.new == ("等候多久",)
    assert found.change.gone == (("您对网点的印象", ""),)
    assert found.remembered is False
    assert found.mapping.constants["survey"] == kept.mapping.constants["survey"]
    rows = prepare(file, found)
    assert rows.table["csat"].to_pylist() == [1.0, 5.0]
    assert [(issue.code, issue.column) for issue in rows.issues[:2]] == [
        ("column_new", "等候多久"),
        ("column_gone", "您对网点的印象"),
    ]
    store.commit(rows, ADMIN)
    again = understand(file, remembered=store.mappings())
    assert (again.remembered, again.change) == (True, None)
    alone = understand(file, remembered={kept.fingerprint: kept.mapping.to_json()}, afresh=True)
    assert (alone.change, alone.mapping.columns[2].reversed) == (None, False)


def test_columns_in_another_order_ask_nothing(store: Store) -> None:
    load(store, book())
    found = understand(book("日期,您的建议,您对网点的印象,满意度(1-5),客户编号", []), remembered=store.mappings())
    assert (found.change.only_moved, found.change.same, found.questions) == (True, 5, ())


@pytest.mark.parametrize(
    "head",
    [
        "客户编号,日期,产品,金额,备注",  # too little in common
        "客户,NPS(0-10),时间",
    ],
)
def test_another_form_is_not_taken_for_the_last_one(store: Store, head: str) -> None:
    load(store, book())
    found = understand(book(head, ["C1,2026-09-03,x,1,y"]), remembered=store.mappings(), dataset="surveys")
    assert found.change is None


def test_a_lost_field_is_named_and_a_renamed_question_takes_its_place(store: Store) -> None:
    load(store, book())
    file = book(HEAD.replace("满意度(1-5)", "总体满意度(1-5)"))
    found = understand(file, remembered=store.mappings())
    assert found.change.new == ("总体满意度(1-5)",)
    assert found.change.gone == (("满意度(1-5)", "csat"),)
    assert prepare(file, found).table["csat"].to_pylist() == [5.0, 4.0, 2.0]


def test_a_mapping_file_is_what_the_command_takes(store: Store) -> None:
    load(store, book())
    text = load_library(store)[0].mapping.to_json()
    assert prepare(book(), Mapping.from_json(text)).table.num_rows == 3
