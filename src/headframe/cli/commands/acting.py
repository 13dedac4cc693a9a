"""Acts on chosen miners: each is a command with options of its own, and those that all of them have."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeAlias

from headframe.cli.commands.group import app
from headframe.cli.commands.issuing import Act, Choice, Issued, Manner, issue, order
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

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Order:
    """Which miners, and how to go about it."""

    api: Api
    choice: Choice
    manner: Manner

    def issue(self, act: Act) -> None:
        """Show what would happen, ask, do it, and tell what came of it."""
        issue(self.api, self.choice, act, self.manner)

    def start(self, act: Act, *, wait: bool) -> Issued | None:
        """The same without telling; `wait` for the outcomes in any case."""
        return order(self.api, self.choice, act, replace(self.manner, wait=self.manner.wait or wait))


Acting: TypeAlias = Callable[Concatenate[Order, P], None]


def act(name: str, *examples: str) -> Callable[[Acting[P]], Acting[P]]:
    """Register a function as a command that acts on miners."""

    def register(function: Acting[P]) -> Acting[P]:
        def run(
            api: Api,
            /,
            *,
            miners: Miners = None,
            filter_text: FilterOption = None,
            every: Every = False,
            wait: Wait = False,
            timeout: Timeout = DEFAULT_WAIT_SECONDS,
            stagger: Stagger = 0.0,
            yes: Yes = False,
            dry_run: DryRun = False,
            **own: Any,
        ) -> None:
            manner = Manner(wait, timeout, stagger, yes, dry_run)
            function(Order(api, Choice(miners, filter_text, every), manner), **own)  # type: ignore[call-arg] # typer gives what was declared

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        run.__signature__ = _signature(run, function)  # type: ignore[attr-defined] # what `command` reads
        command(app, name, *examples)(run)
        return function

    return register


def _signature(run: Callable[..., None], function: Callable[..., None]) -> inspect.Signature:
    """The options of both: the miners, then those of the act, then the rest."""
    api, miners, *shared, _ = inspect.signature(run).parameters.values()
    _, *own = inspect.signature(function).parameters.values()
    return inspect.Signature([api, miners, *own, *shared])
