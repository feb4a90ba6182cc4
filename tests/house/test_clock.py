"""One clock: business code asks ``data.clock`` what day it is and nobody else, in Python as in SQL; so do the tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data import clock
from data.demo.plan import last_sunday
from data.settings import settings
from tests import days
from tests.house.source import files, literals, product, tree

ALLOWED = {
    "data/clock.py": "the one place that asks the machine",
    "docs/performance.py": "and so is what a benchmark measured",
    "data/store/lake.py": "the age of states and files in the catalogue, which it stamps by the machine itself",
    "tests/prove.py": "a proof is dated by the day on which it was made",
}
MACHINE = re.compile(
    r"^(datetime\.)?(datetime|date)\.(now|utcnow|today)$"
    r"|^time\.(time|time_ns|localtime|gmtime|ctime|asctime|strftime|clock_gettime(_ns)?)$"
    r"|^pandas\.(Timestamp|Period|Timedelta)\.(now|today|utcnow)$"
    r"|^(os\.path\.get[amc]time|uuid\.uuid1|email\.utils\.(localtime|formatdate))$"
)
"""Reads of the machine's day by their full names. Durations (``monotonic``, ``perf_counter``) are no days."""
ASKING = {"now", "today", "utcnow"}
"""What any moment or day can be asked for the present one by, under whatever name it goes; of ours only the clock
is."""
WORD = re.compile(r"^\s*(now|today)\s*$", re.IGNORECASE)
PARSERS = {"Timestamp", "to_datetime", "datetime64", "Period"}
"""Calls that take the words now and today for a moment."""
STAMPS = {"st_mtime", "st_ctime", "st_atime", "st_mtime_ns", "st_ctime_ns", "st_atime_ns", "st_birthtime"}
SQL = re.compile(
    r"\b((current_)?local(time|timestamp)|(get_)?current_(date|time|timestamp))\b"
    r"|\b(ago|uuidv7|uuid_extract_timestamp)\s*\("
    r"|\bcast\s*\(\s*'(now|today|yesterday|tomorrow)'\s+as\b"
    r"|(?<!performance\.)\b(now|today|sysdate|getdate|transaction_timestamp|statement_timestamp|clock_timestamp)\s*\(\s*\)"
    r"|'(now|today|yesterday|tomorrow)'\s*::|\b(date|timestamp)\s+'(now|today|yesterday|tomorrow)'"
    r"|\bage\s*\(\s*[\w.\"]+\s*\)",
    re.IGNORECASE,
)
"""Words of SQL that ask the machine: also ``age`` of one moment, which counts from today. A browser's
``performance.now()`` is a duration."""


def full_names(module: ast.Module) -> dict[str, str]:
    """What each imported name of a file stands for: ``pd`` → ``pandas``, ``clock`` → ``data.clock``."""
    names = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def reads(module: ast.Module) -> Iterator[str]:
    """Where a file asks the machine for the day: called, or handed on to be called; and the days of files on the
    disk."""
    names = full_names(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in STAMPS:
            yield f"{node.lineno}: {node.attr}"
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            first, *rest = ast.unparse(node).split(".")
            if MACHINE.search(".".join([names.get(first, first), *rest])):
                yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            owner = ast.unparse(node.func.value)
            if (
                node.func.attr in ASKING
                and names.get(owner, owner) != "data.clock"
                and not MACHINE.search(
                    ".".join(
                        [names.get(owner.split(".")[0], owner.split(".")[0]), *owner.split(".")[1:], node.func.attr]
                    )
                )
            ):
                yield f"{node.lineno}: {ast.unparse(node)}"
        asked_by_name = isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "getattr",
            "attrgetter",
            "methodcaller",
        )
        if asked_by_name and any(isinstance(one, ast.Constant) and one.value in ASKING for one in node.args):
            yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in PARSERS:
            given = [*node.args, *(word.value for word in node.keywords)]
            if any(
                isinstance(one, ast.Constant) and isinstance(one.value, str) and WORD.match(one.value) for one in given
            ):
                yield f"{node.lineno}: {ast.unparse(node)}"


def asked(path: str) -> list[str]:
    """Every read of the machine's day in a file, its SQL included."""
    return [f"{path}:{place}" for place in reads(tree(path))] + [
        literal.place for literal in literals(path) if SQL.search(literal.text)
    ]


def test_nobody_but_the_clock_asks_the_machine_what_day_it_is() -> None:
    own = "tests/house/test_clock.py"
    checked = [path for path in {*product(), *files()} if path.endswith(".py") and path not in {*ALLOWED, own}]
    assert sorted(place for path in checked for place in asked(path)) == []


def test_every_exception_is_still_one() -> None:
    assert [path for path in ALLOWED if not asked(path)] == []


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime as d\nx = d.date.today()",
        "from datetime import date\nfield(default_factory=date.today)",
        "from time import time as tick\nx = tick()",
        "import time\nx = time.strftime('%Y')",
        "import pandas as pd\nx = pd.Timestamp.now()",
        "import pandas as pd\nx = pd.Timestamp('today')",
        "import numpy as np\nx = np.datetime64('now')",
        "from pathlib import Path\nx = Path('a').stat().st_mtime",
        "from uuid import uuid1\nx = uuid1()",
        "from datetime import date\nkind = date\nx = kind.today()",
        "x = scope.start.today()",
        "x = type(at).now(tz=zone)",
        "from datetime import date\nx = getattr(date, 'today')()",
        "from operator import methodcaller\nx = methodcaller('now')(datetime)",
    ],
)
def test_a_read_of_the_machines_day_is_seen(code: str) -> None:
    assert len(list(reads(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "from data.clock import now\nx = now()",
        "from data import clock\nx = clock.today()",
        "from time import monotonic\nx = monotonic()",
        "from datetime import time\nx = time(12)",
        "import pandas as pd\nx = pd.Timestamp('2026-11-23')",
        "x = settings().today",
        "x = metric.now(store, scope)",
        "x = reading.now.value",
    ],
)
def test_the_clock_and_durations_are_not(code: str) -> None:
    assert list(reads(ast.parse(code))) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("select * from t where day < current_date", True),
        ("select now() - answered_at from t", True),
        ("select age(answered_at)", True),
        ("select today()", True),
        ("select current_localtimestamp()", True),
        ("select * from t where at > ago(interval 7 days)", True),
        ("select cast('today' as date)", True),
        ("select uuid_extract_timestamp(uuidv7())", True),
        ("select 'today'::date", True),
        ("created timestamp default CURRENT_TIMESTAMP", True),
        ("select age(closed_at, opened_at)", False),
        ("case when day between $from and $to then 'now' end", False),
        ("select * from current_complaints where row_ended is null", False),
    ],
)
def test_sql_that_asks_the_machine_is_seen(text: str, seen: bool) -> None:
    assert bool(SQL.search(text)) is seen


class SundayNight:
    """A machine in New York, half an hour before Monday; summer time ended in the morning."""

    @staticmethod
    def now(zone: tzinfo | None = None) -> datetime:
        here = datetime(2027, 11, 7, 23, 30, tzinfo=ZoneInfo("America/New_York"))
        return here.astimezone(zone) if zone else here.replace(tzinfo=None)


def test_the_clock_is_in_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Sunday at 23:30 in New York it is Monday in UTC; the last complete week ends on that Sunday."""
    monkeypatch.delenv("HANDOVER_TODAY")
    monkeypatch.setattr(clock, "datetime", SundayNight)
    settings.cache_clear()
    assert (clock.now(), clock.today()) == (datetime(2027, 11, 8, 4, 30), date(2027, 11, 8))
    assert last_sunday(clock.today()) == date(2027, 11, 7)


def test_a_test_that_reads_the_day_of_the_machine_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDOVER_TODAY")
    settings.cache_clear()
    with pytest.raises(AssertionError, match="a test read the day of the machine"):
        clock.today()


def test_the_false_clocks_stand_where_a_calendar_is_awkward() -> None:
    """Each begins within two years of the story's end; as the machine and as UTC see it."""
    here = {
        day: datetime.fromisoformat(moment.at).replace(tzinfo=ZoneInfo(moment.zone))
        for day, moment in days.MOMENTS.items()
    }
    utc = {day: moment.astimezone(ZoneInfo("UTC")) for day, moment in here.items()}
    assert all(date(2026, 11, 23) < moment.date() < date(2028, 11, 23) for moment in here.values())
    assert [day for day, moment in here.items() if (moment.month, moment.day) == (2, 29)] == ["2028-02-29"]
    nights = [day for day, moment in here.items() if moment.isoweekday() == 7 and moment.hour >= 22]
    assert [(day, utc[day].isoweekday(), here[day].dst()) for day in nights] == [("2027-11-07", 1, timedelta(0))]
    assert [day for day, moment in here.items() if (moment + timedelta(minutes=2)).year > moment.year] == ["2027-12-31"]
    assert [day for day in here if here[day].date() != utc[day].date()] == ["2027-11-07", "2028-02-29"]


def test_a_clock_that_is_not_false_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(days, "library", lambda: tmp_path / "nothing.so")
    assert days.run_on(days.MOMENTS["2028-02-29"], ["--version"]) == 1
    assert "where it should say 2028-02-29 00:30:00" in capsys.readouterr().err
