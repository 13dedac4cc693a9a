"""Bounds that both ends of a plugin's socket keep: the SDK in the child and the node's plugin host."""

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""The largest gRPC message either end sends or accepts."""

MAX_BATCH_TARGETS = 4096
"""The most devices in one Poll."""

MAX_RESULT_BYTES = 1024 * 1024
"""The largest serialised PollResult; a larger one becomes a PROTOCOL error."""

GROUP_RESULTS = 32
"""Results of a Poll that are sent in one message without waiting for more."""

GROUP_BYTES = 1024 * 1024
"""Serialised results that are sent in one message without waiting for more."""

GROUP_WAIT_SECONDS = 0.020
"""How long a finished result waits for company before its message is sent."""

CHUNK_BYTES = 256 * 1024
"""The largest chunk of a log or a firmware image."""

MAX_FIRMWARE_BYTES = 1024 * 1024 * 1024
"""The largest firmware image a header may announce."""

MAX_ERROR_CHARACTERS = 500
"""The longest error message or detail that leaves a plugin."""

MAX_CONCURRENT_CALLS = 1024
"""RPCs in progress in one plugin; more are refused with RESOURCE_EXHAUSTED."""

DEFAULT_POLL_CONCURRENCY = 256
"""Devices read at once by one plugin where neither its driver nor the node says."""

DEFAULT_DEVICE_TIMEOUT_SECONDS = 10.0
"""Time for one device where the caller names none."""

MAX_ABANDONED_CALLS = 256
"""Calls of a driver that outlived their cancellation; with more, the plugin ends itself to be restarted."""

MAX_COOKIE_LINE_BYTES = 128
"""The longest first line that a plugin reads from its standard input."""

STOP_GRACE_SECONDS = 0.4
"""Time for calls in progress and `Driver.close` once the plugin was told to end."""

COOKIE_METADATA = "x-headframe-cookie"
"""Metadata key that carries the cookie with every call."""
