"""How commands and lists become what a node believes: signed for it, or plain within one process."""

from typing import Protocol

from headframe.core.audit.checkpoints import RECEIPT_TYPE, Checkpoint, checkpoint_body
from headframe.core.commands.envelope import CommandBinding, CommandEnvelope
from headframe.core.commands.signed import COMMAND_TYPE, command_to_body
from headframe.core.errors import HeadframeError
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.manifests import OWNERSHIP_TYPE, ManifestAddress, check_manifest, manifest_to_body
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.core.signing.strict_json import Body
from headframe.server.routing.metering import UNMEASURED, SigningMeter
from headframe.wire.convert.commands import command_to_wire
from headframe.wire.convert.devices import manifest_from_wire
from headframe.wire.convert.documents import document_from_wire, document_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


class Signer(Protocol):
    """Puts a command into its message, and vouches for a node's list of devices."""

    def signed(self, envelope: CommandEnvelope, *, org_id: int, stream_nonce: bytes) -> gateway_pb2.Command:
        """The message for one stream. Raises HeadframeError KEY_NOT_HELD where nothing can be signed."""
        ...

    def vouched(
        self, manifest: gateway_pb2.GetOwnershipResponse, *, org_id: int, node_id: int
    ) -> gateway_pb2.GetOwnershipResponse:
        """The same list with its signature. KEY_NOT_HELD where nothing can be signed."""
        ...

    def recognises(self, manifest: gateway_pb2.GetOwnershipResponse, *, org_id: int, node_id: int) -> bool:
        """Whether this list, which a node holds, was vouched for by the organisation, for this very node."""
        ...

    def receipt(self, checkpoint: Checkpoint) -> SignedDocument | None:
        """That a node's audit log is kept this far; None where nothing can be signed."""
        ...


class Issuer(Protocol):
    """A key that may sign commands now."""

    @property
    def issuer_key_id(self) -> str:
        """Its id."""
        ...

    @property
    def keyset_version(self) -> int:
        """The Keyset that names it."""
        ...

    def sign_as_issuer(self, document_type: str, body: Body) -> SignedDocument:
        """A signed document."""
        ...

    def keyset(self) -> TrustedKeyset:
        """The Keyset in force."""
        ...


class Unsigned:
    """For combined mode alone, where issuer and verifier share the process."""

    def signed(
        self,
        envelope: CommandEnvelope,
        *,
        org_id: int,  # noqa: ARG002 - the port's
        stream_nonce: bytes,  # noqa: ARG002 - the port's
    ) -> gateway_pb2.Command:
        """The bare message."""
        return command_to_wire(envelope)

    def vouched(
        self,
        manifest: gateway_pb2.GetOwnershipResponse,
        *,
        org_id: int,  # noqa: ARG002 - the port's
        node_id: int,  # noqa: ARG002 - the port's
    ) -> gateway_pb2.GetOwnershipResponse:
        """The bare list."""
        return manifest

    def receipt(self, checkpoint: Checkpoint) -> SignedDocument | None:  # noqa: ARG002 - the port's
        """None: a node that shares the process needs no proof."""
        return None

    def recognises(
        self,
        manifest: gateway_pb2.GetOwnershipResponse,  # noqa: ARG002 - the port's
        *,
        org_id: int,  # noqa: ARG002 - the port's
        node_id: int,  # noqa: ARG002 - the port's
    ) -> bool:
        """Always: nobody stands between."""
        return True


class Signed:
    """Signed by the organisation's issuer."""

    def __init__(self, issuer: Issuer, meter: SigningMeter = UNMEASURED) -> None:
        self._issuer = issuer
        self._meter = meter

    def signed(self, envelope: CommandEnvelope, *, org_id: int, stream_nonce: bytes) -> gateway_pb2.Command:
        """The message with its signed document beside it."""
        message = command_to_wire(envelope)
        binding = CommandBinding(
            org_id=str(org_id),
            key_id=self._issuer.issuer_key_id,
            keyset_version=self._issuer.keyset_version,
            stream_nonce=stream_nonce,
        )
        body = command_to_body(envelope, binding, message.payload.SerializeToString())
        message.document.CopyFrom(document_to_wire(self._sign(COMMAND_TYPE, body)))
        return message

    def vouched(
        self, manifest: gateway_pb2.GetOwnershipResponse, *, org_id: int, node_id: int
    ) -> gateway_pb2.GetOwnershipResponse:
        """The list with a signature over its version and digest."""
        body = manifest_to_body(
            manifest_from_wire(manifest),
            org_id=str(org_id),
            node_id=str(node_id),
            key_id=self._issuer.issuer_key_id,
        )
        manifest.document.CopyFrom(document_to_wire(self._sign(OWNERSHIP_TYPE, body)))
        return manifest

    def receipt(self, checkpoint: Checkpoint) -> SignedDocument | None:
        """Signed by the issuer, where there is one in its window."""
        try:
            return self._sign(RECEIPT_TYPE, checkpoint_body(checkpoint))
        except HeadframeError:
            return None

    def _sign(self, document_type: str, body: Body) -> SignedDocument:
        try:
            document = self._issuer.sign_as_issuer(document_type, body)
        except HeadframeError as error:
            self._meter.not_signed(error.code)
            raise
        self._meter.signed(document_type)
        return document

    def recognises(self, manifest: gateway_pb2.GetOwnershipResponse, *, org_id: int, node_id: int) -> bool:
        """By an issuer of the Keyset, whose time may be over: the list may have been made long ago."""
        keyset = self._issuer.keyset().keyset
        try:
            document = document_from_wire(manifest.document)
            grants = [keyset.issuer(signature.key_id) for signature in document.signatures]
            at_ms = max((grant.not_before_ms for grant in grants if grant), default=0)
            address = ManifestAddress(str(org_id), str(node_id), at_ms)
            check_manifest(document, manifest_from_wire(manifest), keyset, address)
        except (SigningError, HeadframeError):
            return False
        return True
