"""How a node becomes known to its server: by a one-time code, and by words that people compare."""
