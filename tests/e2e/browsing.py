"""A browser, and a signed-in person in it."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = os.environ.get("HEADFRAME_CHROMIUM", "/usr/bin/chromium")
HOW_TO_INSTALL = (
    f"browser tests need Chromium at {CHROMIUM}: `apt-get install chromium`, "
    "or name another with HEADFRAME_CHROMIUM"
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PASSWORD = "correct horse battery"
WAIT_MS = 15_000
expect.set_options(timeout=WAIT_MS)
EXPECTED_NOISE = re.compile(r"Failed to load resource|WebSocket connection to")
"""What Chromium itself logs when an answer is an error or a link breaks: tests provoke both."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Without it tests are skipped with the cure, but never in CI."""
    if shutil.which(CHROMIUM) is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_INSTALL)
        pytest.skip(HOW_TO_INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One person's browser: contexts of its own, and what its pages complained of.

    `trusting`: it takes a certificate by an authority that it does not know.
    """

    def __init__(self, browser: Browser, url: str, *, trusting: bool = False) -> None:
        self._browser = browser
        self._trusting = trusting
        self.url = url
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def page(self, *, width: int = 1440, height: int = 900, scheme: str = "dark") -> Page:
        """A new page of a new context, not signed in."""
        context = self._browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            ignore_https_errors=self._trusting,
        )
        context.set_default_timeout(WAIT_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        return page

    def close(self) -> None:
        """Close all contexts."""
        for context in self._contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED_NOISE.search(message.text):
            self.complaints.append(f"{message.type}: {message.text}")


def sign_in(page: Page, name: str = "admin", password: str = PASSWORD, *, to: str = "/") -> None:
    """Sign in on the sign-in page, and arrive at `to`."""
    page.goto(to)
    page.get_by_label("Name").fill(name)
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Account")).to_be_visible()
