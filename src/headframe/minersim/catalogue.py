"""The models that can be simulated, with their nominal figures from the vendors' data sheets."""

from dataclasses import dataclass
from enum import StrEnum

TERA = 1e12


class Family(StrEnum):
    """Miners that speak the same protocols."""

    ANTMINER = "antminer"
    WHATSMINER_V2 = "whatsminer-v2"
    WHATSMINER_V3 = "whatsminer-v3"
    AXEOS = "axeos"
    AVALON = "avalon"
    PROTO = "proto"


@dataclass(frozen=True, slots=True)
class Model:
    """One product. `name` is the vendor's spelling in the miner's own answers."""

    slug: str
    family: Family
    name: str
    hashrate_hs: float
    power_watts: float
    idle_watts: float
    boards: int
    chips_per_board: int
    fans: int
    fan_rpm: int
    frequency_mhz: float
    core_voltage: float
    firmware: str
    chip: str
    share_difficulty: float = 524288.0
    min_power_ratio: float = 0.5
    max_power_ratio: float = 1.1


MODELS: dict[str, Model] = {
    model.slug: model
    for model in (
        Model(
            slug="antminer-s19",
            family=Family.ANTMINER,
            name="Antminer S19",
            hashrate_hs=95 * TERA,
            power_watts=3250,
            idle_watts=75,
            boards=3,
            chips_per_board=76,
            fans=4,
            fan_rpm=5400,
            frequency_mhz=675,
            core_voltage=13.7,
            firmware="49.0.1.3",
            chip="BM1398",
        ),
        Model(
            slug="antminer-s19-pro",
            family=Family.ANTMINER,
            name="Antminer S19 Pro",
            hashrate_hs=110 * TERA,
            power_watts=3250,
            idle_watts=75,
            boards=3,
            chips_per_board=114,
            fans=4,
            fan_rpm=5600,
            frequency_mhz=525,
            core_voltage=12.9,
            firmware="49.0.1.3",
            chip="BM1398",
        ),
        Model(
            slug="antminer-s21",
            family=Family.ANTMINER,
            name="Antminer S21",
            hashrate_hs=200 * TERA,
            power_watts=3500,
            idle_watts=70,
            boards=3,
            chips_per_board=108,
            fans=4,
            fan_rpm=5200,
            frequency_mhz=490,
            core_voltage=13.2,
            firmware="uart_trans.1.3",
            chip="BM1368",
        ),
        Model(
            slug="whatsminer-m30s++",
            family=Family.WHATSMINER_V2,
            name="M30S++_VH40",
            hashrate_hs=104 * TERA,
            power_watts=3224,
            idle_watts=65,
            boards=3,
            chips_per_board=70,
            fans=2,
            fan_rpm=5400,
            frequency_mhz=640,
            core_voltage=13.5,
            firmware="20230803.11.REL",
            chip="K22C",
            max_power_ratio=1.2,
        ),
        Model(
            slug="whatsminer-m50",
            family=Family.WHATSMINER_V2,
            name="M50_VH30",
            hashrate_hs=114 * TERA,
            power_watts=3306,
            idle_watts=62,
            boards=3,
            chips_per_board=117,
            fans=2,
            fan_rpm=5300,
            frequency_mhz=620,
            core_voltage=13.4,
            firmware="20230803.11.REL",
            chip="K24C",
            max_power_ratio=1.2,
        ),
        Model(
            slug="whatsminer-m50s",
            family=Family.WHATSMINER_V2,
            name="M50S_VH50",
            hashrate_hs=126 * TERA,
            power_watts=3276,
            idle_watts=62,
            boards=3,
            chips_per_board=135,
            fans=2,
            fan_rpm=5400,
            frequency_mhz=600,
            core_voltage=13.4,
            firmware="20230803.11.REL",
            chip="K26C",
            max_power_ratio=1.2,
        ),
        Model(
            slug="whatsminer-m60s",
            family=Family.WHATSMINER_V3,
            name="M60S_VK40",
            hashrate_hs=181 * TERA,
            power_watts=3349,
            idle_watts=60,
            boards=3,
            chips_per_board=225,
            fans=2,
            fan_rpm=5400,
            frequency_mhz=625,
            core_voltage=13.6,
            firmware="20251209.16.Rel2",
            chip="K40",
            max_power_ratio=1.2,
        ),
        Model(
            slug="bitaxe-gamma",
            family=Family.AXEOS,
            name="Gamma",
            hashrate_hs=1.2 * TERA,
            power_watts=18,
            idle_watts=2.2,
            boards=1,
            chips_per_board=1,
            fans=1,
            fan_rpm=5200,
            frequency_mhz=525,
            core_voltage=1.15,
            firmware="v2.9.0",
            chip="BM1370",
            share_difficulty=1000.0,
        ),
        Model(
            slug="bitaxe-supra",
            family=Family.AXEOS,
            name="Supra",
            hashrate_hs=0.65 * TERA,
            power_watts=12,
            idle_watts=2.0,
            boards=1,
            chips_per_board=1,
            fans=1,
            fan_rpm=4800,
            frequency_mhz=490,
            core_voltage=1.166,
            firmware="v2.9.0",
            chip="BM1368",
            share_difficulty=1000.0,
        ),
        Model(
            slug="avalon-1246",
            family=Family.AVALON,
            name="1246",
            hashrate_hs=85 * TERA,
            power_watts=3230,
            idle_watts=60,
            boards=3,
            chips_per_board=120,
            fans=4,
            fan_rpm=5300,
            frequency_mhz=502,
            core_voltage=13.2,
            firmware="21072802_4ec6bb0_211fc46",
            chip="A3201",
        ),
        Model(
            slug="avalon-q",
            family=Family.AVALON,
            name="Q",
            hashrate_hs=90 * TERA,
            power_watts=1674,
            idle_watts=25,
            boards=1,
            chips_per_board=160,
            fans=4,
            fan_rpm=2900,
            frequency_mhz=283,
            core_voltage=22.4,
            firmware="25052801_14a19a2",
            chip="A3197S",
        ),
        Model(
            slug="proto-rig",
            family=Family.PROTO,
            name="Rig",
            hashrate_hs=145 * TERA,
            power_watts=3500,
            idle_watts=80,
            boards=4,
            chips_per_board=120,
            fans=4,
            fan_rpm=4500,
            frequency_mhz=600,
            core_voltage=14.4,
            firmware="1.8.0",
            chip="BZM",
        ),
    )
}

ALIASES = {
    "whatsminer-m30s-plus-plus": "whatsminer-m30s++",
    "bitaxe": "bitaxe-gamma",
    "avalon": "avalon-1246",
    "avalon-a1246": "avalon-1246",
    "proto": "proto-rig",
    "antminer": "antminer-s19-pro",
    "whatsminer": "whatsminer-m50s",
}

DEMO_MIX: dict[str, int] = {
    "antminer-s19": 50,
    "antminer-s19-pro": 50,
    "antminer-s21": 50,
    "whatsminer-m30s++": 30,
    "whatsminer-m50s": 40,
    "whatsminer-m60s": 30,
    "bitaxe-gamma": 20,
    "avalon-1246": 10,
    "avalon-q": 10,
    "proto-rig": 10,
}


def find_model(slug: str) -> Model:
    """The model with this slug or alias.

    Raises:
        KeyError: there is none; the message lists the slugs.
    """
    name = slug.strip().lower()
    name = ALIASES.get(name, name)
    if name not in MODELS:
        raise KeyError(f"no model {slug!r}; there are: {', '.join(MODELS)}")
    return MODELS[name]
