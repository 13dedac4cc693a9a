"""What the use-cases of enrollment share."""

from dataclasses import dataclass

from headframe.kit.clock import Clock
from headframe.server.services.journal import ActivityJournal, ServerAuthor
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.services.ports import Ids, NodeStreams
from headframe.server.stores.ports import Stores


@dataclass(frozen=True, slots=True)
class EnrollmentParts:
    """Collaborators. `origins` are the addresses (`https://host:port`) under which nodes know this server."""

    org_id: int
    stores: Stores
    keys: OrgKeys
    streams: NodeStreams
    journal: ActivityJournal
    live: LiveFeed
    clock: Clock
    ids: Ids
    origins: tuple[str, ...]

    @property
    def author(self) -> ServerAuthor:
        """Whose acts are told that no person did."""
        return ServerAuthor(self.org_id)
