"""An alert as it stands within another sentence: small where it is a word of ours, large where it is a name, and no two
signs of punctuation meet. The sentences of the first page, of a cause with several alerts and of the headline of Early
warning are made so."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from analytics.alerts.base import Alert, counted
from analytics.alerts.causes import Cause
from analytics.amounts import Term
from analytics.metrics import METRICS
from data.language import Translator, messages
from tests.golden.dump import SCREEN

DAY = date(2026, 11, 23)
NAME = "“Archive”"
"""Stands for every name that an alert tells."""
CODES = sorted(key.removeprefix("alert.") for key in messages("en") if re.fullmatch(r"alert\.[a-z_]+", key))
OWN = ("last", "cause", "family", "state", "programme", "named", "over", "no_data")
"""Messages that are parts of others and no alert."""
NAMES = {METRICS[one].passport.title(Translator("en")) for one in METRICS}
TOLD = re.compile(r"^(?:message|title|card): (.*)")
TWICE = re.compile(r"[。；，：、—][。；，、]|[;,:.] ?[;,]|\.\.|[\u4e00-\u9fff] (?=[\u4e00-\u9fff])")
PROPER = {"Kaplan", "Data"}
"""Words that messages of ours begin with and that are names in the demo."""


def alert(code: str) -> Alert:
    """An alert of a wave with a name, a count or a term for each of its parameters."""
    wanted = {name for form in messages("en")[f"alert.{code}"] for name in re.findall(r"\{(\w+)\}", form)}
    params: dict[str, Any] = dict.fromkeys(wanted - {"subject", "metric", "value", "limit", "n", "date"}, NAME)
    if code == "many_overdue":
        params["what"] = Term(("alert.overdue.complaints",))
    return counted(code, "lawful", DAY, DAY, value=1.0, n=40, severity="serious", subject="W6", **params)


@pytest.mark.parametrize("code", [code for code in CODES if code not in OWN])
def test_within_a_sentence_only_names_are_large(code: str) -> None:
    en, zh = Translator("en"), Translator("zh")
    said = alert(code).sentence(en, begin=False)
    first = re.match(r"[A-Za-z(]+", said)
    large = first is not None and first[0][:1].isupper() and not first[0][1:2].isupper()
    assert not large or any(said.startswith(name) for name in NAMES), said
    assert alert(code).sentence(en)[:1] == alert(code).sentence(en)[:1].upper()
    for t in (en, zh):
        whole = t("week.verdict.bad", what=alert(code).sentence(t, begin=False) + t("week.stop"))
        joined = Cause((alert(code), alert(code), alert(code))).others(t)
        assert [text for text in (whole, joined) if TWICE.search(text)] == []


def test_alerts_of_one_cause_are_one_sentence() -> None:
    several = Cause((alert("leak"), alert("leak"), alert("decision_undated")))
    assert several.others(Translator("en")) == (
        "Of the same cause (2): personal data got out: “Archive”; "
        "the day of the decision is not known: no legal clock runs for 40 waves"
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_sentence_of_the_demo_has_a_capital_in_its_middle_or_two_signs_side_by_side(lang: str) -> None:
    """Read off what every page of the demo shows."""
    ours = [forms[0] for key, forms in messages("en").items() if not key.startswith("demo.")]
    begin = {match[0] for text in ours if (match := re.match(r"[A-Z][a-z]+", text))} | {"Wave"}
    wrong = []
    for path in sorted((SCREEN / lang).glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not (told := TOLD.match(line.strip())):
                continue
            inner = re.findall(r"(?:; |– )([A-Z][a-z]+)", told[1]) if lang == "en" else []
            if TWICE.search(told[1]) or [word for word in inner if word in begin - PROPER]:
                wrong.append(f"{path.name}: {told[1]}")
    assert wrong == []
