"""Waves of which nobody recorded who was moved: all their customers are counted, from the day of the wave, and that is
said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.amounts import Fact, Waves, fact
from analytics.frames import text
from analytics.retention.statements import PEOPLE
from analytics.snapshot import once
from data.language import start
from data.store.query import Query

if TYPE_CHECKING:
    from datetime import date

    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def counted_by_wave_day(name: str, parts: str, of: str) -> Query:
    """One row a wave that was cut over and of which nobody recorded who was moved: wave, n (its customers among those
    ``of`` a common table in ``parts``, each counted from the day of the wave)."""
    return Query(
        name=name,
        sql=f"""
            with {parts}
            select l.wave, count(*) as n from {of} l join {{moves}} m on m.customer = l.customer
            group by l.wave having count(m.moved_on) = 0 order by {{ordered:l.wave}}
        """,  # noqa: S608 – constants
        grain="aggregate",
        dims=("wave",),
    )


BY_WAVE_DAY = counted_by_wave_day("retention.by_wave_day", PEOPLE, "lives")


@once
def load_by_wave_day(store: Store, scope: Scope, day: date) -> tuple[str, ...]:
    """The waves of the scope that are counted so up to a day."""
    given = scope.params("waves", "branches", "segments") | {"day": day}
    found = store.read(BY_WAVE_DAY, scope.rights, as_of=scope.as_of, params=given)
    return tuple(text(wave) for wave in found["wave"] if text(wave))


def by_wave_day(waves: tuple[str, ...]) -> tuple[Fact, ...]:
    """What is said beside a number of which these waves are counted so; nothing where none is."""
    return (fact("retention.by_wave_day", n=len(waves), waves=Waves(waves)),) if waves else ()


def by_wave_day_words(waves: tuple[str, ...], t: Translator) -> str:
    """The same in words; '' where none is."""
    return "".join(one.write(t) for one in by_wave_day(waves))


def saying_so(said: str, waves: tuple[str, ...], t: Translator) -> str:
    """What is said of a number, and after it which waves are counted so."""
    words = by_wave_day_words(waves, t)
    if not said or not words:
        return said
    return t.sentences(said, start(words)) if said[-1] in ".。" else said + t("coordination.between") + words
