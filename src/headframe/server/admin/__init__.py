"""Maintenance on the server's own machine: `headframe db` and `headframe user`.

They work on the database directly, so that they help when nobody can sign in, or nothing runs.
"""
