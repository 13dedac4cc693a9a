"""Key bundles of nodes on the wire."""

from headframe.core.enrollment.bundle import KeyBundle
from headframe.wire.gen.gateway.v1 import gateway_pb2


def bundle_to_wire(bundle: KeyBundle) -> gateway_pb2.KeyBundle:
    """A bundle as a message."""
    return gateway_pb2.KeyBundle(
        identity_ed25519=bundle.identity,
        attest_ed25519=bundle.attest,
        encryption_x25519=bundle.encryption,
        miner_signing_ed25519=bundle.miner_signing,
        local_ui_spki_sha256=bundle.local_ui_spki_sha256,
        version=bundle.version,
    )


def bundle_from_wire(message: gateway_pb2.KeyBundle) -> KeyBundle:
    """A received bundle, not yet checked: see `checked_bundle`."""
    return KeyBundle(
        identity=message.identity_ed25519,
        attest=message.attest_ed25519,
        encryption=message.encryption_x25519,
        miner_signing=message.miner_signing_ed25519,
        local_ui_spki_sha256=message.local_ui_spki_sha256,
        version=message.version,
    )
