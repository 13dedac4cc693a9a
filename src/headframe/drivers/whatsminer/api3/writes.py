"""Writes over API 3: each carries a token made from command, password, salt and time.

Source: WhatsMiner API 3.0, "Token Generation".
"""

import base64
import hashlib
import json
import time
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    DeviceTimeoutError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
)
from headframe.drivers.cgminer import values
from headframe.drivers.cgminer.answers import Answer
from headframe.drivers.whatsminer.answers import WRITES_ARE_OFF, check_api3
from headframe.drivers.whatsminer.api3.protocol import Section, part
from headframe.drivers.whatsminer.description import API3_ACCOUNT
from headframe.drivers.whatsminer.framed import Conversation
from headframe.wire.gen.driver.v1 import driver_pb2

ENCRYPTED = frozenset({"set.miner.pools", "set.user.change_passwd"})
BLOCK_BYTES = 16
NO_PERMISSION = "-4"


def signed(
    target: driver_pb2.Target, salt: str, command: str, param: object, *, at_seconds: int
) -> dict[str, Any]:
    """A write as it goes out; `param` None leaves it out.

    Raises:
        AuthenticationNeededError: the target has no password.
    """
    password = target.credentials.password
    if not password:
        raise AuthenticationNeededError("commands need the miner's password")
    digest = hashlib.sha256(f"{command}{password}{salt}{at_seconds}".encode()).digest()
    message: dict[str, Any] = {
        "cmd": command,
        "ts": at_seconds,
        "token": base64.b64encode(digest).decode()[:8],
        "account": target.credentials.username or API3_ACCOUNT,
    }
    if param is not None:
        message["param"] = _encrypted(digest, param) if command in ENCRYPTED else param
    return message


def _encrypted(key: bytes, param: object) -> str:
    """AES-256-ECB with PKCS#7 padding, base64: the vendor's choice."""
    text = json.dumps(param, separators=(",", ":")).encode()
    fill = BLOCK_BYTES - len(text) % BLOCK_BYTES
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - the vendor's protocol
    return base64.b64encode(encryptor.update(text + bytes([fill]) * fill) + encryptor.finalize()).decode()


def salt_of(info: Section) -> str:
    """The salt in `get.device.info`.

    Raises:
        ProtocolError: there is none.
    """
    found = values.text(info, "salt")
    if not found:
        raise ProtocolError("the miner gives no salt")
    return found


async def send(
    talk: Conversation, target: driver_pb2.Target, info: Section, command: str, param: object = None
) -> Answer:
    """Send one write, once.

    Raises:
        UnreachableError: nothing was sent.
        AuthenticationRejectedError: the password is wrong.
        RefusedError: the miner said no, or its API is switched off for writing.
        OutcomeUnknownError: it went out and no answer that makes sense came back.
    """
    message = signed(target, salt_of(info), command, param, at_seconds=int(time.time()))
    talk.close()
    try:
        answer = await talk.ask(message)
    except (DeviceTimeoutError, ProtocolError) as error:
        raise OutcomeUnknownError(f"the command was sent, but {error.message}") from error
    judge(answer, info)
    return answer


def judge(answer: Answer, info: Section) -> None:
    """Raise what an answer to a write says.

    "No permission" means a wrong password where the miner says that its API switch is on, and otherwise
    that the switch is off.
    """
    try:
        check_api3(answer)
    except RefusedError as error:
        if error.vendor_code != NO_PERMISSION:
            raise
        if values.flag(part(info, "system"), "apiswitch") is False:
            raise RefusedError(WRITES_ARE_OFF, vendor_code=NO_PERMISSION) from error
        raise AuthenticationRejectedError(
            f"no permission: the password is wrong, or {WRITES_ARE_OFF}", vendor_code=NO_PERMISSION
        ) from error


async def prove(
    talk: Conversation, target: driver_pb2.Target, info: Section, *, tolerate_writes_off: bool
) -> None:
    """Prove the password: switch off, for this connection, the automatic reports that it never switched on.

    `tolerate_writes_off` accepts "no permission" while the API switch is off: the miner refuses all
    commands while it has its vendor's password.

    Raises:
        AuthenticationRejectedError: the password is wrong.
        RefusedError: the miner's API is switched off for writing.
    """
    try:
        await send(talk, target, info, "set.miner.report", {"gap": 0})
    except RefusedError as error:
        if not (tolerate_writes_off and error.vendor_code == NO_PERMISSION):
            raise
