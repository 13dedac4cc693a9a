"""cgminer's TCP API, which several makes inherited: one request a connection, JSON back.

Shared by the drivers that speak it. `transport` moves bytes, `answers` makes sense of them, `values`
takes numbers out of them without believing them, `identity` tells whose they are.
"""
