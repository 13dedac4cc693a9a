"""The built UI as a server answers with it."""

import gzip
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from headframe.kit.web.files import WebFiles

SCRIPT = b"console.log('a mine')\n" * 50


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text('<meta name="csp-nonce" content="%NONCE%">')
    (tmp_path / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "secret.txt").write_text("not for browsers")
    return tmp_path


def client_of(directory: Path) -> httpx.AsyncClient:
    site = Starlette(
        routes=[Mount("/api/v1", FastAPI()), Route("/{path:path}", WebFiles.read(directory).serve)]
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://mine.test")


@pytest.mark.anyio
async def test_any_page_is_the_app_with_a_nonce_of_its_own(built: Path) -> None:
    async with client_of(built) as client:
        answers = [await client.get(path) for path in ("/", "/miners/7", "/setup")]
    nonces = {re.search('content="([^"]+)"', answer.text)[1] for answer in answers}  # type: ignore[index]
    assert len(nonces) == len(answers)
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert re.search('content="([^"]+)"', answer.text)[1] in policy  # type: ignore[index]
        assert "script-src 'self';" in policy
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.anyio
@pytest.mark.parametrize(("accepts", "encoding"), [("gzip, br", "gzip"), ("identity", None), ("br", None)])
async def test_assets_come_in_a_form_that_the_browser_takes(
    built: Path, accepts: str, encoding: str | None
) -> None:
    async with client_of(built) as client:
        answer = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": accepts})
    assert answer.content == SCRIPT
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/assets/app-0000.js", "/assets/..%2fsecret.txt", "/secret.txt"])
async def test_nothing_but_assets_is_served_from_the_disk(built: Path, path: str) -> None:
    async with client_of(built) as client:
        answer = await client.get(path)
    assert "not for browsers" not in answer.text


@pytest.mark.anyio
async def test_without_a_build_the_server_says_how_to_get_it(tmp_path: Path) -> None:
    async with client_of(tmp_path) as client:
        answer = await client.get("/")
    assert (answer.status_code, "make" in answer.text) == (503, True)
