"""What the page of rights says first, from a programme nobody was written to until one that is over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from analytics.readiness.numbers.consistency import load_findings
from analytics.rights.area import headline
from analytics.rights.charts.consent import chart_funnel, chart_pace, load_asked, table_routes
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
EN, ZH = Translator("en"), Translator("zh")
NBSP = "\u00a0"
PEOPLE = 40


def wave(planned: date | None, moved: date | None = None) -> dict[str, Any]:
    """Wave 4, whose customers must agree to both."""
    routes = {"data_route": "provide", "contract_route": "novation"}
    return {"wave": "W4", "planned_cutover_on": planned, "cutover_on": moved, **routes}


def promise(due: date) -> dict[str, Any]:
    return {"promise": "P1", "title": "Fees stay", "made_on": date(2026, 1, 1), "due_on": due}


def letters(answers: tuple[str, ...] = (), placed: str | None = "W4") -> list[dict[str, Any]]:
    """Forty customers were asked for both consents; the first have ``answers``, the others are silent."""
    said = [*answers, *[None] * (PEOPLE - len(answers))]
    return [
        {
            "customer": f"C{at}",
            "kind": kind,
            "version": "v1",
            "wave": placed,
            "channel": "letter",
            "sent_at": datetime(2026, 10, 1),
            "delivered_at": datetime(2026, 10, 3),
            "answered_at": datetime(2026, 10, 9) if answer else None,
            "result": answer,
        }
        for at, answer in enumerate(said)
        for kind in ("data", "contract")
    ]


def fill(store: Store, own: dict[str, Any], *answers: str) -> None:
    load(store, "waves", [own])
    load(store, "customers", [{"customer": f"C{at}", "wave": "W4"} for at in range(PEOPLE)])
    load(store, "notices", letters(answers))


def test_nobody_was_written_to_and_a_promise_is_open(store: Store) -> None:
    assert headline(store, SCOPE, EN) == ""
    load(store, "waves", [wave(date(2027, 3, 1))])
    load(store, "promises", [promise(date(2027, 1, 1))])
    unknown = "No notices were loaded: who was told and who agreed is not known"
    assert headline(store, SCOPE, EN) == unknown
    assert chart_funnel(load_asked(store, SCOPE, ""), EN).empty == unknown
    load(store, "promises", [promise(date(2026, 11, 1))])
    assert headline(store, SCOPE, EN) == f"{unknown}; 1 promise is overdue or broken: “Fees stay”"
    assert (
        headline(store, SCOPE, ZH) == "尚未上传告知台账：谁已获告知、谁已同意均不清楚；1项承诺逾期或违约：“Fees stay”"
    )


def test_letters_without_a_roster_are_not_taken_for_no_letters(store: Store) -> None:
    load(store, "notices", letters(placed=None))
    assert headline(store, SCOPE, EN).startswith("Letters were sent, but of no customer is the wave known")


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (date(2026, 12, 5), "are silent, and silence is a no: not to be moved on 5 Dec"),
        (None, "are silent, and silence is a no: not to be moved"),
        (date(2026, 11, 20), "are silent, which is a no; its cut-over was planned for 20 Nov and has not been"),
    ],
)
def test_the_silent_of_the_next_wave_are_named_with_their_share(store: Store, planned: date | None, said: str) -> None:
    fill(store, wave(planned), *["consented"] * 24, *["refused"] * 4)
    assert headline(store, SCOPE, EN).replace(NBSP, " ") == f"12 customers of wave 4 (30.0%) {said}"
    left = chart_pace(load_asked(store, SCOPE, "W4"), EN).title.replace(NBSP, " ")
    assert left.startswith("12 days left" if planned == date(2026, 12, 5) else "12 of wave 4 have not decided")


def test_a_wave_that_has_answered_is_not_called_silent(store: Store) -> None:
    fill(store, wave(date(2026, 12, 5)), *["consented"] * 36, *["refused"] * 4)
    assert headline(store, SCOPE, EN) == f"Nobody of wave{NBSP}4 is silent: 90.0% agreed, 4 refused"
    assert headline(store, SCOPE.but(waves=("W9",)), EN) == ""


def test_after_the_last_wave_it_is_named_who_was_moved_without_consent(store: Store) -> None:
    day = date(2026, 10, 24)
    fill(store, wave(day, day), *["consented"] * 30, *["refused"] * 4)
    moved = [{"customer": f"C{at}", "wave": "W4", "cut_over_on": day, "status": "moved"} for at in range(32)]
    load(store, "transfers", moved)
    wrong = f"2 customers of wave{NBSP}4 (5.0%) were moved without the consent that the routes ask for"
    over = f"Every wave that needs a consent has moved, wave{NBSP}4 last on 24{NBSP}Oct: 75.0% agreed, 6 never answered"
    assert headline(store, SCOPE, EN) == f"{over}; {wrong}"
    assert table_routes(load_asked(store, SCOPE, "W4"), EN).title == wrong


def test_a_consent_that_came_only_after_the_move_is_a_move_without_consent(store: Store) -> None:
    """Of forty who were moved on 1 October, thirty agreed the day before or that day, ten on the 7th: the answers of
    today do not say it."""
    day = date(2026, 10, 1)
    load(store, "waves", [wave(day, day)])
    load(store, "customers", [{"customer": f"C{at}", "wave": "W4"} for at in range(PEOPLE)])
    told = letters(tuple(["consented"] * PEOPLE))
    days = [datetime(2026, 9, 30, 9)] * 15 + [datetime(2026, 10, 1, 18)] * 15 + [datetime(2026, 10, 7, 9)] * 10
    load(
        store,
        "notices",
        [
            row | {"sent_at": datetime(2026, 9, 1), "delivered_at": datetime(2026, 9, 3), "answered_at": days[at // 2]}
            for at, row in enumerate(told)
        ],
    )
    load(
        store,
        "transfers",
        [{"customer": f"C{at}", "wave": "W4", "cut_over_on": day, "status": "moved"} for at in range(PEOPLE)],
    )
    wrong = f"10 customers of wave{NBSP}4 (25.0%) were moved without the consent that the routes ask for"
    routes = table_routes(load_asked(store, SCOPE, "W4"), EN)
    assert routes.title == wrong
    assert wrong in headline(store, SCOPE, EN)
    (line,) = routes.body.rows
    assert [cell.text for cell in line[3:]] == ["40", "40", "0", "40", "0", "0", "0", "10"]
    assert line[0].state == "bad"
    late = {one.rule.name: one.n for one in load_findings(store, SCOPE)}
    assert late["consent_after_move"] == 10


def test_a_wave_of_notices_alone_is_good_only_where_all_were_told_in_time(store: Store) -> None:
    """Cut over on 20 November with a notice due on the 13th: in time for all; for 30 only on the 16th; 10 never written
    to. Of a wave of January nobody is late, and whom nobody has written to yet keeps it from being good."""

    def read(cut: date, *sent: datetime | None, version: str) -> list[tuple[str, list[str]]]:
        own = {"wave": "W4", "planned_cutover_on": cut, "data_route": "split", "contract_route": "split"}
        load(store, "waves", [own])
        load(
            store,
            "notices",
            [
                {
                    "customer": f"C{at}",
                    "kind": "transfer",
                    "version": version,
                    "wave": "W4",
                    "sent_at": day,
                    "delivered_at": day,
                }
                for at, day in enumerate(sent)
                if day
            ],
        )
        routes = table_routes(load_asked(store, SCOPE, "W4"), EN)
        return [(line[0].state, [cell.text for cell in line[3:6]]) for line in routes.body.rows]  # type: ignore[union-attr]

    load(store, "customers", [{"customer": f"C{at}", "wave": "W4"} for at in range(PEOPLE)])
    early, late = datetime(2026, 11, 2, 9), datetime(2026, 11, 16, 9)
    assert read(date(2026, 11, 20), *[early] * 10, version="v1") == [("bad", ["40", "10", "30"])]
    assert read(date(2027, 1, 16), *[early] * 10, version="v1") == [("none", ["40", "10", "0"])]
    assert read(date(2027, 1, 16), *[early] * 10, *[late] * 30, version="v1") == [("good", ["40", "40", "0"])]
    assert read(date(2026, 11, 20), *[early] * 10, *[late] * 30, version="v1") == [("bad", ["40", "40", "30"])]
    assert read(date(2026, 11, 20), *[early] * 40, version="v2") == [("good", ["40", "40", "0"])]
