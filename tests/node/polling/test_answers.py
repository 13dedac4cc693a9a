"""What becomes of a full poll: told on change, and a miner's own answers once an hour, without secrets."""

import json
from collections.abc import Iterable
from pathlib import Path

from headframe.core.errors import Problem
from headframe.core.telemetry import Sample
from headframe.node.inventory import Inventory
from headframe.node.polling.answers import VENDOR_ANSWERS_EVERY_MS, Answers
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

NOW_MS = 1_795_000_000_000


class Told:
    """A sink that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[gateway_pb2.Event] = []

    def sample(self, sample: Sample) -> None:
        assert sample.device_id == 1

    def event(self, device_id: int, event: gateway_pb2.Event) -> None:
        assert device_id == 1
        self.events.append(event)

    def moved(self, device_id: int, problem: Problem) -> None:
        raise AssertionError(device_id, problem)

    def take_vendor_json(self) -> Iterable[bytes]:
        told = [event.details.vendor_json for event in self.events if event.HasField("details")]
        self.events.clear()
        return told


def full_poll(at_ms: int, said: object, *, power_mode: str = "eco") -> driver_pb2.PollResult:
    return driver_pb2.PollResult(
        at_ms=at_ms,
        sample=miner_pb2.Sample(),
        details=driver_pb2.Details(power_mode=power_mode, vendor_json=json.dumps(said).encode()),
    )


def test_own_answers_go_up_with_a_change_and_once_an_hour(tmp_path: Path) -> None:
    told = Told()
    answers = Answers(Inventory(tmp_path / "owned.json"), told)
    assert answers.take(1, full_poll(NOW_MS, {"count": 1})) is None
    assert told.take_vendor_json() == [b'{"count":1}']
    answers.take(1, full_poll(NOW_MS + 60_000, {"count": 2}))
    assert told.take_vendor_json() == []
    answers.take(1, full_poll(NOW_MS + 120_000, {"count": 3}, power_mode="high"))
    assert told.take_vendor_json() == [b'{"count":3}']
    answers.take(1, full_poll(NOW_MS + VENDOR_ANSWERS_EVERY_MS, {"count": 4}, power_mode="high"))
    assert told.take_vendor_json() == []
    due = NOW_MS + 120_000 + VENDOR_ANSWERS_EVERY_MS
    answers.take(1, full_poll(due, {"count": 5}, power_mode="high"))
    assert told.take_vendor_json() == [b'{"count":5}']


def test_no_secret_goes_up_whatever_a_driver_passes_on(tmp_path: Path) -> None:
    told = Told()
    Answers(Inventory(tmp_path / "owned.json"), told).take(
        1, full_poll(NOW_MS, {"pools": [{"user": "w", "pass": "hunter2"}]})
    )
    assert told.take_vendor_json() == [b'{"pools":[{"user":"w","pass":"(redacted)"}]}']


def test_a_driver_without_own_answers_says_nothing_by_the_hour(tmp_path: Path) -> None:
    told = Told()
    answers = Answers(Inventory(tmp_path / "owned.json"), told)
    silent = full_poll(NOW_MS, None)
    silent.details.vendor_json = b""
    answers.take(1, silent)
    assert told.take_vendor_json() == [b""]
    silent.at_ms += 2 * VENDOR_ANSWERS_EVERY_MS
    answers.take(1, silent)
    assert told.take_vendor_json() == []


def fast_poll(at_ms: int, *statuses: "miner_pb2.ComponentStatus") -> driver_pb2.PollResult:
    parts = [miner_pb2.Component(slot=slot, status=status) for slot, status in enumerate(statuses)]
    return driver_pb2.PollResult(at_ms=at_ms, sample=miner_pb2.Sample(components=parts))


def test_a_part_that_breaks_is_looked_at_in_full_at_once_and_not_again_and_again(tmp_path: Path) -> None:
    answers = Answers(Inventory(tmp_path / "owned.json"), Told())
    well, ill = miner_pb2.COMPONENT_STATUS_HEALTHY, miner_pb2.COMPONENT_STATUS_CRITICAL
    seen = [(0, (well, well)), (10, (well, well)), (20, (well, ill)), (30, (well,)), (40, (well, ill))]
    seen += [(20 + 61, (well, well)), (20 + 71, (well, well))]
    wanted = [
        second
        for second, statuses in seen
        if answers.wants_full(1, fast_poll(NOW_MS + second * 1000, *statuses))
    ]
    assert wanted == [20, 81]


def test_attack_26_all_that_is_known_is_told_again_to_a_server_that_has_forgotten_it(tmp_path: Path) -> None:
    told = Told()
    answers = Answers(Inventory(tmp_path / "owned.json"), told)
    answers.take(1, full_poll(NOW_MS, {}))
    first = [event.WhichOneof("event") for event in told.events]
    told.events.clear()
    answers.take(1, full_poll(NOW_MS + 1_000, {}))
    assert not told.events, "nothing is news"
    answers.tell_again()
    answers.take(1, full_poll(NOW_MS + 2_000, {}))
    assert [event.WhichOneof("event") for event in told.events] == first == ["contact", "details"]
