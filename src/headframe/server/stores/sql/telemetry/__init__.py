"""Samples: taken in by each engine in its own way, rolled up and read alike."""
