"""Nodes, settings, bootstrap."""

from typing import Annotated

from pydantic import Field

from headframe.api.base import Id, Input, Name, Output
from headframe.core.enrollment.certs import read_cert
from headframe.core.fleet import Node, PluginStatus, SpoolStatus
from headframe.core.sessions.records import IdentityRecord, Standing
from headframe.core.signing.errors import SigningError
from headframe.server.operator.models.enrollment import FingerprintBody
from headframe.server.services.node_hosts import NodeHost
from headframe.server.services.org_settings import OrgSettings
from headframe.server.stores.ports.telemetry import Retention

MAX_DAYS = 36_500


class PluginBody(Output):
    """One driver plugin of a node."""

    driver: str
    version: str
    running: bool
    pid: int | None
    started_at_ms: int | None
    restarts: int
    last_error: str
    rss_bytes: int | None

    @classmethod
    def of(cls, plugin: PluginStatus) -> "PluginBody":
        """From the core's record."""
        return cls(
            driver=plugin.driver,
            version=plugin.version,
            running=plugin.running,
            pid=plugin.pid,
            started_at_ms=plugin.started_at_ms,
            restarts=plugin.restarts,
            last_error=plugin.last_error,
            rss_bytes=plugin.rss_bytes,
        )


class NodeIdentityBody(Output):
    """Who an enrolled node is, and whether it is let in.

    HELD: it may have been copied, and an admin has to settle it. REVOKED is for good. `local_ui_sha256` is
    the SHA-256 of the public key that the certificate of its local UI has to show.
    """

    standing: Standing
    reason: str
    since_ms: int | None
    enrolled_at_ms: int
    fingerprint: FingerprintBody
    local_ui_sha256: str | None

    @classmethod
    def of(cls, identity: IdentityRecord) -> "NodeIdentityBody":
        """From the core's record."""
        return cls(
            standing=identity.standing,
            reason=identity.standing_reason,
            since_ms=identity.standing_since_ms,
            enrolled_at_ms=identity.enrolled_at_ms,
            fingerprint=FingerprintBody.of(identity.fingerprint),
            local_ui_sha256=_local_ui(identity),
        )


def _local_ui(identity: IdentityRecord) -> str | None:
    """As consoles and browsers show it; None for a certificate that cannot be read."""
    try:
        bundle = read_cert(identity.certificate).bundle
    except SigningError:
        return None
    return bundle.local_ui_spki_sha256.hex(":").upper()


class HostBody(Output):
    """What a node's process and host told last, where the node forwards it.

    `cpu_ratio` is of one core, since the word before: null for a first one. `load_average` is of a minute,
    `event_loop_lag_ms` the worst since the word before.
    """

    at_ms: int
    cpu_seconds: float
    cpu_ratio: float | None
    rss_bytes: int
    open_files: int
    load_average: float
    disk_free_bytes: int
    spool_rows: int
    spool_bytes: int
    event_loop_lag_ms: int

    @classmethod
    def of(cls, host: NodeHost) -> "HostBody":
        """From the server's record."""
        told = host.telemetry
        return cls(
            at_ms=told.at_ms,
            cpu_seconds=told.cpu_seconds,
            cpu_ratio=host.cpu_ratio,
            rss_bytes=told.rss_bytes,
            open_files=told.open_files,
            load_average=told.load_average,
            disk_free_bytes=told.disk_free_bytes,
            spool_rows=told.spool_rows,
            spool_bytes=told.spool_bytes,
            event_loop_lag_ms=told.event_loop_lag_ms,
        )


class SpoolBody(Output):
    """What waits on a node to be uploaded, and how many samples found no room since it was started."""

    rows: int
    size_bytes: int
    samples_dropped: int

    @classmethod
    def of(cls, spool: SpoolStatus) -> "SpoolBody":
        """From the core's record."""
        return cls(rows=spool.rows, size_bytes=spool.size_bytes, samples_dropped=spool.samples_dropped)


class NodeBody(Output):
    """A fleet node. `connected` tells of its command stream now, `last_contact_ms` of its heartbeats.

    `out_of_contact_since_ms` is null while it is connected, and where it never was. `spool` is as of the last
    heartbeat, null before any; `newest_sample_ms` is the time of the newest sample that it has uploaded.
    `identity` is null for the node within a server in combined mode: it never enrolled. `host` is null while
    the node does not forward host telemetry.
    """

    id: Id
    name: str
    site_id: Id | None
    software_version: str
    created_at_ms: int
    last_contact_ms: int | None
    out_of_contact_since_ms: int | None
    connected: bool
    devices_owned: int
    ownership_version: int
    identity: NodeIdentityBody | None
    spool: SpoolBody | None
    newest_sample_ms: int | None
    plugins: list[PluginBody]
    host: HostBody | None

    @classmethod
    def of(
        cls, node: Node, identity: IdentityRecord | None, host: NodeHost | None, *, connected: bool
    ) -> "NodeBody":
        """From the core's records, the host's and the router's word."""
        return cls(
            id=node.id,
            name=node.name,
            site_id=node.site_id,
            software_version=node.software_version,
            created_at_ms=node.created_at_ms,
            last_contact_ms=node.last_heard_ms,
            out_of_contact_since_ms=None if connected else node.last_heard_ms,
            connected=connected,
            devices_owned=node.devices_owned,
            ownership_version=node.ownership_version,
            identity=NodeIdentityBody.of(identity) if identity else None,
            spool=SpoolBody.of(node.spool) if node.spool else None,
            newest_sample_ms=node.newest_sample_ms,
            plugins=[PluginBody.of(plugin) for plugin in node.plugins],
            host=HostBody.of(host) if host else None,
        )


class NodeChange(Input):
    """A node's name and site."""

    name: Name
    site_id: Id | None = None


Days = Annotated[int, Field(ge=1, le=MAX_DAYS)]


class RetentionBody(Input):
    """Days that each resolution of telemetry is kept."""

    raw_days: Days = 14
    five_minutes_days: Days = 90
    hour_days: Days = 730
    day_days: Days = 3650


class SettingsBody(Input):
    """Settings of the organisation. A miner silent for `offline_after_seconds` counts as offline."""

    retention: RetentionBody = RetentionBody()
    offline_after_seconds: Annotated[int, Field(ge=10, le=86_400)] = 60
    node_lost_after_seconds: Annotated[int, Field(ge=10, le=86_400)] = 45

    @classmethod
    def of(cls, settings: OrgSettings) -> "SettingsBody":
        """From the use-case's record."""
        kept = settings.retention
        return cls(
            retention=RetentionBody(
                raw_days=kept.raw_days,
                five_minutes_days=kept.five_minutes_days,
                hour_days=kept.hour_days,
                day_days=kept.day_days,
            ),
            offline_after_seconds=settings.offline_after_seconds,
            node_lost_after_seconds=settings.node_lost_after_seconds,
        )

    def to_core(self) -> OrgSettings:
        """The use-case's record."""
        return OrgSettings(
            Retention(**self.retention.model_dump()), self.offline_after_seconds, self.node_lost_after_seconds
        )
