"""Use-cases of the server: what a route, a schedule or a command line asks for, free of HTTP.

Each module holds one use-case. Everything it needs is passed in; failures are `HeadframeError`.
"""
