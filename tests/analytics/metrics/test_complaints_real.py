"""62,516 complaints about a bank, as they were published, draw every view of complaints; totals counted in the file
itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from analytics.complaints.charts import rates as charts
from analytics.complaints.charts import resolution as ends
from analytics.complaints.charts import texts
from analytics.complaints.numbers.rates import Complaints, load_complaints
from analytics.complaints.numbers.resolution import Resolution, load_resolution
from analytics.complaints.numbers.texts import load_rare, load_themes
from analytics.scope import Scope
from data.ingest import prepare, read_file
from data.language import Translator
from data.settings import settings
from data.store import Store, open_store
from tests.analytics.made import ADMIN as RIGHTS
from tests.analytics.made import load
from tests.data.ingest.test_real_files import mapping

T = Translator("en")
NO_EVENTS = pd.DataFrame({"kind": [], "day": pd.to_datetime([]), "wave": [], "label": []})
NAME = "Consumer_Complaints.xlsx"
WAVES = "wave,planned cut-over,actual start,actual cut-over\nW1,2022-03-05,2022-02-05,2022-03-05\n"


@pytest.fixture(scope="module")
def told(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The file by the mapping that is kept for it. It has no day of closing: the day on which the bank had it stands
    for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HANDOVER_TODAY", "2023-09-04")
        settings.cache_clear()
        store = open_store(str(tmp_path_factory.mktemp("told") / "programme.duckdb"))
        book = read_file(NAME, (shared_dir / "real/complaints_cfpb" / NAME).read_bytes())
        store.commit(prepare(book, mapping("complaints_cfpb_views")), RIGHTS)
        load(store, "waves", WAVES)
        yield store
        store.close()


@pytest.fixture(scope="module")
def found(told: Store) -> Complaints:
    return load_complaints(told, Scope(RIGHTS))


@pytest.fixture(scope="module")
def ended(told: Store) -> Resolution:
    return load_resolution(told, Scope(RIGHTS))


def test_every_row_is_counted_by_week_and_cause(found: Complaints) -> None:
    assert (found.n, found.rated) == (62_516, False)
    assert found.weekly["complaints"].sum() == pytest.approx(62_516, abs=10 * int(found.weekly["value"].isna().sum()))
    causes, categories = (frame.set_index("cause")["n"] for frame in (found.causes, found.categories))
    assert (causes["Managing an account"], categories["Checking or savings account"]) == (15_109, 24_814)
    assert (found.chart.state, found.chart.name) == ("full", "u′")
    look = charts.Look(found, NO_EVENTS)
    assert len(charts.chart_weekly(look, T).body.series) >= 3
    assert "“Managing an account” is the most frequent cause: 24.2%" in charts.chart_causes(look, T).title


def test_shares_in_time_and_upheld_are_those_of_the_file(ended: Resolution, told: Store) -> None:
    whole = load_resolution(
        told, Scope(RIGHTS).but(start=pd.Timestamp(2017, 1, 1).date(), end=pd.Timestamp(2023, 9, 1).date())
    )
    known = whole.channels.dropna(subset=["n"])
    # Counted in the spreadsheet itself: timely "Yes" 58,619, relief 14,697 and 5,273; two came by e-mail and are
    # hidden.
    assert abs(int(known["in_time"].sum()) - 58_619) <= 2
    assert abs(int(known["upheld"].sum()) - 19_970) <= 2
    assert known.set_index("channel")["n"].to_dict() == {
        "web": 45_513,
        "referral": 10_766,
        "phone": 4_684,
        "post": 1_551,
    }
    for series, kind in ((ended.kept, "kept"), (ended.upheld, "upheld")):
        assert series.chart.state == "full"
        assert ends.chart_series(series, kind, ended.cutovers, NO_EVENTS, T).empty == ""


def test_the_curve_is_that_of_the_days_between_its_dates(ended: Resolution, shared_dir: Path) -> None:
    file = pd.read_excel(
        shared_dir / "real/complaints_cfpb" / NAME, engine="calamine", usecols=["Date submitted", "Date received"]
    )
    days = (file["Date received"] - file["Date submitted"]).dt.days
    curve = next(iter(ended.curves.values()))
    assert len(ended.curves) == 1
    assert int(curve.at_risk[0]) == int((days >= 0).sum())
    assert [float(share) for share in curve.share[:4]] == pytest.approx(
        [float((days > step).sum() / (days >= 0).sum()) for step in range(4)]
    )
    assert len(ends.chart_curves(ends.Ended(ended, NO_EVENTS), T).body.series) == 1


def test_rare_causes_and_themes_have_data(told: Store, found: Complaints) -> None:
    scope = Scope(RIGHTS)
    cause = str(found.causes.loc[found.causes["n"].between(100, 300), "cause"].iloc[0])
    rare = load_rare(told, scope, found, cause)
    assert rare.a_week < 5
    assert len(rare.gaps) == int(found.causes.set_index("cause")["n"][cause]) - 1
    assert texts.chart_rare(texts.Spaced(charts.Look(found, NO_EVENTS, cause=cause), rare), T).empty == ""
    themes = load_themes(told, scope, frozenset(T("themes.common.en").split("|")))
    assert len(themes) == 12
    assert texts.chart_themes(texts.Themes(themes, True), T).empty == ""
