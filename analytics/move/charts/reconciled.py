"""What must agree on both sides of a cut-over, in words: which waves are done, what is not explained, what nobody
reconciled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows, text
from analytics.marks import Cell, Column, Exhibit, Unit, grid
from analytics.marks.words import clauses
from analytics.move.charts.where import HEADS
from analytics.move.numbers.reconciliation import Reconciled, load_reconciled
from analytics.retention.charts.parts import choice_words
from analytics.schedule.numbers.plan import load_programme
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NEEDS = ("reconciliation",)


@dataclass(frozen=True)
class Sheet:
    """The reconciliation of all waves, and the currency of what is money in it."""

    found: Reconciled
    currency: str


def load_sheet(store: Store, scope: Scope) -> Sheet:
    return Sheet(load_reconciled(store, scope), load_programme(store, scope).currency)


def item_words(item: str, t: Translator, currency: str = "") -> str:
    """An item, with the currency that it is in where that is not the programme's."""
    words = choice_words("reconciliation", "item", item, t)
    return t("move.item.in", item=words, currency=currency) if currency else words


def reconciled_now(sheet: Sheet, t: Translator) -> str:
    """Which wave is not done for a difference that nobody explained; '' where there is none."""
    own = sheet.found.open
    if own.empty:
        return ""
    row = rows(own)[0]
    size, item = _write(row, row.unexplained, sheet.currency, t), item_words(text(row.item), t, row.currency)
    said = t("move.reconciled.open", wave=t.wave(text(row.wave)), item=item, size=size)
    return said if len(own) == 1 else t("move.reconciled.more", said=said, n=len(own) - 1)


def _write(row: Any, value: float | None, currency: str, t: Translator) -> str:
    """A number of a line: money in the line's currency, else in the programme's."""
    unit = Unit("money", currency=row.currency or currency) if row.item == "balances" or row.currency else Unit("count")
    return unit.write(value, t)


def table_waves(sheet: Sheet, t: Translator) -> Exhibit:
    """A row a wave: done, not signed, not explained, or not known for want of an item."""
    found, subtitle = sheet.found, t("move.waves.subtitle")
    if found.empty:
        words = (
            t(
                "move.reconciled.none_of",
                n=len(found.waves),
                waves=t.listing([t.wave(text(wave)) for wave in found.waves["wave"]]),
            )
            if len(found.waves)
            else t("move.reconciled.none")
        )
        return Exhibit.nothing(words, subtitle, needs=NEEDS)
    lines = []
    for row in rows(found.waves):
        words = t(f"move.done.{row.state}")
        missing = t.listing([item_words(item, t) for item in row.missing]) if row.missing else "–"
        lines.append(
            (
                Cell(words, words, row.state),
                start(t.wave(text(row.wave))),
                row.known,
                row.unexplained,
                row.unsigned,
                missing,
            )
        )
    columns = (
        Column("state", "state", "standing"),
        Column("wave", "head"),
        Column("known", "number", "items"),
        Column("unexplained", "number", "unexplained_items"),
        Column("unsigned", "number"),
        Column("missing", "prose"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    done = int((found.waves["state"] == "good").sum())
    lacking = [text(row.wave) for row in rows(found.waves) if row.missing]
    said = [t("move.waves.title", done=done, n=len(found.waves))]
    if lacking:
        said.append(t("move.waves.lacking", waves=t.listing([t.wave(wave) for wave in lacking])))
    return Exhibit(clauses(t, *said), subtitle, t("move.waves.note"), grid(frame, columns, HEADS, t))


def table_lines(sheet: Sheet, t: Translator) -> Exhibit:
    """Every item of every wave: old, new, difference, what is explained, who signed; what nobody explained on top."""
    found, subtitle = sheet.found, t("move.lines.subtitle")
    if found.empty:
        return Exhibit.nothing(t("move.reconciled.none"), subtitle, needs=NEEDS)
    order = {"bad": 0, "none": 1, "watch": 2, "good": 3}
    own = found.lines.assign(_at=found.lines["state"].map(order)).sort_values("_at", kind="stable")
    lines: list[tuple[Any, ...]] = []
    for row in rows(own):
        code = "missing" if row.missing else row.state
        words = t(f"move.line.{code}")
        numbers = [
            Cell(_write(row, value, sheet.currency, t), value) if value is not None and value == value else Cell("–")
            for value in (row.before, row.after, row.difference, row.explained, row.unexplained)
        ]
        codes = (
            *(("contradicted",) if row.contradicted else ()),
            *(("opposite",) if row.opposite else ()),
            *((row.unheld,) if row.unheld else ()),
            *(("bare." + "_".join(row.bare),) if row.bare else ()),
        )
        why = t.sentences(*(t(f"move.line.{code}") for code in codes), text(row.explanation))
        lines.append(
            (
                Cell(words, words, row.state),
                start(t.wave(text(row.wave))),
                item_words(text(row.item), t, row.currency),
                *numbers,
                why,
                text(row.signed_by),
                row.day,
            )
        )
    columns = (
        Column("state", "state", "standing"),
        Column("wave", "head"),
        Column("item"),
        Column("before", "number"),
        Column("after", "number"),
        Column("difference", "number"),
        Column("explained", "number"),
        Column("unexplained", "number"),
        Column("explanation", "prose"),
        Column("signed_by"),
        Column("day", "date", "reconciled"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    title = start(reconciled_now(sheet, t)) or t("move.lines.title", n=len(found.told))
    return Exhibit(title, subtitle, t("move.lines.note"), grid(frame, columns, HEADS, t, 16))
