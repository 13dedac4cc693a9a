"""The command line: a client of the operator API, and of nothing else."""
