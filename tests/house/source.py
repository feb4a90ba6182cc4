"""The project's own source as the tests of this folder read it: files, syntax trees and string literals."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SKIPPED = {
    ".git",
    ".venv",
    "var",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".golden",
}
HAN = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=1)
def files() -> tuple[str, ...]:
    """Paths of the tree from its root: what git has or would add; without git, everything but what tools leave
    behind."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return tuple(path for path in sorted(set(done.stdout.splitlines())) if (ROOT / path).is_file())
    walked = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path.as_posix() for path in walked if not SKIPPED & set(path.parts)))


def product() -> tuple[str, ...]:
    """The Python files of the product: the door and the three floors."""
    roots = ("data/", "analytics/", "pages/")
    return tuple(path for path in files() if path.endswith(".py") and (path.startswith(roots) or "/" not in path))


@cache
def tree(path: str) -> ast.Module:
    """The syntax tree of a file; each node knows its parent as ``parent``."""
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"), path)
    for node in ast.walk(module):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    return module


@dataclass(frozen=True)
class Literal:
    """A string of the code: where it is, and whether it is one of the fixed parts of an f-string."""

    path: str
    line: int
    text: str
    node: ast.AST

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}: {self.text[:80]!r}"


def literals(path: str) -> Iterator[Literal]:
    """Every string constant that is not a docstring; an f-string as a whole, with ``{}`` where values go."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield Literal(path, node.lineno, "".join(str(part) for part in parts), node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            parent = node.parent  # type: ignore[attr-defined]
            if not isinstance(parent, ast.JoinedStr | ast.Expr):
                yield Literal(path, node.lineno, node.value, node)


def ancestors(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes around a node, innermost first."""
    while (node := getattr(node, "parent", None)) is not None:  # type: ignore[assignment]
        yield node


def callee(node: ast.AST) -> str:
    """The last name of what a call calls (``st.button`` → ``button``); empty where it has none."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def receiver_of(node: ast.AST) -> str:
    """What a method is called on, as it is written (``st.button`` → ``st``); empty where it is no such call."""
    return ast.unparse(node.func.value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
