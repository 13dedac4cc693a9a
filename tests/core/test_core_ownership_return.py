"""A node's list that is newer than a restored database: what it brings back, and what it never takes."""

from hypothesis import given, strategies as st

from headframe.core.ownership_return import MAX_VERSION, is_newer, ownership_return

NODES = st.sampled_from([1, 2, 3])
DEVICES = st.integers(min_value=1, max_value=8)
OWNERS = st.dictionaries(DEVICES, NODES)
LISTS = st.dictionaries(NODES, st.frozensets(DEVICES), max_size=3)


def test_what_nobody_owns_comes_back_and_what_the_list_does_not_name_is_released() -> None:
    change = ownership_return(1, listed=[10, 11, 12], owned=[11, 13], owners={11: 1, 12: 2})
    assert change.given == (10,)
    assert change.released == (13,)
    assert change.contested == {12: 2}
    assert change


def test_the_same_list_changes_nothing() -> None:
    assert not ownership_return(1, listed=[10, 11], owned=[10, 11], owners={10: 1, 11: 1})


@given(owners=OWNERS, lists=LISTS, order=st.permutations([1, 2, 3]))
def test_attack_26_no_device_is_taken_from_another_node(
    owners: dict[int, int], lists: dict[int, frozenset[int]], order: list[int]
) -> None:
    """In whatever order nodes come back, and whatever their lists say."""
    for node in (each for each in order if each in lists):
        before, listed = dict(owners), sorted(lists[node])
        change = ownership_return(
            node,
            listed=listed,
            owned=[device for device, owner in owners.items() if owner == node],
            owners={device: owners[device] for device in listed if device in owners},
        )
        for device in change.released:
            del owners[device]
        owners |= dict.fromkeys(change.given, node)
        assert all(owners.get(device) == owner for device, owner in before.items() if owner != node)
        assert {device for device, owner in owners.items() if owner == node} == {
            device for device in listed if before.get(device, node) == node
        }


def test_a_list_is_newer_by_its_version_or_by_what_it_says() -> None:
    assert is_newer(held_version=7, held_digest=b"a", version=5, digest=b"b")
    assert is_newer(held_version=7, held_digest=b"a", version=7, digest=b"b")
    assert not is_newer(held_version=7, held_digest=b"b", version=7, digest=b"b")
    assert not is_newer(held_version=7, held_digest=b"", version=7, digest=b"b")
    assert not is_newer(held_version=5, held_digest=b"a", version=7, digest=b"b")
    assert not is_newer(held_version=MAX_VERSION + 1, held_digest=b"a", version=7, digest=b"b")
