"""`headframe commands`."""
