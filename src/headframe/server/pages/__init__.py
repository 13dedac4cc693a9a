"""The few pages that the server has of its own: where to go, and the first password."""
