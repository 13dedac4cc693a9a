"""`headframe combined`: the whole of Headframe in one process."""

from pathlib import Path
from typing import Annotated

import typer

from headframe import __version__
from headframe.combined.app import CombinedConfig, running_combined
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
from headframe.kit.profile import DIRECTORY
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
from headframe.server.config import METRICS_LISTEN, Listen
from headframe.server.console import FirstMinute, serve, stop


def combined(
    state_dir: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path(DIRECTORY) / "combined",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8420,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM file; needed beyond loopback.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file of its key.")] = None,
    database: Annotated[
        str | None, typer.Option(help="postgresql:// DSN; SQLite in the state directory without.")
    ] = None,
    admin_password_file: Annotated[
        Path | None, typer.Option(help="Private file (0600) with the first admin's password.")
    ] = None,
    network: NetworkOption = None,
    allow_loopback: LoopbackOption = False,
    driver_port: DriverPortOption = None,
    without_driver: WithoutDriverOption = None,
    poll_seconds: PollOption = POLL_SECONDS,
    full_poll_seconds: FullPollOption = FULL_POLL_SECONDS,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
    log_json: Annotated[bool, typer.Option("--log-json", help="One JSON object a line.")] = False,
    metrics_listen: MetricsListenOption = METRICS_LISTEN,
    metrics_password_file: MetricsPasswordOption = None,
    metrics_client_ca: MetricsClientCaOption = None,
    metrics_tls_certificate: MetricsCertificateOption = None,
    metrics_tls_key: MetricsKeyOption = None,
    check_config: Annotated[bool, typer.Option("--check-config", help="Check the options and stop.")] = False,
) -> None:
    """Run server and node in one process.

    Example: headframe combined --network 10.20.0.0/16
    """
    configure_logs(level=log_level, as_json=log_json)
    try:
        miners = miner_settings(
            network=network,
            allow_loopback=allow_loopback,
            driver_port=driver_port,
            without_driver=without_driver,
            poll_seconds=poll_seconds,
            full_poll_seconds=full_poll_seconds,
        )
        monitor = monitor_listen(
            metrics_listen,
            METRICS_LISTEN,
            password_file=metrics_password_file,
            client_authority=metrics_client_ca,
            tls_certificate=metrics_tls_certificate,
            tls_key=metrics_tls_key,
            own=(tls_certificate, tls_key),
        )
        config = CombinedConfig(
            state_dir=state_dir.absolute(),
            version=__version__,
            database=database,
            listen=Listen(host, port, tls_certificate, tls_key),
            targets=miners.targets,
            polling=miners.polling,
            discovery=miners.discovery,
            plugins=miners.plugins,
            monitor=monitor,
        )
        first = FirstMinute.of(admin_password_file)
        _check(config.listen)
    except (ValueError, OSError, UnsafeFileError) as error:
        raise stop(str(error)) from error
    if not check_config:
        serve(lambda: running_combined(config, SystemClock()), config.listen, first)


def _check(listen: Listen) -> None:
    problem = listen.problem()
    if problem:
        raise ValueError(problem)
