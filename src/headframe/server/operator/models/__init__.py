"""JSON of the operator API, by area. Snake case, units in names, times in ms since the epoch (UTC)."""
