"""Finding miners: scan an address range, ask drivers who stands there, find miners that moved."""
