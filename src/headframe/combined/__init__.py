"""Combined: server and node in one process, over an in-memory link. No logic of its own."""
