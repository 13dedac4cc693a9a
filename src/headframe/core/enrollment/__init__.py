"""How a node becomes known: a one-time code, its keys, a fingerprint that people compare, a certificate."""
