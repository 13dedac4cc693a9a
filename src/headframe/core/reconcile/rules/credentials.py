"""Credentials: compares and sets. The password that lost stays sealed in its command."""

from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.rules.rule import Rule


class CredentialsRule(Rule):
    """A password set on site is not replaced by one that was chosen before."""

    name = "credentials"
    aspect = Aspect.CREDENTIALS
