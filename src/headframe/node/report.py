"""What a heartbeat says of the node itself."""

from headframe.node.plugins.host import PluginHost
from headframe.node.plugins.status import PluginStatus
from headframe.node.uploads.uploads import Uploads
from headframe.wire.gen.gateway.v1 import gateway_pb2


def describe_node(request: gateway_pb2.HeartbeatRequest, *, host: PluginHost, uploads: Uploads) -> None:
    """Fill in plugins and what waits to be uploaded."""
    request.spool_rows = uploads.spool.backlog.items
    request.spool_bytes = uploads.spool.backlog.size_bytes
    request.samples_dropped = uploads.telemetry.dropped_items
    request.plugins.extend(_plugin(status) for status in host.statuses())


def _plugin(status: PluginStatus) -> gateway_pb2.PluginState:
    return gateway_pb2.PluginState(
        driver=status.name,
        pid=status.pid or 0,
        started_at_ms=status.started_at_ms or 0,
        restarts=status.restarts,
        last_error=status.last_error,
        running=status.running,
        rss_bytes=status.rss_bytes or 0,
        version=status.version,
    )
