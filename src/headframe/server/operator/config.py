"""Configuration of the operator API."""

from dataclasses import dataclass, field

from headframe.core.artifacts import MAX_ARTIFACT_BYTES
from headframe.core.targets import TargetPolicy
from headframe.server.services.sign_in import SessionPolicy

DEFAULT_MAX_BODY_BYTES = 1024 * 1024
ENROLLMENT = "enrollment"
"""The feature of a server that takes nodes over the network."""


@dataclass(frozen=True, slots=True)
class OperatorConfig:
    """Read once at start.

    `mode` is "server" or "combined". `org_id` is the installation's first organisation: what set-up is
    about. `tls` tells that browsers reach the API over HTTPS, at the server or at a proxy in front.
    `allowed_hosts` are Host header names without port; empty lets any pass. `features` are shown to the UI.
    `node_origin` is the address that nodes are told, `node_authority_pem` what they have to trust for it.
    `max_upload_bytes` bounds uploaded files, `max_body_bytes` everything else.
    """

    mode: str
    version: str
    org_id: int
    tls: bool = True
    allowed_hosts: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    max_body_bytes: int = DEFAULT_MAX_BODY_BYTES
    max_upload_bytes: int = MAX_ARTIFACT_BYTES
    requests_per_second: float = 50.0
    request_burst: float = 200.0
    anonymous_per_second: float = 5.0
    anonymous_burst: float = 40.0
    sessions: SessionPolicy = field(default_factory=SessionPolicy)
    scan_policy: TargetPolicy = field(default_factory=TargetPolicy)
    node_origin: str = ""
    node_authority_pem: str = ""

    @property
    def cookie_name(self) -> str:
        """With TLS, the name by which browsers refuse a cookie from a subdomain or over plain HTTP."""
        return "__Host-headframe" if self.tls else "headframe"
