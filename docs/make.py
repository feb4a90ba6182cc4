"""The pages of ``docs/`` that come from declarations: ``make docs`` writes them, a test checks that they are
current."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

from analytics.alerts.base import FALSE_WEEKS
from analytics.alerts.rules import RULES
from analytics.families import FAMILIES, HEADLINE, level
from analytics.judging import COMPLEMENTS, OLDER, THRESHOLDS
from analytics.metrics import METRICS
from analytics.metrics.passport import CONFIDENCE, FEW, HIDDEN, Passport
from analytics.provenance import why
from analytics.stats.compare import ALPHA
from data.datasets import DATASETS, Dataset, Field
from data.language import Translator
from data.settings import Settings
from docs.performance import render_performance

HERE = Path(__file__).resolve().parent
BETTER = {"up": "higher", "down": "lower", "neither": "neither"}
NOTE = "<!-- Written by `make docs` from what the code declares. Change it there. -->"
KINDS = {"fact": "facts", "register": "register", "snapshot": "snapshot"}
PROTECTED = {"none": "", "pseudonym": "kept as a pseudonym", "mask": "masked", "drop": "not kept"}


def render_settings() -> str:
    """Every setting: its variable, its default, what it does."""
    lines = [
        "# Settings",
        NOTE,
        "",
        "Each is an environment variable, read once when the process starts.",
        "",
        "| variable | default | what it does |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        lines.append(f"| `HANDOVER_{name.upper()}` | {default} | {cell(field.description or '')} |")
    en = Translator("en")
    lines += [
        "",
        "## Limits",
        "",
        (
            "Every number that something is held against is a row of the dataset `settings`, so that each change has"
            " its date. A share"
        ),
        (
            "may be written as `0.9` or `90%`. What cannot be read is said on the page of the week and by `python -m"
            " analytics alerts`,"
        ),
        "and the default holds.",
        "",
        "| setting | default | what it does |",
        "|---|---|---|",
    ]
    lines += [f"| `{one.name}` | `{one.write(one.default)}` | {cell(one.words(en))} |" for one in THRESHOLDS.values()]
    lines += rules_lines(en)
    lines += [
        "",
        "## Targets and limits of the metrics",
        "",
        (
            "Set `target.<metric>`, `limit.<metric>.watch` and `limit.<metric>.bad` to replace them. A value that"
            " equals its limit is"
        ),
        "within it. *Of the reference* means a share of what comes with the value: of the budget, or of the plan.",
        "",
        "| metric | target | to watch | bad | |",
        "|---|---|---|---|---|",
    ]
    lines += [limits_line(metric.passport, en) for metric in METRICS.values()]
    lines += ["", "Older names: " + ", ".join(f"`{old}` sets `{new}`" for old, new in OLDER.items()) + "."]
    lines += [f"`{old}` sets 1 − `{new}`." for old, new in COMPLEMENTS.items()]
    return "\n".join(lines) + "\n"


def rules_lines(t: Translator) -> list[str]:
    """The rules of early warning, a line of a table each."""
    lines = [
        "",
        "## Rules of early warning",
        "",
        (
            "Each is changed by `rule.<key>.on` (yes or no), `rule.<key>.severity` (serious, watch or info) and"
            " `rule.<key>.owner` (a name):"
        ),
        (
            "on the page *Early warning*, under *Rules*, or by rows of the dataset `settings`. What is off raises no"
            " alert and is counted"
        ),
        (
            "wherever alerts are. Alerts are ordered by severity, then by what they harm as listed here, then by their"
            " onset, the latest first."
        ),
        (
            "`python -m analytics alerts --rules` lists them with what is set. *Chance* is a test of one family a week"
            " (Benjamini–Hochberg"
        ),
        "at 1%), which has no line to set.",
        "",
        "| rule | what it says | harms | severity | owner | held against |",
        "|---|---|---|---|---|---|",
    ]
    for rule in RULES.values():
        held = [f"`{name}`" for name in (*rule.held, *(f"limit.{metric}" for metric in rule.metrics))]
        told = ", ".join([*held, *(["chance"] if rule.chance else [])])
        severity = t(f"alert.severity.{rule.usual}") if rule.usual else t("rules.severity.case")
        lines.append(
            f"| `{rule.key}` | {cell(rule.words(t))} | {t(f'rules.harm.{rule.harm}')} | {severity} |"
            f" {t(f'rules.owner.{rule.owner}')} | {told} |"
        )
    return lines


def limits_line(passport: Passport, t: Translator) -> str:
    """A metric with what it is held against, a line of a table."""
    watch, bad = passport.thresholds or (None, None)
    side = "below" if passport.better == "up" else "above"

    def written(value: float | None) -> str:
        if value is None:
            return "–"
        return f"{side} {t.percent(value, 0)}" if passport.relative else f"{side} {passport.write_limit(value, t)}"

    target = "–" if passport.target is None else passport.write_target(passport.target, t)
    kind = "of the reference" if passport.relative else ""
    return f"| `{passport.id}` | {target} | {written(watch)} | {written(bad)} | {kind} |"


def render_datasets() -> str:
    """The data dictionary: every dataset, what identifies a row, every column with its names in both languages."""
    lines = [
        "# Datasets",
        NOTE,
        "",
        (
            "What can be loaded. A file's headers may be any of the names or synonyms below, in either language."
            " *Facts* are"
        ),
        "added and corrected by key; in a *register* the newest row of a key holds; a *snapshot* file replaces the",
        "earlier one of its date and part. The upload page has a blank workbook of each.",
        "",
    ]
    lines += [f"* [`{dataset.name}`](#{dataset.name}) {dataset.en} · {dataset.zh}" for dataset in DATASETS.values()]
    for dataset in DATASETS.values():
        lines += ["", *render_dataset(dataset)]
    return "\n".join(lines) + "\n"


def render_dataset(dataset: Dataset) -> list[str]:
    """One dataset as a section."""
    keys = " or else ".join(
        " + ".join(f"`{name}`" for name in key) for key in (dataset.key, *dataset.other_keys) if key
    )
    lines = [
        f"## {dataset.name}",
        "",
        f"**{dataset.en} · {dataset.zh}** ({KINDS[dataset.kind]}). {dataset.help_en}".rstrip(),
        "",
        f"A row is identified by {keys or 'its content'}."
        + (f" It is placed in time by `{dataset.when}`." if dataset.when else ""),
        "",
        "| column | holds | English | 中文 | also recognised |",
        "|---|---|---|---|---|",
    ]
    for field in dataset.fields:
        names = ", ".join(field.synonyms)
        lines.append(f"| `{field.name}` | {cell(holds(field))} | {cell(field.en)} | {cell(field.zh)} | {cell(names)} |")
    return lines


def render_metrics() -> str:
    """The passports: what each metric means, its formula, its unit, what it is judged against, where it comes from."""
    lines = [
        "# Metrics",
        NOTE,
        "",
        (
            "Every number is computed in one place and comes with its number of answers and an interval of"
            f" {CONFIDENCE:.0%} where one exists. Fewer than {FEW} answers are marked as too few for a verdict; fewer"
            f" than {HIDDEN} are not shown."
        ),
        "",
    ]
    en, zh = Translator("en"), Translator("zh")
    passports = [metric.passport for metric in METRICS.values()]
    lines += [
        f"* [`{passport.id}`](#{passport.id}) {named(passport, en)} · {named(passport, zh)}" for passport in passports
    ]
    lines += ["", *families_lines(en)]
    for passport in passports:
        lines += ["", *render_passport(passport, en, zh)]
    return "\n".join(lines) + "\n"


def families_lines(t: Translator) -> list[str]:
    """What is compared on a page and corrected together."""
    lines = [
        "## What is one family",
        "",
        (
            "What a page compares is one family: a programme in which nothing happened is told a change on at most"
            f" {ALPHA:.0%} of its visits, not on {ALPHA:.0%} for each chart. Every comparison is corrected for what it"
            " looks at (groups, waves, items, words, windows; the method"
        ),
        (
            "stands below the chart), and what is left is held against its equal part of the page's"
            f" {ALPHA:.0%} (Bonferroni). Headline, titles and"
        ),
        (
            "marks claim only what survives that. Tiles tell each score by itself, and say where that does not hold"
            " among the others. A point"
        ),
        (
            "beyond the limits of a control chart stays marked, as the limits let one in 370 lie there by chance; the"
            " title says so unless the"
        ),
        (
            "farthest of all windows since the limits were frozen survives too. Another score or grouping that a reader"
            " chooses is another look."
        ),
        (
            "Alerts are families of their own, one a week, at"
            f" {FALSE_WEEKS:.0%} (Benjamini–Hochberg): [rules](settings.md#rules-of-early-warning)."
        ),
        "How often quiet programmes are told something all the same is counted in [proof](proof.md).",
        "",
        "| page | comparisons | told where p, corrected within, is below |",
        "|---|---|---|",
    ]
    for page, parts in FAMILIES.items():
        named = [
            "what its headline compares" if part == HEADLINE else t(f"piece.{page}.{part.replace('-', '_')}")
            for part in parts
        ]
        lines.append(f"| {t(f'page.{page}')} | {', '.join(named)} | {level(page):.4f} |")
    return lines


def render_passport(passport: Passport, en: Translator, zh: Translator) -> list[str]:
    """One metric as a section."""
    lines = [
        f"## {passport.id}",
        "",
        f"**{named(passport, en)} · {named(passport, zh)}.** {en(f'metric.{passport.id}.definition')}",
        "",
        f"* **Formula:** {en(f'metric.{passport.id}.formula')}",
        f"* **Better:** {BETTER[passport.better]}",
    ]
    if passport.target is not None:
        lines.append(f"* **Target:** {passport.write_target(passport.target, en)}, where the settings name none")
    if passport.thresholds is not None:
        relative = " of the reference" if passport.relative else ""
        watch, bad = (passport.write_limit(value, en) + relative for value in passport.thresholds)
        side = "below" if passport.better == "up" else "above"
        lines.append(f"* **Judged:** to watch {side} {watch}, bad {side} {bad}")
    if said := why(passport, en):
        lines.append(f"* **Why these limits:** {said}")
    lines += [
        f"* **Reads:** {', '.join(f'[`{name}`](datasets.md#{name})' for name in passport.datasets)}",
        f"* **Source:** {passport.reference}",
    ]
    return lines


def parsers() -> Iterator[argparse.ArgumentParser]:
    """The command lines of the product, one a floor that has one."""
    for floor in ("data", "analytics"):
        if importlib.util.find_spec(f"{floor}.__main__") is not None:
            yield importlib.import_module(f"{floor}.__main__").parser(Translator("en"))


def commands(top: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Each command with its help and its own parser."""
    (group,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in group._choices_actions}
    return {name: (helps.get(name, ""), parser) for name, parser in group.choices.items()}


def render_commands() -> str:
    """Every command of the product with its arguments, from its own parser."""
    lines = [
        "# Commands",
        NOTE,
        "",
        (
            "Run with the Python of the virtual environment, e.g. `.venv/bin/python -m analytics metrics`. Every"
            " command takes"
        ),
        (
            "`--json`, exits 0 when all was done, 1 when something needs attention (rows rejected, an alert), 2 when"
            " it was"
        ),
        "refused with nothing changed, and never shows a traceback for bad input. The commands of the project itself",
        "(`make run`, `make test` …) are in the [README](../README.md#commands).",
    ]
    for top in parsers():
        lines += ["", f"## {top.prog}", "", top.description or ""]
        for name, (what, parser) in commands(top).items():
            lines += ["", f"### {top.prog.removeprefix('python -m ')} {name}", "", f"{what}".strip(), ""]
            arguments = [action for action in parser._actions if action.dest != "help"]
            lines += ["| argument | what it is |", "|---|---|"] if arguments else []
            lines += [f"| {written(action)} | {cell(explained(action))} |" for action in arguments]
    return "\n".join(lines) + "\n"


def written(action: argparse.Action) -> str:
    """An argument as it is typed."""
    value = action.metavar or action.dest.upper()
    value = "|".join(map(str, action.choices)) if action.choices and not action.metavar else str(value)
    if not action.option_strings:
        return f"`{value}`".replace("|", "\\|")
    typed = ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")
    return f"`{typed}`".replace("|", "\\|")


def explained(action: argparse.Action) -> str:
    """The help of an argument, and whether it may be left out or given several times."""
    notes = []
    if not action.option_strings and action.nargs in ("?", "*"):
        notes.append("may be left out")
    if isinstance(action, argparse._AppendAction) and "repeated" not in (action.help or ""):
        notes.append("may be given several times")
    return "; ".join(note for note in (action.help, *notes) if note)


def named(passport: Passport, t: Translator) -> str:
    """The title, and the name behind an abbreviation: ``NPS (Net promoter score)``."""
    title, name = passport.title(t), t(f"metric.{passport.id}.name")
    if name == title:
        return title
    return f"{title}（{name}）" if t.lang == "zh" else f"{title} ({name})"


def holds(field: Field) -> str:
    """What a column takes: type, unit, range or choices, whether it must be there, how it is protected."""
    parts = [field.type]
    if field.choices:
        parts.append("one of " + ", ".join(f"`{choice.code}`" for choice in field.choices))
    if field.scale:
        parts.append(
            f"{field.scale.low} to {field.scale.low + field.scale.points - 1}"
            + ("" if field.scale.fixed else " (usually)")
        )
    elif field.low is not None or field.high is not None:
        parts.append(" ".join(word for word in (bound("at least", field.low), bound("at most", field.high)) if word))
    if field.unit and not field.scale:
        parts.append(field.unit)
    if field.past:
        parts.append("what has happened: not after today")
    parts += [word for word in ("required" if field.required else "", PROTECTED[field.sensitivity]) if word]
    return "; ".join(parts)


def bound(words: str, value: float | None) -> str:
    return "" if value is None else f"{words} {value:g}"


def cell(text: str) -> str:
    """A text that does not break a table."""
    return text.replace("|", "\\|").replace("\n", " ")


PAGES = {
    "settings.md": render_settings,
    "datasets.md": render_datasets,
    "metrics.md": render_metrics,
    "commands.md": render_commands,
    "performance.md": render_performance,
}
"""Each page with the function that writes it."""


def main() -> int:
    """Write every page; say which changed."""
    for name, render in PAGES.items():
        path, text = HERE / name, render()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"docs/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
