"""What can be asked of devices: one body a kind, told apart by `kind`."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from headframe.api.base import PLAIN, VISIBLE, Input, Secret
from headframe.api.command_inputs import (
    BlinkLedInput,
    CoolingInput,
    CurtailInput,
    PlainInput,
    PowerTargetInput,
    UncurtailInput,
)
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import UpdateFirmware
from headframe.server.services.commands.specs import CommandSpec, PasswordChange, PoolChange, PoolWithSecret

MAX_POOLS = 8
_POOL_SCHEMES = frozenset({"stratum+tcp", "stratum+ssl", "stratum+tls", "stratum2+tcp"})


def _pool_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in _POOL_SCHEMES or not parts.hostname or parts.port is None:
        raise ValueError(f"not like stratum+tcp://host:port; schemes: {', '.join(sorted(_POOL_SCHEMES))}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a login belongs into username and password, not into the URL")
    return url


PoolUrl = Annotated[
    str,
    StringConstraints(min_length=8, max_length=250, pattern=VISIBLE),
    AfterValidator(_pool_url),
    Field(examples=["stratum+tcp://pool.example:3333"]),
]
WorkerName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=VISIBLE)]


class PoolInput(Input):
    """One pool. Its password is sealed to each node within the request."""

    url: PoolUrl
    username: WorkerName
    password: (
        Annotated[
            str,
            StringConstraints(max_length=128, pattern=PLAIN),
            Field(json_schema_extra={"writeOnly": True}),
        ]
        | None
    ) = None


class PoolsInput(Input):
    """The whole list of pools, highest priority first."""

    kind: Literal[CommandKind.UPDATE_POOLS]
    pools: Annotated[list[PoolInput], Field(min_length=1, max_length=MAX_POOLS)]

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return PoolChange(
            tuple(PoolWithSecret(pool.url, pool.username, pool.password) for pool in self.pools)
        )


class PasswordChangeInput(Input):
    """A new password on the miners, sealed to each node. Without `username`: the account in use."""

    kind: Literal[CommandKind.UPDATE_PASSWORD]
    username: Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)] = ""
    new_password: Secret

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return PasswordChange(self.username, self.new_password)


class FirmwareInput(Input):
    """A firmware image that the nodes fetch beforehand."""

    kind: Literal[CommandKind.UPDATE_FIRMWARE]
    artifact_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    version: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=VISIBLE)]

    def to_core(self) -> CommandSpec:
        """The use-case's command."""
        return UpdateFirmware(self.artifact_id, bytes.fromhex(self.sha256), self.version)


CommandInput = Annotated[
    PlainInput
    | PowerTargetInput
    | CurtailInput
    | UncurtailInput
    | BlinkLedInput
    | CoolingInput
    | PoolsInput
    | PasswordChangeInput
    | FirmwareInput,
    Field(discriminator="kind"),
]
