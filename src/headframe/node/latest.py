"""What each miner was last seen doing, on its way to the uploads."""

from headframe.core.errors import Problem
from headframe.core.telemetry import MiningState, Sample
from headframe.node.polling.ports import PollSink
from headframe.wire.gen.gateway.v1 import gateway_pb2


class LatestSamples:
    """A sink before the sink: remembers the newest sample of each device, and passes everything on."""

    def __init__(self, sink: PollSink) -> None:
        self._sink = sink
        self._latest: dict[int, Sample] = {}

    def of(self, device_id: int) -> Sample | None:
        """The newest sample; None before any."""
        return self._latest.get(device_id)

    def is_asleep(self, device_id: int) -> bool | None:
        """Whether it was last seen asleep; None where nobody can say."""
        sample = self.of(device_id)
        if sample is None or sample.mining_state is MiningState.UNKNOWN:
            return None
        return sample.mining_state is MiningState.STOPPED

    def inventory_changed(self, _changed: set[int], removed: set[int]) -> None:
        """Devices left: nothing of them is kept."""
        for device_id in removed:
            self._latest.pop(device_id, None)

    def sample(self, sample: Sample) -> None:
        """A device's measurements."""
        self._latest[sample.device_id] = sample
        self._sink.sample(sample)

    def event(self, device_id: int, event: gateway_pb2.Event) -> None:
        """A change."""
        self._sink.event(device_id, event)

    def moved(self, device_id: int, problem: Problem) -> None:
        """A device may have another address."""
        self._sink.moved(device_id, problem)
