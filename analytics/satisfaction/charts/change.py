"""Before against after: all who answered beside the same customers, and every item in standard deviations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import largest, rows
from analytics.marks import Cell, Column, Dots, Exhibit, Limit, Series, grid, values
from analytics.metrics import METRICS
from analytics.metrics.reading import rounded_up
from analytics.satisfaction.charts.parts import (
    ARROWS,
    SD,
    around,
    change_unit,
    item_label,
    joined,
    span_words,
    verdict_words,
    written_p,
)
from analytics.satisfaction.numbers.change import Change, load_change
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.trends import AFTER, BEFORE

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NEEDS = ("customers", "waves")
CHANGED = ("rose", "fell")
SHOWN = 6


def load_look(store: Store, scope: Scope, score: str) -> Change:
    """The comparison for the score of that code."""
    return load_change(store, scope, score)


def _sides(
    frame: pd.DataFrame, key: str, columns: tuple[str, str, str], t: Translator
) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """The rows by ``key`` in their order, and a series a kind: all who answered, and the same customers."""
    order = list(dict.fromkeys(frame[key]))
    found = []
    for kind in ("unpaired", "paired"):
        own = frame[frame["kind"] == kind].set_index(key).reindex(order)
        value, low, high = (values(own[column]) for column in columns)
        n = values(own[["n_before", "n_after"]].min(axis=1))
        paired = kind == "paired"
        tones = (
            ()
            if paired
            else tuple(
                "bad" if verdict == "fell" else "good" if verdict == "rose" else "actual" for verdict in own["verdict"]
            )
        )
        found.append(
            Series(
                t(f"satisfaction.kind.{kind}"),
                value,
                "prior" if paired else "actual",
                "outlined" if paired else "solid",
                tones,  # type: ignore[arg-type]
                (),
                low,
                high,
                n,
            )
        )
    return tuple(order), tuple(found)


def _ends(frame: pd.DataFrame, key: str, order: tuple[str, ...], t: Translator) -> tuple[str, ...]:
    own = {getattr(row, key): row for row in rows(frame[frame["kind"] == "unpaired"])}
    return tuple(
        f"{ARROWS.get(row.verdict, '')}{change_unit(row.item).write(row.change, t)} {verdict_words(row.verdict, t)}"
        for row in (own[one] for one in order)
    )


def change_title(found: Change, t: Translator) -> str:
    """Which wave changed beyond noise on both views; else the largest change, said to be too small to tell."""
    passport, frame = METRICS[found.item].passport, found.waves
    name, write = passport.title(t), passport.write_change
    own, pair = (frame[frame["kind"] == kind] for kind in ("unpaired", "paired"))
    beyond, tested = own[own["verdict"].isin(CHANGED)], own[own["verdict"] != "few"]
    if len(beyond):
        row = largest(beyond, "change")
        same = rows(pair[(pair["wave"] == row.wave) & (pair["verdict"] == row.verdict)])
        return t(
            f"satisfaction.change.{'several' if len(beyond) > 1 else row.verdict}.{'both' if same else 'one'}",
            n=len(beyond),
            metric=name,
            wave=t.wave(row.wave),
            change=write(row.change, t),
            paired=write(same[0].change, t) if same else "–",
        )
    if tested.empty:
        return t("satisfaction.change.few", metric=name)
    alone = pair[pair["verdict"].isin(CHANGED)]
    row = largest(alone if len(alone) else tested, "change")
    known = {"metric": name, "wave": t.wave(row.wave), "change": write(row.change, t)}
    if len(alone):
        whole = own.loc[own["wave"] == row.wave, "change"]
        said = write(None if whole.empty else whole.iloc[0], t)
        return t(
            f"satisfaction.change.{'pairs_one' if len(alone) == 1 else 'pairs'}", n=len(alone), whole=said, **known
        )
    return t(f"satisfaction.change.{'within_one' if len(tested) == 1 else 'within'}", n=len(tested), **known)


def chart_change(found: Change, t: Translator) -> Exhibit:
    """The change of the score by wave at its own cut-over."""
    passport, frame = METRICS[found.item].passport, found.waves
    subtitle = t("satisfaction.change.subtitle", metric=passport.title(t))
    if frame.empty:
        return Exhibit.nothing(t("satisfaction.change.missing"), subtitle, needs=NEEDS)
    own = frame[frame["kind"] == "unpaired"]
    small, too_small = own[(own["verdict"] == "within") & own["needed"].notna()], ""
    if len(small):
        row = largest(small, "change")
        needed = t.number(rounded_up(int(row.needed)))
        too_small = t(
            "satisfaction.change.small",
            wave=t.wave(row.wave),
            change=passport.write_change(row.change, t),
            needed=needed,
        )
    note = joined(
        t("satisfaction.change.compared", before=BEFORE, after=AFTER - 1),
        t("satisfaction.change.corrected", q=t.number(LEVEL, 4)),
        too_small,
        t("chart.note.as_of", date=t.date(found.as_of, year=True)),
    )
    order, series = _sides(frame, "wave", ("change", "low", "high"), t)
    mark = Dots(
        tuple(t.wave(wave) for wave in order),
        series,
        change_unit(found.item),
        _ends(frame, "wave", order, t),
        Limit(0.0, t("satisfaction.change.none")),
        around(frame["low"], frame["high"], frame["change"], zero=True),
        of=t("filter.wave"),
    )
    return Exhibit(change_title(found, t), subtitle, note, mark)


def effects_title(found: Change, t: Translator) -> str:
    """The item that changed most over all waves together, where both views see it."""
    own = found.items[found.items["kind"] == "unpaired"]
    both = found.items[(found.items["kind"] == "paired") & found.items["verdict"].isin(CHANGED)]
    sure = own[own["verdict"].isin(CHANGED) & own["item"].isin(list(both["item"]))]
    if len(sure):
        row = largest(sure, "effect")
        return t(
            f"satisfaction.effects.{row.verdict}",
            n=len(sure),
            item=item_label(row.item, t),
            change=change_unit(row.item).write(row.change, t),
            size=t(f"satisfaction.size.{row.size}"),
        )
    if len(both):
        return t("satisfaction.effects.paired", items=t.listing([item_label(item, t) for item in both["item"]]))
    known = own[own["effect"].notna()]
    if known.empty:
        return t("satisfaction.effects.level", n=len(own))
    row = largest(known, "effect")
    return t("satisfaction.effects.within", n=len(own), item=item_label(row.item, t), effect=SD.write(row.effect, t))


def chart_effects(found: Change, t: Translator) -> Exhibit | None:
    """Every item over all waves that moved, in standard deviations, so that they can be compared."""
    known = found.items[found.items["effect"].notna()]
    if known.empty:
        return None
    note = joined(
        t("satisfaction.effects.note"),
        t("satisfaction.effects.pooled", waves=t.listing([t.wave(wave) for wave in found.moved])),
    )
    order, series = _sides(known, "item", ("effect", "effect_low", "effect_high"), t)
    mark = Dots(
        tuple(item_label(item, t) for item in order),
        series,
        SD,
        _ends(found.items, "item", order, t),
        Limit(0.0, t("satisfaction.change.none")),
        around(known["effect_low"], known["effect_high"], known["effect"], zero=True),
        of=t("satisfaction.column.item"),
    )
    return Exhibit(effects_title(found, t), t("satisfaction.effects.subtitle"), note, mark)


def table_change(found: Change, t: Translator) -> Exhibit | None:
    """Every item in numbers, those that changed first."""
    if found.items.empty:
        return None
    frame = found.items.assign(still=~found.items["verdict"].isin(CHANGED)).sort_values("still", kind="stable")

    def own(item: str, number: float) -> Cell:
        passport = METRICS[item].passport if item in ("nps", "csat") else None
        text = passport.write(number, t) if passport else t.number(number, 2)
        return Cell(text, round(number, 3))

    counts = [
        t.count(row.n_after) if row.kind == "paired" else f"{t.count(row.n_before)} / {t.count(row.n_after)}"
        for row in rows(frame)
    ]
    shown = pd.DataFrame(
        {
            "item": [item_label(item, t) for item in frame["item"]],
            "kind": frame["kind"].tolist(),
            "n": counts,
            "before": [own(row.item, row.before) for row in rows(frame)],
            "after": [own(row.item, row.after) for row in rows(frame)],
            "change": [
                Cell(change_unit(row.item).write(row.change, t), change_unit(row.item).exported(row.change))
                for row in rows(frame)
            ],
            "interval": [span_words(change_unit(row.item), row.low, row.high, t) for row in rows(frame)],
            "q": [
                Cell("–") if pd.isna(row.q) else Cell(written_p(row.q, t), round(float(row.q), 3))
                for row in rows(frame)
            ],
            "verdict": frame["verdict"].tolist(),
        }
    )
    columns = (
        Column("item", "head"),
        Column("kind", codes="satisfaction.kind"),
        Column("n", "number"),
        Column("before", "number"),
        Column("after", "number"),
        Column("change", "number"),
        Column("interval", "number"),
        Column("q", "number"),
        Column("verdict", codes="satisfaction.short"),
    )
    changed = int((~frame["still"]).sum())
    title = t("satisfaction.change.table", n=changed) if changed else t("satisfaction.change.table.none", n=len(frame))
    return Exhibit(
        title, t("satisfaction.change.table.subtitle"), "", grid(shown, columns, "satisfaction.column", t, SHOWN)
    )
