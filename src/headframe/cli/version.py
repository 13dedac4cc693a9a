"""`headframe version`."""

from typing import Annotated

import typer

from headframe import __version__
from headframe.cli.output import Output


def version(*, as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False) -> None:
    """Print the version."""
    out = Output(as_json=as_json)
    out.show({"version": __version__}, lambda: out.line(__version__))
