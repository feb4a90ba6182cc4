"""Money held for customers in words and marks: what was refunded, carried over and is still open, and whether that adds
up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.closing.charts.steps import HEADS
from analytics.closing.numbers.prepaid import MONEY, PARTS
from analytics.frames import rows, text
from analytics.marks import Bars, Cell, Column, Exhibit, Series, Unit, grid, values
from analytics.marks.words import clauses
from data.datasets import DATASETS
from data.language import start

if TYPE_CHECKING:
    from analytics.closing.numbers.prepaid import Prepaid
    from data.language import Translator


def open_said(found: Prepaid, t: Translator) -> str:
    """How much of what is held is still open, and of whom in other currencies; '' where all is settled or nothing is
    held."""
    unit, still = money_of(found), found.total("open")
    said = []
    if still is None:
        said = [t("closing.prepaid.open.few")] if found.total("waiting") else []
    elif still:
        given = {"amount": unit.write(still, t), "held": unit.write(found.total("held"), t)}
        said = [t("closing.prepaid.open", n=t.told(found.total("waiting")) or 0, **given)]
    if t.few(found.foreign):
        said.append(t("closing.prepaid.foreign.few", currency=found.currency))
    elif found.foreign:
        said.append(t("closing.prepaid.foreign", n=t.told(found.foreign) or 0, currency=found.currency))
    return clauses(t, *said)


def money_of(found: Prepaid) -> Unit:
    return Unit("money", currency=found.currency)


def chart_settled(found: Prepaid, t: Translator) -> Exhibit:
    """By branch: carried over, refunded and still open."""
    subtitle = t("closing.settled.subtitle")
    own = found.branches[found.branches["n"].notna()]
    if own.empty:
        return Exhibit.nothing(
            t("closing.prepaid.hidden" if found.hidden else "closing.prepaid.empty"),
            subtitle,
            needs=() if found.loaded else ("prepaid",),
        )
    unit = money_of(found)
    title = start(open_said(found, t)) or t("closing.settled.all", held=unit.write(found.total("held"), t))
    secret = own["open"].isna()
    untold = (Series(t("closing.settled.hidden"), values(own["held"].where(secret)), "no_data", "outlined"),)
    mark = Bars(
        tuple(_branch(branch, t) for branch in own["branch"]),
        (
            Series(t("closing.column.carried"), values(own["carried"])),
            Series(t("closing.column.refunded"), values(own["refunded"]), "prior"),
            Series(t("closing.column.open"), values(own["open"]), "watch", "outlined"),
            *(untold if secret.any() else ()),
        ),
        unit,
        across=True,
        stacked=True,
        of=t("closing.column.subject"),
        ends=tuple(unit.write(float(held), t) for held in own["held"]),
    )
    return Exhibit(title, subtitle, t.sentences(_note(found, t), _secret(own, t)), mark)


def _secret(own: pd.DataFrame, t: Translator) -> str:
    """That some amounts are not told, and why; '' where all are."""
    return t("closing.prepaid.secret") if own["open"].isna().any() else ""


def table_kinds(found: Prepaid, t: Translator) -> Exhibit:
    """Balances, deposits and other money: held, settled and open."""
    subtitle = t("closing.kinds.subtitle")
    own = found.kinds[found.kinds["n"].notna()]
    if own.empty:
        return Exhibit.nothing(t("closing.prepaid.hidden" if len(found.kinds) else "closing.prepaid.empty"), subtitle)
    labels = {
        choice.code: choice.zh if t.lang == "zh" else choice.en
        for choice in DATASETS["prepaid"].by_name["kind"].choices
    }
    counts: list[Any] = [Cell(t.count(n), t.told(n)) for n in own["n"]]
    sums = {name: [_money(value, t) for value in own[name]] for name in PARTS}
    told = own.assign(kind=[labels.get(text(kind), "") for kind in own["kind"]], n=counts, **sums)
    columns = (
        Column("kind", "head"),
        Column("n", "number", "households"),
        Column("held", "number", "amount", unit=money_of(found)),
        *_sums(found, "refunded", "carried", "open"),
    )
    title = t("closing.kinds.title", n=len(own), amount=money_of(found).write(float(own["held"].sum()), t))
    note = t.sentences(t("closing.kinds.note"), _secret(own, t))
    return Exhibit(title, subtitle, note, grid(told, columns, HEADS, t))


def _money(value: Any, t: Translator) -> Any:
    """An amount, or that it is one of few."""
    return Cell(t("move.hidden")) if pd.isna(value) else float(value)


def table_reconciliation(found: Prepaid, t: Translator) -> Exhibit:
    """By branch: whether held = refunded + carried over + open, and what the roster says beside the list."""
    subtitle = t("closing.reconciliation.subtitle")
    if found.empty:
        return Exhibit.nothing(t("closing.prepaid.empty"), subtitle)
    own = found.branches[found.branches["n"].notna()]
    if own.empty:
        return Exhibit.nothing(t("closing.prepaid.hidden"), subtitle)
    lines = [_line(row, found, t) for row in rows(own)]
    columns = (
        Column("state", "state"),
        Column("subject", "head"),
        Column("n", "number", "households"),
        Column("held", "number", "amount", unit=money_of(found)),
        *_sums(found, "refunded", "carried", "open"),
        *_sums(found, "roster"),
        Column("remark", "prose"),
    )
    told = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    odd = sum(line[0].state != "good" for line in lines)
    title = (
        t("closing.reconciliation.title", n=odd, all=len(own)) if odd else t("closing.reconciliation.well", n=len(own))
    )
    return Exhibit(title, subtitle, _note(found, t), grid(told, columns, HEADS, t))


def _sums(found: Prepaid, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "number", unit=money_of(found)) for name in names)


def _line(row: Any, found: Prepaid, t: Translator) -> tuple[Any, ...]:
    unit, remarks = money_of(found), []
    sums = {name: float(getattr(row, name)) for name in MONEY}
    if row.beyond_n and pd.isna(row.beyond):
        remarks.append(("bad", t("closing.remark.beyond.few")))
    elif sums["beyond"]:
        remarks.append(("bad", t("closing.remark.beyond", amount=unit.write(sums["beyond"], t))))
    if t.few(row.missing):
        remarks.append(("bad", t("closing.remark.missing.few")))
    elif not pd.isna(row.missing) and row.missing:
        remarks.append(
            ("bad", t("closing.remark.missing", n=t.told(row.missing), amount=unit.write(float(row.missing_sum), t)))
        )
    if row.waiting and pd.isna(row.open):
        remarks.append(("watch", t("closing.remark.open.few" if t.few(row.waiting) else "closing.remark.open.hidden")))
    elif sums["open"]:
        remarks.append(("watch", t("closing.remark.open", n=t.told(row.waiting), amount=unit.write(sums["open"], t))))
    if row.undecided_n and not pd.isna(row.open) and not pd.isna(row.undecided):
        remarks.append(("watch", t("closing.remark.undecided", amount=unit.write(sums["undecided"], t))))
    if t.few(row.foreign_n):
        remarks.append(("watch", t("closing.remark.foreign.few", currency=found.currency)))
    elif row.foreign_n:
        remarks.append(("watch", t("closing.remark.foreign", n=t.told(row.foreign_n), currency=found.currency)))
    state = "bad" if any(one == "bad" for one, _ in remarks) else "watch" if remarks else "good"
    words = t(f"closing.reconciliation.{state}")
    money = [_money(sums[name], t) for name in ("held", *PARTS)]
    return (
        Cell(words, words, state),
        _branch(row.branch, t),
        row.n,
        *money,
        Cell(t("move.hidden")) if t.few(row.missing) else row.roster,
        t.sentences(*(said for _, said in remarks)),
    )


def _branch(branch: object, t: Translator) -> str:
    return t.branch(text(branch)) or t("closing.prepaid.no_branch")


def _note(found: Prepaid, t: Translator) -> str:
    hidden = t("closing.prepaid.some_hidden", n=found.hidden) if found.hidden else ""
    return t.sentences(t("closing.prepaid.note", currency=found.currency), hidden)
