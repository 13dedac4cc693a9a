"""Who a device is, what it can be asked, who may ask, and that every problem is in the table."""

import itertools
from typing import Any

import pytest
from hypothesis import given, strategies as st

from headframe.core.access import Permission, Role, may, roles_with
from headframe.core.capabilities import Capabilities, PowerTargetRange
from headframe.core.commands import payloads as p
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.devices import Credentials, Identity, device_key, is_same_device, normalise_mac
from headframe.core.errors import TABLE, Code, HeadframeError, Problem

MAC_BYTES = st.binary(min_size=6, max_size=6).filter(lambda mac: mac not in (bytes(6), b"\xff" * 6))


@given(MAC_BYTES, st.sampled_from([":", "-", ""]), st.booleans())
def test_a_mac_has_one_spelling(mac: bytes, separator: str, upper: bool) -> None:
    text = separator.join(f"{byte:02x}" for byte in mac)
    assert normalise_mac(f" {text.upper() if upper else text} ") == mac.hex(":")


@given(st.text(max_size=20))
def test_normalising_a_mac_twice_changes_nothing(text: str) -> None:
    mac = normalise_mac(text)
    assert mac is None or normalise_mac(mac) == mac


@pytest.mark.parametrize(
    "text", ["", "00:00:00:00:00:00", "FFFFFFFFFFFF", "aa:bb:cc:dd:ee", "zz:bb:cc:dd:ee:ff"]
)
def test_what_is_no_mac(text: str) -> None:
    assert normalise_mac(text) is None


def test_the_key_of_a_device_is_its_mac_then_its_serial_then_the_nodes_own() -> None:
    both = Identity(mac="AA-BB-CC-DD-EE-FF", serial="S1", make="Bitmain")
    assert device_key(both, fallback="h") == "mac:aa:bb:cc:dd:ee:ff"
    assert device_key(Identity(serial="S1", make="Bitmain"), fallback="h") == "serial:bitmain:S1"
    assert device_key(Identity(mac="00:00:00:00:00:00"), fallback="h") == "node:h"


SEEN = [
    ("aa:bb:cc:dd:ee:ff", "", True),
    ("AABBCCDDEEFF", "other", True),
    ("aa:bb:cc:dd:ee:00", "S1", False),
    ("", "S1", True),
    ("", "S2", False),
    ("", "", None),
    ("00:00:00:00:00:00", "", None),
]


@pytest.mark.parametrize(("mac", "serial", "same"), SEEN)
def test_whether_it_is_the_same_device(mac: str, serial: str, *, same: bool | None) -> None:
    assert is_same_device(Identity(mac="aa:bb:cc:dd:ee:ff", serial="S1"), mac, serial) is same


def test_secrets_do_not_show() -> None:
    assert "hunter2" not in repr(Credentials("root", "hunter2"))
    assert "hunter2" not in repr(p.UpdatePools((p.PoolSetting("u", "w", p.SealedSecret("k", b"hunter2")),)))


ABLE = Capabilities(
    commands=frozenset(CommandKind) - {CommandKind.UPDATE_FIRMWARE},
    power_target=PowerTargetRange(min_watts=1000, max_watts=3500, max_percent=110, modes=("eco", "turbo")),
    max_pools=1,
    curtailment_levels=frozenset({p.CurtailmentLevel.FULL}),
    cooling_modes=frozenset({p.CoolingMode.AUTO}),
)
REFUSALS: list[tuple[Any, str | None]] = [
    (p.Reboot(), None),
    (p.UpdateFirmware("a", b"", "1"), "UPDATE_FIRMWARE"),
    (p.SetPowerTarget(watts=1000), None),
    (p.SetPowerTarget(watts=999), "lowest power target is 1000 W"),
    (p.SetPowerTarget(watts=3501), "highest power target is 3500 W"),
    (p.SetPowerTarget(percent=110), None),
    (p.SetPowerTarget(percent=111), "highest power target is 110 %"),
    (p.SetPowerTarget(mode="eco"), None),
    (p.SetPowerTarget(mode="warp"), "power modes are eco, turbo"),
    (p.Curtail(p.CurtailmentLevel.FULL), None),
    (p.Curtail(p.CurtailmentLevel.EFFICIENCY), "no curtailment level EFFICIENCY"),
    (p.SetCoolingMode(p.CoolingMode.IMMERSION), "no cooling mode IMMERSION"),
    (p.UpdatePools((p.PoolSetting("a", "b"),)), None),
    (p.UpdatePools((p.PoolSetting("a", "b"),) * 2), "at most 1 pools"),
]


@pytest.mark.parametrize(("payload", "why"), REFUSALS)
def test_what_a_device_cannot_do_is_refused_by_name(payload: Any, why: str | None) -> None:
    refusal = ABLE.refusal(payload)
    assert (refusal is None) if why is None else (refusal is not None and why in refusal)


def test_a_device_of_which_nothing_is_known_can_still_be_paired() -> None:
    assert Capabilities().refusal(p.Pair()) is None
    assert Capabilities().refusal(p.Reboot()) is not None


@pytest.mark.parametrize("given_", [{}, {"watts": 1.0, "mode": "eco"}, {"percent": 1.0, "watts": 1.0}])
def test_a_power_target_is_exactly_one_thing(given_: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        p.SetPowerTarget(**given_)


def test_tables_are_total() -> None:
    assert set(TABLE) == set(Code)
    assert set(POLICIES) == set(CommandKind)
    assert all(400 <= entry.status < 600 for entry in TABLE.values())


def test_a_problem_is_the_record_of_its_error() -> None:
    error = HeadframeError(Code.DEVICE_REFUSED, "no", vendor_code="14")
    assert Problem.of(error) == Problem(Code.DEVICE_REFUSED, "no", "14")
    assert HeadframeError(Code.BUSY).message == TABLE[Code.BUSY].title


def test_roles_are_ordered_and_viewers_change_nothing() -> None:
    held = [{permission for permission in Permission if may(role, permission)} for role in Role]
    assert all(narrower <= wider for wider, narrower in itertools.pairwise(held))
    assert held[0] == set(Permission)
    assert all(permission.value.startswith("read_") for permission in held[-1])
    assert roles_with(Permission.MANAGE_ACCESS) == (Role.ADMIN,)
