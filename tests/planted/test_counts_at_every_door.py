"""Counts of customers that a reader without rows has rounded on the pages have full precision at no other door:
commands, mail, files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from analytics.__main__ import main
from analytics.alerts.base import OF_CUSTOMERS
from analytics.catalogue import areas
from analytics.marks import Exhibit
from analytics.marks.words import frame_of, table_of
from analytics.reports.slide import exhibit_pptx
from analytics.reports.table import table_csv
from analytics.scope import Scope
from data.access import Rights, local_rights
from data.language import Translator
from data.store import Store
from tests.conftest import proving

EXECUTIVE, ANALYST = local_rights("eve", "executive"), local_rights("ana", "analyst")
NUMBER = re.compile(r"(?<![\d.,:/#-])\d{1,3}(?:,\d{3})+(?![\d.,%])|(?<![\d.,:/#-])\d{2,}(?![\d,%]|\.\d)")
LEAST = 100
"""Smaller ones are days and numbers of tasks too."""
DOORS = {
    "alerts": ["alerts"],
    "report": ["closing"],
    "page": ["brief", "--to", "{folder}/b.html"],
    "workbook": ["closing", "--to", "{folder}/c.xlsx"],
    "calendar": ["calendar", "--to", "{folder}/c.ics"],
}
ASKED = [door for door in DOORS if door != "page" or proving(0, 1)]
"""The brief takes as long as the other doors together, for it looks back a week; it is walked through by `make
prove`."""


def said(store: Store, rights: Rights, door: str, folder: Path) -> str:
    """What is read behind a door, its markup left out."""
    out = io.StringIO()
    assert main([part.format(folder=folder) for part in DOORS[door]], store=store, out=out, rights=rights) in (0, 1)
    texts = [out.getvalue()]
    for file in sorted(folder.iterdir()):
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as book:
                texts += [
                    book.read(name).decode() for name in book.namelist() if "sheet" in name or "sharedStrings" in name
                ]
        else:
            texts.append(file.read_text(encoding="utf-8"))
    return re.sub(r"<style.*?</style>|<[^>]+>", " ", "\n".join(texts), flags=re.DOTALL)


def numbers(text: str) -> set[int]:
    return {int(found.replace(",", "")) for found in NUMBER.findall(text)}


@pytest.fixture(scope="module")
def counts(demo: Store) -> dict[str, int]:
    """Counts of customers behind the alerts, and who left: none a multiple of five, so that a rounded one is another
    number."""
    out = io.StringIO()
    main(["alerts", "--json"], store=demo, out=out, rights=ANALYST)
    rows = json.loads(out.getvalue())["alerts"]
    found = {
        row["id"]: int(row["n"]) for row in rows if row["code"] in OF_CUSTOMERS and row["n"] >= LEAST and row["n"] % 5
    }
    from tests.data.store.builders import ask

    gone = ask(
        "select count(distinct d.customer) as n from {away} d join {moves} m on m.customer = d.customer", "aggregate"
    )
    return found | {"away": int(demo.read(gone, ANALYST)["n"].iloc[0])}


@pytest.mark.parametrize("door", ASKED)
def test_no_exact_count_of_customers_leaves_by_this_door(
    demo: Store, counts: dict[str, int], tmp_path: Path, door: str
) -> None:
    exact = set(counts.values())
    assert {"silent_customers:W6", "care_silent:programme"} <= set(counts), sorted(counts)
    assert numbers(said(demo, EXECUTIVE, door, tmp_path)) & exact == set()
    if door in ("alerts", "report"):  # else this proves nothing
        assert numbers(said(demo, ANALYST, door, tmp_path)) & exact != set()


def test_alerts_for_programs_have_counts_and_values_as_their_reader_may(demo: Store, counts: dict[str, int]) -> None:
    out = io.StringIO()
    main(["alerts", "--json"], store=demo, out=out, rights=EXECUTIVE)
    rows = {row["id"]: row for row in json.loads(out.getvalue())["alerts"]}
    for name in ("silent_customers:W6", "care_silent:programme"):
        row = rows[name]
        assert (row["n"] % 5, abs(row["n"] - counts[name]) <= 2) == (0, True)
        assert row["value"] == row["n"]
        assert f"≈\N{NO-BREAK SPACE}{row['n']:,}" in row["sentence"]
    for row in rows.values():
        assert len(str(row["value"]).partition(".")[2]) <= 6, row["id"]


def test_a_rate_has_no_more_digits_than_are_shown(demo: Store) -> None:
    """Times the rounded count beside it, one of full precision would be the exact count."""
    for metric in ("complaints_in_time", "told_in_time"):
        found = {}
        for rights in (ANALYST, EXECUTIVE):
            out = io.StringIO()
            main(["metric", metric, "--json"], store=demo, out=out, rights=rights)
            found[rights.user] = json.loads(out.getvalue())["rows"][0]["value"]
        assert abs(found["ana"] - found["eve"]) < 0.05
        assert (len(str(found["ana"])) > 8, len(str(found["eve"])) <= 6) == (True, True), (metric, found)


MOVING = ("move", "closing", "cutover", "rights")
FOR_ALL = {
    "closing closing-progress: done",
    "closing closing-progress: done, does not fit",
    "closing closing-progress: overdue",
    "closing closing-progress: to be done",
    "closing closing-progress: waits for another step",
    "cutover history: value",
    "cutover rehearsals: Defects found",
    "cutover severity: Known",
    "cutover severity: Told to the meeting",
    "move anyway-complaints: At the pace of a year before",
    "move anyway-complaints: At the pace of waves not yet moved",
    "move anyway-leaving: At the pace of a year before",
    "move anyway-leaving: At the pace of waves not yet moved",
    "move anyway: Complaints, pace a year before",
    "move anyway: Complaints, pace not yet moved",
    "move anyway: Left, pace a year before",
    "move anyway: Left, pace not yet moved",
    "move anyway: Weeks",
    "move reconciled-lines: Difference",
    "move reconciled-lines: Explained",
    "move reconciled-lines: New system",
    "move reconciled-lines: Old system",
    "move reconciled-waves: Items reconciled",
    "move reconciled-waves: Not explained",
    "rights pace: value",
}
"""Columns of whole numbers that every reader has as they are: of records, steps, defects, weeks and items, and what is
reckoned: expected or foreseen."""


YEARS = range(2024, 2029)
"""Whole numbers that are years as well."""


def shown(store: Store, rights: Rights) -> Iterator[tuple[str, Exhibit]]:
    """What the pages of the move show to a reader, by area and part."""
    scope, t = Scope(rights), Translator("en", rounded=not rights.row_level)
    for area in areas():
        for section, part in area.parts() if area.name in MOVING else ():
            made = part.exhibit(store, scope, [choice.settled("", store, scope) for choice in section.choices], t)
            if made is not None and made.body is not None:
                yield f"{area.name} {part.key}", made


def on_slide(exhibit: Exhibit) -> str:
    """All that stands on a slide and in the workbooks behind its charts."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(exhibit_pptx(exhibit, Translator("en", rounded=True)))) as slide:
        texts += [slide.read(name).decode() for name in slide.namelist() if re.search(r"(slide|chart)\d+\.xml$", name)]
        for name in slide.namelist():
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(slide.read(name))) as book:
                    texts += [
                        book.read(one).decode() for one in book.namelist() if "sheet" in one or "sharedStrings" in one
                    ]
    return re.sub(r"<[^>]+>", " ", "\n".join(texts))


def whole(values: list[object]) -> set[int]:
    return {int(one) for one in values if isinstance(one, int | float) and one == one and float(one).is_integer()}


def test_files_and_slides_of_the_move_tell_no_few_and_no_exact_count(demo: Store) -> None:
    """A reader without rows: no customer one by one; in a column of customers nothing from one to nine and nothing that
    is not rounded; of what the analyst reads exactly nothing on slides or in the files behind them."""
    from tests.data.store.builders import ask

    people = {str(one)[:10] for one in demo.read(ask("select customer from {customers}", "rows"), ANALYST)["customer"]}
    exact = {name: frame_of(table_of(one.body, Translator("en"))) for name, one in shown(demo, ANALYST) if one.body}
    columns, same, named = set(), set(), set()
    for name, exhibit in shown(demo, EXECUTIVE):
        named.add(name)
        grid = table_of(cast(Any, exhibit.body), Translator("en", rounded=True))
        frame = frame_of(grid)
        file, slide, secret = table_csv(frame).decode("utf-8-sig"), on_slide(exhibit), set()
        assert {one[:10] for one in re.findall(r"[0-9a-f]{10,}", file + slide)} & people == set(), name
        for at, head in enumerate(frame.columns):
            if head.endswith("(%)"):
                continue
            mine, theirs = whole(list(exact[name][head])) if head in exact[name] else set(), whole(list(frame[head]))
            odd = {one for one in mine if one % 5}
            if any("≈" in row[at].text or row[at].text in ("few", "<10") for row in grid.rows) or (
                odd and not odd & theirs
            ):
                columns.add(f"{name}: {head}")
                assert [one for one in theirs if one % 5] == [], (name, head)
                secret |= {one for one in odd if one >= LEAST and one not in YEARS}
            elif odd & theirs:
                same.add(f"{name}: {head}")
        assert secret & numbers(slide) == set(), name
        assert secret & numbers(file) == set(), name
    assert same == FOR_ALL
    assert {"move work", "rights refusers", "rights contracts-open"} & named == set(), "one by one"
    assert {
        "move places-waves: Moved",
        "move use: Primary account",
        "rights spread: n",
        "closing closing-standing: Customers still there",
    } <= columns
