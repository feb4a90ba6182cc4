"""What the start page and the frame say of inputs, alerts and targets: only what somebody waits for, and no more than
is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from analytics.alerts import Alert, Cause, compute_causes
from analytics.judging import USUAL
from analytics.metrics import METRICS, Reading
from analytics.metrics.reading import Value
from analytics.periods import Period
from analytics.programme import Arrival, Input, Overview, Wave, load_overview
from analytics.readiness.numbers.gates import Gate, Readiness, WaveGates
from analytics.readiness.numbers.measures import Measure
from analytics.readiness.numbers.rules import Rule
from analytics.satisfaction.headline import score_sentences
from analytics.satisfaction.numbers.scores import AnswerMetric, ResponseRate
from analytics.scope import Scope
from analytics.standing import judged
from analytics.week import gate_sentence, waves_grid
from data.access import Rights
from data.datasets import DATASETS
from data.language import Translator
from data.store import Store
from pages.kit.passport import tile_of
from pages.kit.week import arrival_state, last_alert, news
from tests.pages.conftest import Opened, words
from tests.pages.seed import RIGHTS, prepare
from tests.sessions import AppTest

EN, ZH = Translator("en"), Translator("zh")


def alert(subject: str, latest: date, *, active: bool = False) -> Alert:
    return Alert("nps_fall", "nps", subject, date(2026, 8, 2), latest, active, 2, 20, 0.001, 0.002, 400, 1, "watch", {})


def overview(*inputs: Input) -> Overview:
    return Overview("", "", "", None, None, (), inputs, datetime(2026, 11, 23))


def test_the_last_alert_stands_where_none_is_open() -> None:
    older, newer = alert("W2", date(2026, 6, 7)), alert("W3", date(2026, 9, 6))
    assert last_alert([older, newer]) is newer
    assert last_alert([older, alert("W4", date(2026, 11, 22), active=True)]) is None
    assert last_alert([]) is None
    assert "No alert is open; last: NPS of wave\u00a03, over since 6\u00a0Sep" in news([], newer, [], EN)
    assert "No alert is open" not in news(compute_causes([older]), newer, [], EN)
    assert "No alert is open" not in news([], None, [], EN)


def test_alerts_that_are_not_named_are_counted() -> None:
    holding = [Cause((alert(f"W{n}", date(2026, 11, 22), active=True),)) for n in range(6)]
    shown = news(holding, None, [], EN)
    assert "and 2 more, each on the page it is about" in shown
    assert "more, " not in news(holding[:4], None, [], EN)


def test_a_register_without_a_rhythm_is_not_old() -> None:
    assert [name for name in ("customers", "branches", "programme") if DATASETS[name].rhythm_days] == []
    assert overview().freshness(EN) == ""


def test_the_input_that_is_late_is_named_and_else_the_one_that_is_oldest() -> None:
    late, older = (
        Input("surveys", datetime(2026, 11, 9), 14, 7, 1),
        Input("revenue", datetime(2026, 11, 1), 22, 31, 1),
    )
    fresh = Input("surveys", datetime(2026, 11, 22), 1, 7, 1)
    assert overview(older, late).freshness(EN) == "late input: Survey answers, 14 days old"
    assert overview(older, fresh).freshness(EN) == "oldest input: Revenue, 22 days"


@pytest.mark.parametrize(("added", "rejected", "state"), [(5, 0, "new"), (5, 1, "watch"), (0, 0, "none")])
def test_what_came_in_has_its_state(added: int, rejected: int, state: str) -> None:
    arrival = Arrival("waves", 1, added, rejected, datetime(2026, 11, 22))
    assert arrival_state(arrival) == state
    assert ("nothing changed" in arrival.sentence(EN)) == (added == 0)


def test_targets_are_written_without_needless_decimals() -> None:
    written = {name: metric.passport.write_target(metric.passport.target, EN) for name, metric in METRICS.items()}
    of_answers = {"nps": "+30", "csat": "80%", "ces": "5.5", "response_rate": "30%"}
    of_plan = {
        "finish_slip": "0",
        "spi_t": "1",
        "cpi": "1",
        "npv": "¥0",
        "tcpi": "1",
        "bcr": "1",
        "final_cost": "–",
        "unit_cost": "–",
    }
    of_law = {"lawful": "100%", "compliance_index": "95%"}
    of_risk = {"risks_above_appetite": "0", "risk_exposure": "–", "risk_p80": "–", "treatments_overdue": "0"}
    of_risk |= {"indicators_red": "0", "indicators_stale": "0"}
    of_complaints = {
        "complaint_rate": "–",
        "complaints_in_time": "95%",
        "complaints_upheld": "–",
        "loop_in_time": "90%",
    }
    of_market = {"campaign_roi": "0%"}
    of_law |= {"told_in_time": "100%", "fair_comparisons": "100%", "safe_in_order": "100%"}
    stated = of_answers | of_plan | of_law | of_risk | of_complaints | of_market
    assert written == dict.fromkeys(written, "–") | stated
    assert METRICS["csat"].passport.write_target(0.825, EN) == "82.5%"
    assert METRICS["ces"].passport.write_target(5.0, EN) == "5"
    assert METRICS["nps"].passport.write_target(None, EN) == "–"


@pytest.mark.usefixtures("looked")
def test_the_tiles_name_their_targets(open_page: Opened) -> None:
    shown = words(open_page("this_week", lang="en"))
    assert [f'ho-target">{said}<' in shown for said in ("target +30", "target 80", "target 5.5", "target 30")] == [
        True
    ] * 4
    assert "8 waves" not in shown
    assert '<p class="ho-foot">' in shown


def test_the_foot_says_nothing_of_waves_that_nobody_named(open_page: Opened) -> None:
    from data.settings import settings
    from data.store import open_store

    store: Store = open_store(settings().store)
    store.commit(
        prepare("branches", [{"branch": "B01", "name": "Harbour", "region": "East"}]),
        RIGHTS,
        known_at=datetime(2026, 11, 1),
    )
    store.close()
    for lang in ("en", "zh"):
        session = open_page("this_week", lang=lang)
        assert not session.exception
        assert '<p class="ho-foot">' not in words(session)
        assert "go-upload-waves" in {button.key for button in session.button}, "no waves: here is the way to load them"
        assert "<table" not in words(session)


@pytest.mark.usefixtures("looked")
def test_the_language_switch_keeps_every_filter(open_page: Opened) -> None:
    chosen = {"wave": "W3", "seg": "Retail", "ch": "form", "score": "csat", "by": "segment"}
    session = open_page("satisfaction", lang="en", from_="2026-01-05", to="2026-11-01", **chosen)
    before = params(session)
    switch = next(one for one in session.get("button_group") if one.key == "lang")
    switch.set_value("zh").run()
    assert not session.exception
    assert params(session) == before | {"lang": ["zh"]}
    assert "满意度" in words(session)


def params(session: AppTest) -> dict[str, list[str]]:
    found = session.query_params
    return {key: list(found[key]) if isinstance(found[key], list) else [found[key]] for key in found}


def gates(state: str, *found: Gate) -> Readiness:
    coming = WaveGates("W6", date(2026, 12, 5), False, 12, found, state, None)
    return Readiness((coming,), tuple(gate.rule for gate in found), date(2026, 11, 23), datetime(2026, 11, 23))


def gate(name: str, state: str, forecast: date | None = None) -> Gate:
    return Gate(Rule(name, 1.0, 7), Measure(1, 2), state, date(2026, 11, 28), forecast, None)


COMING = Wave("W6", "", "", None, date(2026, 12, 5), date(2026, 12, 5), "under_way", 20, 20, 0, 12)
LATE = (gate("notices", "blocks", date(2026, 11, 30)), gate("consents", "blocks"), gate("training", "at_risk"))
NEXT = Overview("", "", "", None, None, (COMING,), (), datetime(2026, 11, 23))


@pytest.mark.parametrize(
    ("state", "found", "en", "zh"),
    [
        (
            "no_go",
            LATE,
            "Wave 6 is a no-go: “Consent answered” and 2 more are not met or will be late.",
            "第6波次当前不可切换：“同意答复”及其他2项未达标或将逾期。",
        ),
        (
            "not_yet",
            LATE[2:],
            "Wave 6 is not ready: “Training held” will be late.",
            "第6波次尚未就绪：“培训完成”将逾期。",
        ),
        ("go", (gate("notices", "met"),), "Wave 6 may go: every gate is met.", "第6波次可以切换：各项准备均已达标。"),
        ("not_yet", (gate("notices", "not_yet"),), "", ""),
    ],
)
def test_the_week_says_whether_the_next_wave_may_go(state: str, found: tuple[Gate, ...], en: str, zh: str) -> None:
    ready = gates(state, *found)
    assert gate_sentence(NEXT, ready, EN).replace("\u00a0", " ") == en
    assert gate_sentence(NEXT, ready, ZH) == zh


@pytest.mark.parametrize(
    ("state", "found", "shape", "said"),
    [
        ("no_go", LATE, "bad", "no-go, 3 gates open; under way, 12 days to go"),
        ("not_yet", LATE[2:], "none", "under way, 12 days to go"),
        ("go", (gate("notices", "met"),), "none", "under way, 12 days to go"),
    ],
)
def test_the_table_of_waves_says_what_the_sentence_says_of_the_next_one(
    state: str, found: tuple[Gate, ...], shape: str, said: str
) -> None:
    """The sentence called the wave a no-go while its row said “not yet due”."""
    ((mark, _, _, plan, _, standing, *_),) = waves_grid(NEXT, {}, EN, gates(state, *found)).rows
    assert (mark.state, standing.text.replace("\u00a0", " ")) == (shape, said)
    assert plan.text.replace("\u00a0", " ") == "5 Dec", "no plan was told before this one"


def test_a_wave_that_was_put_off_keeps_the_day_that_was_planned_first(store: Store) -> None:
    """Its file of next week has the new day alone; the first one stays beside it, until the batch that said it is taken
    back."""
    wave = {"wave": "W6", "branch": "B01", "planned_customers": 20}
    scope, days = Scope(RIGHTS), (date(2026, 11, 28), date(2026, 12, 5))
    loads = [
        store.commit(
            prepare("waves", [{**wave, "planned_cutover_on": day}], f"{day}.xlsx"),
            RIGHTS,
            known_at=datetime(2026, 11, at),
        )
        for at, day in enumerate(days, start=2)
    ]

    def told(scope: Scope, t: Translator) -> list[str]:
        return [row[3].text.replace("\u00a0", " ") for row in waves_grid(load_overview(store, scope), {}, t).rows]

    assert told(scope, EN) == ["5 Dec\nfirst 28 Nov"]
    assert told(scope, ZH) == ["12月5日\n原定11月28日"]
    assert told(Scope(RIGHTS, as_of=datetime(2026, 11, 2, 12)), EN) == ["28 Nov"]
    assert told(Scope(Rights("li", "manager", waves=frozenset({"W1"}))), EN) == []
    assert told(Scope(Rights("li", "manager", waves=frozenset({"W6"}))), EN) == ["5 Dec\nfirst 28 Nov"]
    store.withdraw(loads[0].batch_id, RIGHTS)
    assert told(scope, EN) == ["5 Dec"]


def test_no_gate_is_told_of_a_programme_whose_waves_have_all_moved() -> None:
    over = replace(NEXT, waves=(replace(COMING, state="moved", cutover_on=date(2026, 11, 20)),))
    assert gate_sentence(over, gates("no_go", *LATE), EN) == ""


def reading(metric: str, value: float, change: float, verdict: str) -> Reading:
    week = Period(date(2026, 10, 26), date(2026, 11, 22))
    return Reading(METRICS[metric].passport, week, Value(value, n=400), Value(value - change, n=400), verdict, change)  # type: ignore[arg-type]


def test_the_red_tile_is_in_the_sentence_and_noise_is_said_of_the_change() -> None:
    scores = [
        reading("nps", 27, 1, "within_noise"),
        reading("csat", 0.8, 0.02, "real_better"),
        reading("ces", 5.0, -0.4, "real_worse"),
    ]
    assert score_sentences(scores, scores[0], EN) == [
        "NPS is +27; its change (+1) is within noise.",
        f"{METRICS['ces'].passport.title(EN)} fell by 0.4 points to 5.0, beyond noise.",
    ]
    assert score_sentences(scores, scores[0], ZH)[0] == "NPS为+27，变化（+1）属随机波动。"


def test_of_four_scores_a_change_is_claimed_where_it_holds_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Holm over four, against the part that they have of their page (0.05 / 12): 0.001 × 4 holds, 0.0015 × 3 does not,
    and what is tested at
    0.03 falls with it: in the headline as in the tile."""
    score = {
        "csat": (0.8, -0.02, 0.0015),
        "ces": (5.0, -0.4, 0.001),
        "response_rate": (0.4, -0.03, 0.2),
        "nps": (27.0, 4.0, 0.03),
    }
    scores = [
        replace(
            reading(name, value, change, "within_noise" if p > 0.05 else "real_better" if change > 0 else "real_worse"),
            p=p,
        )
        for name, (value, change, p) in score.items()
    ]
    nps = next(one for one in scores if one.metric.id == "nps")
    assert score_sentences(scores, nps, EN) == [
        f"{METRICS['ces'].passport.title(EN)} fell by 0.4 points to 5.0, beyond noise.",
        (
            "NPS is +27; its change (+4) is beyond noise by itself, not among the 4 scores and the other comparisons of"
            " their page."
        ),
    ]
    assert (
        score_sentences(scores, nps, ZH)[1]
        == "NPS为+27，变化（+4）单看超出随机波动，放在同看的4项评分与本页其他比较中则未超出。"
    )
    found = {one.metric.id: one for one in scores}
    for kind in (AnswerMetric, ResponseRate):
        monkeypatch.setattr(kind, "apart", lambda metric, store, scope: found[metric.passport.id])
    told = {name: METRICS[name].now(None, None) for name in found}  # type: ignore[arg-type]
    assert {name: one.verdict for name, one in told.items()} == {
        "csat": "alone",
        "ces": "real_worse",
        "response_rate": "within_noise",
        "nps": "alone",
    }
    tile = tile_of(judged(told["nps"], USUAL), EN)
    assert (
        "Beyond noise by itself, not among the 4 scores and the other comparisons of their page".casefold()
        in f"{tile.verdict} {tile.reason}".casefold()
    )
    assert tile.judged not in ("good", "bad"), "what holds for one score alone has no colour of its change"
    assert score_sentences(list(told.values()), told["nps"], EN) == score_sentences(scores, nps, EN)
