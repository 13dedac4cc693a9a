"""What an admin signs, looked at before: the intent fits its payload, and the payload itself is shown."""

import hashlib
from base64 import b64decode
from dataclasses import dataclass

from google.protobuf.message import DecodeError

from headframe.cli.client import Body
from headframe.cli.errors import CliError
from headframe.cli.keys.documents import document_of
from headframe.core.commands.intents import read_intent
from headframe.core.commands.payloads import (
    CommandPayload,
    UpdateFirmware,
    UpdatePassword,
    UpdatePools,
)
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.wire.convert.payloads import payload_from_wire
from headframe.wire.gen.miner.v1 import miner_pb2


@dataclass(frozen=True, slots=True)
class Signable:
    """A command that waits: for which miner, to do what, and what there is to sign."""

    miner: str
    payload: CommandPayload
    document: SignedDocument


def signable_of(row: Body, org_id: str) -> Signable:
    """A row of the API, whose parts fit each other. CliError where they do not."""
    try:
        document, payload = document_of(row["intent"]), b64decode(row["payload"])
        intent = read_intent(document)
        decoded = payload_from_wire(miner_pb2.CommandPayload.FromString(payload))
    except (SigningError, HeadframeError, DecodeError, ValueError) as error:
        raise _untrusted(row, str(error)) from error
    if intent.payload_sha256 != hashlib.sha256(payload).digest() or intent.kind is not decoded.kind:
        raise _untrusted(row, "it is for another payload than the one shown")
    if (intent.org_id, intent.intent_id) != (org_id, row["command_id"]):
        raise _untrusted(row, "it is for another command")
    target = ", ".join(map(str, intent.targets)) or f"node {intent.node_id}"
    return Signable(f"{row['device_name']} ({target})" if row["device_name"] else target, decoded, document)


def payload_words(payload: CommandPayload) -> str:
    """A payload for people, with everything in it that is not secret."""
    match payload:
        case UpdatePools(pools=pools):
            listed = "; ".join(
                f"{pool.url} as {pool.username}" + (" with a password" if pool.sealed_password else "")
                for pool in pools
            )
            return f"change the pools to: {listed}"
        case UpdateFirmware(sha256=sha256, version=version):
            return f"write firmware {version}, an image with SHA-256 {sha256.hex()}"
        case UpdatePassword(username=username):
            return f"change the password of {username or 'the account that the node uses'}"
        case _:
            return str(payload.kind)


def _untrusted(row: Body, why: str) -> CliError:
    return CliError(
        Code.COMMAND_UNTRUSTED,
        f"what the server wants signed for command {row['command_id']} is not right: {why}",
        "Nothing was signed. Look at the server.",
    )
