"""What surrounds every page."""

from playwright.sync_api import Page

from tests.e2e.browsing import expect

PAGES = ("Overview", "Miners", "Sites", "Discover", "Tasks", "Activity", "Nodes", "Settings")


def test_every_page_opens_from_the_navigation(page: Page) -> None:
    for name in PAGES:
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_pages_open_by_keys(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nodes")
