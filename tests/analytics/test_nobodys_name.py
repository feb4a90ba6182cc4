"""A word for nobody is no name wherever it is judged, and what the file said is still read and edited."""

from __future__ import annotations

import pytest

from analytics.cutover.numbers import load_cutover
from analytics.marks.words import frame_of
from analytics.readiness.numbers.consistency import load_findings
from analytics.records import EDITABLE, load_rows
from analytics.risk.alerts import evaluate
from analytics.risk.charts.checks import table_checks
from analytics.risk.numbers.found import load_checked
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
ADMIN = local_rights("tester", "administrator")
SCOPE, EN = Scope(ADMIN), Translator("en")


WORDS = ("TBD", "（待定）", "N/A", "To be confirmed.", "Li")
"""What stands where the name should; the last is one."""


def test_a_word_for_nobody_answers_for_nothing(store: Store) -> None:
    """Risks, accepted measures, waves let go, confirmations: four have a word in place of the name, the fifth a
    name."""
    risks = "".join(f"2026-11-16,R{at},Late,4,4,{word}\n" for at, word in enumerate(WORDS))
    accepted = "".join(f"T{at},R{at},Live with it,accept,{word}\n" for at, word in enumerate(WORDS))
    gone = "".join(f"2026-11-20,W{at},wave,W{at},go,yes,{word},no choice\n" for at, word in enumerate(WORDS))
    confirmed = "".join(f"SC{at},North,2026-11-01,{word}\n" for at, word in enumerate(WORDS))
    load(store, "waves", "wave,branch,cut-over date\n" + "".join(f"W{at},B1,2026-12-05\n" for at in range(len(WORDS))))
    load(store, "risks", f"snapshot date,risk id,risk name,likelihood,impact,risk owner\n{risks}")
    load(store, "treatments", f"treatment id,risk id,treatment,kind of treatment,approved by\n{accepted}")
    load(store, "gates", f"decided on,part,gate,wave,decision,in spite of what is open,decided by,reason\n{gone}")
    load(store, "confirmations", f"confirmation,supplier,confirmed on,confirmed by\n{confirmed}")
    table = frame_of(table_checks(load_checked(store, SCOPE), EN).body)
    told = {str(row[1]): str(row[3]) for row in table.itertuples(index=False)}
    unowned = told["Risk without an owner"]
    assert [f"R{at} " in unowned for at in range(len(WORDS))] == [True, True, True, True, False]
    bare = next(rows for rule, rows in told.items() if rule.startswith("Accepted"))
    assert [f"T{at} " in bare for at in range(len(WORDS))] == [True, True, True, True, False]
    assert sum(one.code == "risk_unowned" for one in evaluate(store, ADMIN)) == 4
    assert [one.n for one in load_findings(store, SCOPE) if one.rule.name == "went_in_spite_without_reason"] == [4]
    assert list(load_cutover(store, SCOPE).confirmations.sort_values("confirmation")["state"]) == [
        *["unnamed"] * 4,
        "confirmed",
    ]


def test_what_the_file_said_is_still_read_and_edited(store: Store) -> None:
    load(store, "risks", "snapshot date,risk id,risk name,likelihood,impact,risk owner\n2026-11-16,R1,Late,4,4,TBD\n")
    assert list(load_rows(store, ADMIN, "risks").frame["owner"]) == ["TBD"]
    assert list(store.read(EDITABLE["risks"], ADMIN)["owner"]) == ["TBD"]
