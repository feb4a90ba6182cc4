"""The documentation names everything there is, and the pages made from declarations are current."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from analytics.metrics import METRICS
from data.datasets import DATASETS
from data.settings import Settings
from docs.make import PAGES as WRITTEN
from docs.make import commands, parsers
from pages.kit.navigation import PAGES
from tests.house.source import ROOT, files

DOCUMENTS = [path for path in files() if path.endswith(".md")]


@lru_cache(maxsize=1)
def everything() -> str:
    return "\n".join((ROOT / path).read_text(encoding="utf-8") for path in DOCUMENTS)


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WRITTEN)
def test_pages_made_from_declarations_are_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == WRITTEN[name](), "run `make docs`"


def test_the_readme_names_every_page_and_no_other() -> None:
    named = set(re.findall(r"`pages/(\w+)\.py`", readme()))
    assert named == {page.name for page in PAGES}


def test_every_dataset_is_named() -> None:
    dictionary = (ROOT / "docs/datasets.md").read_text(encoding="utf-8")
    assert [name for name in DATASETS if f"\n## {name}\n" not in dictionary] == []


def test_every_metric_is_named() -> None:
    listed = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
    assert [name for name in METRICS if f"\n## {name}\n" not in listed] == []


def test_every_setting_is_named_and_no_other() -> None:
    named = set(re.findall(r"HANDOVER_[A-Z_]+[A-Z]", everything()))
    known = {f"HANDOVER_{name.upper()}" for name in Settings.model_fields}
    assert known - named == set()
    assert named - known - {"HANDOVER_PROVE"} == set()
    table = {name for name in known if f"| `{name}` |" in readme()}
    assert table == known, "the table of settings of the README"


def test_every_command_of_make_is_named() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert [name for name in sorted(targets - {"help"}) if f"make {name}" not in everything()] == []
    named = set(re.findall(r"`make ([a-z]+)", everything()))
    assert named - targets == set()


def test_every_command_of_the_product_is_named_and_no_other() -> None:
    existing = {f"{top.prog.split()[-1]} {name}" for top in parsers() for name in commands(top)}
    listed = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert {name for name in existing if f"\n### {name}\n" not in listed} == set()
    assert {name for name in existing if f"| `python -m {name}" not in readme()} == set(), "the table of the README"
    named = set(re.findall(r"python -m ((?:data|analytics) [a-z]+)", everything()))
    assert named - existing == set()


def spoken(path: str) -> set[str]:
    """The commands that a document names, without what the reader puts in."""
    text = (ROOT / path).read_text(encoding="utf-8")
    typed = re.findall(r"`([^`\n]+)`", text)
    typed += [line.strip() for block in re.findall(r"```\n(.*?)```", text, re.S) for line in block.splitlines()]
    named = (re.match(r"(?:make|python -m \w+) [a-z]+", command) for command in typed)
    return {found[0] for found in named if found}


@pytest.mark.parametrize(
    ("english", "chinese"), [("README.md", "README.zh.md"), ("docs/operations.md", "docs/operations.zh.md")]
)
def test_both_languages_name_the_same_commands(english: str, chinese: str) -> None:
    assert spoken(english) == spoken(chinese)
    assert {"python -m data backup", "python -m data restore"} <= spoken(chinese)
    assert f"({chinese.rpartition('/')[2]})" in (ROOT / english).read_text(encoding="utf-8")


def test_links_inside_the_documentation_lead_somewhere() -> None:
    broken = []
    for path in DOCUMENTS:
        folder = (ROOT / path).parent
        text = (ROOT / path).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if not re.match(r"[a-z]+:", target) and not (folder / target).exists():
                broken.append(f"{path}: {target}")
    assert broken == []


def test_every_decision_is_in_the_list() -> None:
    records = sorted(path.split("/")[-1] for path in DOCUMENTS if re.match(r"docs/decisions/\d", path))
    listed = re.findall(r"\]\((\d[^)]+\.md)\)", (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"))
    assert listed == records


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    sections = re.findall(r"^## (.+)$", text, re.M)
    assert [
        name for name in sections if not re.fullmatch(r"\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", name)
    ] == []
    kinds = set(re.findall(r"^### (.+)$", text, re.M))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
