"""The proof file of one customer: what is there, what is missing and says so, who may have it, and that the look is
kept."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from analytics.__main__ import main
from analytics.reports.proof import lines_of, missing_of, proof_html, summary_of
from analytics.retention.life import load_life
from analytics.rights.charts.texts import STATES, table_texts, text_words, texts_now
from analytics.rights.numbers.proof import load_proof
from analytics.rights.numbers.texts import CASES, NAMES, Text, articles_of, compute_cases, compute_text, load_texts
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.problems import Refusal
from data.store import Store, door
from pages.kit.commands import run_command
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN
from tests.house.source import ROOT

EN = Translator("en")
WHOLE = dict.fromkeys(
    ("sender", "recipient", "purpose", "method", "categories", "retention", "exercise", "sensitive"), True
)


@pytest.fixture
def told(store: Store, today: None) -> Store:
    """C1 has everything and a complaint with markup in its name; C2 was asked and nothing came of it; of a wave that
    needs both consents."""
    load(
        store,
        "waves",
        [{"wave": "W1", "cutover_on": date(2026, 11, 7), "data_route": "provide", "contract_route": "novation"}],
    )
    load(
        store,
        "programme",
        [
            {
                "programme": "P",
                "from_entity": "A",
                "to_entity": "B",
                "goes_abroad": False,
                "has_sensitive": True,
                "decides_by_machine": False,
                "currency": "CNY",
            }
        ],
    )
    load(
        store,
        "customers",
        [
            {"customer": "C1", "wave": "W1", "branch": "B1", "prepaid_balance": 80},
            {"customer": "C2", "wave": "W1", "branch": "B1", "prepaid_balance": 30},
        ],
    )
    sent = datetime(2026, 9, 1, 9)
    load(
        store,
        "notices",
        [
            {
                "customer": who,
                "kind": kind,
                "version": "v1",
                "sent_at": sent,
                "delivered_at": datetime(2026, 9, 3, 9) if who == "C1" else None,
                "answered_at": datetime(2026, 9, 9, 9) if who == "C1" and kind != "transfer" else None,
                "result": "consented" if who == "C1" and kind != "transfer" else None,
            }
            for who in ("C1", "C2")
            for kind in ("transfer", "data", "contract")
        ],
    )
    load(
        store,
        "texts",
        [
            {
                "kind": "transfer",
                "version": "v1",
                "law": "pipl",
                **WHOLE,
                "approved_by": "Huang",
                "approved_on": date(2026, 8, 20),
            },
            {
                "kind": "data",
                "version": "v1",
                "law": "pipl",
                **WHOLE,
                "retention": False,
                "method": None,
                "approved_by": "Huang",
                "approved_on": date(2026, 9, 2),
            },
        ],
    )
    load(store, "transfers", [{"customer": "C1", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 11, 7)}])
    load(
        store,
        "prepaid",
        [
            {
                "customer": "C1",
                "kind": "balance",
                "amount": 80,
                "currency": "CNY",
                "way": "refund",
                "done_on": date(2026, 11, 9),
            }
        ],
    )
    load(
        store,
        "complaints",
        [
            {
                "complaint": "K-1",
                "customer": "C1",
                "category": "<b>Fees</b>",
                "opened_at": datetime(2026, 11, 10, 9),
                "closed_at": datetime(2026, 11, 12, 9),
                "upheld": True,
            }
        ],
    )
    return store


def said(store: Store, who: str, rights: Rights = ADMIN) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for line in lines_of(load_proof(store, Scope(rights), who), EN):
        found.setdefault(line.chapter, []).append((line.state, line.said.replace("\xa0", " ")))
    return found


def test_what_is_there_is_told_with_its_day(told: Store) -> None:
    found = said(told, "C1")
    assert [state for state, _ in found["notice"]] == ["good"] * 3
    assert found["delivery"][0] == ("good", "Notice of transfer · version v1 · delivered on 3 Sep 2026")
    assert found["consent"] == [
        ("good", "Separate consent to data: given on 9 Sep 2026"),
        ("good", "Consent to contract: given on 9 Sep 2026"),
    ]
    assert found["transfer"] == [("good", "Wave 1 · moved · moved on 7 Nov 2026")]
    assert found["refund"] == [("good", "Prepaid balance · ¥80 · Refund · ¥80 on 9 Nov 2026")]
    assert found["complaint"] == [
        ("good", "K-1 · <b>Fees</b> · received on 10 Nov 2026 · closed on 12 Nov 2026 · upheld")
    ]


def test_the_text_is_held_against_the_articles_with_its_approval(told: Store) -> None:
    found = said(told, "C1")["text"]
    assert found[0] == (
        "good",
        "Notice of transfer · v1 · Names what PIPL 17 and PIPL 23 ask for. Approved by Huang on 20 Aug 2026.",
    )
    assert found[1] == (
        "bad",
        (
            "Separate consent to data · v1 · Does not name how long the data are kept. Nobody has looked whether it"
            " names the way of processing. Approved by Huang on 2 Sep 2026."
        ),
    )
    assert found[2] == ("missing", "Consent to contract · v1 · No text on file")


def test_what_is_missing_is_said_and_not_left_out(told: Store) -> None:
    found = said(told, "C2")
    assert {text for _, text in found["delivery"]} == {
        f"{kind} · version v1 · No delivery on file"
        for kind in ("Notice of transfer", "Separate consent to data", "Consent to contract")
    }
    assert found["consent"] == [
        ("missing", "Separate consent to data: no consent on file"),
        ("missing", "Consent to contract: no consent on file"),
    ]
    assert found["transfer"] == [("missing", "No transfer on file")]
    assert found["path"] == [("missing", "The ledger “Paths of those who do not move” was never loaded")]
    assert found["refund"] == [("missing", "The roster holds ¥30; no refund or carry-over on file")]
    assert found["complaint"] == [("none", "No complaint on file")]
    proof = load_proof(told, Scope(ADMIN), "C2")
    lines = lines_of(proof, EN)
    assert missing_of(lines) == ("text", "delivery", "answer", "consent", "transfer", "path", "refund")
    assert summary_of(proof, lines, EN).startswith(
        "Missing: Text, Delivery, Answer, Consent, Transfer, Path and Refund."
    )


def test_the_last_that_was_said_counts_and_a_consent_without_a_day_proves_none(store: Store, today: None) -> None:
    """C1 took its consent back and gave it again to the next version; C2 consented, C3 refused, neither with a day."""
    load(
        store,
        "waves",
        [{"wave": "W1", "data_route": "provide", "contract_route": "split", "planned_cutover_on": date(2026, 12, 5)}],
    )
    load(store, "customers", [{"customer": f"C{n}", "wave": "W1", "branch": "B1"} for n in (1, 2, 3)])
    sent = datetime(2026, 9, 1, 9)
    load(
        store,
        "notices",
        [
            {
                "customer": "C1",
                "kind": "data",
                "version": "v1",
                "sent_at": sent,
                "result": "consented",
                "answered_at": datetime(2026, 9, 5, 9),
                "withdrawn_at": datetime(2026, 9, 20, 9),
            },
            {
                "customer": "C1",
                "kind": "data",
                "version": "v2",
                "sent_at": sent,
                "result": "consented",
                "answered_at": datetime(2026, 10, 5, 9),
            },
            {"customer": "C2", "kind": "data", "version": "v1", "sent_at": sent, "result": "consented"},
            {"customer": "C3", "kind": "data", "version": "v1", "sent_at": sent, "result": "refused"},
        ],
    )
    assert [said(store, who)["consent"] for who in ("C1", "C2", "C3")] == [
        [("good", "Separate consent to data: given on 5 Oct 2026")],
        [("missing", "Separate consent to data: consented, no day on file")],
        [("bad", "Separate consent to data: refused, no day on file")],
    ]


def test_a_consent_that_came_only_after_the_move_is_wrong_and_not_in_order(store: Store, today: None) -> None:
    """All were moved on 1 October: C1 agreed on the 7th, C2 before and again on the 7th, C3 took it back before and
    agreed again after."""
    load(
        store,
        "waves",
        [{"wave": "W1", "cutover_on": date(2026, 10, 1), "data_route": "provide", "contract_route": "split"}],
    )
    load(store, "customers", [{"customer": f"C{n}", "wave": "W1", "branch": "B1"} for n in (1, 2, 3)])
    load(
        store,
        "transfers",
        [{"customer": f"C{n}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 10, 1)} for n in (1, 2, 3)],
    )
    sent, before, after = datetime(2026, 8, 1, 9), datetime(2026, 9, 5, 9), datetime(2026, 10, 7, 9)
    load(
        store,
        "notices",
        [
            {
                "customer": who,
                "kind": "data",
                "version": version,
                "sent_at": sent,
                "result": "consented",
                "answered_at": at,
                "withdrawn_at": back,
            }
            for who, version, at, back in (
                ("C1", "v1", after, None),
                ("C2", "v1", before, None),
                ("C2", "v2", after, None),
                ("C3", "v1", before, datetime(2026, 9, 20, 9)),
                ("C3", "v2", after, None),
            )
        ],
    )
    late = [
        ("bad", "Separate consent to data: given on 7 Oct 2026, only after the move on 1 Oct 2026"),
        ("bad", "Moved on 1 Oct 2026 without the consent that the routes ask for"),
    ]
    assert said(store, "C1")["consent"] == said(store, "C3")["consent"] == late
    assert said(store, "C2")["consent"] == [("good", "Separate consent to data: given on 7 Oct 2026")]
    proof = load_proof(store, Scope(ADMIN), "C1")
    assert "Not in order: Consent" in summary_of(proof, lines_of(proof, EN), EN)
    page = proof_html(proof, Translator("zh"), made_by="me", head="")
    assert "2026年10月7日才同意，晚于2026年10月1日的转移" in page.replace("\xa0", "")


def test_the_page_escapes_what_ledgers_hold_and_names_the_end_of_the_log(told: Store) -> None:
    for lang in ("en", "zh"):
        page = proof_html(
            load_proof(told, Scope(ADMIN), "C1"), Translator(lang), made_by="<i>me</i>", head=told.audit_head
        )
        assert "&lt;b&gt;Fees&lt;/b&gt;" in page
        assert "<b>Fees" not in page
        assert "&lt;i&gt;me" in page
        assert told.audit_head[:16] in page


def test_each_look_is_logged_under_the_pseudonym(told: Store) -> None:
    proof = load_proof(told, Scope(ADMIN), "C1")
    entry = told.audit_log(ADMIN).query("event == 'proof'").iloc[0]
    assert json.loads(entry["details"])["rows"] == proof.n == 7
    assert json.loads(entry["personal"]) == {"customer": told.pseudonym("C1")}


def test_who_may_not_see_rows_has_no_file_and_a_ledger_that_is_kept_from_a_reader_is_said_to_be(told: Store) -> None:
    with pytest.raises(Refusal, match="no_row_level"):
        load_proof(told, Scope(Rights("reader", "executive")), "C1")
    with pytest.raises(Refusal, match="customer_unknown"):
        load_proof(told, Scope(ADMIN), "C9")
    with pytest.raises(Refusal, match="customer_unknown"):
        load_proof(told, Scope(Rights("east", "manager", branches=frozenset({"B2"}))), "C1")
    some = Rights(
        "part",
        "manager",
        datasets=frozenset({"customers", "waves", "transfers", "prepaid", "texts", "programme", "branches"}),
    )
    found = said(told, "C1", some)
    assert found["notice"] == [("unseen", "The ledger “Notices and consents” is not shown to you")]
    assert {state for state, _ in found["consent"]} == {"unseen"}
    assert found["complaint"] == [("unseen", "The ledger “Complaints” is not shown to you")]


def test_the_command_writes_the_page_and_exits_1_where_something_is_missing(told: Store) -> None:
    out = io.StringIO()
    assert main(["proof", "C2", "--lang", "zh"], store=told, out=out, rights=ADMIN) == 1
    assert "没有送达记录" in out.getvalue()
    assert out.getvalue().startswith("<!doctype html>")
    out = io.StringIO()
    assert main(["proof", "C9", "--json"], store=told, out=out, rights=ADMIN) == 2
    assert json.loads(out.getvalue())["refused"]["code"] == "customer_unknown"


def test_a_customer_is_found_as_the_lists_write_it_and_nobody_by_a_guess(told: Store) -> None:
    hidden = told.pseudonym("C1")
    for written in (hidden, hidden[:10], f" {hidden[:10].upper()} ", "c1"):
        proof = load_proof(told, Scope(ADMIN), written)
        assert (proof.customer, proof.n, proof.asked) == (hidden, 7, written)
    for written in (hidden[:9], "0" * 10, f"{hidden[:10]}%", hidden + "0"):
        with pytest.raises(Refusal, match="customer_unknown"):
            load_proof(told, Scope(ADMIN), written)
    with pytest.raises(Refusal, match="customer_unknown"):
        load_proof(told, Scope(Rights("east", "manager", branches=frozenset({"B2"}))), hidden)
    assert load_life(told, Scope(ADMIN), hidden[:10]).customer == hidden
    refused = io.StringIO()
    main(["proof", "C9"], store=told, out=refused, rights=ADMIN)
    assert "or the pseudonym that a list shows" in refused.getvalue()


def test_where_there_is_no_store_nothing_is_said_of_a_customer_and_none_is_made(tmp_path: Path) -> None:
    """A command in another folder than the dashboard's: an empty store of its own would have no customer at all."""
    for program, argv in (
        ("analytics", ["proof", "C1"]),
        ("analytics", ["alerts"]),
        ("data", ["check"]),
        ("data", ["person", "C1"]),
    ):
        done = subprocess.run(
            [sys.executable, "-m", program, *argv, "--json"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, done.stdout
        refused = json.loads(done.stdout)["refused"]
        assert (refused["code"], refused["where"]) == (
            "store_missing",
            str(tmp_path.resolve() / "var/programme.duckdb"),
        )
        assert refused["message"].startswith("There is no store at ")
        assert list(tmp_path.iterdir()) == []


def test_through_the_door_a_customer_is_found_while_files_come_in(told: Store) -> None:
    """Whoever has been loaded is found by whoever asks, in the middle of a load too."""
    opened = door.serve(told, run_command)
    asked = ["proof", "C1", "--json"]
    rows = [{"customer": f"D{n}", "wave": "W1", "branch": "B1"} for n in range(200)]
    codes: list[tuple[int, str]] = []

    def ask() -> None:
        for _ in range(6):
            answer = door.ask(told.address, asked, rights=ADMIN, program="analytics")
            assert isinstance(answer, tuple)
            codes.append((answer[0], json.loads(answer[1]).get("pseudonym", "")))

    try:
        threads = [Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for at in range(5):
            load(told, "customers", rows[: 40 * (at + 1)])
        for thread in threads:
            thread.join()
    finally:
        opened.close()
    assert codes == [(1, told.pseudonym("C1"))] * 12


@pytest.mark.parametrize(
    ("kind", "law", "routes", "asked"),
    [
        ("transfer", "pipl", {"split"}, ("pipl17", "pipl22")),
        ("transfer", "pipl", {"provide"}, ("pipl17", "pipl23")),
        ("transfer", "pipl", {"split", "provide"}, ("pipl17", "pipl22", "pipl23")),
        ("transfer", "pipl", {""}, ("pipl17",)),
        ("data", "pipl", {""}, ("pipl17", "pipl23")),
        ("transfer", "gdpr", {"split"}, ("gdpr13", "gdpr14")),
        ("data", "gdpr", {"provide"}, ("gdpr13", "gdpr13consent")),
        ("contract", "pipl", {"provide"}, ()),
        ("transfer", "", {"split"}, ()),
    ],
)
def test_articles_by_kind_law_and_route(kind: str, law: str, routes: set[str], asked: tuple[str, ...]) -> None:
    assert articles_of(kind, law, routes) == asked


def drawn(kind: str, law: str, **said: bool) -> SimpleNamespace:
    """A text that names everything that is always asked for, and of what depends on the case what is said."""
    always = {name: None if name in CASES else True for name in NAMES}
    return SimpleNamespace(
        kind=kind, version="v1", law=law, approved_by="Huang", approved_on=date(2026, 8, 20), **always | said
    )


def test_what_depends_on_the_case_is_asked_for_only_where_it_applies() -> None:
    nothing = dict.fromkeys(CASES, False)
    said = [
        # law, what the programme says, what the text names, standing, missing, unsure
        ("pipl", nothing, {}, "good", (), ()),
        ("pipl", nothing | {"sensitive": True}, {"sensitive": False}, "short", ("sensitive",), ()),
        ("pipl", nothing | {"sensitive": True}, {}, "unread", (), ()),
        ("pipl", nothing | {"sensitive": True, "abroad": None}, {"sensitive": True}, "unsure", (), ("abroad",)),
        ("pipl", nothing | {"automated": True}, {"automated": False}, "short", ("automated",), ()),
        ("pipl", nothing | {"automated": None}, {}, "unsure", (), ("automated",)),
        ("pipl", nothing | {"abroad": None, "officer": None}, {"abroad": True}, "good", (), ()),
        (
            "gdpr",
            nothing | {"sensitive": True, "officer": True, "interest": None},
            {"officer": True, "interest": False},
            "unsure",
            (),
            ("interest",),
        ),
        (
            "gdpr",
            nothing | {"automated": True, "representative": True},
            {"automated": False, "representative": False},
            "short",
            ("automated", "representative"),
            (),
        ),
    ]
    for law, cases, names, standing, missing, unsure in said:
        text = compute_text(drawn("transfer", law, **names), {"split"}, cases=cases)
        assert (text.standing, text.missing, text.unsure) == (standing, missing, unsure)
    nobody = compute_text(drawn("transfer", "pipl"), {"split"})
    assert (nobody.standing, STATES[nobody.standing], nobody.unsure) == (
        "unsure",
        "none",
        ("abroad", "sensitive", "automated"),
    )
    assert text_words(nobody, EN).startswith(
        "Not known whether it applies: the recipient abroad and the safeguards, why sensitive data are needed and what"
        " it means and how a machine decides and what follows; the programme does not say."
    )
    assert compute_text(drawn("contract", "pipl"), {"split"}).unsure == ()  # no notice of data
    # Sensitive data that are held go over, whatever the row of the programme says.
    row = SimpleNamespace(
        **dict.fromkeys((field for field, _ in CASES.values()), None),
    )
    row.goes_abroad = row.has_sensitive = False
    assert compute_cases(row, 0) == dict.fromkeys(CASES) | {"abroad": False, "sensitive": False}
    assert compute_cases(row, 3)["sensitive"] is True
    assert compute_cases(None, 0) == dict.fromkeys(CASES)


def test_the_texts_are_judged_and_the_worst_leads(told: Store) -> None:
    found = load_texts(told, Scope(ADMIN))
    assert {(one.kind, one.standing) for one in found.texts} == {
        ("transfer", "good"),
        ("data", "short"),
        ("contract", "missing"),
    }
    assert (
        texts_now(found, EN)
        == "Separate consent to data v1 was sent and does not name how long the data are kept; 1 more is not in order"
    )
    table = table_texts(found, EN)
    assert [row[0].text for row in table.body.rows] == ["incomplete", "not on file", "in order"]  # type: ignore[union-attr]
    # Approved only after the first letter: complete, and sent too early all the same. Of small groups nobody is told
    # when the first was sent.
    load(
        told,
        "texts",
        [
            {
                "kind": "data",
                "version": "v1",
                "law": "pipl",
                **WHOLE,
                "approved_by": "Huang",
                "approved_on": date(2026, 9, 2),
            }
        ],
    )
    text = load_texts(told, Scope(ADMIN)).of("data", "v1")
    assert isinstance(text, Text)
    assert (text.standing, replace(text, first_on=date(2026, 9, 1)).standing) == ("good", "early")
    assert (replace(text, approved_on=None).standing, replace(text, law="", articles=()).standing) == (
        "unapproved",
        "unread",
    )


def test_money_settled_on_a_day_without_a_way_is_not_on_file(told: Store) -> None:
    load(
        told,
        "prepaid",
        [{"customer": "C2", "kind": "balance", "amount": 30, "currency": "CNY", "done_on": date(2026, 11, 9)}],
    )
    found = load_proof(told, Scope(ADMIN), "C2")
    (line,) = [line for line in lines_of(found, EN) if line.chapter == "refund"]
    assert (line.state, line.said.replace("\xa0", " ")) == (
        "missing",
        "Prepaid balance · ¥30 · settled on 9 Nov 2026; whether refunded or carried over is not on file",
    )
    page = proof_html(found, Translator("zh"), made_by="a", head="0" * 64)
    assert "已处理，退款还是结转没有记录" in page


def test_what_contradicts_itself_is_no_proof(told: Store) -> None:
    """C1 is moved a second time in another wave, more is paid back than was held, and letters came before they were
    sent; C2's list says 25 of 30."""
    load(told, "transfers", [{"customer": "C1", "wave": "W2", "status": "moved", "cut_over_on": date(2026, 11, 14)}])
    load(
        told,
        "prepaid",
        [
            {
                "customer": "C1",
                "kind": "balance",
                "amount": 80,
                "settled": 95,
                "currency": "CNY",
                "way": "refund",
                "done_on": date(2026, 11, 9),
            },
            {"customer": "C2", "kind": "balance", "amount": 25, "currency": "CNY"},
        ],
    )
    load(
        told,
        "notices",
        [
            {
                "customer": "C1",
                "kind": kind,
                "version": "v2",
                "sent_at": datetime(2026, 10, 5),
                "delivered_at": datetime(2026, 10, 4),
                "answered_at": datetime(2026, 10, 2) if kind == "data" else None,
                "result": "consented" if kind == "data" else None,
            }
            for kind in ("transfer", "data")
        ],
    )

    def wrong(who: str, t: Translator) -> list[str]:
        lines = lines_of(load_proof(told, Scope(ADMIN), who), t)
        return [
            line.said.replace("\xa0", " ")
            for line in lines
            if line.state == "bad" and line.chapter in ("delivery", "answer", "transfer", "refund")
        ]

    early = "before the letter was sent (5 Oct 2026): one of the two days is wrong"
    assert wrong("C1", EN) == [
        f"Notice of transfer · version v2 · delivered on 4 Oct 2026 · {early}",
        f"Separate consent to data · version v2 · delivered on 4 Oct 2026 · {early}",
        f"Separate consent to data · version v2 · consented on 2 Oct 2026 · {early}",
        "Wave 2 · moved · moved on 14 Nov 2026 · moved in wave 1 already: one of the two is wrong",
        "Prepaid balance · ¥80 · Refund · ¥95 on 9 Nov 2026 · more than was held",
    ]
    assert wrong("C2", EN) == ["The roster holds ¥30, the list of balances ¥25"]
    assert wrong("C2", Translator("zh")) == ["客户名册载有30元，预付余额清单为25元"]
    said = wrong("C1", Translator("zh"))
    assert said[3:] == [
        "第2波次 · 已切换 · 2026年11月14日转移 · 在第1波次已转移，两条记录必有一误",
        "预付余额 · 80元 · 退款 · 2026年11月9日处理95元 · 超过所持金额",
    ]
    assert said[2].endswith("早于该告知的发出日（2026年10月5日），两个日期必有一误")
