"""Who may command this node."""

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.errors import Code, HeadframeError
from headframe.wire.convert.commands import command_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


class SharedProcessVerifier:
    """For combined mode alone: issuer and verifier share one process, so there is nobody to forge.

    Addressing is checked all the same; a node apart from its server verifies signatures.
    """

    def __init__(self, node_id: str) -> None:
        self._node_id = node_id

    def verify(self, command: gateway_pb2.Command) -> CommandEnvelope:
        """The envelope of a command for this node."""
        if command.node_id != self._node_id:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, "the command is for another node")
        return command_from_wire(command)
