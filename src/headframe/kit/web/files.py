"""The built web UI, held in memory: a few megabytes that do not change while a server runs.

Every path that names no file answers with the page itself, which then shows what the path means. Files
under /assets carry a digest in their name, so a browser keeps them for good; they are there compressed as
well, and nothing is compressed while serving.
"""

import mimetypes
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

DIRECTORY = Path(__file__).parents[2] / "static"
"""Where the build is put, in a checkout and in the wheel."""
PAGE = "index.html"
NONCE = "%NONCE%"
"""Stands in the page where the nonce of its style elements belongs: a new one with each answer."""
NOT_BUILT = "The web interface is not in this installation. In a source checkout, run `make`."
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Compressed forms, the best first, and how their files are called."""
FOR_GOOD = "public, max-age=31536000, immutable"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_ASSET = re.compile(r"^assets/[\w.-]+$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, in each form that there is; "identity" is the plain one."""

    media_type: str
    forms: Mapping[str, bytes]


class WebFiles:
    """Answers GET and HEAD for everything that is not the API."""

    def __init__(self, page: str | None, assets: Mapping[str, Asset]) -> None:
        self._page = page
        self._assets = assets

    @classmethod
    def read(cls, directory: Path = DIRECTORY) -> "WebFiles":
        """All files of a build; without one, every answer says how to get it."""
        page = directory / PAGE
        if not page.is_file():
            return cls(None, {})
        return cls(page.read_text(encoding="utf-8"), dict(_assets(directory)))

    async def serve(self, request: Request) -> Response:
        """The file that the path names, or the page."""
        path = request.url.path.lstrip("/")
        if _ASSET.match(path):
            return self._asset(path, request.headers.get("accept-encoding", ""))
        if self._page is None:
            return PlainTextResponse(NOT_BUILT, status_code=503, headers=HEADERS)
        nonce = secrets.token_urlsafe(16)
        policy = {"Content-Security-Policy": POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
        return Response(self._page.replace(NONCE, nonce), media_type="text/html", headers=HEADERS | policy)

    def _asset(self, path: str, accepted: str) -> Response:
        asset = self._assets.get(path)
        if asset is None:
            return PlainTextResponse("No such file.", status_code=404, headers=HEADERS)
        encoding = next(filter(_offered(accepted, asset), ENCODINGS), "identity")
        headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding", **HEADERS}
        if encoding != "identity":
            headers["Content-Encoding"] = encoding
        return Response(asset.forms[encoding], media_type=asset.media_type, headers=headers)


def _offered(accepted: str, asset: Asset) -> Callable[[str], bool]:
    wanted = {each.partition(";")[0].strip().lower() for each in accepted.split(",")}
    return lambda encoding: encoding in wanted and encoding in asset.forms


def _assets(directory: Path) -> list[tuple[str, Asset]]:
    compressed = tuple(ENCODINGS.values())
    return [
        (f"assets/{path.name}", _asset(path))
        for path in (directory / "assets").iterdir()
        if path.is_file() and path.suffix not in compressed
    ]


def _asset(path: Path) -> Asset:
    forms = {"identity": path.read_bytes()}
    for encoding, suffix in ENCODINGS.items():
        other = path.with_name(path.name + suffix)
        if other.is_file():
            forms[encoding] = other.read_bytes()
    return Asset(mimetypes.guess_type(path.name)[0] or "application/octet-stream", forms)
