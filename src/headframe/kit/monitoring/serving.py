"""Metrics and health over HTTP, on an address of their own.

By aiohttp, in the event loop alone: this is the last thing that a process stops serving, and a server with
threads of its own would still be ending them while the interpreter goes.
"""

import contextlib
import hmac
import os
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator

import structlog
from aiohttp import web
from prometheus_client.exposition import choose_encoder

from headframe.core.errors import Code, HeadframeError
from headframe.kit.monitoring.health import LIVE, LIVE_PATH, READY_PATH, Health
from headframe.kit.monitoring.listening import USER, MonitorListen
from headframe.kit.monitoring.meters import Meters

log = structlog.get_logger(__name__)

METRICS_PATH = "/metrics"
STOP_SECONDS = 1.0
"""How long a scrape that is under way is waited for at the end."""
CHALLENGE = {"WWW-Authenticate": 'Basic realm="metrics"'}


@contextlib.asynccontextmanager
async def served(listen: MonitorListen, meters: Meters, health: Health) -> AsyncIterator[None]:
    """Serve for as long as the block; not at all where the address is taken and `optional`.

    Raises:
        HeadframeError: INVALID_REQUEST where this must not be served, the address is taken, or TLS cannot use
            a file.
    """
    application = _application(listen, meters, health)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        await _start(runner, listen)
        yield
    finally:
        await runner.cleanup()


async def _start(runner: web.AppRunner, listen: MonitorListen) -> None:
    problem = listen.problem()
    if problem:
        raise HeadframeError(Code.INVALID_REQUEST, problem)
    site = web.TCPSite(runner, listen.host, listen.port, ssl_context=_tls(listen))
    try:
        await site.start()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        why = f"metrics cannot be served on {listen.host} port {listen.port}: {reason}"
        if not listen.optional:
            raise HeadframeError(
                Code.INVALID_REQUEST, f"{why}; choose another --metrics-listen, or off"
            ) from error
        log.warning("metrics_not_served", why=why)
    else:
        log.info("metrics_served", url=f"{listen.url}{METRICS_PATH}")


def _tls(listen: MonitorListen) -> ssl.SSLContext | None:
    if listen.tls_certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(listen.tls_certificate, listen.tls_key)
        if listen.client_authority:
            context.load_verify_locations(listen.client_authority)
            context.verify_mode = ssl.CERT_REQUIRED
    except OSError as error:  # among them what ssl raises for a file that is none of its own
        named = f"{listen.tls_certificate} and {listen.tls_key}"
        raise HeadframeError(Code.INVALID_REQUEST, f"TLS cannot use {named}: {error}") from error
    return context


def _application(listen: MonitorListen, meters: Meters, health: Health) -> web.Application:
    async def metrics(request: web.Request) -> web.Response:
        if listen.password and not lets_in(request.headers.get("Authorization", ""), listen.password):
            return web.Response(status=401, headers=CHALLENGE, text="metrics need a password\n")
        await meters.read()
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(meters.registry), headers={"Content-Type": content_type})

    async def live(_request: web.Request) -> web.Response:
        return web.json_response(LIVE)

    async def ready(_request: web.Request) -> web.Response:
        verdict = await health.verdict()
        return web.json_response(verdict.body(), status=verdict.status)

    application = web.Application()
    application.add_routes(
        [web.get(METRICS_PATH, metrics), web.get(LIVE_PATH, live), web.get(READY_PATH, ready)]
    )
    return application


def lets_in(authorization: str, password: str) -> bool:
    """Whether a header of basic authentication carries the password."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        given = b64decode(encoded, validate=True) if scheme.lower() == "basic" else b""
    except ValueError:
        return False
    return hmac.compare_digest(given, f"{USER}:{password}".encode())
