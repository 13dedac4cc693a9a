"""The group that all commands to miners hang in."""

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Commands to miners: reboot, start, stop, power, pools; and what came of them.",
)
