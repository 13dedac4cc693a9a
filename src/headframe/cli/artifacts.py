"""Files on the server: images that go up, logs that come down."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from headframe.cli.client import Body
from headframe.cli.errors import FILE_UNUSABLE, CliError
from headframe.cli.exporting import save
from headframe.cli.following import progress
from headframe.cli.running import Api
from headframe.core.artifacts import MAX_ARTIFACT_BYTES, safe_file_name
from headframe.core.errors import Code

CHUNK_BYTES = 256 * 1024
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Image:
    """A firmware image on this machine, opened."""

    name: str
    size_bytes: int
    sha256: str
    file: BufferedReader


@contextmanager
def opened_image(path: Path) -> Iterator[Image]:
    """The image at `path`, read once for its digest."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    with file:
        yield _described(path, file)


def _described(path: Path, file: BufferedReader) -> Image:
    try:
        size = file.seek(0, 2)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    if size > MAX_ARTIFACT_BYTES:
        raise CliError(Code.TOO_LARGE, f"{path} has more than {MAX_ARTIFACT_BYTES // _MIB} MiB")
    if not size:
        raise _unusable(path, "it is empty")
    return Image(safe_file_name(path.name), size, digest, file)


def _unusable(path: Path, reason: str) -> CliError:
    return CliError(FILE_UNUSABLE, f"{path}: {reason}", "Name the firmware image.")


def find_or_upload(api: Api, image: Image) -> str:
    """Id of the image on the server; it is uploaded unless the very same is there."""
    for each in api.client.rows("/artifacts", "artifacts", kind="firmware"):
        if (each["sha256"], each["size_bytes"]) == (image.sha256, image.size_bytes):
            api.out.note(f"The server has this image as {each['name']}.")
            return str(each["id"])
    kept = api.client.upload("/artifacts", _pieces(api, image), size_bytes=image.size_bytes, name=image.name)
    return str(kept["id"])


def save_logs(api: Api, batch: Body, directory: Path) -> list[Path]:
    """The logs that a batch has fetched, one file a miner, in a directory that is made where absent."""
    directory.mkdir(parents=True, exist_ok=True)
    fetched = api.client.rows(f"/batches/{batch['id']}/commands", "commands", state=("SUCCEEDED",))
    saved = []
    for each in fetched:
        if each["artifact_id"]:
            path = directory / log_name(each)
            save(api, f"/artifacts/{each['artifact_id']}/content", {}, path)
            saved.append(path)
    api.out.note(f"Saved {len(saved)} logs in {directory}.")
    return saved


def log_name(command: Body) -> str:
    """Miner, its id, and when its log was fetched, in UTC: `m12-7-20260131T120000Z.log`."""
    at = datetime.fromtimestamp(command["updated_at_ms"] / 1000, UTC)
    named = f"{command['device_name']}-" if command["device_name"] else ""
    return safe_file_name(f"{named}{command['device_id']}-{at:%Y%m%dT%H%M%SZ}.log")


def _pieces(api: Api, image: Image) -> Iterator[bytes]:
    image.file.seek(0)
    with progress(api, "Upload, MiB") as tell:
        while piece := image.file.read(CHUNK_BYTES):
            yield piece
            tell(image.file.tell() // _MIB, -(-image.size_bytes // _MIB), image.name)
