"""Every metric of a server."""

from headframe.kit.monitoring.declared import QUICK, SLOW, Metric, counter, gauge, histogram

DEVICES = gauge("headframe_server_devices", "Miners that are known, by what they do now.", "status")
DEVICES_REPORTING = gauge(
    "headframe_server_devices_reporting", "Miners that report a hashrate now: the sums below are theirs."
)
HASHRATE_HS = gauge("headframe_server_hashrate_hs", "Hashes a second of all miners that report now.")
EXPECTED_HASHRATE_HS = gauge(
    "headframe_server_expected_hashrate_hs", "Hashes a second that these miners should do."
)
POWER_WATTS = gauge("headframe_server_power_watts", "Power of all miners that tell it now.")

HTTP_REQUESTS = counter(
    "headframe_server_http_requests_total",
    "Requests to the operator API, by the route they took and the status they got.",
    "method",
    "route",
    "code",
)
HTTP_SECONDS = histogram(
    "headframe_server_http_request_seconds",
    "From a request to the last byte of its answer.",
    "method",
    buckets=QUICK,
)
LIVE_SESSIONS = gauge(
    "headframe_server_live_sessions", "Browsers and scripts that follow changes over a WebSocket."
)

NODES_CONNECTED = gauge("headframe_server_nodes_connected", "Nodes whose ControlStream ends here.")
NODE_STREAMS = gauge(
    "headframe_server_node_streams",
    "Open streams of nodes on the network: control, telemetry, events, files.",
)
DOWN_WAITING = gauge(
    "headframe_server_control_messages_waiting", "Messages that wait for the ControlStreams of nodes."
)
CALL_REFUSALS = counter(
    "headframe_server_node_call_refusals_total",
    "Calls of nodes that ended in a problem, by which: no session, held, revoked, a flood.",
    "code",
)
SIGNED = counter(
    "headframe_server_signed_documents_total", "What was signed for nodes, by type of document.", "document"
)
SIGNING_FAILURES = counter(
    "headframe_server_signing_failures_total", "What could not be signed for nodes, by why.", "code"
)

COMMAND_SECONDS = histogram(
    "headframe_server_command_seconds",
    "From when a command was due to when its outcome was stored.",
    "kind",
    buckets=SLOW,
)
COMMANDS = counter("headframe_server_commands_total", "Commands that ended, by outcome.", "kind", "outcome")

SAMPLES_STORED = counter("headframe_server_samples_stored_total", "Samples that were stored.")
SAMPLES_REJECTED = counter(
    "headframe_server_samples_rejected_total",
    "Samples of miners that the node does not own, or out of range.",
)
BATCHES_REPEATED = counter(
    "headframe_server_sample_batches_repeated_total", "Batches that came again, and stored nothing."
)
STORE_SECONDS = histogram(
    "headframe_server_store_write_seconds",
    "From the start of a write to its commit: samples, or everything else.",
    "part",
    buckets=QUICK,
)
STORE_FAILURES = counter(
    "headframe_server_store_write_failures_total", "Writes that the database refused or lost, by why.", "code"
)

NODE_CPU_SECONDS = counter(
    "headframe_server_node_cpu_seconds_total", "CPU of a node's process, as it forwards it.", "node"
)
NODE_MEMORY = gauge(
    "headframe_server_node_resident_memory_bytes", "Memory of a node's process, as it forwards it.", "node"
)
NODE_OPEN_FILES = gauge(
    "headframe_server_node_open_files", "Files that a node's process has open, as it forwards it.", "node"
)
NODE_LOAD = gauge(
    "headframe_server_node_load_average", "Load of a node's host over a minute, as it forwards it.", "node"
)
NODE_DISK_FREE = gauge(
    "headframe_server_node_disk_free_bytes", "Room on the disk of a node's state, as it forwards it.", "node"
)
NODE_SPOOL_ROWS = gauge(
    "headframe_server_node_spool_rows", "Samples and events that wait on a node, as it forwards it.", "node"
)
NODE_SPOOL_BYTES = gauge(
    "headframe_server_node_spool_bytes", "Bytes of them on its disk, as it forwards it.", "node"
)
NODE_LOOP_LAG = gauge(
    "headframe_server_node_event_loop_lag_seconds",
    "The worst lag of a node's event loop over half a minute, as it forwards it.",
    "node",
)
NODE_HOST_TIME = gauge(
    "headframe_server_node_host_time_seconds", "When a node told this, in seconds since the epoch.", "node"
)

SERVER_METRICS: tuple[Metric, ...] = (
    DEVICES,
    DEVICES_REPORTING,
    HASHRATE_HS,
    EXPECTED_HASHRATE_HS,
    POWER_WATTS,
    HTTP_REQUESTS,
    HTTP_SECONDS,
    LIVE_SESSIONS,
    NODES_CONNECTED,
    NODE_STREAMS,
    DOWN_WAITING,
    CALL_REFUSALS,
    SIGNED,
    SIGNING_FAILURES,
    COMMAND_SECONDS,
    COMMANDS,
    SAMPLES_STORED,
    SAMPLES_REJECTED,
    BATCHES_REPEATED,
    STORE_SECONDS,
    STORE_FAILURES,
    NODE_CPU_SECONDS,
    NODE_MEMORY,
    NODE_OPEN_FILES,
    NODE_LOAD,
    NODE_DISK_FREE,
    NODE_SPOOL_ROWS,
    NODE_SPOOL_BYTES,
    NODE_LOOP_LAG,
    NODE_HOST_TIME,
)
