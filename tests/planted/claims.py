"""What headlines and titles claim: messages that say of something drawn that it rose, fell or differs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from analytics.behind import load_branch_names
from analytics.catalogue import areas
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store

CLAIM = re.compile(
    r"week\.score\.real_(better|worse)"
    r"|satisfaction\.(message\.(fell|rose)|event\.(one|only|several)\.\w+|calendar\.(above|below|still_\w+)|groups\.(above|below)"
    r"|change\.(table|(fell|rose|several|pairs)[\w.]*)|effects\.(fell|rose|paired)|themes\.(fell|rose)|theme\.changed|mode\.(above|below)"
    r"|survivors\.(title|several)\.(above|below)|control\.(shift|table\.(outside|was)))"
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


HEADLINE, TITLE = "headline", "title"


def claims(
    store: Store, rights: Rights, *, titles: bool, pages: Collection[str] = DRAWN
) -> Iterator[tuple[str, str, str]]:
    """Page, place and claim of the headlines and, where asked, of the title of every chart and table."""
    scope = Scope(rights)
    t = Listener(branches=load_branch_names(store, scope))
    for area in areas():
        if area.name not in pages:
            continue
        for key in t.claimed(area.headline(store, scope, t)):
            yield area.name, HEADLINE, key
        for section, part in area.parts() if titles else ():
            shown = part.exhibit(store, scope, [choice.settled("", store, scope) for choice in section.choices], t)
            for key in t.claimed("" if shown is None else shown.title):
                yield area.name, TITLE, key
