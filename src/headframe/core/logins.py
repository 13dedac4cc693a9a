"""Default logins: those of an organisation that pairing tries before the makers' own.

The server keeps each sealed to the nodes that were there when it was written, and cannot read it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from headframe.core.actors import Actor
from headframe.core.commands.payloads import SealedSecret

MAX_DEFAULT_LOGINS = 8
"""Default logins of an organisation. Miners lock accounts after a few wrong ones: more would not be tried."""
MAX_LOGINS_TRIED = 16
"""Logins that one pairing brings, those of the request first."""


@dataclass(frozen=True, slots=True)
class DefaultLogin:
    """One login. `driver` "" is for any; `sealed` holds it by node, each readable by that node only."""

    id: int
    org_id: int
    username: str
    driver: str
    created_at_ms: int
    actor: Actor
    sealed: Mapping[int, SealedSecret] = field(default_factory=dict, repr=False)

    def for_node(self, node_id: int, key_id: str) -> SealedSecret | None:
        """What a node can open with its present key; None where it came later, or has another key now."""
        secret = self.sealed.get(node_id)
        return secret if secret and secret.recipient_key_id == key_id else None


def logins_to_try(
    logins: Iterable[DefaultLogin], *, node_id: int, key_id: str, driver: str
) -> tuple[SealedSecret, ...]:
    """What a node is to try on a miner of a driver: logins for the driver first, older before newer."""
    meant = sorted(
        (login for login in logins if login.driver in ("", driver)),
        key=lambda login: (not login.driver, login.created_at_ms, login.id),
    )
    secrets = (login.for_node(node_id, key_id) for login in meant)
    return tuple(secret for secret in secrets if secret)
