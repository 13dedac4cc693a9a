"""The live socket of a node: rows as they change, batches as they move on, and an end with the session."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from headframe.node.local.api.gate import COOKIE
from tests.node.local.onsite import MINERS, ORIGIN, OnSite, on_site, sample
from tests.server.operator.live_client import Closed, LiveClient, opened

HOST = ORIGIN.removeprefix("https://")
STOP = {"selector": {"filter": ""}, "command": {"kind": "STOP_MINING"}}


@asynccontextmanager
async def live(here: OnSite, browser: httpx.AsyncClient | None, **headers: str) -> AsyncIterator[LiveClient]:
    """A socket with the browser's cookie."""
    given = {"host": HOST, "origin": ORIGIN} | headers
    if browser is not None:
        given["cookie"] = f"{COOKIE}={browser.cookies[COOKIE]}"
    async with opened(here.app, "/live", given) as client:
        yield client


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"sec-fetch-site": "cross-site"}],
)
async def test_attack_56_another_page_listens_in(tmp_path: Path, headers: dict[str, str]) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        with pytest.raises(BaseExceptionGroup) as caught:
            async with live(here, browser, **headers):
                pass
        assert isinstance(caught.value.exceptions[0], Closed)


async def test_nobody_listens_without_a_session(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        with pytest.raises(BaseExceptionGroup) as caught:
            async with live(here, None):
                pass
        assert "not_signed_in" in str(caught.value.exceptions[0])


async def test_rows_come_whole_and_then_as_they_change(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here, live(here, await here.signed_in()) as client:
        assert (await client.next("hello"))["resume"] == 0
        window = {"filter": "status:hashing", "sort": "name"}
        await client.send({"type": "follow", "topics": ["devices"], "window": window})
        whole = await client.next("devices")
        assert (whole["total"], len(whole["devices"])) == (MINERS, MINERS)
        here.fleet.sample(sample(2, at_ms=here.parts.clock.now_ms(), hashrate_hs=90e12))
        changed = await client.next("devices")
        assert [(row["id"], row["hashrate_hs"]) for row in changed["devices"]] == [(2, 90e12)]
        here.fleet.sample(sample(3, at_ms=here.parts.clock.now_ms(), hashrate_hs=0.0))
        left = await client.next("devices")
        assert (left["total"], left["devices"]) == (MINERS - 1, [])


async def test_batches_and_entries_are_told(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        async with live(here, browser) as client:
            await client.send({"type": "follow", "topics": ["activity", "batches"]})
            issued = (await browser.post("/commands", json=STOP)).json()["batch"]["id"]
            finished = False
            while not finished:
                told = (await client.next("batches"))["batches"]
                finished = any(batch["id"] == issued and batch["finished"] for batch in told)
            assert finished


async def test_a_wish_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here, live(here, await here.signed_in()) as client:
        for wish in (
            "no json",
            {"type": "follow", "topics": ["devices"], "window": {"filter": "nonsense:1"}},
            {"type": "follow", "topics": ["devices"], "window": {"sort": "nonsense"}},
        ):
            await client.send(wish)
            assert (await client.next("error"))["problem"]["status"] == 422


async def test_it_ends_with_the_session(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        async with live(here, browser) as client:
            await browser.post("/sign-out")
            with pytest.raises(Closed) as ended:
                await client.next("refetch")
            assert ended.value.code == 4401
