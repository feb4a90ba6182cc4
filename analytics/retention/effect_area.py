"""What the move did to customers, against what would have happened anyway. What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Choice, Custom, Row, Section, Table
from analytics.reach import load_reached
from analytics.retention.by_wave import saying_so
from analytics.retention.charts import effect, effect_worth, thread, worth
from analytics.retention.effect import LEDGER, OUTCOMES
from analytics.retention.thread import load_thread, moved_waves
from data.datasets import DATASETS

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def known_outcomes(store: Store, scope: Scope) -> tuple[str, ...]:
    """The outcomes whose ledger was loaded; all where none was."""
    whole = scope.but(start=None, end=None)
    return tuple(one for one in OUTCOMES if load_reached(store, whole, LEDGER[one]) is not None) or OUTCOMES


OUTCOME = Choice("outcome", "effect.outcome", known_outcomes, lambda code, t: t(f"effect.outcome.{code}"), few=True)

WAVE = Choice("focus", "choice.wave", moved_waves, lambda code, t: t.wave(code))


LIVES = ("transfers", "notices", "customers", "waves")
"""What the thread of a wave or a customer can be told from where no outcome is known."""


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """What the move did to the first outcome that is known, departures before all others; where none is, which ledgers
    would tell it, as soon as there is anything of which the thread can be told."""
    look = effect.load_look(store, scope, known_outcomes(store, scope)[0])
    if look.effect.why == "nothing" and scope.filters:
        return ""
    if look.effect.why != "ledger":
        return saying_so(effect.effect_title(look, t), look.effect.by_wave_day, t)
    whole = scope.but(start=None, end=None)
    if all(load_reached(store, whole, name) is None for name in LIVES):
        return ""
    return t("effect.untold", ledgers=t.listing([DATASETS[name].label(t.lang) for name in LEDGER.values()]))


AREA = Area(
    "effect",
    needs=tuple(LEDGER.values()),
    headline=headline,
    tiles=("caused_departures", "departure_rate", "clv", "nrr"),
    sections=(
        Section(
            "effect",
            Chart("effect-waves", effect.load_look, effect.chart_waves),
            Chart("effect-event", effect.load_look, effect.chart_event),
            Table("effect-checks", effect.load_look, effect.table_checks),
            Table("effect-numbers", effect.load_look, effect.table_numbers),
            choices=(OUTCOME,),
            needs=tuple(LEDGER.values()),
        ),
        Section(
            "thread",
            Table("thread-steps", load_thread, thread.table_steps),
            Custom("pages"),
            Row(
                Chart("thread-notices", load_thread, thread.chart_notices),
                Chart("thread-scores", load_thread, thread.chart_scores),
                "even",
            ),
            Row(
                Chart("thread-complaints", load_thread, thread.chart_complaints),
                Chart("thread-departures", load_thread, thread.chart_departures),
                "even",
            ),
            Custom("life"),
            choices=(WAVE,),
        ),
        Section(
            "phases",
            Row(
                Chart("phase-complaints", effect_worth.load_three, effect_worth.chart_complaints),
                Chart("phase-scores", effect_worth.load_three, effect_worth.chart_scores),
                "even",
            ),
            needs=("complaints", "surveys"),
        ),
        Section(
            "worth",
            Chart("worth", effect_worth.load_worth, effect_worth.chart_worth),
            Table("lost-value", worth.load_value, worth.table_lifetime),
            needs=("departures", "revenue"),
        ),
    ),
)
