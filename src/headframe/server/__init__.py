"""The server: API, persistence and fleet-wide state. It never opens a connection to a miner."""
