"""What an enrolled node knows of its server and itself: `node.json` in its state directory."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import read_private, write_private
from headframe.node.control.connect_link import ServerAddress
from headframe.node.enrollment.client_certificate import ClientCertificate, address_of
from headframe.node.keys.api_key import NodeApiKey
from headframe.node.keys.identity import NodeIdentity, load_identity
from headframe.node.keys.trust import Trust

CONFIG, KEYSET, AUTHORITY = "node.json", "keyset.bin", "server-ca.pem"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Which server, and who the node is there. `ca_pem` empty: the system's authorities.

    `client` is what is shown to a server that asks nodes for certificates.
    """

    server_url: str
    org_id: str
    node_id: str
    name: str
    ca_pem: bytes = b""
    client: ClientCertificate | None = None

    @property
    def address(self) -> ServerAddress:
        """Where the server is."""
        return address_of(self.server_url, self.ca_pem, self.client)

    @classmethod
    def load(cls, state_dir: Path, client: ClientCertificate | None = None) -> "Enrolled":
        """As it was kept, perhaps with another certificate for TLS.

        Raises:
            HeadframeError: NOT_FOUND before enrollment, STORAGE_UNAVAILABLE for a damaged file.
            UnsafeFileError: where a file is open to others.
        """
        path = state_dir / CONFIG
        try:
            kept: dict[str, Any] = json.loads(read_private(path))
        except FileNotFoundError as error:
            raise HeadframeError(
                Code.NOT_FOUND, f"no node is enrolled in {state_dir}: run `headframe node enroll` first"
            ) from error
        except ValueError as error:
            raise _damaged(path) from error
        try:
            return cls(
                server_url=str(kept["server_url"]),
                org_id=str(kept["org_id"]),
                node_id=str(kept["node_id"]),
                name=str(kept["name"]),
                ca_pem=read_private(state_dir / AUTHORITY) if kept["own_authority"] else b"",
                client=client or _client(kept.get("client_certificate")),
            )
        except FileNotFoundError as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                f"{error.filename} is missing: put it back from a backup, or enroll again",
            ) from error
        except (KeyError, TypeError) as error:
            raise _damaged(path) from error

    def keep(self, state_dir: Path) -> None:
        """Put it on disk; the authority's file first, so that it is there when it is named."""
        if self.ca_pem:
            write_private(state_dir / AUTHORITY, self.ca_pem)
        content: dict[str, Any] = {
            "server_url": self.server_url,
            "org_id": self.org_id,
            "node_id": self.node_id,
            "name": self.name,
            "own_authority": bool(self.ca_pem),
        }
        if self.client:
            content["client_certificate"] = {
                "certificate": str(self.client.certificate_file),
                "key": str(self.client.key_file),
            }
        write_private(state_dir / CONFIG, json.dumps(content, indent=2).encode() + b"\n")


def _client(kept: dict[str, str] | None) -> ClientCertificate | None:
    if kept is None:
        return None
    try:
        return ClientCertificate.read(Path(kept["certificate"]), Path(kept["key"]))
    except ValueError as error:
        raise HeadframeError(Code.STORAGE_UNAVAILABLE, str(error)) from error


def _damaged(path: Path) -> HeadframeError:
    return HeadframeError(
        Code.STORAGE_UNAVAILABLE, f"{path} is damaged: put it back from a backup, or enroll again"
    )


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that enrollment left on disk: what a node needs to reach its server as itself."""

    state_dir: Path
    enrolled: Enrolled
    identity: NodeIdentity
    trust: Trust
    api_key: NodeApiKey

    @classmethod
    def load(cls, state_dir: Path) -> "Installation":
        """All of it.

        Raises:
            HeadframeError: NOT_FOUND before enrollment, STORAGE_UNAVAILABLE for a damaged file.
            UnsafeFileError: where a file is open to others.
        """
        enrolled = Enrolled.load(state_dir)
        try:
            trust, api_key = Trust.load(state_dir / KEYSET), NodeApiKey.load(state_dir)
        except FileNotFoundError as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                f"{error.filename} is missing: put it back from a backup, or enroll again",
            ) from error
        return cls(state_dir, enrolled, load_identity(state_dir, drawn=False), trust, api_key)
