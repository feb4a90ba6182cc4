"""A quiet programme is told from one in trouble: what alerts, headlines and the titles of every page claim where nothing was planted."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from analytics.alerts import Alert, evaluate_all
from analytics.behind import load_branch_names
from analytics.catalogue import areas
from analytics.scope import Scope
from data.access import Rights
from data.demo import load_demo
from data.demo.plan import SEED
from data.language import Translator, messages
from data.store import Store, open_store
from tests.conftest import proving

SO = {
    "silent_customers": "customers of the next wave have not answered yet",
    "closed_standing": "who was not moved is still a customer of a branch that is deregistered",
    "clock_overdue": "some complaints take longer than the fifteen days of the law",
    "report_due": "a report to an authority is due soon",
    "backup_old": "nobody makes back-ups in a story",
    "retention_ending": "the minutes of the first wave are kept for a year, which ends within the next three months",
    "category_over": "money spent varies around its budget, so every second category comes to a little more",
}
"""Codes that are true of a quiet programme too, each with why."""
CLAIM = re.compile(
    r"week\.score\.real_(better|worse)"
    r"|satisfaction\.(message\.(fell|rose)|event\.(one|only|several)\.\w+|calendar\.(above|below|still_\w+)|groups\.(above|below)"
    r"|change\.(fell|rose|several|pairs)[\w.]*|effects\.(fell|rose|paired)|themes\.(fell|rose)|theme\.changed|mode\.(above|below)"
    r"|survivors\.(title|several)\.(above|below)|control\.(shift|table\.outside))"
    r"|complaints\.(now\.(rose|high)\.\w+|causes\.rose|event\.rose|places\.most|rare\.(more|fewer)|themes\.rose(\.recent)?|silent\.worse"
    r"|weekly\.high\.\w+)"
    r"|resolution\.curves\.differ|loop\.after\.apart|loop\.branches\.slow"
    r"|retention\.(curves\.(apart|some)|event\.rose|pace\.(all|high)\.high|who\.(changes|keeps))"
    r"|effect\.(said\.\w+\.sure\.\w+|waves\.(some|every))"
    r"|care\.(again\.apart|business\.behind|beside\.(more|fewer))|coordination\.improvements\.(better|both)"
    r"|market\.(brand\.(up|down)|moves\.changed|gains\.since|whither\.rose|cpa\.over|roi\.loses?)"
    r"|rights\.(spread\.unfair\.\w+|reach\.title)|safeguards\.(scores|teams)\.differ"
)
"""Messages that say of something drawn that it rose, fell or differs. A level, a count or a day is no such claim."""
DRAWN = ("satisfaction", "complaints", "retention", "effect", "market", "care", "coordination")
"""The pages whose headlines may claim what is drawn: all that `make test` reads."""
WEEKS = 63
"""How long the story goes on."""


class Listener(Translator):
    """Speaks as ever, and remembers each claim as it was worded."""

    heard: list[tuple[str, str]]

    def __init__(self, lang: str = "en", *, rounded: bool = False, branches: Mapping[str, str] | None = None) -> None:
        super().__init__(lang, rounded=rounded, branches=branches)
        self.heard = []

    def knowing(self, branches: Mapping[str, str]) -> Translator:
        self.branches = dict(branches)
        return self

    def __call__(self, key: str, /, **params: Any) -> str:
        said = super().__call__(key, **params)
        if CLAIM.fullmatch(key):
            self.heard.append((key, said))
        return said

    def claimed(self, said: str) -> set[str]:
        """The claims of a finished sentence, and silence again: what was worded for a cell is not in it."""
        found = {key for key, words in self.heard if words.rstrip(".。").casefold() in said.casefold()}
        self.heard.clear()
        return found


def claims(store: Store, rights: Rights, *, titles: bool) -> Iterator[tuple[str, str]]:
    """Page and claim of the headlines and, where asked, of the title of every chart and table."""
    scope = Scope(rights)
    t = Listener(branches=load_branch_names(store, scope))
    for area in areas():
        if not titles and area.name not in DRAWN:
            continue
        for key in t.claimed(area.headline(store, scope, t)):
            yield area.name, key
        for section, part in area.parts() if titles else ():
            shown = part.exhibit(store, scope, [choice.settled("", store, scope) for choice in section.choices], t)
            for key in t.claimed("" if shown is None else shown.title):
                yield area.name, key


def weeks_of(alert: Alert) -> int:
    return min(WEEKS, (alert.latest - alert.onset).days // 7 + 1)


def test_every_message_that_claims_is_known() -> None:
    """The list above names messages that there are, of every page that tests something drawn."""
    named = {key.split(".")[0] for key in messages("en") if CLAIM.fullmatch(key)}
    assert named == {
        "satisfaction", "complaints", "market", "effect", "retention", "rights", "care", "week", "loop", "coordination", "safeguards",
        "resolution",
    }  # fmt: skip
    assert set(DRAWN) <= named


def test_quiet_programmes_are_not_said_to_be_in_trouble(
    rights: Rights, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What is counted in the ledgers is never claimed wrongly; what is tested against chance seldom: one or two weeks in a hundred
    of the answers alone, as their own study shows. Titles are read where more than one programme is."""
    seeds, alarmed = proving(1, 200), 0
    counted, drawn, weeks = Counter[str](), Counter[str](), Counter[str]()
    pages: dict[str, Counter[str]] = defaultdict(Counter)
    for seed in range(SEED, SEED + seeds):
        store = open_store(str(tmp_path / str(seed) / "quiet.duckdb"))
        load_demo(store, rights, until=date(2026, 11, 22), seed=seed, quiet=True)
        found = [alert for alert in evaluate_all(store, rights) if alert.code not in SO]
        said = set(claims(store, rights, titles=seeds > 1))
        store.close()
        shutil.rmtree(tmp_path / str(seed))  # a hundred megabytes; `make prove` tells two hundred such stories
        counted.update({alert.code for alert in found if alert.p is None})
        drawn.update({alert.code for alert in found if alert.p is not None})
        for alert in found:
            weeks[alert.code] += weeks_of(alert)
        alarmed += any(alert.p is not None for alert in found)
        for page, key in said:
            pages[page][key] += 1
        for page in {page for page, _ in said}:
            pages[page]["any"] += 1
    for name, codes in (("counted", counted), ("tested against chance", drawn)):
        record_property(f"alerts in {seeds} quiet programmes, {name}", dict(codes) or "nothing")
    record_property(f"weeks they held, of {seeds * WEEKS}", dict(weeks) or "none")
    record_property("quiet programmes with an alert by chance", f"{alarmed} of {seeds}")
    for area in areas():
        told = ", ".join(f"{key} {n}" for key, n in sorted(pages[area.name].items()) if key != "any")
        what = "headline and titles" if seeds > 1 else "headline"
        record_property(
            f"claims of {area.name} ({what})", f"{pages[area.name]['any']} of {seeds}" + (f": {told}" if told else "")
        )
    assert counted == Counter()
    assert alarmed <= 0.4 * seeds, drawn
