"""One plugin's life: started, watched, ended, and started again with growing patience."""

import asyncio
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from headframe.kit.clock import Clock
from headframe.node.plugins.backoff import Backoff
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.plugins.connection import Connection, IncompatiblePluginError, connect
from headframe.node.plugins.output import OutputLines
from headframe.node.plugins.process import PluginProcess, start
from headframe.node.plugins.status import PluginState, PluginStatus

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a supervisor is given."""

    config: PluginHostConfig
    directory: Path
    clock: Clock
    random: Callable[[], float]
    changed: Callable[[PluginStatus], None]


class Supervisor:
    """Keeps one plugin running until `stop`."""

    def __init__(self, name: str, surroundings: Surroundings) -> None:
        self.name = name
        self._around = surroundings
        self._backoff = Backoff()
        self._process: PluginProcess | None = None
        self._status = PluginStatus(name)
        self._stopping = asyncio.Event()
        self.connection: Connection | None = None
        self.settled = asyncio.Event()
        """Set once the first start has succeeded or failed."""

    @property
    def status(self) -> PluginStatus:
        """How it is now."""
        process = self._process
        if process is None:
            return self._status
        return dataclasses.replace(
            self._status, rss_bytes=process.rss_bytes(), log_lines_dropped=process.output.dropped
        )

    def stop(self) -> None:
        """End the plugin and do not start it again."""
        self._stopping.set()

    async def run(self) -> None:
        """Until `stop`, or until the plugin turns out to be incompatible."""
        while not self._stopping.is_set():
            self._change(state=PluginState.STARTING)
            started = self._around.clock.elapsed()
            try:
                reason = await self._live()
            except IncompatiblePluginError as error:
                self._change(state=PluginState.REFUSED, last_error=str(error))
                return
            if self._stopping.is_set():
                break
            ran = self._around.clock.elapsed() - started
            self._backoff = self._backoff.after(ran, self._around.config.backoff)
            delay = self._backoff.delay(self._around.config.backoff, self._around.random())
            log.warning("plugin_ended", plugin=self.name, reason=reason, restart_in_seconds=round(delay, 3))
            self._change(state=PluginState.WAITING, last_error=reason, restarts=self._status.restarts + 1)
            await self._stops_within(delay)
        self._change(state=PluginState.STOPPED)

    async def _live(self) -> str:
        """One process from start to end; why it ended."""
        config = self._around.config
        output = OutputLines(self._emit, self._around.clock.elapsed)
        try:
            process = await start(
                self.name, config.plugin(self.name), self._around.directory, config.search_paths, output
            )
        except OSError as error:
            return f"could not be started: {error}"
        self._process = process
        try:
            return await self._connected(process)
        finally:
            self.connection = None
            await process.stop(config.stop_seconds)
            self._process = None
            self._change(pid=None, started_at_ms=None)

    async def _connected(self, process: PluginProcess) -> str:
        try:
            connection = await connect(self.name, process, self._around.config.start_seconds)
        except (TimeoutError, ConnectionError) as error:
            return str(error) or "did not describe itself in time"
        try:
            self.connection = connection
            self._change(
                state=PluginState.RUNNING,
                version=connection.description.version,
                pid=process.pid,
                started_at_ms=self._around.clock.now_ms(),
            )
            return await self._watch(process, connection)
        finally:
            self.connection = None
            self._change(state=PluginState.ENDING)
            if not self._stopping.is_set():
                process.kill()  # first, so that calls in progress fail as what they are
            await connection.close()

    async def _watch(self, process: PluginProcess, connection: Connection) -> str:
        """Until the plugin ends, hangs, grows too large, or is asked to stop."""
        exited = asyncio.ensure_future(process.exited())
        pinging = asyncio.ensure_future(self._ping(process, connection))
        stopping = asyncio.ensure_future(self._stopping.wait())
        watches = (exited, pinging, stopping)
        try:
            await asyncio.wait(watches, return_when=asyncio.FIRST_COMPLETED)
            if exited.done():
                return exited.result()
            return pinging.result() if pinging.done() else ""
        finally:
            for watch in watches:
                watch.cancel()

    async def _ping(self, process: PluginProcess, connection: Connection) -> str:
        config = self._around.config
        budget = config.plugin(self.name).max_rss_bytes
        missed = 0
        while missed < config.max_missed_pings:
            await asyncio.sleep(config.ping_interval_seconds)
            missed = 0 if await connection.ping(config.ping_seconds) else missed + 1
            if budget is not None and (process.rss_bytes() or 0) > budget:
                return f"used more than its {budget} bytes of memory"
        return f"hung: {missed} health checks went unanswered"

    async def _stops_within(self, seconds: float) -> None:
        await asyncio.wait((waiter := asyncio.ensure_future(self._stopping.wait()),), timeout=seconds)
        waiter.cancel()

    def _emit(self, line: str) -> None:
        log.info("plugin_output", plugin=self.name, line=line)

    def _change(self, **fields: Any) -> None:
        self._status = dataclasses.replace(self._status, **fields)
        if self._status.state is not PluginState.STARTING:
            self.settled.set()
        self._around.changed(self._status)
