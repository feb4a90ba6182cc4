"""Public files, unchanged, with answers known from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from data.access import local_rights
from data.ingest import Mapping, prepare, read_file, understand
from data.store import Query, open_store
from data.store.batch import Prepared

pytestmark = pytest.mark.shared
MAPPINGS = Path(__file__).parent / "mappings"
CHURN = "churn_telco/Telco-Customer-Churn.csv"
BY_CONTRACT = Query(
    "test_churn_by_contract",
    "select c.segment, count(*) as n, count(d.customer) as gone from {customers} c left join {departures} d using"
    " (customer) group by 1",
    "aggregate",
    dims=("segment",),
)


def mapping(name: str) -> Mapping:
    return Mapping.from_json((MAPPINGS / f"{name}.json").read_bytes())


def test_airline_passengers(shared_dir: Path) -> None:
    name = "airline_passenger_satisfaction.zip"
    book = read_file(name, (shared_dir / "real/survey_airline" / name).read_bytes())
    prepared = prepare(book, mapping("survey_airline"))
    table = prepared.table
    assert (prepared.read, table.num_rows, prepared.rejected, prepared.ignored) == (129_880, 129_880, (), {})
    # Two answers: "Satisfied", and "Neutral or Dissatisfied" – which must not be read as "Satisfied".
    assert pc.sum(pc.equal(table["csat"], 2)).as_py() == 56_428
    assert pc.unique(table["csat_points"]).to_pylist() == [2]
    delays = pc.sum(pc.match_substring(table["answers"], '"Arrival Delay":')).as_py()
    assert table.num_rows - delays == 393


def test_telephone_customers_and_their_churn(shared_dir: Path) -> None:
    book = read_file("churn.csv", (shared_dir / "real" / CHURN).read_bytes())
    rights, store = local_rights("test", "administrator"), open_store()
    for dataset, rows in (("customers", 7_043), ("departures", 1_869)):
        receipt = store.commit(prepare(book, mapping(f"churn_telco_{dataset}")), rights)
        assert (receipt.counts.read, receipt.counts.new, receipt.counts.rejected) == (7_043, rows, 0)
    found = store.read(BY_CONTRACT, rights).set_index("segment")
    shares = (found["gone"] / found["n"] * 100).round(2).to_dict()
    assert shares == {"Month-to-month": 42.71, "One year": 11.27, "Two year": 2.83}
    assert round(found["gone"].sum() / found["n"].sum() * 100, 2) == 26.54
    store.close()


def test_tenure_in_months_becomes_a_date(shared_dir: Path) -> None:
    book = read_file("churn.csv", (shared_dir / "real" / CHURN).read_bytes())
    table = prepare(book, mapping("churn_telco_customers")).table
    assert [day.isoformat() for day in table["customer_since"].to_pylist()[:3]] == [
        "2026-08-30",
        "2023-11-30",
        "2026-07-30",
    ]


def test_a_chinese_questionnaire_with_matrix_questions(shared_dir: Path) -> None:
    name = "问卷数据.xlsx"
    book = read_file(name, (shared_dir / "real/survey_zh_workplace_ai" / name).read_bytes())
    how = understand(book, dataset="surveys")
    assert how.dataset == "surveys"
    lost = [guess.header for guess in how.columns if guess.field is None and guess.read_as == "not_kept_no_field"]
    assert lost == []


def test_complaints_about_a_bank(shared_dir: Path) -> None:
    name = "Consumer_Complaints.xlsx"
    book = read_file(name, (shared_dir / "real/complaints_cfpb" / name).read_bytes())
    assert understand(book).dataset == "complaints"
    prepared = prepare(book, mapping("complaints_cfpb"))
    table = prepared.table
    assert (prepared.read, table.num_rows, prepared.rejected, prepared.ignored) == (62_516, 62_516, (), {})
    counted = {field: pc.sum(table[field]).as_py() for field in ("in_time", "upheld")}
    # Counted in the spreadsheet itself: timely "Yes"; closed with monetary (14,697) or other relief (5,273).
    assert counted == {"in_time": 58_619, "upheld": 19_970}
    assert (table["in_time"].null_count, table["upheld"].null_count) == (1_494, 1_494)
    channels = {row["values"]: row["counts"] for row in pc.value_counts(table["channel"]).to_pylist()}
    assert channels == {"web": 45_513, "referral": 10_766, "phone": 4_684, "post": 1_551, "email": 2}


def loaded(shared_dir: Path, path: str, name: str) -> Prepared:
    """A real file by the mapping that is kept for it."""
    file = shared_dir / "real" / path
    return prepare(read_file(file.name, file.read_bytes()), mapping(name))


def answers(found: Prepared, question: str) -> list[Any]:
    """What each row answered to a question without a field of its own."""
    return [json.loads(text or "{}").get(question) for text in found.table["answers"].to_pylist()]


def test_star_wars_of_surveymonkey(shared_dir: Path) -> None:
    found = loaded(shared_dir, "survey_surveymonkey/StarWars.csv", "survey_star_wars")
    assert (found.table.num_rows, found.rejected) == (1_186, ())
    seen = answers(found, "Which of the following Star Wars films have you seen? Please select all that apply.")
    assert sum(bool(films) for films in seen) == 835
    # An id of ten digits stays what it is.
    assert found.table["response_id"][0].as_py() == "3292879998"


def test_flying_etiquette_of_surveymonkey(shared_dir: Path) -> None:
    found = loaded(shared_dir, "survey_surveymonkey/flying-etiquette.csv", "survey_flying")
    said = [one for one in answers(found, "Is itrude to recline your seat on a plane?") if one is not None]
    shares = {word: round(100 * said.count(word) / len(said), 1) for word in dict.fromkeys(said)}
    assert (shares["Yes, somewhat rude"], shares["Yes, very rude"]) == (32.9, 8.3)


def test_workplace_questionnaire_by_its_mapping(shared_dir: Path) -> None:
    found = loaded(shared_dir, "survey_zh_workplace_ai/问卷数据.xlsx", "survey_workplace_ai")
    assert (found.read, found.table.num_rows, found.rejected) == (1_044, 1_044, ())


def test_the_same_qualtrics_answers_as_csv_and_as_xlsx(shared_dir: Path) -> None:
    both = [
        loaded(shared_dir, f"survey_qualtrics/kjhealy_toy_qualtrics.{form}", "survey_toy_qualtrics")
        for form in ("csv", "xlsx")
    ]
    assert both[0].table.drop_columns(["_sheet"]).equals(both[1].table.drop_columns(["_sheet"]))
    assert both[0].table.num_rows == 7
