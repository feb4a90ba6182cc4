"""Files of the shapes that are public elsewhere, made up: each loads as somebody who brings it expects, value by
value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from data.ingest import understand
from data.ingest.questions import Question
from tests.data.ingest.tables import csv_book, prepared, values

COMPLAINTS = """Ticket #,Customer Complaint,Date,Date_month_year,Time,Received Via,City,State,Zip code,Status
250635,Slow line,22-04-15,22-Apr-15,3:53:50 PM,Customer Care Call,Abingdon,Maryland,21009,Closed
223441,Cut off after paying,04-08-15,04-Aug-15,10:22:56 AM,Internet,Acworth,Georgia,30102,Closed
242732,Speed and service,18-04-15,18-Apr-15,9:55:47 AM,Internet,Acworth,Georgia,30101,Open
277946,New cap,05-07-15,05-Jul-15,11:59:35 AM,Internet,Acworth,Georgia,30101,Solved
338519,Slower than paid for,06-12-15,06-Dec-15,9:59:40 PM,Customer Care Call,Addison,Alabama,35540,Pending
"""
COUNTS = """Firm name,Half-year,Complaints opened,Complaints closed,Upheld %
Northern Bank,2025 H1,1204,1190,38%
Northern Bank,2025 H2,1310,1288,36%
Harbour Society,2025 H1,310,301,29%
Harbour Society,2025 H2,287,290,27%
"""
SURVEY = """用户id,整体满意度,网络覆盖与信号强度满意度,语音通话清晰度满意度,是否遇到过网络问题
U30571,10,10,9,2
U30572,10,10,10,2
U30573,9,8,9,1
U30574,7,6,7,1
U30575,5,4,5,1
U30576,1,2,4,1
"""
TRACKER = """Status date,PV,EV,AC
2026-01-31,1000,900,950
2026-02-28,2500,2100,2400
2026-03-31,4500,4000,4600
"""
SCHEDULE = """Project,Start Date,End Date,% Complete,Total Cost
Bridge renewal,2026-01-05,2026-06-30,100%,"$1,250,000"
Library roof,2026-03-01,2026-12-18,45%,"$310,500"
Lane lighting,2026-09-01,2027-02-28,10%,"$95,000"
"""


def asked(text: str, dataset: str | None = None) -> dict[str, Question]:
    return {one.id: one for one in understand(csv_book(text), dataset=dataset).questions}


@pytest.mark.parametrize(
    ("text", "dataset"),
    [(COMPLAINTS, "complaints"), (SURVEY, "surveys"), (TRACKER, "costs"), (SCHEDULE, "tasks"), (COUNTS, "market")],
)
def test_the_right_dataset_is_among_those_offered(text: str, dataset: str) -> None:
    how = understand(csv_book(text))
    offered = next((one.choices for one in how.questions if one.code == "dataset"), (how.dataset,))
    assert dataset in offered


def test_a_complaints_log_with_one_free_status() -> None:
    """Day and month are told by the column beside; the status that is no field is named, and nobody's case is closed by
    it."""
    book = csv_book(COMPLAINTS)
    how = understand(book, dataset="complaints")
    found = {one.header: one.field for one in how.columns}
    assert [found[name] for name in ("Ticket #", "Date", "Received Via")] == ["complaint", "opened_at", "channel"]
    done = prepared(book, "complaints", **{one.id: one.guess or "none" for one in how.questions})
    assert values(done, "complaint") == ["250635", "223441", "242732", "277946", "338519"]
    days = [
        datetime(2015, 4, 22),
        datetime(2015, 8, 4),
        datetime(2015, 4, 18),
        datetime(2015, 7, 5),
        datetime(2015, 12, 6),
    ]
    assert values(done, "opened_at") == days
    assert values(done, "closed_at") == [None] * 5
    assert {one.header: one.read_as for one in how.columns}["Status"] == "not_kept_no_field"


def test_counts_by_firm_and_half_year_are_no_complaints() -> None:
    said = {
        one: "-" if one.startswith("column.") else question.guess for one, question in asked(COUNTS, "market").items()
    }
    done = prepared(csv_book(COUNTS), "market", **said)
    assert values(done, "firm") == ["Northern Bank", "Northern Bank", "Harbour Society", "Harbour Society"]
    assert values(done, "period") == [date(2025, 1, 1), date(2025, 7, 1)] * 2
    assert values(done, "complaints") == [1204, 1310, 310, 287]


def test_a_survey_from_one_to_ten() -> None:
    """The satisfaction with all of it is the one that is compared; ten points are kept as ten, and the day is asked
    for."""
    questions = asked(SURVEY, "surveys")
    assert questions["answered_at"].code == "constant_date"
    said = {one: question.guess or "none" for one, question in questions.items()} | {"answered_at": "2026-11-01"}
    said |= {one: "1-10" for one, question in questions.items() if question.code == "range"}
    done = prepared(csv_book(SURVEY), "surveys", **said)
    assert (values(done, "csat"), set(values(done, "csat_points"))) == ([10, 10, 9, 7, 5, 1], {10})
    assert values(done, "nps") == [None] * 6


def test_a_tracker_of_running_totals_is_what_each_month_added() -> None:
    questions = asked(TRACKER, "costs")
    assert questions["running"].guess == "total"
    assert questions["category"].code == "constant"
    said = {one: question.guess for one, question in questions.items()} | {"category": "Project"}
    done = prepared(csv_book(TRACKER), "costs", **said)
    told = [values(done, name) for name in ("budget", "earned", "actual")]
    assert told == [[Decimal(v) for v in row] for row in ([1000, 1500, 2000], [900, 1200, 1900], [950, 1450, 2200])]
    assert set(values(done, "category")) == {"Project"}


def test_a_schedule_with_percent_and_cost() -> None:
    columns = {one.id: one.guess for one in asked(SCHEDULE, "tasks").values() if one.code == "column"}
    assert len(columns) <= 1
    done = prepared(csv_book(SCHEDULE), "tasks", snapshot_on="2026-11-20", **columns)
    assert values(done, "name") == ["Bridge renewal", "Library roof", "Lane lighting"]
    assert values(done, "percent_complete") == [1.0, 0.45, 0.1]
    assert values(done, "budget") == [Decimal(1250000), Decimal(310500), Decimal(95000)]
    assert values(done, "forecast_finish_on") == [date(2026, 6, 30), date(2026, 12, 18), date(2027, 2, 28)]


def test_a_share_of_complaints_is_not_proposed_as_a_market_share() -> None:
    found = understand(csv_book(COUNTS), dataset="market")
    assert next(one for one in found.columns if one.header == "Upheld %").field is None
    assert [one.id for one in found.questions if one.code == "column"] == []
