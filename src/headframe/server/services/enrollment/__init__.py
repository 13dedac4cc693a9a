"""Letting nodes in: codes, registrations, fingerprints compared, approvals; and putting nodes out."""
