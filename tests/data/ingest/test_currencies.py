"""Money carries its currency: an amount in another one is kept with it where its dataset has a column for it, else
refused and said; never counted as the programme's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.access import local_rights
from data.datasets import DATASETS, Dataset, Field
from data.ingest import prepare
from data.ingest.currencies import codes_of, stated, stated_above
from data.ingest.editing import read_cells
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.programme import load_currency
from data.language import Translator
from data.store import Store
from data.store.batch import Prepared
from pages.kit.upload.problems import issue_text
from tests.analytics.conftest import load
from tests.data.ingest.tables import csv_book

MONEY = [(dataset, field) for dataset in DATASETS.values() for field in dataset.fields if field.type == "decimal"]


def _given(field: Field) -> str:
    if field.choices:
        return field.choices[0].code
    return {"date": "2026-09-01", "month": "2026-09", "timestamp": "2026-09-01 10:00", "text": "X"}.get(field.type, "1")


def _prepared(dataset: Dataset, lines: str, fields: list[str | None], own: str = "CNY") -> Prepared:
    """A file of these columns, named by their fields, as one of a programme with the currency ``own``."""
    book = csv_book(lines)
    columns = [
        ColumnMapping(header=header, field=name)
        for header, name in zip(lines.split("\n")[0].split(","), fields, strict=True)
    ]
    rest = {field.name: _given(field) for field in dataset.fields if field.required and field.name not in fields}
    return prepare(book, Mapping(dataset=dataset.name, columns=columns, constants=rest), currency=own)


@pytest.mark.parametrize(("dataset", "field"), MONEY, ids=lambda one: one.name)
def test_every_amount_of_every_dataset_in_another_currency(dataset: Dataset, field: Field) -> None:
    """Of three rows the first names dollars, the second the programme's own currency, the third none."""
    done = _prepared(dataset, f"{field.name},Remark\nUS$ 1000,a\n¥ 700,b\n500,c", [field.name, None])
    amounts = done.table.column(field.name).to_pylist()
    told = [issue for issue in done.issues if issue.code == "other_currency"]
    if "currency" in dataset.by_name:
        assert amounts == [Decimal(1000), Decimal(700), Decimal(500)]
        assert (done.table.column("currency").to_pylist(), told) == (["USD", None, None], [])
        return
    assert amounts == ([] if field.required else [None]) + [Decimal(700), Decimal(500)]
    assert [(one.row, one.column, one.value, one.severity) for one in told] == [
        (2, field.name, "US$ 1000", "reject" if field.required else "cell")
    ]
    assert (
        issue_text(Translator("en"), told[0]) == "“US$ 1000” is in USD, and CNY is counted here: nothing is converted."
    )
    assert issue_text(Translator("zh"), told[0]) == "“US$ 1000”的币种为USD，此处按CNY计，不作折算。"
    assert "required_missing" not in {one.code for one in done.issues}


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Budget (k€)", {"EUR"}),
        ("金额（万美元）", {"USD"}),
        ("补偿金额（元）", {"CNY"}),
        ("Curr bal GBP", {"GBP"}),
        ("Spend US$", {"USD"}),
        ("(USD '000)", {"USD"}),
        ("Amount (HK$)", {"HKD"}),
        ("金额（港币）", {"HKD"}),
        ("Amount (eur)", {"EUR"}),
        ("Main", set()),
        ("单元", set()),
        ("Cost", set()),
    ],
)
def test_headers_name_currencies(header: str, found: set[str]) -> None:
    assert stated(header) == found


def test_titles_words_and_signs_name_currencies() -> None:
    assert "GBP" in stated_above(["Programme 2026", "Cost report – all figures in £'000"])
    assert stated_above(["单位：万美元"]) == {"USD"}
    assert stated_above(["Move of SAR to NOK"]) == frozenset()
    assert (codes_of("人民币"), codes_of("rmb"), codes_of("XYZ")) == ({"CNY"}, {"CNY"}, {"XYZ"})
    assert codes_of("￥") == {"CNY", "JPY"}
    assert "CNY" not in codes_of("$")


def test_a_column_headed_by_another_currency_is_refused_once() -> None:
    """Its cells hold plain numbers; one names the programme's own currency and is taken."""
    done = _prepared(DATASETS["campaigns"], "Cost (USD),Remark\n100,a\n200,b\n¥ 300,c", ["cost", None])
    assert done.table.column("cost").to_pylist() == [None, None, Decimal(300)]
    (told,) = [issue for issue in done.issues if issue.code == "column_other_currency"]
    assert (told.count, told.row) == (2, 2)
    assert (
        issue_text(Translator("en"), told)
        == "The amounts of “Cost (USD)” are in USD, and CNY is counted here: nothing is converted."
    )
    assert issue_text(Translator("zh"), told) == "“Cost (USD)”列的金额币种为USD，此处按CNY计，不作折算。"


def test_the_currency_of_a_row_is_that_of_its_amounts_and_two_are_refused() -> None:
    """Costs have a column for it: a header fills it, what stands in it counts more, another one in the row is
    refused."""
    costs = DATASETS["costs"]
    done = _prepared(costs, "Budget (€k),Actual\n5,4\n6,$7\n7,€8", ["budget", "actual"])
    assert done.table.column("currency").to_pylist() == ["EUR"] * 3
    assert done.table.column("actual").to_pylist() == [Decimal(4), None, Decimal(8)]
    (told,) = [issue for issue in done.issues if issue.code == "other_currency"]
    assert issue_text(Translator("en"), told) == "“$7” is in USD, and EUR is counted here: nothing is converted."
    given = _prepared(costs, "Budget,Currency\n€5,EUR\n€6,USD\n¥7,RMB\n8,人民币", ["budget", "currency"])
    assert given.table.column("currency").to_pylist() == ["EUR", "USD", "CNY", "CNY"]
    assert given.table.column("budget").to_pylist() == [Decimal(5), None, Decimal(7), Decimal(8)]


def test_a_sign_that_may_be_the_programmes_is() -> None:
    """A dollar is one of Hong Kong in a programme there, and none of China."""
    deals = DATASETS["deals"]
    for own, kept in (("HKD", Decimal(9)), ("CNY", None), ("USD", Decimal(9))):
        done = _prepared(deals, "Amount,Remark\n$9,a", ["amount", None], own)
        assert done.table.column("amount").to_pylist() == [kept]


def test_the_currency_of_the_programme_and_what_is_typed_on_screen(store: Store) -> None:
    rights = local_rights("local", "administrator")
    assert load_currency(store, rights) == "CNY"
    load(store, "programme", [{"programme": "P", "from_entity": "A", "to_entity": "B", "currency": "EUR"}])
    assert load_currency(store, rights) == "EUR"
    lines = DATASETS["campaigns"]
    values, issues = read_cells(lines, {"budget": "USD 1,000", "cost": "€1,000"}, currency="EUR")
    assert (values, [one.code for one in issues]) == ({"cost": Decimal(1000)}, ["other_currency"])
    assert (
        issue_text(Translator("en"), issues[0])
        == "“USD 1,000” is in USD, and EUR is counted here: nothing is converted."
    )
