"""`headframe sim`: simulated miners on real sockets, until Ctrl-C."""

import asyncio
import json
import signal
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import anyio
import typer
import uvloop

from headframe.minersim.fleet import Fleet
from headframe.minersim.miner import DEFAULT_REBOOT_SECONDS
from headframe.minersim.services import SERVICES
from headframe.minersim.spec import (
    DEFAULT_BIND_BASE,
    FleetSpec,
    SpecError,
    demo_groups,
    load_spec,
    parse_endpoint,
    parse_mix,
    parse_ports,
)
from headframe.minersim.testing import running_fleet

DEFAULT_CONTROL = "127.0.0.1:9400"
EXIT_BAD_INPUT = 2
EXIT_FAILED = 1

app = typer.Typer(add_completion=False, help="Simulated miners on real sockets.")


@app.command()
def sim(  # noqa: PLR0917 - the options of a command line
    count: Annotated[int | None, typer.Option(help="Miners of the demonstration mix.")] = None,
    models: Annotated[
        str | None, typer.Option(help="A mix of your own: antminer-s19:100,whatsminer-m50s:80")
    ] = None,
    bind_base: Annotated[str, typer.Option(help="First address.")] = DEFAULT_BIND_BASE,
    ports: Annotated[str, typer.Option(help="vendor (80, 4028, 4433) or high (+10000).")] = "vendor",
    port_offset: Annotated[int | None, typer.Option(help="Add this to every port.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same fleet.")] = 1,
    control: Annotated[str, typer.Option(help="Control endpoint on loopback, or none.")] = DEFAULT_CONTROL,
    reboot_seconds: Annotated[
        float, typer.Option(help="How long a rebooting miner is away.")
    ] = DEFAULT_REBOOT_SECONDS,
    spec: Annotated[Path | None, typer.Option(help="Fleet file, JSON or TOML.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,  # noqa: FBT002 - a typer flag
) -> None:
    """Run simulated miners until Ctrl-C.

    Examples:
        headframe sim
        headframe sim --models antminer-s21:500,proto-rig:20 --ports high
        headframe sim --spec fleet.toml --json
    """
    try:
        if spec is not None:
            fleet_spec = load_spec(spec)
        else:
            fleet_spec = FleetSpec(
                groups=_groups(count, models),
                seed=seed,
                bind_base=bind_base,
                port_offset=parse_ports(ports) if port_offset is None else port_offset,
                control=None if control == "none" else parse_endpoint(control),
                reboot_seconds=reboot_seconds,
            )
    except SpecError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(EXIT_BAD_INPUT) from error
    try:
        uvloop.run(_serve(fleet_spec, as_json=as_json))
    except OSError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(EXIT_FAILED) from error


def _groups(count: int | None, models: str | None) -> Any:
    if models is None:
        return demo_groups(count)
    if count is not None:
        raise SpecError("give --count or --models, not both")
    return parse_mix(models)


async def _serve(spec: FleetSpec, *, as_json: bool) -> None:
    stopping = anyio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with running_fleet(spec) as fleet:
        typer.echo(json.dumps(report(fleet)) if as_json else "\n".join(report_lines(fleet)))
        await stopping.wait()


def report(fleet: Fleet) -> dict[str, Any]:
    """What runs: miners by model with their address range and ports, and the control address."""
    groups: list[dict[str, Any]] = []
    counted = Counter(miner.model.slug for miner in fleet.miners)
    for slug, number in counted.items():
        members = [miner for miner in fleet.miners if miner.model.slug == slug]
        groups.append(
            {
                "model": slug,
                "family": members[0].model.family.value,
                "count": number,
                "first": members[0].address,
                "last": members[-1].address,
                "ports": members[0].ports,
            }
        )
    host, port = fleet.control_address or (None, None)
    return {
        "miners": len(fleet.miners),
        "listeners": fleet.listener_count,
        "models": groups,
        "control": None if host is None else f"http://{host}:{port}",
    }


def report_lines(fleet: Fleet) -> list[str]:
    """The same for people: one line a family, then the control address."""
    lines: list[str] = []
    for family in SERVICES:
        members = [miner for miner in fleet.miners if miner.model.family is family]
        if not members:
            continue
        ports = ", ".join(f"{name} {port}" for name, port in members[0].ports.items())
        span = f"{members[0].address} .. {members[-1].address}"
        lines.append(f"{family.value:14} {len(members):6}  {span:32} {ports}")
    if fleet.control_address is not None:
        host, port = fleet.control_address
        lines.append(f"control        http://{host}:{port}/miners")
    return lines


def main() -> None:
    """Entry of `python -m headframe.minersim`."""
    app()
