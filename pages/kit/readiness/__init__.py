"""The readiness page: the gates of every wave, what blocks one, the decision, and the consistency of the ledgers."""

from __future__ import annotations

from analytics.metrics.readiness import Readiness, load_readiness
from pages.kit.cache import keep
from pages.kit.controls import controls, pick
from pages.kit.guard import View
from pages.kit.readiness.checks import show_checks
from pages.kit.readiness.gates import show_gates
from pages.kit.readiness.principles import show_principles
from pages.kit.state import VIEW

SECTIONS = ("gates", "principles", "checks")

__all__ = ["choose_section", "message", "read_readiness", "show_section"]


def read_readiness(view: View) -> Readiness:
    return keep(view, "readiness", lambda: load_readiness(view.store, view.scope))


def message(view: View, found: Readiness) -> str:
    """Whether the next wave may go, how many gates block it, and when the last one will be met."""
    said = _message(view, found)
    return said[:1].upper() + said[1:]


def _message(view: View, found: Readiness) -> str:
    t, wave = view.t, found[found.focus]
    blocking = [gate for gate in wave.gates if gate.blocking]
    date = t.date(wave.cutover_on)
    if wave.actual:
        return _done(view, found)
    if wave.in_spite:
        return t("readiness.message.in_spite", wave=t.wave(wave.wave), date=date, n=len(blocking))
    if wave.state == "go":
        return t("readiness.message.go", wave=t.wave(wave.wave), date=date)
    unknown = sum(gate.state == "unknown" for gate in wave.gates)
    if not blocking and unknown:
        return t("readiness.message.unknown", wave=t.wave(wave.wave), date=date, n=unknown)
    if not blocking:
        return t("readiness.message.not_yet", wave=t.wave(wave.wave), date=date)
    last = max((gate for gate in blocking if gate.forecast is not None), key=lambda gate: gate.forecast, default=None)  # type: ignore[type-var, return-value]
    if last is None or last.forecast is None:
        return t("readiness.message.blocked", wave=t.wave(wave.wave), date=date, n=len(blocking))
    return t(
        "readiness.message.blocked_until", wave=t.wave(wave.wave), date=date, n=len(blocking),
        gate=t(f"readiness.gate.{last.rule.gate}"), met=t.date(last.forecast),
    )  # fmt: skip


def _done(view: View, found: Readiness) -> str:
    """After the last move, of all waves or of those that are looked at: which went with a gate that was not met."""
    t = view.t
    if view.scope.waves:
        return t("readiness.message.chosen_moved", waves=t.listing([t.wave(wave.wave) for wave in found.waves]))
    for key, state in (("done_open", "blocks"), ("done_unknown", "unknown")):
        waves = [t.wave(wave.wave) for wave in found.waves if any(gate.state == state for gate in wave.gates)]
        if waves:
            return t(f"readiness.message.{key}", n=len(waves), waves=t.listing(waves))
    return t("readiness.message.done")


def choose_section(view: View) -> str:
    """The open section."""
    t = view.t
    with controls():
        return pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"readiness.view.{code}"), default=SECTIONS[0])


def show_section(view: View, found: Readiness, section: str) -> None:
    """The gates, the principles or the checks."""
    if section == "gates":
        show_gates(view, found)
    elif section == "principles":
        show_principles(view)
    else:
        show_checks(view)
