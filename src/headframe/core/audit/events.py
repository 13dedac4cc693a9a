"""What a node's log tells of."""

from enum import StrEnum


class NodeEvent(StrEnum):
    """The `event` of an entry."""

    NODE_STARTED = "node.started"
    IDENTITY_HELD = "node.identity"  # by whose keys it signs from here on: enrolled, or keys rotated
    KEYSET_TAKEN = "keyset.taken"
    KEYSET_REFUSED = "keyset.refused"
    OWNERSHIP_TAKEN = "ownership.taken"
    OWNERSHIP_REFUSED = "ownership.refused"
    COMMAND_ENDED = "command.ended"
    COMMAND_REFUSED = "command.refused"
    COMMANDS_REFUSED = "commands.refused"  # so many more than were written down one by one
    SERVER_WITNESSED = "server.witnessed"  # where the organisation's own log ended at that time
    SERVER_REWOUND = "server.rewound"  # it ends earlier, or otherwise, than was witnessed before
    LOG_BEGAN = "log.began"  # names the log before it, where there was one
