"""The recipes of CONTRIBUTING, really followed in a copy of the product: what they touch is counted, what follows is
read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("analytics", "data", "locale", "pages", "static", ".streamlit", "dashboard.py")

Edits = dict[str, list[tuple[str, str]]]
"""By file: what stands there and what it becomes; a text that stands nowhere ('') is put at the end of the file, which
may be new."""


def words(**entries: str) -> list[tuple[str, str]]:
    """Entries at the end of a catalogue: a name that has ``__`` for its points, and its words."""
    written = "".join(f'\nmsgid "{name.replace("__", ".")}"\nmsgstr "{text}"\n' for name, text in entries.items())
    return [("", written)]


DATASET: Edits = {
    "data/datasets/visits.py": [
        (
            "",
            '''"""Visits to customers."""

from data.datasets.declaration import Dataset, Field

VISITS = Dataset(
    name="visits", area="care", kind="facts", key=("visit",), en="Visits", zh="上门走访", rhythm_days=31,
    synonyms=("customer visits", "走访记录"), help_en="One row a visit.", help_zh="每次走访一行。",
    fields=(
        Field("visit", "text", "Visit", "走访编号", required=True, example="V-1", synonyms=("visit no", "编号")),
        Field("visited_on", "date", "Visited on", "走访日期", required=True, past=True, synonyms=("date of visit", "日期")),
    ),
)
''',
        )
    ],
    "data/datasets/__init__.py": [
        (
            "\nDATASETS: dict[str, Dataset]",
            "from data.datasets.visits import VISITS\n\nDATASETS: dict[str, Dataset]",
        ),
        ("        CONTACTS,\n", "        CONTACTS,\n        VISITS,\n"),
    ],
}

METRIC: Edits = {
    "analytics/safeguards/numbers/passports.py": [
        (
            "\nfor _passport, _count in (\n",
            """
def _outages(store: Store, scope: Scope) -> Value:
    outages = load_continuity(store, scope).outages
    return count_of(int(outages["ended_at"].isna().sum()), len(outages))


for _passport, _count in (
    (Passport("outages_open", "count", "down", (0, 20), None, (0, 0), ("outages",), OWN), _outages),
""",
        )
    ],
    "analytics/safeguards/area.py": [
        ('    tiles=("measures_overdue",', '    tiles=("outages_open", "measures_overdue",')
    ],
    "locale/en/safeguards.po": words(
        metric__outages_open__title="Outages that last",
        metric__outages_open__name="Outages that have not ended",
        metric__outages_open__definition="Outages without an end.",
        metric__outages_open__formula="outages without ended_at",
        metric__outages_open__direction="lower is better",
        metric__outages_open__good="Every outage has ended",
        metric__outages_open__bad="Outages last",
    ),
    "locale/zh/safeguards.po": words(
        metric__outages_open__title="未恢复的中断",
        metric__outages_open__name="尚未恢复的中断",
        metric__outages_open__definition="没有恢复时间的中断。",
        metric__outages_open__formula="没有ended_at的中断数",
        metric__outages_open__direction="越低越好",
        metric__outages_open__good="中断均已恢复",
        metric__outages_open__bad="有中断尚未恢复",
    ),
}

CHART: Edits = {
    "analytics/safeguards/charts/continuity.py": [
        (
            "",
            '''

def chart_longest(found: Continuity, t: Translator) -> Exhibit:
    """The minutes of each outage that has ended."""
    own = found.outages[found.outages["minutes"].notna()].sort_values("minutes", ascending=False, kind="stable")
    mark = Bars(tuple(own["outage"].astype(str)), (Series(t("safeguards.longest.minutes"), values(own["minutes"])),), MINUTES, across=True,
                of=t("safeguards.longest.outage"))
    return Exhibit(t("safeguards.longest.title", minutes=t.number(own["minutes"].max())), t("safeguards.longest.subtitle"), "", mark)
''',
        )
    ],
    "analytics/safeguards/area.py": [
        (
            '            Editor("continuity"),\n        ),\n        Section(\n            "support",',
            (
                '            Chart("longest-outages", load_continuity, continuity.chart_longest),\n'
                '            Editor("continuity"),\n        ),\n        Section(\n            "support",'
            ),
        )
    ],
    "locale/en/safeguards.po": words(
        safeguards__longest__title="The longest outage took {minutes} minutes",
        safeguards__longest__subtitle="Minutes of each outage",
        safeguards__longest__minutes="Minutes",
        safeguards__longest__outage="Outage",
    ),
    "locale/zh/safeguards.po": words(
        safeguards__longest__title="最长的中断持续{minutes}分钟",
        safeguards__longest__subtitle="各次中断的时长（分钟）",
        safeguards__longest__minutes="分钟",
        safeguards__longest__outage="中断",
    ),
}

ALERT: Edits = {
    "analytics/safeguards/alerts.py": [
        (
            "    return [\n        *compute_protection_alerts(",
            """    outages = load_continuity(store, scope).outages
    lasting = [
        counted("outage_lasts", LAWFUL, pd.Timestamp(row.started_at).date(), load_continuity(store, scope).day, value=1.0, n=1, severity="serious",
                outage=str(row.outage))
        for row in rows(outages[outages["ended_at"].isna()])
    ]
    return [
        *lasting,
        *compute_protection_alerts(""",
        )
    ],
    "locale/en/safeguards.po": words(alert__outage_lasts="Outage {outage} has not ended"),
    "locale/zh/safeguards.po": words(alert__outage_lasts="中断{outage}尚未恢复"),
}

PAGE: Edits = {
    "pages/visits.py": [
        (
            "",
            '''"""Visits to customers."""

from analytics.visits.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("visits")

show_area(view, AREA)
''',
        )
    ],
    "analytics/visits/__init__.py": [("", '"""Visits to customers."""\n')],
    "analytics/visits/area.py": [
        (
            "",
            '''"""Visits: what its page shows, in order."""

from analytics.catalogue import Area, Chart, Section
from analytics.safeguards.charts import continuity
from analytics.safeguards.numbers import load_continuity

AREA = Area(
    "visits",
    needs=("outages",),
    headline=lambda store, scope, t: t("visits.message"),
    sections=(Section("all", Chart("lost", load_continuity, continuity.chart_outages)),),
)
''',
        )
    ],
    "analytics/catalogue.py": [
        (
            "    from analytics.schedule.area import AREA as SCHEDULE\n",
            (
                "    from analytics.schedule.area import AREA as SCHEDULE\n    from analytics.visits.area import AREA"
                " as VISITS\n"
            ),
        ),
        ("        CARE,\n", "        CARE,\n        VISITS,\n"),
    ],
    "pages/kit/navigation.py": [
        (
            '    Page("care", ',
            '    Page("visits", "customers", ":material/home:", owns=WHEN),\n    Page("care", ',
        )
    ],
    "locale/en/pages.po": words(
        page__visits="Visits", visits__message="Nobody waits for a visit", visits__view__all="All"
    ),
    "locale/zh/pages.po": words(page__visits="走访", visits__message="无人等待走访", visits__view__all="全部"),
}

RECIPES = {"dataset": DATASET, "metric": METRIC, "chart": CHART, "alert": ALERT, "page": PAGE}


def follow(copy: Path, edits: Edits) -> None:
    for name, changes in edits.items():
        path = copy / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for there, becomes in changes:
            assert not there or text.count(there) == 1, f"{name}: {there!r} stands {text.count(there)} times"
            text = text.replace(there, becomes) if there else text + becomes
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the copy says after every recipe, on a store of its own."""
    copy = tmp_path_factory.mktemp("recipes")
    for name in FLOORS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    for edits in RECIPES.values():
        follow(copy, edits)
    told = subprocess.run(
        [sys.executable, str(ROOT / "tests/house/recipes/made.py")],
        cwd=copy,
        env={
            **os.environ,
            "PYTHONPATH": str(copy),
            "HANDOVER_STORE": str(copy / "store/programme.duckdb"),
            "HANDOVER_ROLE": "administrator",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert told.returncode == 0, told.stderr[-3000:]
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def touched(*recipes: str) -> tuple[list[str], list[str]]:
    """The files of code and of words that recipes touch."""
    files = {name for recipe in recipes for name in RECIPES[recipe]}
    return sorted(name for name in files if name.endswith(".py")), sorted(
        name for name in files if name.endswith(".po")
    )


def test_a_recipe_touches_few_files(record_property: Any) -> None:
    """One file of code a role (numbers, charts, alerts) and the table of contents; words in two languages."""
    counts = {
        "a dataset": touched("dataset"),
        "a metric with its tile": touched("metric"),
        "a chart with its slide": touched("chart"),
        "a metric with tile, chart, slide and alert": touched("metric", "chart", "alert"),
        "a page": touched("page"),
    }
    for name, (code, catalogues) in counts.items():
        record_property(f"files touched by {name}", f"{len(code)} of code, {len(catalogues)} of words")
    assert {name: (len(code), len(catalogues)) for name, (code, catalogues) in counts.items()} == {
        "a dataset": (2, 0),
        "a metric with its tile": (2, 2),
        "a chart with its slide": (2, 2),
        "a metric with tile, chart, slide and alert": (4, 2),
        "a page": (5, 2),
    }


def test_what_the_recipes_promise_follows(said: dict[str, Any]) -> None:
    """Nothing but the counted files was touched, and everything is there: value, tile, chart, slide, alert, template,
    page."""
    assert said["tile"] is True
    assert said["loaded"] == {"outages": 2, "visits": 2}
    assert said["value"] == 1.0
    assert said["en"]["chart"] == "The longest outage took 312 minutes"
    assert said["zh"]["chart"] == "最长的中断持续312分钟"
    assert said["en"]["chart"] in said["en"]["slide"]
    assert said["zh"]["chart"] in said["zh"]["slide"]
    assert (said["en"]["native"], said["zh"]["native"]) == (1, 1)
    assert (said["en"]["alerts"], said["zh"]["alerts"]) == (["Outage OUT-2 has not ended"], ["中断OUT-2尚未恢复"])
    assert said["en"]["template"][:2] == ["Visit (required)", "Visited on (required)"]
    assert said["zh"]["template"][:2] == ["走访编号（必填）", "走访日期（必填）"]
    assert "Nobody waits for a visit" in said["page"]
