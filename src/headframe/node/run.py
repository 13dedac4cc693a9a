"""`headframe node run`: the on-prem half, next to the miners."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated

import structlog
import typer

from headframe.core.errors import TABLE, HeadframeError
from headframe.kit.clock import SystemClock
from headframe.kit.files import UnsafeFileError
from headframe.kit.logs import configure_logs
from headframe.kit.monitoring.listening import monitor_listen
from headframe.kit.monitoring.options import (
    MetricsCertificateOption,
    MetricsClientCaOption,
    MetricsKeyOption,
    MetricsListenOption,
    MetricsPasswordOption,
)
from headframe.kit.process import raise_file_limit, run_until_stopped
from headframe.node.apart import running_apart
from headframe.node.enrollment.client_certificate import ClientCertificate
from headframe.node.enrollment.command import (
    DEFAULT_STATE_DIR,
    ClientCertificateOption,
    ClientKeyOption,
    StateDir,
)
from headframe.node.enrollment.enrolled import Enrolled, Installation
from headframe.node.keys.identity import NodeIdentity
from headframe.node.local.certificate import fingerprint_text
from headframe.node.local.config import DEFAULT_ADDRESS, LocalUiConfig, LocalUiOption
from headframe.node.options import (
    FULL_POLL_SECONDS,
    POLL_SECONDS,
    DriverPortOption,
    FullPollOption,
    LoopbackOption,
    NetworkOption,
    PollOption,
    WithoutDriverOption,
    miner_settings,
)

BAD_USAGE = 2
METRICS_LISTEN = "127.0.0.1:9421"
LOOK_AT_KEYS_SECONDS = 5.0

log = structlog.get_logger(__name__)


def run(
    state_dir: StateDir = DEFAULT_STATE_DIR,
    client_certificate: ClientCertificateOption = None,
    client_key: ClientKeyOption = None,
    network: NetworkOption = None,
    allow_loopback: LoopbackOption = False,
    driver_port: DriverPortOption = None,
    without_driver: WithoutDriverOption = None,
    poll_seconds: PollOption = POLL_SECONDS,
    full_poll_seconds: FullPollOption = FULL_POLL_SECONDS,
    local_ui: LocalUiOption = DEFAULT_ADDRESS,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
    log_json: Annotated[bool, typer.Option("--log-json", help="One JSON object a line.")] = False,
    metrics_listen: MetricsListenOption = METRICS_LISTEN,
    metrics_password_file: MetricsPasswordOption = None,
    metrics_client_ca: MetricsClientCaOption = None,
    metrics_tls_certificate: MetricsCertificateOption = None,
    metrics_tls_key: MetricsKeyOption = None,
    forward_host_telemetry: Annotated[
        bool,
        typer.Option(
            "--forward-host-telemetry", help="Tell the server of this host: CPU, memory, load, room on disk."
        ),
    ] = False,
    check_config: Annotated[bool, typer.Option("--check-config", help="Check the options and stop.")] = False,
) -> None:
    """Run this node, which was enrolled before. It dials out to its server; nothing dials in.

    Example: headframe node run --network 10.20.0.0/16
    """
    configure_logs(level=log_level, as_json=log_json)
    directory = state_dir.absolute()
    try:
        miners = miner_settings(
            network=network,
            allow_loopback=allow_loopback,
            driver_port=driver_port,
            without_driver=without_driver,
            poll_seconds=poll_seconds,
            full_poll_seconds=full_poll_seconds,
        )
        listen = monitor_listen(
            metrics_listen,
            METRICS_LISTEN,
            password_file=metrics_password_file,
            client_authority=metrics_client_ca,
            tls_certificate=metrics_tls_certificate,
            tls_key=metrics_tls_key,
        )
        on_site = LocalUiConfig.parse(local_ui)
        client = ClientCertificate.of(client_certificate, client_key)
        enrolled = Enrolled.load(directory, client)
    except (ValueError, OSError, UnsafeFileError) as error:
        raise _stop(str(error)) from error
    except HeadframeError as error:
        raise _stop(f"{error.message}. {TABLE[error.code].action}") from error
    if not check_config:
        if client:
            enrolled.keep(directory)
        typer.echo(f"Node {enrolled.name} of {enrolled.server_url}")
        _serve(
            lambda: running_apart(
                directory,
                miners,
                SystemClock(),
                monitor_listen=listen,
                forward_host_telemetry=forward_host_telemetry,
                local_ui=on_site,
            ),
            on_site,
        )


def _serve(
    running: Callable[[], AbstractAsyncContextManager[Installation]], on_site: LocalUiConfig | None
) -> None:
    async def until(stopped: Callable[[], Awaitable[None]]) -> None:
        stopping = asyncio.ensure_future(stopped())
        while not stopping.done():
            async with running() as installation:
                _tell(installation.identity, on_site)
                replaced = asyncio.create_task(_keys_replaced(installation.identity))
                await asyncio.wait((stopping, replaced), return_when=asyncio.FIRST_COMPLETED)
                replaced.cancel()

    raise_file_limit()
    try:
        run_until_stopped(until)
    except (HeadframeError, UnsafeFileError) as error:
        raise _stop(str(error)) from error


def _tell(identity: NodeIdentity, on_site: LocalUiConfig | None) -> None:
    """Where people on site find the node, and which certificate they should see there."""
    if on_site is not None:
        fingerprint = fingerprint_text(identity.bundle().local_ui_spki_sha256)
        typer.echo(f"Local UI at https://{on_site}, certificate {fingerprint}")


async def _keys_replaced(identity: NodeIdentity) -> None:
    """Until `node rotate-keys` has put other keys in place: the node begins anew with them."""
    while not identity.was_replaced():  # noqa: ASYNC110 - another process puts them there
        await asyncio.sleep(LOOK_AT_KEYS_SECONDS)
    log.info("keys_replaced")


def _stop(message: str) -> typer.Exit:
    typer.echo(f"headframe: {message}", err=True)
    return typer.Exit(BAD_USAGE)
