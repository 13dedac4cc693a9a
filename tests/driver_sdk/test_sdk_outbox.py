"""Results are framed as protobuf frames them, all of them once, in bounded groups."""

from hypothesis import given, strategies as st

from headframe.driver.limits import GROUP_BYTES
from headframe.driver.outbox import Outbox, varint
from headframe.wire.gen.driver.v1 import driver_pb2

sizes = st.lists(st.integers(0, 3000), max_size=80)


def result(number: int, size: int) -> driver_pb2.PollResult:
    return driver_pb2.PollResult(device_key=str(number), mac="x" * size)


@given(sizes)
async def test_what_goes_in_comes_out_once_in_order_and_parses(found: list[int]) -> None:
    results = [result(number, size) for number, size in enumerate(found)]
    outbox = Outbox(expected=len(results))
    for item in results:
        outbox.put(item.SerializeToString())
    messages = [group async for group in outbox.groups()]
    parsed = [item for data in messages for item in driver_pb2.PollResponse.FromString(data).results]
    assert parsed == results


async def test_groups_are_bounded_in_bytes() -> None:
    large = result(0, GROUP_BYTES // 2).SerializeToString()
    outbox = Outbox(expected=6)
    for _ in range(6):
        outbox.put(large)
    sizes = [len(group) async for group in outbox.groups()]
    assert len(sizes) == 3
    assert max(sizes) < 2 * GROUP_BYTES


async def test_a_lone_result_does_not_wait_for_company() -> None:
    outbox = Outbox(expected=2)
    outbox.put(result(1, 1).SerializeToString())
    groups = outbox.groups()
    first = driver_pb2.PollResponse.FromString(await anext(groups))
    assert [item.device_key for item in first.results] == ["1"]
    await groups.aclose()


async def test_nothing_expected_nothing_sent() -> None:
    assert [group async for group in Outbox(expected=0).groups()] == []


@given(st.binary(max_size=20_000))
def test_a_length_is_a_varint(data: bytes) -> None:
    framed = driver_pb2.PollResponse.FromString(b"\x0a\x00")
    assert len(framed.results) == 1
    chunk = driver_pb2.LogChunk(data=data)
    expected = chunk.SerializeToString()
    assert expected == (b"\x12" + varint(len(data)) + data if data else b"")
