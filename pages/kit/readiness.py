"""What only the readiness page can do: the ways to what is open, the decision to go in spite of what is open, the rules
of the gates, the four scores."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from analytics.readiness.numbers.found import load_wave
from analytics.readiness.numbers.gates import LEDGERS, WaveGates
from analytics.readiness.numbers.principles import PRINCIPLES, SCORES
from analytics.readiness.numbers.rules import DEFAULTS
from data import clock
from data.problems import Refusal
from data.store import Edit
from pages.kit.cache import keep
from pages.kit.editor.show import show_editor
from pages.kit.empty import was_loaded
from pages.kit.errors import show_refusal
from pages.kit.guard import View
from pages.kit.navigation import BY_NAME
from pages.kit.readings import show_metrics
from pages.kit.state import link_params


def show_scores(view: View, _: Sequence[str]) -> None:
    """A tile a principle."""
    show_metrics(view, [SCORES[name] for name in PRINCIPLES])


WAYS = {
    "duties": ("compliance", "clock"),
    "notices": ("rights", "reach"),
    "consents": ("rights", "consent"),
    "continuity": ("safeguards", "continuity"),
    "rehearsal": ("cutover", "evidence"),
    "defects": ("cutover", "defects"),
    "suppliers": ("cutover", "evidence"),
    "training": ("safeguards", "training"),
    "documents": ("safeguards", "documents"),
    "risk": ("risk", "register"),
    "backup": ("safeguards", "documents"),
}
"""Gate → the page and the section that show its rows."""


def show_ways(view: View, chosen: Sequence[str]) -> None:
    """A link for each gate that is open: to the page that shows its rows, or to the upload where nothing was ever
    loaded."""
    t, (name,) = view.t, chosen
    looked = keep(view, "readiness wave", lambda: load_wave(view.store, view.scope, name), name)
    if looked is None:
        return
    wave = looked.wave
    open_gates = [gate.rule.gate for gate in wave.gates if gate.state not in ("met", "early")]
    if not open_gates:
        return
    scope = view.scope.but(waves=(wave.wave,))
    with st.container(horizontal=True, gap="small", key="gate-ways"):
        for gate in open_gates:
            page, section = WAYS[gate]
            if was_loaded(view, LEDGERS[gate]):
                there, where = f"{page}.view.{section}", link_params(scope, view=section)
                words = t("readiness.way", gate=t(f"readiness.gate.{gate}"), page=t(f"page.{page}"), section=t(there))
            elif view.rights.may_write:
                page, where = "upload", link_params(view.scope)
                words = t("readiness.way.upload", gate=t(f"readiness.gate.{gate}"))
            else:
                continue
            if BY_NAME[page].open_to(view.rights):
                st.page_link(BY_NAME[page].script, label=words, icon=":material/arrow_forward:", query_params=where)


def show_decision(view: View, chosen: Sequence[str]) -> None:
    """What was decided about the wave, the button to let it go in spite of what is open, and the rules of the gates."""
    t, (name,) = view.t, chosen
    looked = keep(view, "readiness wave", lambda: load_wave(view.store, view.scope, name), name)
    if looked is None:
        return
    wave = looked.wave
    if wave.decision is not None:
        last = wave.decision
        said = t(
            "readiness.decided" if wave.in_spite else "readiness.decided_plain",
            decision=t(f"readiness.decision.{last['decision']}"),
            by=last["decided_by"] or "–",
            reason=last["reason"] or "–",
            date=t.date(last["snapshot_on"], year=True),
            measured=last["measured"] or "–",
        )
        st.html(Markup('<p class="ho-note">{}</p>').format(said))
    if (
        not wave.actual
        and view.rights.may_write
        and any(gate.blocking or gate.state == "unknown" for gate in wave.gates)
    ):
        _in_spite(view, wave)
    names = [f"gate.{rule.gate}.{part}" for rule in DEFAULTS for part in ("needed", "days", "on")]
    show_editor(view, "settings", where={"setting": names}, key="gate-rules")


def _in_spite(view: View, wave: WaveGates) -> None:
    """The decision to go although a gate is open: a name and a reason, kept as any upload is."""
    t = view.t
    with st.popover(t("readiness.in_spite.button"), key="in-spite"), st.form("in-spite-form", border=False):
        st.html(Markup("<p>{}</p>").format(t("readiness.in_spite.text", wave=t.wave(wave.wave))))
        name = st.text_input(t("readiness.in_spite.name"), key="in-spite-name", max_chars=80)
        reason = st.text_area(t("readiness.in_spite.reason"), key="in-spite-reason", max_chars=500)
        if not st.form_submit_button(t("readiness.in_spite.submit"), type="primary"):
            return
        if not name.strip() or not reason.strip():
            st.error(t("readiness.in_spite.missing"))
            return
        try:
            record(view, wave, name.strip(), reason.strip())
        except Refusal as refusal:
            show_refusal(t, refusal.code, **refusal.params)
            return
        st.rerun()


def record(view: View, wave: WaveGates, name: str, reason: str) -> None:
    """Write a decision to go in spite of open gates into the ledger of gates, with what was measured at that moment."""
    measured = "; ".join(
        f"{gate.rule.gate} {'?' if gate.measure.value is None else f'{gate.measure.value:.1%}'}"
        for gate in wave.gates
        if gate.state != "met"
    )
    values = {
        "snapshot_on": clock.today(),
        "part": wave.wave,
        "gate": "wave",
        "wave": wave.wave,
        "decision": "go",
        "in_spite": True,
        "decided_by": name,
        "reason": reason,
        "measured": measured,
    }
    view.store.edit(Edit("gates", None, values), view.rights)
