"""What every process tells of itself: CPU, memory, files, garbage collection, the lag of its event loop."""

import asyncio
import platform

from prometheus_client import GCCollector, ProcessCollector

from headframe.kit.monitoring.declared import QUICK, Metric, counter, gauge, histogram, info
from headframe.kit.monitoring.meters import Meters, Scrape

BUILD_INFO = info(
    "headframe_build_info", "Version of Headframe, of Python, and what runs.", "version", "python", "mode"
)
LOOP_LAG_SECONDS = histogram(
    "headframe_event_loop_lag_seconds",
    "How late the event loop wakes what was due: everything else in the process waits as long.",
    buckets=QUICK,
)
TASKS = gauge("headframe_asyncio_tasks", "Tasks of the event loop.")

BY_LIBRARY = (
    counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds."),
    gauge("process_resident_memory_bytes", "Resident memory size in bytes."),
    gauge("process_virtual_memory_bytes", "Virtual memory size in bytes."),
    gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds."),
    gauge("process_open_fds", "Number of open file descriptors."),
    gauge("process_max_fds", "Maximum number of open file descriptors."),
    counter("python_gc_objects_collected_total", "Objects collected during gc", "generation"),
    counter(
        "python_gc_objects_uncollectable_total",
        "Uncollectable objects found during GC",
        "generation",
    ),
    counter("python_gc_collections_total", "Number of times this generation was collected", "generation"),
)
"""Names and words of Prometheus's own library, as dashboards for any Python process know them."""

PROCESS_METRICS: tuple[Metric, ...] = (BUILD_INFO, LOOP_LAG_SECONDS, TASKS, *BY_LIBRARY)

LAG_EVERY_SECONDS = 0.5


class WorstLag:
    """The longest lag since it was last taken."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def note(self, seconds: float) -> None:
        """One more."""
        self._seconds = max(self._seconds, seconds)

    def take_ms(self) -> int:
        """The longest since the last call, in ms."""
        seconds, self._seconds = self._seconds, 0.0
        return round(seconds * 1000)


class LoopLag:
    """Sleeps for a set time, over and over, and measures how much longer it took."""

    def __init__(self, meters: Meters) -> None:
        self._seconds = meters.histogram(LOOP_LAG_SECONDS)
        self._readers: list[WorstLag] = []

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_EVERY_SECONDS
            await asyncio.sleep(LAG_EVERY_SECONDS)
            late = max(0.0, loop.time() - due)
            self._seconds.observe(late)
            for reader in self._readers:
                reader.note(late)

    def reader(self) -> "WorstLag":
        """For one who tells of the worst, now and then."""
        reader = WorstLag()
        self._readers.append(reader)
        return reader


def measure_process(meters: Meters, *, version: str, mode: str) -> None:
    """Have the process told of at each scrape."""
    ProcessCollector(registry=meters.registry)
    GCCollector(registry=meters.registry)

    def tell(scrape: Scrape) -> None:
        scrape.tell(BUILD_INFO, 1, version, platform.python_version(), mode)
        scrape.tell(TASKS, len(asyncio.all_tasks()))

    meters.ask(tell)
