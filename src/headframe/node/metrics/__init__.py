"""What a node tells Prometheus: its names, and where their values come from."""
