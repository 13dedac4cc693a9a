"""Pre-authentication encoding (DSSE v1): what is signed names its own type, so no signature fits another."""

PREFIX = "headframe."


def pae(document_type: str, body: bytes) -> bytes:
    """The bytes to sign: `"DSSEv1" SP len(type) SP type SP len(body) SP body`."""
    name = document_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(body), body)
