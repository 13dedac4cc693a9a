"""Who may command this node."""

from collections import Counter

from google.protobuf.message import DecodeError

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.intents import checked_intent, intent_of
from headframe.core.commands.payloads import CommandPayload
from headframe.core.commands.signed import Expectation, signed_payload_sha256, verified_command
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.errors import Flaw, SigningError
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

    def check_cosigned(self, envelope: CommandEnvelope, command: gateway_pb2.Command) -> None:
        """Nothing: there is no Keyset, and no policy, between a process and itself."""


class SignedVerifier:
    """For a node apart from its server: only what an issuer of the Keyset signed, for this very stream.

    `clock` gives the server's time (see `ServerClock`). The message's own fields describe and route; where
    one differs from what was signed, somebody changed it on the way. `flaws` counts commands that were not
    believed, by the check that did not hold.
    """

    def __init__(self, trust: Trust, node_id: str, nonce: StreamNonce, clock: Clock) -> None:
        self._trust = trust
        self._node_id = node_id
        self._nonce = nonce
        self._clock = clock
        self.flaws: Counter[Flaw] = Counter()

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
            raise self._disbelief(error) from error
        if envelope != claimed:
            self.flaws[Flaw.CONTENT] += 1
            raise HeadframeError(Code.COMMAND_UNTRUSTED, "a field was changed on the way from the server")
        return envelope

    def check_cosigned(self, envelope: CommandEnvelope, command: gateway_pb2.Command) -> None:
        """By the Keyset in force now. COSIGNATURE_MISSING, COMMAND_UNTRUSTED."""
        keyset = self._trust.keyset
        if envelope.kind not in keyset.policy.cosign_classes:
            return
        if not command.HasField("intent"):
            raise HeadframeError(Code.COSIGNATURE_MISSING, f"{envelope.kind} needs an admin's signature too")
        try:
            wanted = intent_of(keyset.org_id, envelope, _signed_digest(command))
            checked_intent(document_from_wire(command.intent), keyset, wanted, at_ms=self._clock.now_ms())
        except SigningError as error:
            raise self._disbelief(error) from error

    def _disbelief(self, error: SigningError) -> HeadframeError:
        self.flaws[error.flaw] += 1
        return HeadframeError(Code.COMMAND_UNTRUSTED, str(error))


def _signed_digest(command: gateway_pb2.Command) -> bytes:
    return signed_payload_sha256(document_from_wire(command.document))


def _payload(encoded: bytes) -> CommandPayload:
    try:
        return payload_from_wire(miner_pb2.CommandPayload.FromString(encoded))
    except DecodeError as error:
        raise SigningError("the payload cannot be read") from error
