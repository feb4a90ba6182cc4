"""Where Streamlit reads Markdown each page puts words of the catalogue, numbers and declared names – and what others
typed through one function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST = frozenset(
    {"button", "download_button", "link_button", "form_submit_button", "checkbox", "toggle", "radio", "pills"}
    | {"segmented_control", "selectbox", "multiselect", "select_slider", "slider", "text_input", "text_area"}
    | {"number_input", "date_input", "time_input", "file_uploader", "expander", "popover", "status", "metric"}
    | {"spinner", "toast", "markdown", "caption", "error", "warning", "info", "success"}
)
"""Calls whose first argument is Markdown."""
KIT = frozenset({"pick", "choose", "choose_several", "slide", "take_button"})
"""Functions of the kit that give their first argument on to one of these."""
MORE = frozenset({"page_link", "progress"})
"""Calls of which only named arguments are."""
NAMED = frozenset({"label", "help", "text"})
FORMATTED = frozenset({"radio", "pills", "segmented_control"})
"""Whose choices are Markdown too; those of lists are not."""
WRITTEN = frozenset({"number", "count", "percent", "date", "moment", "label"})
"""Methods that write a number, a day, or the declared name of a field or dataset."""
OTHERS = frozenset({"draft", "desk", "t", "self"})
"""Objects of ours that have methods of the same names."""
NUMBERS = frozenset({"n", "all", "at", "rows", "points", "sheets"})
"""Parameters of words that are numbers."""
OURS = {
    "pages/kit/controls.py": {"label"},
    "pages/kit/take.py": {"label", "label or view.t('export.csv')"},
    "pages/kit/records/dictionary.py": {"label or view.t('upload.templates.download')"},
    "pages/kit/editor/form.py": {"hint"},
    "pages/kit/empty.py": {"_step(t, step)"},
    "pages/kit/meeting/choose.py": {"words", "at + 1"},
    "pages/kit/meeting/editions.py": {"words"},
    "pages/kit/meeting/show.py": {"words"},
    "pages/kit/tiles.py": {"tile.title"},
    "pages/kit/upload/check.py": {"deed_text(view, found.dataset, preview, still)"},
    "pages/kit/upload/end.py": {"title", "step_text(t, step)"},
    "pages/kit/upload/sheets.py": {"open_text(t, still, 'upload.keep.wait', 'upload.keep.confirm')"},
    "pages/records.py": {"said"},
}
"""What this walk does not follow and was read: the labels of the kit's own controls, which the walk looks at where they
are called; titles of pieces and metrics, help and steps, all of the catalogue; and what a page says of its own deed."""


def sources() -> list[Path]:
    return [ROOT / "dashboard.py", *sorted((ROOT / "pages").rglob("*.py"))]


class Page:
    """One file of the pages: whether what it gives to Streamlit as Markdown is known to be ours."""

    def __init__(self, path: Path, text: str = "") -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.tree = ast.parse(text or path.read_text(encoding="utf-8"))
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.looked = 0
        self.faults = list(self._faults())

    def _faults(self) -> Iterator[str]:
        for call in ast.walk(self.tree):
            if not isinstance(call, ast.Call):
                continue
            name = called(call)
            if name not in FIRST | KIT | MORE or isinstance(call.func, ast.Name) is not (name in KIT):
                continue
            if called_on(call) in OTHERS:
                continue
            given = [word.value for word in call.keywords if word.arg in NAMED]
            given += call.args[:1] if name not in MORE else []
            given += [
                word.value.body if isinstance(word.value, ast.Lambda) else word.value
                for word in call.keywords
                if word.arg == "format_func" and name in FORMATTED
            ]
            for value in given:
                self.looked += 1
                if not self.ours(value):
                    yield f"{self.name}:{value.lineno} {name}({ast.unparse(value)})"

    def ours(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Constant) or ast.unparse(value) in OURS.get(self.name, ()):
            return True
        if isinstance(value, ast.IfExp):
            return self.ours(value.body) and self.ours(value.orelse)
        if isinstance(value, ast.BoolOp):
            return all(map(self.ours, value.values))
        if isinstance(value, ast.BinOp):
            return self.ours(value.left) and self.ours(value.right)
        if isinstance(value, ast.JoinedStr):
            return all(self.ours(part.value) if isinstance(part, ast.FormattedValue) else True for part in value.values)
        if isinstance(value, ast.Call):
            return self.ours_called(value)
        return isinstance(value, ast.Name) and self.ours_named(value)

    def ours_called(self, call: ast.Call) -> bool:
        name = called(call)
        if name in ("plain", "len", "int") or (name in WRITTEN and isinstance(call.func, ast.Attribute)):
            return True
        if name == "t":
            return all(word.arg in NUMBERS or self.ours(word.value) for word in call.keywords)
        return False

    def ours_named(self, name: ast.Name) -> bool:
        inside: ast.AST = name
        while not isinstance(inside, ast.FunctionDef | ast.Module):
            inside = self.parents[inside]
        found = []
        for node in ast.walk(inside):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name) and target.id == name.id:
                        found.append(node.value)
                    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                        pairs = zip(target.elts, node.value.elts, strict=False)
                        found += [one for at, one in pairs if isinstance(at, ast.Name) and at.id == name.id]
        return bool(found) and all(self.ours(one) for one in found)


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def called_on(call: ast.Call) -> str:
    """The name of what a method is called on; '' for a function."""
    return call.func.value.id if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) else ""


def test_each_label_is_ours_or_plain() -> None:
    pages = [Page(path) for path in sources()]
    assert sum(page.looked for page in pages) > 250
    assert [fault for page in pages for fault in page.faults] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("st.button(name)", True),
        ("st.button(t('a', who=name))", True),
        ("left.checkbox(shorten(name, 40))", True),
        ("st.button(t('a'), help=name)", True),
        ("st.pills(t('a'), [], format_func=lambda one: words(one))", True),
        ("st.page_link('p', label=f'{name}')", True),
        ("pick(t('a'), [], 'k', words)", False),
        ("st.button(plain(name), help=t('a', n=len(name)))", False),
        ("label = plain(name)\nst.button(label)", False),
        ("label = plain(name)\nlabel = name\nst.button(label)", True),
    ],
)
def test_a_label_of_others_is_found(line: str, fault: bool) -> None:
    assert bool(Page(ROOT / "dashboard.py", line).faults) is fault
