"""What the node remembers of each miner."""

from headframe.core.telemetry import MiningState, Sample
from headframe.kit.clock import SystemClock
from headframe.node.local.fleet import LiveFleet
from tests.node.local.onsite import Sink


def test_a_miner_is_asleep_where_it_says_so_and_nobody_knows_before_it_says() -> None:
    sink = Sink()
    fleet = LiveFleet(sink, SystemClock(), lambda _: False)
    assert fleet.is_asleep(1) is None
    for state, asleep in (
        (MiningState.STOPPED, True),
        (MiningState.MINING, False),
        (MiningState.UNKNOWN, None),
    ):
        fleet.sample(Sample(1, 1, mining_state=state))
        assert fleet.is_asleep(1) is asleep
    fleet.sample(Sample(1, 2, mining_state=MiningState.STOPPED))
    fleet.inventory_changed([], [1])
    assert fleet.is_asleep(1) is None
    assert len(sink.samples) == 4
