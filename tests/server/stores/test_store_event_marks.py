"""How far the events of a node were taken: a mark that only moves forward, from where it is known to be."""

from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.event_marks import EventMark


async def test_a_mark_moves_on_from_where_it_was(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    node = await stores.nodes.ensure_node(org_id, name="n", encryption_public_key=bytes(32), now_ms=1)
    marks = stores.event_marks
    assert await marks.event_mark(org_id, node.id) == EventMark()
    half, whole = EventMark(4, whole=False, taken=256), EventMark(4)
    assert await marks.move_event_mark(org_id, node.id, half, before=EventMark())
    assert not await marks.move_event_mark(org_id, node.id, whole, before=EventMark())
    assert await marks.event_mark(org_id, node.id) == half
    assert await marks.move_event_mark(org_id, node.id, whole, before=half)
    assert await marks.event_mark(org_id, node.id) == whole


def test_what_a_mark_says_of_a_batch() -> None:
    half, whole = EventMark(4, whole=False, taken=256), EventMark(4)
    assert (half.acknowledged, whole.acknowledged, EventMark().acknowledged) == (3, 4, 0)
    assert [half.begin_at(batch, 300) for batch in (3, 4, 5)] == [300, 256, 0]
    assert [whole.begin_at(batch, 300) for batch in (4, 5)] == [300, 0]
