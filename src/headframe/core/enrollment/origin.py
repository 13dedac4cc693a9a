"""Where a server is, as both sides sign it: scheme, host and port, and nothing else."""

from urllib.parse import urlsplit

from headframe.core.signing.errors import SigningError

HTTPS_PORT = 443


def origin_of(url: str) -> str:
    """`https://host` or `https://host:port`, in lower case, without the port that goes without saying.

    Raises:
        SigningError: for what is no such address.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port or HTTPS_PORT
    except ValueError as error:
        raise SigningError(f"{url[:128]} is no address like https://headframe.example") from error
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme != "https" or not parts.hostname or extra:
        raise SigningError(f"{url[:128]} is no address like https://headframe.example")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{host}" if port == HTTPS_PORT else f"https://{host}:{port}"
