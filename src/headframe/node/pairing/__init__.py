"""Pairing: finding a login that works for a device, and keeping it."""
