"""Who may read metrics: this host, and beyond it only who has a password or a certificate."""

import ssl
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import SystemClock
from headframe.kit.development_ca import server_certificate
from headframe.kit.files import UnsafeFileError, write_private
from headframe.kit.monitoring.listening import USER, MonitorListen, monitor_listen
from headframe.kit.monitoring.monitor import monitoring
from tests.support.client_certificates import client_files
from tests.support.programs import free_port

pytestmark = pytest.mark.anyio

DEFAULT = "127.0.0.1:9420"
PASSWORD = "correct horse battery"


@asynccontextmanager
async def watched(listen: MonitorListen) -> AsyncIterator[str]:
    async with monitoring(listen, version="test", mode="server", clock=SystemClock()):
        yield listen.url


def secret(path: Path, content: str = PASSWORD) -> Path:
    write_private(path, content.encode())
    return path


def test_off_is_nowhere() -> None:
    assert monitor_listen("off", DEFAULT) is None


@pytest.mark.parametrize("address", ["127.0.0.1:9420", "[::1]:9420", "127.3.2.1:1"])
def test_loopback_needs_nothing(address: str) -> None:
    listen = monitor_listen(address, DEFAULT)
    assert listen is not None
    assert listen.problem() is None
    assert listen.optional == (address == DEFAULT)


@pytest.mark.parametrize(
    "address", ["", "9420", ":9420", "localhost:9420", "127.0.0.1:0", "127.0.0.1:70000", "on"]
)
def test_what_is_no_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(ValueError, match="neither ADDRESS:PORT nor 'off'"):
        monitor_listen(address, DEFAULT)


@pytest.mark.parametrize("address", ["0.0.0.0:9420", "[::]:9420", "10.1.2.3:9420"])
def test_beyond_loopback_nobody_reads_without_showing_who_they_are(address: str, tmp_path: Path) -> None:
    password, pem = secret(tmp_path / "password"), client_files(tmp_path / "clients").authority
    with pytest.raises(ValueError, match="could be read by anybody: give --metrics-password-file"):
        monitor_listen(address, DEFAULT)
    with pytest.raises(ValueError, match="could be read by anybody"):
        monitor_listen(address, DEFAULT, tls_certificate=pem, tls_key=pem)
    with pytest.raises(ValueError, match="in the clear: give --metrics-tls-certificate"):
        monitor_listen(address, DEFAULT, password_file=password)
    with pytest.raises(ValueError, match="--metrics-client-ca needs"):
        monitor_listen(address, DEFAULT, client_authority=pem)
    with pytest.raises(ValueError, match="give both"):
        monitor_listen(address, DEFAULT, password_file=password, tls_certificate=pem)
    assert monitor_listen(address, DEFAULT, password_file=password, tls_certificate=pem, tls_key=pem)
    assert monitor_listen(address, DEFAULT, client_authority=pem, tls_certificate=pem, tls_key=pem)


def test_where_tls_is_needed_the_certificate_of_the_process_itself_will_do(tmp_path: Path) -> None:
    password, pem = secret(tmp_path / "password"), tmp_path / "pem"
    beyond = monitor_listen("0.0.0.0:9420", DEFAULT, password_file=password, own=(pem, pem))
    assert beyond is not None
    assert beyond.url == "https://0.0.0.0:9420"
    authority = client_files(tmp_path / "clients").authority
    asked = monitor_listen(DEFAULT, DEFAULT, client_authority=authority, own=(pem, pem))
    assert asked is not None
    assert asked.url == "https://127.0.0.1:9420"
    here = monitor_listen(DEFAULT, DEFAULT, own=(pem, pem))
    assert here is not None
    assert here.url == "http://127.0.0.1:9420"


def test_a_password_that_others_could_read_or_guess_is_refused(tmp_path: Path) -> None:
    path = secret(tmp_path / "password")
    path.chmod(0o640)
    with pytest.raises(UnsafeFileError):
        monitor_listen(DEFAULT, DEFAULT, password_file=path)
    with pytest.raises(ValueError, match="no password of at least 12"):
        monitor_listen(DEFAULT, DEFAULT, password_file=secret(tmp_path / "short", "secret"))


def test_a_password_is_in_no_repr(tmp_path: Path) -> None:
    path = secret(tmp_path / "password")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in repr(monitor_listen(DEFAULT, DEFAULT, password_file=path))


async def test_metrics_ask_for_the_password_and_health_for_none() -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"authorization": "Basic !"},
        {"authorization": f"Bearer {PASSWORD}"},
    ]
    async with (
        watched(MonitorListen("127.0.0.1", free_port(), PASSWORD)) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        for headers in wrong:
            answer = await client.get("/metrics", headers=headers)
            assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (401, True)
        for who in ((USER, "wrong"), ("admin", PASSWORD), (USER, "")):
            assert (await client.get("/metrics", auth=who)).status_code == 401
        assert (await client.get("/metrics", auth=(USER, PASSWORD))).status_code == 200
        assert (await client.get("/health/live")).status_code == 200


async def test_openmetrics_is_spoken_to_who_asks_for_it() -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    async with (
        watched(MonitorListen("127.0.0.1", free_port())) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        answer = await client.get("/metrics", headers={"accept": accept})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


async def test_without_a_certificate_of_the_authority_nobody_gets_through_tls(tmp_path: Path) -> None:
    files, good = server_certificate(tmp_path / "tls", ["127.0.0.1"]), client_files(tmp_path / "good")
    stranger = client_files(tmp_path / "stranger")
    listen = MonitorListen(
        "127.0.0.1",
        free_port(),
        tls_certificate=files.certificate,
        tls_key=files.key,
        client_authority=good.authority,
    )
    async with watched(listen) as url:
        for shown in (None, stranger):
            context = ssl.create_default_context(cafile=files.authority)
            if shown:
                context.load_cert_chain(shown.certificate, shown.key)
            async with httpx.AsyncClient(verify=context) as client:
                with pytest.raises((httpx.TransportError, ssl.SSLError)):
                    await client.get(f"{url}/metrics")
        context = ssl.create_default_context(cafile=files.authority)
        context.load_cert_chain(good.certificate, good.key)
        async with httpx.AsyncClient(verify=context) as client:
            assert (await client.get(f"{url}/metrics")).status_code == 200


async def test_an_address_that_is_taken_is_refused_unless_it_is_the_default() -> None:
    first = MonitorListen("127.0.0.1", free_port())
    async with watched(first) as url:
        with pytest.raises(HeadframeError) as refused:
            async with watched(first):
                pytest.fail("it was served twice")
        assert refused.value.code is Code.INVALID_REQUEST
        assert "choose another --metrics-listen, or off" in refused.value.message
        async with watched(MonitorListen(first.host, first.port, optional=True)):
            pass
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{url}/health/live")).status_code == 200


async def test_files_that_tls_cannot_use_are_named(tmp_path: Path) -> None:
    pem = tmp_path / "wrong.pem"
    pem.write_text("no certificate")
    with pytest.raises(HeadframeError, match=r"TLS cannot use .*wrong\.pem"):
        async with watched(MonitorListen("127.0.0.1", free_port(), tls_certificate=pem, tls_key=pem)):
            pytest.fail("it was served")


async def test_what_must_not_be_served_is_not_served() -> None:
    with pytest.raises(HeadframeError, match="could be read by anybody"):
        async with watched(MonitorListen("0.0.0.0", free_port())):
            pytest.fail("it was served")
