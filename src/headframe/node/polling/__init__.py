"""Polling: which miner is read when, and what becomes of the answer."""
