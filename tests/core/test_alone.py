"""Local-degraded mode: entered in time, left when all was taken, for any history of the stream."""

from hypothesis import given, strategies as st

from headframe.core.alone import (
    ALONE_AFTER_SECONDS,
    AlonePeriod,
    Contact,
    ContactState,
    Look,
    alone_since,
    looked,
)

START_MS = 1_790_000_000_000
Seen = tuple[bool, int]


def walked(seen: list[Seen], contact: Contact | None = None) -> list[tuple[Contact, AlonePeriod | None]]:
    """One look a second."""
    contact, out = contact or Contact(), []
    for second, (connected, backlog) in enumerate(seen):
        contact, period = looked(contact, Look(connected, backlog, START_MS + second * 1000, float(second)))
        out.append((contact, period))
    return out


def states(seen: list[Seen]) -> list[ContactState]:
    return [contact.state for contact, _ in walked(seen)]


def test_a_hiccup_is_no_outage() -> None:
    short = int(ALONE_AFTER_SECONDS) - 1
    assert set(states([(True, 0), *[(False, 0)] * short])) == {ContactState.IN_CONTACT, ContactState.LOST}
    assert states([*[(False, 0)] * short, (True, 5)])[-1] is ContactState.IN_CONTACT


def test_an_outage_is_alone_since_it_was_lost_and_ends_when_all_was_taken() -> None:
    bound = int(ALONE_AFTER_SECONDS)
    history = [(True, 0), *[(False, 3)] * (bound + 5), *[(True, 3)] * 4, (True, 0), (True, 0)]
    walk = walked(history)
    alone = [contact for contact, _ in walk if contact.state is ContactState.ALONE]
    assert len(alone) == 5
    assert {contact.lost_ms for contact in alone} == {START_MS + 1000}
    assert [contact.state for contact, _ in walk[-6:]] == [
        *[ContactState.CATCHING_UP] * 4,
        *[ContactState.IN_CONTACT] * 2,
    ]
    back_ms = START_MS + (bound + 6) * 1000
    assert [period for _, period in walk if period] == [AlonePeriod(START_MS + 1000, back_ms)]


def test_a_stream_that_comes_and_goes_is_one_period() -> None:
    bound = int(ALONE_AFTER_SECONDS)
    history = [*[(False, 1)] * (bound + 1), (True, 1), *[(False, 1)] * 3, (True, 0)]
    walk = walked(history)
    assert [contact.state for contact, _ in walk[-5:]] == [
        ContactState.CATCHING_UP,
        *[ContactState.ALONE] * 3,
        ContactState.IN_CONTACT,
    ]
    last_ms = START_MS + (len(history) - 1) * 1000
    assert walk[-1][1] == AlonePeriod(START_MS, last_ms)


def test_a_node_that_was_stopped_alone_is_alone_still() -> None:
    before_ms = START_MS - 3_600_000
    walk = walked([(False, 0), (True, 0)], alone_since(before_ms))
    assert walk[0][0].state is ContactState.ALONE
    assert walk[1] == (Contact(), AlonePeriod(before_ms, START_MS + 1000))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), max_size=120))
def test_whatever_happens(seen: list[Seen]) -> None:
    walk = walked(seen)
    for (connected, backlog), (contact, period) in zip(seen, walk, strict=True):
        assert (contact.state is ContactState.IN_CONTACT) == (contact.lost_ms is None)
        if not connected:
            assert contact.state in {ContactState.LOST, ContactState.ALONE}
        if connected and backlog == 0:
            assert contact == Contact()
        if period:
            assert (connected, backlog) == (True, 0)
            assert period.to_ms - period.from_ms >= ALONE_AFTER_SECONDS * 1000
