"""Execution: a command is verified, written down, run at most once, and answered exactly once."""
