"""Commands that wait for an admin's signature."""

from base64 import b64encode
from typing import Annotated

from pydantic import Field

from headframe.api.base import Id, Input, Output
from headframe.api.commands import BatchBody
from headframe.api.parameters import MAX_WINDOW
from headframe.core.fleet import DeviceRow
from headframe.core.keyset.records import Keyset
from headframe.server.operator.models.documents import DocumentBody
from headframe.server.services.commands.cosigning import Awaiting, Signable


class AwaitingBody(Output):
    """An act of which `waiting` commands wait; they expire from `expires_at_ms` on."""

    batch: BatchBody
    waiting: int
    expires_at_ms: int

    @classmethod
    def of(cls, awaiting: Awaiting) -> "AwaitingBody":
        """From the use-case's record."""
        return cls(
            batch=BatchBody.of(awaiting.batch), waiting=awaiting.count, expires_at_ms=awaiting.until_ms
        )


class AwaitingList(Output):
    """What waits, newest first, and which admin keys may sign: `admin_threshold` of them together."""

    batches: list[AwaitingBody]
    admin_key_ids: list[str]
    admin_threshold: int

    @classmethod
    def of(cls, found: list[Awaiting], keyset: Keyset | None) -> "AwaitingList":
        """From the use-case's records."""
        return cls(
            batches=[AwaitingBody.of(each) for each in found],
            admin_key_ids=sorted(keyset.admins()) if keyset else [],
            admin_threshold=keyset.admin.threshold if keyset else 1,
        )


class SignableBody(Output):
    """A command that waits. `payload` is the `headframe.miner.v1.CommandPayload` as the node will get it.

    `intent` is what to sign: compare its `payload_sha256` with the payload before.
    """

    command_id: str
    node_id: Id
    device_id: Id | None
    device_name: str | None
    expires_at_ms: int
    payload: Annotated[str, Field(description="In base64.")]
    intent: DocumentBody

    @classmethod
    def of(cls, signable: Signable, device: DeviceRow | None) -> "SignableBody":
        """From the use-case's record, and the device as it is now."""
        command = signable.command
        return cls(
            command_id=command.id,
            node_id=command.node_id,
            device_id=command.device_id,
            device_name=device.name if device else None,
            expires_at_ms=command.expires_at_ms,
            payload=b64encode(signable.payload).decode(),
            intent=DocumentBody.of(signable.intent),
        )


class SignableWindow(Output):
    """Commands offset.. of `total` that wait."""

    total: int
    offset: int
    intents: list[SignableBody]


class CosignInput(Input):
    """Intents with the signatures of admin keys."""

    intents: Annotated[list[DocumentBody], Field(min_length=1, max_length=MAX_WINDOW)]
