"""What share of columns get the right field and of tables the right dataset: ``python -m tests.recognition.measuring``.

On the files of a branch's move (truth set by hand), on tables as people and tools write them whose headers teach the
weights (``unseen.txt``, ``fresh.txt`` and ``near.txt``), on such tables that no weight was learned from
(``held_out.txt``, ``kept.txt``, ``near_kept.txt``, ``late.txt``, ``late_kept.txt``, ``later.txt`` and
``later_kept.txt``), and on tables with headers that taught nothing: the other half of the paraphrases. ``python -m
tests.recognition.measuring FOLDER`` measures a folder with a ``truth.txt`` of the same form.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from data.datasets import DATASETS
from data.ingest import read_file, understand
from data.ingest.proposing import ASKED, CERTAIN
from data.ingest.recognition import ranking
from data.problems import Refusal
from tests.recognition.fit import made_tables
from tests.recognition.making import LANGS
from tests.recognition.typed import (
    FRESH,
    HELD_OUT,
    KEPT,
    LATE,
    LATE_KEPT,
    LATER,
    LATER_KEPT,
    NEAR,
    NEAR_KEPT,
    NONE,
    PERSONAL,
    UNSEEN,
    Truth,
    typed_tables,
)

MEASURES = 1
BRANCH_MOVE = Path(__file__).with_name("branch_move")


@dataclass
class Score:
    """Counts of right ones among all; ``wrong`` names those that are not."""

    tables: int = 0
    tables_right: int = 0
    columns: int = 0
    columns_right: int = 0
    certain: int = 0
    certain_right: int = 0
    offered: int = 0
    """Tables whose right dataset is the first or among those that are offered."""
    personal_in_clear: int = 0
    wrong: list[str] = field(default_factory=list)

    def told(self) -> str:
        return (
            f"tables {self.tables_right}/{self.tables} right, {self.offered} offered; "
            f"columns {self.columns_right}/{self.columns}; certain {self.certain_right}/{self.certain}; "
            f"personal in clear {self.personal_in_clear}"
        )


def of_paraphrases(each: int = 1, lang: str = "") -> Score:
    """Tables with headers of the half that taught nothing, none by a declared name."""
    score = Score()
    for made in made_tables(each, MEASURES, seed=9, declared=0.0):
        if lang and made.lang != lang:
            continue
        ranked = ranking.ranked(made.table, made.title, f"{made.file} {made.title}")
        score.tables += 1
        score.tables_right += bool(ranked) and ranked[0].dataset == made.dataset
        score.offered += made.dataset in [one.dataset for one in ranked[:4]]
        given = {one.column: one for one in ranking.assigned(made.table, DATASETS[made.dataset]).given}
        for column, right in enumerate(made.right):
            one = given.get(column)
            got = one.field if one is not None and one.certainty >= ASKED and one.certainty > one.none else ""
            score.columns += bool(right)
            score.columns_right += bool(right) and got == right
            if one is not None and one.certainty >= CERTAIN:
                score.certain += 1
                score.certain_right += one.field == right
                if one.field != right:
                    score.wrong.append(
                        f"{made.dataset}: {made.table.names[column][0]} is {right or NONE}, not {one.field}"
                    )
    return score


def truths(folder: Path) -> list[Truth]:
    """The hand-set truth of a folder."""
    found = []
    for block in (folder / "truth.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        file, sheet, dataset = lines[0].split(" | ")
        pairs = (line.rpartition(": ") for line in lines[1:])
        found.append(Truth(file, sheet, dataset, {head.replace("\\n", "\n"): one for head, _, one in pairs}))
    return found


def of_files(folder: Path) -> Score:
    """The files of a folder, as they are understood without a word from anybody."""
    score = Score()
    for truth in truths(folder):
        path = next(
            path
            for path in sorted(folder.rglob("*"))
            if path.name.startswith(truth.file) and (truth.sheet == "*" or f"[{truth.sheet}]" in path.name)
        )
        _measure(path.name, path.read_bytes(), truth, score)
    return score


def of_unseen(lang: str = "", tables: Path = UNSEEN) -> Score:
    """The tables of a text file as they are understood without a word from anybody; of one language, where one is
    named."""
    score = Score()
    for one in typed_tables(tables):
        if lang in ("", one.lang):
            _measure(one.name, one.content, one.truth, score)
    return score


def _measure(name: str, content: bytes, truth: Truth, score: Score) -> None:
    book = read_file(name, content)
    score.tables += 1
    try:
        first = understand(book)
    except Refusal:
        score.offered += truth.dataset == NONE
        score.tables_right += truth.dataset == NONE
        if truth.dataset != NONE:
            score.columns += sum(right not in (NONE, PERSONAL) for right in truth.columns.values())
            score.wrong.append(f"{name}: not recognised")
        return
    asked = [choice for question in first.questions if question.code == "dataset" for choice in question.choices]
    if truth.dataset == NONE:
        score.tables_right += bool(asked)  # a table that no dataset holds may be asked about, never taken for certain
        score.offered += bool(asked)
        return
    score.tables_right += first.dataset == truth.dataset
    score.offered += truth.dataset in (first.dataset, *asked)
    if first.dataset != truth.dataset:
        score.wrong.append(f"{name}: {first.dataset}")
    found = understand(book, dataset=truth.dataset)
    open_columns = {question.column for question in found.questions if question.code in ("column", "lasting")}
    for guess in found.columns:
        right = truth.columns.get(guess.header)
        if right is None:
            continue
        if right == PERSONAL:
            score.personal_in_clear += guess.field is not None or any("•" not in text for text in guess.samples)
            continue
        got = guess.field or NONE
        score.columns += right != NONE
        score.columns_right += right not in (NONE, "") and got == right
        if got != right:
            score.wrong.append(f"{name}: {guess.header!r} is {right}, not {got}")
        if guess.field is not None and guess.index not in open_columns:
            score.certain += 1
            score.certain_right += got == right


def main() -> None:
    if len(sys.argv) > 1:
        score = of_files(Path(sys.argv[1]))
        print("\n".join([*score.wrong, score.told()]))  # noqa: T201
        return
    measured = [("files", of_files(BRANCH_MOVE)), *((f"unseen {lang}", of_unseen(lang)) for lang in LANGS)]
    for name, tables in (
        ("held out", HELD_OUT),
        ("fresh", FRESH),
        ("kept", KEPT),
        ("near", NEAR),
        ("near kept", NEAR_KEPT),
        ("late", LATE),
        ("late kept", LATE_KEPT),
        ("later", LATER),
        ("later kept", LATER_KEPT),
    ):
        measured += [(f"{name} {lang}", of_unseen(lang, tables)) for lang in LANGS]
    for name, score in [*measured, *((lang, of_paraphrases(1, lang)) for lang in LANGS)]:
        print("\n".join([*score.wrong, f"{name}: {score.told()}"]))  # noqa: T201


if __name__ == "__main__":
    main()
