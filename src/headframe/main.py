"""The `headframe` command: every shape and every tool under one name.

Each room brings its own commands; here they are only hung side by side.
"""

import typer

from headframe import __version__
from headframe.combined.command import combined
from headframe.demo.command import demo
from headframe.minersim.main import sim

app = typer.Typer(
    name="headframe",
    help="Fleet management for bitcoin miners.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(demo)
app.command()(combined)
app.command()(sim)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Entry point."""
    app()
