"""What a server tells Prometheus: its names, and where their values come from."""
