"""The node's own UI and API, for people on site: on HTTPS, with a login of its own, server or no server.

The API is a subset of the server's: `docs/openapi-node.json`, held against `docs/openapi.json` by a test.
"""
