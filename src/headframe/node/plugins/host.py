"""The plugin host: a supervisor for every driver that is installed and allowed."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from headframe.kit.clock import Clock, SystemClock
from headframe.node.plugins.client import PluginClient
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.plugins.directory import socket_directory
from headframe.node.plugins.discovery import Discovered, discover
from headframe.node.plugins.status import PluginState, PluginStatus
from headframe.node.plugins.supervisor import Supervisor, Surroundings

Watcher = Callable[[PluginStatus], None]


class PluginHost:
    """Runs plugins for as long as `running` is entered.

        async with host.running():
            await host.settled()
            client = host.client("antminer")

    A client stays valid across restarts of its plugin; calls in between raise PluginUnavailableError.
    """

    def __init__(
        self,
        config: PluginHostConfig,
        *,
        clock: Clock | None = None,
        randomness: Callable[[], float] = random.random,
        discovered: Discovered | None = None,
    ) -> None:
        self._config = config
        self._clock = clock or SystemClock()
        self._random = randomness
        self._discovered = discovered
        self._supervisors: dict[str, Supervisor] = {}
        self._clients: dict[str, PluginClient] = {}
        self._refused: dict[str, PluginStatus] = {}
        self._watchers: list[Watcher] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator["PluginHost"]:
        """Start every plugin; on leaving, end them all within `stop_seconds` and a little."""
        with socket_directory(self._config.runtime_dir) as directory:
            self._prepare(directory)
            async with asyncio.TaskGroup() as group:
                for supervisor in self._supervisors.values():
                    group.create_task(supervisor.run(), name=f"plugin-{supervisor.name}")
                try:
                    yield self
                finally:
                    for supervisor in self._supervisors.values():
                        supervisor.stop()

    async def settled(self) -> None:
        """Wait until every plugin runs, or has failed to at its first start."""
        for supervisor in self._supervisors.values():
            await supervisor.settled.wait()

    def names(self) -> tuple[str, ...]:
        """Drivers that are installed and allowed, running or not."""
        return tuple(self._supervisors)

    def client(self, name: str) -> PluginClient | None:
        """The client of a driver; None when no such plugin is installed and allowed."""
        return self._clients.get(name)

    def reader(self, driver: str) -> PluginClient | None:
        """The same, by the name that polling uses."""
        return self._clients.get(driver)

    def statuses(self) -> tuple[PluginStatus, ...]:
        """Every plugin now, refused ones among them, by name."""
        live = {name: supervisor.status for name, supervisor in self._supervisors.items()}
        return tuple(status for _, status in sorted((self._refused | live).items()))

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` in the event loop at every change of a plugin; returns the way to end it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _prepare(self, directory: Path) -> None:
        found = self._discovered or discover(self._config.search_paths)
        around = Surroundings(self._config, directory, self._clock, self._random, self._changed)
        self._supervisors = {
            name: Supervisor(name, around) for name in found.names if self._config.runs(name)
        }
        self._clients = {
            name: PluginClient(name, partial(getattr, supervisor, "connection"))
            for name, supervisor in self._supervisors.items()
        }
        self._refused = {
            name: PluginStatus(name, PluginState.REFUSED, last_error=reason)
            for name, reason in found.refused.items()
            if self._config.runs(name)
        }

    def _changed(self, status: PluginStatus) -> None:
        for watcher in tuple(self._watchers):
            watcher(status)
