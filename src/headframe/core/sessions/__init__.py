"""Sessions of nodes: proof that the keys are held, now, by one host only."""
