"""Pieces of a page as markup: what a reader without a mouse, a wide screen or eyes gets of them."""

from __future__ import annotations

from lxml import html
from markupsafe import Markup

from pages.kit.card import parted
from pages.kit.status import STATES
from pages.kit.table import Column, table


def test_each_cell_of_a_table_knows_its_column_and_what_is_empty_is_marked() -> None:
    columns = [Column("State", "state", hidden_header=True), Column("Wave", "head"), Column("Plan"), Column("<Actual>")]
    tree = html.fromstring(table(columns, [("", "Wave 1", "14 Mar", "–")], "Waves"))
    cells = tree.xpath("//tbody/tr/*")
    assert [cell.get("data-head") for cell in cells] == ["State", "Wave", "Plan", "<Actual>"]
    assert ["ho-nothing" in cell.get("class") for cell in cells] == [True, False, False, True]
    drawn = {f"ho-{state}" for state in STATES}
    assert not any(drawn & set(cell.get("class").split()) for cell in cells), (
        "a cell is no shape: it would be papered with it"
    )
    assert [cell.get("role") for cell in cells] == ["cell", "rowheader", "cell", "cell"]
    assert "ho-entries" in tree.xpath("//table/@class")[0]


def test_a_value_that_says_its_column_is_not_said_it_twice_on_a_phone() -> None:
    """What stands before a value on a phone is ``data-head``: “p” before “p < 0.001” would be read “p p < 0.001”."""
    columns = [Column(name) for name in ("Group", "p", "p of both", "Plan")]
    tree = html.fromstring(table(columns, [("W1", Markup("<b>p\u00a0&lt; 0.001</b>"), "p 0.2", "Planned")], "Tests"))
    shown = [" ".join(f"{cell.get('data-head')} {cell.text_content()}".split()) for cell in tree.xpath("//tbody/tr/*")]
    assert shown == ["Group W1", "p < 0.001", "p of both p 0.2", "Plan Planned"]


def test_few_columns_and_a_sheet_stay_a_table_on_a_phone() -> None:
    few = table([Column("a"), Column("b")], [("1", "2")], "few")
    sheet = table([Column(name) for name in "abcd"], [("1", "2", "3", "4")], "as the file has it", sheet=True)
    assert ("ho-entries" in few, "ho-entries" in sheet) == (False, False)


def test_a_line_of_parts_reads_as_it_is_written() -> None:
    assert (
        html.fromstring(f"<p>{parted('n 4,248 · 95% 25…29 · <b>')}</p>").text_content() == "n 4,248 · 95% 25…29 · <b>"
    )
    assert parted("no parts & all") == "no parts &amp; all"
