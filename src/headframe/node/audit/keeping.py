"""What a session adds to the log: whom the node believes, what it did not believe, the server's own log."""

import structlog

from headframe.core.audit.chain import Head
from headframe.core.audit.checkpoints import EVERY_MS
from headframe.core.audit.events import NodeEvent
from headframe.core.audit.heads import SERVER_LOG, decode_head
from headframe.core.enrollment.bundle import bundle_to_body
from headframe.core.errors import HeadframeError
from headframe.core.signing.errors import SigningError
from headframe.kit.clock import Clock
from headframe.node.audit.entries import Draft, drafted, why
from headframe.node.audit.log import AuditLog
from headframe.node.audit.rows import IDENTITY, KEYSET, OWNERSHIP
from headframe.node.inventory import Inventory
from headframe.node.keys.identity import NodeIdentity
from headframe.node.keys.trust import Trust

log = structlog.get_logger(__name__)

SERVER = "server"
"""Mark: the head of the server's own log that was noted last."""


class StateKeeper:
    """Notes what changed: each call writes what the log does not say yet, so a crash loses nothing.

    Where the disk takes nothing, what is missing is noted at the next call.
    """

    def __init__(
        self,
        audit: AuditLog,
        *,
        node_id: str,
        identity: NodeIdentity,
        trust: Trust | None,
        inventory: Inventory,
        clock: Clock,
    ) -> None:
        self._audit = audit
        self._node_id = node_id
        self._identity = identity
        self._trust = trust
        self._inventory = inventory
        self._clock = clock
        self._due: Draft | None = None
        self._witnessed: Head | None = None
        self._witnessed_at = -EVERY_MS / 1000

    async def started(self, software_version: str) -> None:
        """The process began."""
        self._due = drafted(self._clock, NodeEvent.NODE_STARTED, software_version=software_version)
        await self.note_state()

    async def note_state(self) -> None:
        """Whose keys it holds, which Keyset it believes, which list of devices is its own."""
        try:
            await self._note_state()
        except HeadframeError as error:
            log.warning("state_not_audited", code=error.code, why=error.message)

    async def refused(self, event: NodeEvent, reason: str) -> None:
        """Something of the server's was not believed."""
        try:
            await self._audit.append(drafted(self._clock, event, **why(reason)))
        except HeadframeError as error:
            log.warning("refusal_not_audited", event_refused=event, code=error.code, why=error.message)

    async def witness(self, encoded: bytes) -> None:
        """Remember where the organisation's own log ends, once a minute; at once where it went back."""
        try:
            await self._witness(decode_head(encoded))
        except (HeadframeError, SigningError) as error:
            log.warning("server_log_not_witnessed", why=str(error))

    async def _note_state(self) -> None:
        if self._due is not None:
            await self._audit.append(self._due)
            self._due = None
        bundle = bundle_to_body(self._identity.bundle())
        facts = {"node_id": self._node_id, "keys": bundle}
        identity = drafted(self._clock, NodeEvent.IDENTITY_HELD, **facts)
        await self._audit.note(IDENTITY, f"{self._node_id}/{bundle['identity']}/{bundle['attest']}", identity)
        if self._trust is not None:
            version, sha256 = self._trust.keyset.version, self._trust.digest.hex()
            taken = drafted(self._clock, NodeEvent.KEYSET_TAKEN, version=version, sha256=sha256)
            await self._audit.note(KEYSET, f"{version}/{sha256}", taken)
        if self._inventory.version:
            owned = {"version": self._inventory.version, "devices": len(self._inventory)}
            listed = drafted(self._clock, NodeEvent.OWNERSHIP_TAKEN, **owned)
            await self._audit.note(OWNERSHIP, str(self._inventory.version), listed)

    async def _witness(self, head: Head) -> None:
        last = self._witnessed or _parsed(await self._audit.noted(SERVER))
        went_back = head.index < last.index or (head.index == last.index and head.hash != last.hash)
        elapsed = self._clock.elapsed()
        if head == last or (not went_back and elapsed - self._witnessed_at < EVERY_MS / 1000):
            return
        seen = {"index": head.index, "hash": head.hash.hex()}
        if went_back:
            reason = f"it ends at {head.index}, and entry {last.index} was seen"
            draft = drafted(self._clock, NodeEvent.SERVER_REWOUND, **seen, **why(reason))
        else:
            draft = drafted(self._clock, NodeEvent.SERVER_WITNESSED, **seen)
        await self._audit.note(SERVER, f"{head.index}/{head.hash.hex()}", draft)
        self._witnessed, self._witnessed_at = head, elapsed


def _parsed(noted: str | None) -> Head:
    if noted is None:
        return Head(SERVER_LOG)
    index, _, digest = noted.partition("/")
    return Head(SERVER_LOG, int(index), bytes.fromhex(digest))
