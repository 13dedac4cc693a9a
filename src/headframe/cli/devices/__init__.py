"""`headframe devices`."""
