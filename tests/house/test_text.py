"""Nobody reads a word that is not in the catalogue: the code of the product holds no text of its own.

Declared datasets carry their own labels, the wordings of ``data/ingest`` are what files say (not what we say), the demo
programme is made-up content, and ``data/language.py`` writes numbers and dates of both languages. Everything else
speaks through ids.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.source import HAN, Literal, ancestors, callee, literals, product, receiver_of

OWN_WORDS = ("data/datasets/", "data/demo/", "data/language.py", "data/settings.py")
"""Where words are content or declared documentation."""
READERS = ("data/ingest/", "data/numerals.py")
"""Where files and the names in them are read: constants of a module and patterns hold what headers and answers of files
say."""
HEARD = ("data/store/engine.py", "pages/kit/menu.py")
"""Where the messages of another programme are recognised."""
NAMES_OF_LANGUAGES = {"English", "中文"}

SHOWN = {
    "title",
    "header",
    "subheader",
    "caption",
    "markdown",
    "write",
    "text",
    "html",
    "info",
    "warning",
    "error",
    "success",
    "toast",
    "metric",
    "button",
    "download_button",
    "link_button",
    "page_link",
    "form_submit_button",
    "checkbox",
    "toggle",
    "radio",
    "selectbox",
    "multiselect",
    "segmented_control",
    "pills",
    "slider",
    "select_slider",
    "text_input",
    "text_area",
    "number_input",
    "date_input",
    "time_input",
    "file_uploader",
    "expander",
    "popover",
    "tabs",
    "status",
    "spinner",
    "progress",
    "dialog",
    "chat_input",
    "badge",
    "feedback",
    "add_annotation",
    "update_layout",
    "print",
}
"""Calls whose text reaches a person."""
SAID = {
    "label",
    "help",
    "placeholder",
    "text",
    "title",
    "hovertext",
    "hovertemplate",
    "texttemplate",
    "alt",
    "name",
    "description",
    "epilog",
    "caption",
    "body",
    "prompt",
    "ticktext",
    "annotation_text",
    "prog_text",
}
"""Keyword arguments whose text reaches a person."""
NOT_SHOWN = {"Field", "Dataset", "Query", "getLogger", "compile", "NamedTemporaryFile"}

WORD = re.compile(r"[A-Za-z]{2,}")
MARK_UP = re.compile(
    r"^pages/\w+\.py$|<style.*?</style>|<script.*?</script>|<svg.*?</svg>|<[^>]*>|%\{[^}]*\}|\{\}|&[a-z#0-9]+;|:material/\w+:",
    re.S,
)
SENTENCE = re.compile(r"(^|[>.:] *)[A-Z][a-z]+( [a-z0-9{}'’,–-]+){1,}[^;{}=]*$")
ATTRIBUTE = re.compile(r"\b(?:alt|title|aria-label|placeholder)=[\"']([^\"'{}]*[A-Za-z]{2,}[^\"'{}]*)[\"']")
TEXT_NODE = re.compile(r">([^<>]*)<")
SQL = re.compile(r"\b(select|insert|update|delete|create|from|where|join|union|values|order by|group by)\b", re.I)


def speaking() -> list[str]:
    """Files that must not hold words."""
    return [path for path in product() if not path.startswith(OWN_WORDS)]


def spoken() -> Iterator[Literal]:
    """The string literals of those files."""
    for path in speaking():
        yield from literals(path)


def internal(literal: Literal) -> bool:
    """Whether a literal is for programmers: in a ``raise`` or an ``assert``, a log line, a comparison or a
    subscript."""
    for node in ancestors(literal.node):
        if isinstance(node, ast.Raise | ast.Assert | ast.Compare | ast.Subscript):
            return True
        if callee(node) in NOT_SHOWN or receiver_of(node).lower() in ("log", "logger", "logging"):
            return True
        if isinstance(node, ast.stmt):
            return False
    return False


def words_of(text: str) -> str:
    """What is left of a text for a person to read when mark-up, placeholders and icons are taken away."""
    return MARK_UP.sub(" ", text).strip()


def test_no_chinese_in_the_code() -> None:
    written = [literal for literal in spoken() if HAN.search(literal.text) and literal.text not in NAMES_OF_LANGUAGES]
    assert [literal.place for literal in written if not is_wording(literal)] == []


def is_wording(literal: Literal) -> bool:
    """Whether a literal says what to look for in a file: in a module that reads, and on no way to a person."""
    told = any(callee(node) in ("Issue", "Refusal", "Question") for node in ancestors(literal.node))
    return literal.path.startswith(READERS) and not told and not is_shown(literal)


def test_no_sentence_in_the_code() -> None:
    """A capital, lower-case words and spaces: text, unless it is SQL or for programmers."""
    found = [
        literal.place
        for literal in spoken()
        if SENTENCE.search(words_of(literal.text))
        and not SQL.search(literal.text)
        and not internal(literal)
        and literal.path not in HEARD
        and not is_wording(literal)
    ]
    assert found == []


def test_what_is_shown_comes_from_the_catalogue() -> None:
    """No word is given to a call or an argument that shows it; names of the field that stay Latin go through ids
    too."""
    assert [literal.place for literal in spoken() if is_shown(literal)] == []


def is_shown(literal: Literal) -> bool:
    parent = literal.node.parent  # type: ignore[attr-defined]
    if not WORD.search(words_of(literal.text)) or internal(literal):
        return False
    if isinstance(parent, ast.keyword) and parent.arg in SAID:
        call = parent.parent  # type: ignore[attr-defined]
        # Names of columns, parameters and fields are not shown by these.
        return callee(call) in SHOWN or re.search(r"[a-z] [a-z]|^[A-Z][a-z]", words_of(literal.text)) is not None
    if isinstance(parent, ast.Call) and callee(parent) in SHOWN and parent.args and parent.args[0] is literal.node:
        return receiver_of(parent) == "st" or callee(parent) == "print" or " " in words_of(literal.text)
    return False


def test_html_holds_no_words() -> None:
    found = []
    for literal in spoken():
        if "<" not in literal.text or internal(literal) or "<style" in literal.text or "<script" in literal.text:
            continue
        texts = TEXT_NODE.findall(literal.text) if re.search(r"</?[a-z][^>]*>", literal.text) else []
        said = [text for text in texts if WORD.search(words_of(text))] + ATTRIBUTE.findall(literal.text)
        if said:
            found.append(f"{literal.place} {said}")
    assert found == []


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('st.button("Save")', True),
        ('st.button(t("word.save"))', False),
        ('st.markdown("<div class=tile></div>")', False),
        ('go.Bar(name="Answers given")', True),
        ('go.Bar(name=t("x.y"))', False),
        ('st.selectbox(t("a.b"), ["csat"], placeholder="Choose one")', True),
    ],
)
def test_this_guard_sees_text(code: str, shown: bool) -> None:
    module = ast.parse(code)
    for node in ast.walk(module):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    strings = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert any(is_shown(Literal("x.py", 1, node.value, node)) for node in strings) is shown
