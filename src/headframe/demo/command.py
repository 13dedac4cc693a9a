"""`headframe demo`: its options, and how it ends."""

import contextlib
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.errors import CliError
from headframe.core.errors import HeadframeError
from headframe.demo import combined, split
from headframe.demo.children import stop_on_signals
from headframe.demo.errors import DemoError
from headframe.demo.fleet import DEFAULT_MINERS, Wish, fleet_of
from headframe.demo.ground import held
from headframe.demo.stage import Stage
from headframe.kit.files import UnsafeFileError, ensure_private_dir
from headframe.kit.profile import DIRECTORY

FAILED = 1
COMBINED_PORT, SPLIT_PORT = 8420, 8443
MIN_MINERS = 6
"""Of each node: one of every family."""
MAX_MINERS = 5_000


def demo(
    *,
    apart: Annotated[
        bool, typer.Option("--split", help="A server and two nodes as processes, in place of combined mode.")
    ] = False,
    miners: Annotated[
        int | None,
        typer.Option(
            help="How many miners to simulate; 300, or 400 for two nodes.", min=MIN_MINERS, max=MAX_MINERS
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port of the API; 8420, or 8443 with --split.", min=1, max=65535)
    ] = None,
    state_dir: Annotated[
        Path | None,
        typer.Option(
            help="Where everything is kept; .headframe/demo, or .headframe/demo-split with --split."
        ),
    ] = None,
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

    With --split: a server and two nodes as they would stand apart, let in by the words on their consoles.
    Ctrl-C stops everything. Started again it finds the same fleet, without pairing it again.

    Example: headframe demo --miners 60
    """
    name = "demo-split" if apart else "demo"
    directory = (state_dir or Path(DIRECTORY) / name).absolute()
    port = port or (SPLIT_PORT if apart else COMBINED_PORT)
    stage = Stage(directory, port, sim_control, poll_seconds, database)
    stop_on_signals()
    try:
        _play(stage, Wish(miners, first_address, port_offset), apart=apart)
    except (DemoError, UnsafeFileError) as error:
        raise _stop(error, getattr(error, "action", "")) from error
    except (CliError, HeadframeError) as error:
        raise _stop(error, f"See the logs in {directory}.") from error
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            typer.echo("\nStopped.")


def _play(stage: Stage, wish: Wish, *, apart: bool) -> None:
    _check(wish, least=MIN_MINERS * (len(split.NAMES) if apart else 1))
    ensure_private_dir(Path(DIRECTORY).absolute())
    ensure_private_dir(stage.directory)
    with held(stage.directory):
        if apart:
            split.play(stage, fleet_of(stage.directory, wish, default_miners=split.MINERS))
        else:
            combined.play(stage, fleet_of(stage.directory, wish, default_miners=DEFAULT_MINERS))


def _check(wish: Wish, *, least: int) -> None:
    if wish.miners is not None and wish.miners < least:
        raise DemoError(f"{wish.miners} miners are too few for two nodes", f"Give at least {least}.")
    try:
        usable = wish.first_address is None or IPv4Address(wish.first_address).is_loopback
    except AddressValueError:
        usable = False
    if not usable:
        raise DemoError(f"{wish.first_address} is no loopback address", "Take one like 127.30.0.1.")


def _stop(error: Exception, action: str) -> typer.Exit:
    typer.echo(f"headframe: [demo_failed] {error}", err=True)
    if action:
        typer.echo(f"  {action}", err=True)
    return typer.Exit(FAILED)
