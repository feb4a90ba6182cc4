"""Totals of a ledger: what stands in it, to hold against the spreadsheet it came from."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from analytics.ledger_sums import groups_of, load_sums
from data.access import local_rights
from data.datasets import DATASETS
from data.problems import Refusal
from pages.kit.cache import open_programme
from tests.pages.desk import confirm, drop, open_app, press, told
from tests.pages.seed import prepare

ADMIN = local_rights("local", "administrator")
COSTS = (
    "Period,Cost"
    " category,Line,Budget,Actual\n2026-09-01,IT,Interface,1000,900\n2026-10-01,IT,Interface,500,\n2026-09-01,Staff,Team,200,250\n"
)


def cells(html: str) -> list[list[str]]:
    """The rows of the last table, as texts."""
    table = html[html.rindex("<tbody") :]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
    ]


@pytest.mark.parametrize(
    ("lang", "rows", "total", "filled"), [("en", "Rows", "Sum", "With a value"), ("zh", "行数", "合计", "有值")]
)
def test_the_totals_of_a_ledger_are_those_of_the_file(lang: str, rows: str, total: str, filled: str) -> None:
    app = drop(open_app("upload", lang=lang), "costs.csv", COSTS.encode())
    if any(one.key == "upload_asked_go" for one in app.button):
        confirm(app)
    press(app, "upload_keep")
    app.query_params.update({"view": "sums", "ledger": "costs", "by": "category"})
    app.switch_page("pages/records.py").run()
    assert not app.exception
    budget, actual = (DATASETS["costs"].by_name[name].label(lang) for name in ("budget", "actual"))
    found = {tuple(row[:2]): row[2:] for row in cells(told(app))}
    assert found["", rows] == ["2", "1"]
    assert found[budget, total] == ["1,500.00", "200.00"]
    assert (found[actual, total], found[actual, filled]) == (["900.00", "250.00"], ["1", "1"])


def test_only_who_sees_rows_sees_their_totals() -> None:
    press(drop(open_app("upload"), "costs.csv", COSTS.encode()), "upload_keep")
    with pytest.raises(Refusal, match="row"):
        load_sums(open_programme(), local_rights("local", "executive"), "costs")


def test_every_ledger_has_totals_and_an_empty_one_none() -> None:
    """The question is asked of the store for each ledger, alone and by its first field of words."""
    store = open_programme()
    for name in DATASETS:
        for by in ("", *groups_of(name)[:1]):
            found = load_sums(store, ADMIN, name, by)
            assert (found.sides, found.hidden, len(found.lines)) == ((), 0, 0), (name, by)


def test_who_is_satisfied_is_told_by_the_scale_of_the_answers() -> None:
    """Sevens and sixes of seven points, fours and fives of five: what *Satisfaction* calls satisfied, no other rule."""
    store, day = open_programme(), datetime(2026, 11, 2, 9)
    for points, scores in ((7, (7, 6, 5, 4)), (5, (5, 4, 3))):
        rows = [
            {
                "survey": f"of {points}",
                "response_id": f"{points}-{at}",
                "answered_at": day,
                "csat": float(one),
                "csat_points": points,
                "nps": float(one),
            }
            for at, one in enumerate(scores)
        ]
        store.commit(prepare("surveys", rows, f"{points}.xlsx"), ADMIN)
    lines = load_sums(store, ADMIN, "surveys").lines.set_index(["field", "measure"])
    assert lines.loc[("csat", "satisfied"), "n"] == 4
    assert lines.loc[("nps", "nps"), "amount"] == -100 * 6 / 7
    store.close()
