"""Whom a node believes: its organisation's Keyset, on disk before it is used, and only ever a later one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from google.protobuf.message import DecodeError

from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import TrustedKeyset, advanced, pinned, reopened
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.kit.files import read_private, write_private
from headframe.wire.convert.documents import document_from_wire, document_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


class Trust:
    """The Keyset in force."""

    def __init__(self, path: Path, current: TrustedKeyset) -> None:
        self._path = path
        self._current = current

    @classmethod
    def begin(cls, path: Path, document: SignedDocument, *, org_id: str, root_pin: bytes) -> "Trust":
        """Trust a Keyset for the first time, because the enrollment code names its roots by `root_pin`.

        Raises:
            HeadframeError: COMMAND_UNTRUSTED for any other.
        """
        with _untrusted():
            trust = cls(path, pinned(document, org_id=org_id, root_pin=root_pin))
        trust._keep(document)
        return trust

    @classmethod
    def load(cls, path: Path) -> "Trust":
        """The Keyset that this node put on disk. Raises FileNotFoundError before enrollment."""
        content = read_private(path)
        try:
            document = document_from_wire(gateway_pb2.SignedDocument.FromString(content))
            return cls(path, reopened(document))
        except (DecodeError, SigningError) as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE, f"{path} is damaged: put it back from a backup, or enroll again"
            ) from error

    @property
    def keyset(self) -> Keyset:
        """What is believed now."""
        return self._current.keyset

    @property
    def digest(self) -> bytes:
        """SHA-256 of the document that is believed."""
        return self._current.digest

    def advance(self, document: SignedDocument) -> None:
        """Take the next version. COMMAND_UNTRUSTED where the chain is broken; the present one stays."""
        with _untrusted():
            following = advanced(self._current, document)
        self._keep(document)
        self._current = following

    def _keep(self, document: SignedDocument) -> None:
        write_private(self._path, document_to_wire(document).SerializeToString())


@contextmanager
def _untrusted() -> Iterator[None]:
    try:
        yield
    except SigningError as error:
        raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error
