"""The operator API: HTTP and WebSocket for the web UI, the command line and scripts.

Routes convert, call a use-case or a store, and convert back. Rules live elsewhere.
"""
