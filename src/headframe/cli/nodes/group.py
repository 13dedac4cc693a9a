"""The group that the commands on nodes hang in."""

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Fleet nodes: list, let in, put out; and their driver plugins.",
)
