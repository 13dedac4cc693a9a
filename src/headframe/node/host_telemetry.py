"""The node's process and its host, told to the server where that was asked for."""

import asyncio
import os
from pathlib import Path

import psutil

from headframe.core.fleet import HostTelemetry
from headframe.kit.clock import Clock
from headframe.kit.monitoring.process import WorstLag
from headframe.node.metrics.asked import disk_free_bytes
from headframe.node.uploads.uploads import Uploads
from headframe.wire.convert.hosts import host_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

EVERY_SECONDS = 30.0
NODE_ITSELF = 0


class HostForwarding:
    """Tells at the start, and then every EVERY_SECONDS."""

    def __init__(self, state_dir: Path, clock: Clock, uploads: Uploads, lag: WorstLag) -> None:
        self._state_dir = state_dir
        self._clock = clock
        self._uploads = uploads
        self._lag = lag
        self._process = psutil.Process()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._uploads.event(NODE_ITSELF, gateway_pb2.Event(host=host_to_wire(self._now())))
            await asyncio.sleep(EVERY_SECONDS)

    def _now(self) -> HostTelemetry:
        backlog = self._uploads.spool.backlog
        with self._process.oneshot():
            cpu = self._process.cpu_times()
            return HostTelemetry(
                at_ms=self._clock.now_ms(),
                cpu_seconds=cpu.user + cpu.system,
                rss_bytes=self._process.memory_info().rss,
                open_files=self._process.num_fds(),
                load_average=os.getloadavg()[0],
                disk_free_bytes=disk_free_bytes(self._state_dir) or 0,
                spool_rows=backlog.items,
                spool_bytes=backlog.size_bytes,
                event_loop_lag_ms=self._lag.take_ms(),
            )
