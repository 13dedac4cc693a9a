"""Settings: people, keys, retention, logins, and one's own."""

import re

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsing import PASSWORD, Visit, sign_in
from tests.e2e.conftest import Site

MIX = "bitaxe-gamma:2"
NEW_PASSWORD = "slow copper lanterns"


def test_an_invited_viewer_looks_and_cannot_command(page: Page, visit: Visit) -> None:
    page.goto("/settings?tab=users")
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("vera")
    dialog.get_by_label("Viewer").check()
    dialog.get_by_role("button", name="Invite").click()
    link = dialog.get_by_label("One-time link").input_value()
    dialog.get_by_role("button", name="I have it").click()
    expect(row(page, "vera")).to_contain_text("Invited")

    vera = visit.page()
    vera.goto(link)
    vera.get_by_label("New password").fill(PASSWORD)
    vera.get_by_label("The same once more").fill(PASSWORD)
    vera.get_by_role("button", name="Set the password").click()
    expect(vera.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    vera.goto("/settings")
    tabs = vera.get_by_role("navigation", name="Settings").get_by_role("link")
    expect(tabs).to_have_text(["Your account", "Appearance"])
    vera.goto("/miners")
    expect(vera.get_by_role("row").filter(has_text="Bitaxe").first).to_be_visible()
    assert command_as(vera) == {"status": 403, "code": "not_permitted"}
    page.reload()
    expect(row(page, "vera")).to_contain_text("Active")

    row(page, "vera").get_by_role("button", name="Acts for vera").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove vera").click()
    expect(row(page, "vera")).to_have_count(0)
    expect(vera.get_by_role("dialog", name="Your session has ended")).to_be_visible()


def test_the_last_admin_stays_one(page: Page) -> None:
    page.goto("/settings?tab=users")
    role = page.get_by_role("combobox", name="Role of admin")
    role.click()
    page.get_by_role("option", name="Viewer").click()
    expect(page.get_by_role("alert")).to_contain_text("The last admin stays one")
    expect(role).to_have_value("Admin")


def test_an_api_key_works_until_it_is_revoked(site: Site, page: Page) -> None:
    page.goto("/settings?tab=api-keys")
    page.get_by_role("button", name="Issue a key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("grafana")
    dialog.get_by_label("Viewer").check()
    dialog.get_by_role("button", name="Issue the key").click()
    secret = dialog.get_by_label("Secret").input_value()
    dialog.get_by_role("button", name="I have it").click()
    assert secret not in page.content()
    expect(row(page, "grafana")).to_contain_text("never")

    with httpx.Client(
        base_url=f"{site.url}/api/v1", headers={"Authorization": f"Bearer {secret}"}, trust_env=False
    ) as script:
        assert script.get("/devices/summary").json()["devices"] == 2
        refused = script.post("/groups", json={"name": "row 1"})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
        page.reload()
        expect(row(page, "grafana")).to_contain_text(re.compile(r"just now|\d s ago"))
        row(page, "grafana").get_by_role("button", name="Revoke grafana").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke grafana").click()
        expect(row(page, "grafana")).to_have_count(0)
        assert script.get("/devices/summary").status_code == 401
    page.get_by_role("switch", name="Show 1 revoked").check()
    expect(row(page, "grafana")).to_contain_text("Revoked")


def test_a_shorter_retention_says_what_it_deletes(site: Site, page: Page) -> None:
    page.goto("/settings?tab=retention")
    raw, save = page.get_by_label("Every reading"), page.get_by_role("button", name="Save")
    expect(raw).to_have_value("14 days")
    raw.fill("0")
    expect(page.get_by_text("A whole number from 1 to 36500.")).to_be_visible()
    expect(save).to_be_disabled()
    raw.fill("7")
    save.click()
    dialog = page.get_by_role("dialog", name="Delete older telemetry?")
    expect(dialog).to_contain_text("older than 7 days is deleted for good")
    assert site.system.api.get("/settings")["retention"]["raw_days"] == 14
    dialog.get_by_role("button", name="Save and delete").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert site.system.api.get("/settings")["retention"]["raw_days"] == 7
    page.get_by_label("Miner offline after").fill("120")
    save.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert site.system.api.get("/settings")["offline_after_seconds"] == 120


def test_a_default_login_is_kept_without_its_password(site: Site, page: Page) -> None:
    page.goto("/settings?tab=default-logins")
    page.get_by_role("button", name="Add a login").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("User name").fill("farm")
    dialog.get_by_label("Password", exact=True).fill("hall secret")
    dialog.get_by_role("button", name="Add the login").click()
    expect(row(page, "farm")).to_contain_text("the node")
    assert "hall secret" not in page.content()
    assert [login["username"] for login in site.system.api.get_list("/default-logins")] == ["farm"]
    row(page, "farm").get_by_role("button", name="Remove farm").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove the login").click()
    expect(page.get_by_text("No logins of your own")).to_be_visible()


def test_the_own_password_is_changed(site: Site, visit: Visit) -> None:
    page, elsewhere = visit.page(), visit.page()
    invited = site.system.api.post("/users", {"name": "otto", "role": "viewer"})
    page.goto(f"/setup#{invited['setup_token']}")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Account")).to_be_visible()
    sign_in(elsewhere, "otto", PASSWORD)

    page.goto("/settings?tab=account")
    change = page.get_by_role("button", name="Change the password")
    page.get_by_label("Present password", exact=True).fill("wrong password")
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_label("The same once more").fill(NEW_PASSWORD)
    change.click()
    expect(page.get_by_text("This is not your present password.")).to_be_visible()
    page.get_by_label("Present password", exact=True).fill(PASSWORD)
    change.click()
    expect(page.get_by_text("Changed. Your other sessions have ended.")).to_be_visible()
    expect(elsewhere.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    expect(page.get_by_role("banner").get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_appearance_is_kept_in_the_browser(page: Page) -> None:
    page.goto("/settings?tab=appearance")
    for choice in ("Light", "Compact"):
        page.get_by_text(choice, exact=True).click()
    page.reload()
    html = page.locator("html")
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    expect(html).to_have_attribute("data-density", "compact")


def row(page: Page, name: str) -> Locator:
    """The row of a user, key or login."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def command_as(page: Page) -> dict[str, object]:
    """What the server says to a command from this page's session."""
    answered: dict[str, object] = page.evaluate(
        """async () => {
            const me = await (await fetch("/api/v1/me")).json();
            const answer = await fetch("/api/v1/commands", {
                method: "POST",
                headers: {"Content-Type": "application/json", "X-CSRF-Token": me.csrf_token},
                body: JSON.stringify({selector: {filter: ""}, command: {kind: "REBOOT"}}),
            });
            return {status: answer.status, code: (await answer.json()).code};
        }"""
    )
    return answered
