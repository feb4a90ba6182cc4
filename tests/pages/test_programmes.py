"""Several programmes in one installation: each its own store, chosen by rights; nothing of one is shown, kept, counted
or logged in another."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import streamlit
from streamlit.runtime.context import ContextProxy, StreamlitCookies

from analytics.__main__ import main as closing
from data import clock
from data.access import Rights
from data.incidents import log_beside_the_store, log_incident
from data.language import Translator
from data.problems import Refusal
from data.settings import settings
from data.store import Store, open_store
from data.store.signed_out import ended
from pages.kit import cache, headers, signin
from pages.kit.cache import open_each
from pages.kit.state import BOUND, NEXT, PROGRAMME
from pages.kit.upload.desk import Desk, Dropped
from tests.analytics.made import load
from tests.pages.conftest import ROOT, words
from tests.pages.test_signin import PROVIDER
from tests.pages.test_signin import claims as told_of
from tests.sessions import AppTest

ADMIN = Rights("admin", "administrator")
COMPLAINTS = {"east": 20, "west": 30}
ZONES = {"east": "Asia/Shanghai", "west": "America/Los_Angeles"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small stores that were loaded alike, batch for batch: other names, another number of complaints, another
    zone."""
    folder = tmp_path_factory.mktemp("programmes")
    for name, n in COMPLAINTS.items():
        store = open_store(str(folder / name / "p.duckdb"))
        load(
            store,
            "programme",
            f"programme,from,to,time zone\n{name},{name.title()}old,{name.title()}new,{ZONES[name]}\n",
        )
        load(store, "customers", "customer,segment\n" + "".join(f"C{at:03d},Retail\n" for at in range(100)))
        load(
            store,
            "complaints",
            "complaint number,customer,opened at,root cause\n"
            + "".join(f"K{at},C{at:03d},2026-05-05 10:00,debits\n" for at in range(n)),
        )
        store.close()
    return folder


@pytest.fixture
def several(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server of both."""
    folder = tmp_path / "both"
    shutil.copytree(made, folder)
    return _served(folder, COMPLAINTS, monkeypatch)


def _served(folder: Path, names: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    lines = [f"{name} = {folder / name / 'p.duckdb'}" for name in names]
    (folder / "programmes.txt").write_text("\n".join(["# of this server", "", *lines]), encoding="utf-8")
    monkeypatch.setenv("HANDOVER_PROGRAMMES", str(folder / "programmes.txt"))
    monkeypatch.setenv("HANDOVER_STORE", str(folder / "not this one.duckdb"))
    for kept in (signin._SEEN, signin._TOLD, signin._OVER, cache._SHUT):
        kept.clear()
    settings.cache_clear()
    return folder


def claims(role: object = "*:administrator", **more: Any) -> dict[str, Any]:
    """Of who may look at each programme."""
    return told_of(role, **more)


def look(programme: str = "", page: str = "coordination", user: dict[str, Any] | None = None, **params: str) -> AppTest:
    session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=180)
    if user is not None:
        session.secrets["auth"] = PROVIDER
        session.user = user
    for key, value in {PROGRAMME: programme, **params}.items():
        if value:
            session.query_params[key] = value
    session.switch_page(f"pages/{page}.py")
    return session.run()


def counted(name: str) -> str:
    return f"{COMPLAINTS[name]} of {COMPLAINTS[name]} open ones"


def grant(folder: Path, name: str, rows: str) -> None:
    store = open_store(str(folder / name / "p.duckdb"))
    load(store, "grants", "person,role,branches,waves,until\n" + rows)
    store.close()


def test_two_stores_of_one_version_are_never_taken_for_one_another(several: Path) -> None:
    east, west = (open_store(str(several / name / "p.duckdb")) for name in COMPLAINTS)
    assert east.version() == west.version(), "else this proves nothing"
    east.close()
    west.close()
    sessions = {name: look(name, page="complaints") for name in COMPLAINTS}
    for name, other in (("east", "west"), ("west", "east"), ("east", "west")):
        session = sessions[name].run()
        assert not session.exception
        shown = words(session)
        assert f"{name.title()}old → {name.title()}new" in shown
        assert f"{other.title()}old" not in shown
        assert counted(name) in shown
        assert counted(other) not in shown
    assert not (several / "not this one.duckdb").exists()


def test_the_choice_names_each_programme_and_the_way_to_it(several: Path) -> None:
    session = look(lang="zh")
    assert not session.exception
    assert session.query_params[PROGRAMME] in ("east", ["east"])
    assert '<li aria-current="true">east</li><li><a href="?programme=west&amp;lang=zh">west</a></li>' in words(session)
    assert "项目" in words(session)


def test_where_there_is_one_programme_nothing_is_chosen(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _served(several, ["west"], monkeypatch)
    session = look()
    assert "Westold → Westnew" in words(session)
    assert "ho-programmes" not in words(session)


def test_another_programme_takes_nothing_along(several: Path) -> None:
    session = look("east", wave="W1", asof="2026-06-01")
    session.session_state["_last_params"] = {"wave": ["W1"]}
    session.session_state["proof_asked"] = "what was found of east"
    for key in ("wave", "asof"):
        del session.query_params[key]
    session.query_params[PROGRAMME] = "west"
    session.run()
    assert not session.exception
    assert session.session_state[BOUND] == "west"
    assert "proof_asked" not in session.session_state
    assert "wave" not in session.query_params
    assert "Westold → Westnew" in words(session)


def test_an_upload_in_progress_stays_and_the_other_programme_opens_beside_it(several: Path) -> None:
    session = look("east", page="upload")
    session.session_state["upload_desk"] = desk = Desk()
    desk.files = [Dropped("roster.csv", b"customer,segment\nC001,Retail\n")]
    session.run()
    assert "Something is still open here." in words(session)
    assert "?programme=west" not in words(session)
    (link,) = session.sidebar.get("link_button")
    assert (link.proto.label, link.proto.url) == ("west", "?programme=west&lang=en")
    del desk.files[:]


@pytest.mark.parametrize("name", ["west", "nowhere", "<b>x</b>"])
def test_a_programme_without_access_is_told_like_one_that_is_not_there(several: Path, name: str) -> None:
    grant(several, "west", "ann@example.com,none,,,\n")
    session = look(name, user=claims())
    assert not session.exception
    shown = words(session)
    said = "There is no programme “{}” for you".format(name.replace("<", "&lt;").replace(">", "&gt;"))
    assert said in shown
    rest = shown.replace(said, "")
    assert "west" not in rest.lower()
    assert 'href="?programme=east&amp;lang=en"' in rest
    assert "Eastold" not in rest
    assert len(session.get("file_uploader")) == 0


def test_who_may_look_at_one_does_not_read_the_name_of_the_other(several: Path) -> None:
    grant(several, "east", "ann@example.com,none,,,\n")
    session = look(user=claims())
    assert "Westold → Westnew" in words(session)
    assert "east" not in words(session).lower()


@pytest.mark.parametrize(
    ("roles", "open_to"),
    [
        ("administrator", {}),
        (["analyst", "nowhere:administrator", ":analyst", "east:boss", "east", "east:"], {}),
        ("East:analyst", {"east": "analyst"}),
        (["west:executive", "*:boss", "west:compliance"], {"west": "compliance"}),
        (["*:executive", "west:analyst"], {"east": "executive", "west": "analyst"}),
    ],
)
def test_a_role_of_the_sign_in_opens_the_programmes_it_names(
    several: Path, roles: object, open_to: dict[str, str]
) -> None:
    for name in COMPLAINTS:
        session = look(name, user=claims(roles))
        shown = words(session)
        assert (f"{name.title()}old" in shown) == (name in open_to)
        if name in open_to:
            assert f"signed in as {open_to[name]}" in shown.replace("project manager", "manager")
        elif open_to:
            assert f"There is no programme “{name}” for you" in shown
        assert not session.exception
    if not open_to:
        shown = words(look(user=claims(roles)))
        assert "No access has been given to ann@example.com." in shown
        assert not any(name in shown.lower() for name in COMPLAINTS)


def test_a_grant_of_a_programme_holds_in_place_of_the_role_that_is_claimed(several: Path) -> None:
    grant(several, "west", "ann@example.com,executive,,,\n")
    assert "signed in as executive" in words(look("west", user=claims()))
    assert "signed in as administrator" in words(look("east", user=claims()))


@pytest.mark.parametrize(
    "kept", ["/complaints?programme=west&lang=en", "/complaints/?lang=en&programme=east&programme=west"]
)
def test_a_link_followed_before_the_sign_in_opens_its_programme_and_no_other(
    several: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    session = back_from_the_provider(monkeypatch, quote(kept))
    assert not session.exception
    assert "Westold → Westnew" in words(session)
    assert counted("west") in words(session)
    log = {name: list(store.audit_log(ADMIN)["event"]) for name, store in open_each().items()}
    assert {name: events.count("sign_in") for name, events in log.items()} == {"east": 0, "west": 1}


@pytest.mark.parametrize(
    "kept", ["//[", "%00", "/complaints?programme=", "javascript:alert(1)", "/../..?" + "a=1&" * 2000]
)
def test_a_kept_address_of_any_shape_shows_the_first_programme(
    several: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    session = back_from_the_provider(monkeypatch, quote(kept))
    assert not session.exception
    assert "Eastold → Eastnew" in words(session)


def back_from_the_provider(monkeypatch: pytest.MonkeyPatch, kept: str) -> AppTest:
    """The first page without parameters, and the cookie of the address that was asked for."""
    monkeypatch.setattr(ContextProxy, "cookies", StreamlitCookies({NEXT: kept}))
    session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=180)
    session.secrets["auth"] = PROVIDER
    session.user = claims()
    return session.run()


def test_what_is_looked_at_is_logged_there_and_the_sign_out_holds_everywhere(
    several: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look("west", user=claims())
    stores = open_each()
    signed = {name: list(store.audit_log(ADMIN)["event"]).count("sign_in") for name, store in stores.items()}
    assert signed == {"east": 0, "west": 1}
    session = look("east", user=claims())
    monkeypatch.setattr(streamlit, "logout", lambda: None)
    next(button for button in session.button if button.label == "Sign out").click().run()
    key = signin.told_by(claims()).key
    assert {name: key in ended(store) for name, store in open_each().items()} == {"east": True, "west": True}
    assert "Eastold" not in words(session)
    again = look("west", user=claims())
    assert "You have signed out" in words(again) or "signed out" in words(again).lower()
    assert "Westold" not in words(again)


def test_a_broken_store_takes_no_other_with_it(several: Path) -> None:
    (several / "west" / "p.duckdb").write_bytes(b"no store at all" * 1000)
    session = look()
    assert not session.exception
    assert "Eastold → Eastnew" in words(session)
    assert "west: cannot be opened now" in words(session)
    assert 'href="?programme=west' not in words(session)
    other = look("west")
    assert not other.exception
    assert 'href="?programme=east' in words(other)
    assert Translator("en")("problem.not_a_store", where=str(several / "west" / "p.duckdb")) in words(other)


def test_who_signs_in_is_told_of_a_broken_store_where_he_was_before(several: Path) -> None:
    look("west", user=claims())
    streamlit.cache_resource.clear()
    (several / "west" / "p.duckdb").write_bytes(b"no store at all" * 1000)
    assert "west: cannot be opened now" in words(look(user=claims()))
    stranger = words(look(user=claims(user="bob@example.com")))
    assert "Eastold" in stranger
    assert "west" not in stranger


@pytest.mark.parametrize("trouble", [Refusal("lake_not_reachable", where="the place of west"), ValueError("row")])
def test_a_store_that_stops_answering_keeps_nobody_out_of_another_and_is_not_named(
    several: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    """West is opened and lost then: Ann, who never was there, reads east and signs out of it."""
    streamlit.cache_resource.clear()
    monkeypatch.setattr(streamlit, "logout", lambda: None)
    open_each()
    real = {"ended": signin.ended, "granted": signin.granted}

    def lost(name: str) -> Callable[..., Any]:
        def ask(store: Store, *more: Any) -> Any:
            if "west" in store.address:
                raise trouble
            return real[name](store, *more)

        return ask

    for name in real:
        monkeypatch.setattr(signin, name, lost(name))
    session = look("east", user=claims())
    assert not session.exception
    assert "Eastold → Eastnew" in words(session)
    assert "west" not in words(session).lower()
    next(button for button in session.button if button.label == "Sign out").click().run()
    assert "Eastold" not in words(session)
    assert signin.told_by(claims()).key in real["ended"](open_each()["east"])


def test_a_store_whose_door_does_not_open_is_shut_and_not_an_error_of_all(several: Path) -> None:
    streamlit.cache_resource.clear()
    (several / "west" / "p.duckdb.sock").mkdir()
    session = look("east")
    assert not session.exception
    assert "Eastold → Eastnew" in words(session)
    assert "west: cannot be opened now" in words(session)


def test_guests_of_the_open_demo_do_not_read_of_a_store_that_is_shut(
    several: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOVER_OPEN", "1")
    settings.cache_clear()
    streamlit.cache_resource.clear()
    (several / "west" / "p.duckdb").write_bytes(b"no store at all" * 1000)
    for said in (words(look()), words(look("west"))):
        assert "west: cannot" not in said
        assert str(several) not in said


def test_whose_only_programme_is_shut_reads_nothing_of_the_other(several: Path) -> None:
    grant(several, "west", "ann@example.com,none,,,\n")
    streamlit.cache_resource.clear()
    (several / "east" / "p.duckdb").write_bytes(b"no store at all" * 1000)
    said = words(look(user=claims()))
    assert Translator("en")("problem.not_granted", who="ann@example.com") in said
    assert "has ended" not in said
    west = open_each()["west"]
    assert "sign_in_refused" not in list(west.audit_log(ADMIN)["event"])


def test_it_is_ready_while_one_programme_opens(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers.Warming, "over", True)
    assert _ready() == (200, {"ready": True})
    streamlit.cache_resource.clear()
    (several / "west" / "p.duckdb").write_bytes(b"no store at all" * 1000)
    assert _ready() == (200, {"ready": True, "problem": "not_a_store"})
    streamlit.cache_resource.clear()
    (several / "east" / "p.duckdb").write_bytes(b"no store at all" * 1000)
    assert _ready() == (503, {"ready": False, "problem": "not_a_store"})


def _ready() -> tuple[int, dict[str, Any]]:
    answer = headers.ready(None)  # type: ignore[arg-type]
    return answer.status_code, json.loads(bytes(answer.body))


def test_nobodys_store_is_closed_under_him(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"p{at}" for at in range(6)]
    for name in names:
        shutil.copytree(several / "east", several / name)
    _served(several, names, monkeypatch)
    first = {name: store.version() for name, store in open_each().items()}
    assert {name: store.version() for name, store in open_each().items()} == first
    assert list(first) == names


def test_days_and_incidents_are_those_of_the_programme_that_is_worked_on(several: Path) -> None:
    night, logs = datetime(2026, 5, 5, 20), {}
    log_beside_the_store()
    for name in ("east", "west", "east"):
        cache.open_each()[name].read(_count(), ADMIN)
        day = clock.day_of(night)
        assert day.day == (6 if name == "east" else 5)
        logs[name] = log_incident(ValueError("x"), "test")
    for name, incident in logs.items():
        assert incident in (several / name / "p.duckdb.log").read_text(encoding="utf-8")
        other = several / ("west" if name == "east" else "east") / "p.duckdb.log"
        assert incident not in other.read_text(encoding="utf-8")


def _count() -> Any:
    from tests.data.store.builders import ask

    return ask("select count(*) as n from {customers}")


def test_a_message_leads_to_its_programme(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analytics.alerts.delivery import _link
    from data.programmes import name_of

    monkeypatch.setenv("HANDOVER_ADDRESS", "https://handover.example.com/")
    settings.cache_clear()
    name = name_of(open_each()["west"].address)
    assert _link("alerts", "zh", name) == "https://handover.example.com/alerts?lang=zh&programme=west"


@pytest.fixture
def acting(several: Path) -> Path:
    """Both with an item of coordination, so that the page has something to say; only west has contacts, and few who
    left."""
    for name in COMPLAINTS:
        store = open_store(str(several / name / "p.duckdb"))
        load(store, "actions", "action,what,owner,due on\nA1,Send letters,Ann,2026-12-01\n")
        if name == "west":
            load(
                store,
                "departures",
                "customer,left on,kind\n" + "".join(f"C{at:03d},2026-06-01,churn\n" for at in range(12)),
            )
        store.close()
    return several


def test_one_closing_report_is_held_against_another(acting: Path) -> None:
    # 20 and 30 complaints of 100 customers in the 204 days from the Monday before the first: 200 × 365.25 ÷ 204 and 300
    # × 365.25 ÷ 204.
    assert "Beside another programme" in [box.label for box in look("east", view="problems").selectbox]
    session = look("east", view="problems", beside="west")
    assert not session.exception
    shown = words(session).replace("\xa0", " ")
    assert "Complaints for 1,000 customers and year: 358.1 in east, 537.1 in west; the intervals overlap" in shown
    assert "east: Eastold → Eastnew, as of 23 Nov 2026" in shown
    assert "west: Westold → Westnew, as of 23 Nov 2026" in shown
    assert "not told, or too few" in shown


def test_beside_needs_access_and_leaves_no_trace_of_it(acting: Path) -> None:
    grant(acting, "west", "ann@example.com,none,,,\n")
    session = look("east", user=claims(), view="problems", beside="west")
    assert not session.exception
    assert "Beside another programme" not in [box.label for box in session.selectbox]
    assert re.search(r"\bwest", words(session), re.IGNORECASE) is None


@pytest.mark.parametrize(("roles", "told"), [("east:analyst", False), (["east:analyst", "west:executive"], True)])
def test_beside_is_opened_by_a_role_there_alone(acting: Path, roles: object, told: bool) -> None:
    session = look("east", user=claims(roles), view="problems", beside="west")
    assert not session.exception
    assert ("Beside another programme" in [box.label for box in session.selectbox]) is told
    assert (re.search(r"\bwest", words(session), re.IGNORECASE) is not None) is told


@pytest.mark.parametrize(("name", "may"), [("east", False), ("west", True)])
def test_a_role_of_one_programme_opens_no_rows_of_another(several: Path, name: str, may: bool) -> None:
    """The analyst of one is the executive of the other: rows, their export and the upload by a link to each."""
    user = claims(["*:executive", "west:analyst"])
    rows, upload = look(name, "records", user, view="rows", dataset="complaints"), look(name, "upload", user)
    assert not rows.exception
    assert ("The page “Records” is not open to the role executive." in words(rows)) is not may
    assert (len(rows.get("selectbox")) > 0) is may
    assert (len(upload.get("file_uploader")) > 0) is may


def test_the_command_writes_both_into_the_report(acting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    monkeypatch.setenv("HANDOVER_STORE", "")
    settings.cache_clear()
    assert closing(["closing", "--programme", "east", "--beside", "west", "--lang", "zh"], out=out) == 0
    assert "投诉每千户每年：east为358.1，west为537.1；区间重叠" in out.getvalue()
    assert "与另一项目对照" in out.getvalue()
    taken = {
        name: [row for row in store.audit_log(ADMIN)["details"] if "closing" in str(row)]
        for name, store in open_each().items()
    }
    assert ["closing_report" in str(taken["east"]), "closing_beside" in str(taken["west"])] == [True, True]
    assert "west" not in str(taken["east"])
    grant(acting, "west", "local,none,,,\n")
    out = StringIO()
    assert closing(["closing", "--beside", "west"], out=out) == 2
    assert "There is no programme “west” for you" in out.getvalue()
