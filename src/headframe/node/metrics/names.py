"""Every metric of a node."""

from headframe.kit.monitoring.declared import SLOW, Metric, counter, gauge, histogram, info

POLL_SECONDS = histogram(
    "headframe_node_poll_seconds",
    "How long one poll of one miner took, as its plugin measured it; failed ones too.",
    "driver",
    "depth",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0),
)
POLL_ERRORS = counter(
    "headframe_node_poll_errors_total", "Polls that gave no sample, by what was wrong.", "driver", "code"
)
POLLS_IN_FLIGHT = gauge("headframe_node_polls_in_flight", "Polls that wait for their miner.", "driver")
DEVICES_OWNED = gauge("headframe_node_devices_owned", "Miners that the node owns.")
DEVICES_REACHABLE = gauge("headframe_node_devices_reachable", "Miners that answered their last poll.")

COMMAND_SECONDS = histogram(
    "headframe_node_command_seconds",
    "From a command's hand-over to its driver to its outcome.",
    "kind",
    buckets=SLOW,
)
COMMANDS = counter("headframe_node_commands_total", "Commands that ended, by outcome.", "kind", "outcome")
COMMAND_REFUSALS = counter(
    "headframe_node_command_refusals_total",
    "Commands that were not taken: not signed by whom they must be, replayed, too many.",
    "code",
)
FLAWS = counter(
    "headframe_node_commands_not_believed_total",
    "Commands whose signature, key, address, stream, time or content was not right.",
    "flaw",
)
COMMANDS_WAITING = gauge(
    "headframe_node_commands_waiting", "Commands that were received and not begun, by lane.", "lane"
)

CONTROL_UP = gauge(
    "headframe_node_control_stream_up", "1 while the ControlStream is up, else 0: local-degraded mode."
)
CONTROL_SESSIONS = counter(
    "headframe_node_control_sessions_total",
    "Sessions that the server accepted: one more with each reconnect.",
)
CONTROL_ATTEMPTS = counter(
    "headframe_node_control_attempts_total", "Attempts to open a ControlStream, those that failed too."
)

SPOOL_ITEMS = gauge("headframe_node_spool_items", "Samples and events that the server does not have yet.")
SPOOL_BYTES = gauge("headframe_node_spool_bytes", "Bytes of them on disk.")
SPOOL_MAX_BYTES = gauge(
    "headframe_node_spool_max_bytes", "Bytes at which the oldest samples are let go for newer ones."
)
UNWRITTEN = gauge(
    "headframe_node_unwritten_batches", "Batches that wait for the disk, as it takes nothing.", "stream"
)
DROPPED = counter(
    "headframe_node_dropped_items_total", "Samples and events that found no room, for ever lost.", "stream"
)

PLUGIN_UP = gauge("headframe_node_plugin_up", "1 while the plugin takes calls, else 0.", "plugin")
PLUGIN_PID = gauge("headframe_node_plugin_pid", "Process id of the plugin, while it runs.", "plugin")
PLUGIN_START = gauge(
    "headframe_node_plugin_start_time_seconds", "When it was started, in seconds since the epoch.", "plugin"
)
PLUGIN_RESTARTS = counter(
    "headframe_node_plugin_restarts_total", "How often it ended without being asked to.", "plugin"
)
PLUGIN_MEMORY = gauge(
    "headframe_node_plugin_resident_memory_bytes", "Memory of the plugin that is in RAM.", "plugin"
)
PLUGIN_LOG_DROPPED = counter(
    "headframe_node_plugin_log_lines_dropped_total", "Lines of its output that were too many.", "plugin"
)
PLUGIN_INFO = info(
    "headframe_node_plugin_info",
    "State, version, and the kind of its last error: the words before the first colon.",
    "plugin",
    "state",
    "version",
    "last_error",
)

DISK_FREE_BYTES = gauge(
    "headframe_node_disk_free_bytes", "Room on the disk with the node's state: journal, spool, keys."
)

NODE_METRICS: tuple[Metric, ...] = (
    POLL_SECONDS,
    POLL_ERRORS,
    POLLS_IN_FLIGHT,
    DEVICES_OWNED,
    DEVICES_REACHABLE,
    COMMAND_SECONDS,
    COMMANDS,
    COMMAND_REFUSALS,
    FLAWS,
    COMMANDS_WAITING,
    CONTROL_UP,
    CONTROL_SESSIONS,
    CONTROL_ATTEMPTS,
    SPOOL_ITEMS,
    SPOOL_BYTES,
    SPOOL_MAX_BYTES,
    UNWRITTEN,
    DROPPED,
    PLUGIN_UP,
    PLUGIN_PID,
    PLUGIN_START,
    PLUGIN_RESTARTS,
    PLUGIN_MEMORY,
    PLUGIN_LOG_DROPPED,
    PLUGIN_INFO,
    DISK_FREE_BYTES,
)
