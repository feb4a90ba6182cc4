"""Clocks, gates and support as the pages show them, held against tables that were counted by hand with a calendar: the
evening of Monday 23 November 2026."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from html import unescape
from pathlib import Path

import pytest

from data.language import Translator, start
from data.settings import settings
from data.store import Store, open_store
from tests.analytics.conftest import load as put
from tests.analytics.made import load
from tests.pages.conftest import Opened, words

WAVES = (
    "wave,planned cut-over,actual cut-over,route for personal data,route for"
    " contracts\nW1,2026-10-24,2026-10-24,provide,novation\nW2,2026-12-05,,provide,novation\n"
)
REQUESTS = {
    # Fifteen days of the internal target, a calendar day each, weekends and holidays too; or the day that the ledger
    # names.
    "R01": ("access", "2026-11-01", "2026-11-16", "", "", "in_time"),  # the fifteenth day
    "R02": ("access", "2026-11-01", "2026-11-17", "", "", "late"),
    "R03": ("access", "2026-11-08", "", "", "", "due today"),  # 23 November
    "R04": ("copy", "2026-11-07", "", "", "", "1 day late"),  # 22 November
    "R05": ("copy", "2026-10-30", "2026-11-14", "", "", "in_time"),  # a Saturday
    "R06": ("correction", "2026-11-20", "", "", "", "12 days left"),  # 5 December
    "R07": ("correction", "2026-11-02", "", "2026-11-30", "", "7 days left"),
    "R08": ("deletion", "2026-11-02", "", "2026-11-10", "", "13 days late"),
    "R09": ("deletion", "2026-10-01", "2026-10-17", "", "", "late"),  # 16 October
    "R10": ("transfer", "2026-11-09", "", "", "", "1 day left"),  # 24 November
    "R11": ("transfer", "2026-11-02", "2026-11-05", "", "taken back", "gone"),
    "R12": ("transfer", "2026-09-30", "2026-10-15", "", "granted", "in_time"),  # over the holiday
}
ENDS = {
    # Withdrawn, consent given again (another version), the request to end it answered: ends within fifteen days.
    **{f"C{n:02d}": ("2026-11-02", "", "2026-11-17", "in_time") for n in range(3)},
    **{f"C{n:02d}": ("2026-11-02", "", "2026-11-18", "late") for n in range(3, 5)},
    **{f"C{n:02d}": ("2026-11-02", "2026-11-10", "", "gone") for n in range(5, 9)},
    "C09": ("2026-11-02", "2026-11-20", "", "late"),  # given again after its day: three days nothing had ended
    "C10": ("2026-11-02", "2026-11-10", "2026-11-20", "gone"),  # an end that was no longer asked for
    "C11": ("2026-11-02", "", "", "overdue"),
    "C12": ("2026-11-12", "", "", "running"),  # 27 November
    "C13": ("2026-11-02", "2026-10-20", "", "overdue"),  # a consent of before is none of after
}
INCIDENTS = (
    "incident,wave,kind of incident,occurred at,detected at,reported at,persons told at,harm averted,severity\n"
    "I1,W1,personal data,2026-11-02 09:00,2026-11-02 22:15,2026-11-03 02:15,2026-11-05 22:15,,high\n"  # both to the minute
    "I2,W1,personal data,2026-11-02 09:00,2026-11-02 22:15,2026-11-03 02:16,2026-11-05 22:16,,high\n"  # both a minute late
    "I3,W1,personal data,2026-11-21 09:00,2026-11-21 10:00,,,,\n"  # nobody told: 4 hours have passed, 72 end on the 24th at 10:00
    "I4,W1,information security,2026-11-02 09:00,2026-11-02 10:00,,,,low\n"  # starts no clock
    "I5,W1,personal data,2026-11-02 09:00,2026-11-02 10:00,2026-11-02 11:00,,yes,high\n"  # persons need not be told
)


def _requests() -> str:
    head = (
        "request,customer,wave,branch,kind of request,request received at,internal due date,request answered at,result"
        " of the request\n"
    )
    own = (
        f"{no},,W1,B1,{kind},{got},{due},{done},{result}\n"
        for no, (kind, got, done, due, result, _) in REQUESTS.items()
    )
    ended = (f"E{one},{one},W1,B1,withdrawal,{got},,{done},\n" for one, (got, _, done, _) in ENDS.items() if done)
    return head + "".join((*own, *ended))


def _notices() -> str:
    head = "customer,kind of notice,version,wave,sent at,answered at,answer,consent withdrawn at\n"
    first = (f"{one},data,v1,W1,2026-10-01,2026-10-02,consented,{got}\n" for one, (got, *_) in ENDS.items())
    again = (f"{one},data,v2,W1,2026-10-05,{back},consented,\n" for one, (_, back, *_) in ENDS.items() if back)
    return head + "".join((*first, *again))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory, blank: Path) -> Path:
    """Persons, incidents, a wave that went with two of three trained, and the tickets and people of its desk."""
    folder = shutil.copytree(blank, tmp_path_factory.mktemp("counted") / "store")
    store = open_store(str(folder / "programme.duckdb"))
    for dataset, text in {
        "customers": "customer,wave,branch\n" + "".join(f"{one},W1,B1\n" for one in ENDS),
        "notices": _notices(),
        "requests": _requests(),
        "incidents": INCIDENTS,
        "continuity": (
            "item,what it is,kind of item,wave,due on,support people planned,support people"
            " ready\nS1,Desk,Support,W1,2026-10-20,8,8\nS2,Night"
            " desk,Support,W1,2026-10-20,4,1\nS3,Desk,Support,W2,2026-11-25,6,\n"
        ),
        "tickets": TICKETS,
        "cutover_steps": "wave,step,what is done,planned start\nW1,010,Open,2026-10-24 01:00\n",
        "closing": "branch,step,step done on\nB1,staff,2026-10-26\nB1,social,2026-11-11\n",
    }.items():
        load(store, dataset, text)
    _gates(store)
    store.close()
    return folder


TICKETS = "ticket,wave,opened at,first response at,to be resolved by,resolved at\n" + "".join(
    f"T{n:02d},W1,2026-11-02 09:00,2026-11-02 10:00,2026-11-05 09:00,{done}\n"
    for n, done in enumerate(["2026-11-04 09:00"] * 6 + ["2026-11-07 09:00"] * 3 + [""] * 3)
)
"""Twelve of wave 1: six in time, three late, three open and past their time."""


def _gates(store: Store) -> None:
    """At the go of 24 October two of three had passed; a list of November says three of three."""

    def trained(passed: int) -> list[dict[str, object]]:
        return [
            {
                "person": f"E{at}",
                "topic": "Privacy",
                "attempt": 1,
                "wave": "W1",
                "required": True,
                "due_on": date(2026, 10, 10),
                "held_on": date(2026, 10, 1),
                "score": 80.0 if at < passed else 40.0,
                "passed": at < passed,
            }
            for at in range(3)
        ]

    routes = {"data_route": "provide", "contract_route": "novation"}
    waves = [
        {"wave": "W1", "planned_cutover_on": date(2026, 10, 24), **routes},
        {"wave": "W2", "planned_cutover_on": date(2026, 12, 5), **routes},
    ]
    put(store, "waves", waves, datetime(2026, 9, 1))
    put(store, "training", trained(2), datetime(2026, 10, 20))
    put(store, "waves", [waves[0] | {"cutover_on": date(2026, 10, 24)}], datetime(2026, 11, 1))
    put(store, "training", trained(3), datetime(2026, 11, 10))


@pytest.fixture(autouse=True)
def _counted(counted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_STORE", str(counted / "programme.duckdb"))
    settings.cache_clear()


def lines(told: str) -> list[list[str]]:
    """The rows of all tables of a page, as texts of cells."""
    found = []
    for row in re.findall(r"<tr\b.*?</tr>", told, re.DOTALL):
        cells = re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        found.append([unescape(re.sub(r"<[^>]+>", "", cell)).replace("\u00a0", " ").strip() for cell in cells])
    return found


CLOCKS = ("n", "in_time", "late", "done", "gone", "overdue", "running", "open", "odd")
KINDS = {
    # Begun, in time, late, done without a deadline, cause gone, overdue, running, open without a deadline, not clear.
    "incident_authority": (
        "4 2 1 0 0 1 0 0 0"
    ),  # four hours: I1 to the minute and I5 within one; I2 a minute late; I3 not at all
    "incident_persons": "3 0 2 0 0 1 0 0 0",  # a day of the internal target
    "request": "12 3 2 0 1 2 4 0 0",
    "withdrawal": "14 3 3 0 5 2 1 0 0",
    "closing": (
        "1 0 1 0 0 0 0 0 0"
    ),  # social insurance, fifteen days from the transfer of the staff: 10 November, done on the 11th
}


def test_the_table_was_counted_as_its_rows_say() -> None:
    """The sums above are those of the rows above, by their own words."""
    ends = [row[-1] for row in REQUESTS.values()]
    late, left = sum(" late" in end for end in ends), sum(" left" in end or end == "due today" for end in ends)
    assert (len(ends), ends.count("in_time"), ends.count("late"), ends.count("gone"), late, left) == (12, 3, 2, 1, 2, 4)
    consents = [row[-1] for row in ENDS.values()]
    assert [consents.count(one) for one in ("in_time", "late", "gone", "overdue", "running")] == [3, 3, 5, 2, 1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_clocks_of_persons_incidents_and_steps(open_page: Opened, lang: str) -> None:
    t = Translator(lang)
    told = words(open_page("compliance", lang=lang, view="cases"))
    rows = lines(told)
    kinds = {row[0]: row[2:11] for row in rows if len(row) == 12}
    assert kinds.pop(t("compliance.column.clock")) == [t(f"compliance.column.clocks_{name}") for name in CLOCKS]
    assert kinds == {t(f"compliance.clocks.kind.{name}"): counts.split() for name, counts in KINDS.items()}
    standing = {row[2]: row[5] for row in rows if len(row) == 7 and row[2].startswith("R")}
    open_ones = {no: end for no, (*_, end) in REQUESTS.items() if end not in ("in_time", "late", "gone")}
    days = {
        "en": str,
        "zh": (
            lambda end: {"due today": "今天到期"}.get(
                end,
                re.sub(
                    r"(\d+) days? (late|left)", lambda m: f"逾期{m[1]}天" if m[2] == "late" else f"剩余{m[1]}天", end
                ),
            )
        ),
    }[lang]
    assert standing == {no: days(end) for no, end in open_ones.items()}
    said = {
        "en": "6 ended because their cause was gone: consent was given again, or the person took the request back.",
        "zh": "其中6项因起因消失而终止：已重新同意，或本人撤回请求。",
    }[lang]
    assert said in told.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lang", "training", "notices"),
    [("en", "2 of 3now 3 of 3", "no datanow 14 of 14"), ("zh", "2/3现为3/3", "无数据现为14/14")],
)
def test_the_gates_of_a_moved_wave_stand_as_known_at_its_go(
    open_page: Opened, lang: str, training: str, notices: str
) -> None:
    """Two of three had passed by what was loaded at the go; what came after it stands beside it, and changes no
    gate."""
    t = Translator(lang)
    rows = lines(words(open_page("readiness", lang=lang, view="gates")))
    row = next(row for row in rows if row[0] == start(t.wave("W1").replace("\u00a0", " ")) and len(row) == 14)
    assert (row[10], row[4]) == (training, notices)


@pytest.mark.parametrize(("lang", "people"), [("en", "9 of 12"), ("zh", "9/12")])
def test_support_planned_and_real(open_page: Opened, lang: str, people: str) -> None:
    """Eight and one of eight and four are there; of twelve tickets three are open and past their time, and six of
    twelve were solved in time."""
    for page, view in (("cutover", "night"), ("safeguards", "support")):
        rows = lines(words(open_page(page, lang=lang, view=view)))
        row = next(
            row
            for row in rows
            if len(row) == 10 and row[1] == start(Translator(lang).wave("W1").replace("\u00a0", " "))
        )
        assert (row[2:6], row[8]) == ([people, "12", "3", "3"], "50%")
