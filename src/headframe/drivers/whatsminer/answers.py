"""What WhatsMiner's answer codes mean for the caller."""

from collections.abc import Mapping
from typing import Any

from headframe.driver import (
    AuthenticationRejectedError,
    DeviceError,
    ProtocolError,
    RefusedError,
    UnsupportedError,
)
from headframe.drivers.cgminer import values

WRITES_ARE_OFF = (
    "the miner does not accept commands: "
    "change its default password and switch the API on with WhatsMinerTool"
)

_INVALID_JSON = 23
_PERMISSION_DENIED = 45
_API2_ERRORS: dict[int, tuple[type[DeviceError], str]] = {
    14: (UnsupportedError, "the miner does not know this command"),
    _INVALID_JSON: (ProtocolError, "the miner could not read the request"),
    _PERMISSION_DENIED: (RefusedError, WRITES_ARE_OFF),
    135: (AuthenticationRejectedError, "the miner rejects the token: wrong password"),
    136: (RefusedError, "the miner gives no more tokens for now"),
    137: (ProtocolError, "the miner could not read the request"),
    138: (ProtocolError, "the miner could not read the request"),
}

_API2_OK = frozenset({131, 134})
_API3_OK = 0


def check_api2(answer: Mapping[str, Any], *, encrypted: bool = False) -> None:
    """Raise what an API 2 answer's code means; do nothing where it is a success.

    `encrypted` tells that the request was: then "invalid JSON" is how the miner says that it could not
    decrypt it, which is a wrong password.

    Source: WhatsMiner API 2.0.5, "Message Code".
    """
    status = answer.get("STATUS")
    record = status[0] if isinstance(status, list) and status and isinstance(status[0], dict) else answer
    if values.text(record, "STATUS") not in {"E", "F"}:
        return
    code = values.as_number(record.get("Code"))
    number = int(code) if code is not None else 0
    if number in _API2_OK:
        return
    message = values.text(record, "Msg") or "no reason given"
    raise _api2_error(number, message, encrypted=encrypted)


def _api2_error(code: int, message: str, *, encrypted: bool) -> DeviceError:
    if encrypted and code == _INVALID_JSON:
        return AuthenticationRejectedError("the miner could not decrypt: wrong password", vendor_code="23")
    kind, text = _API2_ERRORS.get(code, (RefusedError, "the miner said no"))
    told = text if code == _PERMISSION_DENIED else f"{text}: {message}"
    return kind(told, vendor_code=str(code))


def check_api3(answer: Mapping[str, Any]) -> None:
    """Raise what an API 3 answer's code means; do nothing where it is 0.

    Source: WhatsMiner API 3.0, "Response Format".
    """
    code = values.as_number(answer.get("code"))
    if code is None:
        raise ProtocolError("the answer carries no code")
    if code == _API3_OK:
        return
    message = values.text(answer, "msg") or "no reason given"
    vendor_code = str(int(code))
    match int(code):
        case -2:
            raise UnsupportedError(
                f"the miner does not know this command: {message}", vendor_code=vendor_code
            )
        case -3:
            raise ProtocolError(f"the miner could not read the request: {message}", vendor_code=vendor_code)
        case -4:
            raise RefusedError(f"no permission: wrong password, or {WRITES_ARE_OFF}", vendor_code=vendor_code)
        case _:
            raise RefusedError(f"the miner said no: {message}", vendor_code=vendor_code)
