"""What files of other programs put into one cell, in every variant: each cell is read as its writer meant it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest import Workbook, prepare, read_file, understand
from data.ingest.dates import Years, last_day, parse
from data.ingest.questions import QuestionsOpen
from data.ingest.values import amount, unit_factor
from data.problems import Refusal
from tests.conftest import proving
from tests.data.ingest.tables import codes, csv_book, prepared, values, xlsx_book

MANY = settings(max_examples=proving(25, 300), deadline=None)
FEW = settings(max_examples=proving(8, 60), deadline=None)
CENTS = st.integers(-(10**7), 10**7).map(lambda cents: Decimal(cents) / 100)
DAYS = st.dates(date(2022, 1, 1), date(2026, 11, 20))
"""Days before the one on which the tests run: a later one in a field of what has happened is told, not taken."""
MARKS = ["\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\u2069", "\u2060", "\u00ad", "\ufeff"]


def table(header: Sequence[str], rows: Sequence[Sequence[str]], name: str = "file.csv") -> Workbook:
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return csv_book(stream.getvalue(), name=name)


def costs(amounts: Sequence[str]) -> Workbook:
    return table(
        ["Period", "Cost category", "Budget"], [["2026-09-01", f"K{at}", text] for at, text in enumerate(amounts)]
    )


def european(value: Decimal) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def swiss(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", "’")


@MANY
@given(
    st.lists(CENTS, min_size=1, max_size=6),
    st.sampled_from(
        ["€", "EUR", "$", "US$", "CHF", "kr", "zł", "£", "¥", "￥", "RMB", "人民币", "港币", "₹", "₽", "HK$", "Fr."]
    ),
    st.booleans(),
    st.sampled_from(["", " ", "\u00a0"]),
    st.sampled_from([lambda value: f"{value:,.2f}", lambda value: f"{value:.2f}", european, swiss]),
)
def test_an_amount_is_the_same_whatever_currency_stands_on_either_side(
    wanted: list[Decimal], currency: str, behind: bool, gap: str, written: object
) -> None:
    texts = [written(value) for value in [*wanted, Decimal("1234567.89")]]  # type: ignore[operator]
    done = prepared(
        costs([f"{text}{gap}{currency}" if behind else f"{currency}{gap}{text}" for text in texts]), "costs"
    )
    assert (values(done, "budget"), codes(done)) == ([*wanted, Decimal("1234567.89")], {})


@MANY
@given(st.decimals(1, 10**6, places=2), st.sampled_from(["", "$", "€", "CHF "]))
def test_brackets_and_dashes_of_the_accounting_format_are_debts_and_zero(value: Decimal, currency: str) -> None:
    told = [amount(text) for text in (f"({currency}{value:,.2f})", f"{currency}({value:,.2f})", f"{value:,.2f}-")]
    assert [found and found[0] for found in told] == [-float(value)] * 3
    assert (amount(" $ -   "), amount("- €")) == ((0.0, True), (0.0, True))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("约300户", 300),
        ("30余人", 30),
        ("1,204", 1204),
        ("about 40 customers", 40),
        ("4星", 4),
        ("56户", 56),
        ("~12", 12),
    ],
)
def test_a_count_may_say_what_it_counts_and_that_it_is_rough(written: str, wanted: float) -> None:
    assert amount(written) == (wanted, False)


@pytest.mark.parametrize("nothing", ["nil", "无", "没有", "零", "Nil"])
def test_no_amount_in_words_is_zero_and_no_sign_at_all_is_unknown(nothing: str) -> None:
    done = prepared(costs(["12", nothing, "-", "–", ""]), "costs")
    assert values(done, "budget") == [Decimal("12.00"), Decimal("0.00"), None, None, None]


@pytest.mark.parametrize(
    ("written", "factor"),
    [
        ("单位：万元", 1e4),
        ("单位：元", 1),
        ("£k", 1e3),
        ("Budget (k€)", 1e3),
        ("(USD '000)", 1e3),
        ("€m", 1e6),
        ("预算(万元)", 1e4),
        ("in millions", 1e6),
        ("Main", None),
        ("Kosten", None),
    ],
)
def test_a_unit_is_read_wherever_it_is_stated(written: str, factor: float | None) -> None:
    assert unit_factor(written) == factor


@FEW
@given(
    st.sampled_from(
        [
            ("万元", 10_000, "元", 1),
            ("千元", 1000, "万元", 10_000),
            ("元", 1, "千元", 1000),
            ("£k", 1000, "£m", 10**6),
            ("€m", 10**6, "€k", 1000),
        ]
    ),
    st.integers(1, 900),
)
def test_a_row_of_units_under_the_header_scales_its_columns(units: tuple[str, int, str, int], number: int) -> None:
    rows = [
        ["Period", "Cost category", "Budget", "Actual"],
        ["", "", units[0], units[2]],
        ["2026-09-01", "IT", number, number],
    ]
    done = prepared(xlsx_book(rows), "costs")
    assert (values(done, "budget"), values(done, "actual")) == (
        [Decimal(number * units[1])],
        [Decimal(number * units[3])],
    )


@FEW
@given(st.lists(CENTS, min_size=1, max_size=5), st.sampled_from(["+86-1", "-7", "=K9", "@home"]))
def test_an_apostrophe_that_guards_against_formulas_is_no_part_of_the_cell(wanted: list[Decimal], own: str) -> None:
    done = prepared(costs([f"'{value}" for value in wanted]), "costs")
    assert values(done, "budget") == wanted
    rows = [[f"'{own}", "2026-11-02", f"'{own} late"], ["'t was", "2026-11-03", "'t was late"]]
    done = prepared(
        table(["Complaint number", "Received at", "What the customer said"], rows), "complaints", wave="none"
    )
    assert (values(done, "complaint"), values(done, "comment")) == ([own, "'t was"], [f"{own} late", "'t was late"])


@MANY
@given(DAYS, st.lists(st.tuples(st.integers(0, 12), st.sampled_from(MARKS)), max_size=6))
def test_marks_that_cannot_be_seen_are_no_part_of_a_date_or_an_id(day: date, marks: list[tuple[int, str]]) -> None:
    text, own = f"{day:%Y-%m-%d}", "C-12345"
    for at, mark in marks:
        text, own = text[:at] + mark + text[at:], own[:at] + mark + own[at:]
    done = prepared(table(["Customer", "Left on"], [[own, text]]), "departures")
    assert (values(done, "customer"), values(done, "left_on")) == (["C-12345"], [day])


WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


def unlike(day: date) -> bool:
    """Whether its weekday tells the order of day and month, as 2 December is not on the same day of the week as 12
    February."""
    return day.day <= 12 and day.day != day.month and date(day.year, day.day, day.month).weekday() != day.weekday()


@MANY
@given(
    st.lists(DAYS.filter(unlike), min_size=1, max_size=4),
    st.sampled_from(["%m/%d/%y", "%d/%m/%Y", "%d.%m.%Y"]),
    st.sampled_from(["en", "zh"]),
)
def test_a_day_of_the_week_tells_day_from_month(days: list[date], style: str, lang: str) -> None:
    rows = [[str(at), f"{WEEKDAYS[lang][day.weekday()]} {day.strftime(style)}"] for at, day in enumerate(days)]
    done = prepare(
        book := table(["ID", "Start"], rows), understand(book, dataset="tasks"), constants={"snapshot_on": "2026-11-20"}
    )
    assert values(done, "forecast_start_on") == days


@FEW
@given(
    DAYS.filter(lambda day: day.day > 12),
    st.lists(DAYS.filter(lambda day: day.day <= 12), min_size=1, max_size=4),
    st.booleans(),
)
def test_the_order_of_day_and_month_is_that_of_the_sheet(sure: date, days: list[date], day_first: bool) -> None:
    style = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    rows = [[str(at), day.strftime(style), sure.strftime(style)] for at, day in enumerate(days)]
    book = table(["ID", "Start", "Finish"], rows)
    done = prepare(book, understand(book, dataset="tasks"), constants={"snapshot_on": "2026-11-20"})
    assert values(done, "forecast_start_on") == days


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PERIODS = {
    "Sep-26": lambda day: f"{MONTHS[day.month - 1].capitalize()}-{day:%y}",
    "202609": lambda day: f"{day:%Y%m}",
    "09/2026": lambda day: f"{day:%m/%Y}",
    "2026年9月": lambda day: f"{day.year}年{day.month}月",
    "September 2026": lambda day: f"{day:%B %Y}",
    "2026-09": lambda day: f"{day:%Y-%m}",
}


@MANY
@given(st.sampled_from(sorted(PERIODS)), st.integers(2020, 2030), st.sets(st.integers(1, 12), min_size=1))
def test_a_month_down_the_rows_is_its_first_day(style: str, year: int, months: set[int]) -> None:
    days = [date(year, month, 1) for month in sorted(months)]
    rows = [[PERIODS[style](day), "IT", "1000"] for day in days]
    assert values(prepared(table(["Period", "Cost category", "Budget"], rows), "costs"), "period") == days


@MANY
@given(
    st.sampled_from(["{y}Q{q}", "Q{q} {y}", "{y}年第{q}季度", "{y}-Q{q}"]),
    st.integers(2020, 2030),
    st.sets(st.integers(1, 4), min_size=1),
)
def test_a_quarter_or_a_week_down_the_rows_is_its_first_day(style: str, year: int, quarters: set[int]) -> None:
    rows = [[style.format(y=year, q=number), "IT", "1"] for number in sorted(quarters)]
    done = prepared(table(["Period", "Cost category", "Budget"], rows), "costs")
    assert values(done, "period") == [date(year, 3 * number - 2, 1) for number in sorted(quarters)]
    done = prepared(table(["Period", "Cost category", "Budget"], [[f"{year}-W{17}", "IT", "1"]]), "costs")
    assert values(done, "period") == [date.fromisocalendar(year, 17, 1)]


STAMPS = {
    "javascript": lambda at: f"{at:%a %b %d %Y %H:%M:%S} GMT+0800 (China Standard Time)",
    "mail": lambda at: f"{at:%a, %d %b %Y %H:%M:%S} +0800",
    "at": lambda at: f"{at:%b} {at.day}, {at.year} at {at:%I:%M:%S %p}",
    "ctime": lambda at: f"{at:%a %b} {at.day:2} {at:%H:%M:%S %Y}",
    "iso": lambda at: f"{at.isoformat()}+0800",
}


@MANY
@given(
    st.sampled_from(sorted(STAMPS)),
    st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 20)).map(lambda at: at.replace(microsecond=0)),
)
def test_a_moment_is_read_as_programs_write_it(program: str, at: datetime) -> None:
    header = ["Response ID", "Timestamp", "How likely are you to recommend us? (0-10)"]
    done = prepared(table(header, [["1", STAMPS[program](at), "10"]]), "surveys", wave="none")
    assert values(done, "answered_at") == [at]


@MANY
@given(st.integers(1_000_000_000, 4_000_000_000), st.booleans())
def test_seconds_and_milliseconds_since_1970_are_moments_in_utc(seconds: int, thousandths: bool) -> None:
    found = parse(f"{seconds}{'000' if thousandths else ''}", None)
    assert found == (datetime(1970, 1, 1) + timedelta(seconds=seconds), timedelta(0))


def test_midnight_at_the_end_of_a_day_is_the_next_one() -> None:
    assert parse("2026-12-31 24:00", None) == (datetime(2027, 1, 1), None)
    assert parse("2026-12-31 24:01", None) is None


@MANY
@given(DAYS, st.sampled_from(["（顺延一周）", "(postponed)", " [tbc]", "，待确认"]))
def test_a_remark_behind_a_date_leaves_the_date_and_is_told(day: date, remark: str) -> None:
    text = f"{day:%Y.%m.%d}{remark}"
    done = prepared(table(["波次编号", "计划切换日"], [["W1", text], ["W2", "2026-11-01"]]), "waves")
    assert values(done, "planned_cutover_on") == [day, date(2026, 11, 1)]
    assert [(one.code, one.severity, one.row, one.value) for one in done.issues] == [
        ("date_with_remark", "warn", 2, text)
    ]


@MANY
@given(
    DAYS,
    st.integers(0, 300),
    st.sampled_from(
        [
            "{a:%Y.%m.%d}-{b:%Y.%m.%d}",
            "{a.year}年{a.month}月{a.day}日-{b.month}月{b.day}日",
            "{a:%Y-%m-%d}～{b:%Y-%m-%d}",
            "{a:%Y/%m/%d} to {b:%Y/%m/%d}",
            "{a:%Y-%m-%d} 至 {b:%Y-%m-%d}",
        ]
    ),
)
def test_a_range_of_days_has_a_first_and_a_last(day: date, length: int, style: str) -> None:
    last = day + timedelta(days=length)
    text = style.format(a=day, b=last)
    assert ((found := parse(text, None)) and found[0].date(), (end := last_day(text, None)) and end.date()) == (
        day,
        last,
    )


@MANY
@given(st.lists(DAYS, min_size=2, max_size=6).filter(lambda days: (max(days) - min(days)).days < 300), st.data())
def test_a_day_without_a_year_lies_among_the_days_around_it(days: list[date], data: st.DataObject) -> None:
    """Where the first and the last day of a column name their year, each other day has only one between them."""
    ends = {min(days), max(days)}
    styles = ["{0.month}月{0.day}日", "{0.month}-{0.day}", "{0.month}.{0.day}"]
    texts = [f"{day:%Y-%m-%d}" if day in ends else data.draw(st.sampled_from(styles)).format(day) for day in days]
    done = prepared(
        table(["投诉编号", "投诉日期"], [[f"T{at}", text] for at, text in enumerate(texts)]), "complaints", wave="none"
    )
    assert [found.date() for found in values(done, "opened_at")] == days


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("客户投诉台账（2026年）", "投诉.xlsx"),
        ("投诉日期：2026年10月1日-31日", "投诉.xlsx"),
        ("客户投诉台账", "投诉_2026.xlsx"),
    ],
)
def test_the_year_of_a_column_without_any_stands_in_the_title_or_the_name(title: str, name: str) -> None:
    book = xlsx_book([[title], ["投诉编号", "投诉日期"], ["T1", "10月19日"], ["T2", "10-21"]], name=name)
    assert [found.date() for found in values(prepared(book, "complaints", wave="none"), "opened_at")] == [
        date(2026, 10, 19),
        date(2026, 10, 21),
    ]


def test_a_year_that_nothing_says_is_asked_for_and_no_row_refused() -> None:
    book = xlsx_book([["投诉编号", "投诉日期"], ["T1", "10月19日"], ["T2", "3月2日 上午9:00"]])
    how = understand(book, dataset="complaints")
    assert [(one.id, one.choices, one.guess) for one in how.questions][:1] == [
        ("year.opened_at", ("2025", "2026", "2027"), "2026")
    ]
    done = prepare(book, how, answers={"year.opened_at": "2025", "wave": "none"})
    assert values(done, "opened_at") == [datetime(2025, 10, 19), datetime(2025, 3, 2, 9)]


def test_a_day_that_lies_among_the_days_around_it_twice_is_not_guessed() -> None:
    assert Years(date(2025, 1, 1), date(2026, 12, 31)).of(10, 5) is None
    assert Years(date(2026, 8, 1), date(2027, 1, 29)).of(1, 15) == 2027


ENDS = {
    "{n} - {w}": lambda n, w: f"{n} - {w}",
    "{w} - {n}": lambda n, w: f"{w} - {n}",
    "{n}（{w}）": lambda n, w: f"{n}（{w}）",
    "{n}={w}": lambda n, w: f"{n}={w}",
    "{w}（{n}）": lambda n, w: f"{w}（{n}）",
}
WORDS = [
    ("Very satisfied", "Very dissatisfied"),
    ("非常满意", "非常不满意"),
    ("Strongly agree", "Strongly disagree"),
    ("非常容易", "非常困难"),
]


@MANY
@given(st.sampled_from(sorted(ENDS)), st.sampled_from(WORDS), st.sampled_from([5, 7, 10]), st.booleans())
def test_words_at_the_ends_of_a_scale_leave_its_numbers_and_tell_its_range(
    style: str, words: tuple[str, str], points: int, down: bool
) -> None:
    good, bad = words
    top, bottom = (1, points) if down else (points, 1)
    cells = {number: str(number) for number in range(1, points + 1)}
    cells |= {top: ENDS[style](top, good), bottom: ENDS[style](bottom, bad)}
    rows = [[str(number), "2026-11-01 10:00", cell] for number, cell in cells.items()]
    done = prepared(table(["Response ID", "Answered at", "Overall satisfaction"], rows), "surveys", wave="none")
    wanted = [float(points + 1 - number if down else number) for number in cells]
    assert (values(done, "csat"), set(values(done, "csat_points"))) == (wanted, {points})


@MANY
@given(
    st.sampled_from([("Extremely likely", "Not at all likely"), ("非常愿意", "完全不愿意")]),
    st.sampled_from(["{n} - {w}", "{w} - {n}", "{n}（{w}）"]),
)
def test_the_ends_of_a_recommendation_are_answers(words: tuple[str, str], style: str) -> None:
    cells = [ENDS[style](10, words[0]), *map(str, range(9, 0, -1)), ENDS[style](0, words[1])]
    rows = [[str(at), "2026-11-01 10:00", cell] for at, cell in enumerate(cells)]
    done = prepared(table(["Response ID", "Answered at", "您有多大可能推荐我们？"], rows), "surveys", wave="none")
    assert values(done, "nps") == [float(number) for number in range(10, -1, -1)]


@pytest.mark.parametrize("second", ["new company (NPS)", "app", "hotline"])
def test_two_recommendations_in_one_survey_are_asked_for_and_the_other_is_kept(second: str) -> None:
    headers = ["Likelihood to recommend - branch (NPS)", f"Likelihood to recommend - {second}"]
    book = table(
        ["Response ID", "Answered at", *headers],
        [["1", "2026-11-02 10:00", "0", "10"], ["2", "2026-11-02 10:00", "1", "9"]],
    )
    how = understand(book, dataset="surveys")
    assert [one.choices for one in how.questions if one.id == "which.nps"] == [tuple(headers)]
    for at, wanted in enumerate(([0.0, 1.0], [10.0, 9.0])):
        done = prepare(book, how, answers={"which.nps": headers[at], "wave": "none"})
        assert values(done, "nps") == wanted
        assert headers[1 - at] in str(values(done, "answers")[0])


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [("Progress (%)", ["1", "0", "1"], [0.01, 0.0, 0.01]), ("完成百分比", ["0", "1"], [0.0, 0.01])],
)
def test_one_in_a_column_of_percents_is_asked_for(header: str, cells: list[str], wanted: list[float]) -> None:
    book = table(["ID", "Subject", header], [[str(at), "x", cell] for at, cell in enumerate(cells)])
    how = understand(book, dataset="tasks")
    day = {"snapshot_on": "2026-11-20"}
    with pytest.raises(QuestionsOpen) as refused:
        prepare(book, how, constants=day)
    assert [one.id for one in refused.value.questions] == ["percents.percent_complete"]
    answers = {"percents.percent_complete": "percent"}
    assert values(prepare(book, how, constants=day, answers=answers), "percent_complete") == pytest.approx(wanted)
    answers = {"percents.percent_complete": "share"}
    assert values(prepare(book, how, constants=day, answers=answers), "percent_complete") == [
        float(cell) for cell in cells
    ]


@pytest.mark.parametrize("cells", [["1", "0.6"], ["1", "60"], ["100%", "1%"], ["0", "0"]])
def test_a_share_that_tells_itself_is_not_asked_for(cells: list[str]) -> None:
    book = table(["ID", "Subject", "Progress (%)"], [[str(at), "x", cell] for at, cell in enumerate(cells)])
    assert [one.id for one in understand(book, dataset="tasks").questions] == ["snapshot_on"]


MOMENTS = ["2026-11-01T23:30:00+08:00", "2026-11-01T15:30:00Z", "2026-11-01T10:30:00-05:00"]


def test_moments_of_several_zones_ask_for_the_zone_until_the_programme_has_one() -> None:
    header = ["Response ID", "Timestamp", "How likely are you to recommend us? (0-10)"]
    book = table(header, [[str(at), text, "0"] for at, text in enumerate(MOMENTS)])
    how = understand(book, dataset="surveys")
    with pytest.raises(QuestionsOpen) as refused:
        prepare(book, how, answers={"wave": "none"})
    assert [one.id for one in refused.value.questions] == ["zone"]
    one = prepare(book, how, answers={"wave": "none", "zone": "Asia/Shanghai"})
    assert values(one, "answered_at") == [datetime(2026, 11, 1, 23, 30)] * 3
    assert (
        values(prepare(book, how, answers={"wave": "none"}, zone="Europe/Berlin"), "answered_at")
        == [datetime(2026, 11, 1, 16, 30)] * 3
    )
    with pytest.raises(Refusal, match="answer_unknown"):
        prepare(book, how, answers={"wave": "none", "zone": "Mars"})


@FEW
@given(st.integers(-11, 12).filter(bool))
def test_moments_of_one_zone_are_those_of_its_clock(hours: int) -> None:
    header = ["Response ID", "Timestamp", "How likely are you to recommend us? (0-10)"]
    book = table(header, [["1", f"2026-11-01T23:30:00{hours:+03}:00", "0"]])
    assert values(prepared(book, "surveys", wave="none"), "answered_at") == [datetime(2026, 11, 1, 23, 30)]


def test_an_anonymous_survey_is_asked_for_its_day() -> None:
    header = (
        "id. Response ID,submitdate. Date submitted,lastpage. Last page,NPS. How likely are you to recommend us to a"
        " friend?"
    )
    book = csv_book(f"{header}\n1,1980-01-01 00:00:00,3,9\n2,1980-01-01 00:00:00,3,0\n")
    how = understand(book)
    assert "answered_at" in [one.id for one in how.questions]
    done = prepare(book, how, answers={"answered_at": "2026-11-20", "wave": "none"})
    assert (values(done, "answered_at"), values(done, "complete")) == ([datetime(2026, 11, 20)] * 2, [True, True])


@FEW
@given(st.integers(1, 9), st.integers(1, 9))
def test_numbers_of_an_outline_kept_as_figures_are_those_that_are_shown(part: int, step: int) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["WBS", "Task name"])
    for row, (figure, style) in enumerate([(part + step / 10, "0.0"), (part + step / 10, "0.00")], start=2):
        sheet.append([figure, f"T{row}"])
        sheet.cell(row, 1).number_format = style
    stream = io.BytesIO()
    made.save(stream)
    book = read_file("plan.xlsx", stream.getvalue())
    done = prepare(book, understand(book, dataset="tasks"), constants={"snapshot_on": "2026-11-20"})
    assert values(done, "task") == [f"{part}.{step}", f"{part}.{step}0"]


@pytest.mark.parametrize(
    ("style", "times"),
    [
        ('0.00"万"', 10_000),
        ('#,##0.0"万元"', 10_000),
        ("#,##0\\k", 1000),
        ('[Red]0.0"亿";-0.0"亿"', 100_000_000),
        ('#,##0,"k"', 1),
        ('0!.0,"万"', 1),
        ("0.00_ ", 1),
        ('0"元"', 1),
        ('0"m"', 1),
    ],
)
def test_an_amount_is_read_with_the_scale_that_its_format_shows(style: str, times: int) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["月份", "费用类别", "预算", "实际"])
    for row, figure in enumerate((90, -95.5, 40), start=2):
        sheet.append([f"2026-0{row}", "印刷", 7, figure])
        sheet.cell(row, 4).number_format = style
    stream = io.BytesIO()
    made.save(stream)
    book = read_file("费用.xlsx", stream.getvalue())
    done = prepare(book, understand(book, dataset="costs"))
    assert values(done, "actual") == [Decimal(str(figure)) * times for figure in (90, -95.5, 40)]
    assert values(done, "budget") == [7, 7, 7]


def test_a_column_that_does_not_read_is_named_with_examples() -> None:
    """What a column is that is called after a field and does not read, or comes a second time, is asked with its
    cells."""

    def asked(header: list[str], rows: list[list[str]]) -> list[tuple[str, list[str]]]:
        found = understand(table(header, rows), dataset="costs")
        return [(question.params["column"], [cell for _, cell, _ in question.samples]) for question in found.questions]

    rows = [["2026-09-01", "IT", "see mail", "5"], ["2026-10-01", "IT", "tbd", "6"]]
    assert asked(["Period", "Cost category", "Budget", "Actual"], rows) == [("Budget", ["see mail", "tbd"])]
    assert asked(["Period", "Cost category", "Budget", "预算"], [["2026-09-01", "IT", "5", "7"]]) == [("预算", ["7"])]
