"""`headframe keys`: who may sign what in the organisation, and the keys that operators hold themselves."""
