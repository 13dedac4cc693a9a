"""Certificates of nodes, as other admin keys come and go: signed by more of them, and never by none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headframe.core.enrollment.certs import checked_cert
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.records import Keyset
from headframe.core.sessions.records import Standing
from headframe.core.signing.documents import SignedDocument, signers
from headframe.core.signing.errors import SigningError
from headframe.kit.clock import Clock
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.principals import Principal
from headframe.server.stores.ports import Stores

MAX_NAMED = 5
"""Nodes that are named in a refusal."""


@dataclass(frozen=True, slots=True)
class NodeCertificate:
    """Which keys are a node's, as admins signed it; `fingerprint` is what people compared then."""

    node_id: int
    name: str
    certificate: SignedDocument
    fingerprint: bytes


class NodeCertificates:
    """Those of the nodes that are not put out."""

    def __init__(self, keys: OrgKeys, stores: Stores, journal: ActivityJournal, clock: Clock) -> None:
        self._keys = keys
        self._stores = stores
        self._journal = journal
        self._clock = clock

    async def all(self) -> Sequence[NodeCertificate]:
        """All of them, for an admin key to sign them as well."""
        names = {node.id: node.name for node in await self._stores.nodes.nodes(self._org_id)}
        return [
            NodeCertificate(each.node_id, names.get(each.node_id, ""), each.certificate, each.fingerprint)
            for each in await self._stores.identities.identities(self._org_id)
            if each.standing is not Standing.REVOKED
        ]

    async def countersign(self, principal: Principal, signed: Mapping[int, SignedDocument]) -> int:
        """Keep more signatures on certificates; how many. What is signed has to be what is kept.

        Raises:
            HeadframeError: NOT_FOUND for another node; INVALID_REQUEST for other bytes, or fewer signatures.
        """
        known = {each.node_id: each for each in await self.all()}
        for node_id, document in signed.items():
            self._check(known.get(node_id), document)
        for node_id, document in signed.items():
            await self._stores.identities.replace_certificate(
                self._org_id, node_id, document, fingerprint=known[node_id].fingerprint
            )
        await self._journal.record(
            principal, "keys.nodes_signed", f"{len(signed)} certificates of nodes were signed by an admin key"
        )
        return len(signed)

    async def check(self, following: Keyset) -> None:
        """That no node is locked out: each certificate is signed by an admin key that stays.

        Raises:
            HeadframeError: INVALID_REQUEST where one would be.
        """
        now_ms, out = self._clock.now_ms(), []
        for each in await self.all():
            try:
                checked_cert(each.certificate, following, at_ms=now_ms)
            except SigningError:
                out.append(each.name)
        if out:
            raise HeadframeError(
                Code.INVALID_REQUEST,
                f"{len(out)} nodes ({', '.join(out[:MAX_NAMED])}) would be let in no more: no admin key that"
                " stays has signed their certificates. Sign them first, with `headframe keys sign-nodes`.",
            )

    @property
    def _org_id(self) -> int:
        return int(self._keys.keyset().keyset.org_id)

    def _check(self, kept: NodeCertificate | None, document: SignedDocument) -> None:
        if kept is None:
            raise HeadframeError(Code.NOT_FOUND, "There is no such node.")
        same = (document.type, document.body) == (kept.certificate.type, kept.certificate.body)
        admins = self._keys.keyset().keyset.admins()
        if not same or not signers(document, admins) >= signers(kept.certificate, admins):
            raise HeadframeError(
                Code.INVALID_REQUEST, f"This is not the certificate of {kept.name} with more signatures."
            )
