"""Curtailment of an AxeOS miner: pause it, or set its lowest preset, and undo either."""

from headframe.driver import Executed, UnsupportedError
from headframe.drivers.axeos import commands
from headframe.drivers.axeos.device import Device
from headframe.drivers.axeos.presets import ECO, STANDARD, Preset, mode_of, present
from headframe.drivers.axeos.sample import is_paused
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.http import Recent
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_REMEMBERED = 20_000
"""Miners whose setting before a curtailment is remembered."""


class Curtailment:
    """Knows what each miner was set to before it was curtailed, as long as the process lives.

    A plugin that was restarted knows nothing of that. It then goes back from "eco" to the vendor's default,
    and says so.
    """

    def __init__(self) -> None:
        self._before: Recent[str, Preset] = Recent(MAX_REMEMBERED)

    async def curtail(self, device: Device, level: miner_pb2.CurtailmentLevel) -> Executed:
        """FULL pauses; EFFICIENCY sets the lowest preset. Either may be asserted again."""
        if level == miner_pb2.CURTAILMENT_LEVEL_FULL:
            return await commands.set_mining(device, is_on=False)
        if level != miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY:
            raise UnsupportedError("no such level of curtailment")
        info = await device.info_before_write()
        before = present(info)
        if before is not None and mode_of(info, await device.protocol.asic()) != ECO:
            self._before.put(mac(info["macAddr"]), before)
        return await commands.set_preset(device, ECO)

    async def uncurtail(self, device: Device) -> Executed:
        """Resume where paused, and go back to the setting before."""
        info = await device.info_before_write()
        executed = Executed(verified=True, detail="not curtailed", sample=None)
        if is_paused(info):
            executed = await commands.set_mining(device, is_on=True)
        if mode_of(info, await device.protocol.asic()) != ECO:
            return executed
        key = mac(info["macAddr"])
        before = self._before.get(key)
        if before is None:
            default = await commands.set_preset(device, STANDARD)
            detail = f"{default.detail}: the vendor's default, the setting before is not known"
            return Executed(verified=True, detail=detail, sample=default.sample)
        executed = await commands.apply(device, before)
        self._before.drop(key)
        return executed
