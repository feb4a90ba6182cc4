"""Who may come in: the provider's word, what the programme grants, and this machine without either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit
from streamlit import config

from data.access import ROLES, Rights
from data.clock import machine_seconds
from data.demo.only import mark_demo
from data.language import LANGUAGES, Translator
from data.problems import Refusal
from data.settings import settings
from data.store import Edit, open_store
from pages.kit import signin
from pages.kit.entrance import CLOSED
from pages.kit.hosts import check_address, check_headers
from tests.data.store.builders import ask
from tests.pages.conftest import ROOT, words
from tests.sessions import AppTest

PROVIDER = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef" * 3,
    "client_id": "handover",
    "client_secret": "secret",
    "server_metadata_url": "http://localhost:9400/.well-known/openid-configuration",
}
ADMIN = Rights("admin", "administrator")


@pytest.fixture(autouse=True)
def _nobody_was_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "_TOLD", set())


def claims(role: object = "administrator", user: str = "ann@example.com", **more: Any) -> dict[str, Any]:
    """What a provider says of who has just signed in."""
    told = {
        "is_logged_in": True,
        "sub": user,
        "email": user,
        "roles": role,
        "iat": 1,
        "exp": machine_seconds() + 86_400,
    }
    return told | more


def come(page: str = "", user: dict[str, Any] | None = None, lang: str = "en", **auth: Any) -> AppTest:
    """A session of who comes by a link, signed in as ``user`` or not at all."""
    session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=180)
    session.secrets["auth"] = PROVIDER | auth
    session.user = user or {"is_logged_in": False}
    session.query_params["lang"] = lang
    if page:
        session.switch_page(f"pages/{page}.py")
    return session.run()


def shows_nothing(session: AppTest) -> bool:
    """Whether neither menu, nor table, tile or chart is there."""
    kinds = ("dataframe", "table", "metric", "markdown", "selectbox", "multiselect", "file_uploader")
    return [len(session.get(kind)) for kind in kinds] == [0] * len(kinds) and len(session.sidebar.children) == 0


def events(*names: str) -> list[tuple[str, str, str]]:
    """Event, user and role of the entries of these events, oldest first."""
    store = open_store()
    try:
        log = store.audit_log(ADMIN)
    finally:
        store.close()
    found = log[log["event"].isin(names)].sort_values("number")
    return list(zip(found["event"], found["who"], found["role"], strict=True))


@pytest.mark.fresh_server
@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("page", ["", "satisfaction", "records", "upload"])
def test_without_sign_in_no_page_is_seen_on_a_fresh_server(page: str) -> None:
    session = come(page)
    assert not session.exception
    assert "Sign in to see the programme" in words(session)
    assert shows_nothing(session)
    assert [button.label for button in session.button] == ["Sign in"]


@pytest.mark.usefixtures("looked")
def test_the_sign_in_speaks_both_languages_and_names_each_provider() -> None:
    one = {key: PROVIDER[key] for key in ("client_id", "client_secret", "server_metadata_url")}
    session = come(lang="zh", bank=one)
    assert "请登录以查看项目" in words(session)
    assert [button.label for button in session.button] == ["登录", "通过bank登录"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", ROLES)
def test_a_role_by_claim_comes_in_and_is_told(role: str) -> None:
    session = come("meeting", claims(["other", role], branches=["B01"]))
    assert not session.exception
    shown = words(session)
    assert "ann@example.com" in shown
    assert f"signed in as {role}" in shown
    assert events("sign_in") == [("sign_in", "ann@example.com", role)]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("told", "said"),
    [
        (claims(exp=machine_seconds() - 1), "Your sign-in has expired"),
        (claims(exp=None), "Your sign-in has expired"),
        (claims(is_logged_in="yes"), "Sign in to see the programme"),
        (claims(role=[]), "No access has been given to ann@example.com."),
        (claims(role="boss"), "No access has been given to ann@example.com."),
        (claims(role="manager"), "No branch and no wave is named for ann@example.com."),
        (claims(role=[], email_verified=False, sub="4711"), "No access has been given to 4711."),
    ],
)
def test_who_may_not_come_in_is_told_why(told: dict[str, Any], said: str) -> None:
    session = come("satisfaction", told)
    assert not session.exception
    assert said in words(session)
    assert shows_nothing(session)


@pytest.mark.usefixtures("demo")
def test_who_was_refused_is_in_the_audit_log_once() -> None:
    for _ in range(3):
        come("satisfaction", claims(role=[]))
    assert events("sign_in_refused") == [("sign_in_refused", "ann@example.com", "")]


def grant(**values: Any) -> None:
    store = open_store()
    try:
        store.edit(Edit("grants", None, values), ADMIN)
    finally:
        store.close()


@pytest.mark.usefixtures("demo")
def test_a_grant_holds_over_the_claim_and_its_end_takes_effect_at_the_next_click() -> None:
    grant(person="ann@example.com", role="analyst")
    session = come("records", claims())
    assert "signed in as analyst" in words(session)
    assert "audit" not in session.segmented_control(key="view").options
    store = open_store()
    try:
        row = store.read(ask("select row_id from {grants}"), ADMIN)["row_id"][0]
        store.edit(Edit("grants", int(row), {"role": "none"}), ADMIN)
    finally:
        store.close()
    session.run()
    assert "The access of ann@example.com has ended." in words(session)
    assert shows_nothing(session)


@pytest.mark.usefixtures("demo")
def test_a_sign_in_that_expires_takes_effect_at_the_next_click(monkeypatch: pytest.MonkeyPatch) -> None:
    session = come("meeting", claims())
    assert "signed in as administrator" in words(session)
    later = machine_seconds() + 86_401
    monkeypatch.setattr(signin, "machine_seconds", lambda: later)
    session.run()
    assert "Your sign-in has expired" in words(session)
    assert shows_nothing(session)


@pytest.mark.usefixtures("demo")
def test_signing_out_holds_in_every_tab() -> None:
    told = claims()
    first, second, other = come("meeting", told), come("meeting", told), come("meeting", claims(iat=2))
    first.button(key="sign_out").click().run()
    second.run()
    other.run()
    assert "You have signed out" in words(second)
    assert shows_nothing(second)
    assert "signed in as administrator" in words(other)
    assert events("sign_out") == [("sign_out", "ann@example.com", "administrator")]


@pytest.mark.usefixtures("demo")
def test_a_sign_out_holds_after_a_restart_of_the_server() -> None:
    """A copy of the cookie that somebody kept: its claims are good until the token ends, and let nobody in."""
    told = claims()
    come("meeting", told).button(key="sign_out").click().run()
    streamlit.cache_resource.clear()
    before = open_store()
    for _ in range(2):  # this hold and that of the dashboard: the file is closed, as when the process is over
        before.close()
    after = open_store()
    after.close()
    assert after is not before
    again = come("meeting", told)
    assert "You have signed out" in words(again)
    assert shows_nothing(again)
    assert "signed in as administrator" in words(come("meeting", claims(iat=2)))


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize(
    ("auth", "what"),
    [
        ({"cookie_secret": "short"}, "cookie_secret"),
        ({"redirect_uri": "http://handover.example.com/oauth2callback"}, "redirect_uri"),
        ({"redirect_uri": "https://handover.example.com/"}, "redirect_uri"),
        ({"client_secret": ""}, "client_id, client_secret, server_metadata_url"),
    ],
)
def test_a_sign_in_that_is_not_set_up_completely_lets_nobody_in(auth: dict[str, str], what: str) -> None:
    for user in (None, claims()):
        session = come("satisfaction", user, **auth)
        assert f"The sign-in is not set up completely: {what}." in words(session)
        assert shows_nothing(session)


def test_a_file_of_secrets_that_cannot_be_read_opens_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from streamlit.runtime.secrets import Secrets

    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n", encoding="utf-8")
    monkeypatch.setattr(signin.st, "secrets", Secrets())
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(broken)])
    try:
        with pytest.raises(Refusal, match="signin_unfit"):
            signin.wanted()
    finally:
        config.set_option("secrets.files", before)


def code_of(check: Callable[[], None]) -> str:
    """The code by which a check refuses, '' where it does not."""
    try:
        check()
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.fixture
def listening() -> Iterator[None]:
    """A server that listens on every address of the machine."""
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    yield
    config.set_option("server.address", before)


def local(page: str = "meeting", lang: str = "en") -> AppTest:
    session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=180)
    session.query_params["lang"] = lang
    session.switch_page(f"pages/{page}.py")
    return session.run()


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "No sign-in: everyone on this machine is administrator."),
        ("zh", "未配置登录：本机上的任何人都是管理员。"),
    ],
)
def test_without_sign_in_the_one_user_of_this_machine_is_told(lang: str, said: str) -> None:
    assert said in words(local(lang=lang))


@pytest.mark.usefixtures("looked", "listening")
def test_a_server_on_the_network_without_sign_in_shows_nothing() -> None:
    session = local()
    assert "This server listens on 0.0.0.0, beyond this machine, and has no sign-in." in words(session)
    assert shows_nothing(session)


@pytest.mark.usefixtures("demo", "listening")
def test_an_open_server_shows_the_demo_only_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_OPEN", "1")
    settings.cache_clear()
    assert "This server is open to everybody and its store holds more than the demo" in words(local())
    store = open_store()
    try:
        mark_demo(store, ADMIN, store.version())
    finally:
        store.close()
    session = local()
    shown = words(session)
    assert "Demo, open to whoever reaches this server." in shown
    assert "whoever reaches this server sees the demo and changes nothing" in shown
    assert "presenter" in words(local("upload"))
    grant(person="x", role="analyst")
    assert shows_nothing(local())


@pytest.mark.parametrize(
    ("address", "signed", "open_to_all", "starts"),
    [
        ("127.0.0.1", False, False, True),
        ("localhost", False, False, True),
        ("::1", False, False, True),
        ("127.0.0.53", False, False, True),
        ("0.0.0.0", False, False, False),
        ("::", False, False, False),
        (None, False, False, False),
        ("192.168.1.7", False, False, False),
        ("handover.example.com", False, False, False),
        ("localhost.example.com", False, False, False),
        ("0.0.0.0", True, False, True),
        ("0.0.0.0", False, True, True),
    ],
)
def test_beyond_the_loopback_a_server_needs_sign_in(
    address: str | None, signed: bool, open_to_all: bool, starts: bool
) -> None:
    assert code_of(lambda: check_address(address, signed=signed, open_to_all=open_to_all)) == (
        "" if starts else "open_to_network"
    )


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, ""),
        ({"Host": "localhost:8501"}, ""),
        ({"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}, ""),
        ({"Host": "[::1]:8501", "Origin": "http://[::1]:8501"}, ""),
        ({"Host": "LOCALHOST:8501", "origin": "http://localhost:8501"}, ""),
        ({"User-Agent": "x"}, "foreign_host"),
        ({"Host": "evil.example.com"}, "foreign_host"),
        ({"Host": "localhost.evil.example.com:8501"}, "foreign_host"),
        ({"Host": "localhost@evil.example.com"}, "foreign_host"),
        ({"Host": "192.168.1.7:8501"}, "foreign_host"),
        ({"Host": "[::1"}, "foreign_host"),
        ({"Host": ""}, "foreign_host"),
        ({"Host": "localhost:8501", "Origin": "http://evil.example.com"}, "foreign_origin"),
        ({"Host": "localhost:8501", "Origin": "http://localhost:9999"}, "foreign_origin"),
        ({"Host": "localhost:8501", "Origin": "null"}, "foreign_origin"),
        ({"Host": "localhost:8501", "Forwarded": "for=1.2.3.4"}, "passed_on"),
        ({"Host": "localhost:8501", "X-Forwarded-For": "127.0.0.1"}, "passed_on"),
        ({"Host": "localhost:8501", "x-forwarded-host": "localhost"}, "passed_on"),
        ({"Host": "localhost:8501", "X-FORWARDED-PROTO": ""}, "passed_on"),
        ({"Host": "localhost:8501", "X-Real-IP": "127.0.0.1"}, "passed_on"),
    ],
)
def test_without_sign_in_only_this_machine_is_answered(headers: dict[str, str], code: str) -> None:
    assert code_of(lambda: check_headers(headers.items())) == code


@pytest.mark.usefixtures("looked")
def test_a_request_from_elsewhere_sees_why_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.runtime.context import ContextProxy, StreamlitHeaders

    sent = StreamlitHeaders([("Host", "localhost:8501"), ("X-Forwarded-For", "1.2.3.4")])
    monkeypatch.setattr(ContextProxy, "headers", property(lambda self: sent))
    for lang, said in (("en", "This request was passed on by a proxy"), ("zh", "该请求经代理转发")):
        session = local(lang=lang)
        assert said in words(session)
        assert shows_nothing(session)


def test_every_refusal_of_the_entrance_has_its_words() -> None:
    for lang in LANGUAGES:
        t = Translator(lang)
        keys = [f"problem.{code}{end}" for code in sorted(CLOSED) for end in ("", ".todo")]
        assert [key for key in keys if not t.has(key)] == []
