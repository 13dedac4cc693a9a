"""Commands: one operator intent for one device, from the click to its one outcome."""
