"""Every module of the product can be imported: a name that has moved is missed at once, not when its page is opened."""

from __future__ import annotations

import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_can_be_imported() -> None:
    paths = [path for folder in ("analytics", "data", "pages/kit") for path in sorted((ROOT / folder).rglob("*.py"))]
    lost = []
    for path in paths:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if path.name == "__main__.py":
            continue
        try:
            importlib.import_module(name)
        except ImportError as error:
            lost.append(f"{name}: {error}")
    assert len(paths) > 400
    assert lost == []
