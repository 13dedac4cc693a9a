"""`headframe nodes`."""

from headframe.cli.nodes import enrollment, listing, standing
from headframe.cli.nodes.group import app

__all__ = ["app", "enrollment", "listing", "standing"]
