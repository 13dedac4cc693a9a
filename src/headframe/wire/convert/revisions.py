"""Revisions on the wire. The first, before any write, travels as nothing."""

from headframe.core.leases.node import Label
from headframe.core.reconcile.revisions import ORIGINAL, Revision
from headframe.wire.gen.gateway.v1 import gateway_pb2


def revision_to_wire(revision: Revision) -> gateway_pb2.Revision | None:
    """A revision as a message; None for ORIGINAL."""
    if revision == ORIGINAL:
        return None
    return gateway_pb2.Revision(
        epoch=revision.label.epoch, handover=revision.label.local, number=revision.number
    )


def revision_from_wire(message: gateway_pb2.Revision) -> Revision:
    """A received revision; ORIGINAL where the message is empty."""
    return Revision(Label(message.epoch, message.handover), message.number)
