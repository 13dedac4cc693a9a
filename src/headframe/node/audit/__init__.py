"""The node's own audit log: every write and every refusal, chained, on disk, and sent to the server."""
