"""Commands of a node that was set back to an older state: nobody knows any more whether they ran."""

from functools import partial

from headframe.core.commands.records import CommandState
from headframe.core.commands.recovery import JOURNAL_LOST, is_lost_with_journal
from headframe.server.services.commands.outcomes import outcome_activity
from headframe.server.services.live import LiveFeed
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.commands import StateChange


async def give_up_commands(stores: Stores, live: LiveFeed, org_id: int, node_id: int, *, now_ms: int) -> None:
    """What the node was sent and has not answered ends as OUTCOME_UNKNOWN.

    But for what it had not accepted, where running it twice is running it once: that goes out again.
    """
    lost = [
        StateChange(each.id, CommandState.OUTCOME_UNKNOWN, now_ms, JOURNAL_LOST)
        for each in await stores.commands.handed_out(org_id, node_id)
        if is_lost_with_journal(each.kind, each.state)
    ]
    ended = await stores.commands.apply(org_id, lost, partial(outcome_activity, received_at_ms=now_ms))
    live.batches_changed(org_id, {each.batch_id for each in ended})
