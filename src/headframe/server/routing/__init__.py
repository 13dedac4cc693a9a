"""Routing: which node is connected here, and what waits for it."""
