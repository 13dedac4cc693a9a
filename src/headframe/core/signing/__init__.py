"""Signed documents: exact bytes under Ed25519 (DSSE), parsed strictly, and only after they were verified."""
