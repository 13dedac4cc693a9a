"""The one table of fault codes: what a person does about each.

A code is `part.event`, such as `fan.stopped`. Drivers take codes from here; those that a plugin of somebody
else makes up get the advice for their event, else for their part.
"""

_BY_CODE = {
    "control_board.communication": "Reboot the miner; if it stays, check the cables to its boards.",
    "control_board.fault": "Reboot the miner; have its control board replaced if it stays.",
    "control_board.mismatch": "Install the firmware that is made for this control board.",
    "control_board.restarted": "Watch it; if it restarts again, check its power supply.",
    "cooling.flow": "Check pump, valves and hoses of the coolant.",
    "environment.humidity": "Dry the inlet air; moisture on boards shortens their life.",
    "environment.over_temperature": "Cool the inlet air; lower the power target until it is cool.",
    "environment.temperature": "Bring the inlet air back to what the miner is made for.",
    "fan.fault": "Clean or replace the fan; the miner may overheat.",
    "fan.present_in_immersion": "Take the fan out, or leave the immersion mode.",
    "fan.speed": "Clean the fan and its filter; replace it if its speed stays wrong.",
    "fan.stopped": "Clean or replace the fan; the miner may overheat.",
    "firmware.crash": "Reboot the miner; update its firmware if it happens again.",
    "firmware.integrity": "Install the firmware again.",
    "firmware.version": "Update the firmware.",
    "hash_board.chip_errors": "Lower the power target; have the board repaired if errors stay.",
    "hash_board.chips": "Reboot the miner; have the board repaired if chips stay missing.",
    "hash_board.communication": "Reboot the miner; if it stays, check the board's data cable.",
    "hash_board.eeprom": "Reboot the miner; if it stays, have the board's memory written anew.",
    "hash_board.missing": "Check that the board is plugged in, its cable and its power.",
    "hash_board.power_lost": "Check the board's power cable and the power supply.",
    "hash_board.temperature_spread": "Check fans and heat sinks: part of it runs hotter than the rest.",
    "hash_board.voltage": "Check the power supply; have the board repaired if it stays.",
    "hashrate.low": "Look at its boards, temperatures and power target.",
    "miner.log": "Read the miner's log; reboot it if it does not hash as it should.",
    "network.down": "Check cable and switch port.",
    "network.unstable": "Check cable, switch port and the way to the pool.",
    "pool.none": "Set its pools.",
    "pool.rejects": "Check worker name and password at the pool.",
    "pool.unreachable": "Check the pool's address, and the way there.",
    "pool.version_rolling": "Use a pool that allows version rolling.",
    "psu.communication": "Reboot the miner; if it stays, check the power supply's data cable.",
    "psu.fan": "Clean or replace the power supply's fan.",
    "psu.input_voltage": "Have the feed measured: voltage and phases.",
    "psu.missing": "Check that the power supply is plugged in.",
    "psu.output_voltage": "Lower the power target; have the power supply replaced if it stays.",
    "psu.phase_imbalance": "Have the feed measured: its phases carry unequal load.",
    "psu.recovering": "Wait: it comes back by itself; check the feed if this repeats.",
    "system.log": "Read the miner's log; reboot it if it does not hash as it should.",
}
_BY_EVENT = {
    "communication": "Reboot the miner; if it stays, check the part's cable.",
    "fault": "Reboot the miner; if it stays, have the part replaced.",
    "mismatch": "Put parts of the same type in.",
    "over_current": "Lower the power target; have the part checked if it stays.",
    "over_power": "Lower the power target.",
    "over_temperature": "Check fans, filters and inlet air; lower the power target.",
    "under_temperature": "Let it warm up; check the inlet air.",
}
_BY_PART = {
    "control_board": "Reboot the miner; have its control board checked if it stays.",
    "cooling": "Check the cooling.",
    "environment": "Check the inlet air, and the sensors that measure it.",
    "fan": "Clean or replace the fan.",
    "firmware": "Update or install the firmware again.",
    "hash_board": "Reboot the miner; if it stays, have the board repaired.",
    "network": "Check cable and switch port.",
    "pool": "Check its pools.",
    "psu": "Have the power supply checked.",
    "sensor": "Have the sensor checked.",
}
OTHERWISE = "Reboot the miner; if it stays, have it looked at."


def recommended_action(code: str) -> str:
    """What to do about a fault: by its code, else by what happened, else by the part."""
    part, _, event = code.partition(".")
    return _BY_CODE.get(code) or _BY_EVENT.get(event) or _BY_PART.get(part) or OTHERWISE
