"""The code that judges, word by word: readings made by hand with what has to be said of them, and every single change
of the code says something else."""

from __future__ import annotations

import ast
from datetime import date

import pytest

from analytics.judging import USUAL
from analytics.metrics import METRICS
from analytics.metrics.reading import Reading, Value, compute_reading, settle_family
from analytics.periods import Period
from analytics.scope import Scope
from analytics.standing import counts_of, judged, unit_of, window_of
from data.access import local_rights
from data.language import Translator
from tests.mutation.mutants import Mutant, applied, changed, source_of

EN, ZH, ABOUT = Translator("en"), Translator("zh"), Translator("en", rounded=True)
WEEKS = Period(date(2026, 10, 26), date(2026, 11, 22))
JUDGING = {
    "analytics.judging": ("compute_verdict",),
    "analytics.standing": ("_words", "_told_apart", "_held", "_decided_by", "unit_of", "counts_of", "window_of"),
    "analytics.metrics.reading": ("compute_reading", "compare_values", "settle_family", "rounded_up"),
}


def reading(metric: str, *, stale: bool = False, missing: str = "", **now: object) -> Reading:
    value, until = Value(**now), date(2026, 9, 30) if stale else None  # type: ignore[arg-type]
    said = "counted" if value.known else "nothing"
    return Reading(METRICS[metric].passport, WEEKS, value, Value(), said, stale=stale, missing=missing, until=until)  # type: ignore[arg-type]


MADE = (
    reading("nps", value=31.0, low=26.0, high=36.0, n=400),
    reading("nps", value=34.0, low=31.0, high=37.0, n=900),
    reading("nps", value=24.0, low=21.0, high=27.0, n=900),
    reading("nps", value=19.96, low=18.5, high=19.99, n=9000),
    reading("nps", value=-4.0, low=-9.0, high=1.0, n=400),
    reading("nps", value=-9.0, low=-12.0, high=-6.0, n=900),
    reading("nps", value=55.0, low=30.0, high=70.0, n=29),
    reading("nps", value=55.0, low=30.0, high=70.0, n=30),
    reading("nps", note="suppressed"),
    reading("nps", value=25.0, n=400, stale=True),
    reading("duties_overdue", value=0.0, n=12, whole=12.0),
    reading("duties_overdue", value=2.0, n=12, part=2.0, whole=12.0),
    reading("duties_overdue", missing="duties"),
    reading("duties_contradicted", value=3.0, n=3),
    reading("documents_there", value=0.9996, n=4000, part=3998.0, whole=4000.0),
    reading("suppliers_confirmed", value=0.5, n=4, part=2.0, whole=4.0, due=date(2026, 12, 1)),
    reading("suppliers_confirmed", value=0.5, n=4, part=2.0, whole=4.0, due=date(2026, 11, 22)),
    reading("final_cost", value=211.0, n=3, reference=200.0, currency="CNY"),
    reading("final_cost", value=205.0, n=3, reference=200.0, currency="CNY"),
    reading("final_cost", value=300.0, n=3, currency="CNY"),
    reading("spi_t", value=0.9496, n=3),
    reading("hhi", value=2000.0),
    reading("market_share", value=0.31, part=31.0, whole=100.0),
    reading("finish_slip", value=1.0, n=3),
    reading("silent", note="suppressed"),
    reading("silent"),
    reading("silent", missing="notices"),
    reading("without_path", value=13.0, n=41, whole=41.0),
    reading("consented", value=0.848, n=1000, part=848.0, whole=1000.0),
)


def standings() -> list[tuple[object, ...]]:
    """State, whether the target is reached, the words in both languages, the limit, the unit and the counts of each."""
    found = []
    for one in MADE:
        standing = judged(one, USUAL)
        found.append(
            (
                standing.verdict.state,
                standing.verdict.reached,
                standing.words(EN).replace("\u00a0", " "),
                standing.words(ZH),
                standing.limit(EN),
                standing.reading.written(EN),
                unit_of(one, EN),
                tuple(counts_of(one, EN)),
                standing.verdict.why,
                standing.words(ABOUT),
                unit_of(one, ABOUT),
                tuple(counts_of(one, ABOUT)),
            )
        )
    return found


def rounded(one: Reading) -> tuple[float | None, ...]:
    """The bounds of a change, its statistic and its p."""
    known = (one.change_low, one.change_high, one.statistic, one.p)
    return tuple(None if value is None else round(value, 4) for value in known)


def changes() -> list[tuple[object, ...]]:
    """Of two periods: what is said of the change, alone and among four."""
    nps, share, mean = (METRICS[name].passport for name in ("nps", "csat", "ces"))
    many = Value(30.0, n=900, variance=6000.0)
    pairs = [
        (nps, Value(30.0, n=900, variance=6000.0), Value(15.0, n=900, variance=6000.0)),
        (nps, Value(15.0, n=900, variance=6000.0), Value(30.0, n=900, variance=6000.0)),
        (nps, Value(38.0, n=900, variance=6000.0), many),
        (nps, Value(31.0, n=900, variance=6000.0), many),
        (nps, many, many),
        (nps, Value(34.0, n=900, variance=6000.0), many),
        (nps, Value(30.0, n=29, variance=6000.0), many),
        (nps, many, Value(30.0, n=29, variance=6000.0)),
        (nps, Value(), many),
        (nps, many, Value()),
        (nps, Value(30.0), many),
        (share, Value(0.8, n=900), Value(0.7, n=900)),
        (share, Value(0.7, n=900), Value(0.8, n=900)),
        (mean, Value(5.4, n=900, variance=2.0), Value(5.1, n=900, variance=2.0)),
        (METRICS["complaint_rate"].passport, Value(2.0, n=900, variance=1.0), Value(1.0, n=900, variance=1.0)),
        (METRICS["duties_overdue"].passport, Value(2.0, n=9), Value(5.0, n=9)),
    ]
    found = [compute_reading(passport, WEEKS, now, before, missing="surveys") for passport, now, before in pairs]
    settled = settle_family(found[:5])
    told = [
        (
            one.verdict,
            None if one.change is None else round(one.change, 4),
            one.needed,
            one.words(EN).replace("\u00a0", " "),
            one.missing,
            one.window == WEEKS,
            *rounded(one),
        )
        for one in found
    ]
    return [*told, *((one.verdict, one.family) for one in settled)]


def everything() -> list[object]:
    rights = Scope(local_rights("tester", "administrator"))
    windows = tuple(window_of(METRICS[name].passport, rights) for name in ("nps", "duties_overdue"))
    return [*standings(), *changes(), windows]


ALIKE = {"verdicts: analytics.judging.compute_verdict: 'up' → 'down'"}
"""Changes after which the code says the same: this one falls on the annotation of the argument."""
SAID = [
    (
        "good",
        True,
        "On target, not certain",
        "达到目标，尚不确定",
        "target +30",
        "+31",
        "pts",
        ("n\xa0400",),
        "",
        "On target, not certain",
        "pts",
        ("n\xa0≈\xa0400",),
    ),
    (
        "good",
        True,
        "On target",
        "达到目标",
        "target +30",
        "+34",
        "pts",
        ("n\xa0900",),
        "",
        "On target",
        "pts",
        ("n\xa0≈\xa0900",),
    ),
    (
        "good",
        False,
        "Within the limit of +20",
        "在限值+20之内",
        "target +30",
        "+24",
        "pts",
        ("n\xa0900",),
        "",
        "Within the limit of +20",
        "pts",
        ("n\xa0≈\xa0900",),
    ),
    (
        "watch",
        False,
        "Below +20",
        "低于+20",
        "target +30",
        "+19.96",
        "pts",
        ("n\xa09,000",),
        "",
        "Below +20",
        "pts",
        ("n\xa0≈\xa09,000",),
    ),
    (
        "bad",
        False,
        "Below 0, not certain",
        "低于0，尚不确定",
        "target +30",
        "−4",
        "pts",
        ("n\xa0400",),
        "",
        "Below 0, not certain",
        "pts",
        ("n\xa0≈\xa0400",),
    ),
    (
        "bad",
        False,
        "Below 0",
        "低于0",
        "target +30",
        "−9",
        "pts",
        ("n\xa0900",),
        "",
        "Below 0",
        "pts",
        ("n\xa0≈\xa0900",),
    ),
    (
        "unknown",
        None,
        "Too few: below 30 answers",
        "样本不足：少于30份",
        "target +30",
        "+55",
        "pts",
        ("n\xa029",),
        "few",
        "Too few: below 30 answers",
        "pts",
        ("n\xa0≈\xa025",),
    ),
    (
        "good",
        True,
        "On target",
        "达到目标",
        "target +30",
        "+55",
        "pts",
        ("n\xa030",),
        "",
        "On target",
        "pts",
        ("n\xa0≈\xa030",),
    ),
    (
        "unknown",
        None,
        "Hidden: fewer than 10 answers",
        "少于10份，不显示",
        "target +30",
        "–",
        "",
        (),
        "suppressed",
        "Hidden: fewer than 10 answers",
        "",
        (),
    ),
    (
        "unknown",
        None,
        "Known to 30 Sep 2026: nothing newer was loaded in time",
        "仅知截至2026年9月30日：此后未按时更新",
        "target +30",
        "+25",
        "pts",
        ("n\xa0400",),
        "stale",
        "Known to 30\xa0Sep\xa02026: nothing newer was loaded in time",
        "pts",
        ("n\xa0≈\xa0400",),
    ),
    (
        "good",
        None,
        "Within the limit of 0",
        "在限值0之内",
        "limit 0",
        "0",
        "of 12",
        (),
        "",
        "Within the limit of 0",
        "of 12",
        (),
    ),
    (
        "bad",
        None,
        "2 duties are overdue",
        "2项义务逾期",
        "limit 0",
        "2",
        "of 12",
        (),
        "",
        "2 duties are overdue",
        "of 12",
        (),
    ),
    (
        "unknown",
        None,
        "Missing: Duties",
        "缺少数据：履行台账",
        "limit 0",
        "–",
        "",
        (),
        "no_value",
        "Missing: Duties",
        "",
        (),
    ),
    (
        "bad",
        None,
        "Ledgers contradict 3 duties",
        "3项义务与台账不符",
        "limit 0",
        "3",
        "",
        (),
        "",
        "Ledgers contradict 3 duties",
        "",
        (),
    ),
    (
        "bad",
        None,
        "2 missing",
        "缺失2份",
        "limit 100%",
        "99.96%",
        "%",
        ("3,998 of 4,000",),
        "",
        "2 missing",
        "%",
        ("3,998 of 4,000",),
    ),
    (
        "none",
        None,
        "Not due before 1 Dec 2026",
        "2026年12月1日前尚不要求",
        "limit 100%",
        "50.0%",
        "%",
        ("2 of 4",),
        "early",
        "Not due before 1\xa0Dec\xa02026",
        "%",
        ("2 of 4",),
    ),
    (
        "bad",
        None,
        "Below 100%",
        "低于100%",
        "limit 100%",
        "50.0%",
        "%",
        ("2 of 4",),
        "",
        "Below 100%",
        "%",
        ("2 of 4",),
    ),
    (
        "watch",
        False,
        "Over budget by more than is tolerated",
        "超出预算容忍度",
        "budget ¥200",
        "¥211",
        "",
        (),
        "",
        "Over budget by more than is tolerated",
        "",
        (),
    ),
    (
        "good",
        False,
        "Within the limit of ¥210",
        "在限值210元之内",
        "budget ¥200",
        "¥205",
        "",
        (),
        "",
        "Within the limit of ¥210",
        "",
        (),
    ),
    ("none", None, "No limit is set", "未设限值", "", "¥300", "", (), "", "No limit is set", "", ()),
    ("watch", False, "Below 0.95", "低于0.95", "target 1", "0.9496", "", (), "", "Below 0.95", "", ()),
    ("none", None, "No limit is set", "未设限值", "", "2,000", "", (), "", "No limit is set", "", ()),
    (
        "none",
        None,
        "No limit is set",
        "未设限值",
        "",
        "31.0%",
        "%",
        ("31 of 100",),
        "",
        "No limit is set",
        "%",
        ("31 of 100",),
    ),
    ("watch", False, "Above 0", "高于0", "target 0", "+1", "day", (), "", "Above 0", "day", ()),
    (
        "unknown",
        None,
        "Hidden: fewer than 10 answers",
        "少于10份，不显示",
        "limit 0%",
        "–",
        "",
        (),
        "suppressed",
        "Hidden: fewer than 10 answers",
        "",
        (),
    ),
    (
        "unknown",
        None,
        "Nobody is asked for a consent",
        "没有须征询同意的客户",
        "limit 0%",
        "–",
        "",
        (),
        "no_value",
        "Nobody is asked for a consent",
        "",
        (),
    ),
    (
        "unknown",
        None,
        "Missing: Notices and consents",
        "缺少数据：告知与同意",
        "limit 0%",
        "–",
        "",
        (),
        "no_value",
        "Missing: Notices and consents",
        "",
        (),
    ),
    (
        "watch",
        None,
        "13 have no path",
        "13户尚无方案",
        "limit 0",
        "13",
        "of 41",
        (),
        "",
        "≈\xa015 have no path",
        "of ≈\xa040",
        (),
    ),
    (
        "none",
        None,
        "Of those asked",
        "占被征询客户",
        "",
        "84.8%",
        "%",
        ("848 of 1,000",),
        "",
        "Of those asked",
        "%",
        ("≈\xa0850 of ≈\xa01,000",),
    ),
    ("real_better", 15.0, 419, "Better, beyond noise", "", True, 7.8432, 22.1568, 4.1079, 0.0),
    ("real_worse", -15.0, 419, "Worse, beyond noise", "", True, -22.1568, -7.8432, -4.1079, 0.0),
    ("real_better", 8.0, 1472, "Better, beyond noise", "", True, 0.8432, 15.1568, 2.1909, 0.0285),
    (
        "within_noise",
        1.0,
        94187,
        "Within noise: a change this small cannot be told apart",
        "",
        True,
        -6.1568,
        8.1568,
        0.2739,
        0.7842,
    ),
    ("within_noise", 0.0, None, "Within noise", "", True, -7.1568, 7.1568, 0.0, 1.0),
    ("within_noise", 4.0, 5887, "Within noise: needs ≈ 5,900", "", True, -3.1568, 11.1568, 1.0954, 0.2733),
    ("too_few", 0.0, None, "Too few: below 30 answers", "", True, -28.6425, 28.6425, 0.0, 1.0),
    ("too_few", 0.0, None, "Too few: below 30 answers", "", True, -28.6425, 28.6425, 0.0, 1.0),
    ("nothing", None, None, "Missing: Survey answers", "surveys", True, None, None, None, None),
    ("no_previous", None, None, "Nothing before to compare with", "", True, None, None, None, None),
    ("no_previous", None, None, "Nothing before to compare with", "", True, None, None, None, None),
    ("real_better", 0.1, None, "Better, beyond noise", "", True, 0.0601, 0.1395, 4.899, 0.0),
    ("real_worse", -0.1, None, "Worse, beyond noise", "", True, -0.1395, -0.0601, -4.899, 0.0),
    ("real_better", 0.3, 349, "Better, beyond noise", "", True, 0.1692, 0.4308, 4.4975, 0.0),
    ("real_worse", 1.0, 16, "Worse, beyond noise", "", True, 0.9075, 1.0925, 21.2014, 0.0),
    ("counted", -3.0, None, "Counted from the ledger, not sampled", "", False, None, None, None, None),
    ("real_better", 5),
    ("real_worse", 5),
    ("alone", 5),
    ("within_noise", 5),
    ("within_noise", 5),
    (WEEKS, None),
]
"""What has to be said of each, reckoned by hand: limits of the passports, 1.96 standard errors of a change, 80 % power
of its answers."""


def each_change() -> list[Mutant]:
    """Every single change of the functions, in the order of the code."""
    found = []
    for module, functions in JUDGING.items():
        for function in functions:
            nodes = (inner for statement in source_of(module, function).body for inner in ast.walk(statement))
            found += [
                Mutant("verdicts", module, function, ast.unparse(node), ast.unparse(new))
                for node in nodes
                if (new := changed(node)) is not None
            ]
    return list(dict.fromkeys(found))


def seen(mutant: Mutant) -> bool:
    """Whether anything else is said, or nothing can be."""
    with applied(mutant):
        try:
            return everything() != SAID
        except Exception:  # noqa: BLE001 - a change that breaks the code is seen
            return True


def test_a_reading_is_judged_and_worded_as_it_has_to_be() -> None:
    assert everything() == SAID


@pytest.mark.parametrize("module", list(JUDGING))
def test_no_single_change_of_the_code_that_judges_goes_unseen(module: str) -> None:
    mutants = [one for one in each_change() if one.module == module]
    assert len(mutants) >= 10
    assert [one.name for one in mutants if one.name not in ALIKE and not seen(one)] == []
