"""A server that has just started is whole before it answers: no reader's thread loads a module while another loads one
that needs it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = ("analytics", "data", "pages")
PROGRAM = """
import json, sys
import asgi
print(json.dumps(sorted(sys.modules)))
"""


def needed() -> set[str]:
    """Modules of the product that a page, or what it calls, imports at any moment."""
    paths = [ROOT / "dashboard.py", *(path for top in OWN for path in (ROOT / top).rglob("*.py"))]
    trees = [ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in paths if path.name != "__main__.py"]
    nodes = [node for tree in trees for node in tree]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name for name in plain | named if name.split(".")[0] in OWN and not name.endswith("__main__")}


def test_all_is_loaded_before_anybody_is_served(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"HANDOVER_STORE": str(tmp_path / "programme.duckdb"), "PATH": "/usr/bin:/bin"},
    )
    loaded = set(json.loads(run.stdout))
    assert len(needed()) > 500
    assert needed() - loaded == set()
