"""Commands with a value: power, curtail, uncurtail, blink, cooling."""

import time
from enum import StrEnum
from typing import Annotated

import typer

from headframe.cli.commands.acting import Order, act
from headframe.cli.commands.issuing import Act
from headframe.cli.errors import usage


class Level(StrEnum):
    """Curtailment levels, as people type them."""

    FULL = "full"
    EFFICIENCY = "efficiency"


class Cooling(StrEnum):
    """Cooling modes, as people type them."""

    AUTO = "auto"
    MANUAL = "manual"
    IMMERSION = "immersion"


@act(
    "power",
    "headframe commands power --watts 3000 --filter 'model:S21' --wait",
    "headframe commands power --percent 80 --filter 'site:North'", "headframe commands power --mode eco 12",
)  # fmt: skip
def power(
    order: Order,
    *,
    watts: Annotated[float | None, typer.Option(help="Watts a miner.", min=1, max=1e6)] = None,
    percent: Annotated[float | None, typer.Option(help="Percent of nominal.", min=1, max=200)] = None,
    mode: Annotated[str | None, typer.Option(help="A mode that the miners name.")] = None,
) -> None:
    """Set the power target of miners: watts, percent of nominal, or a mode."""
    given = {
        key: value
        for key, value in (("watts", watts), ("percent", percent), ("mode", mode))
        if value is not None
    }
    if len(given) != 1:
        raise usage("give exactly one of --watts, --percent and --mode")
    order.issue(Act({"kind": "SET_POWER_TARGET", **given}))


HoldName = Annotated[str, typer.Option("--hold", help="Name of the hold.")]
ForSafety = Annotated[bool, typer.Option("--safety", help="For safety: others cannot lift it.")]


@act(
    "curtail",
    "headframe commands curtail --level full --filter 'building:\"Hall 2\"' --wait",
    "headframe commands curtail --hold grid-event-7 --minutes 90 --filter 'site:North'",
)  # fmt: skip
def curtail(
    order: Order,
    *,
    level: Annotated[Level, typer.Option(help="How far.")] = Level.FULL,
    hold: HoldName = "operator",
    minutes: Annotated[
        float | None, typer.Option(help="It then lifts itself; without, it stays.", min=1, max=525_600)
    ] = None,
    safety: ForSafety = False,
) -> None:
    """Place a hold on miners, until it is lifted. The strictest hold of a miner counts."""
    until = None if minutes is None else time.time_ns() // 1_000_000 + round(minutes * 60_000)
    wish = {"kind": "CURTAIL", "level": level.name, "hold_id": hold, "until_ms": until, "for_safety": safety}
    order.issue(Act(wish))


@act(
    "uncurtail",
    "headframe commands uncurtail --filter 'status:curtailed' --stagger 2 --wait",
    "headframe commands uncurtail --hold grid-event-7 --all",
)  # fmt: skip
def uncurtail(order: Order, *, hold: HoldName = "operator", safety: ForSafety = False) -> None:
    """Lift one hold of miners; others stay. Without any, a miner does again what it did before."""
    order.issue(Act({"kind": "UNCURTAIL", "hold_id": hold, "for_safety": safety}))


@act("blink", "headframe commands blink 12", "headframe commands blink 12 --off")
def blink(
    order: Order,
    *,
    on: Annotated[bool, typer.Option("--on/--off", help="Switch the light on or off.")] = True,
) -> None:
    """Switch the locating light of miners."""
    order.issue(Act({"kind": "BLINK_LED", "on": on}))


@act(
    "cooling",
    "headframe commands cooling --mode auto --filter 'rack:\"A 3\"'",
    "headframe commands cooling --mode manual --fan-percent 70 12",
)  # fmt: skip
def cooling(
    order: Order,
    *,
    mode: Annotated[Cooling, typer.Option(help="How fans are driven.")],
    fan_percent: Annotated[
        float | None, typer.Option(help="Fan duty; goes with --mode manual.", min=0, max=100)
    ] = None,
) -> None:
    """Set how miners drive their fans."""
    if (fan_percent is not None) != (mode is Cooling.MANUAL):
        raise usage("--fan-percent goes with --mode manual, and only with it")
    ratio = {} if fan_percent is None else {"fan_duty_ratio": fan_percent / 100}
    order.issue(Act({"kind": "SET_COOLING_MODE", "mode": mode.name, **ratio}))
