"""States: a shape and a word, never a colour alone. The shapes are backgrounds of the style sheet (``style.py``)."""

from __future__ import annotations

from markupsafe import Markup

from data.language import Translator

STATES = ("good", "watch", "bad", "none", "noise", "new", "decision")
"""good: met, better · watch: at risk · bad: blocks, worse · none: not yet due, too few · noise: within noise."""


def shape(state: str, label: str) -> Markup:
    """The shape of a state, named ``label`` for those who do not see it."""
    return Markup('<span class="ho-shape ho-{}" role="img" aria-label="{}"></span>').format(_known(state), label)


def shape_beside(state: str) -> Markup:
    """The shape of a state whose word stands beside it, and which is therefore silent."""
    return Markup('<span class="ho-shape ho-{}" aria-hidden="true"></span>').format(_known(state))


def legend(t: Translator, *states: str) -> Markup:
    """The one-line key of the states used above it."""
    parts = (Markup("<span>{}{}</span>").format(shape_beside(state), t(f"state.{state}")) for state in states)
    return Markup('<div class="ho-key">{}</div>').format(Markup("").join(parts))


def _known(state: str) -> str:
    return state if state in STATES else "none"
