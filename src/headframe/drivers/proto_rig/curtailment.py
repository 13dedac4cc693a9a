"""Curtailment of a rig: stop it, or run it in its efficiency mode, and undo either."""

from headframe.driver import Executed, UnsupportedError
from headframe.drivers.cgminer import values
from headframe.drivers.http import Recent
from headframe.drivers.proto_rig.commands import set_mining
from headframe.drivers.proto_rig.details import EFFICIENCY, MAXIMUM_HASHRATE
from headframe.drivers.proto_rig.device import Device
from headframe.drivers.proto_rig.power import read_target, set_target
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_REMEMBERED = 20_000
"""Rigs whose mode before a curtailment is remembered."""

_STOPPED = frozenset({"Stopped", "PoweringOff", "Curtailed"})


class Curtailment:
    """Knows which rigs it took out of another mode, as long as the process lives.

    A plugin that was restarted knows nothing of that. It then leaves the mode as it is where the rig had
    been stopped, and otherwise goes back to maximum hashrate, the rig's own default, and says so.
    """

    def __init__(self) -> None:
        self._mode_before: Recent[str, str] = Recent(MAX_REMEMBERED)

    async def curtail(
        self, device: Device, target: driver_pb2.Target, level: miner_pb2.CurtailmentLevel
    ) -> Executed:
        """FULL stops; EFFICIENCY sets the efficiency mode. Either may be asserted again."""
        if level == miner_pb2.CURTAILMENT_LEVEL_FULL:
            return await set_mining(device, is_on=False)
        if level != miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY:
            raise UnsupportedError("no such level of curtailment")
        mode = values.text(await read_target(device), "performance_mode")
        if mode != EFFICIENCY:
            self._mode_before.put(_key(target), mode or MAXIMUM_HASHRATE)
        return await set_target(device, {"performance_mode": EFFICIENCY})

    async def uncurtail(self, device: Device, target: driver_pb2.Target) -> Executed:
        """Start where stopped, and go back to the mode before."""
        was_stopped = values.text(await device.mining(), "status") in _STOPPED
        executed = Executed(verified=True, detail="not curtailed")
        if was_stopped:
            executed = await set_mining(device, is_on=True)
        mode = values.text(await read_target(device), "performance_mode")
        before = self._mode_before.get(_key(target))
        if mode != EFFICIENCY or (before is None and was_stopped):
            return executed
        restored = await set_target(device, {"performance_mode": before or MAXIMUM_HASHRATE})
        self._mode_before.drop(_key(target))
        if before is not None:
            return restored
        detail = f"{restored.detail}: the rig's default, the mode before is not known"
        return Executed(verified=True, detail=detail, sample=restored.sample)


def _key(target: driver_pb2.Target) -> str:
    return target.device_key or target.expected_mac or target.expected_serial or target.address
