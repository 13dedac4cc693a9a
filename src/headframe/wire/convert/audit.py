"""Rows of audit logs on the wire."""

from headframe.core.audit.chain import AuditRow
from headframe.wire.gen.gateway.v1 import gateway_pb2


def row_to_wire(row: AuditRow) -> gateway_pb2.AuditRow:
    """A row as a message."""
    return gateway_pb2.AuditRow(
        log_id=row.log_id, index=row.index, previous_hash=row.previous, entry=row.entry, hash=row.hash
    )


def row_from_wire(message: gateway_pb2.AuditRow) -> AuditRow:
    """A received row, not yet checked."""
    return AuditRow(message.log_id, message.index, message.previous_hash, message.entry, message.hash)
