"""`headframe keys`, whole."""

from headframe.cli.keys import admins, custody, issuers, nodes, policy, show
from headframe.cli.keys.group import app

__all__ = ["admins", "app", "custody", "issuers", "nodes", "policy", "show"]
