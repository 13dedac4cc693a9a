"""Writes over API 2: a token from the password, the command encrypted, the answer decrypted.

Tokens live 30 minutes on the miner and 32 of them exist for one client; one is kept for a target while it is
fresh. What is kept is the token (a signature and a session key), under a fingerprint of the password that it
was made from, never the password.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    DeviceTimeoutError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
)
from headframe.drivers.cgminer import answers, values
from headframe.drivers.cgminer.reads import Reads
from headframe.drivers.cgminer.transport import exchange
from headframe.drivers.whatsminer.answers import check_api2
from headframe.drivers.whatsminer.api2 import crypt
from headframe.drivers.whatsminer.api2.protocol import port_of
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2

TOKEN_FRESH_SECONDS = 25 * 60
MAX_TOKENS_KEPT = 4096
WRITES_OFF_CODE = "45"


@dataclass(frozen=True, slots=True)
class _Kept:
    token: crypt.Token = field(repr=False)
    fingerprint: bytes = field(repr=False)
    made_at: float = 0.0


class Writes:
    """Encrypted exchanges with targets."""

    def __init__(self, reads: Reads, timing: Timing) -> None:
        self._reads = reads
        self._timing = timing
        self._kept: dict[tuple[str, int], _Kept] = {}
        self._pepper = os.urandom(16)

    async def send(self, target: driver_pb2.Target, command: Mapping[str, Any]) -> answers.Answer:
        """Send one write, once, and return its decrypted answer.

        A token that the miner no longer knows is renewed and the command sent again: a rejected token
        means that nothing was done.

        Raises:
            UnreachableError: nothing was sent.
            AuthenticationRejectedError: the password is wrong.
            RefusedError: the miner said no.
            OutcomeUnknownError: the command went out and no answer that makes sense came back.
        """
        token, was_kept = await self.token(target)
        try:
            return await self._exchange(target, command, token)
        except AuthenticationRejectedError:
            self.forget(target)
            if not was_kept:
                raise
        token, _ = await self.token(target)
        return await self._exchange(target, command, token)

    async def _exchange(
        self, target: driver_pb2.Target, command: Mapping[str, Any], token: crypt.Token
    ) -> answers.Answer:
        try:
            raw = await exchange(
                target.address,
                port_of(target),
                crypt.encrypt(token.key, {"token": token.sign, **command}),
                whole_object=True,
                timeout_seconds=self._timing.request_seconds,
            )
            return read_answer(token, raw)
        except (DeviceTimeoutError, ProtocolError) as error:
            raise OutcomeUnknownError(f"the command was sent, but {error.message}") from error

    async def token(self, target: driver_pb2.Target) -> tuple[crypt.Token, bool]:
        """A token for the target, and whether it is one that was kept.

        Raises:
            AuthenticationNeededError: the target has no password.
            RefusedError: the miner gives none: its API is switched off for writing, or too many exist.
        """
        password = target.credentials.password
        if not password:
            raise AuthenticationNeededError("commands need the miner's admin password")
        key = (target.address, port_of(target))
        fingerprint = hashlib.blake2b(password.encode(), key=self._pepper, digest_size=16).digest()
        kept = self._kept.get(key)
        now = time.monotonic()
        if kept and kept.fingerprint == fingerprint and now - kept.made_at < TOKEN_FRESH_SECONDS:
            return kept.token, True
        challenge = (await self._reads.one(*key, "get_token")).get("Msg")
        if not isinstance(challenge, dict):
            raise RefusedError(f"the miner gives no token: {str(challenge)[:80]}")
        token = crypt.make_token(
            password,
            time=values.text(challenge, "time"),
            salt=values.text(challenge, "salt"),
            newsalt=values.text(challenge, "newsalt"),
        )
        if len(self._kept) >= MAX_TOKENS_KEPT:
            self._kept.clear()
        self._kept[key] = _Kept(token, fingerprint, now)
        return token, False

    def forget(self, target: driver_pb2.Target) -> None:
        """Drop the token kept for a target: a reboot or a new password ends it."""
        self._kept.pop((target.address, port_of(target)), None)

    async def prove(self, target: driver_pb2.Target, *, tolerate_writes_off: bool) -> None:
        """Prove the password by an encrypted read.

        `tolerate_writes_off` accepts "no permission": the miner refuses all commands while it has its
        vendor's password, so that this answer is what a right default password looks like.

        Raises:
            AuthenticationRejectedError: the password is wrong.
            RefusedError: the miner's API is switched off for writing.
        """
        try:
            token, was_kept = await self.token(target)
            if was_kept:
                self.forget(target)
                token, _ = await self.token(target)
            raw = await exchange(
                target.address,
                port_of(target),
                crypt.encrypt(token.key, {"token": token.sign, "cmd": "get_version"}),
                whole_object=True,
                timeout_seconds=self._timing.request_seconds,
            )
            read_answer(token, raw)
        except AuthenticationRejectedError:
            self.forget(target)
            raise
        except RefusedError as error:
            if not (tolerate_writes_off and error.vendor_code == WRITES_OFF_CODE):
                raise


def read_answer(token: crypt.Token, raw: bytes) -> answers.Answer:
    """The answer to an encrypted request; errors come back plain.

    Raises:
        DeviceError: what the answer says.
    """
    answer = answers.parse(raw)
    if "enc" not in answer:
        check_api2(answer, encrypted=True)
        return answer
    try:
        inner = json.loads(crypt.decrypt(token.key, answer["enc"]))
    except (ValueError, RecursionError) as error:
        raise AuthenticationRejectedError("the miner's answer does not decrypt: wrong password") from error
    if not isinstance(inner, dict):
        raise ProtocolError("the decrypted answer is no object")
    check_api2(inner)
    return inner
