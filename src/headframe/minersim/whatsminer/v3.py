"""A connection to WhatsMiner API 3.0 (TCP 4433).

Each message is JSON behind its length as four bytes, little-endian; a connection takes many. A
write carries `account`, `ts` and `token`, the first eight letters of
base64(sha256(cmd + password + salt + ts)); the salt is in `get.device.info`. The age of `ts` is
not checked. Codes: 0 done, -1 failed, -2 invalid command, -3 invalid JSON, -4 no permission.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.net.encode import encode_json
from headframe.minersim.net.tcp import MAX_REQUEST_BYTES, TcpSession
from headframe.minersim.whatsminer.crypt import decrypt_json
from headframe.minersim.whatsminer.v3_reads import (
    ParameterError,
    device_info,
    miner_setting,
    miner_status,
    salt_of,
)
from headframe.minersim.whatsminer.v3_writes import ENCRYPTED, WRITES

OK, FAILED, INVALID_COMMAND, INVALID_JSON, NO_PERMISSION = 0, -1, -2, -3, -4
LENGTH_BYTES = 4
TOKEN_CHARS = 8


def frame(body: bytes) -> bytes:
    """The message with its length before it."""
    return len(body).to_bytes(LENGTH_BYTES, "little") + body


class WhatsminerV3Session(TcpSession):
    """One connection; it stays open until the client leaves."""

    def on_bytes(self, *, ended: bool) -> None:
        """Answer every whole message in the buffer."""
        while len(self.buffer) >= LENGTH_BYTES:
            size = int.from_bytes(self.buffer[:LENGTH_BYTES], "little")
            if size > MAX_REQUEST_BYTES:
                self.abort()
                return
            end = LENGTH_BYTES + size
            if len(self.buffer) < end:
                break
            message, self.buffer = self.buffer[LENGTH_BYTES:end], self.buffer[end:]
            self.answer(frame(encode_json(self.miner, respond(self.miner, message))), close=False)
        if ended:
            self.abort()

    def eof_received(self) -> bool:
        """Close when the client has closed."""
        return False


def respond(miner: SimMiner, message: bytes) -> Json:
    """The answer to one message."""
    try:
        request = json.loads(message)
    except ValueError:
        return _reply(miner, INVALID_JSON, "invalid json", "")
    command = request.get("cmd") if isinstance(request, dict) else None
    if not isinstance(command, str):
        return _reply(miner, INVALID_JSON, "invalid json", "")
    try:
        return _perform(miner, command, request)
    except ParameterError as error:
        return _reply(miner, FAILED, str(error), command)


def _perform(miner: SimMiner, command: str, request: Json) -> Json:
    param = request.get("param")
    match command:
        case "get.device.info":
            return _reply(miner, OK, device_info(miner, param), command)
        case "get.miner.status":
            return _reply(miner, OK, miner_status(miner, param), command)
        case "get.miner.setting":
            return _reply(miner, OK, miner_setting(miner), command)
        case _ if command in WRITES:
            return _write(miner, command, request)
        case _:
            return _reply(miner, INVALID_COMMAND, "invalid command", command)


def _write(miner: SimMiner, command: str, request: Json) -> Json:
    account = str(request.get("account", ""))
    password = miner.password(account)
    if not miner.settings.write_api or password is None or _is_gated(miner, command, password):
        return _reply(miner, NO_PERMISSION, "no permission", command)
    secret = f"{command}{password}{salt_of(miner)}{request.get('ts', '')}"
    digest = hashlib.sha256(secret.encode()).digest()
    token = base64.b64encode(digest).decode()[:TOKEN_CHARS]
    if not hmac.compare_digest(token.encode(), str(request.get("token", "")).encode()):
        return _reply(miner, NO_PERMISSION, "no permission", command)
    WRITES[command](miner, _opened(command, request.get("param"), digest))
    return _reply(miner, OK, "ok", command)


def _is_gated(miner: SimMiner, command: str, password: str) -> bool:
    """Some firmware refuses every write but a new password while the factory one is in force."""
    gate = miner.settings.extra.get("default_password_gate")
    return bool(gate) and password == "super" and command != "set.user.change_passwd"  # noqa: S105 - the factory password


def _opened(command: str, param: Any, digest: bytes) -> Any:
    if command not in ENCRYPTED:
        return param
    try:
        return decrypt_json(digest, str(param))
    except ValueError as error:
        raise ParameterError("param does not decrypt") from error


def _reply(miner: SimMiner, code: int, message: Any, command: str) -> Json:
    return {"code": code, "when": int(miner.clock()), "msg": message, "desc": command}
