"""Falsified screens: the code of tiles, headlines and verdicts changed in one place, in the running process.

A mutant replaces the code of one function by that of its changed source; every reference to the function then runs it,
and taking it back is as quick. Nothing is written to any file.
"""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType

import numpy as np

from analytics.catalogue import areas
from analytics.metrics import METRICS


@dataclass(frozen=True)
class Mutant:
    """``function`` of ``module`` with ``old`` replaced by ``new`` where it stands; ``page`` shows what comes of it."""

    page: str
    module: str
    function: str
    old: str
    new: str

    @property
    def name(self) -> str:
        return f"{self.page}: {self.module}.{self.function}: {self.old} → {self.new}"


TILE, JUDGE, STANDING = "pages.kit.passport", "analytics.judging", "analytics.standing"
SHARES, RISKS, LEDGER = (
    "analytics.safeguards.numbers.passports",
    "analytics.risk.numbers.passports",
    "analytics.metrics.programme_metrics",
)
FALSIFIED = (
    # the value's complement, that of the period before, another percentile, the budget for the forecast, open for
    # overdue
    Mutant("safeguards", SHARES, "share_of", "part / whole", "1 - part / whole"),
    Mutant(
        "satisfaction",
        TILE,
        "tile_of",
        "reading.written(t).removesuffix",
        "metric.write(reading.previous.value, t).removesuffix",
    ),
    Mutant("risk", RISKS, "_p80", "percentile(0.8)", "percentile(0.5)"),
    Mutant("cost", LEDGER, "_final_cost", "costs.forecast", "costs.bac"),
    Mutant(
        "complaints", "analytics.complaints.numbers.passports", "_overdue", "int(row['overdue'])", "int(row['still'])"
    ),
    # an interval where nothing was sampled, verdicts always good, limits of each other
    Mutant("rights", TILE, "tile_of", "if metric.sampled else ''", "or '33.0…41.0'"),
    Mutant("schedule", JUDGE, "compute_verdict", "Verdict('bad', limits, reached)", "Verdict('good', limits, reached)"),
    Mutant(
        "satisfaction",
        TILE,
        "tile_of",
        "metric.write_interval(now.low, now.high, t)",
        "metric.write_interval(now.high, now.low, t)",
    ),
    Mutant("cost", TILE, "tile_of", "state=standing.state", "state='good'"),
    Mutant(
        "satisfaction",
        TILE,
        "tile_of",
        "metric.write_change(reading.change, t",
        "metric.write_change(-reading.change, t",
    ),
    Mutant("satisfaction", TILE, "counts_of", "now.written_n(t)", "reading.previous.written_n(t)"),
)
"""The eleven kinds that once left every test of the pages green."""

TILES = {
    "this_week": ("nps", "csat", "ces", "response_rate"),
    **{area.name: area.tiles for area in areas() if area.tiles},
}
"""The metrics of each page's tiles."""
SENTENCES = {"this_week": "pages.kit.week"}
"""Where ``message`` makes the headline of a page that the catalogue does not declare."""
SHARED = (
    (TILE, ("tile_of", "direction", "judged_change", "counts_of", "unit_of")),
    (STANDING, ("_words", "_told_apart", "_held")),
    (JUDGE, ("compute_verdict",)),
)
"""What makes the tiles and verdicts of every page."""


def judging() -> Iterator[tuple[str, str, str]]:
    """(page, module, function) that decide what its tiles, its headline and its verdicts say; what all share is given
    to pages in turn."""
    declared = {area.name: area.headline for area in areas()}
    for page, metrics in TILES.items():
        counts = [getattr(METRICS[metric], "count", None) for metric in metrics]
        if page in declared:
            counts.append(declared[page])
        else:
            yield page, SENTENCES[page], "message"
        for count in counts:
            if isinstance(count, FunctionType) and "<" not in count.__qualname__:
                yield page, count.__module__, count.__qualname__
    pages = itertools.cycle(TILES)
    for module, functions in SHARED:
        yield from ((next(pages), module, function) for function in functions)


FLIPPED = {ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
SWAPPED = {"good": "bad", "bad": "good", "watch": "good", "up": "down", 0.8: 0.5, 0.5: 0.8, 0.1: 0.9, 0.9: 0.1}
SIDES = {"low": "high", "high": "low", "now": "previous"}


def changed(node: ast.AST) -> ast.AST | None:
    """A node with its meaning turned round, or ``None`` where there is nothing to turn."""
    new = copy.copy(node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in FLIPPED:
        new.ops = [FLIPPED[type(node.ops[0])]()]  # type: ignore[attr-defined]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str | float) and node.value in SWAPPED:
        new = ast.Constant(SWAPPED[node.value])
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        return node.left  # a filter is dropped
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Add):
        new.op = ast.Add() if isinstance(node.op, ast.Sub) else ast.Sub()  # type: ignore[attr-defined]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        return node.operand
    elif isinstance(node, ast.Attribute) and node.attr in SIDES and isinstance(node.ctx, ast.Load):
        new.attr = SIDES[node.attr]  # type: ignore[attr-defined]
    elif isinstance(node, ast.IfExp):
        new.body, new.orelse = node.orelse, node.body  # type: ignore[attr-defined]
    else:
        return None
    return new


def source_of(module: str, function: str) -> ast.FunctionDef:
    found = getattr(importlib.import_module(module), function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(found))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


def every() -> list[Mutant]:
    """All single changes of the functions that judge, in the order of the code."""
    found = []
    for page, module, function in judging():
        tree = source_of(module, function)
        for node in (inner for statement in tree.body for inner in ast.walk(statement)):
            new = changed(node)
            if new is not None:
                found.append(Mutant(page, module, function, ast.unparse(node), ast.unparse(new)))
    return list(dict.fromkeys(found))


def sample(count: int, seed: int = 20261123) -> list[Mutant]:
    """Some of all, spread evenly over the pages."""
    rng, pages = np.random.default_rng(seed), {}
    for mutant in every():
        pages.setdefault(mutant.page, []).append(mutant)
    drawn = {page: [own[at] for at in rng.permutation(len(own))] for page, own in pages.items()}
    turns = [own[turn] for turn in range(max(map(len, drawn.values()))) for own in drawn.values() if turn < len(own)]
    return turns[:count]


def _code(compiled: CodeType, name: str) -> CodeType:
    return next(part for part in compiled.co_consts if isinstance(part, CodeType) and part.co_name == name)


@contextmanager
def applied(mutant: Mutant) -> Iterator[None]:
    """Let the function of a mutant be the changed one."""
    module = importlib.import_module(mutant.module)
    function = getattr(module, mutant.function)
    assert isinstance(function, FunctionType)
    source = ast.unparse(source_of(mutant.module, mutant.function))
    if mutant.old not in source:
        raise LookupError(f"{mutant.module}.{mutant.function} no longer says {mutant.old}")
    text = "from __future__ import annotations\n" + source.replace(mutant.old, mutant.new, 1)
    kept = function.__code__
    function.__code__ = _code(compile(text, f"<{mutant.name}>", "exec"), mutant.function)
    try:
        yield
    finally:
        function.__code__ = kept
