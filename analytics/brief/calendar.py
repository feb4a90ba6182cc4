"""The days that are due as a calendar file (iCalendar, RFC 5545): one event of a whole day each, known again when it
moves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from analytics.periods import moment
from analytics.programme import load_overview
from data.others import one_line

if TYPE_CHECKING:
    from analytics.brief.due import Due
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

PRODUCT = "-//Handover//Due dates//EN"


def calendar_ics(found: Sequence[Due], store: Store, scope: Scope, t: Translator) -> bytes:
    """The calendar. An event is named by what it is of, so that a calendar that is loaded again moves it instead of
    doubling it."""
    from icalendar import Calendar, Event

    overview = load_overview(store, scope)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", one_line(" · ".join(one for one in (t("product.name"), overview.programme) if one)))
    stamp = moment(scope).replace(tzinfo=UTC, microsecond=0)
    for one in found:
        event = Event()
        event.add("uid", f"{_id(overview.programme or 'programme')}.{one.kind}.{_id(one.key)}@handover")
        event.add("dtstamp", stamp)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        kind, page = t(f"brief.kind.{one.kind}"), t(f"page.{one.page}")
        event.add("summary", one_line(t("brief.calendar.summary", kind=kind, name=one.name)))
        said = [t("brief.calendar.owner", owner=one.owner) if one.owner else "", t("brief.calendar.page", page=page)]
        event.add("description", "\n".join(one_line(line) for line in said if line))
        event.add("categories", [kind])
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _id(key: str) -> str:
    """A key in letters that every calendar takes."""
    return re.sub(r"[^\w.-]", lambda one: f"_{ord(one[0]):x}", key, flags=re.ASCII)
