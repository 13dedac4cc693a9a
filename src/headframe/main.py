"""The `headframe` command: every shape and every tool under one name.

Each room brings its own commands; here they are only hung side by side, and loaded when they are called:
asking a server for a list must not wait for the server's own libraries to load.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from headframe.cli.errors import INTERRUPTED, USAGE, usage
from headframe.cli.output import Output

PROGRAM = "headframe"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command, `attribute` of `module`: a group, or a function. `line` is its help in one line."""

    module: str
    attribute: str
    line: str
    epilog: str | None = None


ENTRIES = {
    "demo": Entry("headframe.demo.command", "demo", "Simulated miners and a server, to try everything."),
    "combined": Entry("headframe.combined.command", "combined", "Run server and node in one process."),
    "server": Entry("headframe.server.command", "server", "Run the server, for nodes that dial in."),
    "node": Entry("headframe.node.command", "app", "On a fleet node: make it known, and run it."),
    "sim": Entry("headframe.minersim.main", "sim", "Run simulated miners until Ctrl-C."),
    "login": Entry("headframe.cli.login", "login", "Sign in, and keep a key for this command line."),
    "devices": Entry("headframe.cli.devices.app", "app", "Miners: list, show, discover, pair, place."),
    "commands": Entry("headframe.cli.commands.app", "app", "Commands to miners, and what came of them."),
    "discover": Entry("headframe.cli.devices.app", "discover_app", "The same as devices discover."),
    "pair": Entry("headframe.cli.devices.app", "pair_app", "The same as devices pair."),
    "nodes": Entry("headframe.cli.nodes.app", "app", "Fleet nodes: list, let in, put out."),
    "keys": Entry("headframe.cli.keys.app", "app", "The organisation's keys: who holds them, who signs."),
    "sites": Entry("headframe.cli.sites", "app", "Sites, and the buildings and racks in them."),
    "groups": Entry("headframe.cli.groups", "app", "Groups of miners, across places."),
    "activity": Entry("headframe.cli.activity", "app", "Who did what to which."),
    "conflicts": Entry("headframe.cli.conflicts", "app", "Commands that lost to what was done on site."),
    "audit": Entry("headframe.audit.command", "app", "The chained audit logs: read them, check them."),
    "user": Entry("headframe.server.admin.user", "app", "On the server: who may sign in."),
    "db": Entry("headframe.server.admin.db", "app", "On the server: migrate, check, back up its database."),
    "version": Entry("headframe.cli.version", "version", "Print the version."),
}
"""In the order in which help lists them."""


class Commands(TyperGroup):
    """Lists commands from the table, and loads the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """All of them."""
        return list(ENTRIES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the library's signature
        """What help and completion need of a command: its name and line."""
        entry = ENTRIES.get(cmd_name)
        return entry and TyperCommand(cmd_name, help=entry.line)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and load(str(name)), rest


def load(name: str) -> Any:
    """A command of the table."""
    entry = ENTRIES[name]
    found = getattr(import_module(entry.module), entry.attribute)
    if isinstance(found, typer.Typer):
        command = get_command(found)
    else:
        single = typer.Typer(add_completion=False)
        single.command(name)(found)
        command = get_command(single)
    command.name = name
    return command


app = typer.Typer(
    name=PROGRAM,
    cls=Commands,
    help="Fleet management for bitcoin miners.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root() -> None:
    """Fleet management for bitcoin miners."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    try:
        return int(app(list(arguments), prog_name=PROGRAM, standalone_mode=False) or 0)
    except TyperException as error:
        _explain(error, as_json="--json" in arguments)
        return USAGE
    except typer.Abort:
        return INTERRUPTED


def _explain(error: Any, *, as_json: bool) -> None:
    """What is wrong with a command line; without any command, the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return
    context = getattr(error, "ctx", None)
    path = context.command_path if context else PROGRAM
    Output(as_json=as_json).problem(usage(error.format_message(), f"See: {path} --help"))


def main() -> None:
    """Entry point."""
    sys.exit(run(sys.argv[1:]))
