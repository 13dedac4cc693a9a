"""What the server does by the clock: expire commands and enrollments, renew issuers, drop what is old."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock
from headframe.server.config import ServerConfig
from headframe.server.gateway.metering import UNMEASURED, GatewayMeter
from headframe.server.services.artifacts.room import ArtifactRetention
from headframe.server.services.commands.outcomes import outcome_activity
from headframe.server.services.enrollment.approval import EnrollmentDesk
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.services.org_settings import SettingsService
from headframe.server.services.transfers.handover import Handover
from headframe.server.stores.ports import Stores

log = structlog.get_logger(__name__)


class Housekeeping:
    """Idempotent sweeps, each on its own timer; a sweep that fails is tried again at its next turn."""

    def __init__(
        self,
        *,
        config: ServerConfig,
        org_id: int,
        stores: Stores,
        settings: SettingsService,
        artifacts: ArtifactRetention,
        live: LiveFeed,
        clock: Clock,
        handover: Handover,
        keys: OrgKeys | None = None,
        enrollments: EnrollmentDesk | None = None,
        meter: GatewayMeter = UNMEASURED,
    ) -> None:
        self._config = config
        self._org_id = org_id
        self._stores = stores
        self._settings = settings
        self._artifacts = artifacts
        self._live = live
        self._clock = clock
        self._handover = handover
        self._keys = keys
        self._enrollments = enrollments
        self._ended = meter.command_ended

    async def run(self) -> None:
        """Sweep until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_every(self._config.expire_every_seconds, self.expire_commands))
            group.create_task(_every(self._config.expire_every_seconds, self.hand_over))
            group.create_task(_every(self._config.roll_up_every_seconds, self.roll_up))
            group.create_task(_every(self._config.retention_every_seconds, self.drop_old_samples))
            group.create_task(_every(self._config.retention_every_seconds, self.drop_old_files))
            if self._keys is not None:
                group.create_task(_every(self._config.renew_every_seconds, self._keys.renew))
            if self._enrollments is not None:
                group.create_task(_every(self._config.renew_every_seconds, self._enrollments.expire))

    async def begin(self) -> None:
        """At the start no node is connected and no file half received, whatever an earlier process left."""
        await self._artifacts.tidy(self._org_id)
        for node in await self._stores.nodes.nodes(self._org_id):
            await self._stores.nodes.lose_contact(self._org_id, node.id)

    async def expire_commands(self) -> None:
        """Commands that nobody fetched in time end as EXPIRED."""
        now_ms = self._clock.now_ms()
        expired = await self._stores.commands.expire(
            now_ms=now_ms, note=partial(outcome_activity, received_at_ms=now_ms)
        )
        for record in expired:
            self._ended(record, now_ms=now_ms)
            self._live.batches_changed(record.org_id, (record.batch_id,))
            self._live.activity_added(record.org_id)

    async def hand_over(self) -> None:
        """Miners of hosts that were vouched to be off go to their new owners."""
        await self._handover.hosts_are_off(self._org_id)

    async def roll_up(self) -> None:
        """Closed buckets are summed up, so that charts read few rows."""
        await self._stores.telemetry.roll_up(now_ms=self._clock.now_ms())

    async def drop_old_samples(self) -> None:
        """Samples past their retention go, whole ranges at a time."""
        retention = (await self._settings.read(self._org_id)).retention
        dropped = await self._stores.telemetry.apply_retention(retention, now_ms=self._clock.now_ms())
        if dropped:
            log.info("samples_dropped_by_retention", ranges=dropped)

    async def drop_old_files(self) -> None:
        """Logs and firmware images past their time go."""
        dropped = await self._artifacts.drop_old(self._org_id, now_ms=self._clock.now_ms())
        if dropped:
            log.info("files_dropped_by_retention", files=dropped)


async def _every(seconds: float, sweep: Callable[[], Awaitable[object]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await sweep()
        except HeadframeError as error:
            log.warning("sweep_failed", sweep=sweep.__name__, code=error.code)
