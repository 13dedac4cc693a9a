"""Commands that a driver carries out: everything but discovery, pairing, logs and firmware."""

from collections.abc import Callable, Sequence
from typing import Protocol

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.payloads import CommandPayload, SealedSecret, UpdatePassword, UpdatePools
from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import Sample
from headframe.kit.clock import Clock
from headframe.kit.sealing import SealPurpose
from headframe.node.execution.outcome import Outcome, failed, succeeded
from headframe.node.execution.ports import PollSoon, Progress
from headframe.node.targets import CredentialSource, Targets
from headframe.wire.convert.payloads import payload_to_wire
from headframe.wire.convert.samples import sample_from_wire
from headframe.wire.errors import problem_of_driver_error
from headframe.wire.gen.driver.v1 import driver_pb2

DEVICE_KINDS = frozenset(
    {
        CommandKind.REBOOT,
        CommandKind.START_MINING,
        CommandKind.STOP_MINING,
        CommandKind.SET_POWER_TARGET,
        CommandKind.CURTAIL,
        CommandKind.UNCURTAIL,
        CommandKind.UPDATE_POOLS,
        CommandKind.BLINK_LED,
        CommandKind.SET_COOLING_MODE,
        CommandKind.UPDATE_PASSWORD,
    }
)

SETTING_KINDS = frozenset(
    {
        CommandKind.SET_POWER_TARGET,
        CommandKind.UPDATE_POOLS,
        CommandKind.BLINK_LED,
        CommandKind.SET_COOLING_MODE,
    }
)
"""Kinds that change what only a full poll tells."""


class DriverCalls(Protocol):
    """Writes to devices of one driver: a plugin's client."""

    async def execute(self, request: driver_pb2.ExecuteRequest) -> driver_pb2.ExecuteResponse:
        """Raises HeadframeError PLUGIN_UNAVAILABLE before, OUTCOME_UNKNOWN after the write was sent."""
        ...


class SecretOpener(Protocol):
    """Opens what was sealed to this node."""

    def open(self, secret: SealedSecret, purpose: SealPurpose) -> bytes:
        """Raises HeadframeError COMMAND_UNTRUSTED when it was not sealed to this node for this."""
        ...


class Logins(CredentialSource, Protocol):
    """Where working credentials are kept."""

    async def remember(self, device_id: int, credentials: Credentials) -> None:
        """Replace the login of a device, durably."""
        ...


class DeviceCommands:
    """The handler of every kind in DEVICE_KINDS."""

    def __init__(
        self,
        *,
        targets: Targets,
        calls: Callable[[str], DriverCalls | None],
        logins: Logins,
        secrets: SecretOpener,
        on_sample: Callable[[Sample], None],
        poll_soon: PollSoon,
        clock: Clock,
    ) -> None:
        self._targets = targets
        self._calls = calls
        self._logins = logins
        self._secrets = secrets
        self._on_sample = on_sample
        self._poll_soon = poll_soon
        self._clock = clock

    async def __call__(self, envelope: CommandEnvelope, _progress: Progress) -> Outcome:
        """Carry out one command on one owned device."""
        driver, target = self._targets.of(envelope.device_id)
        calls = self._calls(driver)
        if calls is None:
            raise HeadframeError(Code.PLUGIN_UNAVAILABLE, f"this node runs no driver {driver!r}")
        secrets = self._opened(envelope.payload)
        response = await calls.execute(
            driver_pb2.ExecuteRequest(
                target=target,
                command=payload_to_wire(envelope.payload),
                secrets=secrets,
                timeout_ms=POLICIES[envelope.kind].expected_seconds * 1000,
            )
        )
        is_setting = envelope.kind in SETTING_KINDS
        if is_setting or not response.HasField("sample"):  # else this very answer says how the device is
            self._poll_soon(envelope.device_id, full=is_setting)
        if response.HasField("error"):
            return failed(problem_of_driver_error(response.error, is_write=True))
        await self._took_effect(envelope, response, secrets)
        return succeeded(response.detail)

    async def _took_effect(
        self, envelope: CommandEnvelope, response: driver_pb2.ExecuteResponse, secrets: Sequence[str]
    ) -> None:
        if isinstance(envelope.payload, UpdatePassword):
            await self._remember(envelope.device_id, envelope.payload.username, secrets[0])
        if response.HasField("sample"):
            self._on_sample(
                sample_from_wire(response.sample, device_id=envelope.device_id, at_ms=self._clock.now_ms())
            )

    async def _remember(self, device_id: int, username: str, password: str) -> None:
        before = self._logins.credentials(device_id)
        name = username or (before.username if before else "")
        if before is None or before.username == name:
            await self._logins.remember(device_id, Credentials(name, password))

    def _opened(self, payload: CommandPayload) -> list[str]:
        match payload:
            case UpdatePassword():
                return [self._secrets.open(payload.new_password, SealPurpose.NEW_PASSWORD).decode()]
            case UpdatePools():
                return [
                    self._secrets.open(pool.sealed_password, SealPurpose.POOL_PASSWORD).decode()
                    if pool.sealed_password
                    else ""
                    for pool in payload.pools
                ]
            case _:
                return []
