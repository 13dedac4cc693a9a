"""Commands with a value: power, curtail, blink, cooling."""

from enum import StrEnum
from typing import Annotated

import typer

from headframe.cli.commands.group import app
from headframe.cli.commands.issuing import Act, Choice, Manner, issue
from headframe.cli.errors import usage
from headframe.cli.options import (
    DEFAULT_WAIT_SECONDS,
    DryRun,
    Every,
    FilterOption,
    Miners,
    Stagger,
    Timeout,
    Wait,
    Yes,
)
from headframe.cli.running import Api, command


class Level(StrEnum):
    """Curtailment levels, as people type them."""

    FULL = "full"
    EFFICIENCY = "efficiency"


class Cooling(StrEnum):
    """Cooling modes, as people type them."""

    AUTO = "auto"
    MANUAL = "manual"
    IMMERSION = "immersion"


@command(
    app, "power",
    "headframe commands power --watts 3000 --filter 'model:S21' --wait",
    "headframe commands power --percent 80 --filter 'site:North'", "headframe commands power --mode eco 12",
)  # fmt: skip
def power(
    api: Api,
    *,
    miners: Miners = None,
    watts: Annotated[float | None, typer.Option(help="Watts a miner.", min=1, max=1e6)] = None,
    percent: Annotated[float | None, typer.Option(help="Percent of nominal.", min=1, max=200)] = None,
    mode: Annotated[str | None, typer.Option(help="A mode that the miners name.")] = None,
    filter_text: FilterOption = None,
    every: Every = False,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    stagger: Stagger = 0.0,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Set the power target of miners: watts, percent of nominal, or a mode."""
    given = {
        key: value
        for key, value in (("watts", watts), ("percent", percent), ("mode", mode))
        if value is not None
    }
    if len(given) != 1:
        raise usage("give exactly one of --watts, --percent and --mode")
    act = Act({"kind": "SET_POWER_TARGET", **given})
    issue(api, Choice(miners, filter_text, every), act, Manner(wait, timeout, stagger, yes, dry_run))


@command(app, "curtail", "headframe commands curtail --level full --filter 'building:\"Hall 2\"' --wait")
def curtail(
    api: Api,
    *,
    miners: Miners = None,
    level: Annotated[Level, typer.Option(help="How far.")] = Level.FULL,
    filter_text: FilterOption = None,
    every: Every = False,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    stagger: Stagger = 0.0,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Curtail miners, until the curtailment is lifted."""
    act = Act({"kind": "CURTAIL", "level": level.name})
    issue(api, Choice(miners, filter_text, every), act, Manner(wait, timeout, stagger, yes, dry_run))


@command(app, "blink", "headframe commands blink 12", "headframe commands blink 12 --off")
def blink(
    api: Api,
    *,
    miners: Miners = None,
    on: Annotated[bool, typer.Option("--on/--off", help="Switch the light on or off.")] = True,
    filter_text: FilterOption = None,
    every: Every = False,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    stagger: Stagger = 0.0,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Switch the locating light of miners."""
    act = Act({"kind": "BLINK_LED", "on": on})
    issue(api, Choice(miners, filter_text, every), act, Manner(wait, timeout, stagger, yes, dry_run))


@command(
    app, "cooling",
    "headframe commands cooling --mode auto --filter 'rack:\"A 3\"'",
    "headframe commands cooling --mode manual --fan-percent 70 12",
)  # fmt: skip
def cooling(
    api: Api,
    *,
    miners: Miners = None,
    mode: Annotated[Cooling, typer.Option(help="How fans are driven.")],
    fan_percent: Annotated[
        float | None, typer.Option(help="Fan duty; goes with --mode manual.", min=0, max=100)
    ] = None,
    filter_text: FilterOption = None,
    every: Every = False,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    stagger: Stagger = 0.0,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Set how miners drive their fans."""
    if (fan_percent is not None) != (mode is Cooling.MANUAL):
        raise usage("--fan-percent goes with --mode manual, and only with it")
    ratio = {} if fan_percent is None else {"fan_duty_ratio": fan_percent / 100}
    act = Act({"kind": "SET_COOLING_MODE", "mode": mode.name, **ratio})
    issue(api, Choice(miners, filter_text, every), act, Manner(wait, timeout, stagger, yes, dry_run))
