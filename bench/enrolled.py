"""Many enrolled nodes in a server's state directory, before that server runs.

The server's own use-cases let them in, one after another; over the network a server takes ten handshakes a
second from one address. Each node is given a session, which outlives a restart of the server as real ones do.
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.capabilities import Capabilities
from headframe.core.commands.kinds import CommandKind
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.enrollment.fingerprint import short_form
from headframe.core.enrollment.registration import INCARNATION_BYTES, NONCE_BYTES, Registration
from headframe.core.fleet import FoundDevice
from headframe.core.people import User
from headframe.core.reports import PairingReport
from headframe.core.sessions.possession import SESSION_MS
from headframe.core.sessions.records import NodeSession
from headframe.kit.clock import SystemClock
from headframe.kit.files import ensure_private_dir
from headframe.kit.ids import system_ids
from headframe.node.keys.identity import NodeIdentity
from headframe.server.routing.router import Router
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.enrollment.registration import RegisterAsk
from headframe.server.services.enrollment.services import build_enrollment
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.stores.opening import open_stores

BLINKING = Capabilities(commands=frozenset({CommandKind.BLINK_LED}))
ORGANISATION = "default"
"""As the server's configuration names it."""
BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class EnrolledNode:
    """A node that the server knows, with an open session."""

    node_id: int
    identity: NodeIdentity
    token: str = field(repr=False)
    device_ids: Sequence[int]


def log_only_errors() -> None:
    """Of the parts that run in this process."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


async def enrolled_nodes(
    directory: Path, *, state_dir: Path, database: str, origin: str, nodes: int, devices: int
) -> list[EnrolledNode]:
    """So many nodes with so many paired devices each, whose keys stand in `directory`."""
    clock, live = SystemClock(), LiveFeed()
    ensure_private_dir(state_dir)
    async with open_stores(database) as stores:
        org_id = await stores.people.ensure_org(ORGANISATION)
        keys = await OrgKeys.open(
            state_dir / "keys", key_file=None, org_id=org_id, store=stores.keysets, clock=clock
        )
        journal = ActivityJournal(stores.activity, clock, live)
        parts = EnrollmentParts(org_id, stores, keys, Router(), journal, live, clock, system_ids(), (origin,))
        return [await _enrolled(parts, directory / f"{number}", number, devices) for number in range(nodes)]


async def _enrolled(parts: EnrollmentParts, directory: Path, number: int, devices: int) -> EnrolledNode:
    services, admin = build_enrollment(parts), _admin(parts.org_id)
    ensure_private_dir(directory)
    identity = NodeIdentity.load_or_create(directory, os.urandom(INCARNATION_BYTES))
    code, _ = await services.codes.make(admin)
    registration = Registration(
        code.code_id, parts.origins[0], os.urandom(NONCE_BYTES), identity.incarnation, identity.bundle()
    )
    by_identity, by_attest, by_miner = registration.signed(
        identity.identity, identity.attest, identity.miner_signing
    )
    enrollment = await services.registrar.register(
        RegisterAsk(
            code_id=code.code_id,
            secret=code.secret,
            node_name=f"node-{number}",
            bundle=registration.bundle,
            node_nonce=registration.node_nonce,
            incarnation=identity.incarnation,
            identity_signature=by_identity,
            attest_signature=by_attest,
            miner_signature=by_miner,
            software_version="bench",
        )
    )
    node = await services.desk.approve(admin, enrollment.id, words=short_form(enrollment.fingerprint))
    return EnrolledNode(
        node.id, identity, await _session(parts, node.id), await _devices(parts, node.id, number, devices)
    )


async def _session(parts: EnrollmentParts, node_id: int) -> str:
    token, now_ms = secrets.token_urlsafe(32), parts.clock.now_ms()
    digest = hashlib.sha256(token.encode()).digest()
    await parts.stores.node_sessions.open_session(
        NodeSession(digest, parts.org_id, node_id, 1, now_ms, now_ms + SESSION_MS)
    )
    return token


async def _devices(parts: EnrollmentParts, node_id: int, number: int, count: int) -> Sequence[int]:
    stores, org_id = parts.stores.devices, parts.org_id
    ids: list[int] = []
    for first in range(0, count, BLOCK):
        found = [_found(number, nth) for nth in range(first, min(count, first + BLOCK))]
        block = await stores.record_found(org_id, node_id, found, now_ms=parts.clock.now_ms())
        await stores.claim(org_id, node_id, block)
        paired = [PairingReport(each, PairingStatus.PAIRED, capabilities=BLINKING) for each in block]
        await stores.record_reports(org_id, paired)
        ids += block
    return ids


def _found(number: int, nth: int) -> FoundDevice:
    mac = f"02:{number >> 8:02x}:{number & 255:02x}:{nth >> 16:02x}:{nth >> 8 & 255:02x}:{nth & 255:02x}"
    identity = Identity(mac=mac, make="Bitmain", model="S21", hostname=f"m{number}-{nth}")
    return FoundDevice(mac, identity, Endpoint("10.0.0.1"), "antminer", BLINKING, needs_credentials=True)


def _admin(org_id: int) -> Principal:
    user = User(1, org_id, "bench", Role.ADMIN, "", 0)
    return Principal(org_id, Role.ADMIN, Actor(ActorType.USER, "1", "bench"), user=user)
