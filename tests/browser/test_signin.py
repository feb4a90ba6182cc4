"""Signing in with a provider, as each role: one server and one provider for all of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import READY, TODAY, serving

PEOPLE = {
    "executive": {"roles": ["executive"]},
    "manager": {"roles": "manager", "branches": ["B03"]},
    "analyst": {"roles": ["analyst", "executive"]},
    "compliance": {"roles": ["compliance"]},
    "administrator": {"roles": ["administrator"]},
    "nobody": {},
}
MENU = {name: set() if name in ("executive", "nobody") else {"Upload", "Records"} for name in PEOPLE}
"""Entries of the menu that not everybody has."""


@pytest.fixture(scope="module")
def door(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with sign-in that nobody has visited, on the small programme."""
    own = tmp_path_factory.mktemp("signin") / "store"
    shutil.copytree(filled.parent, own, ignore=shutil.ignore_patterns("*.sock", "*.door"))
    people = [User(sub=name, claims={"email": f"{name}@example.com"} | told) for name, told in PEOPLE.items()]
    with run_server_in_thread(user_claims=people) as provider:
        place = own.parent / "secrets.toml"
        place.write_text(
            "[auth]\n"
            'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
            f'cookie_secret = "{"0123456789abcdef" * 3}"\n'
            'client_id = "handover"\nclient_secret = "secret"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        kept = {
            "HANDOVER_STORE": str(own / filled.name),
            "HANDOVER_TODAY": TODAY,
            "STREAMLIT_SECRETS_FILES": str(place),
        }
        with serving(["streamlit", "run", "asgi.py"], own.parent, **kept) as address:
            yield address


def settled(page: Page) -> Page:
    page.wait_for_selector(READY, timeout=30_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    return page


def come(browser: Browser, address: str) -> Page:
    page = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address)
    return settled(page)


def sign_in(page: Page, name: str) -> Page:
    page.get_by_role("button", name=re.compile("^.*(Sign in|登录)$")).click()
    page.wait_for_url("**/oauth2/authorize**")
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("http://localhost:*/**")
    return settled(page)


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_signs_in_and_comes_to_the_page_that_was_asked_for(browser: Browser, door: str, role: str) -> None:
    asked = f"{door}/records?view=rows&wave=W3&lang=en"
    page = come(browser, asked)
    expect(page.locator("h1.ho-message")).to_have_text("Sign in to see the programme")
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    sign_in(page, role)
    if role == "nobody":
        expect(page.get_by_role("alert")).to_contain_text("No access has been given to nobody@example.com.")
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
        return
    page.wait_for_url(asked)
    expect(page.locator(".ho-who")).to_contain_text(f"{role}@example.com")
    expect(page.locator(".ho-who")).to_contain_text(f"signed in as {role}")
    entries = set(page.get_by_test_id("stSidebarNavLink").all_inner_texts())
    assert {name for name in ("Upload", "Records") if any(name in entry for entry in entries)} == MENU[role]
    if role == "executive":
        expect(page.get_by_role("alert")).to_contain_text("executive")
        expect(page.get_by_test_id("stMain").get_by_role("button")).to_have_count(0)
    else:
        expect(page.get_by_role("button", name="Show rows")).to_be_visible()


def test_a_project_manager_sees_the_own_branch_only(browser: Browser, door: str) -> None:
    page = sign_in(come(browser, f"{door}/satisfaction?wave=W3&lang=en"), "manager")
    page.wait_for_url("**/satisfaction?wave=W3&lang=en")
    expect(page.locator("h1.ho-message")).to_contain_text("Wave 3")
    page.goto(f"{door}/satisfaction?wave=W1&lang=en")
    settled(page)
    expect(page.locator("h1.ho-message")).to_have_text(re.compile("^Nothing"))


def test_signing_out_holds_in_the_other_tab(browser: Browser, door: str) -> None:
    page = sign_in(come(browser, f"{door}/?lang=en"), "administrator")
    other = page.context.new_page()
    other.goto(f"{door}/records?lang=en")
    settled(other)
    expect(other.locator(".ho-who")).to_contain_text("administrator@example.com")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/oauth2/end_session**")
    other.get_by_test_id("stSidebarNav").get_by_text("Satisfaction").click()
    expect(other.locator("h1.ho-message")).to_have_text("You have signed out")
    page.goto(f"{door}/satisfaction?lang=zh")
    settled(page)
    expect(page.locator("h1.ho-message")).to_have_text("请登录以查看项目")
