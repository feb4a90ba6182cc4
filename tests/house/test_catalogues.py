"""Both languages say everything, with the same placeholders, and nothing that no code asks for."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from string import Formatter

import polib
import pytest

from analytics.catalogue import areas
from data.datasets import DATASETS
from data.language import CATALOGUES, LANGUAGES, Translator
from tests.house.source import callee, literals, product, tree

AREAS = sorted(path.stem for path in (CATALOGUES / "en").glob("*.po"))
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh": "nplurals=1; plural=0;"}
ID = re.compile(r"[a-z][a-z0-9_]*(\.\w+)+")


@cache
def catalogue(lang: str, area: str) -> polib.POFile:
    return polib.pofile(str(CATALOGUES / lang / f"{area}.po"), encoding="utf-8")


def texts(entry: polib.POEntry) -> list[str]:
    """What a message says: one text, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def every() -> dict[str, polib.POEntry]:
    """All messages of the English catalogues by id."""
    return {entry.msgid: entry for area in AREAS for entry in catalogue("en", area)}


def test_each_area_has_both_languages() -> None:
    for lang in LANGUAGES:
        assert sorted(path.stem for path in (CATALOGUES / lang).glob("*.po")) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_messages(area: str) -> None:
    en, zh = ({entry.msgid for entry in catalogue(lang, area)} for lang in ("en", "zh"))
    assert sorted(en ^ zh) == []


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_headers_ids_and_texts(lang: str, area: str) -> None:
    messages = catalogue(lang, area)
    assert messages.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert messages.metadata["Plural-Forms"] == PLURALS[lang]
    wrong = [entry.msgid for entry in messages if not ID.fullmatch(entry.msgid)]
    assert wrong == [], "ids are dotted"
    empty = [entry.msgid for entry in messages if not all(text.strip() for text in texts(entry))]
    assert empty == []
    forms = int(PLURALS[lang][9])
    short = [entry.msgid for entry in messages if entry.msgid_plural and len(texts(entry)) != forms]
    assert short == [], f"a plural has {forms} forms"
    uncertain = [entry.msgid for entry in messages if entry.fuzzy or entry.obsolete]
    assert uncertain == []


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_placeholders(area: str) -> None:
    chinese = {entry.msgid: set().union(*map(placeholders, texts(entry))) for entry in catalogue("zh", area)}
    differing = {}
    for entry in catalogue("en", area):
        names = set().union(*map(placeholders, texts(entry)))
        if names != chinese[entry.msgid]:
            differing[entry.msgid] = (sorted(names), sorted(chinese[entry.msgid]))
    assert differing == {}


def test_no_text_has_marks_that_its_reader_sees_as_they_are() -> None:
    """A page shows most texts as they stand: a backtick would be read."""
    said = {f"{lang} {one.msgid}": texts(one) for lang in LANGUAGES for area in AREAS for one in catalogue(lang, area)}
    assert [key for key, parts in said.items() if any("`" in part for part in parts)] == []


def test_an_id_stands_in_one_area_once() -> None:
    counts = Counter(entry.msgid for area in AREAS for entry in catalogue("en", area))
    assert [key for key, count in counts.items() if count > 1] == []


def test_the_translator_reads_every_message() -> None:
    for lang in LANGUAGES:
        t = Translator(lang)
        assert [key for key in every() if not t.has(key)] == []


def asked_for() -> tuple[dict[str, str], dict[str, str]]:
    """Ids that the code gives to a translator, and patterns of ids (f-strings), each with the place."""
    exact: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for path in product():
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and callee(node) == "t" and node.args):
                continue
            for choice in alternatives(node.args[0]):
                place = f"{path}:{node.lineno}"
                if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    exact[choice.value] = place
                elif isinstance(choice, ast.JoinedStr):
                    patterns[pattern_of(choice)] = place
    return exact, patterns


def alternatives(node: ast.expr) -> list[ast.expr]:
    """Both branches of a conditional expression, each with its own."""
    if isinstance(node, ast.IfExp):
        return alternatives(node.body) + alternatives(node.orelse)
    return [node]


def pattern_of(node: ast.JoinedStr) -> str:
    """A regular expression of the ids that an f-string can become."""
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]*" for part in node.values)


def test_every_id_that_the_code_asks_for_exists() -> None:
    exact, patterns = asked_for()
    known = every()
    missing = {key: place for key, place in exact.items() if key not in known}
    assert missing == {}
    never = {form: place for form, place in patterns.items() if not any(re.fullmatch(form, key) for key in known)}
    assert never == {}


def problem_codes() -> dict[str, str]:
    """Codes given to ``Issue`` and ``Refusal``, and those of the declared checks, with the place."""
    codes = {check.code: f"dataset {dataset.name}" for dataset in DATASETS.values() for check in dataset.every_check}
    for path in product():
        for node in ast.walk(tree(path)):
            if callee(node) not in ("Issue", "Refusal"):
                continue
            assert isinstance(node, ast.Call)
            named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            for first in named or node.args[:1]:
                for choice in alternatives(first):
                    if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                        codes[choice.value] = f"{path}:{node.lineno}"
    return codes


def test_every_problem_says_what_is_wrong_and_what_to_do() -> None:
    known = every()
    missing = {
        key: place
        for code, place in problem_codes().items()
        for key in (f"problem.{code}", f"problem.{code}.todo")
        if key not in known
    }
    assert missing == {}
    problems = {key for key in known if key.startswith("problem.")}
    alone = [key for key in problems if not key.endswith(".todo") and f"{key}.todo" not in problems]
    assert alone == []


def test_what_a_page_or_a_section_waits_for_is_said() -> None:
    known = every()
    waits = {area.name for area in areas()} | {one.needs[0] for area in areas() for one in area.sections if one.needs}
    assert [name for name in sorted(waits) if f"plan.missing.{name}" not in known] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_empty_product_will_show_is_told_in_sentences(lang: str) -> None:
    """The list of an empty programme: a line a page, each from its capital to its stop."""
    said = [
        entry.msgstr
        for area in AREAS
        for entry in catalogue(lang, area)
        if entry.msgid.startswith("empty.here.") and entry.msgid != "empty.here.title"
    ]
    assert len(said) > len(AREAS) / 3
    stop = "." if lang == "en" else "。"
    assert [text for text in said if not text.endswith(stop) or text[0] != text[0].upper()] == []


def test_no_message_is_left_over() -> None:
    """An id is used when the code has it as a string, its two parts, or an f-string that can become it; a problem by
    its code."""
    words: set[str] = set()
    codes = {check.code for dataset in DATASETS.values() for check in dataset.every_check}
    patterns: set[str] = set()
    families: set[str] = set()
    for path in (*product(), "docs/make.py"):
        for literal in literals(path):
            words.add(literal.text)
            codes.update(re.findall(r"\w+", literal.text))  # SQL names the code of what it finds
            if isinstance(literal.node, ast.JoinedStr) and re.fullmatch(r"[a-z]{4,}_\{\}", literal.text):
                families.add(pattern_of(literal.node))
            if isinstance(literal.node, ast.JoinedStr) and re.match(r"[a-z]\w*\.", literal.text):
                patterns.add(pattern_of(literal.node))
    patterns = {form for form in patterns if not form.startswith("problem")}
    views = {f"{area.name}.view.{section.key}" for area in areas() for section in area.sections}
    unused = []
    for key in every():
        if key.startswith("problem."):
            code = key.removeprefix("problem.").removesuffix(".todo")
            if code not in codes and not any(re.fullmatch(form, code) for form in families):
                unused.append(key)
        elif key in views or {key.rpartition(".")[0], key.rpartition(".")[2]} <= words:
            continue  # the name of a section; the header or code of a column, whose two parts the code has
        elif key not in words and not any(re.fullmatch(form, key) for form in patterns):
            unused.append(key)
    assert unused == []


def test_where_a_formula_is_from_is_told_in_the_language_of_its_reader() -> None:
    """The tiles of 65 metrics said “own definition: counted in the ledger” to readers of Chinese."""
    from analytics.metrics import METRICS
    from analytics.metrics.passport import OWN

    passports = [metric.passport for metric in METRICS.values()]
    assert [one.id for one in passports if one.source(Translator("en")) != one.reference] == []
    assert [one.id for one in passports if OWN in one.source(Translator("zh"))] == []
    assert (
        METRICS["rebaselines_unexplained"].passport.source(Translator("zh")) == "自行定义：首版之后未说明理由的基准数"
    )
