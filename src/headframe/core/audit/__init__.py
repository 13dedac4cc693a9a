"""The audit log: a chain of hashes in which no entry can be changed, dropped or moved unseen."""
