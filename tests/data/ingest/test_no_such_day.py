"""Days that no calendar has are refused, not moved to the next month."""

from __future__ import annotations

import pytest

from data.ingest import prepare, read_file, understand

HEADER = "Survey,Answer id,Answered at,Customer,Overall satisfaction (CSAT)"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("2026-02-{:02d} 10:00:00", "2026-02-30 10:15:00"),
        ("2026-02-{:02d} 10:00:00", "2026-04-31 10:15:00"),
        ("2026-02-{:02d}", "2026-02-29"),
        ("2026/2/{:02d} 10:00", "2026/2/30 10:15"),
        ("{:02d}/02/2026", "31/02/2026"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_its_row(good: str, bad: str) -> None:
    rows = [f"Transfer survey,R{day},{good.format(day)},C{day},5" for day in (13, 28, 1, 17, 3)]
    text = "\n".join([HEADER, *rows, f"Transfer survey,R99,{bad},C99,4"])
    book = read_file("answers.csv", text.encode())
    prepared = prepare(book, understand(book, dataset="surveys"))
    assert prepared.table.column("response_id").to_pylist() == ["R13", "R28", "R1", "R17", "R3"]
    assert [row for _, row in prepared.rejected] == [7]
    assert [(issue.code, issue.row) for issue in prepared.issues if issue.severity == "reject"] == [("not_a_date", 7)]
    assert [moment.day for moment in prepared.table.column("answered_at").to_pylist()] == [13, 28, 1, 17, 3]
