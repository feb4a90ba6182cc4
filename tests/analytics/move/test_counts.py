"""Counts where there are no rows: read as people and regulators write them, the forecast with its assumption, rows
beside counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.brief.owed import load_owed
from analytics.marks import Exhibit
from analytics.meeting.telling import week_exhibit
from analytics.move.alerts import evaluate
from analytics.move.area import AREA, headline
from analytics.move.charts.pace import (
    assumption_words,
    chart_burn,
    forecast_words,
    table_compared,
    table_forecast,
    table_readings,
)
from analytics.move.charts.where import chart_places, table_places
from analytics.move.numbers.counts import Counts, compute_paces, compute_readings, load_counts, month_ends
from analytics.move.numbers.places import load_places
from analytics.move.numbers.readings import Reading
from analytics.programme import load_overview
from analytics.scope import Scope
from analytics.standing import load_standing
from analytics.week import week_sentence
from data.ingest import prepare, read_file, understand
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EN = Translator("en")
MADE = """Status at,Weeks,Accounts closed in period,Closed since 1 Jan 2024,of which current,of which deposit,Accounts still open,Current accounts still open,of which active,of which primary,Opened elsewhere in period,Opened elsewhere since 1 Jan 2024
31 Jan 2025,,,"40,000","25,000","15,000","60,000","35,000",,,,"55,000"
28 Feb 2025,4,"14,000","54,000",,,"46,000","28,000","20,000","12,500","9,000",
31 Mar 2025,5,"9,300","63,300","41,000","22,300",,"24,000","16,000","9,600",,"70,000"
"""
LATER = """Status at,Weeks,Accounts closed in period,Closed since 1 Jan 2024,of which current,of which deposit,Accounts still open,Current accounts still open,of which active,of which primary,Opened elsewhere in period,Opened elsewhere since 1 Jan 2024
31 Mar 2025,5,"9,300","63,400","41,100","22,300",,"24,000","16,000","9,600",,"70,000"
30 Apr 2025,4,"6,000","69,400",,,"30,600","19,000","12,000","7,100","2,000","72,000"
"""


def load_text(store: Store, text: str, name: str = "monthly.csv") -> None:
    """A file as somebody drops it: recognised without a hint, no question open."""
    book = read_file(name, text.encode())
    found = understand(book)
    assert (found.dataset, found.questions) == ("progress", ())
    receipt = store.commit(prepare(book, found), ADMIN)
    assert (receipt.counts.rejected, receipt.issues) == (0, ())


def said(store: Store) -> Counts:
    return load_counts(store, Scope(ADMIN))


def test_a_sheet_with_a_column_a_count_is_read_as_it_is(store: Store, today: None) -> None:
    load_text(store, MADE)
    found = said(store)
    assert [(one.day, one.moved, one.whole, one.left, one.used, one.prime) for one in found.readings] == [
        (date(2025, 1, 31), 40_000, 100_000, 60_000, None, None),
        (date(2025, 2, 28), 54_000, 100_000, 46_000, 20_000, 12_500),
        (date(2025, 3, 31), 63_300, 100_000, 36_700, 16_000, 9_600),
    ]
    assert found.readings[-1].derived
    words = headline(store, Scope(ADMIN), EN)
    assert "63,300 of about 100,000" in words
    assert "9,600 primary accounts still open on 31\u00a0Mar\u00a02025, 40% of the 24,000" in words
    # A later file of the same form adds its month and corrects the one before.
    load_text(store, LATER, "later.csv")
    assert [one.moved for one in said(store).readings] == [40_000, 54_000, 63_400, 69_400]
    assert "7,100 primary accounts" in headline(store, Scope(ADMIN), EN)


def test_a_sheet_with_a_row_a_state_is_read_too(store: Store, today: None) -> None:
    load(store, "waves", [{"wave": "W1"}, {"wave": "W2"}])
    load_text(
        store,
        '日期,波次,客户状态,客户数,其中使用中\n2026-10-31,W1,已转移,900,\n2026-10-31,W1,尚未转移,100,40\n2026-10-31,W2,已转移,0,\n2026-10-31,W2,未答复,"1,000",700\n2026-11-15,W1,已转移,950,\n2026-11-15,W1,尚未转移,50,20\n',
    )
    found = said(store)
    assert [(one.day, one.moved, one.whole, one.left, one.used) for one in found.readings] == [
        (date(2026, 10, 31), 900, 2_000, 1_100, 740),
        (date(2026, 11, 15), 950, 2_000, 1_050, 720),
    ]


def test_a_forecast_says_what_it_assumes_and_shows_both_paces(store: Store, today: None) -> None:
    load_text(store, MADE)
    found = said(store)
    last, whole = found.paces
    assert (last.moved, last.days, whole.moved, whole.days) == (9_300, 31, 23_300, 59)
    # 36,700 left: at 300 a day 122⅓ days, at 394.9 a day 92.9 days after 31 March 2025.
    assert (last.finish(found.readings[-1]), whole.finish(found.readings[-1])) == (date(2025, 8, 1), date(2025, 7, 2))
    assert "1\u00a0Aug\u00a02025" in forecast_words(found, EN)
    assert "2\u00a0Jul\u00a02025" in forecast_words(found, EN)
    assert "Assumes that the pace goes on" in chart_burn(found, EN).note
    assert "moving.company_since" in assumption_words(found, EN)
    ahead = table_forecast(found, EN)
    assert isinstance(ahead, Exhibit)
    # End of August: 153 days at 300 a day are more than all that are left.
    assert [cell.value for cell in ahead.body.rows[4]][1:3] == [100_000, 0]  # type: ignore[union-attr]
    load(store, "settings", [{"setting": "moving.company_since", "value": "2025-03-01"}])
    company, customers = said(store).paces
    assert (company.key, company.moved, company.days) == ("company", 9_300, 31)
    assert (customers.key, customers.moved, customers.days) == ("customers", 14_000, 28)
    assert "since 1\u00a0Mar\u00a02025" in assumption_words(said(store), EN)
    load(store, "settings", [{"setting": "moving.company_since", "value": "in spring"}])
    assert "in spring" in assumption_words(said(store), EN)


CONTRADICTED = """Status at,Closed since 1 Jan 2024,Accounts still open,Current accounts still open,of which active,of which primary
30 Apr 2025,"50,000","50,000",10,20,30
"""


def test_counts_that_contradict_themselves_are_told_no_further(store: Store, today: None) -> None:
    """A total that falls, and more primary accounts than accounts: the last use that can be true is watched, and each
    row says why."""
    load_text(store, MADE)
    book = read_file("april.csv", CONTRADICTED.encode())
    receipt = store.commit(prepare(book, understand(book)), ADMIN)
    assert [(one.code, one.severity) for one in receipt.issues] == [("progress_more_in_use", "warn")]
    found = said(store)
    words = headline(store, Scope(ADMIN), EN)
    assert "50,000 of 100,000 were moved (50%) by 30\u00a0Apr\u00a02025" in words
    assert "an earlier count says more: 63,300 by 31\u00a0Mar\u00a02025" in words
    assert "9,600 primary accounts still open on 31\u00a0Mar\u00a02025, 40% of the 24,000" in words
    assert load_standing(store, Scope(ADMIN), "still_primary").reading.value == 9_600
    assert "in which the count fell" in forecast_words(found, EN)
    told = table_readings(found, EN)
    assert isinstance(told, Exhibit)
    remarks = [row[-1].text for row in told.body.rows]  # type: ignore[union-attr]
    assert remarks == [
        "Fewer than were counted before. More in use, or of them primary, than there are: not told further.",
        "–",
        "–",
        "–",
    ]


@pytest.mark.shared
def test_the_regulators_file_gives_its_right_readings(store: Store, today: None, shared_dir: Path) -> None:
    source = shared_dir / "real/ireland_exit/monthly_to_2022-12.csv"
    load_text(store, source.read_text(encoding="utf-8"))
    found = said(store)
    assert {one.day.month: one.moved for one in found.readings} == {
        8: 292_996,
        9: 380_504,
        10: 464_998,
        11: 558_636,
        12: 614_875,
    }
    october, december = found.readings[2], found.readings[-1]
    assert (october.whole, round(october.share or 0, 2)) == (1_233_406, 0.38)
    assert (december.base, december.used, december.prime) == (361_790, 240_397, 152_124)
    assert round(december.used / december.base, 2) == 0.66  # type: ignore[operator]
    words = headline(store, Scope(ADMIN), EN)
    assert "the thing to watch: 152,124 primary accounts still open on 31\u00a0Dec\u00a02022" in words
    assert load_standing(store, Scope(ADMIN), "still_primary").reading.value == 152_124
    ahead = table_forecast(found, EN)
    assert isinstance(ahead, Exhibit)
    # To 31 May 2023, 151 days: 56,239 in 31 days, and 321,879 in 122 days.
    assert ahead.title.startswith("By 31\u00a0May\u00a02023: 888,813 moved (72%)")
    assert "1,013,266 moved (82%)" in ahead.title
    assert "Assumes that the pace goes on to the last customer" in ahead.note
    places = load_places(store, Scope(ADMIN))
    assert (table_places(places, EN).needs, chart_places(places, EN)) == (("customers",), None), "said once"


def test_the_week_of_a_programme_of_counts_alone_begins_with_what_is_to_be_watched(store: Store, today: None) -> None:
    """No wave, no roster: the danger that the page of the move knows is the first that the week says, and the oldest
    input is as old as the last day that was counted."""
    load_text(store, MADE)
    scope = Scope(ADMIN)
    overview = load_overview(store, scope)
    for t, words in (
        (EN, "The thing to watch: 9,600 primary accounts still open on 31 Mar 2025, 40% of the 24,000"),
        (Translator("zh"), "最需关注：2025年3月31日尚有9,600个主账户未转移"),
    ):
        said = week_sentence(overview, None, None, [], t).replace("\u00a0", " ")
        assert words in said[: len(words) + 40]
        assert t("week.no_waves") not in said
        slide = week_exhibit(store, scope, t)
        assert words in slide.title.replace("\u00a0", " ")
    assert "63,300 of about 100,000" in week_sentence(overview, None, None, [], EN).replace("\u00a0", " ")
    # From 31 March 2025 to 23 November 2026 are 602 days, though the file came today.
    assert [(one.dataset, one.age, one.late) for one in overview.inputs] == [("progress", 602, True)]
    assert overview.freshness(EN) == "late input: Counts of progress, 602 days old"
    assert [(one.last, one.due) for one in load_owed(store, scope)] == [(date(2025, 3, 31), date(2025, 5, 1))]


def test_a_programme_without_waves_and_counts_still_asks_for_the_waves(store: Store, today: None) -> None:
    load(store, "programme", [{"programme": "P", "from_entity": "A", "to_entity": "B"}])
    overview = load_overview(store, Scope(ADMIN))
    assert week_sentence(overview, None, None, [], EN) == "No waves yet: load the list of waves first."


def test_rows_win_and_a_difference_is_said(store: Store, today: None) -> None:
    load(
        store,
        "customers",
        [{"customer": f"C{n:03d}", "wave": "W1" if n < 40 else "W2", "branch": "B1"} for n in range(60)],
    )
    load(
        store,
        "transfers",
        [
            {"customer": f"C{n:03d}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 11, 1 + n % 4)}
            for n in range(40)
        ],
    )
    counts = [("W1", "moved", 20), ("W1", "open", 20), ("W2", "moved", 0), ("W2", "open", 20)]
    load(
        store,
        "progress",
        [{"day": date(2026, 11, 2), "wave": wave, "state": state, "customers": n} for wave, state, n in counts],
    )
    found = said(store)
    assert (found.source, found.readings[-1].moved, found.compared, found.differences) == ("rows", 40, 2, ())
    assert "agree" in table_compared(found, EN).title  # type: ignore[union-attr]
    load(store, "progress", [{"day": date(2026, 11, 3), "wave": "W1", "state": "moved", "customers": 36}])
    (one,) = said(store).differences
    assert (one.item, one.counted, one.rows, one.size) == ("W1", 36, 30, 6)
    assert "36 counted as moved and 30 in the rows" in table_compared(said(store), EN).title  # type: ignore[union-attr]
    assert [alert.sentence(EN) for alert in evaluate(store, ADMIN) if alert.code == "counts_differ"] == [
        "Wave\u00a01: counts of 3\u00a0Nov\u00a02026 say that 36 were moved, the rows 30"
    ]
    rounded = Translator("en", rounded=True)
    assert [alert.sentence(rounded) for alert in evaluate(store, ADMIN) if alert.code == "counts_differ"] == [
        "Wave\u00a01: counts of 3\u00a0Nov\u00a02026 say that ≈\u00a035 were moved, the rows ≈\u00a030"
    ]


def test_what_was_not_counted_is_not_made_up(store: Store, today: None) -> None:
    load(store, "progress", [{"day": date(2026, 11, 1), "closed": 500}])
    found = said(store)
    assert forecast_words(found, EN).startswith("One reading")
    load(store, "progress", [{"day": date(2026, 11, 8), "closed": 600}])
    found = said(store)
    assert forecast_words(found, EN) == "How many are left is not counted: no forecast"
    assert "of how many is not known" in headline(store, Scope(ADMIN), EN)
    assert "not counted" in headline(store, Scope(ADMIN), EN)
    assert load_standing(store, Scope(ADMIN), "still_to_move").reading.value is None
    table = table_readings(found, EN)
    assert [cell.text for cell in table.body.rows[0]][1:5] == ["600", "–", "100", "–"]  # type: ignore[union-attr]


def test_an_empty_programme_says_nothing_in_every_part(store: Store, today: None) -> None:
    assert headline(store, Scope(ADMIN), EN) == ""
    for _, part in AREA.parts():
        found = part.exhibit(store, Scope(ADMIN), [], EN)
        assert found is None or found.body is None or part.key == "facts"


def test_paces_and_months() -> None:
    assert month_ends(date(2024, 1, 31), 2) == (date(2024, 2, 29), date(2024, 3, 31))
    assert month_ends(date(2024, 1, 15), 1) == (date(2024, 1, 31),)
    readings = tuple(Reading(date(2025, month, 1), moved, 100) for month, moved in ((1, 0), (2, 31), (3, 31)))
    last, whole = compute_paces(readings, None)
    assert (last.moved, last.finish(readings[-1]), whole.moved) == (0, None, 31)
    assert compute_readings(pd.DataFrame()) == ()


def test_a_forecast_tells_no_reader_the_count_that_is_rounded_for_him(store: Store, today: None) -> None:
    """From 1,003 of 9,001 on at 71.6 a day: exact for whom the rows are, in fives for the others, in table, chart and
    note."""
    load(
        store,
        "progress",
        [
            {"day": day, "closed": closed, "still_open": 9001 - closed}
            for day, closed in ((date(2026, 10, 1), 0), (date(2026, 10, 15), 1003))
        ],
    )
    found = load_counts(store, Scope(ADMIN))
    exact, about = (table_forecast(found, Translator("en", rounded=rounded)) for rounded in (False, True))
    assert [cell.text for cell in exact.body.rows[0][1:]] == ["2,149", "6,852"]  # type: ignore[union-attr]
    assert [cell.text.replace("\xa0", " ") for cell in about.body.rows[0][1:]] == ["≈ 2,150", "≈ 6,850"]  # type: ignore[union-attr]
    assert "1,003 moved, 502 a week" in exact.note.replace("\xa0", " ")  # type: ignore[union-attr]
    assert "≈ 1,005 moved, ≈ 500 a week" in about.note.replace("\xa0", " ")  # type: ignore[union-attr]
    drawn = chart_burn(found, Translator("en", rounded=True))
    assert all(value % 5 == 0 for line in drawn.body.series for value in line.y)  # type: ignore[union-attr]
    assert [limit.value for limit in drawn.body.limits] == [9000]  # type: ignore[union-attr]


def test_what_others_must_do_first_stands_beside_the_forecast(store: Store, today: None) -> None:
    """Appointments elsewhere since October and a register of others since November are open, one is over; an action of
    one's own is none."""
    load(store, "waves", [{"wave": "W1", "planned_cutover_on": date(2027, 1, 16)}])
    load(store, "customers", [{"customer": f"C{at}", "wave": "W1"} for at in range(40)])
    load(
        store,
        "transfers",
        [{"customer": f"C{at}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 11, 7)} for at in range(20)],
    )
    made = [
        ("D1", "dependency", "The collectors change their direct debits", date(2026, 11, 10), None),
        ("D2", "dependency", "Appointments at the receiving banks", date(2026, 10, 5), None),
        ("D3", "dependency", "Accounts are named", date(2026, 9, 1), date(2026, 9, 20)),
        ("A1", "action", "Letters are printed", date(2026, 9, 1), None),
    ]
    load(
        store,
        "actions",
        [
            {"action": code, "kind": kind, "title": title, "opened_on": opened, "done_on": done}
            for code, kind, title, opened, done in made
        ],
    )
    scope = Scope(ADMIN)
    part = next(part for _, part in AREA.parts() if part.key == "burn")
    for lang, words in (
        (
            "en",
            (
                "2 dependencies on others are open and may decide the pace, the longest “Appointments at the receiving"
                " banks”, since 5 Oct 2026"
            ),
        ),
        ("zh", "另有2项外部依赖未完成，可能决定进度，最久的为“Appointments at the receiving banks”，自2026年10月5日起"),
    ):
        assert words in part.exhibit(store, scope, (), Translator(lang)).note.replace("\xa0", " ")
    load(
        store,
        "actions",
        [{"action": code, "kind": "dependency", "title": code, "done_on": date(2026, 11, 20)} for code in ("D1", "D2")],
    )
    assert "may decide the pace" not in part.exhibit(store, scope, (), EN).note
