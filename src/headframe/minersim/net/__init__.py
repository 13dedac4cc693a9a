"""Sockets of simulated miners: raw protocols for TCP, one shared aiohttp server for HTTP."""
