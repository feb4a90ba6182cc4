"""Business time. Nothing else in the product asks the machine what day it is.

Moments are kept in UTC without a zone; a day is the programme's. The zone is told here by the store, whenever it is
opened or the programme is described anew, and holds in every thread that works on that store (:mod:`data.whose`).
"""

from __future__ import annotations

import time as machine
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.settings import settings
from data.whose import DEFAULT_ZONE, LAST, whose


def use_zone(name: str | None) -> None:
    """Let days of the programme that is worked on be those of a zone by its name; of ``DEFAULT_ZONE`` where there is
    none or nobody knows it."""
    try:
        zone = ZoneInfo(name or DEFAULT_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo(DEFAULT_ZONE)
    whose().zone = LAST.zone = zone


def now() -> datetime:
    """The present moment in UTC without zone, as the store keeps it; noon of ``HANDOVER_TODAY`` where that is set."""
    fixed = settings().today
    return datetime.combine(fixed, time(12)) if fixed else datetime.now(UTC).replace(tzinfo=None)


def machine_seconds() -> float:
    """Seconds since 1970 by the machine, whatever day was fixed: for what others let end at a moment, as a sign-in."""
    return machine.time()


def local(at: datetime) -> datetime:
    """A moment of the store (UTC) on the clock of the programme, without zone: as event times are kept."""
    return at.replace(tzinfo=UTC).astimezone(whose().zone).replace(tzinfo=None)


def later(at: datetime, span: timedelta) -> datetime:
    """The time on the clock of the programme so much later, also where its clocks are put on or back meanwhile."""
    zone = whose().zone
    passed = at.replace(tzinfo=zone).astimezone(UTC) + span
    return passed.astimezone(zone).replace(tzinfo=None)


def end_of(day: date) -> datetime:
    """The last second of a day of the programme, as a moment of the store (UTC)."""
    return (datetime.combine(day, time(23, 59, 59)).replace(tzinfo=whose().zone)).astimezone(UTC).replace(tzinfo=None)


def day_of(at: datetime) -> date:
    """The programme's day of a moment of the store."""
    return local(at).date()


def today() -> date:
    """The present day of the programme: the one day that every page, alert and command calls today."""
    return settings().today or day_of(now())
