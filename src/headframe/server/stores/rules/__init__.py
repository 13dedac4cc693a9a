"""Decisions that every store takes alike, whatever keeps its rows. Pure."""
