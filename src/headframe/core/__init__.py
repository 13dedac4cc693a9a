"""Pure rules of a miner fleet: no I/O, clock, randomness, logging or asyncio.

Time, nonces and ids come in as arguments. Everything here can be called from anywhere and tested
without a fixture.
"""
