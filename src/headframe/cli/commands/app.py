"""`headframe commands`, whole."""

from headframe.cli.commands import batches, files, plain, secret, signing, valued
from headframe.cli.commands.group import app

__all__ = ["app", "batches", "files", "plain", "secret", "signing", "valued"]
