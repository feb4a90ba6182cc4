"""Business time. Nothing else in the product asks the machine what day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from data.settings import settings


def now() -> datetime:
    """The present moment in UTC without zone, as the store keeps it; noon of ``HANDOVER_TODAY`` where that is set."""
    fixed = settings().today
    return datetime.combine(fixed, time(12)) if fixed else datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The present day."""
    return now().date()
