"""Who a simulated miner is: MAC address, serial numbers, host name. Repeatable from the seed."""

from dataclasses import dataclass

from headframe.minersim.catalogue import Family, Model
from headframe.minersim.noise import mix

# The first three bytes seen on the vendors' own machines.
OUI: dict[Family, str] = {
    Family.ANTMINER: "30:CB:1B",
    Family.WHATSMINER_V2: "C4:11:04",
    Family.WHATSMINER_V3: "CE:02:01",
    Family.AXEOS: "7C:DF:A1",
    Family.AVALON: "B4:A2:EB",
    Family.PROTO: "02:00:00",
}
_SERIAL_FORM: dict[Family, str] = {
    Family.ANTMINER: "SMTTYHSBD{tail}",
    Family.WHATSMINER_V2: "HTM37X3{tail}000000",
    Family.WHATSMINER_V3: "BTM3CS40HD24{tail}000000",
    Family.AXEOS: "",
    Family.AVALON: "02010000{tail}",
    Family.PROTO: "PROTO-SIM-{tail}",
}
_BOARD_FORM: dict[Family, str] = {
    Family.ANTMINER: "SMTTYRRBD{tail}{board}",
    Family.WHATSMINER_V2: "BHM5CSD13{tail}{board:02d}",
    Family.WHATSMINER_V3: "BKM3CSE14{tail}{board:02d}",
    Family.AXEOS: "",
    Family.AVALON: "AVHB{tail}{board}",
    Family.PROTO: "HB-PROTO-SIM-{tail}-{board}",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """The names a miner gives itself. `serial` is empty where the vendor has none (AxeOS)."""

    mac: str
    serial: str
    hostname: str
    board_serials: tuple[str, ...]


def make_identity(model: Model, seed: int, index: int) -> Identity:
    """The identity of miner `index` of a fleet; MACs differ for all indexes below 2**24."""
    host = (mix(seed) + index) & 0xFFFFFF
    tail = f"{mix(seed ^ 0x5E17A1) >> 52:03x}{host & 0xFFFFF:05x}"
    octets = f"{host:06X}"
    mac = f"{OUI[model.family]}:{octets[:2]}:{octets[2:4]}:{octets[4:]}"
    serial = _SERIAL_FORM[model.family].format(tail=_case(model.family, tail))
    boards = tuple(
        _BOARD_FORM[model.family].format(tail=_case(model.family, tail), board=board)
        for board in range(model.boards)
    )
    return Identity(mac, serial, _hostname(model.family, tail), boards)


def _case(family: Family, tail: str) -> str:
    return tail if family in {Family.PROTO, Family.AVALON} else tail.upper()


def _hostname(family: Family, tail: str) -> str:
    match family:
        case Family.ANTMINER:
            return "Antminer"
        case Family.WHATSMINER_V2 | Family.WHATSMINER_V3:
            return "WhatsMiner"
        case Family.AXEOS:
            return f"bitaxe-{tail[-4:]}"
        case Family.AVALON:
            return "Avalon"
        case Family.PROTO:
            return f"proto-miner-{tail[-4:]}"
