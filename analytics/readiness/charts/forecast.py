"""When the gate that is met last will be: what has come by day, and what is to be expected of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.marks import Exhibit, Limit, Line, Lines, Unit, Upright, values
from analytics.readiness.numbers.measures import DRAWN
from analytics.stats.arrivals import DRAWS, SEED, compute_fan
from data.language import start

if TYPE_CHECKING:
    from analytics.readiness.numbers.found import Looked
    from analytics.readiness.numbers.gates import Gate, WaveGates
    from data.language import Translator

AHEAD, BEYOND = 21, 7
"""Days after the cut-over, and after the day on which the gate is met, up to which a forecast is drawn."""


def shown_gate(wave: WaveGates) -> Gate | None:
    """The gate whose forecast is drawn: of those that are open and fill day by day the one that is met last."""
    filling = [gate for gate in wave.gates if gate.state != "met" and sum(gate.measure.daily) > 0]
    if not filling:
        return None
    never = 10**6
    return max(
        filling, key=lambda gate: never if gate.arrival is None or gate.arrival.p50 is None else gate.arrival.p50
    )


def forecast_of(found: Looked, gate: Gate, part: float, whole: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Day by day the share that has come (day, value), and what is expected (day, low, mid, high)."""
    wave, day = found.wave, found.readiness.day
    daily = np.asarray(gate.measure.daily)
    past = (part - np.concatenate([np.cumsum(daily[::-1])[::-1][1:], [0.0]])) / whole
    ends = [(wave.cutover_on - day).days + AHEAD if wave.cutover_on else 30, 14]
    ends += [(gate.forecast - day).days + BEYOND] if gate.forecast is not None else []
    fan = compute_fan(gate.measure.daily[-DRAWN:], max(ends))
    low, mid, high = (np.minimum(1.0, (part + more) / whole) for more in (fan.low, fan.mid, fan.high))
    begun = max(0, int(np.flatnonzero(daily)[0]) - 3)
    known = pd.DataFrame(
        {"day": pd.date_range(day - timedelta(days=len(daily) - 1), periods=len(daily)), "value": past}
    )
    coming = pd.date_range(day + timedelta(days=1), periods=max(ends))
    return known.iloc[begun:], pd.DataFrame({"day": coming, "low": low, "mid": mid, "high": high})


def chart_forecast(found: Looked | None, t: Translator) -> Exhibit:
    """When the gate that is met last will be, against the day it must be."""
    if found is None:
        return Exhibit.nothing(t("readiness.no_waves"))
    wave, gate = found.wave, shown_gate(found.wave)
    if wave.actual or gate is None or not gate.measure.whole or gate.measure.part is None:
        said = t(f"readiness.forecast.{'went' if wave.actual else 'empty'}", wave=t.wave(wave.wave))
        return Exhibit.nothing(start(said), t("readiness.forecast.plain"))
    name, needed = t(f"readiness.gate.{gate.rule.gate}"), t.percent(gate.rule.needed, 0)
    late = 0 if gate.forecast is None or gate.until is None else (gate.forecast - gate.until).days
    if gate.forecast is None:
        title = t("readiness.forecast.never", gate=name, needed=needed)
    elif gate.until is None:
        title = t("readiness.forecast.undated", gate=name, needed=needed, date=t.date(gate.forecast, year=True))
    else:
        key = "readiness.forecast.late" if late > 0 else "readiness.forecast.in_time"
        title = t(key, gate=name, needed=needed, n=abs(late), date=t.date(gate.forecast, year=True))
    subtitle = t("readiness.forecast.subtitle", gate=name, wave=t.wave(wave.wave), n=int(gate.measure.whole))
    note = t("readiness.forecast.note", draws=t.number(DRAWS), days=DRAWN, seed=SEED)
    known, coming = forecast_of(found, gate, gate.measure.part, gate.measure.whole)
    last, unit = float(known["value"].iloc[-1]), Unit("share", 1)
    ahead = (known["day"].iloc[-1], *coming["day"])
    lines = [
        Line(
            t("readiness.forecast.expected"),
            ahead,
            (last, *values(coming["mid"])),
            dash="dash",
            lows=(last, *values(coming["low"])),
            highs=(last, *values(coming["high"])),
        ),
        Line(name, tuple(known["day"]), values(known["value"]), weight="focus", label=unit.write(last, t)),
    ]
    if gate.forecast is not None:
        words = t("readiness.forecast.met", needed=needed, date=t.date(gate.forecast, year=True))
        lines.append(
            Line(words, (pd.Timestamp(gate.forecast),), (gate.rule.needed,), "bad" if late > 0 else "good", kind="dots")
        )
    until = (
        ()
        if gate.until is None
        else (Upright(pd.Timestamp(gate.until), t("readiness.forecast.until", date=t.date(gate.until)), planned=True),)
    )
    mark = Lines(
        tuple(lines),
        t("readiness.column.said_on"),
        unit,
        until,
        (Limit(gate.rule.needed, t("readiness.forecast.gate", needed=needed)),),
        (max(0.0, float(known["value"].min()) - 0.03), 1.0),
    )
    return Exhibit(title, subtitle, note, mark)
