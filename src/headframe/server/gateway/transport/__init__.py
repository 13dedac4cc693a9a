"""The gateway on the network: Connect over HTTP/2, every call authenticated before its body is read."""
