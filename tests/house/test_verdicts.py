"""Verdicts come from the judge: no page, chart or alert makes one out of a comparison with a number of its own."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import product, tree

STATES = {"good", "watch", "bad", "serious"}
FLOORS = ("pages/", "analytics/alerts/", "analytics/charts/")
SORTS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def numeric(node: ast.expr) -> bool:
    """Whether an expression holds a comparison by size with a number that is not nothing, or with a constant."""
    for part in ast.walk(node):
        if isinstance(part, ast.Compare) and any(isinstance(op, SORTS) for op in part.ops):
            for side in (part.left, *part.comparators):
                value = side.operand if isinstance(side, ast.UnaryOp) else side
                if isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value:
                    return True
                if isinstance(value, ast.Name) and value.id.isupper() and len(value.id) > 1:
                    return True
    return False


def own_verdicts(module: ast.Module) -> list[int]:
    """Lines where a state is chosen by such a comparison."""
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.IfExp) or not numeric(node.test):
            continue
        chosen = {part.value for part in (node.body, node.orelse) if isinstance(part, ast.Constant)}
        if chosen & STATES:
            found.append(node.lineno)
    return found


def test_no_page_judges_by_a_number_of_its_own() -> None:
    wrong = [f"{path}:{line}" for path in product() if path.startswith(FLOORS) for line in own_verdicts(tree(path))]
    assert wrong == []


def test_a_tile_is_made_in_one_place() -> None:
    """``Tile(…)`` is called by the builder alone: pages list ids of metrics."""
    made = {
        path
        for path in product()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Tile"
    }
    assert made == {"pages/kit/passport.py"}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('state = "good" if value >= 0.98 else "watch"', [1]),
        ('state = "bad" if age > BACKUP_DAYS else "good"', [1]),
        ('state = "bad" if late else "good"', []),
        ('state = "bad" if row.days < 0 else "good"', []),
        ('word = "few" if n < 30 else "many"', []),
    ],
)
def test_the_check_sees_a_verdict_of_its_own(code: str, lines: list[int]) -> None:
    assert own_verdicts(ast.parse(code)) == lines
