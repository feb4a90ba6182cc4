"""The minute of the executive: for made-up states of the programme the first sentence of the week names the right
thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from analytics.alerts import Alert
from analytics.alerts.answers import compute_watch
from analytics.alerts.base import Amount, Named, Term, counted
from analytics.alerts.rules import compute_rules
from analytics.judging import USUAL
from analytics.metrics import METRICS, Reading
from analytics.metrics.reading import Value
from analytics.periods import Period
from analytics.programme import Overview, Wave
from analytics.readiness.numbers.gates import Gate, Readiness, WaveGates
from analytics.readiness.numbers.measures import Measure
from analytics.readiness.numbers.rules import Rule
from analytics.standing import Standing, judged
from analytics.week import week_sentence, week_verdict
from data.language import Translator

EN, ZH, DAY = Translator("en"), Translator("zh"), date(2026, 11, 23)
GIVEN = pd.DataFrame(columns=["alert", "kind", "owner", "answered_on", "until", "reason", "answered_by"])
HANGING = pd.DataFrame(columns=["alert", "n", "open"])
NEXT = Wave("W6", "", "", None, date(2026, 12, 5), date(2026, 12, 5), "under_way", 20, 20, 0, 12)
GONE = replace(NEXT, wave="W5", state="moved", cutover_on=date(2026, 10, 24), moved=20, days=-30)
WEEK = Overview("", "", "", None, None, (GONE, NEXT), (), datetime(2026, 11, 23))


def gate(name: str, state: str) -> Gate:
    return Gate(Rule(name, 1.0, 7), Measure(1, 2), state, date(2026, 11, 28), None, None)


def ready(state: str, *gates: Gate, decision: str = "") -> Readiness:
    told = pd.Series({"decision": decision, "in_spite": True}) if decision else None
    own = WaveGates("W6", date(2026, 12, 5), False, 12, gates, state, told)
    return Readiness((own,), tuple(one.rule for one in gates), DAY, datetime(2026, 11, 23))


GREEN = ready("go", gate("notices", "met"), gate("training", "met"))
RED = ready("no_go", gate("notices", "met"), gate("training", "blocks"))


def alert(code: str, severity: Any, *, metric: str = "lawful", value: float = 1.0, **more: Any) -> Alert:
    return counted(code, metric, date(2026, 11, 20), DAY, value=value, n=40, severity=severity, **more)


STOPPED = alert(
    "data_stopped",
    "serious",
    named=Named("", "Survey answers", "调查答复"),
    age=Amount(30.0, "days"),
    rhythm=Amount(7.0, "days"),
    until=date(2026, 10, 24),
    ledger="surveys",
)
COST = alert(
    "final_cost_over",
    "serious",
    metric="final_cost",
    value=41e6,
    limit=37e6,
    currency="CNY",
    size=Amount(4e6, "money", "CNY"),
    share=Amount(0.1, "share"),
    forecast=Amount(41e6, "money", "CNY"),
)
LEAK = alert("leak", "serious", incident="IN-7", named=Named("IN-7", "Mail to the wrong list"))
MONEY = alert(
    "difference_unexplained",
    "serious",
    metric="differences_open",
    subject="W5",
    item=Term(("move.item.balances",)),
    size=Amount(-6420.0, "money", "CNY"),
)
LATE = alert(
    "milestone_moved",
    "watch",
    metric="finish_slip",
    value=8.0,
    limit=7.0,
    task="Archive built",
    days=Amount(8.0, "days"),
    window=Amount(28.0, "days"),
    forecast=date(2027, 1, 8),
)
RECOVERY = alert("recovery_failed", "serious", subject="W6", system="Payments")


def score(value: float) -> Standing:
    week = Period(date(2026, 10, 26), date(2026, 11, 22))
    return judged(
        Reading(METRICS["csat"].passport, week, Value(value, n=400), Value(value, n=400), "within_noise", 0.0), USUAL
    )  # type: ignore[arg-type]


@dataclass(frozen=True)
class State:
    """A state of the programme, and the first sentence in both languages."""

    en: str
    zh: str
    alerts: tuple[Alert, ...] = ()
    ready: Readiness = GREEN
    score: float = 0.9
    unwatched: int = 0
    muted: tuple[Alert, ...] = ()
    off: tuple[str, ...] = ()


STATES = {
    "all well": State("All is well: no alert holds.", "一切正常：没有预警。"),
    "one gate red": State(
        "Not all is well – wave 6 is a no-go: “Training held” is not met.",
        "并非一切正常——第6波次当前不可切换：“培训完成”未达标或将逾期。",
        alerts=(COST, LATE),
        ready=RED,
    ),
    "data stopped": State(
        "Not all is well – “Survey answers” has not come for 30 days, every 7 are agreed; what happened since 24 Oct"
        " 2026 is not known.",
        "并非一切正常——《调查答复》已30天未更新（约定每7天一次），2026年10月24日之后的情况未知。",
        alerts=(LATE, STOPPED),
    ),
    "cost out": State(
        "Not all is well – the forecast of the final cost is ¥41.0m, ¥4.0m (10%) over budget.",
        "并非一切正常——预计最终成本4,100万元，超出预算400万元（10%）。",
        alerts=(STOPPED, COST, LATE),
    ),
    "leak": State(
        "Not all is well – personal data got out: Mail to the wrong list (IN-7).",
        "并非一切正常——个人信息泄露：Mail to the wrong list（IN-7）。",
        alerts=(STOPPED, COST, RECOVERY, LEAK),
    ),
    "money missing": State(
        "Not all is well – wave 5 is not done: of the difference in balances, −¥6,420 is not explained.",
        "并非一切正常——第5波次未完成：余额差异中有−6,420元未说明。",
        alerts=(RECOVERY, MONEY),
    ),
    "goes in spite": State(
        "Not all is well – wave 6 goes in spite of what is not met: “Training held”.",
        "并非一切正常——第6波次在未全部达标的情况下获准切换：“培训完成”。",
        ready=ready("no_go", gate("notices", "met"), gate("training", "blocks"), decision="go"),
        alerts=(LEAK,),
    ),
    "red tile": State(
        "Not all is well – CSAT stands at 50.0%: below 65%.",
        "并非一切正常——CSAT为50.0%：低于65%。",
        score=0.5,
        alerts=(LATE,),
    ),
    "plan slips": State(
        "Nothing serious; to be looked at – “Archive built” moved by 8 days within 28 days, to 8 Jan 2027.",
        "没有严重问题，需关注——“Archive built”在28天内推迟8天，至2027年1月8日。",
        alerts=(LATE,),
    ),
    "nobody delivers": State(
        "Nothing is known to be wrong: no alert holds, but 40 of 61 ledgers were never loaded.",
        "未见异常：没有预警，但61个台账中有40个从未上传。",
        unwatched=40,
    ),
    "all that holds is muted": State(
        "Nothing else is known to be wrong: no other alert holds, but 2 alerts are muted, 1 of them serious.",
        "未见其他异常：没有其他预警，但2项预警已静默，其中1项严重。",
        muted=(LEAK, LATE),
    ),
    "a rule is off and one is muted": State(
        "Nothing else is known to be wrong: no other alert holds, but one alert is muted; one rule is off; 40 of 61"
        " ledgers were never loaded.",
        "未见其他异常：没有其他预警，但1项预警已静默；1条规则停用；61个台账中有40个从未上传。",
        muted=(LATE,),
        off=("leak",),
        unwatched=40,
    ),
    "a rule is off": State(
        "Nothing is known to be wrong: no alert holds, but one rule is off.",
        "未见异常：没有预警，但1条规则停用。",
        alerts=(LEAK,),
        off=("leak",),
    ),
    "the serious one is muted": State(
        "Nothing serious but one that is muted; to be looked at – “Archive built” moved by 8 days within 28 days, to 8"
        " Jan 2027.",
        "除已静默的1项外没有严重问题，需关注——“Archive built”在28天内推迟8天，至2027年1月8日。",
        alerts=(LATE,),
        muted=(COST,),
    ),
}


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_the_first_sentence_names_the_right_thing(name: str, t: Translator) -> None:
    own = STATES[name]
    rules = compute_rules(replace(USUAL, stated={f"rule.{key}.on": "no" for key in own.off}))
    given = pd.DataFrame(
        [(one.key, "muted", "", DAY, DAY, "told to the board", "Chen") for one in own.muted], columns=GIVEN.columns
    )
    watch = compute_watch(tuple(rules.apply(own.alerts + own.muted)), given, HANGING, DAY)
    watch = replace(watch, unwatched=own.unwatched, ledgers=61, rules=rules)
    said = week_sentence(WEEK, own.ready, watch, [score(own.score)], t).replace("\u00a0", " ")
    assert said.startswith(own.en if t is EN else own.zh), said
    assert said.count(t.wave("W6").replace("\u00a0", " ")) <= 3, "the gate is told once"


def test_nothing_is_called_well_where_the_alerts_could_not_be_read_or_nothing_is_there() -> None:
    assert week_verdict(WEEK, GREEN, None, [score(0.9)], EN) == ""
    assert week_verdict(WEEK, RED, None, [], EN).startswith("Not all is well")
    nothing = replace(WEEK, waves=())
    assert week_verdict(nothing, None, compute_watch((), GIVEN, HANGING, DAY), [], EN) == ""
