"""API 3: length-prefixed JSON on port 4433, each write signed by its own token."""
