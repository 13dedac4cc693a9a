"""Default logins."""

from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import ActorBody, Id, Output
from headframe.core.fleet import Node
from headframe.server.operator.models.pairing import LoginInput
from headframe.server.services.default_logins import HeldLogin

DriverName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9_]{0,64}$"),
    Field(description="Only for miners of this driver; empty: for any."),
]


class DefaultLoginInput(LoginInput):
    """A login that pairing is to try before the makers' own. It is sealed to each node within the request."""

    driver: DriverName = ""


class NodeName(Output):
    """A node, by id and name."""

    id: Id
    name: str

    @classmethod
    def of(cls, node: Node) -> "NodeName":
        """From the core's record."""
        return cls(id=node.id, name=node.name)


class DefaultLoginBody(Output):
    """A default login; its password can be read by its nodes only."""

    id: Id
    username: str
    driver: str
    created_at_ms: int
    created_by: ActorBody
    nodes: Annotated[list[NodeName], Field(description="Nodes that have it.")]
    lacking: Annotated[
        list[NodeName],
        Field(
            description="Nodes that do not have it: they came later, or have another key now. "
            "Remove it and add it again to give it to them."
        ),
    ]

    @classmethod
    def of(cls, held: HeldLogin) -> "DefaultLoginBody":
        """From the use-case's result."""
        login = held.login
        return cls(
            id=login.id,
            username=login.username,
            driver=login.driver,
            created_at_ms=login.created_at_ms,
            created_by=ActorBody.of(login.actor),
            nodes=[NodeName.of(node) for node in held.holders],
            lacking=[NodeName.of(node) for node in held.lacking],
        )
