"""`headframe demo`: simulated miners, a combined server beside them, and the main job done once."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.client import ApiError, Client
from headframe.demo.children import child
from headframe.demo.flow import DemoError, bring_in, ready, watch
from headframe.kit.files import ensure_private_dir
from headframe.kit.profile import DIRECTORY, FILE, Profile

FIRST_ADDRESS = "127.20.0.1"
PORT_OFFSET = 10_000
START_SECONDS = 40.0
DRIVER_PORTS = {
    "antminer.api": 4028,
    "antminer.web": 80,
    "whatsminer.api": 4028,
    "whatsminer.api_v3": 4433,
    "axeos.web": 80,
    "proto_rig.web": 80,
}
FAMILIES = {
    "antminer-s19": 60,
    "antminer-s21": 60,
    "whatsminer-m30s++": 50,
    "whatsminer-m60s": 50,
    "bitaxe-gamma": 40,
    "proto-rig": 40,
}
"""Parts of 300: Antminers, WhatsMiners of both protocols, Bitaxes, Proto rigs."""


def demo(
    miners: Annotated[int, typer.Option(help="How many miners to simulate.", min=6, max=5_000)] = 300,
    port: Annotated[int, typer.Option(help="Port of the API.", min=1, max=65535)] = 8420,
    state_dir: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path(DIRECTORY) / "demo",
) -> None:
    """Start simulated miners on loopback, and Headframe; discover, pair and watch them.

    Ctrl-C stops everything. Started again it finds the same fleet.
    """
    ensure_private_dir(Path(DIRECTORY).absolute())
    ensure_private_dir(state_dir.absolute())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run(miners, port, state_dir.absolute())
    except (DemoError, ApiError) as error:
        typer.echo(f"headframe: {error}; see the logs in {state_dir}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        typer.echo("\nStopped.")


def _run(miners: int, port: int, state_dir: Path) -> None:
    mix = _mix(miners)
    simulated = ["--models", mix, "--bind-base", FIRST_ADDRESS, "--port-offset", str(PORT_OFFSET)]
    served = ["combined", "--state-dir", str(state_dir / "combined"), "--port", str(port), "--allow-loopback"]
    served += ["--without-driver", "asicrs", "--without-driver", "virtual", "--log-level", "warning"]
    for name, vendor_port in DRIVER_PORTS.items():
        served += ["--driver-port", f"{name}={vendor_port + PORT_OFFSET}"]
    with (
        child("headframe.minersim", simulated, state_dir / "sim.log") as simulator,
        child("headframe", served, state_dir / "combined.log") as server,
    ):

        def running() -> bool:
            return simulator.poll() is None and server.poll() is None

        with Client(_ready(running)) as client:
            bring_in(client, [f"{FIRST_ADDRESS}-{_last_address(miners)}"])
            typer.echo("In a second terminal: .venv/bin/headframe devices list")
            watch(client, running)
    raise DemoError("a child process ended")


def _ready(running: Callable[[], bool]) -> Profile:
    deadline = time.monotonic() + START_SECONDS
    while running() and time.monotonic() < deadline:
        profile = ready(Path(DIRECTORY).absolute() / FILE)
        if profile:
            return profile
        time.sleep(0.1)
    raise DemoError("the server did not start")


def _mix(miners: int) -> str:
    parts = {name: max(1, share * miners // 300) for name, share in FAMILIES.items()}
    parts["antminer-s19"] += miners - sum(parts.values())
    return ",".join(f"{name}:{count}" for name, count in parts.items())


def _last_address(miners: int) -> str:
    """The simulator skips .0 and .255 of each block."""
    block, position = divmod(miners - 1, 254)
    return f"127.20.{block}.{position + 1}"
