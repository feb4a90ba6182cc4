"""Published lives through upload and page: the files as they are, by the mappings a user would make, and what the page
of retention says."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from statsmodels.duration.hazard_regression import PHReg

from analytics.marks.words import frame_of, table_of
from analytics.reports.table import table_csv
from analytics.retention.charts.staying import chart_curves, load_look, table_groups
from analytics.retention.charts.who import chart_who
from analytics.retention.curves import load_regression
from analytics.scope import Scope
from data.access import local_rights
from data.ingest import Mapping, prepare, read_file, understand
from data.language import Translator
from data.settings import settings
from data.store import Store, open_store
from tests.analytics.stats.lives import GEHAN, TELCO, telco
from tests.pages.conftest import Opened, words

pytestmark = pytest.mark.shared
MAPPINGS = Path(__file__).resolve().parents[1] / "data/ingest/mappings"
LAST = date(2026, 9, 30)
KNOWN = {"gehan": datetime(2026, 9, 30, 12), "churn_telco": datetime(2026, 10, 7, 12)}
"""Both tell of the last of September. The regression is by weeks and counts who was there for the whole of one: the
phone company's file is loaded a week later, so that who was lost from sight in a month is at risk in it, as everywhere
else."""
DRUG = {6: "85.7", 7: "80.7", 10: "75.3", 13: "69.0", 16: "62.7", 22: "53.8", 23: "44.8"}
"""Percent still in remission after each week with a relapse under 6-MP."""
RIGHTS = local_rights("local", "administrator")
SCOPE = Scope(RIGHTS)
EN = Translator("en")


@pytest.fixture
def uploaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bytes], None]:
    """Takes a file as the customers, the transfers and the departures that its mappings read in it, into the store of
    the page."""
    place = str(tmp_path / "store" / "programme.duckdb")
    monkeypatch.setenv("HANDOVER_STORE", place)
    settings.cache_clear()

    def take(name: str, content: bytes) -> None:
        store = open_store(place)
        waves = read_file("waves.csv", b"wave,cutover_on\nW1,2020-01-04\n")
        columns = [{"header": one, "field": one} for one in ("wave", "cutover_on")]
        store.commit(
            prepare(waves, Mapping.model_validate({"dataset": "waves", "columns": columns})),
            RIGHTS,
            known_at=KNOWN[name],
        )
        book = read_file(f"{name}.csv", content)
        for dataset in ("customers", "transfers", "departures"):
            how = Mapping.from_json((MAPPINGS / f"{name}_{dataset}.json").read_bytes())
            receipt = store.commit(prepare(book, how), RIGHTS, known_at=KNOWN[name])
            assert receipt.counts.rejected == 0
        store.close()

    return take


def exported(body: object) -> list[dict[str, str]]:
    """What the button for a file of a card gives: its table, or the values of its chart."""
    frame = frame_of(table_of(body, EN))  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(table_csv(frame).decode("utf-8-sig"))))


def curve(group: str) -> dict[int, str]:
    """The falls of the curve of a group by week, from the file of its chart."""
    store = open_store(settings().store)
    lines = [
        row for row in exported(chart_curves(load_look(store, SCOPE, "segment"), EN).body) if row["series"] == group
    ]
    store.close()
    falls = [two for one, two in pairwise(lines) if two["value (%)"] != one["value (%)"]]
    return {int(float(row["days since cut-over"])) // 7: row["value (%)"] for row in falls}


def medians() -> dict[str, str]:
    """The median stay of each group in days, from the file of the table."""
    store = open_store(settings().store)
    found = {
        row["Group"]: row["Median stay"] for row in exported(table_groups(load_look(store, SCOPE, "segment"), EN).body)
    }
    store.close()
    return found


def test_gehan(uploaded: Callable[[str, bytes], None], shared_dir: Path, open_page: Opened) -> None:
    """MASS, Venables & Ripley; Freireich et al. (1963). Below ten at risk nothing is told, so the last weeks of the
    drug are seen where each patient is there twice, which changes neither curve."""
    content = (shared_dir / GEHAN).read_bytes()
    uploaded("gehan", content)
    told = words(open_page("retention", lang="en", by="segment")).replace("\xa0", " ")
    assert "Log-rank test of all groups: χ² 16.79 on 1 degree of freedom, p &lt; 0.001" in told
    assert curve("6-MP") == {week: share for week, share in DRUG.items() if week <= 16}
    assert medians() == {"6-MP": "", "Control": "56"}
    assert "&gt; 119 days" in told
    twice = content.decode().splitlines()
    uploaded("gehan", "\n".join([twice[0], *("900" + line for line in twice[1:])]).encode())
    assert curve("6-MP") == DRUG
    assert medians() == {"6-MP": str(23 * 7), "Control": str(8 * 7)}


def test_telco(uploaded: Callable[[str, bytes], None], shared_dir: Path, open_page: Opened) -> None:
    """IBM's customers by contract: Kaplan–Meier, log-rank, and Cox with the values of lifelines 0.30.3
    (ask_lifelines.py)."""
    uploaded("churn_telco", (shared_dir / TELCO).read_bytes())
    told = words(open_page("retention", lang="zh", by="segment")).replace("\xa0", " ")
    assert "全部组对数秩检验：χ²为2,352.87，自由度2，p&lt;0.001" in told
    store = open_store(settings().store)
    whole = {
        float(row["days since cut-over"]): row["value (%)"]
        for row in exported(chart_curves(load_look(store, SCOPE, "none"), EN).body)
    }
    months = [(LAST - (pd.Timestamp(LAST) - pd.DateOffset(months=month)).date()).days for month in (12, 24, 72)]
    assert [whole[day] for day in months] == ["84.3", "78.9", "59.3"]
    found = load_regression(store, SCOPE)
    told = {term.name: (term.value, term.error) for term in found.model.terms}
    peer = cox_of_those_shown(telco(shared_dir))
    assert told == {name: pytest.approx(value, abs=1e-6) for name, value in peer.items()}
    # lifelines 0.30.3, all lives: 4.2254 and 2.0343. The last monthly contracts, fewer than ten, are not told of.
    assert [round(value) for value, _ in told.values()] == [4, 2]
    assert found.left_out < 0.002
    ratios = {row["Group"]: row["hazard ratio"] for row in exported(chart_who(found, EN).body)}
    assert ratios == {"Month-to-month": "71.41", "One year": "7.92"}
    store.close()


def cox_of_those_shown(lives: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Cox's regression of another library on the lives against contracts of two years; those of a month as long as ten
    are there."""
    monthly = (lives["one"] == 0) & (lives["two"] == 0)
    last = lives.loc[monthly, "time"].nlargest(10).min()
    shown = lives.assign(
        month=monthly.astype(float),
        event=lives["event"] * ~(monthly & (lives["time"] > last)),
        time=lives["time"].where(~monthly, lives["time"].clip(upper=last)),
    )
    peer = PHReg(shown["time"], shown[["month", "one"]], shown["event"], ties="efron").fit()
    names = ("segment:Month-to-month", "segment:One year")
    return {name: (float(peer.params[at]), float(peer.bse[at])) for at, name in enumerate(names)}


TYPED = {
    "en": {
        "waves": ("Wave", "Planned cut-over", "Actual cut-over"),
        "roster": ("Customer no.", "Wave", "Segment", "Customer since"),
        "moves": ("Customer no.", "Wave", "Date of cut-over", "Status"),
        "who left": ("Customer no.", "Left on", "Kind", "Reason"),
        "said": ("moved", "churned", "Price"),
    },
    "zh": {
        "waves": ("波次", "计划切换日期", "实际切换日期"),
        "客户名册": ("客户号", "波次", "客群", "开户日期"),
        "转移名单": ("客户号", "波次", "切换日期", "状态"),
        "流失客户": ("客户号", "离开日期", "类型", "原因"),
        "said": ("已转移", "主动流失", "价格"),
    },
}
"""The same lives as lists that somebody types: their heads, and the words in them."""


@pytest.mark.parametrize("lang", TYPED)
def test_gehan_typed_as_lists(lang: str, shared_dir: Path, store: Store) -> None:
    """Read by what the lists say alone, without a mapping and without a question."""
    names = dict(TYPED[lang])
    status, kind, why = names.pop("said")
    patients = pd.read_csv(shared_dir / GEHAN)
    cut = [LAST - timedelta(weeks=int(time)) for time in patients["time"]]
    who = [f"P{number:04d}" for number in patients["rownames"]]
    rows = (
        [("W1", "2020-01-04", "2020-01-04")],
        [(one, "W1", drug, "2019-01-01") for one, drug in zip(who, patients["treat"], strict=True)],
        [(one, "W1", day, status) for one, day in zip(who, cut, strict=True)],
        [(one, LAST, kind, why) for one, event in zip(who, patients["cens"], strict=True) if event],
    )
    for (name, head), lines in zip(names.items(), rows, strict=True):
        text = io.StringIO()
        csv.writer(text).writerows([head, *lines])
        book = read_file(f"{name}.csv", text.getvalue().encode())
        understood = understand(book)
        assert understood.questions == ()
        assert store.commit(prepare(book, understood), RIGHTS, known_at=KNOWN["gehan"]).counts.rejected == 0
    found = load_look(store, SCOPE, "segment")
    assert (found.test.statistic, found.test.p) == (pytest.approx(16.793, abs=5e-4), pytest.approx(4.17e-5, abs=5e-8))
    assert {one.group: (one.n, one.survival.quantile()) for one in found.curves} == {
        "6-MP": (21, None),
        "control": (21, 56),
    }
