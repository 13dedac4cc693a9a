"""The demonstration: simulated miners and a combined server, started with one word."""
