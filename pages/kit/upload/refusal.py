"""A refusal on the page: what was refused and what to do."""

from __future__ import annotations

from data.language import Translator
from data.problems import Refusal
from pages.kit.errors import show_problem
from pages.kit.upload.problems import refusal_text


def show_refused(refusal: Refusal, t: Translator) -> None:
    """Say it in the box of problems, at its place on the page."""
    said, todo = refusal_text(t, refusal)
    show_problem(said, todo, label=t("state.bad"))
