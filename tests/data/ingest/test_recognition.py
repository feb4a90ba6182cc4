"""Which dataset a plain table is, by the names of its columns alone."""

from __future__ import annotations

import pytest

from data.datasets import DATASETS, OWN
from data.ingest import understand
from data.ingest.names import match_header, rank_datasets
from tests.data.ingest.tables import csv_book, prepared, values

LOADED = sorted(set(DATASETS) - OWN)


@pytest.mark.parametrize("lang", ["en", "zh", "names"])
@pytest.mark.parametrize("name", LOADED)
def test_a_table_with_the_declared_names_is_its_dataset(name: str, lang: str) -> None:
    fields = [field for field in DATASETS[name].fields if field.type != "json"]
    headers = [(field.name if lang == "names" else field.label(lang),) for field in fields]
    first, *others = rank_datasets(headers, "file Sheet1")
    assert first.dataset == name
    assert all(first.score - other.score > 0.08 for other in others)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("您的客户编号", "customer"),
        ("Customer-ID", "customer"),
        ("客户编号（必填）", "customer"),
        ("3、总体满意度", "csat"),
        ("Q2. Overall satisfaction", "csat"),
        ("您对转移过程满意吗?", "csat"),
        ("How satisfied are you with the transfer?", "csat"),
        ("您有多大可能\n推荐我们?", "nps"),
        ("How likely are you to recommend us to a friend?", "nps"),
        ("愿意推荐的程度", "nps"),
        ("响应速度", None),
        ("您对市场活动的评价", None),
        ("满意的原因", None),
        ("推荐人", None),
        ("Dissatisfaction reason", None),
        ("How satisfied are you with the lounge?", None),
        ("不满意的方面", None),
        ("客户编号备注", None),
    ],
)
def test_a_header_means_a_field_by_its_whole_text(header: str, field: str | None) -> None:
    match = match_header((header,), DATASETS["surveys"])
    assert (match.field if match else None) == field


def test_cells_that_do_not_fit_take_the_field_away() -> None:
    """A column called "satisfaction" that holds sentences is no rating."""
    how = understand(
        csv_book("customer,answered at,satisfaction\nC1,2026-09-01,it took too long\nC2,2026-09-01,all went well\n"),
        dataset="surveys",
    )
    assert [guess.field for guess in how.columns] == ["customer", "answered_at", None]


def test_two_columns_of_one_name_do_not_fight() -> None:
    how = understand(csv_book("customer,answered at,CSAT (1-5),CSAT (1-5)\nC1,2026-09-01,5,4\n"))
    assert [(guess.header, guess.field) for guess in how.columns][2:] == [
        ("CSAT (1-5)", "csat"),
        ("CSAT (1-5) (2)", None),
    ]


@pytest.mark.parametrize(
    "heads",
    [
        [["客户编号", "答卷时间", "评分", "", "", "意见建议"], ["", "", "服务态度", "总体满意度", "办理速度", ""]],
        [["客户编号", "答卷时间", "", "评分", "", "意见建议"], ["", "", "服务态度", "总体满意度", "办理速度", ""]],
        [["回访", "", "评分", "", "", "意见建议"], ["客户编号", "答卷时间", "服务态度", "总体满意度", "办理速度", ""]],
    ],
    ids=["headers over two rows", "a column without a header above", "groups"],
)
def test_headers_in_two_rows_are_read_whichever_of_them_is_merged(heads: list[list[str]]) -> None:
    rows = [["C1", "2026-03-01", "5", "4", "3", "好"], ["C2", "2026-03-02", "4", "3", "2", ""]]
    text = "".join(",".join(row) + "\n" for row in [["客户回访表", "", "", "", "", ""], *heads, *rows])
    done = prepared(csv_book(text), "surveys")
    assert [one.code for one in done.issues] == []
    assert [values(done, name) for name in ("customer", "service_attitude", "csat", "comment")] == [
        ["C1", "C2"],
        [5, 4],
        [4, 3],
        ["好", None],
    ]
