"""A sheet with months across, as a person meets it: said, shown as rows, changed, kept, and known again."""

from __future__ import annotations

import pytest

from analytics.records import load_rows
from data.access import local_rights
from pages.kit.cache import open_programme
from tests.pages.desk import answer, drop, open_app, press, told

ADMIN = local_rights("local", "administrator")
MONTHS = "类别,2026年1月,2026年2月,2026年3月\n系统,1,2,3\n沟通,4,,6\n"
BUDGET = "成本预算.csv"


@pytest.mark.parametrize(
    ("lang", "said", "label"),
    [
        ("en", "3 months stand across; each filled cell becomes one row.", "Keep 5 cost rows"),
        ("zh", "3个月横向排列；每个有值的单元格读为一行。", None),
    ],
)
def test_it_is_said_and_kept_as_rows(lang: str, said: str, label: str | None) -> None:
    app = drop(open_app("upload", lang=lang), BUDGET, MONTHS.encode())
    assert said in told(app)
    assert "2026-02-01" in told(app)
    if label:
        assert "5" in app.button(key="upload_keep").label
    press(app, "upload_keep")
    rows = load_rows(open_programme(), ADMIN, "costs").frame
    assert sorted(rows["budget"].astype(float)) == [1, 2, 3, 4, 6]


def test_a_column_is_left_and_the_sheet_read_as_it_stands_and_back() -> None:
    app = drop(open_app("upload"), BUDGET, MONTHS.encode())
    app.multiselect(key="upload_across_0_columns").set_value(["2026年1月", "2026年2月"]).run()
    assert not app.exception
    assert "2 months stand across" in told(app)
    press(app, "upload_across_as_it_stands")
    assert "read as it stands" in told(app)
    assert "upload_across_0_columns" not in {one.key for one in app.multiselect}
    press(app, "upload_across_spread")
    assert "3 months stand across" in told(app)


def test_a_year_is_asked_and_the_next_file_is_known_with_its_new_month() -> None:
    file = "类别,1月,2月,3月\n系统,1,2,3\n"
    app = drop(open_app("upload"), BUDGET, file.encode())
    assert "names no year" in told(app)
    answer(app, "2026")
    press(app, "upload_keep")
    press(app, "upload_next")
    drop(app, "成本预算 4月.csv", file.replace("3月\n", "3月,4月\n").replace(",3\n", ",3,4\n").encode())
    assert "Since last time column “4月” is new." in told(app)
    assert "4 months stand across" in told(app)
    answer(app, "2026")
    assert "No problem found" in told(app)
    press(app, "upload_keep")
    assert list(open_programme().batches(ADMIN)["new"]) == [1, 3]
    assert list(open_programme().batches(ADMIN)["unchanged"]) == [3, 0]


def test_what_the_amounts_are_is_asked_by_the_names_of_fields() -> None:
    app = drop(open_app("upload"), "成本.csv", MONTHS.encode())
    if any(button.key == "upload_go" for button in app.button):
        press(app, "upload_go")
    assert "What are the amounts" in told(app)
    answer(app, "actual")
    press(app, "upload_keep")
    rows = load_rows(open_programme(), ADMIN, "costs").frame
    assert sorted(rows["actual"].astype(float)) == [1, 2, 3, 4, 6]
