"""I/O building blocks without a word of the domain."""
