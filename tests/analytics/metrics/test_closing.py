"""The steps of closing and the money held, read from files as people write them: order, days, proofs, and what is
missing."""

from __future__ import annotations

import io
from datetime import date, datetime
from io import StringIO

import openpyxl
import pandas as pd
import pytest

from analytics.alerts import evaluate_all
from analytics.closing.area import AREA
from analytics.closing.numbers.prepaid import load_prepaid
from analytics.closing.numbers.standing import load_standing
from analytics.closing.numbers.steps import _code, compute_steps, load_closing
from analytics.compliance.numbers.duties import compute_catalogue
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.scope import Scope
from data.datasets import DATASETS
from data.ingest import prepare, read_file, understand
from data.language import Translator
from data.legal import load_catalogue, load_steps
from data.store import Store
from tests.analytics.conftest import load as put
from tests.analytics.made import ADMIN, load

SCOPE = Scope(ADMIN)
pytestmark = pytest.mark.usefixtures("today")
HEAD = "procedure,branch,step,after,due_on,done_on,applies,reason,evidence\n"


CATALOGUE = compute_catalogue(load_catalogue().iloc[:0], "CN")


def told(*lines: str) -> pd.DataFrame:
    """The steps as they stand on the evening of 23 November 2026, by lines of the register."""
    register = pd.read_csv(StringIO(HEAD + "\n".join(lines)), parse_dates=["due_on", "done_on"])
    register["applies"] = register["applies"].map({"no": False})
    whole = register.reindex(columns=list(DATASETS["closing"].by_name))
    return compute_steps(whole, CATALOGUE, [], None, datetime(2026, 11, 23, 20), split=False)


@pytest.mark.parametrize(
    ("lines", "step", "state", "wrong", "waits_for", "due"),
    [
        # Nothing is known of what comes first: it waits, and says for what.
        (["branch,B1,decision,,,2026-11-02,,,"], "social", "waiting", (), ("staff",), None),
        # Thirty days from the decision of Monday 2 November: Wednesday 2 December.
        (
            ["branch,B1,decision,,,2026-11-02,,,"],
            "registration",
            "waiting",
            (),
            ("creditors", "announcement", "tax"),
            date(2026, 12, 2),
        ),
        # From 8 October thirty days end on Saturday 7 November: Monday the 9th.
        (
            ["branch,B1,decision,,,2026-10-08,,,"],
            "registration",
            "overdue",
            (),
            ("creditors", "announcement", "tax"),
            date(2026, 11, 9),
        ),
        # From 1 September the thirtieth day is 1 October: the holiday ends on the 7th.
        (
            ["branch,B1,decision,,,2026-09-01,,,", "branch,B1,注销登记,,,2026-10-08,,,E1"],
            "registration",
            "met",
            ("order",),
            ("creditors", "announcement", "tax"),
            date(2026, 10, 8),
        ),
        # In time to the day, and a day late.
        (
            ["branch,B1,staff,,,2026-10-26,,,", "branch,B1,social,,,2026-11-10,,,"],
            "social",
            "met",
            (),
            (),
            date(2026, 11, 10),
        ),
        (
            ["branch,B1,staff,,,2026-10-26,,,", "branch,B1,social,,,2026-11-11,,,"],
            "social",
            "late",
            (),
            (),
            date(2026, 11, 10),
        ),
        # Done before its clock began, and so before what comes first.
        (
            ["branch,B1,staff,,,2026-10-26,,,", "branch,B1,social,,,2026-10-20,,,"],
            "social",
            "unclear",
            ("order", "before_start"),
            (),
            date(2026, 11, 10),
        ),
        # Done without a deadline is done, not in time; an internal day is none of the law.
        (["branch,B1,decision,,,2026-10-26,,,", "branch,B1,staff,,,2026-11-02,,,"], "staff", "done", (), (), None),
        (
            ["branch,B1,decision,,,2026-10-26,,,", "branch,B1,staff,,2026-11-06,,,,"],
            "staff",
            "overdue",
            (),
            (),
            date(2026, 11, 6),
        ),
        # A proof is no day.
        (["branch,B1,decision,,,2026-10-26,,,", "branch,B1,staff,,,,,,EV-1"], "staff", "open", ("undated",), (), None),
        # What does not apply hands on what comes before it.
        (
            ["branch,B1,tax,,,,no,no taxes,", "branch,B1,registration,,,2026-10-26,,,"],
            "registration",
            "done",
            ("order",),
            ("creditors", "announcement", "invoices"),
            None,
        ),
        (["branch,B1,tax,,,,no,no taxes,"], "tax", "not_applicable", (), ("invoices",), None),
        # Set aside without a reason it is asked for as before, and what comes after it waits for it.
        (["branch,B1,tax,,,,no,,"], "tax", "waiting", ("unreasoned",), ("invoices",), None),
        # A step of one's own, with a predecessor that nobody knows.
        (
            ["branch,B1,Parking permits,lease-x decision,,,,,"],
            "Parking permits",
            "waiting",
            ("unnamed",),
            ("decision",),
            None,
        ),
        # Titles with blanks in them, between commas or alone, in English and Chinese; and one that nobody knows.
        (
            ["branch,B1,Parking permits,Tax clearance; Leases and supplies ended,,,,,"],
            "Parking permits",
            "waiting",
            (),
            ("tax", "leases"),
            None,
        ),
        (["branch,B1,Parking permits,tax deregistration,,,,,"], "Parking permits", "waiting", (), ("tax",), None),
        (["branch,B1,停车证,税务注销（清税）、缴销印章,,,,,"], "停车证", "waiting", (), ("tax", "seals"), None),
        (
            ["branch,B1,Own step,,,,,,", "branch,B1,Parking permits,Own step,,,,,"],
            "Parking permits",
            "waiting",
            (),
            ("Own step",),
            None,
        ),
        (["branch,B1,Parking permits,no such step,,,,,"], "Parking permits", "open", ("unnamed",), (), None),
        # Forty-five days from 1 October end on Sunday 15 November: the 16th. Closed by then is too early, later is
        # done.
        (
            ["split,,announcement,,,2026-10-01,,,", "split,,claims45,,,2026-11-16,,,"],
            "claims45",
            "done",
            ("early",),
            (),
            date(2026, 11, 16),
        ),
        (
            ["split,,announcement,,,2026-10-01,,,", "split,,claims45,,,2026-11-17,,,"],
            "claims45",
            "done",
            (),
            (),
            date(2026, 11, 16),
        ),
        # A period that has run out is not overdue: it is to be closed.
        (["split,,announcement,,,2026-10-01,,,"], "claims45", "open", (), (), date(2026, 11, 16)),
    ],
)
def test_a_step_stands_as_it_was_told(
    lines: list[str],
    step: str,
    state: str,
    wrong: tuple[str, ...],
    waits_for: tuple[str, ...],
    due: date | None,
) -> None:
    """Days counted by hand from the Civil Code's rule and the holidays of 2026."""
    found = told(*lines)
    row = next(row for row in rows(found) if row.step == step)
    assert (row.state, row.wrong, row.waits_for, row.due_at and row.due_at.date()) == (state, wrong, waits_for, due)


@pytest.mark.parametrize(
    ("procedure", "step", "said"),
    [
        ("branch", "registration", "deregister"),
        ("branch", "registration", "Deregister the branch"),
        ("branch", "registration", "注销"),
        ("branch", "announcement", "announce"),
        ("branch", "announcement", "Announced"),
        ("branch", "announcement", "登报公告"),
        ("branch", "creditors", "notice"),
        ("branch", "creditors", "notify_creditors"),
        ("branch", "creditors", "通知"),
        ("branch", "tax", "tax cleared"),
        ("branch", "seals", "destroy the seals"),
        ("branch", "bank", "注销银行账户"),
        ("branch", "deletion", "delete data"),
        ("split", "creditors", "notice"),
        ("split", "announcement", "announce"),
        ("split", "registration", "工商变更"),
    ],
)
def test_a_step_by_any_usual_name_is_the_step_of_the_catalogue(procedure: str, step: str, said: str) -> None:
    """No green step of one's own stands beside the same step that waits."""
    branch = "" if procedure == "split" else "B1"
    found = rows(told(f"{procedure},{branch},{said},,,2026-11-02,,,"))
    own = {row.step for row in rows(told(f"{procedure},{branch},{step},,,,,,"))}
    assert {row.step for row in found} == own
    assert [row.step for row in found if row.done_on is not None] == [step]


def test_a_step_is_known_by_its_own_title_too_and_two_rows_of_it_are_one() -> None:
    frame = pd.read_csv(
        StringIO(
            "procedure,branch,step,title,done_on,owner\nbranch,B1,S7,Clearance of"
            " taxes,,Li\nbranch,B1,S8,税务注销,2026-11-02,\nbranch,B1,tax,,,Wu\n"
        ),
        parse_dates=["done_on"],
    )
    found = compute_steps(
        frame.reindex(columns=list(DATASETS["closing"].by_name)),
        CATALOGUE,
        [],
        None,
        datetime(2026, 11, 23, 20),
        split=False,
    )
    own = [(row.step, row.done_on, row.owner) for row in rows(found) if row.step in ("tax", "S7", "S8")]
    assert own == [("tax", date(2026, 11, 2), "Wu"), ("S7", None, "Li")], "a title that no step has stays one's own"


def test_every_name_of_the_catalogue_is_of_one_step() -> None:
    for procedure in ("branch", "split"):
        of = [row for row in rows(load_steps()) if row.procedure == procedure]
        for row in of:
            for name in (row.step, row.title_en, row.title_zh, *row.names.split(";")):
                assert _code(procedure, name) == row.step, name


def test_the_help_of_what_comes_first_says_that_titles_do() -> None:
    field = DATASETS["closing"].by_name["after"]
    assert "by code or title" in field.help_en
    assert "代码或名称" in field.help_zh


def test_every_step_with_a_missing_predecessor_says_so_in_both_languages(store: Store) -> None:
    """Of a branch of which only the decision is known each step but those that follow it alone names what it waits
    for."""
    load(store, "closing", "branch,step,step done on\nB1,作出注销分支机构的决定,2026-11-02\n")
    found = load_closing(store, SCOPE)
    missing = found.frame.set_index("step")["waits_for"]
    assert {step for step, codes in missing.items() if not codes} == {
        "decision",
        "creditors",
        "announcement",
        "customers",
        "prepaid",
        "staff",
        "invoices",
    }
    for lang, word in (("en", "Waits for: "), ("zh", "须先完成：")):
        grid = next(part for _, part in AREA.parts() if part.key == "closing-steps").exhibit(
            store, SCOPE, ("B1",), Translator(lang)
        )
        standing = [row[5].text for row in grid.body.rows]
        assert [word in said for said in standing] == [bool(codes) for codes in missing]


def test_the_split_is_there_by_the_route_and_its_resolution_is_the_decision(store: Store) -> None:
    load(store, "programme", "programme,from_entity,to_entity,decision date\nP,A,B,2026-09-14\n")
    assert load_closing(store, SCOPE).frame.empty
    load(store, "waves", "wave,planned cut-over,route for personal data\nW1,2026-12-05,split\n")
    found = load_closing(store, SCOPE)
    days = {code: found.at("split", code).due_at for code in ("creditors", "announcement", "claims30")}
    # 24 September is ten days on; 14 October is thirty.
    assert (days["creditors"].date(), days["announcement"].date(), days["claims30"]) == (
        date(2026, 9, 24),
        date(2026, 10, 14),
        None,
    )
    assert found.at("split", "resolution").done_on == date(2026, 9, 14)
    assert found.at("split", "creditors").state == "overdue"


def test_money_is_settled_with_a_way_and_a_day_only(store: Store) -> None:
    """Rows of counts: of 12 balances of 1,200 three quarters are carried over; deposits without a day or way and
    dollars stay open or aside."""
    load(store, "programme", "programme,from_entity,to_entity,currency\nP,A,B,CNY\n")
    receipt = load(
        store,
        "prepaid",
        "wave,branch,kind of money held,amount held,currency,number of customers,refund or carry over,amount"
        " settled,settled on\n"
        "W1,B1,balance,1200,CNY,12,carry"
        " over,900,2026-11-02\nW1,B1,deposit,500,CNY,10,refund,,\nW1,B1,deposit,300,,15,,,2026-11-03\nW1,B1,other,70,USD,11,refund,,2026-11-03\n"
        "W1,B2,balance,90,CNY,9,refund,,2026-11-03\nW1,B3,balance,90,CNY,,refund,,2026-11-03\n",
    )
    assert receipt.counts.rejected == 1, "a row of nobody"
    found = load_prepaid(store, SCOPE)
    row = found.branches.set_index("branch").loc["B1"]
    assert row[["n", "held", "carried", "refunded", "open", "undecided", "waiting", "foreign_n"]].tolist() == [
        48,
        2000,
        900,
        0,
        1100,
        300,
        37,
        11,
    ]
    assert found.branches.set_index("branch").loc["B2", ["n", "held"]].isna().all(), "nine customers are not shown"
    assert (found.total("held"), found.hidden) == (2000, 1)


def test_what_was_never_loaded_is_not_known(store: Store) -> None:
    """A deregistered branch is called empty only where every ledger says so."""
    load(store, "closing", "branch,step,step done on\nB1,Branch deregistered,2026-10-26\n")
    found = load_standing(store, SCOPE)
    assert found.unknown == ("customers", "complaints", "prepaid")
    assert found.frame[["customers", "complaints", "held"]].isna().all(axis=None)
    part = next(part for _, part in AREA.parts() if part.key == "closing-standing")
    said = part.exhibit(store, SCOPE, (), Translator("en"))
    assert said.body.rows[0][0].text == "deregistered, not all known"
    assert said.note.endswith("Never loaded, so not known: Customers, Complaints and Prepaid balances and deposits.")
    assert METRICS["closed_standing"].now(store, SCOPE).value is None, "nothing seen is not nothing there"


def test_ledgers_that_end_before_a_branch_was_deregistered_do_not_say_what_stood_in_it(store: Store) -> None:
    """Of 24 customers 12 were moved and 12 complaints open when the ledgers were last loaded: after, and before, the
    branch was deregistered."""
    load(store, "closing", "branch,step,step done on\nB1,Branch deregistered,2026-10-26\n")
    load(store, "customers", "customer,branch,wave\n" + "".join(f"C{n},B1,W1\n" for n in range(24)))
    moved = [{"customer": f"C{n}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 9, 1)} for n in range(12)]
    opened = [{"complaint": f"K{n}", "customer": f"C{n}", "opened_at": datetime(2026, 9, 10)} for n in range(12)]
    put(store, "transfers", moved, datetime(2026, 10, 20))
    put(store, "complaints", opened, datetime(2026, 10, 20))
    row = load_standing(store, SCOPE).frame.iloc[0]
    assert (pd.isna(row.customers), pd.isna(row.complaints), row.alive, row.sure) == (True, True, (), False)
    assert METRICS["closed_standing"].now(store, SCOPE).value is None
    assert [alert.code for alert in evaluate_all(store, SCOPE.rights) if alert.code == "closed_standing"] == []
    put(
        store,
        "transfers",
        [moved[0] | {"customer": "D0", "status": "planned", "cut_over_on": None}],
        datetime(2026, 10, 27),
    )
    put(store, "complaints", [opened[0] | {"complaint": "K99"}], datetime(2026, 10, 27))
    row = load_standing(store, SCOPE).frame.iloc[0]
    assert (row.customers, row.complaints, row.alive) == (12, 13, ("customers", "complaints"))
    assert METRICS["closed_standing"].now(store, SCOPE).value == 1


def test_money_in_another_currency_and_money_that_no_list_has_stand_too(store: Store) -> None:
    """B1 holds the dollars of 12 customers; of B2 the list says nothing, and the roster has ¥20 of each of 11."""
    load(store, "programme", "programme,from_entity,to_entity,currency\nP,A,B,CNY\n")
    load(
        store,
        "closing",
        "branch,step,step done on\nB1,Branch deregistered,2026-10-26\nB2,Branch deregistered,2026-10-26\n",
    )
    roster = (
        "customer,branch,wave,prepaid balance\n"
        + "".join(f"C{n},B1,W1,\n" for n in range(12))
        + "".join(f"D{n},B2,W1,20\n" for n in range(11))
    )
    load(store, "customers", roster)
    load(
        store,
        "transfers",
        "customer,wave,status,cut over on\n"
        + "".join(
            f"{one},W1,moved,2026-09-01\n" for one in [f"C{n}" for n in range(12)] + [f"D{n}" for n in range(11)]
        ),
    )
    load(
        store,
        "complaints",
        "complaint,customer,opened at,closed at\n" + "".join(f"K{n},C{n},2026-09-10,2026-09-12\n" for n in range(12)),
    )
    load(
        store,
        "prepaid",
        "customer,branch,kind of money held,amount held,currency\n"
        + "".join(f"C{n},B1,balance,50,USD\n" for n in range(12)),
    )
    part = next(part for _, part in AREA.parts() if part.key == "closing-standing")
    said = part.exhibit(store, SCOPE, (), Translator("en"))
    assert [[cell.text.replace("\xa0", " ") for cell in row][:6] for row in said.body.rows] == [
        ["deregistered, not empty", "B1", "26 Oct 2026", "0", "0", "¥0; 12 customers in another currency"],
        [
            "deregistered, not all known",
            "B2",
            "26 Oct 2026",
            "0",
            "0",
            "¥0; ¥220 of 11 customers of the roster not on the list",
        ],
    ]
    assert [row[0].state for row in said.body.rows] == ["bad", "watch"]
    value = METRICS["closed_standing"].now(store, SCOPE)
    assert (value.value, [fact.write(Translator("en")) for fact in value.now.said]) == (1, ["of 1 not all is known"])
    assert "money of 12 customers in a currency other than CNY is still open" in AREA.headline(
        store, SCOPE, Translator("en")
    )
    assert "12户的款项非CNY币种，尚未处理" in AREA.headline(store, SCOPE, Translator("zh"))
    settled = next(part for _, part in AREA.parts() if part.key == "prepaid-settled").exhibit(
        store, SCOPE, (), Translator("en")
    )
    assert settled.title.startswith("Money of 12 customers"), "not: all is settled"


def test_steps_that_wait_for_each_other_say_so(store: Store) -> None:
    frame = told("branch,B1,own,loop,,,,,", "branch,B1,loop,own,,,,,", "branch,B1,after,own,,,,,")
    wrong = {row.step: row.wrong for row in rows(frame)}
    assert (wrong["own"], wrong["loop"], wrong["after"]) == (("circle",), ("circle",), ())
    load(store, "closing", "branch,step,only after\nB1,own,loop\nB1,loop,own\n")
    for lang, words in (
        ("en", "waits for itself, by way of loop: none of them can begin"),
        ("zh", "经loop循环等待本步骤，均无法开始"),
    ):
        found = next(part for _, part in AREA.parts() if part.key == "closing-findings").exhibit(
            store, SCOPE, ("B1",), Translator(lang)
        )
        assert (found.body.rows[-1][0].state, words in [cell.text for row in found.body.rows for cell in row]) == (
            "bad",
            True,
        )


def test_a_programme_without_steps_says_what_is_missing(store: Store) -> None:
    load(store, "programme", "programme,from_entity,to_entity\nP,A,B\n")
    assert AREA.headline(store, SCOPE, Translator("en")) == ""


def test_two_rows_that_name_one_step_with_different_days_say_so(store: Store) -> None:
    """The same step under its code and under another name: whichever day is counted, the other is told; the same day
    twice is none."""
    frame = told(
        "branch,B1,decision,,,2026-10-01,,,",
        "branch,B1,注销决定,,,2026-10-05,,,",
        "branch,B1,tax,,,2026-10-20,,,",
        "branch,B1,清税,,,2026-10-20,,,",
    )
    wrong = {row.step: "two_days" in row.wrong for row in rows(frame)}
    assert (wrong["decision"], wrong["tax"]) == (True, False)
    load(store, "closing", "branch,step,step done on\nB1,decision,2026-10-01\nB1,decide,2026-10-05\n")
    for lang, words, said in (
        (
            "en",
            "different days – 1 Oct 2026 and 5 Oct 2026 –, 5 Oct 2026 is counted",
            "B1: the rows for “Decision to close the branch” name different days",
        ),
        (
            "zh",
            "同一步骤的办结日期不一（2026年10月1日、2026年10月5日），按2026年10月5日计",
            "B1“作出注销分支机构的决定”登记的办结日期不一",
        ),
    ):
        part = next(part for _, part in AREA.parts() if part.key == "closing-findings")
        lines = part.exhibit(store, SCOPE, ("B1",), Translator(lang)).body.rows
        assert any(words in cell.text.replace("\xa0", " ") for line in lines for cell in line)
        assert said in AREA.headline(store, SCOPE, Translator(lang)).replace("\xa0", " ")
    assert METRICS["closing_contradicted"].now(store, SCOPE).value == 1


def test_a_numbered_list_of_steps_is_read_by_the_names_of_its_steps(store: Store) -> None:
    """A workbook as an office keeps it, with a title, numbered lines and a total; and the same in English as a file of
    text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["城东支行注销办理进度表"])
    sheet.merge_cells("A1:D1")
    sheet.append(["序号", "分支机构", "办理事项", "办理日期", "备注"])
    for no, (title, day) in enumerate(
        (("注销决议", date(2026, 10, 12)), ("登报", date(2026, 10, 15)), ("清税", None), ("缴销公章", None)), 1
    ):
        sheet.append([no, "B1", title, day, ""])
    sheet.append(["合计"])
    held = io.BytesIO()
    book.save(held)
    plain = (
        b"No.,Branch,Closing step,Done on\n1,B2,Decision to close,2026-10-12\n2,B2,Public notice,2026-10-15\n3,B2,Tax"
        b" clearance,\n4,B2,Destroy seals,\n"
    )
    for name, content in (("closing.xlsx", held.getvalue()), ("closing.csv", plain)):
        file = read_file(name, content)
        found = understand(file)
        assert (found.dataset, found.questions) == ("closing", ())
        store.commit(prepare(file, found), ADMIN, known_at=datetime(2026, 11, 22, 12))
    frame = load_closing(store, SCOPE).frame
    for branch in ("B1", "B2"):
        own = frame[frame["subject"] == branch]
        assert len(own) == 16, "no step of its own came of a number"
        assert own.loc[own["done_on"].notna(), "step"].tolist() == ["decision", "announcement"]
