"""`ascset`: Canaan's write command, `0,softoff,1:1753434821`, `0,workmode,set,1`, ..."""

from collections.abc import Callable

from headframe.minersim.avalon.quantities import is_q
from headframe.minersim.miner import SimMiner
from headframe.minersim.settings import Pool, PowerMode

MENU = (
    "help|voltage|fan-spd|lcd|hash-sn-read|hash-sn-write|volt-tuning|workmode|worklevel|"
    "work_mode_lvl|reboot|softon|softoff|filter-clean|facopts|faclock|activate|solo-allowed|"
    "frequency|loop|password|qr_auth|time|"
)
MAX_SCHEDULE_SECONDS = 86_400.0
_Q_MODES = {"0": PowerMode.LOW, "1": PowerMode.NORMAL, "2": PowerMode.HIGH}
_A_MODES = {"0": PowerMode.NORMAL, "1": PowerMode.HIGH}
Outcome = tuple[str, int, str]
_DONE: Outcome = ("S", 119, "ASC 0 set OK")


def _info(text: str) -> Outcome:
    return "I", 118, f"ASC 0 set info: {text}"


def _refused(text: str) -> Outcome:
    return "E", 120, f"ASC 0 set failed: {text}"


def ascset(miner: SimMiner, parameter: str) -> Outcome:
    """Do `device,option[,value...]`; returns (STATUS, Code, Msg) of the answer."""
    device, _, rest = parameter.partition(",")
    option, _, value = rest.partition(",")
    if device != "0":
        return "E", 107, f"Invalid ASC id {device} - range is 0 - 0"
    if option in _OPTIONS:
        return _OPTIONS[option](miner, value)
    if option not in MENU.split("|"):
        return _refused(f"Unknown option: {option}")
    miner.set_extra(option, value)
    return _DONE


def _help(_miner: SimMiner, _value: str) -> Outcome:
    return _info(MENU)


def _reboot(miner: SimMiner, _value: str) -> Outcome:
    miner.reboot()
    return _DONE


def _softoff(miner: SimMiner, value: str) -> Outcome:
    return _soft(miner, "softoff", value)


def _softon(miner: SimMiner, value: str) -> Outcome:
    return _soft(miner, "softon", value)


def _soft(miner: SimMiner, option: str, value: str) -> Outcome:
    _, _, stamp = value.partition(":")
    if not stamp.isdigit():
        return _refused(f"{option} needs 1:TIMESTAMP")
    delay = min(max(0.0, int(stamp) - miner.clock()), MAX_SCHEDULE_SECONDS)
    if option == "softoff":
        miner.stop_mining(delay)
    else:
        miner.start_mining(delay)
    return _info(f"success {option}:{stamp}") if is_q(miner) else _DONE


def _workmode(miner: SimMiner, value: str) -> Outcome:
    verb, _, number = value.partition(",")
    modes = _Q_MODES if is_q(miner) else _A_MODES
    if verb != "set" or number not in modes:
        return _refused(f"not support set workmode max_mode[{len(modes) - 1}]")
    miner.set_power_mode(modes[number])
    return _DONE


def _worklevel(miner: SimMiner, value: str) -> Outcome:
    verb, _, text = value.partition(",")
    number = text.split(" ")[0]
    try:
        watts = float(number)
    except ValueError:
        return _refused("worklevel")
    if verb != "set" or not 0 <= watts <= miner.model.power_watts * miner.model.max_power_ratio:
        return _refused("worklevel")
    miner.set_power_limit(watts)
    return _DONE


def _led(miner: SimMiner, value: str) -> Outcome:
    if value not in {"1-0", "1-1"}:
        return _refused("led")
    miner.set_led(on=value == "1-1")
    return _DONE


def _fan(miner: SimMiner, value: str) -> Outcome:
    if value == "-1":
        miner.set_fan(None)
    elif value.isdigit() and 0 <= int(value) <= 100:
        miner.set_fan(int(value))
    else:
        return _refused("fan-spd")
    return _DONE


_OPTIONS: dict[str, Callable[[SimMiner, str], Outcome]] = {
    "help": _help,
    "softoff": _softoff,
    "softon": _softon,
    "workmode": _workmode,
    "worklevel": _worklevel,
    "led": _led,
    "fan-spd": _fan,
    "reboot": _reboot,
}


def setpool(miner: SimMiner, parameter: str) -> Outcome:
    """`user,password,slot,url,worker,poolpassword`: the pools change; they count after a reboot."""
    parts = parameter.split(",")
    if len(parts) != 6 or not parts[2].isdigit() or int(parts[2]) > 2:
        return "E", 14, "Invalid command"
    account, password, slot, url, worker, secret = parts
    known = miner.password(account)
    if known is None or known != password:
        return "E", 45, "Access denied to 'setpool' command"
    pools = [*miner.settings.pools, *[Pool("", "")] * 3][:3]
    pools[int(slot)] = Pool(url, worker, secret)
    miner.set_pools([pool for pool in pools if pool.url])
    return "S", 55, "Set pool success, please reboot miner to make config work"
