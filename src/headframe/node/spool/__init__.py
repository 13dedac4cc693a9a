"""The spool: what the node could not yet upload, bounded, on disk."""
