"""The next wave beside earlier ones at the same distance from the cut-over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.marks import COUNT, Bars, Exhibit, Series
from data.language import start

if TYPE_CHECKING:
    from analytics.readiness.numbers.beside import Beside
    from data.language import Translator

PARTS = (
    ("met", "readiness.beside.met", "good", "solid"),
    ("open", "readiness.beside.open", "bad", "solid"),
    ("unknown", "readiness.beside.unknown_word", "no_data", "outlined"),
)


def chart_beside(found: Beside | None, t: Translator) -> Exhibit:
    """Gates met, open and not known: of the wave today, of each earlier one as many days before its cut-over."""
    if found is None:
        return Exhibit.nothing(t("readiness.no_waves"))
    wave, now = t.wave(found.wave), found.now
    if now is None:
        return Exhibit.nothing(start(t("readiness.beside.none", wave=wave)), t("readiness.beside.plain"))
    subtitle = t("readiness.beside.subtitle", n=found.days)
    known = [one for one in found.earlier if one.unknown < one.whole]
    given = {"wave": wave, "met": now.met, "whole": now.whole}
    if not found.earlier:
        return Exhibit.answer(t("readiness.beside.first", wave=start(wave)), subtitle)
    if known:
        last = known[-1]
        more = t("readiness.beside.unknown", n=last.unknown) if last.unknown else ""
        title = t("readiness.beside.title", n=found.days, earlier=t.wave(last.wave), then=last.met, more=more, **given)
    else:
        title = t("readiness.beside.alone", n=found.days, **given)
    stood = (*found.earlier, now)
    names = [
        t.wave(one.wave) if one is now else t("readiness.beside.name", wave=t.wave(one.wave), date=t.date(one.day))
        for one in stood
    ]
    mark = Bars(
        tuple(start(name) for name in names),
        tuple(
            Series(t(word), tuple(float(getattr(one, part)) for one in stood), tone, look)  # type: ignore[arg-type]
            for part, word, tone, look in PARTS
        ),
        COUNT,
        across=True,
        stacked=True,
        ends=tuple(t("rights.of_all", part=one.met, whole=one.whole) for one in stood),
        ids=tuple(one.wave for one in stood),
        of=t("readiness.column.wave"),
    )
    return Exhibit(title, subtitle, t("readiness.beside.note"), mark)
