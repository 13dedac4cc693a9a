"""A connection to WhatsMiner API 2.0 (TCP 4028).

Reads are plain. A write takes a token (`get_token`) and comes encrypted as
`{"enc": 1, "data": "<base64>"}`; its answer is encrypted too. Codes are MicroBT's: 14 invalid
command, 23 invalid JSON (also what a wrong password looks like: the text does not decrypt), 45
permission denied, 131 done, 132 failed, 134 token given, 135 wrong token, 136 too many tokens.
"""

import json
from collections.abc import Mapping
from typing import Any

from headframe.minersim.cgminer import BadRequestError, CgminerSession, Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.whatsminer.crypt import aes_key, decrypt_json, encrypt
from headframe.minersim.whatsminer.tokens import desk_of
from headframe.minersim.whatsminer.v2_reads import DESCRIPTION, OK, READS, message
from headframe.minersim.whatsminer.v2_writes import WRITES, CommandError

INVALID_COMMAND, INVALID_JSON, DENIED = 14, 23, 45
FAILED, TOKEN_GIVEN, WRONG_TOKEN, TOO_MANY_TOKENS = 132, 134, 135, 136


class WhatsminerV2Session(CgminerSession):
    """One connection; the miner closes it after an answer."""

    description = DESCRIPTION

    def respond(self, command: str, parameter: str, fields: Mapping[str, Any]) -> Json:
        """Answer one request."""
        del parameter
        if command == "enc":
            return self._encrypted(fields)
        read = READS.get(command)
        if read is not None:
            return read(self.miner)
        if command == "get_token":
            return self._token()
        if command in WRITES:
            return message(self.miner, "E", DENIED, "can't access write cmd")
        return message(self.miner, "E", INVALID_COMMAND, "invalid cmd")

    def _token(self) -> Json:
        if not self.miner.settings.write_api:
            return message(self.miner, "E", DENIED, "can't access write cmd")
        offer = desk_of(self.miner).issue(self.miner)
        if offer is None:
            return message(self.miner, "E", TOO_MANY_TOKENS, "token over max times")
        body = {"time": offer.time, "salt": offer.salt, "newsalt": offer.newsalt}
        return message(self.miner, "S", TOKEN_GIVEN, body)

    def _encrypted(self, fields: Mapping[str, Any]) -> Json:
        miner = self.miner
        if not miner.settings.write_api:
            return message(miner, "E", DENIED, "can't access write cmd")
        password = miner.password("admin")
        if password is None:
            return message(miner, "E", INVALID_JSON, "enc json load err")
        key = aes_key(desk_of(miner).key(miner, password))
        try:
            request = decrypt_json(key, str(fields.get("data", "")))
            if not isinstance(request, dict):
                raise BadRequestError(INVALID_JSON, "not an object")
        except ValueError:
            return message(miner, "E", INVALID_JSON, "enc json load err")
        answer = perform(miner, request)
        return {"enc": encrypt(key, json.dumps(answer).encode())}


def perform(miner: SimMiner, request: dict[str, Any]) -> Json:
    """Check the token and do the command (reads may come encrypted, too)."""
    command = request.get("cmd", request.get("command"))
    if not isinstance(command, str) or (command not in WRITES and command not in READS):
        return message(miner, "E", INVALID_COMMAND, "invalid cmd")
    if command in READS:
        return READS[command](miner)
    if not desk_of(miner).accepts(request.get("token"), miner.clock()):
        return message(miner, "E", WRONG_TOKEN, "check token error")
    try:
        WRITES[command](miner, request)
    except CommandError as error:
        return message(miner, "E", FAILED, f"API command ERROR: {error}")
    return message(miner, "S", OK, "API command OK")
