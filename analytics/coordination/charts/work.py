"""The work between departments in words and marks: what is overdue, who waits for whom, decisions that nobody sees to,
what was shared."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from analytics.coordination.numbers.actions import BUCKETS, LEAST
from analytics.frames import rows
from analytics.marks import COUNT, DAYS, Bars, Column, Exhibit, Heat, Series, grid, values
from analytics.marks.words import calm
from data.language import start

if TYPE_CHECKING:
    from analytics.coordination.numbers.actions import Coordination
    from data.language import Translator

HEADS = "coordination.column"
TONES = {
    "overdue": "bad",
    "undated": "watch",
    "open": "none",
    "late": "watch",
    "done": "good",
    "dropped": "none",
    "backwards": "unknown",
}
PARTS = (("done", "good"), ("late", "watch"), ("overdue", "bad"), ("open", "actual"))
LISTED = 12


def overdue_words(found: Coordination, t: Translator) -> str:
    """How many are overdue and the one that is so longest; '' where none is."""
    late = found.of("overdue").sort_values("days", ascending=False)
    if late.empty:
        return ""
    first = next(iter(rows(late)))
    who = first.department if isinstance(first.department, str) else t("coordination.nobody")
    return t(
        "coordination.overdue",
        n=len(late),
        all=len(found.open),
        title=_title(first, t),
        who=who,
        days=t.number(first.days),
    )


def _title(row: object, t: Translator) -> str:
    title, action = getattr(row, "title", None), str(getattr(row, "action", ""))
    return title if isinstance(title, str) and title else action


def held_up_words(found: Coordination, t: Translator) -> str:
    """The department that the others wait for longest; '' where nobody is."""
    slow = found.held_up
    if slow is None:
        return ""
    return t("coordination.held_up", who=slow[0], days=t.number(slow[1]), n=round(slow[1]), rest=t.number(slow[2]))


def nothing_listed(found: Coordination, subtitle: str, t: Translator) -> Exhibit:
    """That no list was loaded, or that it says nothing of what is selected."""
    if found.listed:
        return Exhibit.nothing(t("coordination.open.elsewhere"), subtitle)
    return Exhibit.nothing(t("coordination.open.empty"), subtitle, needs=("actions",))


def table_open(found: Coordination, t: Translator) -> Exhibit:
    """What is open, the longest overdue first; at the end what was done before it was opened, of which nobody can say
    whether it is over."""
    subtitle, own = t("coordination.open.subtitle", date=t.date(found.day, year=True)), found.open
    if found.actions.empty:
        return nothing_listed(found, subtitle, t)
    odd = found.of("backwards")
    if own.empty and odd.empty:
        return Exhibit.answer(t("coordination.open.none", n=len(found.actions)), subtitle)
    title = overdue_words(found, t) or calm(
        t, t("coordination.open.in_time", n=len(own)), len(own), len(found.of("undated"))
    )
    if own.empty:
        rest = len(found.actions) - len(odd)
        title = t("coordination.open.over", n=rest) if rest else ""
    title = t("coordination.between").join(one for one in (title, backwards_words(found, t)) if one)
    told = pd.concat([own.sort_values("days", ascending=False, na_position="last", kind="stable"), odd])
    told = told.assign(
        tone=told["state"].map(TONES), about=[about_words(row, t) for row in rows(told)], standing=told["state"]
    )
    columns = (
        Column("tone", "state", "state", "coordination.tone.open"),
        Column("title", "head"),
        Column("kind", codes="coordination.kind"),
        Column("department"),
        Column("asked_by"),
        Column("owner"),
        Column("due_on", "date", "due"),
        Column("days", "number", "late", unit=DAYS),
        Column("about"),
        *([Column("standing", codes="coordination.state")] if len(odd) else []),
    )
    return Exhibit(title, subtitle, t("coordination.open.note"), grid(told, columns, HEADS, t, LISTED))


def backwards_words(found: Coordination, t: Translator) -> str:
    """How many items were done before they were opened; '' where none was."""
    odd = found.of("backwards")
    return t("coordination.backwards", n=len(odd), title=_title(next(iter(rows(odd))), t)) if len(odd) else ""


def about_words(row: object, t: Translator) -> str:
    """What an item hangs on, and that it is not on file where it is not; '' where nobody says so."""
    kind, about = getattr(row, "about_kind", None), getattr(row, "about", None)
    said = t(f"coordination.about.{kind}") if isinstance(kind, str) and kind else ""
    if not getattr(row, "filed", True):
        return t("coordination.about.unfiled", kind=said, which=about)
    return (
        t("coordination.about.which", kind=said, which=about)
        if said and isinstance(about, str) and about
        else said or (about if isinstance(about, str) else "")
    )


def chart_departments(found: Coordination, t: Translator) -> Exhibit:
    """By department: done in time, done late, overdue, open."""
    subtitle, own = t("coordination.departments.subtitle"), found.departments
    if own.empty:
        return Exhibit.nothing(t("coordination.departments.empty"), subtitle, needs=("actions",))
    over = own[["done", "late", "overdue"]].sum()
    worst = own[own["overdue"] > 0]
    if len(worst):
        first = next(iter(rows(worst)))
        title = t(
            "coordination.departments.worst", n=int(first.overdue), who=first.department, all=int(over["overdue"])
        )
    else:
        title = t("coordination.departments.none", n=int(over.sum()))
    mark = Bars(
        tuple(str(one) for one in own["department"]),
        tuple(Series(t(f"coordination.state.{part}"), values(own[part]), tone) for part, tone in PARTS),  # type: ignore[arg-type]
        COUNT,
        across=True,
        stacked=True,
        whole=tuple(float(one) for one in own["n"]),
        ends=tuple(t.percent(one, 0) if one == one else "–" for one in own["on_time"]),
        of=t("coordination.column.department"),
    )
    odd = backwards_words(found, t)
    note = t.sentences(t("coordination.backwards.apart", said=odd) if odd else "", t("coordination.departments.note"))
    return Exhibit(title, subtitle, note, mark)


def chart_ageing(found: Coordination, t: Translator) -> Exhibit:
    """How long the open items have been open."""
    subtitle, own = t("coordination.ageing.subtitle", date=t.date(found.day, year=True)), found.open
    own = own[own["age"].notna()]
    if found.actions.empty:
        return nothing_listed(found, subtitle, t)
    if own.empty:
        return Exhibit.nothing(t("coordination.ageing.empty"), subtitle)
    edges = (-1, *BUCKETS, float("inf"))
    names = [
        t("coordination.ageing.until", n=upper) if upper in BUCKETS else t("coordination.ageing.beyond", n=BUCKETS[-1])
        for upper in edges[1:]
    ]
    parts = [own[(own["age"] > low) & (own["age"] <= high)] for low, high in pairwise(edges)]
    old = len(parts[-1]) + len(parts[-2])
    title = t("coordination.ageing.title", n=len(own), old=old, days=BUCKETS[1])
    late = [float((part["state"] == "overdue").sum()) for part in parts]
    mark = Bars(
        tuple(names),
        (
            Series(t("coordination.state.overdue"), tuple(late), "bad"),
            Series(t("coordination.state.open"), tuple(len(part) - one for part, one in zip(parts, late, strict=True))),
        ),
        COUNT,
        across=True,
        stacked=True,
        ends=tuple(t.number(len(part)) for part in parts),
        of=t("coordination.column.age"),
    )
    return Exhibit(title, subtitle, t("coordination.ageing.note"), mark)


def chart_waits(found: Coordination, t: Translator) -> Exhibit:
    """Who waits for whom and how long: days until the first answer, by who asked (down) and who was asked (across)."""
    subtitle, own = t("coordination.waits.subtitle"), found.pairs
    if own.empty:
        return Exhibit.nothing(t("coordination.waits.empty"), subtitle, needs=("actions",))
    if own["answer"].isna().all():
        return Exhibit.nothing(t("coordination.waits.undated"), subtitle)
    table = own.pivot_table(index="asked_by", columns="department", values="answer", aggfunc="first")
    mark = Heat(
        tuple(str(one) for one in table.index),
        tuple(str(one) for one in table.columns),
        tuple(values(row) for row in table.to_numpy(dtype="float64")),
        DAYS,
        t("coordination.column.asked_by"),
    )
    even = t("coordination.waits.even") if found.looked else t("coordination.waits.few", n=LEAST)
    title = start(held_up_words(found, t)) or even
    early = found.early_answers
    note = t.sentences(t("coordination.waits.early", n=early) if early else "", t("coordination.waits.note"))
    return Exhibit(title, subtitle, note, mark)


def table_pairs(found: Coordination, t: Translator) -> Exhibit:
    """What is open between which departments, most first."""
    subtitle, own = t("coordination.pairs.subtitle", date=t.date(found.day, year=True)), found.pairs
    if own.empty:
        return Exhibit.nothing(t("coordination.waits.empty"), subtitle)
    by = own.groupby("department")["open"].sum().sort_values(ascending=False)
    title = (
        t("coordination.pairs.title", n=int(by.iloc[0]), who=str(by.index[0]), all=int(by.sum()))
        if by.iloc[0]
        else t("coordination.pairs.none")
    )
    columns = (
        Column("asked_by", "head"),
        Column("department", "text", "asked"),
        Column("open", "number", "still_open", unit=COUNT),
        Column("longest", "number", unit=DAYS),
        Column("answer", "number", unit=DAYS),
        Column("n", "number", "requests", unit=COUNT),
    )
    return Exhibit(title, subtitle, t("coordination.pairs.note"), grid(own, columns, HEADS, t, 8))


def table_decisions(found: Coordination, t: Translator) -> Exhibit:
    """Decisions: those that nobody sees to first, then those overdue, then the newest."""
    subtitle, own = t("coordination.decisions.subtitle"), found.decisions
    if own.empty:
        return Exhibit.nothing(t("coordination.decisions.empty"), subtitle, needs=("actions",))
    bare = found.unowned
    title = (
        t("coordination.decisions.unowned", n=len(bare), all=len(own))
        if len(bare)
        else t("coordination.decisions.owned", n=len(own))
    )
    order = [
        0 if action in set(bare["action"]) else 1 if state == "overdue" else 2
        for action, state in zip(own["action"], own["state"], strict=True)
    ]
    told = own.assign(
        order=order,
        tone=["bad" if one == 0 else TONES[state] for one, state in zip(order, own["state"], strict=True)],
        standing=own["state"],
    )
    told = told.sort_values(["order", "opened_on"], ascending=[True, False], kind="stable")
    told["owner"] = told["owner"].fillna(t("coordination.nobody"))
    columns = (
        Column("tone", "state", "state", "coordination.tone.decision"),
        Column("title", "head"),
        Column("meeting"),
        Column("opened_on", "date", "opened"),
        Column("owner"),
        Column("due_on", "date", "due"),
        Column("standing", codes="coordination.state"),
        Column("done_on", "date", "done"),
    )
    return Exhibit(title, subtitle, t("coordination.decisions.note"), grid(told, columns, HEADS, t, LISTED))


def table_meetings(found: Coordination, t: Translator) -> Exhibit:
    """Meetings with who came, when the minutes went out and what is still open of what they asked for."""
    subtitle, own = t("coordination.meetings.subtitle"), found.meetings[found.meetings["held_on"].notna()]
    if own.empty and len(found.meetings):
        return Exhibit.nothing(t("coordination.meetings.ahead", n=len(found.meetings)), subtitle)
    if own.empty:
        return Exhibit.nothing(t("coordination.meetings.empty"), subtitle, needs=("meetings",))
    still, bare = int(own["open"].sum()), int(own["minutes_on"].isna().sum())
    title = (
        t("coordination.meetings.no_minutes", n=bare, all=len(own))
        if bare
        else (
            t("coordination.meetings.title", n=len(own), open=still)
            if own["items"].sum()
            else t("coordination.meetings.held", n=len(own))
        )
    )
    told = own.assign(came=[_came(row, t) for row in rows(own)])
    columns = (
        Column("name", "head"),
        Column("held_on", "date", "held"),
        Column("chair"),
        Column("came"),
        Column("minutes_on", "date", "minutes"),
        Column("items", "number", unit=COUNT),
        Column("open", "number", "still_open", unit=COUNT),
    )
    odd = int(own["backwards"].sum())
    note = t.sentences(t("coordination.meetings.early", n=odd) if odd else "", t("coordination.meetings.note"))
    return Exhibit(title, subtitle, note, grid(told, columns, HEADS, t, LISTED))


def _came(row: object, t: Translator) -> str:
    came, asked = getattr(row, "attended", None), getattr(row, "invited", None)
    if pd.isna(came):
        return ""
    return t.number(came) if pd.isna(asked) else t("coordination.came", came=t.number(came), asked=t.number(asked))


def table_shared(found: Coordination, t: Translator) -> Exhibit:
    """What was handed over to whom; customer data without a purpose or a receipt first."""
    subtitle, own = t("coordination.shared.subtitle"), found.shared[found.shared["shared_on"].notna()]
    undated = len(found.shared) - len(own)
    if own.empty and undated:
        return Exhibit.nothing(t("coordination.shared.undated", n=undated), subtitle)
    if own.empty:
        return Exhibit.nothing(t("coordination.shared.empty"), subtitle, needs=("shared",))
    bare, lacks = found.unproven, own["receipt_on"].isna() | own["purpose"].isna()
    tone = [
        "bad" if at in bare.index else "watch" if lacking else "good"
        for at, lacking in zip(own.index, lacks, strict=True)
    ]
    if len(bare):
        first = next(iter(rows(bare)))
        what, who = (t("coordination.not_said") if pd.isna(one) else str(one) for one in (first.what, first.recipient))
        title = t("coordination.shared.bare", n=len(bare), what=what, who=who)
    elif lacks.any():
        receipts, purposes = int(own["receipt_on"].isna().sum()), int(own["purpose"].isna().sum())
        title = t("coordination.shared.part", n=len(own), receipts=receipts, purposes=purposes)
    else:
        title = t("coordination.shared.whole", n=len(own))
    told = own.assign(tone=tone, order=[("bad", "watch", "good").index(one) for one in tone]).sort_values(
        "order", kind="stable"
    )
    told["purpose"] = told["purpose"].fillna(t("coordination.not_said"))
    columns = (
        Column("tone", "state", "state", "coordination.tone.shared"),
        Column("what", "head"),
        Column("kind", codes="coordination.shared"),
        Column("recipient"),
        Column("shared_on", "date", "shared"),
        Column("purpose", "prose"),
        Column("receipt_on", "date", "receipt"),
        Column("owner"),
    )
    odd = int(own["backwards"].sum())
    note = t.sentences(
        t("coordination.sentence", said=t("coordination.shared.undated", n=undated)) if undated else "",
        t("coordination.shared.early", n=odd) if odd else "",
        t("coordination.shared.note"),
    )
    return Exhibit(title, subtitle, note, grid(told, columns, HEADS, t, LISTED))
