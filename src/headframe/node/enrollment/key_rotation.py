"""Other keys for an enrolled node: drawn here, approved by an admin by their words, then put in place."""

import asyncio
import os
from dataclasses import replace

from headframe.core.enrollment.fingerprint import EnrollmentFacts
from headframe.core.enrollment.registration import NONCE_BYTES
from headframe.core.enrollment.rotation import Rotation
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import root_digest
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.enrollment.certificate import own_cert
from headframe.node.enrollment.console import Console
from headframe.node.enrollment.enrolled import Installation
from headframe.node.enrollment.flow import Pause
from headframe.node.enrollment.progress import Progress, ProgressFile
from headframe.node.enrollment.waiting import Waiting
from headframe.node.keys.identity import (
    NodeIdentity,
    confirm_next,
    drop_next,
    has_next,
    next_identity,
)
from headframe.wire.convert.bundles import bundle_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

PROGRESS = "rotation.json"


class KeyRotationFlow:
    """One rotation; taken up where it was when it is run again."""

    def __init__(self, installation: Installation, console: Console, pause: Pause = asyncio.sleep) -> None:
        self._installation = installation
        self._console = console
        self._pause = pause
        self._file = ProgressFile(installation.state_dir / PROGRESS)

    async def run(self) -> None:
        """Replace the node's keys; ends when an admin has decided.

        Raises:
            HeadframeError: ENROLLMENT_ENDED where nobody approved them; NODE_HELD, NODE_REVOKED; what else
                the server says.
        """
        present, trust = self._installation.identity, self._installation.trust
        progress = self._file.load()
        if progress and not has_next(present):
            self._done()  # the last run was killed when the keys were in place already
            return
        following = next_identity(present)
        async with EnrollmentCalls(self._installation.enrolled.address) as calls:
            if progress is None:
                await calls.catch_up(trust)
                progress = self._begun()
            if not progress.registered:
                progress = await self._ask(calls, following, progress)
            self._console.fingerprint(self._facts(following, progress))
            self._console.waiting(progress.server_url, progress.enrollment_id)
            try:
                waiting = Waiting(calls, self._file, following.identity, self._console, self._pause)
                answer = await waiting.approved(progress)
            except HeadframeError as error:
                if error.code is Code.ENROLLMENT_ENDED:
                    drop_next(present)
                raise
            await own_cert(answer, following.bundle(), trust, calls)
        confirm_next(present)
        self._done()

    def _done(self) -> None:
        self._file.forget()
        self._console.rotated()

    def _begun(self) -> Progress:
        enrolled = self._installation.enrolled
        return self._file.keep(
            Progress(
                server_url=enrolled.server_url,
                name=enrolled.name,
                code_id="",
                node_nonce=os.urandom(NONCE_BYTES).hex(),
                org_id=enrolled.org_id,
                root_sha256=root_digest(self._installation.trust.keyset.root).hex(),
            )
        )

    async def _ask(self, calls: EnrollmentCalls, following: NodeIdentity, progress: Progress) -> Progress:
        node_id, present = self._installation.enrolled.node_id, self._installation.identity
        nonce = bytes.fromhex(progress.node_nonce)
        rotation = Rotation(node_id, progress.server_url, nonce, following.bundle())
        by_old, by_identity, by_attest, by_miner = rotation.signed(
            present.identity, following.identity, following.attest, following.miner_signing
        )
        answer = await calls.rotate_keys(
            gateway_pb2.RotateKeysRequest(
                node_id=node_id,
                bundle=bundle_to_wire(rotation.bundle),
                old_identity_signature=by_old,
                new_identity_signature=by_identity,
                new_attest_signature=by_attest,
                new_miner_signing_signature=by_miner,
                node_nonce=nonce,
            )
        )
        return self._file.keep(
            replace(progress, enrollment_id=answer.enrollment_id, server_nonce=answer.server_nonce.hex())
        )

    def _facts(self, following: NodeIdentity, progress: Progress) -> EnrollmentFacts:
        return EnrollmentFacts(
            org_id=progress.org_id,
            root_sha256=bytes.fromhex(progress.root_sha256),
            origin=progress.server_url,
            bundle=following.bundle(),
            node_nonce=bytes.fromhex(progress.node_nonce),
            server_nonce=bytes.fromhex(progress.server_nonce),
        )
