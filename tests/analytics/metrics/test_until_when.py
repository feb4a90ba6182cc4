"""A ledger speaks until the day it was last loaded: days that pass without news improve no value and no verdict, and
what was written ahead has not been done."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from analytics.__main__ import main
from analytics.alerts import evaluate_all
from analytics.complaints.numbers.resolution import load_resolution
from analytics.compliance.numbers import load_duties
from analytics.judging import load_judge
from analytics.metrics import METRICS
from analytics.reach import AREAS, compute_reach, counted_in
from analytics.readiness.numbers.gates import load_readiness
from analytics.readiness.numbers.principles import load_principles
from analytics.rights.area import said_now
from analytics.rights.charts.consent import Asked, chart_funnel
from analytics.rights.charts.reach import chart_reach
from analytics.rights.numbers.consent import Rights, load_rights
from analytics.rights.numbers.fairness import load_spread
from analytics.rights.numbers.paths import Paths
from analytics.risk.numbers import load_register
from analytics.risk.numbers.treatments import load_treatments
from analytics.safeguards.numbers import load_continuity, load_documents, load_protection, load_training
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.datasets import DATASETS
from data.language import Translator
from data.settings import settings
from data.store import Store
from pages.kit.reach import sentences
from tests.analytics.conftest import load as put
from tests.analytics.made import load
from tests.analytics.metrics.resting import rests
from tests.conftest import proving

RIGHTS = local_rights("tester", "administrator")
SCOPE = Scope(RIGHTS)
LAST = date(2026, 11, 22)
"""The day everything was loaded for the last time."""
KNOWN = datetime(2026, 11, 22, 12)
AHEAD = tuple(LAST + timedelta(days=days) for days in (3, 10, 24))
"""Days on which things are written down as done before they are."""
DAYS = (1, 4, 9, 11, 25, 30) if proving(0, 1) else (4, 11, 25)
"""Days after the last load on which anything may turn: those after something that is dated ahead comes true; in the
proof also the first, the last of a month, the cut-overs and the rhythm of a week."""
OURS = sorted(
    name
    for name, metric in METRICS.items()
    if (ledger := counted_in(metric.passport.datasets)) and DATASETS[ledger].area in AREAS
)


@pytest.fixture
def someday(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("HANDOVER_TODAY", "2026-11-23")
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


def go_to(someday: pytest.MonkeyPatch, day: date) -> None:
    someday.setenv("HANDOVER_TODAY", day.isoformat())
    settings.cache_clear()


def moments(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


@pytest.fixture
def written_ahead(store: Store, someday: pytest.MonkeyPatch) -> Store:
    """Every ledger, loaded on 22 November: of four things each one is done and three are dated ahead; two waves still
    to move."""
    done = (date(2026, 11, 10), *AHEAD)
    due = (date(2026, 11, 15), date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 10))
    both = list(zip(range(4), done, due, strict=True))

    def rows(dataset: str, found: list[dict[str, Any]]) -> None:
        put(store, dataset, found, KNOWN)

    rows(
        "programme",
        [{"programme": "P", "from_entity": "A", "to_entity": "B", "decision_on": date(2026, 6, 1), "calendar": "CN"}],
    )
    rows(
        "waves",
        [
            {
                "wave": name,
                "data_route": "provide",
                "contract_route": "novation",
                "planned_cutover_on": on,
                "planned_customers": 40,
            }
            for name, on in (("W1", date(2026, 11, 28)), ("W2", date(2026, 12, 15)))
        ],
    )
    rows("customers", [{"customer": f"C{at}", "wave": "W1" if at < 40 else "W2", "branch": "B1"} for at in range(80)])
    rows(
        "notices",
        [
            {
                "customer": f"C{at}",
                "kind": kind,
                "version": "v1",
                "sent_at": datetime(2026, 10, 1),
                "delivered_at": datetime(2026, 10, 3) if at >= 20 else None,
                "answered_at": moments(done[at % 4]),
                "result": "consented",
            }
            for at in range(80)
            for kind in ("data", "contract")
        ],
    )
    rows(
        "promises",
        [{"promise": f"V{at}", "title": f"Promise {at}", "due_on": end, "kept_on": on} for at, on, end in both],
    )
    rows(
        "questions",
        [
            {
                "question": f"Q{at}",
                "customer": f"C{at}",
                "topic": "fees",
                "asked_at": datetime(2026, 11, 1),
                "answered_at": moments(done[at % 4]),
                "due_at": moments(due[at % 4]),
            }
            for at in range(40)
        ],
    )
    rows(
        "training",
        [
            {
                "person": f"E{at}",
                "topic": "Privacy",
                "attempt": 1,
                "required": True,
                "due_on": end,
                "held_on": on,
                "score": 80.0,
                "passed": True,
            }
            for at, on, end in both
        ],
    )
    rows(
        "documents",
        [
            {
                "document": f"D{at}",
                "title": f"Deed {at}",
                "kind": "deed",
                "wave": "W1",
                "required_by": end,
                "finished_on": on,
                "archived_on": on,
            }
            for at, on, end in both
        ],
    )
    rows(
        "controls",
        [{"control": f"M{at}", "title": f"Measure {at}", "due_on": end, "done_on": on} for at, on, end in both],
    )
    rows("control_tests", [{"control": "M0", "tested_on": date(2026, 11, 11), "kind": "restore", "result": "passed"}])
    rows(
        "agreements",
        [
            {"agreement": f"A{at}", "party_kind": "supplier", "party": f"S{at}", "due_on": end, "signed_on": on}
            for at, on, end in both
        ],
    )
    rows(
        "assets",
        [
            {
                "asset": f"I{at}",
                "title": f"File {at}",
                "sensitivity": "personal",
                "provided_on": date(2026, 12, 20),
                "assessed_on": on,
            }
            for at, on, _ in both
        ],
    )
    rows(
        "continuity",
        [
            {
                "item": f"T{at}",
                "title": f"Check {at}",
                "kind": "check",
                "wave": "W1",
                "due_on": end,
                "done_on": on,
                "blocks": True,
            }
            for at, on, end in both
        ],
    )
    rows(
        "continuity_tests",
        [
            {"test": f"R{at}", "system": f"S{at}", "wave": "W1", "planned_on": end, "tested_on": on, "result": "passed"}
            for at, on, end in both
        ],
    )
    rows(
        "risks",
        [
            {
                "snapshot_on": date(2026, 11, 20),
                "part": "all",
                "risk": f"K{at}",
                "name": f"Risk {at}",
                "likelihood": "4",
                "impact": "4",
                "probability": 0.5,
                "loss": 1000,
            }
            for at in range(4)
        ],
    )
    rows(
        "treatments",
        [
            {
                "treatment": f"B{at}",
                "risk": f"K{at}",
                "kind": "reduce",
                "decided_on": date(2026, 10, 1),
                "due_on": end,
                "done_on": on,
                "status": "done",
            }
            for at, on, end in both
        ],
    )
    rows(
        "indicators",
        [
            {
                "indicator": "N1",
                "measured_on": date(2026, 11, 20),
                "value": 9.0,
                "amber": 5.0,
                "red": 8.0,
                "cadence": "weekly",
            },
            {
                "indicator": "N2",
                "measured_on": date(2026, 11, 20),
                "value": 1.0,
                "amber": 5.0,
                "red": 8.0,
                "cadence": "weekly",
            },
        ],
    )
    rows(
        "incidents",
        [
            {
                "incident": f"L{at}",
                "kind": "data",
                "name": f"Leak {at}",
                "occurred_at": datetime(2026, 11, 9),
                "due_at": datetime(2026, 12, 30),
                "reported_at": moments(on),
            }
            for at, on, _ in both
        ],
    )
    rows(
        "duties",
        [
            {"obligation": "P2", "wave": "W1", "done_at": moments(AHEAD[1])},
            {"obligation": "P9", "wave": "W1", "done_at": datetime(2026, 11, 1)},
        ],
    )
    rows(
        "reviews",
        [
            {
                "review": f"F{at}",
                "kind": "finding",
                "title": f"Finding {at}",
                "opened_on": date(2026, 10, 1),
                "due_on": end,
                "closed_on": on,
            }
            for at, on, end in both
        ],
    )
    rows(
        "evidence",
        [
            {"evidence": f"P{at}", "title": f"Proof {at}", "made_on": date(2026, 6, 1), "expires_on": end}
            for at, _, end in both
        ],
    )
    rows(
        "complaints",
        [
            {
                "complaint": f"X{at}",
                "customer": f"C{at % 80}",
                "opened_at": datetime(2026, 11, 2) + timedelta(days=at % 18),
                "closed_at": moments(done[at % 4]) if at % 2 else None,
                "due_at": datetime(2026, 11, 25),
            }
            for at in range(80)
        ],
    )
    rows(
        "closing",
        [
            {"branch": "B1", "procedure": "branch", "step": step, "due_on": end, "done_on": on}
            for step, (_, on, end) in zip(("creditors", "tax", "social", "bank"), both, strict=True)
        ],
    )
    rows(
        "prepaid",
        [
            {"branch": f"B{at}", "kind": "balance", "amount": 100, "way": "refund", "customers": 20, "done_on": on}
            for at, on, _ in both
        ],
    )
    rows(
        "rehearsals",
        [
            {
                "rehearsal": f"H{at}",
                "kind": "rehearsal",
                "wave": "W1",
                "site": f"S{at}",
                "planned_on": end,
                "held_on": on,
                "customers": 10,
                "result": "passed",
            }
            for at, on, end in both
        ],
    )
    rows(
        "confirmations",
        [
            {
                "confirmation": f"G{at}",
                "supplier": f"S{at}",
                "wave": "W1",
                "due_on": end,
                "confirmed_on": on,
                "confirmed_by": "Li" if on else None,
            }
            for at, on, end in both
        ],
    )
    rows("defects", [{"snapshot_on": date(2026, 11, 20), "part": "W1", "severity": "high", "known": 9, "told": 4}])
    rows(
        "actions",
        [
            {
                "action": f"A{at}",
                "kind": "action",
                "department": "IT",
                "asked_by": "Legal",
                "owner": "Li",
                "opened_on": date(2026, 10, 20),
                "due_on": end,
                "done_on": on,
                "answered_on": on,
            }
            for at, on, end in both
        ],
    )
    rows(
        "shared",
        [
            {
                "share": f"SH{at}",
                "what": "x",
                "kind": "data",
                "recipient": "R",
                "shared_on": date(2026, 10, 20),
                "receipt_on": on,
            }
            for at, on, _ in both
        ],
    )
    rows(
        "paths",
        [
            {"customer": f"C{at}", "path": "offer", "owner": "Li", "due_on": due[at % 4], "done_on": done[at % 4]}
            for at in range(0, 80, 2)
        ],
    )
    rows(
        "contracts",
        [
            {
                "contract": f"K{at}",
                "customer": f"C{at}",
                "novation": True,
                "sent_on": date(2026, 10, 20),
                "signed_on": done[at % 4],
                "effective_on": due[at % 4],
            }
            for at in range(80)
        ],
    )
    rows(
        "requests",
        [
            {
                "request": f"Z{at}",
                "customer": f"C{at}",
                "kind": "access",
                "received_at": datetime(2026, 10, 20),
                "answered_at": moments(on),
            }
            for at, on, _ in both
        ],
    )
    rows(
        "contacts",
        [
            {
                "contact": f"Y{at}",
                "customer": f"C{at}",
                "kind": "follow_up",
                "reason": "complaint",
                "raised_at": datetime(2026, 11, 2) + timedelta(days=at % 18),
                "contacted_at": (
                    moments(AHEAD[at % 3]) if at % 3 else datetime(2026, 11, 2, 4) + timedelta(days=at % 18)
                ),
                "owner": "Li",
            }
            for at in range(80)
        ],
    )
    return store


RANK = {
    "good": 2,
    "met": 2,
    "go": 2,
    "watch": 1,
    "not_yet": 1,
    "early": 1,
    "at_risk": 1,
    "bad": 0,
    "blocks": 0,
    "no_go": 0,
}
"""How good a state is; what is unknown is none of them."""


def standing(store: Store) -> tuple[dict[str, float], dict[str, int]]:
    """Everything that is counted in these areas: values, the greater the better, and states by :data:`RANK`; what is
    unknown is not there."""
    values: dict[str, float] = {}
    states: dict[str, int] = {}
    judge = load_judge(store, SCOPE)
    for name in OURS:
        reading = METRICS[name].now(store, SCOPE)
        verdict = judge.reading(reading)
        if verdict.state in RANK:
            states[f"metric {name}"] = RANK[verdict.state]
        if reading.value is not None and not reading.stale and reading.metric.better != "neither":
            values[f"metric {name}"] = reading.value if reading.metric.better == "up" else -reading.value
    for score in load_principles(store, SCOPE):
        if score.value is not None:
            values[f"principle {score.principle}"] = score.value
    for wave in load_readiness(store, SCOPE).waves:
        if wave.state in RANK:
            states[f"wave {wave.wave}"] = RANK[wave.state]
        for gate in wave.gates:
            if gate.state in RANK:
                states[f"gate {wave.wave} {gate.rule.gate}"] = RANK[gate.state]
            if gate.measure.value is not None:
                values[f"gate {wave.wave} {gate.rule.gate}"] = gate.measure.value
    rights = load_rights(store, SCOPE)
    for row in rights.funnel.itertuples():
        values |= {f"consented {row.wave}": float(row.consented), f"silent {row.wave}": -float(row.silent)}
        if row.due:
            values[f"told {row.wave}"] = -float(row.late)
    values["promises kept"] = float((rights.promises["state"] == "kept").sum())
    values["questions answered"] = float(rights.questions["answered"].sum())
    for row in load_spread(store, SCOPE).itertuples():
        values[f"spread {row.item} {row.grp} {row.outcome}"] = -row.value
    protection, continuity = load_protection(store, SCOPE), load_continuity(store, SCOPE)
    for kind, frame in (
        ("control", protection.controls),
        ("asset", protection.assets),
        ("incident", protection.incidents),
    ):
        states |= {
            f"{kind} {row[0]}": RANK[row[1]] for row in frame[[kind, "state"]].itertuples(index=False) if row[1] in RANK
        }
    values["signed"] = float(protection.agreements["signed"].sum())
    values["recovered"] = float((continuity.tests["judged"] == "passed").sum())
    values["items open"] = -float(continuity.items["done_on"].isna().sum())
    coverage = load_training(store, SCOPE).coverage
    values["trained"] = float(coverage["trained"].sum() / coverage["n"].sum())
    documents = load_documents(store, SCOPE).register
    values["archived"] = float((documents["state"] == "archived").sum())
    register = load_register(store, SCOPE)
    values["treated"] = -float(len(load_treatments(store, SCOPE, register).open))
    values["duties met"] = float((load_duties(store, SCOPE).frame["state"] == "met").sum())
    values["complaints open"] = -float(load_resolution(store, SCOPE).all_open["n"].sum())
    return values, states


def test_days_without_news_improve_nothing(written_ahead: Store, someday: pytest.MonkeyPatch) -> None:
    """From 22 November up to 30 days on: no value rises, no state gets better, and what has become unknown does not
    come back good."""
    go_to(someday, LAST)
    best_values, best_states = standing(written_ahead)
    assert {
        "metric lawful",
        "metric treatments_overdue",
        "metric loop_in_time",
        "principle safe",
        "gate W1 documents",
        "trained",
    } <= set(best_values)
    for ahead in DAYS:
        go_to(someday, LAST + timedelta(days=ahead))
        values, states = standing(written_ahead)
        risen = {
            name: (best_values.get(name), value)
            for name, value in values.items()
            if value > best_values.get(name, -9e9) + 1e-12
        }
        better = {
            name: (best_states.get(name), state) for name, state in states.items() if state > best_states.get(name, 1)
        }
        assert (ahead, risen, better) == (ahead, {}, {})
        best_values = {name: min(value, values.get(name, value)) for name, value in best_values.items()} | {
            name: value for name, value in values.items() if name not in best_values
        }
        best_states |= states


def test_what_is_dated_ahead_is_not_done_today(written_ahead: Store) -> None:
    """On 23 November one thing of four is done in every ledger."""
    rights, protection = load_rights(written_ahead, SCOPE), load_protection(written_ahead, SCOPE)
    assert list(rights.promises.sort_values("promise")["state"]) == ["kept", "overdue", "due", "due"]
    assert (rights.questions["answered"].sum(), rights.questions["overdue"].sum()) == (10, 10)
    assert (rights.funnel["consented"].sum(), rights.funnel["silent"].sum()) == (20, 60)
    assert (protection.controls["done_on"].notna().sum(), list(protection.controls["late"])) == (1, [0, 3, 0, 0])
    assert list(protection.agreements[["signed", "overdue"]].iloc[0]) == [1, 1]
    assert (protection.assets["state"] == "good").sum() == 1
    assert list(protection.incidents.sort_values("incident")["state"]) == ["bad"] + ["bad"] * 3
    assert sorted(load_documents(written_ahead, SCOPE).register["state"]) == ["archived", "coming", "coming", "missing"]
    continuity = load_continuity(written_ahead, SCOPE)
    assert sorted(continuity.tests["judged"]) == ["overdue", "passed", "planned", "planned"]
    assert list(continuity.items.sort_values("item")["late"]) == [0, 3, 0, 0]
    assert list(load_treatments(written_ahead, SCOPE, load_register(written_ahead, SCOPE)).lines["state"]) == [
        "done",
        "overdue",
        "planned",
        "planned",
    ]


def ask(store: Store, *words: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(list(words), store=store, out=out), out.getvalue()


def test_a_metric_says_until_when_and_is_unknown_beyond(written_ahead: Store, someday: pytest.MonkeyPatch) -> None:
    """The rhythm and a quarter of it after the last load is the last day on which a value is judged; then it is stale,
    in words. Of several ledgers that tell what happened the one that comes most often decides."""
    resting = {name: rests(written_ahead, name) for name in OURS}
    rhythms = {name: min(DATASETS[one].rhythm_days or 0 for one in found) for name, found in resting.items()}
    assert set(rhythms.values()) == {7, 14, 31, 35, 62, 92, 124}
    for rhythm in sorted(set(rhythms.values())):
        names = [name for name, days in rhythms.items() if days == rhythm]
        last = LAST + timedelta(days=int(rhythm * 1.25))
        go_to(someday, last)
        assert [name for name in names if METRICS[name].now(written_ahead, SCOPE).stale] == []
        go_to(someday, last + timedelta(days=1))
        for name in names:
            reading = METRICS[name].now(written_ahead, SCOPE)
            verdict = load_judge(written_ahead, SCOPE).reading(reading)
            assert (name, reading.until, reading.stale, verdict.state) == (name, LAST, True, "unknown")
            if reading.value is not None:
                first = next(one for one in resting[name] if DATASETS[one].rhythm_days == rhythm)
                own, known = first == resting[name][0], DATASETS[first]
                en = "nothing newer was" if own else f"no “{known.label('en')}” was"
                after = "" if own else " after it"
                assert (verdict.why, reading.words(Translator("en")).replace("\u00a0", " ")) == (
                    "stale",
                    f"Known to 22 Nov 2026: {en} loaded in time{after}",
                )
                which = "" if own else f"“{known.label('zh')}”"
                assert reading.words(Translator("zh")) == f"仅知截至2026年11月22日：此后{which}未按时更新"
    for name in ("lawful", "loop_in_time"):
        said = json.loads(ask(written_ahead, "metric", name, "--json")[1])
        assert (name, said["until"], said["stale"]) == (name, "2026-11-22", True)


def test_every_metric_of_these_areas_has_a_ledger_with_a_rhythm() -> None:
    named = {name for name, metric in METRICS.items() if DATASETS[metric.passport.datasets[0]].area in AREAS}
    assert {"loop_in_time", "complaint_rate", "risks_above_appetite", "compliance_index", "lawful"} <= set(OURS)
    # Each reading of an indicator has a cadence of its own; targets rest on the ledgers of their metrics.
    assert sorted(named - set(OURS)) == ["indicators_red", "indicators_stale", "targets_score"]


def test_a_page_says_which_ledger_has_stopped() -> None:
    loaded = {"notices": date(2026, 11, 1), "promises": date(2026, 11, 15)}
    found = tuple(compute_reach(name, loaded, date(2026, 11, 23)) for name in ("notices", "promises", "questions"))
    assert [words for _, words in sentences(found, Translator("en"))] == [
        "Notices and consents: known until 1\u00a0Nov\u00a02026; what has happened since is not known",
        "The other ledgers are known until 15\u00a0Nov\u00a02026",
    ]
    assert [words for _, words in sentences(found[1:], Translator("zh"))] == ["数据截至2026年11月15日"]


@pytest.mark.usefixtures("today")
def test_a_ledger_that_was_never_loaded_is_unknown_and_not_zero(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over\nW1,2026-12-05\n")
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(40)))
    ours = [name for name in OURS if METRICS[name].passport.id != "still_to_move"]  # the roster tells it, and is there
    assert {name: METRICS[name].now(store, SCOPE).value for name in ours} == dict.fromkeys(ours)
    assert [name for name in ours if not METRICS[name].compute(store, SCOPE)["value"].dropna().empty] == []


def headline(found: Rights, lang: str = "en") -> str:
    """The headline of the page of rights."""
    return said_now(found, NOBODY, NO_PATHS, Translator(lang))


@pytest.mark.usefixtures("today")
def test_without_its_routes_it_is_not_known_whether_a_wave_needs_a_consent(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over,route for contracts\nW1,2026-12-05,split\n")
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(40)))
    load(store, "notices", NOTICED + "".join(f"C{at},data,v1,W1,2026-09-01,2026-09-03\n" for at in range(40)))
    found = load_rights(store, SCOPE)
    assert headline(found) == "Whether a consent is needed is not known: the routes of wave\u00a01 are not both stated"
    assert headline(found, "zh") == "第1波次的两项路径未全部填写，是否需要同意尚不清楚"
    assert "no consent is needed" not in chart_funnel(Asked(found, "W1"), Translator("en")).title
    assert load_readiness(store, SCOPE)["W1"]["consents"].state == "unknown"
    load(
        store, "waves", "wave,planned cut-over,route for contracts,route for personal data\nW1,2026-12-05,split,split\n"
    )
    assert (
        headline(load_rights(store, SCOPE))
        == "100.0% of the customers written to have received their notice; none of them is asked for a consent"
    )


NOBODY = pd.DataFrame(columns=["outcome", "unfair", "gap"])
"""No group that could fare worse than others."""
NO_PATHS = Paths(pd.DataFrame(), pd.DataFrame(), {}, frozenset(), date(2026, 11, 23))
"""Nothing is recorded of those who do not move."""
NOTICED = "customer,kind of notice,version,wave,sent at,delivered at\n"


@pytest.mark.usefixtures("today")
def test_without_days_of_delivery_nobody_is_known_to_be_late(store: Store) -> None:
    load(
        store,
        "waves",
        "wave,planned cut-over,actual cut-over,route for personal data,route for"
        " contracts\nW1,2026-10-24,2026-10-24,split,split\n",
    )
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(40)))
    load(store, "notices", NOTICED + "".join(f"C{at},data,v1,W1,2026-09-01,\n" for at in range(40)))
    assert next(score for score in load_principles(store, SCOPE) if score.principle == "transparent").value is None
    found = load_rights(store, SCOPE)
    assert headline(found) == "40 customers were written to; whether the letters arrived no ledger says"
    assert chart_funnel(Asked(found, "W1"), Translator("en")).title.startswith(
        "100.0% of the customers of wave\u00a01 were written to"
    )
    assert chart_reach(found, Translator("zh")).title == "告知台账没有送达日期，哪些信函已送达尚不清楚"
    load(store, "notices", NOTICED + "C0,data,v1,W1,2026-09-01,2026-09-03\n")
    assert next(score for score in load_principles(store, SCOPE) if score.principle == "transparent").value == 1 / 40


@pytest.mark.usefixtures("today")
def test_many_overdue_are_an_alert(store: Store) -> None:
    """Forty of forty complaints past their day, forty questions and forty treatments: each an alert with its number."""
    load(store, "waves", "wave,planned cut-over\nW1,2026-12-05\n")
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(40)))
    due = datetime(2026, 10, 20)
    put(
        store,
        "complaints",
        [
            {"complaint": f"K{at}", "customer": f"C{at}", "opened_at": datetime(2026, 10, 1), "due_at": due}
            for at in range(40)
        ],
    )
    put(
        store,
        "questions",
        [
            {"question": f"Q{at}", "customer": f"C{at}", "asked_at": datetime(2026, 10, 1), "due_at": due}
            for at in range(40)
        ],
    )
    put(
        store,
        "treatments",
        [
            {
                "treatment": f"B{at}",
                "risk": "K1",
                "kind": "reduce",
                "decided_on": date(2026, 9, 1),
                "due_on": due.date(),
            }
            for at in range(40)
        ],
    )
    put(
        store,
        "risks",
        [{"snapshot_on": date(2026, 11, 20), "part": "all", "risk": "K1", "likelihood": "4", "impact": "4"}],
    )
    found = [alert for alert in evaluate_all(store, RIGHTS) if alert.code == "many_overdue"]
    assert {(alert.sentence(Translator("en")), alert.severity) for alert in found} == {
        (f"{what}: 40 of 40 whose time is up are not done", "serious")
        for what in ("Complaints", "Questions of customers", "Risk treatments")
    }
    assert "投诉：期限已到的40件中40件尚未办结" in {alert.sentence(Translator("zh")) for alert in found}


def test_alerts_name_what_they_are_about(written_ahead: Store) -> None:
    """By its name with the code behind it, in both languages; by the code alone where nobody has named it."""
    put(
        written_ahead,
        "risks",
        [
            {
                "snapshot_on": date(2026, 11, 21),
                "part": "all",
                "risk": "K9",
                "likelihood": "5",
                "impact": "5",
                "owner": None,
            },
        ],
        KNOWN,
    )
    said = {
        lang: {alert.sentence(Translator(lang)) for alert in evaluate_all(written_ahead, RIGHTS)}
        for lang in ("en", "zh")
    }
    assert {"Protection measure Measure 1 (M1) is 3 days late", "Promise Promise 1 (V1) is past its day"} <= said["en"]
    assert {"信息保护措施Measure 1（M1）逾期3天", "承诺Promise 1（V1）已逾期"} <= said["zh"]
    assert "The programme: risk K9 is above appetite since the assessment of 21\u00a0Nov\u00a02026" in said["en"]
    assert not [one for one in said["en"] | said["zh"] if "nan" in one.split() or "()" in one or "（）" in one]


def test_what_keeps_a_gate_names_no_owner_where_there_is_none(written_ahead: Store) -> None:
    put(
        written_ahead,
        "risks",
        [
            {
                "snapshot_on": date(2026, 11, 21),
                "part": "all",
                "risk": f"K{at}",
                "likelihood": "5",
                "impact": "5",
                "owner": owner,
            }
            for at, owner in ((8, "Li"), (9, None))
        ],
        KNOWN,
    )
    assert load_readiness(written_ahead, SCOPE)["W1"]["risk"].measure.rows == (("K8", None, "Li"), ("K9", None, ""))


def test_a_value_of_two_ledgers_is_known_as_far_as_both_reach(store: Store, someday: pytest.MonkeyPatch) -> None:
    """Contacts are told to 22 November, who was moved only to 1 November: of how many were reached since is not known –
    until nobody is left to be moved."""
    go_to(someday, LAST + timedelta(days=1))
    early, moved = datetime(2026, 11, 1, 12), date(2026, 10, 10)
    put(
        store,
        "waves",
        [
            {"wave": "W1", "planned_cutover_on": moved, "cutover_on": moved},
            {"wave": "W2", "planned_cutover_on": date(2026, 12, 15)},
        ],
        KNOWN,
    )
    put(store, "customers", [{"customer": f"C{at}", "wave": "W1" if at < 40 else "W2"} for at in range(80)], KNOWN)
    put(
        store,
        "transfers",
        [{"customer": f"C{at}", "wave": "W1", "cut_over_on": moved, "status": "moved"} for at in range(40)],
        early,
    )
    put(
        store,
        "contacts",
        [
            {
                "contact": f"Y{at}",
                "customer": f"C{at}",
                "kind": "follow_up",
                "raised_at": datetime(2026, 10, 11),
                "contacted_at": datetime(2026, 10, 12),
            }
            for at in range(30)
        ],
        KNOWN,
    )

    def told() -> tuple[str, str, str, str]:
        found = load_standing(store, SCOPE, "followed_7d")
        until = "" if found.reading.until is None else found.reading.until.isoformat()
        return found.state, until, found.words(Translator("en")).replace("\u00a0", " "), found.words(Translator("zh"))

    assert told() == (
        "unknown",
        "2026-11-01",
        "Known to 1 Nov 2026: no “Transfers” was loaded in time after it",
        "仅知截至2026年11月1日：此后“客户切换”未按时更新",
    )
    assert json.loads(ask(store, "metric", "followed_7d", "--json")[1])["until"] == "2026-11-01"
    put(
        store,
        "waves",
        [{"wave": "W2", "planned_cutover_on": date(2026, 11, 2), "cutover_on": date(2026, 11, 2)}],
        KNOWN,
    )
    assert told()[:2] == ("bad", "2026-11-22")
