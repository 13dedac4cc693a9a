"""From a one-time code to an enrolled node: each step on disk before the next, so that it can be taken up.

The way is tried first, then the server shows its roots, and only then are keys sent: to nobody but the
server that gave out the code.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from headframe.core.commands.payloads import SealedSecret
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.fingerprint import EnrollmentFacts
from headframe.core.enrollment.origin import origin_of
from headframe.core.enrollment.registration import NONCE_BYTES, Registration
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.bodies import MEMBERS, keyset_from_body
from headframe.core.keyset.chain import root_digest
from headframe.core.signing.errors import SigningError
from headframe.core.signing.strict_json import decode_body
from headframe.kit.files import ensure_private_dir, read_private, write_private
from headframe.kit.sealing import SealPurpose
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.control.preflight import check_way
from headframe.node.enrollment.certificate import own_cert
from headframe.node.enrollment.client_certificate import ClientCertificate, address_of
from headframe.node.enrollment.console import Console
from headframe.node.enrollment.enrolled import AUTHORITY, KEYSET, Enrolled
from headframe.node.enrollment.progress import Progress, ProgressFile
from headframe.node.enrollment.waiting import Waiting
from headframe.node.keys.api_key import NodeApiKey
from headframe.node.keys.identity import NodeIdentity, load_identity
from headframe.node.keys.trust import Trust
from headframe.wire.convert.bundles import bundle_to_wire
from headframe.wire.convert.payloads import sealed_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

PROGRESS = "enrollment.json"
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class EnrollmentAsk:
    """What a person told the node. Without a code an enrollment that was begun is taken up."""

    state_dir: Path
    server_url: str
    name: str
    software_version: str
    code: EnrollmentCode | None = field(default=None, repr=False)
    ca_pem: bytes = b""
    client: ClientCertificate | None = None


class EnrollmentFlow:
    """One enrollment."""

    def __init__(self, ask: EnrollmentAsk, console: Console, pause: Pause = asyncio.sleep) -> None:
        ensure_private_dir(ask.state_dir)
        self._ask = replace(ask, server_url=_origin(ask.server_url), ca_pem=_authority(ask))
        self._console = console
        self._pause = pause
        self._address = address_of(self._ask.server_url, self._ask.ca_pem, ask.client)
        self._file = ProgressFile(ask.state_dir / PROGRESS)

    async def run(self) -> Enrolled:
        """Enroll; ends when an admin has decided.

        Raises:
            HeadframeError: INVALID_REQUEST without a code to begin with; ENROLLMENT_CODE_INVALID, _ENDED;
                COMMAND_UNTRUSTED for a server that does not hold the root keys of the code; what preflight
                raises; what else the server says.
        """
        progress = self._progress()
        await check_way(self._address)
        identity = load_identity(self._ask.state_dir)
        async with EnrollmentCalls(self._address) as calls:
            if not progress.registered:
                progress = await self._register(calls, identity, progress)
            trust = Trust.load(self._ask.state_dir / KEYSET)
            self._console.fingerprint(_facts(progress, identity))
            self._console.waiting(self._ask.server_url, progress.enrollment_id)
            waiting = Waiting(calls, self._file, identity.identity, self._console, self._pause)
            answer = await waiting.approved(progress)
            await own_cert(answer, identity.bundle(), trust, calls)
        return self._finish(progress, identity, answer)

    def _progress(self) -> Progress:
        """What was begun before, if it is the same, or a beginning."""
        before, code = self._file.load(), self._ask.code
        same_server = before is not None and before.server_url == self._ask.server_url
        same_code = before is not None and code is not None and before.code_id == code.code_id.hex()
        if before and same_server and (same_code or (code is None and before.registered)):
            return before
        if code is None:
            raise HeadframeError(
                Code.INVALID_REQUEST, "give the --code that the server's admin made for this node"
            )
        return self._file.keep(
            Progress(
                server_url=self._ask.server_url,
                name=self._ask.name,
                code_id=code.code_id.hex(),
                node_nonce=os.urandom(NONCE_BYTES).hex(),
            )
        )

    async def _register(self, calls: EnrollmentCalls, identity: NodeIdentity, progress: Progress) -> Progress:
        """Look at the server's roots; then, and only then, send the keys."""
        code = self._ask.code
        assert code is not None  # noqa: S101 - `_progress` has seen to it
        trust = await self._pin(calls, code)
        answer = await calls.register(_request(self._ask, code, identity, progress))
        if answer.org_id != trust.keyset.org_id:
            raise HeadframeError(
                Code.COMMAND_UNTRUSTED, "the server registers nodes for another organisation"
            )
        return self._file.keep(
            replace(
                progress,
                org_id=answer.org_id,
                root_sha256=root_digest(trust.keyset.root).hex(),
                enrollment_id=answer.enrollment_id,
                server_nonce=answer.server_nonce.hex(),
            )
        )

    async def _pin(self, calls: EnrollmentCalls, code: EnrollmentCode) -> Trust:
        documents = await calls.keysets(code_id=code.code_id.hex())
        if not documents:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, "the server shows no Keyset")
        try:
            claimed = keyset_from_body(decode_body(documents[0].body, MEMBERS))
        except SigningError as error:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error
        path = self._ask.state_dir / KEYSET
        return Trust.begin(path, documents[0], org_id=claimed.org_id, root_pin=code.root_pin)

    def _finish(
        self, progress: Progress, identity: NodeIdentity, answer: gateway_pb2.PollEnrollmentResponse
    ) -> Enrolled:
        """Put the approval on disk, `node.json` last: with it the node is enrolled."""
        state_dir = self._ask.state_dir
        opener = identity.encryption.opener(org_id=progress.org_id, node_id=answer.node_id)
        sealed: SealedSecret = sealed_from_wire(answer.api_key)
        secret = opener.open(sealed, SealPurpose.NODE_API_KEY).decode()
        NodeApiKey(answer.api_key_id, secret).keep(state_dir)
        enrolled = Enrolled(
            progress.server_url,
            progress.org_id,
            answer.node_id,
            progress.name,
            self._ask.ca_pem,
            self._ask.client,
        )
        enrolled.keep(state_dir)
        self._file.forget()
        self._console.enrolled(enrolled.node_id, enrolled.name)
        return enrolled


def _authority(ask: EnrollmentAsk) -> bytes:
    """The authority to trust: as given now, or when the enrollment was begun."""
    path = ask.state_dir / AUTHORITY
    if ask.ca_pem:
        write_private(path, ask.ca_pem)
        return ask.ca_pem
    return read_private(path) if path.exists() and (ask.state_dir / PROGRESS).exists() else b""


def _origin(url: str) -> str:
    try:
        return origin_of(url)
    except SigningError as error:
        raise HeadframeError(Code.INVALID_REQUEST, str(error)) from error


def _request(
    ask: EnrollmentAsk, code: EnrollmentCode, identity: NodeIdentity, progress: Progress
) -> gateway_pb2.RegisterRequest:
    registration = Registration(
        code_id=code.code_id,
        origin=ask.server_url,
        node_nonce=bytes.fromhex(progress.node_nonce),
        incarnation=identity.incarnation,
        bundle=identity.bundle(),
    )
    by_identity, by_attest, by_miner = registration.signed(
        identity.identity, identity.attest, identity.miner_signing
    )
    return gateway_pb2.RegisterRequest(
        code_id=code.code_id.hex(),
        code_secret=code.secret,
        node_name=progress.name,
        bundle=bundle_to_wire(registration.bundle),
        node_nonce=registration.node_nonce,
        identity_signature=by_identity,
        attest_signature=by_attest,
        miner_signing_signature=by_miner,
        incarnation=identity.incarnation,
        software_version=ask.software_version,
    )


def _facts(progress: Progress, identity: NodeIdentity) -> EnrollmentFacts:
    return EnrollmentFacts(
        org_id=progress.org_id,
        root_sha256=bytes.fromhex(progress.root_sha256),
        origin=progress.server_url,
        bundle=identity.bundle(),
        node_nonce=bytes.fromhex(progress.node_nonce),
        server_nonce=bytes.fromhex(progress.server_nonce),
    )
