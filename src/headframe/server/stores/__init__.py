"""Persistence: `ports` says what the server needs kept, `memory` and `sql` keep it, `opening` opens them."""
