"""`headframe devices`, and two of its commands under shorter names."""

import typer

from headframe.cli.devices import discover, listing, pairing, show, upkeep, watch
from headframe.cli.devices.group import app
from headframe.cli.running import command

__all__ = ["app", "discover_app", "listing", "pair_app", "show", "upkeep", "watch"]

discover_app = typer.Typer(add_completion=False)
pair_app = typer.Typer(add_completion=False)
command(discover_app, "discover", *discover.EXAMPLES)(discover.discover)
command(pair_app, "pair", *pairing.EXAMPLES)(pairing.pair)
