"""The guard stands first on every page, and the menu knows every page."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from data.access import ROLES, Rights
from data.language import LANGUAGES, Translator
from pages.kit.navigation import BY_NAME, PAGES, open_pages
from tests.pages.conftest import Opened, words
from tests.sessions import AppTest

ROOT = Path(__file__).resolve().parents[2]
TOTALS = (
    "this_week",
    "alerts",
    "move",
    "readiness",
    "cutover",
    "satisfaction",
    "complaints",
    "rights",
    "retention",
    "care",
    "effect",
    "market",
    "risk",
    "compliance",
    "closing",
    "safeguards",
    "coordination",
    "meeting",
    "schedule",
    "cost",
    "cost_benefit",
)
"""Pages of totals, open to every role."""
SCRIPTS = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")


def first_statement(script: str) -> ast.stmt:
    """The first statement of a page after its docstring and imports."""
    body = ast.parse((ROOT / f"pages/{script}.py").read_text(encoding="utf-8")).body
    return next(
        statement
        for statement in body
        if not isinstance(statement, ast.Import | ast.ImportFrom)
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_guard_is_the_first_statement(script: str) -> None:
    assert ast.unparse(first_statement(script)) == f"view = guard('{script}')"


def test_every_script_is_a_page_of_the_menu() -> None:
    assert sorted(page.name for page in PAGES) == SCRIPTS


def test_every_page_and_group_has_a_title() -> None:
    for lang in LANGUAGES:
        t = Translator(lang)
        ids = [f"page.{page.name}" for page in PAGES] + [f"group.{page.group}" for page in PAGES]
        assert [key for key in ids if not t.has(key)] == []


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("executive", [*TOTALS]),
        ("presenter", [*TOTALS]),
        ("manager", [*TOTALS, "upload", "records"]),
        ("analyst", [*TOTALS, "upload", "records"]),
        ("compliance", [*TOTALS, "upload", "records"]),
        ("administrator", [*TOTALS, "upload", "records"]),
    ],
)
def test_a_role_opens_its_pages(role: str, pages: list[str]) -> None:
    assert [page.name for page in open_pages(Rights("someone", role))] == pages


def test_roles_of_pages_are_roles() -> None:
    assert {role for page in BY_NAME.values() for role in page.roles} == set(ROLES)


@pytest.mark.fresh_server
@pytest.mark.usefixtures("looked")
def test_the_first_request_of_a_process_goes_through_the_door(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="en", wave="W3")
    assert not session.exception
    assert session.sidebar.segmented_control(key="lang").value == "en"
    assert session.multiselect(key="wave").value == ["W3"]


@pytest.mark.fresh_server
@pytest.mark.usefixtures("looked")
def test_a_page_that_was_not_sent_by_the_door_shows_nothing() -> None:
    """Without the menu of the door a page's script stops at its guard, whatever it holds."""
    alone = AppTest.from_file(str(ROOT / "pages/satisfaction.py"), default_timeout=60)
    alone.run()
    assert words(alone) == ""
    assert [len(alone.get(kind)) for kind in ("bidi_component", "dataframe", "table", "markdown")] == [0] * 4


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "HANDOVER_ROLE cannot be boss."), ("zh", "HANDOVER_ROLE不能是boss。")]
)
def test_an_unknown_role_of_the_settings_is_told_at_the_door(open_page: Opened, lang: str, said: str) -> None:
    session = open_page(role="boss", lang=lang)
    assert not session.exception
    shown = words(session)
    assert said in shown
    assert all(role in shown for role in ROLES)
    assert "Traceback" not in shown
