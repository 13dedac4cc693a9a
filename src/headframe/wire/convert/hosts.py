"""What a node's host tells of itself."""

import math

from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import HostTelemetry
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_COUNT = 2**53
"""What a number in JSON still holds exactly."""


def host_to_wire(host: HostTelemetry) -> gateway_pb2.HostTelemetry:
    """The message; its event carries the time."""
    return gateway_pb2.HostTelemetry(
        cpu_seconds=host.cpu_seconds,
        rss_bytes=host.rss_bytes,
        open_files=host.open_files,
        load_average=host.load_average,
        disk_free_bytes=host.disk_free_bytes,
        spool_rows=host.spool_rows,
        spool_bytes=host.spool_bytes,
        event_loop_lag_ms=host.event_loop_lag_ms,
    )


def host_from_wire(message: gateway_pb2.HostTelemetry, *, at_ms: int) -> HostTelemetry:
    """The record. INVALID_REQUEST for what no host could tell."""
    rates = (message.cpu_seconds, message.load_average)
    sizes = (message.rss_bytes, message.disk_free_bytes, message.spool_rows, message.spool_bytes)
    if not all(math.isfinite(rate) and rate >= 0 for rate in rates) or max(sizes) > MAX_COUNT:
        raise HeadframeError(Code.INVALID_REQUEST, "host telemetry is out of range")
    return HostTelemetry(
        at_ms=at_ms,
        cpu_seconds=message.cpu_seconds,
        rss_bytes=message.rss_bytes,
        open_files=message.open_files,
        load_average=message.load_average,
        disk_free_bytes=message.disk_free_bytes,
        spool_rows=message.spool_rows,
        spool_bytes=message.spool_bytes,
        event_loop_lag_ms=message.event_loop_lag_ms,
    )
