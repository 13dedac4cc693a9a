"""Ownership: one owner at most, by an operator's act only, in manifests that never go back."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from headframe.core.actors import Actor, ActorType
from headframe.core.devices import Endpoint
from headframe.core.errors import Code, HeadframeError
from headframe.core.ownership import Manifest, OwnedDevice, claim, release, replacement, transfer

OPERATOR = Actor(ActorType.USER, "u1")
ACTORS = st.sampled_from(ActorType).map(lambda kind: Actor(kind, "x"))
NODES = st.integers(1, 3)
ACTS = st.tuples(st.sampled_from(["claim", "transfer", "release"]), NODES, NODES, ACTORS)


@given(st.lists(ACTS, max_size=20))
def test_only_operators_move_a_device_and_it_has_one_owner(acts: list[tuple[str, int, int, Actor]]) -> None:
    owner: int | None = None
    for act, node, seen, actor in acts:
        before = owner
        try:
            if act == "claim":
                change = claim(7, owner, node, actor)
            elif act == "transfer":
                change = transfer(7, owner, seen_owner=seen, to_node_id=node, actor=actor)
            else:
                change = release(7, owner, actor)
        except HeadframeError as error:
            assert error.code in (Code.CONFLICT, Code.NOT_PERMITTED)  # noqa: PT017 - a refusal is an answer
            continue
        assert actor.type.is_operator
        if change is not None:
            assert change.before == before
            owner = change.after
            assert change.manifests == {node for node in (before, owner) if node}
        if act != "release":
            assert owner == node


@pytest.mark.parametrize("kind", [ActorType.SCHEDULE, ActorType.CURTAILMENT, ActorType.SYSTEM])
def test_automation_never_claims(kind: ActorType) -> None:
    with pytest.raises(HeadframeError) as raised:
        claim(7, None, 1, Actor(kind, "x"))
    assert raised.value.code is Code.NOT_PERMITTED


def test_a_device_of_another_node_is_not_claimed_and_a_moved_one_not_transferred() -> None:
    with pytest.raises(HeadframeError, match="transfer it instead"):
        claim(7, 1, 2, OPERATOR)
    with pytest.raises(HeadframeError, match="no longer owned by node 1"):
        transfer(7, 3, seen_owner=1, to_node_id=2, actor=OPERATOR)


DEVICE = st.builds(
    OwnedDevice,
    device_id=st.integers(1, 9),
    device_key=st.text(max_size=3),
    driver=st.just("antminer"),
    endpoint=st.builds(
        Endpoint, st.text(max_size=3), st.dictionaries(st.sampled_from(["api", "web"]), st.integers(1, 9))
    ),
    serial=st.text(max_size=3),
    group_id=st.text(max_size=2),
)
DEVICES = st.lists(DEVICE, unique_by=lambda device: device.device_id, max_size=5)


@given(DEVICES, st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_order(devices: list[OwnedDevice], random: object) -> None:
    shuffled = list(devices)
    random.shuffle(shuffled)
    assert Manifest.of(3, devices).digest == Manifest.of(3, shuffled).digest


@given(DEVICES, DEVICES, st.integers(0, 3), st.integers(0, 3))
def test_digests_differ_where_manifests_do(
    one: list[OwnedDevice], other: list[OwnedDevice], one_version: int, other_version: int
) -> None:
    first, second = Manifest.of(one_version, one), Manifest.of(other_version, other)
    assert (first == second) is (first.digest == second.digest)


@given(st.lists(DEVICES, max_size=6))
def test_versions_grow_with_every_change_and_only_then(lists: list[list[OwnedDevice]]) -> None:
    manifest = Manifest()
    for devices in lists:
        updated = manifest.updated(devices)
        changed = {device.device_id: device for device in devices} != manifest.devices
        assert updated.version == manifest.version + changed
        assert replacement(manifest, updated) == (updated if changed else None)
        manifest = updated


@given(DEVICES, DEVICES, st.integers(0, 5), st.integers(0, 5))
def test_a_node_never_goes_back(
    held: list[OwnedDevice], new: list[OwnedDevice], at: int, offered: int
) -> None:
    mine, theirs = Manifest.of(at, held), Manifest.of(offered, new)
    try:
        taken = replacement(mine, theirs)
    except HeadframeError as error:
        assert error.code is Code.CONFLICT  # noqa: PT017 - a refusal is an answer
        assert offered <= at
        assert mine != theirs
    else:
        assert taken is None or taken.version > at


def test_a_device_listed_twice_is_refused() -> None:
    device = OwnedDevice(1, "k", "antminer")
    with pytest.raises(HeadframeError, match="listed twice"):
        Manifest.of(1, [device, replace(device, serial="other")])
