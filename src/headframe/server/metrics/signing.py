"""What is signed for nodes, counted."""

from collections.abc import Callable
from typing import TypeVar

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.errors import HeadframeError
from headframe.kit.monitoring.meters import Meters
from headframe.server.metrics import names
from headframe.server.routing.signing import Signer
from headframe.wire.gen.gateway.v1 import gateway_pb2

Signed = TypeVar("Signed")


class MeasuredSigner:
    """A `Signer` that counts what another one signs."""

    def __init__(self, signer: Signer, meters: Meters) -> None:
        self._signer = signer
        signed = meters.counter(names.SIGNED)
        self._commands, self._manifests = signed.labels("command"), signed.labels("ownership")
        self._failures = meters.counter(names.SIGNING_FAILURES)

    def signed(self, envelope: CommandEnvelope, *, org_id: int, stream_nonce: bytes) -> gateway_pb2.Command:
        """The message for one stream."""
        command = self._counted(
            lambda: self._signer.signed(envelope, org_id=org_id, stream_nonce=stream_nonce)
        )
        self._commands.inc()
        return command

    def vouched(
        self, manifest: gateway_pb2.GetOwnershipResponse, *, org_id: int, node_id: int
    ) -> gateway_pb2.GetOwnershipResponse:
        """The list with its signature."""
        vouched = self._counted(lambda: self._signer.vouched(manifest, org_id=org_id, node_id=node_id))
        self._manifests.inc()
        return vouched

    def recognises(self, manifest: gateway_pb2.GetOwnershipResponse, *, org_id: int, node_id: int) -> bool:
        """Whether a list was vouched for."""
        return self._signer.recognises(manifest, org_id=org_id, node_id=node_id)

    def _counted(self, sign: Callable[[], Signed]) -> Signed:
        try:
            return sign()
        except HeadframeError as error:
            self._failures.labels(error.code.value).inc()
            raise
