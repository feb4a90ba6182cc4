"""What a cut-over rests on, as gates: a gate is met only where the union of what is written down covers all that it
speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import Amount, Term, fact
from analytics.covering import open_places
from analytics.cutover.numbers import PLACE, compute_cutover, load_ledgers
from analytics.cutover.open_defects import SEVERITIES, UNSORTED
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.readiness.numbers.measures import UNKNOWN, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analytics.cutover.numbers import Cutover
    from analytics.judging import Judge
    from analytics.readiness.numbers.measures import Open
    from analytics.scope import Scope
    from data.store import Store

__all__ = ["load_rests", "measure_defects", "measure_rehearsal", "measure_suppliers"]


NAMED = 3
"""Missing confirmations that are named only; of more their number comes first."""


def load_rests(store: Store, scope: Scope, waves: Iterable[str], judge: Judge) -> dict[str, dict[str, Measure]]:
    """What is measured at the gates of rehearsals, defects and suppliers, by gate and wave; of a wave that has been
    moved as on its eve."""
    ledgers = load_ledgers(store, scope)
    found = {wave: compute_cutover(ledgers, wave, eve=True) for wave in waves}
    return {
        "rehearsal": {wave: measure_rehearsal(one, judge) for wave, one in found.items()},
        "defects": {wave: measure_defects(one, judge) for wave, one in found.items()},
        "suppliers": {wave: measure_suppliers(one) for wave, one in found.items()},
    }


def measure_rehearsal(found: Cutover, judge: Judge) -> Measure:
    """Places rehearsed for this cut-over, loads tested, and the size of what was ever moved at once: each a thing that
    is covered or not.

    One of two sites is one of two. A load that was tested against an assumption that had been lowered is not covered. A
    size that nobody has written down, and rehearsals that name no place, are not covered; without any rehearsal nothing
    is known.
    """
    if found.rehearsals.empty:
        return UNKNOWN
    lines: list[Open] = []
    bare = found.coverage[~found.coverage["covered"].astype(bool)]
    lines += [(said, None, "") for said in open_places(found.coverage, PLACE)]
    whole = len(found.coverage)
    if not whole:
        lines.append((fact("readiness.what.place_unsaid"), None, ""))
        whole = 1
    places = len(lines)
    most, loads = found.rehearsed, found.loads
    size = None if most is None or not found.planned else most / found.planned
    if size is None:
        lines.append((fact("readiness.what.size_unknown"), None, ""))
    elif judge.verdict(METRICS["cutover_rehearsed"].passport, size).state == "bad":
        sizes = {"most": Amount(float(most or 0), "count"), "planned": Amount(float(found.planned or 0), "count")}
        lines.append((fact("readiness.what.size", share=Amount(size, "share"), **sizes), None, ""))
    for row in rows(loads):
        if row.state == "watch":
            said = {"first": row.first, "assumed": row.assumed, "tested": row.tested}
            amounts = {name: Amount(float(value), "count") for name, value in said.items()}
            lines.append((fact("readiness.what.load_lowered", name=str(row.name), **amounts), None, ""))
        elif row.state == "unknown":
            lines.append((fact("readiness.what.load_untested", name=str(row.name)), None, ""))
        elif row.state == "bad":
            real = row.real == row.real
            key = "readiness.what.load_real" if real else "readiness.what.load_short"
            held = Amount(row.real if real else row.assumed, "count")
            lines.append((fact(key, name=str(row.name), held=held, tested=Amount(row.tested, "count")), None, ""))
    whole += 1 + len(loads)
    dated = places == len(lines) and len(bare) and bare["planned"].notna().all()
    planned_on = pd.Timestamp(bare["planned"].max()).date() if dated else None
    return Measure(float(whole - len(lines)), float(whole), tuple(lines), (), planned_on)


def measure_defects(found: Cutover, judge: Judge) -> Measure:
    """Severities of which no more are open, as known, than ``gate.defects.<severity>`` allows; and whether the meeting
    was told of all.

    The newest count is what counts. A severity above one that is counted, and of which nothing is written, is not known
    to be within; of defects that nobody sorted any may be critical.
    """
    if found.known is None:
        return UNKNOWN
    by, told = found.by_severity["known"], found.by_severity["told"]
    lines: list[Open] = []
    loose = int(by.get(UNSORTED, 0))
    last, whole = max((SEVERITIES.index(one) for one in by.index if one in SEVERITIES), default=0), 0
    for severity in SEVERITIES[: last + 1]:
        word, whole = Term((f"cutover.severity.{severity}",)), whole + 1
        if severity not in by.index:
            lines.append((fact("readiness.what.defects_uncounted", severity=word), None, ""))
        elif judge.beyond(f"gate.defects.{severity}", float(by[severity])):
            limit, known = judge.days(f"gate.defects.{severity}"), int(by[severity])
            heard = None if pd.isna(told.get(severity)) else int(told[severity])
            key = "readiness.what.defects" if heard is None or heard >= known else "readiness.what.defects_told"
            given = {} if key == "readiness.what.defects" else {"told": Amount(float(heard or 0), "count")}
            lines.append((fact(key, severity=word, n=known, limit=Amount(float(limit), "count"), **given), known, ""))
    if UNSORTED in by.index:
        whole += 1
        if loose:
            lines.append((fact("readiness.what.defects_unsorted", n=loose), loose, ""))
    if found.told is not None:
        whole += 1
        if found.told < found.known:
            said = {"known": Amount(float(found.known), "count"), "told": Amount(float(found.told), "count")}
            lines.insert(0, (fact("readiness.what.untold", **said), found.known - found.told, ""))
    return Measure(float(whole - len(lines)), float(whole), tuple(lines))


def measure_suppliers(found: Cutover) -> Measure:
    """Confirmations that hold on the day of the cut-over, of those that it needs: of suppliers and of all who work for
    them."""
    asked = found.asked_of
    if asked.empty:
        return UNKNOWN
    order = {"expired": 0, "short": 1, "overdue": 2, "unasked": 3, "unnamed": 4, "missing": 5}
    placed = asked.assign(place=asked["state"].map(order)).sort_values(["place", "supplier"], kind="stable")
    missing = placed[placed["state"] != "confirmed"]
    lines: list[Open] = []
    for row in rows(missing):
        name = row.supplier if isinstance(row.supplier, str) else str(row.confirmation)
        standing = Term((f"cutover.standing.{row.state}",))
        if isinstance(row.behind, str):
            lines.append((fact("readiness.what.behind", name=name, behind=row.behind, standing=standing), None, ""))
        else:
            lines.append((fact("readiness.what.supplier", name=name, standing=standing), None, ""))
    if len(lines) > NAMED:
        counted = fact("readiness.what.unconfirmed", n=len(missing), whole=Amount(float(len(asked)), "count"))
        lines.insert(0, (counted, len(missing), ""))
    return Measure(float(len(asked) - len(missing)), float(len(asked)), tuple(lines))
