"""The fleet node: owns all miner I/O on its site, and can act while the server is away."""
