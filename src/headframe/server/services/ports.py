"""What the use-cases need from the rest of the server process."""

from typing import Protocol

from headframe.core.commands.payloads import SealedSecret
from headframe.core.fleet import Node
from headframe.kit.sealing import SealPurpose


class CommandRouter(Protocol):
    """Brings queued commands to connected nodes. It claims them from the store by itself."""

    def wake(self, node_id: int) -> None:
        """New commands may be due, what the node owns may have changed, or a discovery is to be cancelled.

        Cheap; may be called for any node, any number of times.
        """
        ...

    def is_connected(self, node_id: int) -> bool:
        """Whether the node's ControlStream is up, as far as this replica knows."""
        ...

    def node_encryption_key(self, node_id: int) -> bytes | None:
        """The X25519 key the node has shown on its present stream; None while it is out of contact."""
        ...


class NodeStreams(Protocol):
    """The open streams of nodes, as far as this replica serves them."""

    def revoke(self, node_id: int) -> None:
        """The node is let in no more: its streams end at once, and it is told."""
        ...

    def hold(self, node_id: int) -> None:
        """The node may have been copied: its streams end at once, and it is told."""
        ...

    def sign_in_again(self, node_id: int) -> None:
        """The node's session is over: its streams end at once, and it may come back with another."""
        ...


class Ids(Protocol):
    """A source of ids; `kit.ids.IdSource` is one."""

    def __call__(self) -> str:
        """A new id: 32 hexadecimal digits that sort by time."""
        ...


class Sealer(Protocol):
    """Closes secrets so that only one node can open them."""

    def key_id(self, node: Node) -> str:
        """Name of the node's present key; "" while none that could be used is known."""
        ...

    def seal(self, node: Node, plaintext: bytes, purpose: SealPurpose) -> SealedSecret:
        """`plaintext` sealed to `node` for `purpose`.

        Raises:
            HeadframeError: NODE_NOT_CONNECTED while no usable key of the node is known.
        """
        ...
