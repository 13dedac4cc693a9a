"""What a heartbeat says of the node itself."""

from headframe.core import fleet
from headframe.kit.monitoring.process import WorstLag
from headframe.node.plugins.host import PluginHost
from headframe.node.plugins.status import PluginStatus
from headframe.node.uploads.uploads import Uploads
from headframe.wire.convert.found import plugin_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


def describe_node(
    request: gateway_pb2.HeartbeatRequest, *, host: PluginHost, uploads: Uploads, lag: WorstLag
) -> None:
    """Fill in plugins, what waits to be uploaded, and how late the event loop was at the worst since then."""
    request.event_loop_lag_ms = lag.take_ms()
    request.spool_rows = uploads.spool.backlog.items
    request.spool_bytes = uploads.spool.backlog.size_bytes
    request.samples_dropped = uploads.telemetry.dropped_items
    request.plugins.extend(plugin_to_wire(_told(status)) for status in host.statuses())


def _told(status: PluginStatus) -> fleet.PluginStatus:
    """The part of it that the server is told."""
    return fleet.PluginStatus(
        driver=status.name,
        version=status.version,
        running=status.running,
        pid=status.pid,
        started_at_ms=status.started_at_ms,
        restarts=status.restarts,
        last_error=status.last_error,
        rss_bytes=status.rss_bytes,
    )
