"""The ways in and out: the one-time link, the password, and sessions that end under an open page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.e2e.browsing import PASSWORD, WAIT_MS, Visit, sign_in
from tests.e2e.conftest import Site
from tests.support.system import Combined
from tests.support.waiting import until

MIX = "bitaxe-gamma:1"
WRONG = "not the password"
LONG_SECONDS = 4


@pytest.fixture
def fresh(built_ui: None, tmp_path: Path) -> Iterator[Combined]:  # noqa: ARG001 - wanted for what it does
    """A system that was never set up."""
    system = Combined(tmp_path, drivers=("virtual",))
    try:
        system.start()
        yield system
    finally:
        system.close()


def test_the_one_time_link_leads_in_once(fresh: Combined, browser: Browser) -> None:
    visit = Visit(browser, fresh.url)
    page = visit.page()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright takes no built-in
    page.goto("/miners")
    expect(page.get_by_text("output for the one-time link")).to_be_visible()
    link, token = one_time_link(fresh)
    page.goto(link)
    expect(page.get_by_role("heading", name="Set your password")).to_be_visible()
    assert page.evaluate("location.href") == f"{fresh.url}/setup"
    first, again = page.get_by_label("New password"), page.get_by_label("The same once more")
    first.fill("short")
    expect(page.get_by_text("5 more characters, at least.")).to_be_visible()
    first.fill(PASSWORD)
    again.fill(PASSWORD[:-1])
    again.blur()
    expect(page.get_by_text("The two passwords differ.")).to_be_visible()
    expect(page.get_by_role("button", name="Set the password")).to_be_disabled()
    page.get_by_label("Show the passwords").check()
    expect(first).to_have_attribute("type", "text")
    again.fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    assert [told(request, token) for request in sent if told(request, token)] == ["POST /api/v1/setup"]

    other = visit.page()
    other.goto(link)
    for label in ("New password", "The same once more"):
        other.get_by_label(label).fill(PASSWORD)
    other.get_by_role("button", name="Set the password").click()
    expect(other.get_by_role("alert")).to_contain_text("This link was used, or has expired")
    expect(other.get_by_text("ask an admin for a new link")).to_be_visible()
    visit.close()
    assert not visit.complaints


def test_wrong_passwords_are_told_and_then_slowed_down(site: Site, visit: Visit) -> None:
    page = visit.page()
    page.goto("/sign-in")
    enter(page, "nobody", WRONG)
    expect(page.get_by_role("alert")).to_contain_text("Wrong name or password")

    def wait_asked_for() -> float:
        answer = page.request.post(f"{site.url}/api/v1/sign-in", data={"name": "nobody", "password": WRONG})
        return float(answer.json()["retry_after_seconds"] or 0)

    until(wait_asked_for, lambda seconds: seconds >= LONG_SECONDS - 1, every=0.25)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Too many failed tries")
    expect(page.get_by_role("button", name=re.compile(r"Wait \d+ s"))).to_be_disabled()
    expect(page.get_by_role("button", name="Sign in")).to_be_enabled(timeout=WAIT_MS)
    enter(page, "admin", PASSWORD)
    expect(page.get_by_role("button", name="Account")).to_be_visible()


def test_one_arrives_where_one_wanted_to_go_and_nowhere_else(visit: Visit) -> None:
    page = visit.page()
    page.goto("/nodes")
    enter(page, "admin", PASSWORD)
    expect(page.get_by_role("heading", name="Nodes", level=1)).to_be_visible()
    page.context.clear_cookies()
    page.goto("/sign-in?next=//elsewhere.example/")
    enter(page, "admin", PASSWORD)
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    page.goto("/sign-in?next=/tasks")  # somebody signed in has no need of it
    expect(page.get_by_role("heading", name="Tasks", level=1)).to_be_visible()


def test_signing_out_ends_the_session(page: Page) -> None:
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/nodes")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_session_that_ends_under_a_page_goes_on_after_sign_in(
    site: Site, person: Callable[[str, str], Page]
) -> None:
    page = person("dora", "viewer")
    page.goto("/settings?tab=account")
    field = page.get_by_label("Present password", exact=True)
    field.fill("half typed")
    end_sessions(site, "dora")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_label("Name")).to_have_value("dora")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(field).to_have_value("half typed")
    expect(page.get_by_role("banner").get_by_text("Live")).to_be_visible()
    assert "/api/v1/me" in asked

    end_sessions(site, "dora")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Name").fill("admin")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="API keys")).to_be_visible()
    expect(field).to_have_value("")


def test_a_changed_role_is_taken_up_without_a_sign_in(site: Site, person: Callable[[str, str], Page]) -> None:
    page = person("egon", "viewer")
    page.goto("/settings")
    tabs = page.get_by_role("navigation", name="Settings")
    expect(tabs.get_by_role("link")).to_have_text(["Your account", "Appearance"])
    site.system.api.patch(f"/users/{user_id(site, 'egon')}", {"role": "technician"})
    expect(tabs.get_by_role("link", name="Default logins")).to_be_visible()
    expect(page.get_by_role("banner").get_by_text("Live")).to_be_visible()


def test_a_page_that_breaks_leaves_the_rest_standing(visit: Visit) -> None:
    page = visit.page()

    def broken(route: Route) -> None:
        route.fulfill(content_type="text/javascript", body="throw new Error('broken on purpose')")

    page.route(re.compile(r"/assets/NodesPage[^/]*\.js$"), broken)
    sign_in(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Nodes").click()
    expect(page.get_by_role("heading", name="This page cannot be shown")).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tasks").click()
    expect(page.get_by_role("heading", name="Tasks", level=1)).to_be_visible()
    visit.complaints.clear()  # the error that was asked for


def enter(page: Page, name: str, password: str) -> None:
    """Fill in the sign-in form and send it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def one_time_link(system: Combined) -> tuple[str, str]:
    """The link that the server printed, and its token."""
    program = system.program
    assert program is not None
    found = until(lambda: re.search(r"http\S+/setup#(\S+)", program.out.read_text()))
    assert found is not None
    return found[0], found[1]


def told(request: Request, token: str) -> str:
    """Method and path of a request that carries the token anywhere; else nothing."""
    carried = f"{request.url} {request.headers} {request.post_data}"
    return f"{request.method} {urlsplit(request.url).path}" if token in carried else ""


def user_id(site: Site, name: str) -> int:
    """The id of a user."""
    return next(int(user["id"]) for user in site.system.api.get_list("/users") if user["name"] == name)


def end_sessions(site: Site, name: str) -> None:
    """As an admin: shut somebody out, and let them in again."""
    for disabled in (True, False):
        site.system.api.patch(f"/users/{user_id(site, name)}", {"disabled": disabled})
