"""A node's log on its way to the server: each row once, with receipts, whatever a side was put back to."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from headframe.core.actors import Actor, ActorType
from headframe.core.audit.chain import Head, head_of
from headframe.core.audit.checkpoints import RECEIPT_TYPE, Checkpoint, open_checkpoint, sign_checkpoint
from headframe.core.audit.entries import decode_entry
from headframe.core.audit.events import NodeEvent
from headframe.core.audit.heads import encode_head
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.keyset.chain import root_digest
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.kit.clock import ManualClock
from headframe.node.audit.keeping import StateKeeper
from headframe.node.audit.reading import KeysOnDisk, Range, logs, opened_file, verify
from headframe.node.audit.rows import Log
from headframe.node.audit.upload import AuditUpload
from headframe.node.inventory import Inventory
from headframe.node.keys.identity import NodeIdentity, load_identity
from headframe.node.keys.trust import Trust
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.routing.router import NodeLine, Router
from headframe.server.routing.signing import Signed
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.ports.audit import OWN, AuditLog as StoredLog
from headframe.wire.convert.audit import row_to_wire
from headframe.wire.convert.commands import command_to_wire
from headframe.wire.convert.documents import document_from_wire, document_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.node.audit.auditing import Auditing, auditing, command, entries

DEADLINE_SECONDS = 10.0
UNTRUSTED = Problem(Code.COMMAND_UNTRUSTED, "no such issuer")


@dataclass
class World:
    """A server with keys, and what a node of it needs to believe them. It is its own audit link."""

    stores: MemoryStores
    gateway: Gateway
    keys: OrgKeys
    trust: Trust
    principal: NodePrincipal
    identity: NodeIdentity
    clock: ManualClock
    directory: Path
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    def backfill_audit(
        self, up: AsyncIterator[gateway_pb2.AuditBatch]
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        return self._watched(self.gateway.backfill_audit(self.principal, up))

    async def _watched(
        self, acks: AsyncIterator[gateway_pb2.AuditAck]
    ) -> AsyncIterator[gateway_pb2.AuditAck]:
        async for ack in acks:
            yield ack
            self.taken.set()  # who asks for another answer has taken this one

    async def answers(self, *batches: gateway_pb2.AuditBatch) -> list[gateway_pb2.AuditAck]:
        """What the server says to batches of a hand-driven node; first it names what it has."""

        async def up() -> AsyncIterator[gateway_pb2.AuditBatch]:
            for batch in batches:
                yield batch

        return [ack async for ack in self.backfill_audit(up())]

    async def mine(self) -> list[StoredLog]:
        stored = await self.stores.audit.logs(self.principal.org_id)
        return [log for log in stored if log.node_id == self.principal.node_id]

    async def verbs(self) -> list[str]:
        found = await self.stores.activity.page(self.principal.org_id, ActivityQuery(limit=100))
        return [entry.verb for entry in found][::-1]

    async def _is_level(self, newest: Log) -> bool:
        """Whether the server has all of a log, and the node knows it."""
        stored = await self.mine()
        return bool(stored) and stored[-1].head == newest.head and newest.acknowledged == newest.head.index

    async def sent(self, node: Auditing) -> None:
        """Let the log go to the server until that has all of it."""
        node.attestor = type(node.attestor)(
            str(self.principal.org_id), str(self.principal.node_id), self.identity.attest, self.clock
        )
        begun = keeper(self, node).note_state
        upload = AuditUpload(node.log, self, node.attestor, self.trust, clock=self.clock, begun=begun)
        running = asyncio.create_task(upload.run())
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                while not await self._is_level(await node.log.newest()):
                    self.taken.clear()
                    await self.taken.wait()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def world(tmp_path: Path) -> World:
    stores, clock, live = memory_stores(), ManualClock(), LiveFeed()
    org_id = await stores.people.ensure_org("mine")
    identity = load_identity(tmp_path / "node")
    node = await stores.nodes.ensure_node(org_id, name="n", encryption_public_key=bytes(32), now_ms=1)
    keys = await OrgKeys.open(
        tmp_path / "keys", key_file=None, org_id=org_id, store=stores.keysets, clock=clock
    )
    current = keys.keyset()
    trust = Trust.begin(
        tmp_path / "node" / "keyset.bin",
        current.document,
        org_id=str(org_id),
        root_pin=root_digest(current.keyset.root)[:16],
    )
    router = Router()
    router.attach(
        NodeLine(
            org_id,
            node.id,
            encryption_public_key=b"",
            stream_nonce=b"",
            attest_public_key=identity.bundle().attest,
        )
    )
    parts = GatewayParts(stores, router, live, DiscoveryDesk(clock, live), Signed(keys), clock, "1", "s")
    gateway = Gateway(parts, ArtifactFiles(tmp_path / "artifacts"))
    principal = NodePrincipal(org_id, node.id)
    return World(stores, gateway, keys, trust, principal, identity, clock, tmp_path / "node")


@asynccontextmanager
async def node_of(world: World) -> AsyncIterator[Auditing]:
    async with auditing(world.directory, world.clock) as node:
        yield node


async def test_a_log_goes_to_the_server_and_comes_back_as_a_receipt(world: World) -> None:
    async with node_of(world) as node:
        for number in range(1, 600):
            await node.ended(number)
        await node.recorder.refused(command_to_wire(command(700, 0)), UNTRUSTED)
        await node.recorder.catch_up()
        await world.sent(node)
        await node.ended(601)
        await node.recorder.catch_up()
        await world.sent(node)
    (log,) = await world.mine()
    assert log.head.index == 601
    stored = await world.stores.audit.rows(
        world.principal.org_id, world.principal.node_id, log.head.log_id, after=0, limit=1_000
    )
    assert list(stored) == entries(world.directory)
    assert await world.verbs() == ["security.command_refused"]
    with closing(sqlite3.connect(world.directory / "audit.db")) as db:
        (encoded,) = db.execute("SELECT document FROM receipt ORDER BY row_index DESC LIMIT 1").fetchone()
    issuer = world.trust.keyset.issuers[0].public_key
    document = document_from_wire(gateway_pb2.SignedDocument.FromString(encoded))
    assert open_checkpoint(document, issuer, document_type=RECEIPT_TYPE).head == log.head


async def test_what_was_done_on_site_is_told_once_with_who_did_it(world: World) -> None:
    async with node_of(world) as node:
        await node.ended(1, actor=Actor(ActorType.LOCAL_ADMIN, "local", "Grace"))
        await node.ended(2)
        await node.recorder.catch_up()
        await world.sent(node)
    (entry,) = await world.stores.activity.page(world.principal.org_id, ActivityQuery(limit=100))
    assert (entry.verb, entry.actor.display_name) == ("node.local_command", "Grace")
    assert entry.summary == "REBOOT on the node: SUCCEEDED"
    assert (entry.device_id, entry.node_id) == (9, world.principal.node_id)


async def test_attack_51_a_batch_that_comes_twice_is_stored_once(world: World) -> None:
    async with node_of(world) as node:
        for number in range(1, 5):
            await node.ended(number)
        await node.recorder.catch_up()
        rows = entries(world.directory)
    batch = gateway_pb2.AuditBatch(rows=[row_to_wire(row) for row in rows[:3]])
    late = gateway_pb2.AuditBatch(rows=[row_to_wire(row) for row in (rows[3], rows[1])])
    gap = gateway_pb2.AuditBatch(rows=[row_to_wire(rows[3])])
    answers = await world.answers(gap, batch, batch, late, late)
    assert [ack.index for ack in answers] == [0, 0, 3, 3, 4, 4]
    assert (await world.mine())[0].head == head_of(rows[3])


async def test_attack_52_a_row_that_was_edited_is_refused_and_one_that_was_chained_anew_is_a_fork(
    world: World,
) -> None:
    async with node_of(world) as node:
        for number in range(1, 4):
            await node.ended(number)
        await node.recorder.catch_up()
        await world.sent(node)
        message = row_to_wire(entries(world.directory)[1])
        message.entry = message.entry.replace(b"SUCCEEDED", b"FAILED")
        with pytest.raises(HeadframeError, match="hash of row 2"):
            await world.answers(gateway_pb2.AuditBatch(rows=[message]))
    other = world.directory / "forger"
    other.mkdir()
    async with auditing(other, world.clock) as forger:
        for number in range(11, 14):
            await forger.ended(number)
        await forger.recorder.catch_up()
        log_id = (await world.mine())[0].head.log_id
        forged = [row_to_wire(row) for row in entries(other)]
    for each in forged:
        each.log_id = log_id
    answers = await world.answers(gateway_pb2.AuditBatch(rows=forged), gateway_pb2.AuditBatch(rows=forged))
    assert [ack.problem.code for ack in answers] == ["", "conflict", "conflict"]
    assert [ack.index for ack in answers] == [3, 3, 3]
    assert await world.verbs() == ["security.audit_fork"], "one alarm, however often it is sent"


async def test_a_node_that_was_put_back_begins_a_new_log_which_names_the_last_head(world: World) -> None:
    async with node_of(world) as node:
        await node.ended(1)
        await node.recorder.catch_up()
        await world.sent(node)
    backup = world.directory.with_name("backup")
    shutil.copytree(world.directory, backup)
    async with node_of(world) as node:
        await node.ended(2)
        await node.recorder.catch_up()
        await world.sent(node)
    last = (await world.mine())[0].head
    shutil.rmtree(world.directory)
    shutil.move(backup, world.directory)
    async with node_of(world) as node:
        await node.ended(3)  # before it has any contact
        await node.recorder.catch_up()
        await world.sent(node)
        again = await node.log.newest()
    old, new = await world.mine()
    assert (old.head, old.forked_index) == (last, None)
    assert new.head == again.head
    said = [decode_entry(row.entry) for row in entries(world.directory)]
    events = ["log.began", "command.ended", "node.identity", "keyset.taken"]
    assert [each["event"] for each in said] == events, "it says by whose keys it is signed"
    assert said[0]["previous"] == {"log_id": last.log_id, "index": last.index, "hash": last.hash.hex()}
    assert await world.verbs() == ["node.audit_log_began"]


async def test_a_server_that_was_put_back_is_told_again_what_it_lost(world: World) -> None:
    async with node_of(world) as node:
        for number in range(1, 4):
            await node.ended(number)
        await node.recorder.catch_up()
        await world.sent(node)
        world.stores.audit._logs.clear()  # an older copy of its database knows nothing of this node's log
        await world.sent(node)
    (log,) = await world.mine()
    assert log.head.index == 3


async def test_checkpoints_reach_the_server_and_those_of_other_keys_do_not(world: World) -> None:
    async with node_of(world) as node:
        await node.ended(1)
        await node.recorder.catch_up()
        await world.sent(node)
        newest = await node.log.newest()
        await node.log.add_checkpoint(node.attestor.signed(newest))
        await node.ended(2)
        await node.recorder.catch_up()
        await world.sent(node)
    named = (world.principal.org_id, world.principal.node_id, newest.log_id)
    (kept,) = await world.stores.audit.checkpoints(*named, after=0, limit=9)
    assert kept.index == 1
    mine = Checkpoint(str(named[0]), str(named[1]), newest.head, 1)
    stranger = sign_checkpoint(mine, world.identity.identity)
    of_another = sign_checkpoint(Checkpoint(str(named[0]), "99", newest.head, 1), world.identity.attest)
    for document in (stranger, of_another):
        with pytest.raises(HeadframeError) as refused:
            await world.answers(_signed(document))
        assert refused.value.code is Code.COMMAND_UNTRUSTED
    wrong = Checkpoint(str(named[0]), str(named[1]), Head(newest.log_id, 1, bytes(32)), 1)
    answers = await world.answers(_signed(sign_checkpoint(wrong, world.identity.attest)))
    assert answers[-1].problem.code == "conflict"


async def test_a_receipt_that_no_issuer_signed_is_not_believed(world: World) -> None:
    class Liar:
        async def backfill_audit(
            self, up: AsyncIterator[gateway_pb2.AuditBatch]
        ) -> AsyncIterator[gateway_pb2.AuditAck]:
            yield gateway_pb2.AuditAck()
            async for batch in up:
                last = batch.rows[-1]
                yield gateway_pb2.AuditAck(log_id=last.log_id, index=last.index, hash=last.hash)

    async with node_of(world) as node:
        await node.ended(1)
        await node.recorder.catch_up()
        begun = keeper(world, node).note_state
        upload = AuditUpload(node.log, Liar(), node.attestor, world.trust, clock=world.clock, begun=begun)
        with pytest.raises(SigningError):
            await upload._stream()
        assert (await node.log.newest()).acknowledged == 0


def keeper(world: World, node: Auditing) -> StateKeeper:
    return StateKeeper(
        node.log,
        node_id=str(world.principal.node_id),
        identity=world.identity,
        trust=world.trust,
        inventory=Inventory(world.directory / "owned.bin"),
        clock=world.clock,
    )


async def test_the_node_remembers_the_servers_own_log_and_tells_when_it_went_back(world: World) -> None:
    async with node_of(world) as node:
        state = keeper(world, node)
        heads = [Head("server", index, bytes([index]) * 32) for index in (5, 9, 3)]
        await state.witness(encode_head(heads[0]))
        await state.witness(encode_head(heads[1]))  # within the same minute
        world.clock.advance(60)
        await state.witness(encode_head(heads[1]))
        await state.witness(encode_head(heads[1]))
        await keeper(world, node).witness(encode_head(heads[2]))  # after a restart
        await world.sent(node)
    said = [decode_entry(row.entry) for row in entries(world.directory)]
    assert [(each["event"], each["index"]) for each in said] == [
        (NodeEvent.SERVER_WITNESSED, 5),
        (NodeEvent.SERVER_WITNESSED, 9),
        (NodeEvent.SERVER_REWOUND, 3),
    ]
    assert await world.verbs() == ["security.server_log_rewound"]


async def test_what_the_node_believes_is_noted_once_and_when_it_changes(world: World) -> None:
    async with node_of(world) as node:
        await keeper(world, node).started("1.0")
        await keeper(world, node).note_state()
        world.trust.advance((await world.keys.change(revoked=frozenset({"x"}))).document)
        await keeper(world, node).note_state()
        await keeper(world, node).refused(NodeEvent.KEYSET_REFUSED, "it skips a version")
        await world.sent(node)
    said = [decode_entry(row.entry)["event"] for row in entries(world.directory)]
    assert said == ["node.started", "node.identity", "keyset.taken", "keyset.taken", "keyset.refused"]
    assert await world.verbs() == ["security.keyset_refused"]
    own = await world.stores.audit.rows(world.principal.org_id, OWN, "server", after=0, limit=9)
    assert [decode_entry(row.entry)["event"] for row in own] == ["keyset", "keyset", "activity"]


TAMPERING = {
    "edit": ("UPDATE entry SET entry = replace(entry, 'SUCCEEDED', 'FAILED') WHERE row_index = 4", 4),
    "delete": ("DELETE FROM entry WHERE row_index = 4", 4),
    "truncate": ("DELETE FROM entry WHERE row_index >= 4", 4),
    "forged checkpoint": ("UPDATE checkpoint SET document = (SELECT document FROM receipt LIMIT 1)", 6),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_attack_52_tampering_with_the_nodes_file_shows_at_the_index(world: World, how: str) -> None:
    async with node_of(world) as node:
        await keeper(world, node).started("1.0")  # three entries
        for number in range(1, 4):
            await node.ended(number)
        await node.recorder.catch_up()
        await world.sent(node)
        await node.log.add_checkpoint(node.attestor.signed(await node.log.newest()))
        await node.ended(4)
        await node.recorder.catch_up()
    statement, index = TAMPERING[how]

    def found() -> list[object]:
        with opened_file(world.directory) as db:
            keys = KeysOnDisk.of(world.directory, db)
            return [verify(db, log, Range(), keys).broken for log in logs(db)]

    assert found() == [None]
    with closing(sqlite3.connect(world.directory / "audit.db", isolation_level=None)) as db:
        db.execute(statement.replace("replace(entry,", "replace(CAST(entry AS TEXT),"))
    (broken,) = found()
    assert broken is not None
    assert broken.index == index  # type: ignore[attr-defined]


def _signed(document: SignedDocument) -> gateway_pb2.AuditBatch:
    return gateway_pb2.AuditBatch(checkpoint=document_to_wire(document))
