"""The write side of a Proto rig: mining, power target, cooling, passwords, pairing."""

from collections.abc import Mapping
from typing import Any

from headframe.minersim.miner import SimMiner
from headframe.minersim.proto import auth
from headframe.minersim.proto.reply import Refusal, Reply, accepted, ok
from headframe.minersim.proto.status import cooling, power_bounds, target

MAX_LOG_LINES = 10_000
MAX_TAG_CHARS = 4096


def login(miner: SimMiner, body: Mapping[str, Any]) -> Reply:
    """`POST /auth/login`."""
    if not auth.password_is_set(miner):
        raise Refusal(403, "PASSWORD_NOT_SET", "Set a password first")
    password = miner.password(auth.ACCOUNT)
    if password is None or body.get("password") != password:
        raise Refusal(401, "UNAUTHORIZED", "Invalid password")
    tokens = {
        "access_token": auth.issue(miner, password, "access", auth.ACCESS_SECONDS),
        "refresh_token": auth.issue(miner, password, "refresh", auth.REFRESH_SECONDS),
    }
    return ok(tokens)


def refresh(miner: SimMiner, body: Mapping[str, Any]) -> Reply:
    """`POST /auth/refresh`."""
    password = miner.password(auth.ACCOUNT)
    token = str(body.get("refresh_token", ""))
    if password is None or not auth.check_login_token(miner, token, "refresh"):
        raise Refusal(401, "UNAUTHORIZED", "Invalid refresh token")
    access = auth.issue(miner, password, "access", auth.ACCESS_SECONDS)
    return ok({"access_token": access})


def logout(miner: SimMiner, body: Mapping[str, Any]) -> Reply:
    """`POST /auth/logout`."""
    auth.revoke(miner, body.get("access_token"), body.get("refresh_token"))
    return ok({"message": "Logged out"})


def set_password(miner: SimMiner, body: Mapping[str, Any]) -> Reply:
    """`PUT /auth/password`: only while none is set."""
    if auth.password_is_set(miner):
        raise Refusal(403, "PASSWORD_ALREADY_SET", "Use change-password")
    miner.set_password(auth.ACCOUNT, _new_password(body.get("password")))
    return ok({"message": "Password set successfully"})


def change_password(miner: SimMiner, body: Mapping[str, Any]) -> Reply:
    """`PUT /auth/change-password`."""
    if body.get("current_password") != miner.password(auth.ACCOUNT):
        raise Refusal(401, "UNAUTHORIZED", "Current password is incorrect")
    miner.set_password(auth.ACCOUNT, _new_password(body.get("new_password")))
    return ok({"message": "Password changed successfully"})


def _new_password(value: Any) -> str:
    if not isinstance(value, str) or len(value) < auth.MIN_PASSWORD_CHARS:
        raise Refusal(400, "INVALID_REQUEST", "The password needs at least 8 characters")
    return value


def pair(miner: SimMiner, body: Mapping[str, Any], *, authorized: bool) -> Reply:
    """`POST /pairing/auth-key`: free the first time, by authority after that."""
    if miner.settings.extra.get(auth.AUTH_KEY) and not authorized:
        raise Refusal(401, "UNAUTHORIZED", "A key is set already")
    if auth.parse_public_key(body.get("public_key")) is None:
        raise Refusal(400, "INCORRECT_ARGS", "public_key is not a base64 DER Ed25519 key")
    miner.set_extra(auth.AUTH_KEY, body["public_key"])
    miner.sessions.pop("verified", None)
    return ok({"message": "Auth key set successfully"})


def unpair(miner: SimMiner) -> Reply:
    """`DELETE /pairing/auth-key`."""
    miner.set_extra(auth.AUTH_KEY, "")
    miner.sessions.pop("verified", None)
    return ok({"message": "Auth key cleared successfully"})


def start(miner: SimMiner) -> Reply:
    """`POST /mining/start`."""
    miner.start_mining()
    return accepted("Mining start command accepted")


def stop(miner: SimMiner) -> Reply:
    """`POST /mining/stop`."""
    miner.stop_mining()
    return accepted("Mining stop command accepted")


def reboot(miner: SimMiner) -> Reply:
    """`POST /system/reboot`."""
    miner.reboot()
    return accepted("System reboot command accepted")


def locate(miner: SimMiner, query: Mapping[str, str]) -> Reply:
    """`POST /system/locate`."""
    seconds, enable = query.get("led_on_time", "0"), query.get("enable", "true")
    if enable not in {"true", "false"} or not seconds.lstrip("-").isdigit():
        raise Refusal(400, "INCORRECT_ARGS", "led_on_time or enable")
    miner.set_led(on=enable == "true")
    return accepted("Locate command accepted")


def set_target(miner: SimMiner, body: Mapping[str, Any]) -> Reply:
    """`PUT /mining/target`."""
    watts = body.get("power_target_watts")
    if watts is not None:
        low, high = power_bounds(miner)
        if isinstance(watts, bool) or not isinstance(watts, int):
            raise Refusal(400, "INCORRECT_ARGS", "power_target_watts is not an integer")
        if not low <= watts <= high:
            raise Refusal(422, "OUT_OF_RANGE", f"power_target_watts must be {low}..{high}")
        miner.set_power_limit(float(watts))
    mode = body.get("performance_mode")
    if mode is not None:
        if mode not in {"MaximumHashrate", "Efficiency"}:
            raise Refusal(400, "INCORRECT_ARGS", "performance_mode")
        miner.set_extra("performance_mode", mode)
    return ok(target(miner))


def set_cooling(miner: SimMiner, body: Mapping[str, Any]) -> Reply:
    """`PUT /cooling`."""
    percent = body.get("speed_percentage")
    match body.get("mode"):
        case "Auto":
            miner.set_fan(None)
        case "Off":
            miner.set_fan(0)
        case "Manual" if isinstance(percent, int) and 0 <= percent <= 100:
            miner.set_fan(percent)
        case _:
            raise Refusal(400, "INCORRECT_ARGS", "mode or speed_percentage")
    if isinstance(body.get("target_temperature_c"), int | float):
        miner.set_extra("target_c", body["target_temperature_c"])
    now = cooling(miner)["cooling-status"]
    return ok(
        {
            "mode": now["fan_mode"],
            "speed_percentage": now["speed_percentage"],
            "target_temperature_c": now["target_temperature_c"],
        }
    )


def logs(miner: SimMiner, query: Mapping[str, str]) -> Reply:
    """`GET /system/logs`."""
    wanted, source = query.get("lines", "100"), query.get("source", "miner_sw")
    if not wanted.isdigit() or not 1 <= int(wanted) <= MAX_LOG_LINES:
        raise Refusal(422, "OUT_OF_RANGE", f"lines must be 1..{MAX_LOG_LINES}")
    if source not in {"os", "pool_sw", "miner_sw", "miner_web_server"}:
        raise Refusal(400, "INCORRECT_ARGS", "source")
    lines = [f"{r.at:.0f} {r.name} applied={r.applied}" for r in miner.journal]
    lines = [f"{source} started", *lines][-int(wanted) :]
    return ok({"logs": {"source": source, "lines": len(lines), "content": lines}})


def set_network(miner: SimMiner, body: Mapping[str, Any]) -> None:
    """`PUT /network`: only the host name changes; the address is the simulator's."""
    config = body.get("network-config")
    if not isinstance(config, dict):
        raise Refusal(400, "INCORRECT_ARGS", "network-config")
    hostname = config.get("hostname")
    if isinstance(hostname, str) and hostname:
        miner.set_hostname(hostname)
