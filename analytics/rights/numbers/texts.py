"""The texts of the letters held against what the law asks them to name.

PIPL 17: who processes the data with contact, purpose, way and categories, how long they are kept, how rights are
exercised. PIPL 22 (a split): the recipient with contact. PIPL 23 (providing the data to another, with separate
consent): the recipient with contact, purpose, way and categories. GDPR 13: who processes, purpose and legal basis,
recipients, how long, rights, the withdrawal of a consent, where to complain; 14, where the data do not come from the
person, also categories and source.

What depends on the case is asked for only where the programme says that it is so: data that go abroad (PIPL 39, GDPR
13(1)(f)), sensitive data (PIPL 30), decisions by machine (PIPL 24, GDPR 13(2)(f)), a representative and an officer
(GDPR 13(1)(a) and (b)), a legitimate interest (GDPR 13(1)(d)); PIPL 17(1)(4) takes up what other rules ask for. Where
the programme does not say, it is not known whether it is asked for. To be confirmed with counsel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.frames import rows, text
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.rights.numbers.routes import ROUTES
from analytics.snapshot import once
from data.store.query import Query
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.scope import Scope
    from data.store import Store

ELEMENTS: dict[str, tuple[str, ...]] = {
    "pipl17": ("sender", "purpose", "method", "categories", "retention", "exercise"),
    "pipl22": ("recipient",),
    "pipl23": ("recipient", "purpose", "method", "categories"),
    "gdpr13": ("sender", "recipient", "purpose", "basis", "retention", "exercise", "authority"),
    "gdpr13consent": ("withdrawal",),
    "gdpr14": ("categories", "source"),
}
"""Article → the fields of a text that it asks for."""
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "abroad": ("goes_abroad", ("pipl", "gdpr")),
    "sensitive": ("has_sensitive", ("pipl",)),
    "automated": ("decides_by_machine", ("pipl", "gdpr")),
    "representative": ("has_representative", ("gdpr",)),
    "officer": ("has_officer", ("gdpr",)),
    "interest": ("rests_on_interest", ("gdpr",)),
}
"""Field of a text that is asked for only in some cases → the field of the programme that says whether it is one, and
the laws that ask."""
NAMES = (*dict.fromkeys(name for names in ELEMENTS.values() for name in names), *CASES)
Standing = Literal["short", "unread", "unapproved", "early", "unsure", "good", "unchecked", "missing"]
"""An element is missing · nobody has looked at one, or said against which law · complete, and nobody approved it ·
approved after it was first sent · complete as far as it is known what applies · in order · a text that is not held
against these articles · no such text on file."""

TEXTS = Query(
    name="rights.texts",
    # One row a text: kind, version, law, the elements (true, false, null: nobody has looked), approved_by, approved_on.
    sql=(
        f"select kind, version, law, {', '.join(NAMES)}, approved_by, approved_on from {{texts}} order by kind, version"  # noqa: S608 – constants
    ),
    grain="open",
)
CASE = Query(
    name="rights.texts.cases",
    # One row or none: what the programme says of each case (true, false, null: it does not say).
    sql=f"select {', '.join(field for field, _ in CASES.values())} from {{programme}} order by programme limit 1",  # noqa: S608 – declared names
    grain="open",
)
HELD = Query(
    name="rights.texts.sensitive",
    # One row: n, the data held that are sensitive personal information.
    sql="select count(*) as n from {assets} where sensitivity = 'sensitive'",
    grain="open",
)
USES = Query(
    name="rights.texts.sent",
    # One row a kind, version and wave of the letters that were sent: n (customers), first_on.
    sql="""
        select kind, version, wave, count(distinct customer) as n, min(cast(sent_at as date)) as first_on
        from {placed:notices} where sent_at is not null and kind in ('transfer', 'data', 'contract')
          and {selected:wave,branch,segment}
        group by kind, version, wave
    """,
    grain="aggregate",
    dims=("kind", "version", "wave"),
    hide=("first_on",),
)


@dataclass(frozen=True)
class Text:
    """A version of a letter. ``elements``: what the articles ask it to name → whether it does; null: nobody has looked.
    ``unsure``: what it does not name, and nobody has said whether it must. ``customers`` it was sent to (null: hidden),
    ``first_on`` the first day. ``on_file`` is false of a version that letters name and the register does not."""

    kind: str
    version: str
    law: str
    articles: tuple[str, ...]
    elements: dict[str, bool | None]
    approved_by: str
    approved_on: date | None
    customers: float | None = 0.0
    first_on: date | None = None
    on_file: bool = True
    unsure: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name, there in self.elements.items() if there is False)

    @property
    def unread(self) -> tuple[str, ...]:
        return tuple(name for name, there in self.elements.items() if there is None)

    @property
    def standing(self) -> Standing:
        if not self.on_file:
            return "missing"
        if self.missing:
            return "short"
        if self.unread or (not self.law and self.kind != "contract"):
            return "unread"
        if self.approved_on is None:
            return "unapproved"
        if self.first_on is not None and self.approved_on > self.first_on:
            return "early"
        if self.unsure:
            return "unsure"
        return "good" if self.articles else "unchecked"


def articles_of(kind: str, law: str, routes: set[str]) -> tuple[str, ...]:
    """The articles that a letter is held against, by its kind and the routes of the data of the waves that had it.

    A letter about a contract is no notice of data. Where no route is stated, what every notice names is looked at and
    no more.
    """
    if kind not in ("transfer", "data") or law not in ("pipl", "gdpr"):
        return ()
    if law == "gdpr":
        return ("gdpr13", "gdpr13consent") if kind == "data" else ("gdpr13", "gdpr14")
    found = ["pipl17"]
    if kind == "transfer" and "split" in routes:
        found.append("pipl22")
    if kind == "data" or "provide" in routes:
        found.append("pipl23")
    return tuple(found)


def compute_text(
    row: Any,
    routes: set[str],
    customers: float | None = 0.0,
    first_on: date | None = None,
    cases: Mapping[str, bool | None] | None = None,
) -> Text:
    """A row of :data:`TEXTS` with what the articles ask for; ``cases``: element → whether it applies, null where nobody
    has said."""
    articles, known = articles_of(row.kind, text(row.law), routes), cases or {}
    asked = dict.fromkeys(name for article in articles for name in ELEMENTS[article])
    depending = [name for name, (_, laws) in CASES.items() if articles and text(row.law) in laws]
    asked |= dict.fromkeys(name for name in depending if known.get(name))
    said = {name: None if pd.isna(getattr(row, name)) else bool(getattr(row, name)) for name in (*asked, *depending)}
    elements = {name: said[name] for name in asked}
    unsure = tuple(name for name in depending if known.get(name) is None and not said[name])
    approved = None if pd.isna(row.approved_on) else pd.Timestamp(row.approved_on).date()
    return Text(
        row.kind,
        text(row.version),
        text(row.law),
        articles,
        elements,
        text(row.approved_by),
        approved,
        customers,
        first_on,
        unsure=unsure,
    )


def compute_cases(said: Any, held: int) -> dict[str, bool | None]:
    """Element → whether it applies, by the row of :data:`CASE` (none where there is no programme); ``held`` sensitive
    data say so whatever the programme says."""
    found: dict[str, bool | None] = {}
    for name, (field, _) in CASES.items():
        value = getattr(said, field, None)
        found[name] = None if value is None or pd.isna(value) else bool(value)
    if held:
        found["sensitive"] = True
    return found


@dataclass(frozen=True)
class Texts:
    """``texts``: those of the register and those that only letters name, in their order; ``loaded`` whether the
    register was ever loaded."""

    texts: tuple[Text, ...]
    loaded: bool
    sent: bool = True
    """Whether letters are recorded: else no text is known to have been sent."""

    def of(self, kind: str, version: str) -> Text | None:
        """The text of a letter; nothing where letters name none like it."""
        return next((one for one in self.texts if (one.kind, one.version) == (kind, version)), None)


@once
def load_texts(store: Store, scope: Scope) -> Texts:
    """Every version of every letter, as of the scope's moment."""
    register = store.read(TEXTS, scope.rights, as_of=scope.as_of, params={})
    register = done_by(register, load_known_day(store, scope, "texts"), "approved_on")
    uses = store.read(USES, scope.rights, as_of=scope.as_of, params=scope.params("waves", "branches", "segments"))
    routes = {
        text(row.wave): text(row.data_route)
        for row in rows(store.read(ROUTES, scope.rights, as_of=scope.as_of, params={}))
    }
    uses = uses.assign(n=exact_n(uses), version=uses["version"].map(text))
    said = next(iter(rows(store.read(CASE, scope.rights, as_of=scope.as_of, params={}))), None)
    held = store.read(HELD, scope.rights, as_of=scope.as_of, params={})["n"]
    cases = compute_cases(said, int(held.iloc[0]) if len(held) else 0)
    found, known = [], set()
    for row in rows(register):
        own = uses[(uses["kind"] == row.kind) & (uses["version"] == text(row.version))]
        known.add((row.kind, text(row.version)))
        found.append(
            compute_text(row, {routes.get(text(wave), "") for wave in own["wave"]}, _sum(own), _first(own), cases)
        )
    for (kind, version), own in uses.groupby(["kind", "version"]):
        if (kind, version) not in known:
            found.append(Text(str(kind), str(version), "", (), {}, "", None, _sum(own), _first(own), on_file=False))
    loaded = load_loaded(store, scope)
    return Texts(tuple(found), "texts" in loaded, "notices" in loaded)


def _sum(own: pd.DataFrame) -> float | None:
    return None if own["n"].isna().any() else float(own["n"].sum())


def _first(own: pd.DataFrame) -> date | None:
    first = pd.to_datetime(own["first_on"]).min()
    return None if pd.isna(first) else first.date()
