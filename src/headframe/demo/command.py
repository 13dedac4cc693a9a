"""`headframe demo`: simulated miners, a combined server beside them, and the main job done once."""

import contextlib
import sys
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.client import Client
from headframe.cli.errors import CliError
from headframe.demo.children import Children, stop_on_signals
from headframe.demo.errors import DemoError
from headframe.demo.fleet import DemoFleet, Wish, fleet_of
from headframe.demo.flow import bring_in, connected, watch
from headframe.demo.ground import check_free, held
from headframe.demo.line import LiveLine
from headframe.kit.files import UnsafeFileError, ensure_private_dir
from headframe.kit.profile import DIRECTORY, FILE

FAILED = 1
BAD_USAGE = 2
HOST = "127.0.0.1"
MIN_MINERS = 6
MAX_MINERS = 5_000


def demo(
    *,
    miners: Annotated[
        int | None, typer.Option(help="How many miners to simulate; 300.", min=MIN_MINERS, max=MAX_MINERS)
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the API.", min=1, max=65535)] = 8420,
    state_dir: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path(DIRECTORY) / "demo",
    first_address: Annotated[
        str | None, typer.Option(help="The first miner's loopback address; 127.20.0.1.")
    ] = None,
    port_offset: Annotated[
        int | None, typer.Option(help="Added to the vendors' ports; 10000.", min=1024, max=60_000)
    ] = None,
    sim_control: Annotated[
        str, typer.Option(help="Where the simulator tells what its miners really do; or none.")
    ] = "127.0.0.1:9400",
    database: Annotated[
        str | None, typer.Option(help="As of `headframe combined`; SQLite in the state directory without.")
    ] = None,
    poll_seconds: Annotated[float, typer.Option(help="Between two polls of a miner.", min=1)] = 10.0,
) -> None:
    """Start simulated miners on loopback, and Headframe; discover, pair and watch them.

    Ctrl-C stops everything. Started again it finds the same fleet, without pairing it again.

    Example: headframe demo --miners 60
    """
    options = ["--poll-seconds", str(poll_seconds), *(["--database", database] if database else [])]
    stop_on_signals()
    try:
        _check_address(first_address)
        directory = state_dir.absolute()
        ensure_private_dir(Path(DIRECTORY).absolute())
        ensure_private_dir(directory)
        with held(directory):
            fleet = fleet_of(directory, Wish(miners, first_address, port_offset))
            _run(fleet, directory, port, sim_control, options)
    except (DemoError, UnsafeFileError) as error:
        raise _stop(error, getattr(error, "action", "")) from error
    except CliError as error:
        raise _stop(error, f"See the logs in {state_dir}.") from error
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            typer.echo("\nStopped.")


def _run(fleet: DemoFleet, directory: Path, port: int, sim_control: str, options: list[str]) -> None:
    simulated = ["--models", fleet.mix, "--bind-base", fleet.first_address]
    simulated += ["--port-offset", str(fleet.port_offset), "--control", sim_control]
    served = ["combined", "--state-dir", str(directory / "combined"), "--host", HOST, "--port", str(port)]
    served += ["--without-driver", "asicrs", "--without-driver", "virtual", "--log-level", "warning"]
    served += ["--allow-loopback", *options]
    for name, driver_port in fleet.ports.items():
        served += ["--driver-port", f"{name}={driver_port}"]
    _check_ports(fleet, port, sim_control)
    line = LiveLine()
    with Children() as children:
        try:
            children.start("headframe.minersim", simulated, directory / "sim.log", shown=False)
            children.start("headframe", served, directory / "combined.log", shown=True)
            server = f"http://{HOST}:{port}"
            profile = connected(Path(DIRECTORY).absolute() / FILE, server, children.running)
            with Client(profile) as client:
                bring_in(client, fleet.targets, line, children.running)
                line.end(f"In a second terminal: {_headframe()} devices list")
                watch(client, line, children.running)
        except (DemoError, CliError) as error:
            if children.running():
                raise
            raise DemoError(
                f"a child process ended: {children.last_words()}", f"See the logs in {directory}."
            ) from error


def _check_address(first_address: str | None) -> None:
    try:
        usable = first_address is None or IPv4Address(first_address).is_loopback
    except AddressValueError:
        usable = False
    if not usable:
        raise DemoError(f"{first_address} is no loopback address", "Take one like 127.30.0.1.")


def _check_ports(fleet: DemoFleet, port: int, sim_control: str) -> None:
    wanted = [(HOST, port, "--port")]
    host, _, control_port = sim_control.rpartition(":")
    if control_port.isdecimal():
        wanted.append((host, int(control_port), "--sim-control"))
    wanted += [
        (fleet.first_address, each, "--first-address or --port-offset") for each in set(fleet.ports.values())
    ]
    check_free(wanted)


def _headframe() -> Path:
    """How to call this program from here."""
    program = Path(sys.executable).with_name("headframe")
    with contextlib.suppress(ValueError):
        return program.relative_to(Path.cwd())
    return program


def _stop(error: Exception, action: str) -> typer.Exit:
    typer.echo(f"headframe: [demo_failed] {error}", err=True)
    if action:
        typer.echo(f"  {action}", err=True)
    return typer.Exit(FAILED)
