"""Who may command this node."""

from google.protobuf.message import DecodeError

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.payloads import CommandPayload
from headframe.core.commands.signed import Expectation, verified_command
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.errors import SigningError
from headframe.kit.clock import Clock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.keys.trust import Trust
from headframe.wire.convert.commands import command_from_wire
from headframe.wire.convert.documents import document_from_wire
from headframe.wire.convert.payloads import payload_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2


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


class SignedVerifier:
    """For a node apart from its server: only what an issuer of the Keyset signed, for this very stream.

    `clock` gives the server's time (see `ServerClock`). The message's own fields describe and route; where
    one differs from what was signed, somebody changed it on the way.
    """

    def __init__(self, trust: Trust, node_id: str, nonce: StreamNonce, clock: Clock) -> None:
        self._trust = trust
        self._node_id = node_id
        self._nonce = nonce
        self._clock = clock

    def verify(self, command: gateway_pb2.Command) -> CommandEnvelope:
        """The signed envelope. COMMAND_UNTRUSTED says which check did not hold."""
        claimed = command_from_wire(command)
        expected = Expectation(
            self._trust.keyset.org_id, self._node_id, self._nonce.current, self._clock.now_ms()
        )
        try:
            envelope, _ = verified_command(
                document_from_wire(command.document),
                self._trust.keyset,
                expected,
                _payload,
                claimed_class=claimed.kind.value,
            )
        except SigningError as error:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error
        if envelope != claimed:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, "a field was changed on the way from the server")
        return envelope


def _payload(encoded: bytes) -> CommandPayload:
    try:
        return payload_from_wire(miner_pb2.CommandPayload.FromString(encoded))
    except DecodeError as error:
        raise SigningError("the payload cannot be read") from error
