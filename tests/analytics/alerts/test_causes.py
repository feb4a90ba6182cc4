"""One alert a cause: what has the same reason is told once, whoever tells it."""

from __future__ import annotations

import io
import json
from datetime import date
from unittest import mock

import pandas as pd
import pytest

from analytics.__main__ import main
from analytics.alerts import Alert, compute_causes
from analytics.alerts.answers import compute_watch
from analytics.alerts.base import PROGRAMME, counted
from analytics.alerts.causes import BY_KIND, BY_WAVE, OF_FAMILY
from analytics.alerts.overdue import compute_alerts
from analytics.alerts.tables import news_title, table_holding
from analytics.amounts import Term
from analytics.marks import Grid
from data.language import LANGUAGES, Translator
from data.store import Store
from pages.kit.week import news, recent_alerts

DAY = date(2026, 11, 22)


def told(code: str, subject: str = PROGRAMME, *, serious: bool = False, active: bool = True, check: str = "") -> Alert:
    given = {
        "named": "P-1",
        "forecast": "2",
        "size": "1",
        "share": "5%",
        "index": "0.8",
        "until": "5 Dec",
        "bar": "0.9",
    }
    more = {"check": Term((f"readiness.check.{check}",))} if check else {}
    severity = "serious" if serious else "watch"
    return counted(
        code, "lawful", DAY, DAY, value=4.0, n=4, severity=severity, active=active, subject=subject, **given, **more
    )


LATE, MISSING = "moved_without_notice", "document_missing_at_cut_over"
FOUND = [
    told("cpi_low"),
    told("ledgers_contradict", "W1", check=LATE),
    told("documents_missing", "W5"),
    told("final_cost_over", serious=True),
    told("ledgers_contradict", "W2", check=LATE, serious=True),
    told("ledgers_contradict", "W5", check=MISSING),
    told("documents_missing", "W6"),
    told("promise_overdue"),
    told("promise_overdue"),
    told("cpi_low", active=False),
]
NONE = pd.DataFrame(columns=["alert"])
WATCH = compute_watch(tuple(FOUND), NONE, NONE, DAY)


def test_what_has_one_reason_is_one_alert() -> None:
    """Money of a programme, papers of one wave; one check in two waves is two, promises are each their own, and what is
    over is apart."""
    causes = compute_causes(FOUND)
    assert [[(part.code, part.subject) for part in cause.parts] for cause in causes] == [
        [("final_cost_over", PROGRAMME), ("cpi_low", PROGRAMME)],
        [("ledgers_contradict", "W1")],
        [("documents_missing", "W5"), ("ledgers_contradict", "W5")],
        [("ledgers_contradict", "W2")],
        [("documents_missing", "W6")],
        [("promise_overdue", PROGRAMME)],
        [("promise_overdue", PROGRAMME)],
        [("cpi_low", PROGRAMME)],
    ]
    assert [(cause.severity, cause.active) for cause in causes[:2] + causes[-1:]] == [
        ("serious", True),
        ("watch", True),
        ("watch", False),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_and_command_count_the_same(store: Store, lang: str) -> None:
    """Seven causes hold, of which two ledgers that contradict are one family and two promises another: five are told,
    two of them serious. So say the title of the news, the first line of the command and its JSON; nine parts hold."""
    t, out, written = Translator(lang), io.StringIO(), io.StringIO()
    with mock.patch("analytics.alerts.answers.evaluate_all", return_value=FOUND):
        main(["alerts", "--lang", lang], store=store, out=out)
        main(["alerts", "--lang", lang, "--json"], store=store, out=written)
    title = news_title(WATCH, t)
    assert (
        title
        == {"en": "5 alerts hold, 2 of them serious, of 7 causes", "zh": "有5项预警，其中2项严重，涉及7个原因"}[lang]
    )
    assert out.getvalue().splitlines()[0] == title + {"en": "; 1 is over", "zh": "；已解除1项"}[lang]
    answer = json.loads(written.getvalue())
    assert (answer["causes"], [one["cause"] for one in answer["alerts"]]) == (8, [1, 2, 3, 1, 4, 3, 5, 6, 7, 8])
    assert (len({one["cause"] for one in answer["alerts"] if one["active"]}), answer["told"]) == (7, 5)
    body = table_holding(WATCH, t).body
    assert isinstance(body, Grid)
    told = "\n".join(row[1].text for row in body.rows)
    for part in FOUND[:2]:
        inner = part.sentence(t, begin=False).rstrip(".。")
        assert part.sentence(t).rstrip(".。") in told
        assert inner in out.getvalue() or part.sentence(t).rstrip(".。") in out.getvalue()
    shown = str(news(recent_alerts(WATCH), None, [], t))
    lead = WATCH.holding[0].cause
    assert lead.lead.sentence(t).rstrip(".。") in shown
    assert lead.more(t) in shown, "on the page of the week the others are counted"


def test_every_declared_kind_is_a_kind_of_alert() -> None:
    t = Translator("en")
    assert [
        kind for kind in (*BY_KIND, *BY_WAVE, *OF_FAMILY) if not t.has(kind if "." in kind else f"alert.{kind}")
    ] == []


@pytest.mark.parametrize(
    ("late", "whole", "severity"),
    [(40, 40, ["serious"]), (21, 40, ["watch"]), (20, 40, []), (201, 2759, []), (4, 4, [])],
)
def test_much_is_overdue_only_of_all_whose_time_is_up(late: int, whole: int, severity: list[str]) -> None:
    """Of what is open most is slow even where nearly all is done in time: 201 of 209 open cases are 7% of the 2,759
    that were due."""
    found = compute_alerts({"cases": (late, whole)}, 0.5, DAY)
    assert [alert.severity for alert in found] == severity
    assert [alert.sentence(Translator("en")) for alert in found] == [
        f"Cases of unhappy customers: {late} of {whole} whose time is up are not done" for _ in severity
    ]
