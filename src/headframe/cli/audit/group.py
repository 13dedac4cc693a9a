"""The group that the commands on audit logs hang in."""

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The chained audit logs: list them, read them, check them.",
)
