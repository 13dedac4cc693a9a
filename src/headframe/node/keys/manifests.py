"""Which list of devices a node apart from its server believes."""

from headframe.core.errors import Code, HeadframeError
from headframe.core.manifests import ManifestAddress, check_manifest
from headframe.core.signing.errors import SigningError
from headframe.kit.clock import Clock
from headframe.node.keys.trust import Trust
from headframe.wire.convert.devices import manifest_from_wire
from headframe.wire.convert.documents import document_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


class SignedManifests:
    """Only lists that the Keyset vouches for. `clock` gives the server's time."""

    def __init__(self, trust: Trust, node_id: str, clock: Clock) -> None:
        self._trust = trust
        self._node_id = node_id
        self._clock = clock

    def check(self, message: gateway_pb2.GetOwnershipResponse) -> None:
        """Raises HeadframeError COMMAND_UNTRUSTED for any other list."""
        keyset = self._trust.keyset
        address = ManifestAddress(keyset.org_id, self._node_id, self._clock.now_ms())
        try:
            document = document_from_wire(message.document)
            check_manifest(document, manifest_from_wire(message), keyset, address)
        except SigningError as error:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error
