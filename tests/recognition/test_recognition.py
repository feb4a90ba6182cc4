"""How well tables are recognised: on the files of a branch's move, and on headers that taught nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from data.datasets import DATASETS, OWN
from data.ingest import understand
from data.ingest.names import known_names
from data.ingest.recognition.answers import meant
from data.ingest.recognition.evidence import EVIDENCE, weights
from data.ingest.recognition.index import index
from data.ingest.recognition.meanings import meaning
from data.ingest.recognition.personal import is_card_number, is_identity_number, kind_of_column
from data.ingest.wording import plain
from tests.data.ingest.tables import csv_book
from tests.recognition.making import LANGS, paraphrases
from tests.recognition.measuring import BRANCH_MOVE, Score, of_files, of_paraphrases, of_unseen
from tests.recognition.typed import FRESH, HELD_OUT, KEPT, LATE_KEPT, LATER_KEPT, NEAR_KEPT

CERTAIN_COLUMNS, CERTAIN_RIGHT = 800, 0.98
"""Columns of the tables that were kept apart that are called certain, and the share of them that is right: the aim is
0.99, and of the others some are named in a word that is declared for another field."""


@cache
def _files() -> Score:
    return of_files(BRANCH_MOVE)


def test_the_files_of_a_branch_are_recognised(record_property: Callable[[str, object], None]) -> None:
    score = _files()
    record_property("branch_move", score.told())
    assert score.columns_right >= 0.9 * score.columns, score.wrong
    assert score.tables_right >= 0.95 * score.tables, score.wrong
    assert score.offered == score.tables
    assert score.certain_right >= 0.99 * score.certain, score.wrong
    assert score.personal_in_clear == 0


@pytest.mark.parametrize("lang", LANGS)
def test_headers_that_taught_nothing_find_their_fields(
    lang: str, record_property: Callable[[str, object], None]
) -> None:
    score = of_paraphrases(1, lang)
    record_property(f"paraphrases_{lang}", score.told())
    assert score.columns_right >= 0.79 * score.columns, score.told()
    assert score.tables_right >= 0.87 * score.tables, score.told()
    assert score.certain_right >= 0.98 * score.certain, score.wrong


@pytest.mark.parametrize("lang", LANGS)
def test_tables_apart_from_every_word_list_are_recognised(
    lang: str, record_property: Callable[[str, object], None]
) -> None:
    score = of_unseen(lang)
    record_property(f"unseen_{lang}", score.told())
    assert score.columns_right >= 0.9 * score.columns, score.wrong
    assert score.tables_right >= 0.95 * score.tables, score.wrong
    assert score.certain_right >= 0.97 * score.certain, score.wrong
    assert score.personal_in_clear == 0


@pytest.mark.parametrize("lang", LANGS)
def test_tables_that_were_held_out_are_recognised(lang: str, record_property: Callable[[str, object], None]) -> None:
    """Made before the last tuning and never learned from: what is shown here is what a new file meets."""
    score = _apart(lang, HELD_OUT)
    record_property(f"held_out_{lang}", score.told())
    assert score.columns_right >= 0.88 * score.columns, score.wrong
    assert score.tables_right >= 0.93 * score.tables, score.wrong
    assert score.certain_right >= 0.94 * score.certain, score.wrong
    assert score.personal_in_clear == 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("name", "tables", "least", "sure"), [("fresh", FRESH, 0.9, 0.98), ("kept", KEPT, 0.86, 0.99)])
def test_tables_as_people_keep_them_are_recognised(
    name: str, tables: Path, least: float, sure: float, lang: str, record_property: Callable[[str, object], None]
) -> None:
    """Written before any word list was looked at; ``fresh`` teaches the weights, ``kept`` was left alone."""
    score = _apart(lang, tables)
    record_property(f"{name}_{lang}", score.told())
    assert score.columns_right >= least * score.columns, score.wrong
    assert score.tables_right >= 0.95 * score.tables, score.wrong
    assert score.certain_right >= sure * score.certain, score.wrong
    assert score.certain >= 0.7 * score.columns, score.told()  # the rest is asked
    assert score.personal_in_clear == 0


@pytest.mark.parametrize(("lang", "least"), [("zh", 0.8), ("en", 0.75)])
def test_tables_beside_which_another_dataset_is_near_are_recognised(
    lang: str, least: float, record_property: Callable[[str, object], None]
) -> None:
    """Actions and issues, competitors and market, duties and controls, under headers such as 哪天 and *What we do*: the
    weights learned nothing from these tables, of which some words are in the lexicon by now."""
    score = _apart(lang, NEAR_KEPT)
    record_property(f"near_kept_{lang}", score.told())
    assert score.columns_right >= least * score.columns, score.wrong
    assert score.tables_right >= 0.9 * score.tables, score.wrong


@pytest.mark.parametrize(("lang", "least"), [("zh", 0.9), ("en", 0.87)])
def test_exports_of_tools_and_ledgers_are_recognised(
    lang: str, least: float, record_property: Callable[[str, object], None]
) -> None:
    score = _apart(lang, LATE_KEPT)
    record_property(f"late_kept_{lang}", score.told())
    assert score.columns_right >= least * score.columns, score.wrong
    assert score.tables_right >= 0.94 * score.tables, score.wrong
    assert score.personal_in_clear == 0


@pytest.mark.parametrize(("lang", "least"), [("zh", 0.93), ("en", 0.85)])
def test_boards_registers_and_ledgers_are_recognised(
    lang: str, least: float, record_property: Callable[[str, object], None]
) -> None:
    """Boards of sprints, registers of law, ledgers of 用友 and calls: written before the word lists were opened, and
    left alone."""
    score = _apart(lang, LATER_KEPT)
    record_property(f"later_kept_{lang}", score.told())
    assert score.columns_right >= least * score.columns, score.wrong
    assert score.tables_right >= 0.87 * score.tables, score.wrong
    assert score.personal_in_clear == 0


@cache
def _apart(lang: str, tables: Path) -> Score:
    return of_unseen(lang, tables)


def test_what_is_called_certain_is_right_on_all_that_was_kept_apart(
    record_property: Callable[[str, object], None],
) -> None:
    scores = [_apart(lang, tables) for tables in (HELD_OUT, KEPT, NEAR_KEPT, LATE_KEPT, LATER_KEPT) for lang in LANGS]
    certain, right = sum(one.certain for one in scores), sum(one.certain_right for one in scores)
    record_property("certain_kept_apart", f"{right}/{certain}")
    assert certain >= CERTAIN_COLUMNS
    assert right >= CERTAIN_RIGHT * certain, [line for one in scores for line in one.wrong]


def test_paraphrases_are_no_declared_names_and_of_declared_fields() -> None:
    """What measures is not what is known already: few are, and those are never used."""
    for dataset, field in paraphrases().headers:
        assert dataset == "noise" or field in DATASETS[dataset].by_name, (dataset, field)
    every = [(d, word) for (d, _), both in paraphrases().headers.items() for words in both.values() for word in words]
    known = [word for dataset, word in every if dataset != "noise" and plain(word) in known_names(dataset)]
    assert len(known) < 0.05 * len(every), known


def test_the_weights_are_those_of_the_evidence() -> None:
    assert len(weights()["column"]) == len(EVIDENCE)
    assert set(index().about) == set(DATASETS) - OWN


@pytest.mark.parametrize(
    ("header", "concepts"),
    [
        ("原定切换日", {"baseline", "cutover", "date"}),
        ("Planned End Date", {"planned", "finish", "date"}),
        ("存款余额\n（万元）", {"balance"}),
        ("BaselineEnd", {"baseline", "finish"}),
        ("责任部门", {"owner"}),
        ("# % Done", {"id", "percent"}),
        ("所属网点", {"branch"}),
    ],
)
def test_a_header_is_a_set_of_concepts(header: str, concepts: set[str]) -> None:
    assert meaning(header).concepts == concepts


@pytest.mark.parametrize(
    ("shortened", "whole"),
    [
        ("Segm. of cust.", "Segment of customer"),
        ("Fcst finish", "Forecast finish"),
        ("Rspnd. date", "Respond date"),
        ("UoM", "uom"),
    ],
)
def test_a_shortened_word_means_what_the_whole_word_does(shortened: str, whole: str) -> None:
    assert meaning(shortened).concepts == meaning(whole).concepts


@pytest.mark.parametrize("word", ["Fin.", "Comm.", "Tr."])
def test_a_word_that_is_short_for_several_is_none_of_them(word: str) -> None:
    assert meaning(word).concepts == set()


def test_a_register_of_risks_keeps_what_is_done_and_by_when() -> None:
    rows = "".join(f"{n},信函延误{n},{n % 5 + 1},{n % 4 + 1},增加印厂{n},2026-12-0{n}\n" for n in range(1, 9))
    found = understand(
        csv_book(f"风险登记册\n序号,风险描述,P (1-5),影响,应对措施,计划完成时间\n{rows}"), dataset="risks"
    )
    assert {guess.header: guess.field for guess in found.columns} == {
        "序号": "risk",
        "风险描述": "name",
        "P (1-5)": "likelihood",
        "影响": "impact",
        "应对措施": "response",
        "计划完成时间": "response_due_on",
    }


def test_a_number_to_be_called_at_is_no_customer() -> None:
    rows = "".join(f"TS{n},1380000000{n},2026-09-0{n}\n" for n in range(1, 9))
    found = understand(csv_book(f"投诉编号,投诉人电话,受理时间\n{rows}"), dataset="complaints")
    assert [(guess.field, guess.samples) for guess in found.columns if guess.header == "投诉人电话"] == [
        (None, ("1•••", "1•••", "1•••"))
    ]


@pytest.mark.parametrize(
    ("dataset", "field", "word", "value", "sure"),
    [
        ("transfers", "status", "切换失败", "failed", True),
        ("transfers", "status", "客户拒绝", "refused", True),
        ("transfers", "status", "已回退", "returned", True),
        ("transfers", "status", "Rolled back", "returned", True),
        ("complaints", "channel", "12378转办", "referral", True),
        ("risks", "status", "应对中", "open", True),
        ("notices", "bounced", "退信", True, True),
        ("notices", "bounced", "已签收", False, True),
        ("notices", "bounced", "Returned to sender", True, True),
        ("notices", "bounced", "Delivered", False, True),
        ("complaints", "upheld", "不属实", False, True),
        ("training", "passed", "不合格", False, True),
        ("customers", "value_tier", "金卡", "high", False),
        ("treatments", "status", "Done", "done", True),
    ],
)
def test_words_of_people_mean_a_choice(dataset: str, field: str, word: str, value: str | bool, sure: bool) -> None:
    read = meant(word, DATASETS[dataset].by_name[field])
    assert (read and (read.value, read.sure)) == (value, sure)


@pytest.mark.parametrize(
    ("dataset", "field", "word"),
    [("complaints", "upheld", "部分属实"), ("notices", "result", "未回复"), ("customers", "value_tier", "普通")],
)
def test_words_that_may_mean_several_things_are_not_guessed(dataset: str, field: str, word: str) -> None:
    assert [read.value for read in [meant(word, DATASETS[dataset].by_name[field])] if read and read.sure] == []


def test_check_digits_tell_identity_numbers_and_cards() -> None:
    """The examples of GB 11643-1999 and of ISO/IEC 7812-1, annex B, and the same with the last digit changed."""
    assert is_identity_number("11010519491231002X")
    assert is_identity_number("440524188001010014")
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("11010519491331002X")
    assert is_card_number("4012888888881881")
    assert not is_card_number("4012888888881882")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["13800000001", "13900000002", "18612345678"], "phone"),
        (["a@b.cn", "c.d@e.com", "x@y.org"], "mail"),
        (["11010519491231002X", "440524188001010014", "11010519491231002X"], "identity"),
        (["0571000001", "0571000002", "0571000003"], None),
        (["TS-2026-001", "TS-2026-002", "TS-2026-003"], None),
    ],
)
def test_a_column_of_direct_identifiers_is_known_by_its_cells(cells: list[str], kind: str | None) -> None:
    assert kind_of_column(cells) == kind


def test_identity_numbers_under_any_header_are_dropped_and_masked() -> None:
    rows = "".join(f"C{n},11010519491231002X,2026-09-0{n}\n" for n in range(1, 6))
    found = understand(csv_book(f"客户编号,甲,受理时间\n{rows}"), dataset="complaints")
    guess = found.columns[1]
    assert (guess.field, guess.read_as, guess.samples) == (None, "not_kept_personal", ("1•••",))


def test_a_letter_that_nobody_signed_for_is_neither_delivered_nor_returned() -> None:
    """退信 and 未签收 are what became of the letter, not what was answered."""
    rows = "".join(f"C{n},2026-09-0{n % 9 + 1},{('已签收', '退信', '未签收')[n % 3]}\n" for n in range(30))
    book = csv_book(f"客户号,寄出日期,签收情况\n{rows}")
    found = understand(book, dataset="notices")
    line = next(one for one in found.mapping.columns if one.header == "签收情况")
    assert (line.field, line.values) == ("bounced", {"已签收": False, "退信": True, "未签收": None})
    assert [one.column for one in found.questions if one.code == "value"] == []
