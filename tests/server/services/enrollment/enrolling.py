"""A server's use-cases of enrollment on memory stores, and hosts with keys of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.polling import poll_message
from headframe.core.enrollment.records import Enrollment
from headframe.core.enrollment.registration import Registration
from headframe.core.enrollment.rotation import Rotation, RotationProof
from headframe.core.enrollment.words import fingerprint_words
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.people import User
from headframe.core.sessions.possession import Possession, stream_message
from headframe.core.sessions.server_proof import check_server_proof
from headframe.kit.clock import ManualClock
from headframe.kit.ids import system_ids
from headframe.kit.sealing import SealPurpose
from headframe.kit.words import english_words
from headframe.node.keys.identity import NodeIdentity
from headframe.server.services.enrollment.admission import Wish
from headframe.server.services.enrollment.approval import ANY
from headframe.server.services.enrollment.key_rotation import RotateAsk
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.enrollment.polling import PollAnswer
from headframe.server.services.enrollment.registration import RegisterAsk
from headframe.server.services.enrollment.services import EnrollmentServices, build_enrollment
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.services.node_handshakes import BeginAsk, CompleteAsk, Completed
from headframe.server.services.principals import Principal
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.server.stores.ports.activity import ActivityQuery

ORIGIN = "https://mine.example"
NONCE = bytes([7]) * 32


class Streams:
    """Writes down whose streams end, and why."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, int]] = []

    def revoke(self, node_id: int) -> None:
        self.ended.append(("revoke", node_id))

    def hold(self, node_id: int) -> None:
        self.ended.append(("hold", node_id))

    def sign_in_again(self, node_id: int) -> None:
        self.ended.append(("again", node_id))


@dataclass
class Host:
    """A machine with a node's keys. `origin` is where it believes the server to be."""

    identity: NodeIdentity
    name: str = "hall-1"
    origin: str = ORIGIN
    node_id: int = 0
    org_id: str = ""
    api_key_id: str = ""
    api_key: str = ""
    polls: int = 0
    streams: int = 0

    @classmethod
    def at(cls, directory: Path, **changes: str) -> "Host":
        incarnation = directory.name.encode().ljust(16, b".")[:16]
        return replace(cls(NodeIdentity.load_or_create(directory / "keys", incarnation)), **changes)

    @property
    def bundle(self) -> KeyBundle:
        return self.identity.bundle()

    def ask(self, code: EnrollmentCode, **changes: object) -> RegisterAsk:
        registration = Registration(code.code_id, self.origin, NONCE, self.identity.incarnation, self.bundle)
        keys = (self.identity.identity, self.identity.attest, self.identity.miner_signing)
        ask = RegisterAsk(
            code.code_id, code.secret, self.name, self.bundle, NONCE, self.identity.incarnation,
            *registration.signed(*keys), "1.0",
        )  # fmt: skip
        return replace(ask, **changes)  # type: ignore[arg-type] # fields of the record

    def words(self, enrollment: Enrollment) -> str:
        """What its console shows: over its own keys, whatever reached the server."""
        seen = replace(enrollment, facts=replace(enrollment.facts, bundle=self.bundle, origin=self.origin))
        return " ".join(fingerprint_words(seen.fingerprint, english_words()))

    def take(self, answer: PollAnswer) -> None:
        """Open what an approval brought."""
        assert answer.enrollment.node_id is not None
        assert answer.sealed_api_key is not None
        self.node_id, self.org_id = answer.enrollment.node_id, answer.enrollment.facts.org_id
        opener = self.identity.encryption.opener(org_id=self.org_id, node_id=str(self.node_id))
        self.api_key_id = answer.enrollment.api_key_id
        self.api_key = opener.open(answer.sealed_api_key, SealPurpose.NODE_API_KEY).decode()

    def begin(self, **changes: object) -> BeginAsk:
        ask = BeginAsk(self.node_id, self.api_key_id, self.api_key, NONCE)
        return replace(ask, **changes)  # type: ignore[arg-type] # fields of the record

    def rotate(self, following: NodeIdentity, **changes: object) -> RotateAsk:
        rotation = Rotation(str(self.node_id), self.origin, NONCE, following.bundle())
        keys = (self.identity.identity, following.identity, following.attest, following.miner_signing)
        ask = RotateAsk(self.node_id, following.bundle(), NONCE, RotationProof(*rotation.signed(*keys)))
        return replace(ask, **changes)  # type: ignore[arg-type] # fields of the record

    def stream(self, token: str, method: str = "ControlStream") -> dict[str, object]:
        self.streams += 1
        proof = self.identity.identity.sign(stream_message(token, method, self.streams))
        return {"token": token, "method": method, "counter": self.streams, "proof": proof}


@dataclass
class World:
    """One organisation."""

    directory: Path
    org_id: int
    stores: MemoryStores
    clock: ManualClock
    keys: OrgKeys
    services: EnrollmentServices
    admin: Principal
    streams: Streams = field(default_factory=Streams)

    def host(self, directory: str = "one", **changes: str) -> Host:
        return Host.at(self.directory / directory, **changes)

    async def code(self) -> EnrollmentCode:
        return (await self.services.codes.make(self.admin))[0]

    async def registered(self, host: Host, code: EnrollmentCode | None = None) -> Enrollment:
        return await self.services.registrar.register(host.ask(code or await self.code()))

    async def poll(self, host: Host, enrollment: Enrollment) -> PollAnswer:
        host.polls += 1
        proof = host.identity.identity.sign(poll_message(enrollment.id, host.polls))
        return await self.services.polls.poll(enrollment.id, counter=host.polls, proof=proof)

    async def enrolled(self, host: Host, wish: Wish = ANY) -> Node:
        """From a code to an api key."""
        enrollment = await self.registered(host)
        node = await self.services.desk.approve(
            self.admin, enrollment.id, words=host.words(enrollment), wish=wish
        )
        host.take(await self.poll(host, enrollment))
        return node

    async def handshake(self, host: Host, *, generation: int | None = None) -> Completed:
        begun = await self.services.handshakes.begin(host.begin())
        check_server_proof(begun.document, begun.proof, self.keys.keyset().keyset)
        number = host.identity.next_generation() if generation is None else generation
        possession = Possession(
            origin=host.origin,
            org_id=host.org_id,
            node_id=str(host.node_id),
            challenge=begun.proof.challenge,
            node_nonce=NONCE,
            server_nonce=begun.proof.server_nonce,
            api_key_id=host.api_key_id,
            generation=number,
            incarnation=host.identity.incarnation,
        )
        signature = host.identity.identity.sign(possession.message())
        return await self.services.handshakes.complete(
            CompleteAsk(host.node_id, begun.proof.challenge, signature, number, host.identity.incarnation)
        )

    async def verbs(self) -> list[str]:
        """What the activity log says, oldest first."""
        entries = await self.stores.activity.page(self.org_id, ActivityQuery(limit=200))
        return [entry.verb for entry in reversed(entries)]


async def world_at(directory: Path) -> World:
    """A server with an admin."""
    stores, clock, live, streams = memory_stores(), ManualClock(), LiveFeed(), Streams()
    org_id = await stores.people.ensure_org("test")
    keys = await OrgKeys.open(
        directory / "server-keys", key_file=None, org_id=org_id, store=stores.keysets, clock=clock
    )
    journal = ActivityJournal(stores.activity, clock, live)
    parts = EnrollmentParts(
        org_id, stores, keys, streams, journal, live, clock, system_ids(), ("https://other.example", ORIGIN)
    )
    user = User(1, org_id, "alice", Role.ADMIN, "", 0)
    admin = Principal(org_id, Role.ADMIN, Actor(ActorType.USER, "1", "alice"), user=user)
    return World(directory, org_id, stores, clock, keys, build_enrollment(parts), admin, streams)


@contextmanager
def refused(code: Code) -> Iterator[None]:
    """The block is refused with this code."""
    with pytest.raises(HeadframeError) as error:
        yield
    assert error.value.code is code, error.value
