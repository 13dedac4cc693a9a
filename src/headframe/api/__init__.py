"""What the operator API says over HTTP, as far as a node's own UI says it too: bodies, parameters, messages.

The server's API has more of them, beside its routes.
"""
