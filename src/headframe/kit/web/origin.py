"""Where a browser's request comes from, by the headers that no page can forge."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from headframe.core.errors import Code, HeadframeError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-csrf-token"
_OWN_SITE = frozenset({"same-origin", "none"})


def check_origin(headers: Headers) -> None:
    """CSRF_REJECTED for what a browser sends on behalf of another site.

    Browsers state `Sec-Fetch-Site`, and `Origin` on every unsafe request; other clients neither, and
    have no cookie that somebody else could use.
    """
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None and fetch_site not in _OWN_SITE:
        raise HeadframeError(Code.CSRF_REJECTED)
    origin = headers.get("origin")
    if origin is not None and _authority(origin) != headers.get("host", "").lower():
        raise HeadframeError(Code.CSRF_REJECTED)


def address_of(connection: HTTPConnection) -> str:
    """The peer's address as the server tells it; proxies are the server's business."""
    return connection.client.host if connection.client else ""


def host_name(headers: Headers) -> str:
    """The name in the Host header, in lower case and without a port; an IPv6 address keeps its brackets."""
    host = headers.get("host", "")
    name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.split(":")[0]
    return name.lower()


def _authority(origin: str) -> str | None:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc.lower() if parts.scheme in ("http", "https") else None
