"""A transfer ends when its owner has let go, or when its host has been off for long enough."""

from dataclasses import replace

import pytest

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.payloads import Pair
from headframe.core.errors import Code, HeadframeError
from headframe.core.leases.timing import STANDARD
from headframe.core.transfers import HOST_OFF_WAIT_MS, Transfer, check_nodes, has_let_go, host_is_off

ALICE = Actor(ActorType.USER, "1", "alice")
LEAVING = Transfer(5, 1, 10, 20, ALICE, 1_000, Pair((), True), released_version=7)  # noqa: FBT003 - a field


def test_a_node_has_let_go_once_it_acts_by_a_list_without_the_device() -> None:
    assert not has_let_go(LEAVING, applied_version=6)
    assert has_let_go(LEAVING, applied_version=7)
    assert has_let_go(LEAVING, applied_version=8)


def test_a_host_that_is_off_is_waited_for_as_long_as_its_last_writes_may_take() -> None:
    off = replace(LEAVING, host_off_at_ms=50_000)
    assert abs(HOST_OFF_WAIT_MS - STANDARD.wait_seconds * 1000) < 1
    assert not host_is_off(LEAVING, now_ms=10**12)
    assert not host_is_off(off, now_ms=50_000 + HOST_OFF_WAIT_MS - 1)
    assert host_is_off(off, now_ms=50_000 + HOST_OFF_WAIT_MS)


@pytest.mark.parametrize("kind", [kind for kind in ActorType if not kind.is_operator])
def test_only_operators_move_devices(kind: ActorType) -> None:
    check_nodes(10, 20, ALICE)
    with pytest.raises(HeadframeError) as refused:
        check_nodes(10, 20, Actor(kind, "x"))
    assert refused.value.code is Code.NOT_PERMITTED


def test_a_device_goes_to_another_node_than_its_own() -> None:
    with pytest.raises(HeadframeError) as refused:
        check_nodes(10, 10, ALICE)
    assert refused.value.code is Code.INVALID_REQUEST


def test_a_login_is_never_shown() -> None:
    assert "login" not in repr(LEAVING)
