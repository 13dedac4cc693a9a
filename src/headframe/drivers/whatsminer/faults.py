"""WhatsMiner's error codes and what they mean.

Sources: MicroBT's published error code list, and the tables of public fleet tools that agree with it. The
miner numbers its faults by group (1 fans, 2 power supply, 3 temperature, 4 EEPROM, 5 hash board, 6 ambient,
7 control board, 8 integrity, 20 pools, 23 hashrate, 50-56 chips, 80-90 firmware and configuration).

In a pattern, `n` stands for a slot or pool number and `c` for a chip number; digits stand for themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from headframe.wire.gen.miner.v1 import miner_pb2

_CRITICAL = miner_pb2.SEVERITY_CRITICAL
_MAJOR = miner_pb2.SEVERITY_MAJOR
_MINOR = miner_pb2.SEVERITY_MINOR
_INFO = miner_pb2.SEVERITY_INFO

_NONE = miner_pb2.COMPONENT_KIND_UNSPECIFIED
_BOARD = miner_pb2.COMPONENT_KIND_HASH_BOARD
_PSU = miner_pb2.COMPONENT_KIND_PSU
_FAN = miner_pb2.COMPONENT_KIND_FAN
_CONTROL = miner_pb2.COMPONENT_KIND_CONTROL_BOARD
_SENSOR = miner_pb2.COMPONENT_KIND_SENSOR


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code says. `slot` fixes the component's slot where the code itself names one."""

    code: str
    severity: miner_pb2.Severity
    kind: miner_pb2.ComponentKind
    message: str
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A meaning found for a code, with the numbers that the code carries."""

    meaning: Meaning
    slot: int | None = None
    chip: int | None = None


UNKNOWN = Meaning("whatsminer.unknown", _MAJOR, _NONE, "The miner reports a code that is not in the table")

TABLE: dict[str, Meaning] = {
    "100": Meaning("fan.fault", _MAJOR, _FAN, "A fan cannot be identified"),
    "110": Meaning("fan.speed", _MAJOR, _FAN, "The intake fan's speed is wrong", 0),
    "111": Meaning("fan.speed", _MAJOR, _FAN, "The exhaust fan's speed is wrong", 1),
    "120": Meaning("fan.speed", _MAJOR, _FAN, "The intake fan is off by more than 2000 RPM", 0),
    "121": Meaning("fan.speed", _MAJOR, _FAN, "The exhaust fan is off by more than 2000 RPM", 1),
    "130": Meaning("fan.speed", _CRITICAL, _FAN, "The intake fan is off by more than 3000 RPM", 0),
    "131": Meaning("fan.speed", _CRITICAL, _FAN, "The exhaust fan is off by more than 3000 RPM", 1),
    "140": Meaning("fan.speed", _MINOR, _FAN, "The fans turn too fast"),
    "200": Meaning("psu.missing", _CRITICAL, _PSU, "No power supply was found"),
    "201": Meaning("psu.mismatch", _MAJOR, _PSU, "The power supply does not match the configuration"),
    "202": Meaning("psu.output_voltage", _CRITICAL, _PSU, "The power supply's output voltage is wrong"),
    "203": Meaning(
        "psu.over_temperature", _CRITICAL, _PSU, "The power supply protects itself: ambient too hot"
    ),
    "204": Meaning("psu.over_current", _CRITICAL, _PSU, "The power supply limits current: ambient too hot"),
    "205": Meaning("psu.over_current", _CRITICAL, _PSU, "The power supply's current is wrong"),
    "206": Meaning("psu.input_voltage", _CRITICAL, _PSU, "The input voltage is too low"),
    "207": Meaning(
        "psu.input_voltage", _CRITICAL, _PSU, "The power supply protects itself: poor input power"
    ),
    "208": Meaning("psu.fault", _CRITICAL, _PSU, "The power supply's power is wrong"),
    "209": Meaning("psu.output_voltage", _MAJOR, _PSU, "The power supply's voltage offset is wrong"),
    "210": Meaning("psu.fault", _CRITICAL, _PSU, "Power supply error"),
    "211": Meaning("psu.over_current", _CRITICAL, _PSU, "The output current is wrong; a reboot may help"),
    "212": Meaning("psu.output_voltage", _CRITICAL, _PSU, "The output voltage has reached its border"),
    "213": Meaning("psu.fault", _MAJOR, _PSU, "Input and output of the power supply do not match"),
    "214": Meaning("psu.fault", _MAJOR, _PSU, "The input power does not change"),
    "215": Meaning("psu.output_voltage", _CRITICAL, _PSU, "The output voltage could not be set"),
    "216": Meaning("psu.fault", _MAJOR, _PSU, "The power has not changed for a long time"),
    "217": Meaning("psu.fault", _CRITICAL, _PSU, "The power supply could not be switched"),
    "218": Meaning(
        "psu.input_voltage", _MAJOR, _PSU, "The input is below 230 V, too low for high power mode"
    ),
    "219": Meaning("psu.over_current", _MAJOR, _PSU, "The input current is wrong"),
    **{
        str(number): Meaning(
            "psu.over_temperature", _CRITICAL, _PSU, "The power supply's output side is too hot"
        )
        for number in (233, 234, 235)
    },
    **{
        str(number): Meaning("psu.over_current", _CRITICAL, _PSU, "The output current is too high: protected")
        for number in (236, 237, 238, 268)
    },
    "239": Meaning("psu.output_voltage", _CRITICAL, _PSU, "The output voltage is too high: protected"),
    "240": Meaning("psu.output_voltage", _CRITICAL, _PSU, "The output voltage is too low: protected"),
    "241": Meaning("psu.over_current", _MAJOR, _PSU, "The output currents are out of balance"),
    **{
        str(number): Meaning(
            "psu.over_temperature", _CRITICAL, _PSU, "The power supply's input side is too hot"
        )
        for number in (243, 244, 245)
    },
    **{
        str(number): Meaning("psu.input_voltage", _CRITICAL, _PSU, "The input voltage is too high: protected")
        for number in (246, 247, 270)
    },
    **{
        str(number): Meaning("psu.over_current", _CRITICAL, _PSU, "The input current is too high: protected")
        for number in (248, 249, 257, 269)
    },
    **{
        str(number): Meaning("psu.input_voltage", _CRITICAL, _PSU, "The input voltage is too low: protected")
        for number in (250, 251, 271)
    },
    **{
        str(number): Meaning("psu.fan", _CRITICAL, _PSU, "The power supply's fan has failed")
        for number in (253, 254)
    },
    **{
        str(number): Meaning("psu.over_power", _CRITICAL, _PSU, "The output power is too high: protected")
        for number in (255, 256)
    },
    "263": Meaning("psu.communication", _MINOR, _PSU, "Communication with the power supply is disturbed"),
    "264": Meaning("psu.communication", _MAJOR, _PSU, "Communication with the power supply fails"),
    "267": Meaning("psu.fault", _CRITICAL, _PSU, "The power supply's watchdog has switched it off"),
    "272": Meaning("psu.over_power", _MINOR, _PSU, "The power supply gives too much power"),
    "273": Meaning("psu.over_power", _MINOR, _PSU, "The power supply takes too much power"),
    "274": Meaning("psu.fan", _MINOR, _PSU, "The power supply's fan needs attention"),
    "275": Meaning("psu.over_temperature", _MINOR, _PSU, "The power supply is hot"),
    **{
        str(number): Meaning(
            "psu.fault", _MAJOR, _PSU, "The power supply reports an error that it does not name"
        )
        for number in (265, 266, 276, 277, 278, 279, 280)
    },
    **{
        str(number): Meaning("psu.fault", _MAJOR, _PSU, "The power supply's maker flags a state of its own")
        for number in range(281, 297)
    },
    "30n": Meaning(
        "hash_board.temperature_sensor", _MAJOR, _BOARD, "The board's temperature sensor is not found"
    ),
    "329": Meaning(
        "control_board.temperature_sensor", _MAJOR, _CONTROL, "The control board's sensor is silent"
    ),
    "32n": Meaning("hash_board.temperature_sensor", _MAJOR, _BOARD, "The board's temperature cannot be read"),
    "35n": Meaning("hash_board.over_temperature", _CRITICAL, _BOARD, "The board protects itself from heat"),
    "36n": Meaning("hash_board.over_temperature", _CRITICAL, _BOARD, "The board is too hot"),
    "370": Meaning("environment.temperature", _MINOR, _SENSOR, "The ambient temperature changes too quickly"),
    "380": Meaning("environment.humidity_sensor", _MINOR, _SENSOR, "The humidity sensor is not found"),
    "381": Meaning("environment.humidity_sensor", _MINOR, _SENSOR, "The humidity cannot be read"),
    "382": Meaning("environment.humidity_sensor", _MINOR, _SENSOR, "The humidity cannot be read"),
    "383": Meaning("environment.humidity", _CRITICAL, _SENSOR, "The miner protects itself from humidity"),
    "400": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "An EEPROM reports an error that it does not name"),
    "41n": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "The board's EEPROM is not found"),
    "42n": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "The board's EEPROM cannot be understood"),
    "43n": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "The board's chip bin is wrong"),
    "44n": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "The board's chip count in the EEPROM is wrong"),
    "45n": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "The board's EEPROM cannot be read"),
    "500": Meaning("hash_board.fault", _CRITICAL, _BOARD, "A board reports an error that it does not name"),
    "51n": Meaning("hash_board.mismatch", _CRITICAL, _BOARD, "The board belongs to another model"),
    "52n": Meaning("hash_board.mismatch", _CRITICAL, _BOARD, "The board's bin type is wrong"),
    "53n": Meaning("hash_board.missing", _CRITICAL, _BOARD, "The board is not found"),
    "54n": Meaning("hash_board.communication", _CRITICAL, _BOARD, "The board's chips cannot be read"),
    "55n": Meaning("hash_board.chips", _MAJOR, _BOARD, "The board has bad chips"),
    "56n": Meaning("hash_board.chips", _MAJOR, _BOARD, "The board's chips are out of balance"),
    "57n": Meaning("hash_board.communication", _CRITICAL, _BOARD, "Communication with the board fails"),
    "58n": Meaning("hash_board.fault", _MAJOR, _BOARD, "The board was reset"),
    "59n": Meaning("hash_board.frequency", _MINOR, _BOARD, "The board's frequency is too low"),
    "600": Meaning("environment.over_temperature", _CRITICAL, _SENSOR, "The ambient air is too hot"),
    "610": Meaning(
        "environment.over_temperature", _MAJOR, _SENSOR, "The ambient air is too hot for high power mode"
    ),
    "700": Meaning("control_board.fault", _MAJOR, _CONTROL, "The MAC address is invalid"),
    "701": Meaning(
        "control_board.mismatch", _CRITICAL, _CONTROL, "The control board does not support the chips"
    ),
    "710": Meaning("control_board.restarted", _MAJOR, _CONTROL, "The control board restarted by itself"),
    "711": Meaning(
        "control_board.restarted", _MAJOR, _CONTROL, "The control board restarted and slowed down"
    ),
    "712": Meaning("control_board.restarted", _MAJOR, _CONTROL, "The control board restarted by itself"),
    "713": Meaning("network.unstable", _MINOR, _CONTROL, "The network is unstable"),
    "714": Meaning(
        "control_board.fault", _MAJOR, _CONTROL, "The control board reports an error without a name"
    ),
    "72n": Meaning("control_board.communication", _MAJOR, _CONTROL, "Frames from a board arrive damaged"),
    "800": Meaning("firmware.integrity", _CRITICAL, _CONTROL, "The mining program's checksum is wrong"),
    "801": Meaning("firmware.integrity", _CRITICAL, _CONTROL, "The system monitor's checksum is wrong"),
    "802": Meaning("firmware.integrity", _CRITICAL, _CONTROL, "The remote service's checksum is wrong"),
    "810": Meaning(
        "configuration.serial", _MINOR, _CONTROL, "Converted to liquid cooling: serial numbers differ"
    ),
    "900": Meaning("psu.fault", _MAJOR, _PSU, "Power reading error"),
    "901": Meaning("psu.fault", _MAJOR, _PSU, "The power rate is wrong"),
    "902": Meaning("psu.fault", _MAJOR, _PSU, "Power reading error"),
    "2000": Meaning("pool.none", _CRITICAL, _NONE, "No pool is configured"),
    "2010": Meaning("pool.unreachable", _CRITICAL, _NONE, "All pools are disabled"),
    "202n": Meaning("pool.unreachable", _MAJOR, _NONE, "A pool cannot be reached"),
    "2030": Meaning("pool.rejects", _MAJOR, _NONE, "The pool rejects too many shares"),
    "2040": Meaning("pool.version_rolling", _MINOR, _NONE, "The pool does not support version rolling"),
    "211n": Meaning("hash_board.fault", _MAJOR, _BOARD, "The board failed a step of the factory test"),
    "2310": Meaning("hashrate.low", _MAJOR, _NONE, "The hashrate is too low"),
    "2320": Meaning("hashrate.low", _MAJOR, _NONE, "The hashrate is too low"),
    "2330": Meaning("hashrate.low", _MAJOR, _NONE, "Too much hashrate is lost"),
    "2340": Meaning("hashrate.low", _MAJOR, _NONE, "Too much hashrate is lost"),
    "2350": Meaning("hashrate.low", _MINOR, _NONE, "Hashrate is lost"),
    "501n": Meaning("hash_board.voltage", _MAJOR, _BOARD, "The chips' voltage is too low"),
    "502n": Meaning("hash_board.voltage", _MAJOR, _BOARD, "The chips' voltage has changed"),
    "503n": Meaning(
        "hash_board.temperature_spread", _MAJOR, _BOARD, "The chips' temperatures differ too much"
    ),
    "504n": Meaning("hash_board.temperature_spread", _MAJOR, _BOARD, "The hottest chips differ too much"),
    "505n": Meaning(
        "hash_board.over_temperature", _CRITICAL, _BOARD, "The board stopped to protect its chips"
    ),
    "507n": Meaning("cooling.flow", _CRITICAL, _BOARD, "The coolant's flow is abnormal"),
    "5080": Meaning(
        "hash_board.temperature_sensor", _MAJOR, _BOARD, "Calibrating the chips' temperature failed"
    ),
    "509n": Meaning(
        "hash_board.temperature_sensor", _MAJOR, _BOARD, "The temperature calibration is out of balance"
    ),
    "511n": Meaning("hash_board.frequency", _MAJOR, _BOARD, "The board does not reach its frequency in time"),
    "512n": Meaning("hash_board.communication", _MAJOR, _BOARD, "Too many checksum errors from the board"),
    "513n": Meaning("hash_board.fault", _MAJOR, _BOARD, "The board is unstable"),
    "517n": Meaning("hash_board.frequency", _MAJOR, _BOARD, "The board does not reach its frequency in time"),
    "52nc": Meaning("hash_board.chips", _MINOR, _BOARD, "A chip gives wrong results"),
    "53nc": Meaning("hash_board.chips", _MINOR, _BOARD, "A chip gives too few results"),
    "54nc": Meaning("hash_board.over_temperature", _MAJOR, _BOARD, "A chip protects itself from heat"),
    "55nc": Meaning("hash_board.chips", _MINOR, _BOARD, "A chip was reset"),
    "56nc": Meaning("hash_board.chips", _MINOR, _BOARD, "A chip gives no results"),
    "8000": Meaning("firmware.version", _INFO, _CONTROL, "The tool's version is too low"),
    "8010": Meaning("hash_board.frequency", _MINOR, _NONE, "The frequency is low"),
    "8020": Meaning("hashrate.low", _MINOR, _NONE, "The hashrate is low"),
    "8035": Meaning("environment.over_temperature", _MINOR, _SENSOR, "The ambient air is hot"),
    "8100": Meaning("hash_board.eeprom", _MAJOR, _BOARD, "The chip data is wrong"),
    "8200": Meaning("psu.mismatch", _MAJOR, _PSU, "The power supply's version is wrong"),
    "8210": Meaning("configuration.mismatch", _MAJOR, _CONTROL, "The miner type is wrong"),
    "8220": Meaning("configuration.mismatch", _MAJOR, _CONTROL, "The version information is wrong"),
    "8300": Meaning("configuration.mismatch", _MAJOR, _CONTROL, "The level is empty"),
    "8400": Meaning("firmware.version", _MINOR, _CONTROL, "The firmware is old"),
    "8410": Meaning("firmware.version", _MAJOR, _CONTROL, "The software version is wrong"),
    "85n0": Meaning("hashrate.low", _MINOR, _NONE, "The hashrate is below standard"),
    "85n1": Meaning("psu.over_power", _MINOR, _PSU, "The power consumption is not to standard"),
    "85n2": Meaning("fan.speed", _MINOR, _FAN, "A fan's speed is not to standard"),
    "85n3": Meaning("fan.speed", _MINOR, _FAN, "A fan's speed is not to standard"),
    "85n4": Meaning("psu.output_voltage", _MINOR, _PSU, "The voltage is not to standard"),
    "8600": Meaning("configuration.serial", _MINOR, _CONTROL, "The product's serial number is missing"),
    "8610": Meaning("configuration.mismatch", _MINOR, _CONTROL, "The product type is missing"),
    "8620": Meaning("configuration.serial", _MINOR, _CONTROL, "The miner's serial number is missing"),
    "8621": Meaning("configuration.serial", _MINOR, _CONTROL, "The miner's serial number has a wrong length"),
    "8630": Meaning("configuration.serial", _MINOR, _PSU, "The power supply's serial number is missing"),
    "8631": Meaning("configuration.serial", _MINOR, _PSU, "The power supply's serial number is wrong"),
    "8632": Meaning("configuration.serial", _MINOR, _CONTROL, "The miner's serial number is faulty"),
    "864n": Meaning("psu.mismatch", _MAJOR, _PSU, "The power supply's model is missing or wrong"),
    "8650": Meaning("hash_board.mismatch", _MAJOR, _BOARD, "The hash boards' structure is wrong"),
    "8660": Meaning("configuration.mismatch", _MAJOR, _CONTROL, "The cooling type is wrong"),
    "8670": Meaning("configuration.serial", _MINOR, _BOARD, "A board's serial number is missing"),
    "8700": Meaning("psu.mismatch", _MAJOR, _PSU, "Miner and power supply do not fit together"),
    "9000": Meaning("firmware.crash", _MAJOR, _CONTROL, "The mining program ended by a signal"),
    "9010": Meaning("firmware.crash", _MAJOR, _CONTROL, "The mining program ended by a signal"),
    "9999": Meaning("whatsminer.unknown", _MAJOR, _NONE, "The miner reports an error that it does not name"),
    "100000": Meaning(
        "firmware.integrity", _CRITICAL, _CONTROL, "A security library is damaged: upgrade the firmware"
    ),
    "100001": Meaning(
        "firmware.integrity", _CRITICAL, _CONTROL, "A signature is not valid: upgrade the firmware"
    ),
    "100002": Meaning(
        "firmware.integrity", _CRITICAL, _CONTROL, "A start script was altered: upgrade the firmware"
    ),
    "100003": Meaning(
        "firmware.integrity", _CRITICAL, _CONTROL, "A system file was altered: upgrade the firmware"
    ),
    "100100": Meaning(
        "firmware.integrity", _CRITICAL, _CONTROL, "The mining program was removed: upgrade the firmware"
    ),
    "110000": Meaning(
        "firmware.integrity", _CRITICAL, _CONTROL, "A foreign file was found: upgrade the firmware"
    ),
    "110001": Meaning("firmware.integrity", _CRITICAL, _CONTROL, "A virus was removed: upgrade the firmware"),
}

_CHIP_DIGITS = 6
_LEVEL_DIGITS = 4


def find(code: str) -> Match:
    """What a code means; `UNKNOWN` for one that is not in the table."""
    if code in TABLE:
        meaning = TABLE[code]
        return Match(meaning, meaning.slot)
    if not code.isascii() or not code.isdigit():
        return Match(UNKNOWN)
    for pattern, slot, chip in _patterns(code):
        if pattern in TABLE:
            return Match(TABLE[pattern], slot, chip)
    return Match(UNKNOWN)


def _patterns(code: str) -> Iterator[tuple[str, int | None, int | None]]:
    """The patterns that a code may stand for, the likelier first, with the slot and chip read from it."""
    if len(code) == _CHIP_DIGITS:
        yield f"{code[:2]}nc", int(code[2]), int(code[3:])
        return
    yield f"{code[:-1]}n", int(code[-1]), None
    if len(code) == _LEVEL_DIGITS:
        yield f"{code[:2]}n{code[3]}", None, None
        yield f"{code[:2]}nc", int(code[2]), int(code[3])
