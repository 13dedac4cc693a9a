"""The group that the commands on miners hang in."""

import typer

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Miners: list, show, discover, pair, place."
)
