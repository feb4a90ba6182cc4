"""Care: small ledgers of sixty customers and fifty cases, each number worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import partial
from io import StringIO
from math import exp, factorial, sqrt
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from analytics.__main__ import main
from analytics.alerts import evaluate_all
from analytics.amounts import Amount
from analytics.care.area import AREA
from analytics.care.charts.follow_up import (
    chart_cadence,
    chart_marks,
    chart_unreached,
    load_calls,
    load_told,
    table_silent,
    table_unreached,
)
from analytics.care.numbers.business import compute_business, load_sold
from analytics.care.numbers.follow_up import (
    compute_beside,
    load_follow_up,
    load_silent,
    load_touched,
    load_unreached,
)
from analytics.care.numbers.service import compute_apart, load_service
from analytics.marks.words import frame_of
from analytics.metrics import METRICS
from analytics.reports.names import name_rows
from analytics.reports.table import table_csv
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from data.store.identity import id_rule
from data.store.person import pseudonyms_of
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
ADMIN = local_rights("tester", "administrator")
SCOPE, EXECUTIVE = Scope(ADMIN), Scope(local_rights("boss", "executive"))
EN, ZH = Translator("en"), Translator("zh")


def lines(head: str, *rows: str) -> str:
    return "\n".join((head, *rows, ""))


def customer(number: int) -> str:
    return f"C{number:03d}"


@pytest.fixture
def cared(store: Store) -> Store:
    """Sixty customers of wave 1, moved on 1 October. C001–C030 were reached on day 4, C031–C035 on day 19, C002–C011
    again on 10 November; C040 before the move only; C036–C038 left on day 2, C001 on day 9. C001–C020 and C041–C045 are
    of high value."""
    high = {*range(1, 21), *range(41, 46)}
    load(store, "waves", lines("wave,branch,cut-over date", "W1,B1,2026-10-01"))
    load(
        store,
        "customers",
        lines(
            "customer,wave,branch,value tier",
            *(f"{customer(n)},W1,B1,{'high' if n in high else 'low'}" for n in range(1, 61)),
        ),
    )
    load(
        store,
        "transfers",
        lines("customer,wave,cut over on,status", *(f"{customer(n)},W1,2026-10-01,moved" for n in range(1, 61))),
    )
    load(
        store,
        "departures",
        lines(
            "customer,left on,kind", *(f"{customer(n)},2026-10-03,churn" for n in (36, 37, 38)), "C001,2026-10-10,churn"
        ),
    )
    called = [
        (40, "2026-09-01"),
        *((n, "2026-10-05") for n in range(1, 31)),
        *((n, "2026-10-20") for n in range(31, 36)),
        *((n, "2026-11-10") for n in range(2, 12)),
    ]
    rows = (f"K{at},{customer(n)},care,{day} 10:00,{day} 10:00" for at, (n, day) in enumerate(called))
    load(store, "contacts", lines("contact number,customer,kind of contact,raised at,customer reached at", *rows))
    return store


def test_a_mark_counts_those_who_were_still_there_and_no_mark_that_has_not_come(cared: Store) -> None:
    found = load_follow_up(cared, SCOPE)
    assert found.share(7) == (30, 57)  # three had left before day 7
    assert found.share(30, "W1") == (5, 56)  # C001 left on day 9
    assert found.share(90) is None
    assert (found.open, found.open_high) == (22, 5)  # C039, C040 and C041–C060
    assert METRICS["followed_7d"].now(cared, SCOPE).value == pytest.approx(30 / 57)


def test_the_list_names_whom_to_call_and_only_to_those_who_may_see_rows(cared: Store) -> None:
    listed = load_unreached(cared, SCOPE)
    first = {cared.pseudonym(customer(n)) for n in range(41, 46)}
    assert set(listed["customer"][:5]) == first
    assert set(listed["customer"][5:]) == {cared.pseudonym(customer(n)) for n in (39, 40, *range(46, 61))}
    assert set(listed["days"]) == {53}  # 1 October to 23 November
    shown = table_unreached((listed, True), EN)
    assert shown.title == "22 customers to call, 5 of high value"
    assert load_unreached(cared, EXECUTIVE) is None
    assert load_silent(cared, EXECUTIVE) is None
    reached, unjudged = (table_unreached((listed.iloc[:0], judged), EN) for judged in (True, False))
    assert reached.empty == "Everybody past day 7 who is still there has been reached"
    assert unjudged.empty == "Nobody was cut over since care contacts are written down, or seven days have not passed"


def test_groups_that_are_hidden_are_not_called_reached(cared: Store) -> None:
    told = load_told(cared, SCOPE)
    hidden = told.found.unreached.assign(n=float("nan"))
    shown = chart_unreached(replace(told, found=replace(told.found, unreached=hidden)), EN)
    assert shown.empty == "Groups of fewer than ten are not shown"


def test_who_has_counts_in_fives_reads_of_no_nearly_nobody_of_high_value(cared: Store) -> None:
    about = Translator("en", rounded=True)
    load(
        cared,
        "customers",
        lines("customer,wave,branch,value tier", *(f"{customer(n)},W1,B1,low" for n in range(1, 61))),
    )
    assert load_follow_up(cared, SCOPE).open_high == 0
    shown = chart_unreached(load_told(cared, EXECUTIVE), about)
    assert shown.title == "Nobody has reached ≈\u00a020 customers since their cut-over although 7 days have passed"


def test_of_customers_of_unknown_value_none_is_said_to_be_of_high_value(cared: Store) -> None:
    load(cared, "customers", lines("customer,wave,branch", *(f"{customer(n)},W1,B1" for n in range(1, 61))))
    load(cared, "customers", lines("customer,wave,branch,value tier", *(f"{customer(n)},W1,B1," for n in range(1, 61))))
    found = load_follow_up(cared, SCOPE)
    assert found.open_high is None
    shown = chart_unreached(load_told(cared, SCOPE), EN)
    assert "high value" not in shown.title
    assert "value not told apart (not known, or fewer than ten)" in [one.name for one in shown.body.series]
    assert table_unreached(load_calls(cared, SCOPE), EN).title == (
        "22 customers to call; the roster does not say who of them is of high value"
    )


def test_customers_whose_contacts_are_hidden_are_there(store: Store) -> None:
    load(
        store,
        "customers",
        lines("customer,wave,branch,value tier", *(f"{customer(n)},W1,B1,high" for n in range(1, 21))),
    )
    load(
        store,
        "contacts",
        lines(
            "contact number,customer,kind of contact,raised at,customer reached at",
            f"K1,{customer(1)},care,2026-11-10 10:00,2026-11-10 10:00",
        ),
    )
    shown = chart_cadence(load_touched(store, EXECUTIVE), Translator("en", rounded=True))
    assert (shown.empty, shown.needs) == ("Groups of fewer than ten are not shown", ())


def test_silence_is_counted_from_the_last_contact_of_any_kind(cared: Store) -> None:
    found = load_touched(cared, SCOPE)
    # of high value are there: C002–C020 and C041–C045; spoken with since 24 October: C002–C011
    assert (found.silent, found.high, found.days) == (14, 24, 30)
    spans = found.cadence[found.cadence["tier"] == "low"].set_index("span")["n"]
    # C021–C030 49 and C031–C035 34 days ago; never: C039 and C046–C060
    assert spans.dropna().to_dict() == {"60": 15, "never": 16}
    listed = load_silent(cared, SCOPE)
    assert len(listed) == 14
    assert int(listed["last_on"].isna().sum()) == 5
    assert table_silent((listed, found), ZH).title == "待联系的高价值客户14户，其中5户从未联系"


def test_silence_is_not_nothing_where_no_contact_of_care_or_no_value_is_known(store: Store) -> None:
    """Two of twelve had a service case on 1 September: nobody has spoken with any of the twelve for 83 days."""
    tiers = lines("customer,wave,branch,value tier", *(f"{customer(n)},W1,B1,high" for n in range(1, 13)))
    cases = (f"K{n},{customer(n)},service,2026-09-01 10:00,2026-09-01 10:00" for n in (1, 2))
    load(store, "contacts", lines("contact number,customer,kind of contact,raised at,customer reached at", *cases))
    load(store, "customers", lines("customer,wave,branch", *(f"{customer(n)},W1,B1" for n in range(1, 13))))
    assert METRICS["high_value_silent"].now(store, SCOPE).value is None
    load(store, "customers", tiers)
    found = load_touched(store, SCOPE)
    assert (found.silent, found.high) == (12, 12)
    assert METRICS["high_value_silent"].now(store, SCOPE).value == 12
    assert set(load_silent(store, SCOPE)["days"]) == {83}


def test_the_alerts_and_the_headline_say_it(cared: Store) -> None:
    told = {alert.code: alert for alert in evaluate_all(cared, ADMIN) if alert.code.startswith("care")}
    assert (told["care_missed"].subject, told["care_missed"].n, told["care_missed"].onset) == (
        "W1",
        22,
        date(2026, 10, 9),
    )
    assert told["care_missed"].value == pytest.approx(30 / 57)
    assert (told["care_silent"].value, told["care_silent"].params["all"]) == (14, Amount(24.0, "people"))
    assert AREA.headline(cared, SCOPE, EN).replace("\u00a0", " ") == (
        "Wave 1: 53% were reached within 7 days of their cut-over; "
        "nobody has spoken with 14 of 24 customers of high value for more than 30 days"
    )
    chart = chart_marks(load_told(cared, SCOPE), EN)
    assert chart.body.values == ((pytest.approx(30 / 57), pytest.approx(5 / 56), None),)


def test_where_nothing_was_written_down_nothing_is_judged(store: Store) -> None:
    assert load_follow_up(store, SCOPE) is None
    assert AREA.headline(store, SCOPE, EN) == ""
    assert METRICS["followed_7d"].now(store, SCOPE).value is None
    assert chart_marks(load_told(store, SCOPE), EN).needs == ("contacts",)


def test_a_case_is_settled_at_once_where_the_customer_does_not_come_again(store: Store) -> None:
    """C001–C039 call on 5 October, C001–C010 again on the 10th, C040 on 20 November; C011 does not say whether it was
    settled."""
    said = {**dict.fromkeys(range(1, 11), "no"), 11: ""}
    rows = [f"S{n},{customer(n)},service,2026-10-05 09:00,{said.get(n, 'yes')}" for n in range(1, 40)]
    rows += [f"T{n},{customer(n)},service,2026-10-10 09:00,yes" for n in range(1, 11)] + [
        "U,C040,service,2026-11-20 09:00,yes"
    ]
    load(store, "contacts", lines("contact number,customer,kind of contact,raised at,settled", *rows))
    found = load_service(store, SCOPE)
    assert int(found.whole["n"].iloc[0]) == 50
    assert found.counts("again", "judged") == (10, 49)
    assert found.counts("first", "told") == (38, 48)  # 28 and the ten second calls
    assert METRICS["first_contact"].now(store, SCOPE).value == pytest.approx(38 / 48)
    assert METRICS["repeat_contacts"].now(store, SCOPE).value == pytest.approx(10 / 49)


def test_a_branch_stands_out_only_beyond_chance() -> None:
    """Against Pearson's χ² without correction, times the three branches that were looked at; a branch of 29 cases is
    not looked at."""
    frame = pd.DataFrame({"branch": ["A", "B", "C", "D"], "judged": [200, 200, 200, 29], "again": [60, 40, 38, 5]})
    (found,) = compute_apart(frame)
    rest = 429, 83
    p = chi2_contingency([[60, 140], [rest[1], rest[0] - rest[1]]], correction=False).pvalue
    assert (found.branch, found.share, found.others) == ("A", 0.3, pytest.approx(83 / 429))
    assert found.p == pytest.approx(3 * p)


def test_who_was_reached_is_compared_within_waves() -> None:
    """Two waves of 100 and 200 customers: the weighted difference and its variance by hand."""
    frame = pd.DataFrame(
        {
            "wave": ["W1", "W1", "W2", "W2"],
            "reached": ["yes", "no"] * 2,
            "n": [80.0, 20.0, 100.0, 100.0],
            "kept": [76, 15, 95, 85],
        }
    )
    found = compute_beside(frame).within
    weights = (80 * 20 / 100, 100 * 100 / 200)
    gaps = (76 / 80 - 15 / 20, 95 / 100 - 85 / 100)
    expected = sum(w * g for w, g in zip(weights, gaps, strict=True)) / sum(weights)
    spread = weights[0] ** 2 * (76 * 4 / 80**3 + 15 * 5 / 20**3) + weights[1] ** 2 * (
        95 * 5 / 100**3 + 85 * 15 / 100**3
    )
    assert found.difference == pytest.approx(expected)
    assert found.high - found.difference == pytest.approx(1.959964 * sqrt(spread) / sum(weights), rel=1e-5)
    assert compute_beside(frame[frame["reached"] == "yes"]).within is None


def test_a_plan_grows_by_the_day_and_few_deals_may_be_chance() -> None:
    began, due, day = date(2026, 1, 1), date(2027, 1, 1), date(2026, 7, 2)
    behind = compute_business("cross_sell", 5, None, [(due, 40)], began, day)
    planned = 40 * 182 / 365
    chance = 2 * sum(exp(-planned) * planned**k / factorial(k) for k in range(6))
    assert (behind.planned, behind.p, behind.behind) == (pytest.approx(planned), pytest.approx(chance), True)
    assert not compute_business("new", 15, None, [(due, 40)], began, day).behind
    assert compute_business("new", 0, None, [], began, day).planned is None
    assert compute_business("new", 0, None, [(None, 40)], began, day).planned is None


def test_a_plan_with_milestones_goes_from_each_to_the_next() -> None:
    """10 by the end of June, 100 by the end of next May: of the 90 between them so many days of 335 are over."""
    began, day = date(2026, 1, 1), date(2026, 11, 23)
    steps = [(date(2027, 5, 31), 100.0), (date(2026, 6, 30), 10.0)]
    found = compute_business("new", 20, None, steps, began, day)
    assert (found.planned, found.aim, found.due) == (pytest.approx(10 + 90 * 146 / 335), 100.0, date(2027, 5, 31))
    assert found.behind
    assert compute_business("new", 20, None, steps, began, date(2026, 3, 31)).aim == 10.0


def test_business_is_counted_since_the_decision_and_a_plan_is_of_the_whole(store: Store) -> None:
    load(
        store,
        "programme",
        lines("programme,decision date,transferring company,receiving company", "P,2026-01-01,Old,New"),
    )
    load(store, "targets", lines("target,metric,what it must be,until", "T1,cross_sell,40,2027-01-01"))
    rows = [f"D{n},cross-sell,won,100,2026-03-01,2026-06-{n:02d}" for n in range(1, 13)] + [
        "D99,cross-sell,won,100,2025-01-01,2025-02-01"
    ]
    load(
        store,
        "deals",
        lines("deal number,kind of business,deal stage,deal amount,deal opened on,closed on (won or lost)", *rows),
    )
    found = load_sold(store, SCOPE)
    (own,) = found.kinds
    assert (own.n, own.amount, own.aim) == (12, 1200.0, 40.0)
    assert own.planned == pytest.approx(40 * 326 / 365)  # 1 January to 23 November
    assert METRICS["cross_sell"].now(store, SCOPE).value == 12
    part = load_sold(store, SCOPE.but(waves=("W1",)))
    assert all(one.planned is None for one in part.kinds)


def test_a_long_roster_costs_one_question_to_the_store(cared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question for each of twenty thousand lines kept a page waiting for minutes."""
    asked: list[object] = []
    rule = id_rule
    monkeypatch.setattr("data.store.person.id_rule", lambda cursor: asked.append(cursor) or rule(cursor))
    roster = [["No", "Name"], *([f"C{n:03d}", f"Person {n}"] for n in range(1, 900))]
    listed = [["Customer"], *([cared.pseudonym(customer(n))] for n in (41, 42))]
    asked.clear()
    told, found = name_rows(listed, roster, partial(pseudonyms_of, cared))
    assert (found, told["No"].tolist()) == (2, ["C041", "C042"])
    assert len(asked) == 2  # one a column of the roster


def test_names_come_back_beside_the_list_and_stay_outside_the_store(cared: Store, tmp_path: Path) -> None:
    listed = load_unreached(cared, SCOPE)
    shown = table_unreached((listed, True), EN)
    (tmp_path / "list.csv").write_bytes(table_csv(frame_of(shown.body)))
    names = lines("No,Name,Phone", *(f'{customer(n)},"=Li {n}",1{n:03d}' for n in range(1, 60)))
    (tmp_path / "roster.csv").write_text(names, encoding="utf-8")
    out = StringIO()
    files = [str(tmp_path / "list.csv"), str(tmp_path / "roster.csv")]
    asked = ["names", *files, "--purpose", "calls of wave 3"]
    before = len(cared.audit_log(ADMIN))
    code = main(asked, store=cared, out=out, rights=ADMIN)
    told = pd.read_csv(StringIO(out.getvalue().removeprefix("\ufeff")), dtype=str)
    assert (code, len(told)) == (1, 22)  # C060 is not in this roster
    assert set(told["No"].dropna()) == {customer(n) for n in (39, 40, *range(41, 60))}
    assert dict(zip(told["Customer"], told["No"], strict=True))[cared.pseudonym("C041")] == "C041"
    assert told.loc[told["No"] == "C041", "Name"].item() == "'=Li 41"  # no formula
    last = cared.audit_log(ADMIN).iloc[0]
    assert (last["who"], last["role"], last["event"]) == (ADMIN.user, "administrator", "reveal")
    assert json.loads(last["details"]) == {"what": "names", "form": "csv", "rows": 22, "found": 21}
    assert json.loads(last["personal"]) == {"purpose": "calls of wave 3"}
    assert len(cared.audit_log(ADMIN)) == before + 1
    assert [one.code for one in cared.check()] == ["check_not_encrypted"]
    for role, argv, why in (
        ("executive", asked, "not_allowed"),
        ("presenter", asked, "not_allowed"),
        ("analyst", asked, "not_allowed"),
        ("manager", ["names", *files], "purpose_missing"),
        ("administrator", [*asked[:-1], "  "], "purpose_missing"),
    ):
        refused = StringIO()
        assert main([*argv, "--json"], store=cared, out=refused, rights=local_rights("boss", role)) == 2
        assert json.loads(refused.getvalue())["refused"]["code"] == why
    assert len(cared.audit_log(ADMIN)) == before + 1


HEADS = "contact number,customer,kind of contact,raised at,customer reached at"


def two_waves(store: Store) -> None:
    """Twenty customers of wave 1, moved on 1 September, and twenty of wave 2, moved on 1 October."""
    load(store, "waves", "wave,branch,cut-over date\nW1,B1,2026-09-01\nW2,B1,2026-10-01\n")
    whose = [(customer(n), "W1" if n <= 20 else "W2") for n in range(1, 41)]
    load(store, "customers", lines("customer,wave,branch", *(f"{who},{wave},B1" for who, wave in whose)))
    load(
        store,
        "transfers",
        lines(
            "customer,wave,cut over on,status",
            *(f"{who},{wave},{'2026-09-01' if wave == 'W1' else '2026-10-01'},moved" for who, wave in whose),
        ),
    )
    load(store, "departures", "customer,left on,kind\nX1,2026-01-01,churn\n")


def test_one_contact_of_care_among_follow_up_changes_nothing_that_is_followed(store: Store) -> None:
    """Ten of each wave got their 回访 on day 3; one of wave 2 a care contact later."""
    two_waves(store)
    called = [
        f"F{n},{customer(n)},follow_up,{day} 10:00,{day} 10:00"
        for n in (*range(1, 11), *range(21, 31))
        for day in ("2026-09-04" if n <= 20 else "2026-10-04",)
    ]
    load(store, "contacts", lines(HEADS, *called))
    before = load_follow_up(store, SCOPE)
    assert [before.share(7, wave) for wave in ("W1", "W2")] == [(10, 20), (10, 20)]
    load(store, "contacts", lines(HEADS, f"K1,{customer(40)},care,2026-10-20 10:00,2026-10-20 10:00"))
    after = load_follow_up(store, SCOPE)
    assert [after.share(7, wave) for wave in ("W1", "W2")] == [(10, 20), (10, 20)]
    assert (after.share(30, "W2"), after.unjudged) == ((1, 20), ())


def test_a_wave_that_is_not_judged_is_named_above_the_numbers(store: Store) -> None:
    """Care is written down from 25 September on: wave 1 was cut over before."""
    two_waves(store)
    load(
        store,
        "contacts",
        lines(
            HEADS,
            f"K0,{customer(1)},care,2026-09-25 10:00,2026-09-25 10:00",
            *(f"K{n},{customer(n)},care,2026-10-04 10:00,2026-10-04 10:00" for n in range(21, 41)),
        ),
    )
    told = load_told(store, SCOPE)
    said = "Wave\xa01 is not judged: the first care contact on file is of 25\xa0Sep\xa02026"
    assert told.found.unjudged == ("W1",)
    for shown in (chart_marks(told, EN), chart_unreached(told, EN)):
        assert shown.subtitle.endswith("; w" + said[1:])
    assert AREA.headline(store, SCOPE, EN).endswith("w" + said[1:])
    assert "第1波次未作判断：首条关怀记录在2026年9月25日" in AREA.headline(store, SCOPE, ZH)
