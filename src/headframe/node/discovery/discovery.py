"""The discovery lane of a node: a bounded number of sessions, apart from polls and commands."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from headframe.core.errors import Code, HeadframeError
from headframe.core.targets import TargetSet
from headframe.node.discovery.drivers import ask_drivers
from headframe.node.discovery.fallback_keys import FallbackKeys
from headframe.node.discovery.neighbours import system_neighbours
from headframe.node.discovery.ports import Probers
from headframe.node.discovery.scan import scanning
from headframe.node.discovery.session import DiscoverySession
from headframe.node.discovery.settings import ScanSettings


@dataclass(frozen=True, slots=True)
class DiscoverySettings:
    """Bounds of discovery.

    `max_sessions` run at once; further ones are refused as BUSY. `max_probes` hosts of a session are asked
    at once, each for `probe_seconds` a driver. `ports` replaces drivers' ports, by driver and port name.
    """

    scan: ScanSettings = field(default_factory=ScanSettings)
    max_sessions: int = 1
    max_probes: int = 128
    probe_seconds: float = 5.0
    ports: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Discovery:
    """Starts sessions.

    `draw_seed` gives each scan its order, `neighbours` MACs by address for devices that tell none.
    """

    def __init__(
        self,
        probers: Probers,
        keys: FallbackKeys,
        settings: DiscoverySettings,
        *,
        draw_seed: Callable[[], int],
        neighbours: Callable[[], Mapping[str, str]] = system_neighbours,
    ) -> None:
        self._probers = probers
        self._keys = keys
        self._settings = settings
        self._draw_seed = draw_seed
        self._neighbours = neighbours
        self._lane = asyncio.Semaphore(settings.max_sessions)

    @asynccontextmanager
    async def session(
        self, targets: TargetSet, drivers: Collection[str] = ()
    ) -> AsyncIterator[DiscoverySession]:
        """Discover while the block runs; leaving it, by whatever way, ends scan and probes.

        Raises HeadframeError BUSY where the lane is full, and as `ask_drivers` and `scanning` do.
        """
        if self._lane.locked():
            raise HeadframeError(Code.BUSY, "This node is discovering already; wait for it or cancel it.")
        async with self._lane:
            asked = await ask_drivers(self._probers, drivers, self._settings.ports)
            scan_settings = self._settings.scan
            async with scanning(targets, asked.ports, scan_settings, seed=self._draw_seed()) as scan:
                session = DiscoverySession(
                    scan,
                    asked,
                    self._keys,
                    neighbours=self._neighbours,
                    max_probes=self._settings.max_probes,
                    probe_seconds=self._settings.probe_seconds,
                )
                async with _in_background(session):
                    yield session


@asynccontextmanager
async def _in_background(session: DiscoverySession) -> AsyncIterator[None]:
    # A task of its own and no task group: what the caller's block raises must come out as it is, not
    # wrapped in a group. The session's own errors go to the consumer.
    task = asyncio.create_task(session.run(), name="discovery")
    try:
        yield
    finally:
        task.cancel()
        with anyio.CancelScope(shield=True):
            await asyncio.wait([task])
        session.close()
