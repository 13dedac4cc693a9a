"""`headframe nodes`."""

from headframe.cli.nodes import enrollment, listing, standing, transfers
from headframe.cli.nodes.group import app

__all__ = ["app", "enrollment", "listing", "standing", "transfers"]
