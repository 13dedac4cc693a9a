"""The node's own API: paths, bodies and errors as the server has them."""
