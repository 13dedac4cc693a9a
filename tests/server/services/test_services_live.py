"""The live feed and the discovery desk: coalescing, bounds, tenancy."""

import anyio
import pytest
from hypothesis import given, strategies as st

from headframe.core.errors import Code, Problem
from headframe.core.topics import Topic
from headframe.kit.clock import ManualClock
from headframe.server.services import discovery_desk, live
from headframe.server.services.discovery_desk import Discovery, DiscoveryDesk, DiscoveryState
from headframe.server.services.live import LiveFeed

ONE, TWO = 1, 2


@given(st.lists(st.lists(st.integers(1, 50), max_size=10), max_size=30))
def test_changes_are_told_once_each_and_none_is_lost(changes: list[list[int]]) -> None:
    feed = LiveFeed()
    with feed.subscribe(ONE) as subscription:
        assert subscription
        subscription.want([Topic.DEVICES])
        for ids in changes:
            feed.devices_changed(ONE, ids)
        taken = subscription.take()
        told = taken[Topic.DEVICES].ids if Topic.DEVICES in taken else set()
        assert told == {device_id for ids in changes for device_id in ids}
        assert not subscription.take()
    assert feed.subscribers == 0


async def test_only_wanted_topics_of_the_own_organisation_wake() -> None:
    feed = LiveFeed()
    with feed.subscribe(ONE) as subscription:
        assert subscription
        subscription.want([Topic.BATCHES])
        feed.devices_changed(ONE, [1])
        feed.batches_changed(TWO, ["b"])
        assert await subscription.wait(timeout_seconds=0) is False
        async with anyio.create_task_group() as tasks:
            woken: list[bool] = []

            async def follow() -> None:
                woken.append(await subscription.wait(timeout_seconds=10))

            tasks.start_soon(follow)
            await anyio.lowlevel.checkpoint()
            feed.batches_changed(ONE, ["b"])
        assert woken == [True]
        feed.batches_changed(ONE, ["c"])
        subscription.want([Topic.NODES])
        assert await subscription.wait(timeout_seconds=0) is False, "what is no longer wanted is dropped"


def test_a_subscriber_that_lags_is_told_everything_may_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MAX_PENDING", 100)
    feed = LiveFeed()
    with feed.subscribe(ONE) as subscription:
        assert subscription
        subscription.want([Topic.DEVICES])
        feed.devices_changed(ONE, range(60))
        feed.devices_changed(ONE, range(40, 130))
        feed.devices_changed(ONE, range(200))
        change = subscription.take()[Topic.DEVICES]
        assert change.everything
        assert not change.ids


def test_subscribers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MAX_SUBSCRIBERS", 1)
    feed = LiveFeed()
    with feed.subscribe(ONE) as first, feed.subscribe(TWO) as second:
        assert first
        assert second is None
    with feed.subscribe(TWO) as third:
        assert third


def desk_with(count: int) -> DiscoveryDesk:
    desk = DiscoveryDesk(ManualClock(), LiveFeed())
    for number in range(count):
        desk.open(Discovery(f"{number}", ONE, 7, "batch", ("10.0.0.0/24",), 0))
    return desk


def test_a_discovery_is_one_organisations_own() -> None:
    desk = desk_with(1)
    desk.found("0", [5, 5, 6])
    assert desk.get(TWO, "0") is None
    assert desk.request_cancel(TWO, "0") is None
    assert list(desk.found_ids(TWO, "0")) == []
    assert list(desk.found_ids(ONE, "0")) == [5, 6]
    assert desk.wants_cancel("0") is False


def test_ends_are_final_and_unknown_reports_are_ignored() -> None:
    desk = desk_with(1)
    desk.progress("unknown", addresses_total=1, addresses_scanned=1, hosts_open=0)
    desk.found("unknown", [1])
    desk.finished("unknown")
    desk.finished("0", Problem(Code.BUSY, "busy"))
    desk.finished("0")
    desk.progress("0", addresses_total=1, addresses_scanned=1, hosts_open=0)
    ended = desk.get(ONE, "0")
    assert ended
    assert (ended.state, ended.addresses_scanned) == (DiscoveryState.FAILED, None)


def test_the_desk_forgets_ended_ones_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery_desk, "MAX_DISCOVERIES", 3)
    desk = desk_with(3)
    desk.finished("1")
    for number in (3, 4):
        desk.open(Discovery(f"{number}", ONE, 7, "batch", (), 0))
    assert [entry.id for entry in desk.of_org(ONE)] == ["4", "3", "2"]


def test_what_one_discovery_finds_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery_desk, "MAX_FOUND", 3)
    desk = desk_with(1)
    desk.found("0", [1, 2])
    desk.found("0", [3, 4, 5])
    assert list(desk.found_ids(ONE, "0")) == [1, 2, 3]
