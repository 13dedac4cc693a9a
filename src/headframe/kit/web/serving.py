"""HTTP in front of an ASGI application, in our own event loop: granian, one worker.

One worker because the live feed and the router are in this process; more processes are more replicas.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP2Settings
from granian.server.embed import Server

from headframe.core.errors import Code, HeadframeError

BACKPRESSURE = 16_384
"""Connections served at once: granian's default lets the 1,025th hang."""

KEEP_ALIVE_MS = 10_000
STOP_SECONDS = 10.0
"""How long requests in flight are waited for at the end."""


class Listen(Protocol):
    """Where to serve: PEM files of a certificate and its key, or neither."""

    @property
    def host(self) -> str:
        """An address of this host."""
        ...

    @property
    def port(self) -> int:
        """A TCP port."""
        ...

    @property
    def tls_certificate(self) -> Path | None:
        """The certificate's file."""
        ...

    @property
    def tls_key(self) -> Path | None:
        """Its key's file."""
        ...

    def problem(self) -> str | None:
        """Why this must not be served, and what to do; None when it may."""
        ...


@contextlib.asynccontextmanager
async def serving(app: Any, listen: Listen, *, client_authority: Path | None = None) -> AsyncIterator[None]:
    """Serve for as long as the block runs.

    Where `client_authority` is given, a PEM file, a client without a certificate by it is refused in the TLS
    handshake.

    Raises:
        HeadframeError: INVALID_REQUEST when the address may not be served or is taken, or TLS cannot use the
            certificate.
    """
    problem = listen.problem() or _taken(listen)
    if problem:
        raise HeadframeError(Code.INVALID_REQUEST, problem)
    server = _server(app, listen, client_authority)
    task = asyncio.create_task(server.serve())
    try:
        await _listening(listen, task)
        yield
    finally:
        server.stop()  # type: ignore[no-untyped-call] # granian leaves it untyped
        with contextlib.suppress(TimeoutError):  # a peer that never ends its request is not waited for
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(task, return_exceptions=True)


def _server(app: Any, listen: Listen, client_authority: Path | None) -> Server:
    try:
        return Server(
            app,
            address=listen.host,
            port=listen.port,
            interface=Interfaces.ASGI,
            http=HTTPModes.auto,
            backpressure=BACKPRESSURE,
            http2_settings=HTTP2Settings(
                keep_alive_interval=KEEP_ALIVE_MS, keep_alive_timeout=KEEP_ALIVE_MS // 1000
            ),
            ssl_cert=listen.tls_certificate,
            ssl_key=listen.tls_key,
            ssl_ca=client_authority,
            ssl_client_verify=client_authority is not None,
            log_enabled=False,
        )
    except OSError as error:  # among them what ssl raises for a file that is none of its own
        named = f"{listen.tls_certificate} and {listen.tls_key}"
        raise HeadframeError(Code.INVALID_REQUEST, f"TLS cannot use {named}: {error}") from error


def _taken(listen: Listen) -> str | None:
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen.host, listen.port))
        except OSError as error:
            where = f"{listen.host} port {listen.port}"
            return f"cannot listen on {where}: {error.strerror}; choose another address or port"
    return None


async def _listening(listen: Listen, task: "asyncio.Task[None]") -> None:
    """Until the first connection is taken."""
    while not task.done():
        try:
            _, writer = await asyncio.open_connection(listen.host, listen.port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return
    raise HeadframeError(Code.INTERNAL, "the web server ended at once")
