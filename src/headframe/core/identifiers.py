"""What identifiers may be."""

MAX_ID = 2**53 - 1
"""Largest number that every JSON reader keeps exactly."""
