"""What to do about a fault: by its code, else by what happened, else by the part."""

_BY_CODE = {
    "control_board.restarted": "Watch it; if it restarts again, check its power supply.",
    "fan.stopped": "Clean or replace the fan; the miner may overheat.",
    "fan.present_in_immersion": "Take the fan out, or leave the immersion mode.",
    "firmware.crash": "Reboot the miner; update its firmware if it happens again.",
    "firmware.integrity": "Install the firmware again.",
    "hashrate.low": "Look at its boards, temperatures and power target.",
    "network.down": "Check cable and switch port.",
    "pool.none": "Set its pools: headframe commands pools.",
    "pool.rejects": "Check worker name and password at the pool.",
    "pool.unreachable": "Check the pool's address, and the way there.",
    "psu.input_voltage": "Have the feed measured: voltage and phases.",
    "psu.missing": "Check that the power supply is plugged in.",
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
    "fan": "Clean or replace the fan.",
    "firmware": "Update or install the firmware again.",
    "hash_board": "Reboot the miner; if it stays, have the board repaired.",
    "network": "Check cable and switch port.",
    "pool": "Check its pools.",
    "psu": "Have the power supply checked.",
    "sensor": "Have the sensor checked.",
}
OTHERWISE = "Reboot the miner; if it stays, have it looked at."


def advice(code: str) -> str:
    """The recommended action."""
    part, _, event = code.partition(".")
    return _BY_CODE.get(code) or _BY_EVENT.get(event) or _BY_PART.get(part) or OTHERWISE
