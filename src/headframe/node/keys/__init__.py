"""The node's secrets at rest: its encryption key and the vault of device credentials."""
