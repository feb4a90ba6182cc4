"""Who was not moved and why, in words and marks: those who live off the account first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import parts_of, rows, text
from analytics.judging import load_judge
from analytics.marks import COUNT, Bars, Cell, Column, Exhibit, Series, Unit, grid, values
from analytics.move.charts.where import HEADS, SHOWN, no_roster, place_words, where_now
from analytics.move.numbers.places import STILL, Places, load_work
from analytics.retention.charts.parts import counted
from analytics.schedule.numbers.plan import load_programme
from data.language import start
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


@dataclass(frozen=True)
class Work:
    """Who was not moved one by one (``frame``; nothing for readers without rows), the currency of the balances and the
    days after which an account counts as not in use."""

    frame: pd.DataFrame | None
    currency: str
    days: int


def load_behind(store: Store, scope: Scope) -> Work:
    return Work(
        load_work(store, scope),
        load_programme(store, scope).currency,
        load_judge(store, scope).days("moving.active_days"),
    )


def behind_now(found: Places, t: Translator) -> str:
    """How many were left behind by waves that are over; '' where nobody was."""
    known = found.behind and not found.unrecorded
    return t("move.behind.now", n=found.behind, said=t.count(found.behind)) if known else ""


def chart_reasons(found: Places, t: Translator) -> Exhibit:
    """The last few per cent by reason: customers of waves that are over, and those in no plan; in use, not in use, not
    known."""
    subtitle = t("move.reasons.subtitle")
    if not found.n:
        return no_roster(found, subtitle, t)
    if found.unrecorded:
        return Exhibit.nothing(where_now(found, t), subtitle, needs=("transfers",))
    own = found.whole[found.whole["place"].isin(STILL)]
    counts = {
        row.place: (float(row.n) if row.place == "unplanned" else float(row.due))
        for row in rows(own.fillna({"due": 0.0}))
        if not pd.isna(row.n)
    }
    counts = {place: n for place, n in counts.items() if n > 0}
    if not counts and own["n"].isna().any():
        return Exhibit.nothing(t("move.places.all_hidden"), subtitle)
    if not counts:
        return Exhibit.answer(t("move.reasons.none"), subtitle)
    order = sorted(counts, key=lambda place: -counts[place])
    whole = sum(counts.values())
    over = float(found.whole["due"].fillna(0).sum()) + counts.get("unplanned", 0.0)
    told = [float(t.told(counts[place]) or 0) for place in order]
    mark = Bars(
        tuple(start(place_words(place, t)) for place in order),
        (Series(t("move.reasons.series"), values(told), "bad"),),
        COUNT,
        across=True,
        ends=tuple(f"<b>{t.count(counts[place])}</b> · {t.percent(counts[place] / over)}" for place in order),
        ids=tuple(order),
        of=t(f"{HEADS}.reason"),
    )
    title = t(
        "move.reasons.title",
        n=int(whole),
        said=t.count(whole),
        share=t.percent(whole / over),
        most=place_words(order[0], t),
        count=t.count(counts[order[0]]),
    )
    return Exhibit(title, subtitle, t("move.reasons.note", whole=t.count(over)), mark)


def table_use(found: Places, t: Translator) -> Exhibit:
    """Each wave: who is still there, who lives off the account, whose primary account it is, who needs care."""
    subtitle = t("move.use.subtitle")
    if not found.n:
        return no_roster(found, subtitle, t)
    if found.unrecorded:
        return Exhibit.nothing(where_now(found, t), subtitle, needs=("transfers",))
    lines = []
    for item, own in parts_of(found.waves[found.waves["place"].isin(STILL)], "item"):
        if own["n"].isna().any():  # what is shown of it is not all who are still there
            lines.append((start(t.wave(text(item))), *[Cell(t("move.hidden"))] * 4))
            continue
        unknown, few = Cell(t("move.unknown")), Cell(t("move.hidden"))
        said = {
            name: few if own[name].isna().any() else counted(float(own[name].sum()), t)
            for name in ("used", "prime", "care")
        }
        if not own["known"].isna().any() and not own["known"].sum():
            said |= {"used": unknown, "prime": unknown}
        lines.append((start(t.wave(text(item))), counted(float(exact_n(own).sum()), t), *said.values()))
    if not lines:
        return Exhibit.nothing(t("move.places.all_hidden" if found.hidden else "move.use.none"), subtitle)
    columns = (Column("wave", "head"), *(Column(name, "number") for name in ("still", "used", "prime", "care")))
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    secret = found.whole["n"].isna().any() or found.waves.loc[found.waves["place"].isin(STILL), "n"].isna().any()
    title = use_now(found, t) if found.still or not secret else t("move.places.all_hidden")
    notes = (
        t("move.use.note") if found.usage_known or secret else t("move.use.missing"),
        t("move.places.hidden") if secret else "",
    )
    return Exhibit(title, subtitle, t.sentences(*(note for note in notes if note)), grid(frame, columns, HEADS, t))


def use_now(found: Places, t: Translator) -> str:
    """How many of those still there live off the account, or that nobody has said."""
    if not found.usage_known:
        return t("move.use.unknown", n=found.still, said=t.count(found.still))
    said = {name: _so_many(found, name, t) for name in ("prime", "used")}
    return t("move.use.title", still=t.count(found.still), n=found.of(*STILL, what="prime"), **said)


def _so_many(found: Places, what: str, t: Translator) -> str:
    """How many of those still there; where some of them are not shown to this reader at least so many, or that they are
    few."""
    n = found.of(*STILL, what=what)
    if found.whole.loc[found.whole["place"].isin(STILL), what].notna().all():
        return t.count(n)
    return t("rights.paths.at_least", n=t.count(n)) if n else t("move.hidden")


def table_work(found: Work, t: Translator) -> Exhibit | None:
    """The customers left behind, one by one: those who live off the account first, then the vulnerable, then by
    balance."""
    if found.frame is None:
        return None
    own = found.frame
    if own.empty:
        return Exhibit.answer(t("move.reasons.none"), t("move.work.subtitle", days=found.days))
    yes = {True: t("move.yes"), False: t("move.no")}

    def said(column: str) -> list[Any]:
        return [None if pd.isna(value) else yes[bool(value)] for value in own[column]]

    customers: list[Any] = [Cell(str(one)[:10], str(one)) for one in own["customer"]]
    shown = own.assign(
        customer=customers,
        wave=[start(t.wave(text(one))) for one in own["wave"]],
        reason=[start(place_words(text(one), t)) for one in own["place"]],
        prime=said("primary_account"),
        used=said("used"),
        care=said("vulnerable"),
    )
    columns = (
        Column("customer", "head"),
        Column("reason"),
        Column("wave"),
        Column("branch"),
        Column("prime"),
        Column("used"),
        Column("care"),
        Column("account_balance", "number", "balance", unit=Unit("money", currency=found.currency)),
        Column("last_active_on", "date", "active"),
    )
    first = int(own["primary_account"].fillna(False).astype(bool).sum())
    return Exhibit(
        t("move.work.title", n=len(own), prime=t.number(first)),
        t("move.work.subtitle", days=found.days),
        t("move.work.note"),
        grid(shown, columns, HEADS, t, SHOWN),
    )
