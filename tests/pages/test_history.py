"""The line of weeks in a tile: it ends in the tile's value, each week before is the tile of that week, and what is not
known is a gap."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest

from analytics.metrics import METRICS
from analytics.periods import Period
from analytics.satisfaction.numbers.history import BACK, History, load_history
from analytics.satisfaction.numbers.scores import FAMILY
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import Rights
from data.language import Translator
from data.store import Store
from pages.kit.passport import tile_of
from pages.kit.tiles import spark_svg, tile_body
from tests.pages.conftest import Opened, words
from tests.pages.seed import RIGHTS

EN, ZH = Translator("en"), Translator("zh")
LAST = date(2026, 11, 22)
READERS = (Scope(RIGHTS), Scope(Rights(user="chief", role="executive")))
NPS = METRICS["nps"].passport


def weeks(*values: float | None) -> History:
    return History(NPS, tuple(LAST - timedelta(weeks=back) for back in reversed(range(len(values)))), values)


def history(store: Store, scope: Scope, metric: str) -> History:
    found = load_history(store, scope, load_standing(store, scope, metric).reading)
    return found or weeks()


@pytest.mark.parametrize("scope", READERS, ids=["rows", "no rows"])
def test_each_week_is_what_its_tile_said(shown: Store, scope: Scope) -> None:
    for score in FAMILY:
        own = score.passport.id
        standing = load_standing(shown, scope, own)
        found = history(shown, scope, own)
        assert (found.ends[-1], found.ends[0], len(found.ends)) == (LAST, LAST - timedelta(weeks=BACK - 1), BACK)
        assert (found.values[-1], found.unknown) == (standing.reading.value, 0)
        for end, value in zip(found.ends, found.values, strict=True):
            now = Period(end - timedelta(days=27), end)
            dated = scope.but(start=now.start, end=now.end)
            # Who sees no rows has rates from counts rounded to five, here of each week and there of the four.
            off = 0.02 if own == "response_rate" and not scope.rights.row_level else 1e-9
            assert (own, end, value) == (own, end, pytest.approx(score.apart(shown, dated).value, abs=off))


def test_a_metric_without_windows_has_no_line(shown: Store) -> None:
    standing = load_standing(shown, READERS[0], "complaints_overdue")
    assert load_history(shown, READERS[0], standing.reading) is None
    assert "ho-spark" not in tile_body(tile_of(standing, EN))


def test_weeks_of_which_nothing_is_known_are_a_gap_and_said() -> None:
    found = weeks(20.0, None, None, 30.0, 26.0)
    assert found.words(EN) == "5 weeks: +20 to +30; 2 not known"
    assert found.words(ZH) == "5周：+20～+30，2周未知"
    assert "8\u00a0Nov not known" in found.label(EN)
    assert "未知" in found.label(ZH)
    drawn = re.findall(r'd="M([^"]*)h0" stroke-width="(\d)"', spark_svg(found.values))
    assert [(len(line.split("L")), width) for line, width in drawn] == [
        (1, "2"),
        (1, "3"),
        (1, "3"),
        (2, "2"),
        (1, "6"),
    ]
    assert drawn[0][0] == "2 20"  # the least at the bottom
    assert drawn[3][0].startswith("74 4L")  # the most at the top
    assert 'stroke-width="6"' not in spark_svg((20.0, None)), "the last week has no dot where it is not known"


def test_a_tile_draws_its_line_in_words_too_and_one_without_a_known_week_none(shown: Store) -> None:
    standing = load_standing(shown, READERS[0], "nps")
    body = str(tile_body(tile_of(standing, EN, history=weeks(20.0, 30.0))))
    assert "2 weeks: +20 to +30" in body
    assert '<path vector-effect="non-scaling-stroke" d="M2 20L98 4h0"' in unquote(body)
    assert "ho-spark" not in tile_body(tile_of(standing, EN, history=weeks(None, None)))


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_the_four_tiles_of_the_week_have_their_line(open_page: Opened, shown: Store, t: Translator) -> None:
    page = words(open_page("this_week", lang=t.lang))
    for score in FAMILY:
        found = history(shown, READERS[0], score.passport.id)
        assert (score.passport.id, found.words(t) in page) == (score.passport.id, True)
    assert page.count("ho-spark") == 4
