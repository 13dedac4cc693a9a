"""What the parts of a server know anyway, told when somebody scrapes."""

from dataclasses import dataclass

from headframe.kit.monitoring.meters import Scrape
from headframe.server.metrics import names
from headframe.server.routing.router import Router
from headframe.server.services.live import LiveFeed
from headframe.server.services.node_hosts import NodeHost, NodeHosts


@dataclass(frozen=True, slots=True)
class ServerSource:
    """Whom to ask."""

    router: Router
    live: LiveFeed
    hosts: NodeHosts

    def tell(self, scrape: Scrape) -> None:
        """All of it."""
        scrape.tell(names.LIVE_SESSIONS, self.live.subscribers)
        scrape.tell(names.NODES_CONNECTED, self.router.connected)
        scrape.tell(names.NODE_STREAMS, self.router.streams.open)
        scrape.tell(names.DOWN_WAITING, self.router.waiting)
        for node_id, host in self.hosts.all().items():
            if self.router.is_connected(node_id):
                _tell_host(scrape, host)


def _tell_host(scrape: Scrape, host: NodeHost) -> None:
    name, told = host.node_name, host.telemetry
    scrape.tell(names.NODE_CPU_SECONDS, told.cpu_seconds, name)
    scrape.tell(names.NODE_MEMORY, told.rss_bytes, name)
    scrape.tell(names.NODE_OPEN_FILES, told.open_files, name)
    scrape.tell(names.NODE_LOAD, told.load_average, name)
    scrape.tell(names.NODE_DISK_FREE, told.disk_free_bytes, name)
    scrape.tell(names.NODE_SPOOL_ROWS, told.spool_rows, name)
    scrape.tell(names.NODE_SPOOL_BYTES, told.spool_bytes, name)
    scrape.tell(names.NODE_LOOP_LAG, told.event_loop_lag_ms / 1000, name)
    scrape.tell(names.NODE_HOST_TIME, told.at_ms / 1000, name)
