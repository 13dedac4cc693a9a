"""A batch yields one result a device, within its limits, whatever the driver does."""

import asyncio
import enum

import pytest
from hypothesis import given, settings, strategies as st

from headframe.driver import DeviceTimeoutError, UnreachableError
from headframe.driver.batch import Batch
from headframe.driver.guard import Abandoned, within
from headframe.driver.lane import Lane
from headframe.drivers.virtual.device import VirtualDriver
from headframe.drivers.virtual.settings import Settings
from headframe.wire.gen.driver.v1 import driver_pb2

FAST = driver_pb2.POLL_DEPTH_FAST


class Act(enum.Enum):
    """What a driver does with one device."""

    ANSWER = "answer"
    YIELD = "yield"
    DEVICE_ERROR = "device error"
    DEFECT = "defect"
    EXIT = "exit"
    CANCEL = "cancel"
    HANG = "hang"
    IGNORE_CANCELLATION = "ignore cancellation"
    NOTHING = "nothing"


class Actor(VirtualDriver):
    """Does as the device's address says, and counts how many it does at once."""

    def __init__(self) -> None:
        super().__init__(Settings())
        self.now = self.most = 0
        self.let_go = asyncio.Event()

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        del depth
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self._act(Act(target.address))
        finally:
            self.now -= 1

    async def _act(self, act: Act) -> driver_pb2.PollResult:
        match act:
            case Act.YIELD:
                await asyncio.sleep(0)
            case Act.DEVICE_ERROR:
                raise UnreachableError("gone")
            case Act.DEFECT:
                raise ZeroDivisionError("password hunter2")
            case Act.EXIT:
                raise SystemExit(3)
            case Act.CANCEL:
                raise asyncio.CancelledError
            case Act.HANG:
                await asyncio.Event().wait()
            case Act.IGNORE_CANCELLATION:
                await self._stay()
            case Act.NOTHING:
                return None  # type: ignore[return-value]
            case _:
                pass
        return driver_pb2.PollResult(mac="seen")

    async def _stay(self) -> None:
        while not self.let_go.is_set():
            try:
                await self.let_go.wait()
            except asyncio.CancelledError:
                continue


EXPECTED = {
    Act.ANSWER: driver_pb2.ERROR_KIND_UNSPECIFIED,
    Act.YIELD: driver_pb2.ERROR_KIND_UNSPECIFIED,
    Act.DEVICE_ERROR: driver_pb2.ERROR_KIND_UNREACHABLE,
    Act.DEFECT: driver_pb2.ERROR_KIND_PROTOCOL,
    Act.EXIT: driver_pb2.ERROR_KIND_PROTOCOL,
    Act.CANCEL: driver_pb2.ERROR_KIND_PROTOCOL,
    Act.HANG: driver_pb2.ERROR_KIND_TIMEOUT,
    Act.IGNORE_CANCELLATION: driver_pb2.ERROR_KIND_TIMEOUT,
    Act.NOTHING: driver_pb2.ERROR_KIND_PROTOCOL,
}


def batch(driver: Actor, acts: list[Act], lane: Lane, abandoned: Abandoned, limit: int = 100) -> Batch:
    targets = [driver_pb2.Target(device_key=f"{n}", address=act.value) for n, act in enumerate(acts)]
    return Batch(driver, targets, FAST, lane=lane, abandoned=abandoned, limit=limit, device_seconds=0.02)


async def results(of: Batch) -> list[driver_pb2.PollResult]:
    return [r async for data in of.groups() for r in driver_pb2.PollResponse.FromString(data).results]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(Act), max_size=30), st.integers(1, 8), st.integers(1, 8))
async def test_one_result_a_device_of_the_right_kind(acts: list[Act], limit: int, lane_limit: int) -> None:
    driver, lane, abandoned = Actor(), Lane(lane_limit), Abandoned(lambda: None)
    found = await results(batch(driver, acts, lane, abandoned, limit))
    assert sorted(int(r.device_key) for r in found) == list(range(len(acts)))
    assert {int(r.device_key): r.error.kind for r in found} == {n: EXPECTED[a] for n, a in enumerate(acts)}
    assert all("hunter2" not in r.error.message for r in found)
    assert lane.running == 0
    if not {Act.IGNORE_CANCELLATION, Act.HANG} & {*acts}:  # those are let go of without waiting for their end
        assert driver.most <= min(limit, lane_limit)
    driver.let_go.set()


async def test_two_batches_share_the_lane_in_turns() -> None:
    order: list[str] = []

    class Noting(Actor):
        async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
            order.append(target.model)
            return await super().poll(target, depth)

    driver, lane, abandoned = Noting(), Lane(1), Abandoned(lambda: None)
    batches = []
    for name, size in (("large", 20), ("small", 3)):
        targets = [driver_pb2.Target(address=Act.YIELD.value, model=name) for _ in range(size)]
        made = Batch(driver, targets, FAST, lane=lane, abandoned=abandoned, limit=9, device_seconds=9)
        batches.append(results(made))
    await asyncio.gather(*batches)
    assert max(n for n, name in enumerate(order) if name == "small") < 8


async def test_leaving_early_frees_the_lane_and_cancels_the_driver() -> None:
    driver, lane, abandoned = Actor(), Lane(4), Abandoned(lambda: None)
    made = Batch(
        driver,
        [driver_pb2.Target(address=a.value) for a in (Act.ANSWER, *[Act.HANG] * 10)],
        FAST,
        lane=lane,
        abandoned=abandoned,
        limit=4,
        device_seconds=3600,
    )
    groups = made.groups()
    await anext(groups)
    assert lane.running == 4
    await groups.aclose()
    assert (lane.running, len(abandoned)) == (0, 4)
    await asyncio.wait(set(abandoned._tasks))
    assert (driver.now, len(abandoned)) == (0, 0)


async def test_a_batchs_deadline_accounts_for_all() -> None:
    driver, lane, abandoned = Actor(), Lane(2), Abandoned(lambda: None)
    made = Batch(
        driver,
        [driver_pb2.Target(address=Act.HANG.value) for _ in range(5)],
        FAST,
        lane=lane,
        abandoned=abandoned,
        limit=5,
        device_seconds=3600,
        batch_seconds=0.02,
    )
    found = await results(made)
    assert [r.error.kind for r in found] == [driver_pb2.ERROR_KIND_TIMEOUT] * 5


async def test_too_many_ignored_cancellations_are_reported() -> None:
    reported = asyncio.Event()
    driver, abandoned = Actor(), Abandoned(reported.set, limit=3)
    await results(batch(driver, [Act.IGNORE_CANCELLATION] * 3, Lane(9), abandoned))
    assert not reported.is_set()
    await results(batch(driver, [Act.IGNORE_CANCELLATION], Lane(9), abandoned))
    assert reported.is_set()
    driver.let_go.set()
    await asyncio.wait(set(abandoned._tasks))
    assert len(abandoned) == 0


async def test_within_passes_on_results_and_errors_and_its_own_cancellation() -> None:
    abandoned = Abandoned(lambda: None)

    async def late() -> str:
        await asyncio.Event().wait()
        return "never"

    async def wrong() -> str:
        raise DeviceTimeoutError("late")

    with pytest.raises(TimeoutError):
        await within(late(), 0.01, abandoned)
    with pytest.raises(DeviceTimeoutError):
        await within(wrong(), None, abandoned)
    calling = asyncio.create_task(within(late(), None, abandoned))
    await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
