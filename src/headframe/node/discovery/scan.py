"""A scan as asyncio sees it: open hosts, as they are found."""

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio

from headframe.core.targets import TargetSet
from headframe.node.discovery.handoff import Handoff
from headframe.node.discovery.links import system_links
from headframe.node.discovery.scanner import Scanner
from headframe.node.discovery.settings import OpenHost, ScanProgress, ScanSettings, in_flight_limit

RESULT_QUEUE = 256
"""Open hosts that wait for the consumer before the scanner waits for it."""


class Scan:
    """A running scan: iterate for hosts, read `progress` at any time."""

    def __init__(self, hosts: Handoff[OpenHost], progress: ScanProgress) -> None:
        self._hosts = hosts
        self.progress = progress

    def __aiter__(self) -> AsyncIterator[OpenHost]:
        return self._hosts


@asynccontextmanager
async def scanning(
    targets: TargetSet, ports: Sequence[int], settings: ScanSettings, *, seed: int
) -> AsyncIterator[Scan]:
    """Scan in a thread while the block runs; leaving the block ends the scan, its thread and its sockets.

    Raises HeadframeError LIMIT_REACHED where too few files may be opened.
    """
    hosts: Handoff[OpenHost] = Handoff(RESULT_QUEUE)
    limit = in_flight_limit(settings.max_in_flight)
    scanner = Scanner(
        targets, ports, settings, seed=seed, max_in_flight=limit, emit=hosts.put, links=system_links()
    )
    thread = threading.Thread(target=_run, args=(scanner, hosts), name="scan", daemon=True)
    thread.start()
    try:
        yield Scan(hosts, scanner.progress)
    finally:
        scanner.cancel()
        hosts.close()
        try:
            with anyio.CancelScope(shield=True):
                await hosts.ended()
        finally:
            thread.join()  # ends at once, or within one poll where even the shield was broken


def _run(scanner: Scanner, hosts: Handoff[OpenHost]) -> None:
    try:
        scanner.run()
    except BaseException as error:  # noqa: BLE001 - raised again at the consumer
        hosts.end(error)
    else:
        hosts.end()
