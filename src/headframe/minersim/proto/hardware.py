"""What a Proto rig is made of: system, network, boards, power supplies."""

from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.proto.auth import password_is_set
from headframe.minersim.proto.status import PSUS, efficiency, psu_serial
from headframe.minersim.reading import BoardReading

MIN_FAN_RPM, MAX_FAN_RPM = 1000, 6000


def system(miner: SimMiner) -> Json:
    """`GET /system`; public."""
    version = miner.model.firmware
    parts = {
        "pool_interface_sw": "stratum-client",
        "mining_driver_sw": "mcdd",
        "web_server": "miner-api-server",
        "web_dashboard": "miner-web",
        "hashboard_firmware": "hashboard-fw",
    }
    body: Json = {
        "product_name": "Proto Rig",
        "manufacturer": "Proto",
        "model": miner.model.name,
        "board": "C3",
        "soc": "STM32MP157F",
        "cb_sn": miner.identity.serial,
        "uptime_seconds": miner.read().uptime_seconds,
        "os": {
            "name": "ProtoOS",
            "version": version,
            "variant": "release",
            "git_hash": "abc123def456",
            "hostname": miner.hostname,
        },
        "sw_update_status": {"status": "current", "current_version": version},
    }
    body |= {key: {"name": name, "version": version} for key, name in parts.items()}
    return {"system-info": body}


def system_status(miner: SimMiner) -> Json:
    """`GET /system/status`; public."""
    return {"onboarded": bool(miner.settings.pools), "password_set": password_is_set(miner)}


def network(miner: SimMiner) -> Json:
    """`GET /network`; public. `ip` is the API's name, `ip_address` an older one."""
    body = {
        "mac": miner.identity.mac,
        "dhcp": True,
        "ip": miner.address,
        "ip_address": miner.address,
        "netmask": "255.255.255.0",
        "gateway": "127.0.0.1",
        "hostname": miner.hostname,
    }
    return {"network-info": body}


def boards(miner: SimMiner) -> list[Json]:
    """The boards that answer."""
    return [
        {
            "hb_sn": miner.identity.board_serials[board.index],
            "slot": board.index + 1,
            "port": board.index,
            "board": "B4_128",
            "chip_id": "BM1370",
            "mining_asic": miner.model.chip,
            "mining_asic_count": miner.model.chips_per_board,
        }
        for board in miner.read().boards
        if board.present
    ]


def psus(miner: SimMiner) -> list[Json]:
    """The power supplies."""
    return [
        {
            "psu_sn": psu_serial(miner, index),
            "slot": index + 1,
            "manufacturer": "Proto",
            "model": "PSU-3600W",
            "hw_revision": "v1.0",
            "firmware": {"app_version": "1.2.0", "bootloader_version": "1.0.0"},
        }
        for index in range(PSUS)
    ]


def hardware(miner: SimMiner) -> Json:
    """`GET /hardware`; public."""
    fans = [
        {"slot": n, "name": f"Fan {n}", "min_rpm": MIN_FAN_RPM, "max_rpm": MAX_FAN_RPM}
        for n in range(1, miner.model.fans + 1)
    ]
    board = {
        "machine_name": "Rig",
        "board_id": "CB-001",
        "serial_number": miner.identity.serial,
    }
    body = {
        "hashboards-info": boards(miner),
        "psus-info": psus(miner),
        "fans-info": fans,
        "cb-info": board,
    }
    return {"hardware-info": body}


def find_board(miner: SimMiner, serial: str) -> BoardReading | None:
    """The present board with this serial number."""
    for board in miner.read().boards:
        if board.present and miner.identity.board_serials[board.index] == serial:
            return board
    return None


def board_stats(miner: SimMiner, board: BoardReading) -> Json:
    """`GET /hashboards/{hb_sn}`."""
    body = {
        "hb_sn": miner.identity.board_serials[board.index],
        "slot": board.index + 1,
        "status": "Running" if board.hashrate_hs > 1e9 else "Stopped",
        "power_usage_watts": board.power_watts,
        "voltage_mv": board.voltage * 1000,
        "avg_asic_temp_c": board.board_c,
        "max_asic_temp_c": board.chip_c,
        "hashrate_ghs": board.hashrate_hs / 1e9,
        "ideal_hashrate_ghs": board.ideal_hs / 1e9,
        "efficiency_jth": efficiency(board.power_watts, board.hashrate_hs),
        "inlet_temp_c": board.inlet_c,
        "outlet_temp_c": board.outlet_c,
        "asics": [],
    }
    return {"hashboard-stats": body}
