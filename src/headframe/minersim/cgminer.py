"""The cgminer API as Antminer, WhatsMiner v2 and Avalon speak it: requests, status records, text.

A request is `{"command": "summary+pools", "parameter": "..."}` or the bare words
`summary|parameter`; a JSON request gets JSON, a bare one gets cgminer's `key=value` text. The
answer ends with a NUL and the connection closes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headframe.minersim.miner import SimMiner
from headframe.minersim.net.encode import encode_json
from headframe.minersim.net.tcp import TcpSession

Json = dict[str, Any]
MAX_JOINED_COMMANDS = 16
_TERMINATORS = (b"\x00", b"\n")


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed request. `fields` is the JSON object as sent (empty for a bare request)."""

    command: str
    parameter: str
    is_json: bool
    fields: Mapping[str, Any]


class BadRequestError(ValueError):
    """A request that is not the API's; `code` is cgminer's number for it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def parse_request(data: bytes, *, ended: bool) -> Request | None:
    """The request in `data`, or None when more bytes are needed.

    Raises:
        BadRequestError: 23 for invalid JSON, 24 for a JSON object without a command.
    """
    text = data.rstrip(b"\x00\r\n ")
    if not text.startswith(b"{"):
        command, _, parameter = text.decode("latin-1").partition("|")
        return Request(command, parameter, is_json=False, fields={})
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        if _may_continue(error) and not ended and not data.endswith(_TERMINATORS):
            return None
        raise BadRequestError(23, "Invalid JSON") from error
    except UnicodeDecodeError as error:
        raise BadRequestError(23, "Invalid JSON") from error
    command = fields.get("command", fields.get("cmd"))
    if not isinstance(command, str):
        if "enc" in fields:
            return Request("enc", "", is_json=True, fields=fields)
        raise BadRequestError(24, "Missing JSON 'command'")
    return Request(command, str(fields.get("parameter", "")), is_json=True, fields=fields)


def _may_continue(error: json.JSONDecodeError) -> bool:
    return error.pos >= len(error.doc) or error.msg.startswith("Unterminated string")


def status(miner: SimMiner, kind: str, code: int, message: str, description: str) -> Json:
    """A STATUS section with one record. `kind` is S, I, W or E."""
    record = {
        "STATUS": kind,
        "When": int(miner.clock()),
        "Code": code,
        "Msg": message,
        "Description": description,
    }
    return {"STATUS": [record]}


def section(head: Json, name: str, rows: list[Json]) -> Json:
    """A whole answer: the status, one named section, the id."""
    return {**head, name: rows, "id": 1}


def to_text(answer: Json) -> str:
    """The text form of an answer, `STATUS=S,...|SUMMARY,Elapsed=...|`."""
    parts: list[str] = []
    for name, rows in answer.items():
        if not isinstance(rows, list):
            continue
        for index, row in enumerate(rows):
            pairs = ",".join(f"{key}={_text(value)}" for key, value in row.items())
            parts.append(pairs if name == "STATUS" else f"{_tag(name, index, row)},{pairs}")
    return "|".join(parts) + "|"


def _tag(name: str, index: int, row: Json) -> str:
    return name if name == "SUMMARY" or name in row else f"{name.rstrip('S')}={index}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


class CgminerSession(TcpSession):
    """A connection to a plain cgminer API; a subclass names the answerer and its error text."""

    description = "cgminer 1.0.0"

    def respond(self, command: str, parameter: str, fields: Mapping[str, Any]) -> Json:
        """The answer to one command."""
        raise NotImplementedError

    def on_bytes(self, *, ended: bool) -> None:
        """Answer as soon as a request is whole."""
        try:
            request = parse_request(self.buffer, ended=ended)
        except BadRequestError as error:
            head = status(self.miner, "E", error.code, error.message, self.description)
            self.reply({**head, "id": 1})
            return
        if request is None:
            return
        self.buffer = b""
        if "+" in request.command:
            self._answer_joined(request)
            return
        answer = self.respond(request.command, request.parameter, request.fields)
        self.reply(answer) if request.is_json else self._reply_text(to_text(answer))

    def reply(self, answer: Json) -> None:
        """Send a JSON answer."""
        self.answer(encode_json(self.miner, answer) + b"\x00")

    def _answer_joined(self, request: Request) -> None:
        names = request.command.split("+")[:MAX_JOINED_COMMANDS]
        answers = {name: self.respond(name, request.parameter, {}) for name in names}
        if request.is_json:
            self.reply({**{name: [answer] for name, answer in answers.items()}, "id": 1})
        else:
            self._reply_text("".join(f"CMD={name}|{to_text(answer)}" for name, answer in answers.items()))

    def _reply_text(self, text: str) -> None:
        self.answer(text.encode() + b"\x00")
