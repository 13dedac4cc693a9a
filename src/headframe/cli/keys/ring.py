"""The keys that an operator holds, in a private directory, and the Keyset last seen beside them.

The Keyset is pinned: a server that shows an older one, another one, or one that does not follow, is refused
before anything is signed for it.
"""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.cli.client import Body, Client
from headframe.cli.errors import FILE_UNUSABLE, CliError
from headframe.cli.finding import read_secret
from headframe.cli.keys.documents import body_of, document_of
from headframe.cli.keys.keyfile import MIN_PASSPHRASE_CHARS, Label, read_key, write_key
from headframe.cli.passwords import ask_password
from headframe.core.errors import Code
from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.chain import TrustedKeyset, advanced, reopened
from headframe.core.keyset.records import Keyset
from headframe.core.signing.documents import sign
from headframe.core.signing.errors import SigningError
from headframe.kit.files import ensure_private_dir, read_private, write_private

ROOT, NEXT_ROOT, ADMIN = "root", "root-next", "admin"
PIN = "keyset.json"


class Ring:
    """Keys by role in one directory. The passphrase is asked for once, when a key is first needed."""

    def __init__(self, directory: Path, passphrase_file: Path | None, org_id: str) -> None:
        self._directory = directory
        self._passphrase_file = passphrase_file
        self.org_id = org_id

    def has(self, name: str) -> bool:
        """Whether a key of that name is here."""
        return self._path(name).exists()

    def load(self, name: str) -> Ed25519PrivateKey:
        """A key that is here."""
        if not self.has(name):
            raise CliError(
                FILE_UNUSABLE,
                f"{self._path(name)} is not there",
                "Name the directory with the operator's keys: --keys-dir DIR.",
            )
        return read_key(self._path(name), self._label(name), self._passphrase)

    def load_or_draw(self, name: str) -> Ed25519PrivateKey:
        """A key, drawn where it is not here yet; on return it is on disk."""
        if self.has(name):
            return self.load(name)
        key, passphrase = Ed25519PrivateKey.generate(), self._passphrase
        ensure_private_dir(self._directory)
        write_key(self._path(name), key, self._label(name), passphrase)
        return key

    def promote_next_root(self) -> None:
        """The root key that the Keyset names now takes the place of the one before."""
        self._path(NEXT_ROOT).replace(self._path(ROOT))

    def current(self, client: Client) -> TrustedKeyset:
        """The server's Keyset, which has to follow the one that was seen last. CliError otherwise."""
        pinned = self._pinned()
        try:
            if pinned is None:
                current = reopened(document_of(client.get("/keys")["document"]))
            else:
                current = pinned
                for body in client.get_list("/keys/keysets", after=pinned.keyset.version):
                    current = advanced(current, document_of(body))
        except SigningError as error:
            raise CliError(
                Code.COMMAND_UNTRUSTED,
                f"the server's Keyset is not to be trusted: {error}",
                f"The one seen last is in {self._directory / PIN}. Find out what happened before you sign.",
            ) from error
        if client.get("/keys")["version"] < current.keyset.version:
            raise CliError(
                Code.CONFLICT,
                f"the server fell behind Keyset {current.keyset.version}: it was restored from a backup",
                "Put back the newest keys/ of its state directory; nothing was signed.",
            )
        if current.keyset.org_id != self.org_id:
            raise CliError(Code.COMMAND_UNTRUSTED, "the server's Keyset is another organisation's")
        self.pin(current)
        return current

    def bring(self, client: Client, keyset: Keyset, *roots: Ed25519PrivateKey) -> Body:
        """Sign the next Keyset, bring it to the server, and pin it; the keys as they are then."""
        document = sign(KEYSET_TYPE, keyset_to_body(keyset), *roots)
        answer = client.post("/keys/keysets", {"document": body_of(document)})
        self.pin(reopened(document_of(answer["document"])))
        return answer

    def pin(self, current: TrustedKeyset) -> None:
        """Remember the Keyset in force."""
        ensure_private_dir(self._directory)
        text = json.dumps(body_of(current.document))
        write_private(self._directory / PIN, text.encode())

    def _pinned(self) -> TrustedKeyset | None:
        try:
            body: dict[str, Any] = json.loads(read_private(self._directory / PIN))
            return reopened(document_of(body))
        except FileNotFoundError:
            return None
        except (SigningError, ValueError, KeyError, TypeError) as error:
            raise CliError(FILE_UNUSABLE, f"{self._directory / PIN} is damaged: {error}") from error

    @cached_property
    def _passphrase(self) -> str:
        if self._passphrase_file is not None:
            return read_secret(self._passphrase_file)
        is_new = not any(self.has(name) for name in (ROOT, ADMIN))
        question = "Passphrase of the operator's keys"
        return ask_password(
            f"{question}, at least {MIN_PASSPHRASE_CHARS} characters" if is_new else question, twice=is_new
        )

    def _label(self, name: str) -> Label:
        return Label(ROOT if name == NEXT_ROOT else name, self.org_id)

    def _path(self, name: str) -> Path:
        return self._directory / f"{name}.key"
