"""The plan of the house, held: floors, the guard of the pages, one clock, one place for settings, tests that prove."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, callee, files, product, tree

SCRIPTS = [path for path in product() if re.fullmatch(r"pages/\w+\.py", path) and path != "pages/__init__.py"]
LONGEST = 500
"""Lines after which a file of the product has become a package that nobody made yet."""


def calls(path: str) -> list[str]:
    """Every call of a file as it is written, e.g. ``datetime.now``."""
    return [ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def test_imports_run_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def guarded(module: ast.Module) -> str | None:
    """The name given to ``guard`` when that is a page's first statement (after its docstring and imports)."""
    statements = [
        node
        for node in module.body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    first = statements[0] if statements else None
    value = first.value if isinstance(first, ast.Assign | ast.AnnAssign | ast.Expr) else None
    if callee(value) != "guard" or not isinstance(value, ast.Call):
        return None
    argument = value.args[0] if value.args else None
    return argument.value if isinstance(argument, ast.Constant) else None


def test_a_page_begins_with_its_guard() -> None:
    """Streamlit runs a script of ``pages/`` without the door until the menu was built once (docs/decisions)."""
    assert [path for path in SCRIPTS if guarded(tree(path)) != Path(path).stem] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ('"""A page."""\nimport x\nview = guard("a")\n', "a"),
        ('import streamlit as st\nst.title("x")\nview = guard("a")\n', None),
        ('def f():\n    return guard("a")\n', None),
    ],
)
def test_the_check_of_the_guard_sees_a_page_without_one(code: str, name: str | None) -> None:
    assert guarded(ast.parse(code)) == name


def test_pages_and_menu_are_the_same() -> None:
    from pages.kit.navigation import PAGES

    assert sorted(page.script for page in PAGES) == sorted(SCRIPTS)


def test_settings_are_read_in_one_place() -> None:
    reading = re.compile(r"os\.environ|getenv\(")
    found = [path for path in product() if reading.search((ROOT / path).read_text(encoding="utf-8"))]
    assert [path for path in found if path != "data/settings.py"] == []


def test_no_express_charts_and_no_second_way_to_the_browser() -> None:
    express = [
        path for path in product() if re.search(r"plotly[. ](import )?express|\bpx\.", (ROOT / path).read_text("utf-8"))
    ]
    assert express == []
    ways = (".plotly_chart", ".altair_chart", ".line_chart", ".bar_chart", ".echarts_chart", ".v2.component")
    shown = [path for path in product() if any(call.endswith(ways) for call in calls(path))]
    assert shown == [
        "pages/kit/browser.py",
        "pages/kit/charts.py",
        "pages/kit/meeting/present.py",
    ]  # the browser is told the language of the page, the slides have a clock and fill the screen


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    heavy = {"scipy", "statsmodels", "openpyxl", "pptx", "fastexcel", "python_calamine", "sqlglot"}
    found = []
    for path in product():
        for node in tree(path).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path}: {name}" for name in names if name.split(".")[0] in heavy]
    assert found == []


def test_the_formatter_lays_out_every_line() -> None:
    """No line of the product is kept from it, and none is longer than it allows (E501 is checked by ruff)."""
    kept = [path for path in product() if re.search(r"#\s*fmt:", (ROOT / path).read_text("utf-8"))]
    assert kept == []


def test_files_stay_readable() -> None:
    long = {
        path: lines for path in product() if (lines := len((ROOT / path).read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_no_room_for_odds_and_ends() -> None:
    names = {Path(path).stem for path in files() if path.endswith(".py")}
    assert names & {"utils", "util", "helpers", "helper", "misc", "common"} == set()


def test_every_module_says_what_it_is() -> None:
    written = [path for path in product() if (ROOT / path).read_text(encoding="utf-8").strip()]
    assert [path for path in written if not ast.get_docstring(tree(path))] == []


WEAK = "a weak assert proves nothing: compare with what it should be"


def weak_asserts(module: ast.Module) -> list[int]:
    """Lines of asserts that are ``x is not None``, ``len(x) > 0``, ``len(x)``, ``True`` or ``isinstance(fig,
    Figure)``."""
    lines = []
    for node in ast.walk(module):
        if isinstance(node, ast.Assert):
            tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
            if all(is_weak(test) for test in tests):
                lines.append(node.lineno)
    return lines


def is_weak(test: ast.expr) -> bool:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        right = test.comparators[0]
        value = right.value if isinstance(right, ast.Constant) else ...
        if isinstance(test.ops[0], ast.IsNot) and value is None:
            return True
        counted = callee(test.left) == "len"
        return counted and (
            (isinstance(test.ops[0], ast.Gt | ast.NotEq) and value == 0)
            or (isinstance(test.ops[0], ast.GtE) and value == 1)
        )
    return callee(test) == "len" or (callee(test) == "isinstance" and "Figure" in ast.unparse(test))


def test_tests_prove_something() -> None:
    own = [path for path in files() if path.startswith("tests/") and path.endswith(".py")]
    assert {path: lines for path in own if (lines := weak_asserts(tree(path)))} == {}, WEAK


@pytest.mark.parametrize(
    ("code", "weak"),
    [
        ("assert x is not None", True),
        ("assert len(rows) > 0", True),
        ("assert len(rows) >= 1 and x is not None", True),
        ("assert len(rows)", True),
        ("assert isinstance(figure, go.Figure)", True),
        ("assert True", True),
        ("assert len(rows) == 3", False),
        ("assert x is not None and x.n == 3", False),
        ("assert not rows", False),
    ],
)
def test_the_check_of_asserts_sees_weak_ones(code: str, weak: bool) -> None:
    assert bool(weak_asserts(ast.parse(code))) is weak


WAITING = ("tests/browser/", "tests/benchmarks/", "tests/data/store/test_concurrency.py")
"""Where waiting is the point: another process is looked at, or killed at any moment."""


def test_tests_do_not_sleep() -> None:
    asleep = [path for path in files() if path.endswith(".py") and "time.sleep" in calls(path)]
    assert [path for path in asleep if not path.startswith(WAITING)] == []
