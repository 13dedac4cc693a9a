"""The node's side of the gateway: one session with the server, and its streams."""
