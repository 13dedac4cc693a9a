"""The org Keyset: who may sign what for an organisation, as a chain that only moves forward."""
