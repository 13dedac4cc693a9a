"""What fleet specifications mean, and how wrong ones are refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from headframe.minersim.catalogue import ALIASES, DEMO_MIX, MODELS, find_model
from headframe.minersim.spec import (
    FleetSpec,
    Group,
    SpecError,
    demo_groups,
    load_spec,
    parse_endpoint,
    parse_mix,
    parse_spec,
)

ONE = [{"model": "antminer-s19", "count": 1}]


def test_a_mix_in_short() -> None:
    groups = parse_mix("antminer-s19:100, whatsminer-m30s++:80,bitaxe:1")
    assert [(group.model.slug, group.count) for group in groups] == [
        ("antminer-s19", 100),
        ("whatsminer-m30s++", 80),
        ("bitaxe-gamma", 1),
    ]


@pytest.mark.parametrize("text", ["", "antminer-s19", "antminer-s19:x", "antminer-s19:0", "no:1"])
def test_a_wrong_mix_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        parse_mix(text)


@settings(deadline=None)  # the machine may be busy
@given(count=st.integers(1, 5000))
def test_the_demonstration_scales_to_any_count(count: int) -> None:
    assert sum(group.count for group in demo_groups(count)) == count


def test_the_demonstration_has_three_hundred_miners_of_six_protocols() -> None:
    groups = demo_groups()
    assert sum(group.count for group in groups) == sum(DEMO_MIX.values()) == 300
    assert len({group.model.family for group in groups}) == 6


@settings(deadline=None)  # the machine may be busy
@given(count=st.integers(1, 2000), start=st.integers(1, 254))
def test_addresses_are_distinct_and_no_network_or_broadcast_ones(count: int, start: int) -> None:
    group = Group(MODELS["antminer-s19"], count)
    addresses = FleetSpec((group,), bind_base=f"127.20.0.{start}").addresses()
    assert len(set(addresses)) == count
    assert addresses[0] == f"127.20.0.{start}"
    assert not [a for a in addresses if a.endswith((".0", ".255"))]


@pytest.mark.parametrize(
    "change",
    [
        {"miners": []},
        {"miners": "x"},
        {"miners": [{"model": "nonsense"}]},
        {"miners": [{"model": "antminer-s19", "count": "x"}]},
        {"miners": [{"model": "antminer-s19", "count": True}]},
        {"miners": [{"model": "antminer-s19", "count": 100_000}]},
        {"miners": [{"model": "antminer-s19", "colour": "red"}]},
        {"miners": [{"model": "antminer-s19", "faults": [{"kind": "nonsense"}]}]},
        {"miners": [{"model": "antminer-s19", "pools": ["x"]}]},
        {"bind_base": "nonsense"},
        {"bind_base": "127.255.255.254", "miners": [{"model": "bitaxe", "count": 9}]},
        {"ports": "low"},
        {"port_offset": 70_000},
        {"control": "0.0.0.0:9400"},
        {"control": "127.0.0.1"},
        {"control": "127.0.0.1:99999"},
        {"reboot_seconds": -1},
        {"colour": "red"},
    ],
)
def test_a_wrong_specification_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SpecError):
        parse_spec({"miners": ONE, **change})


def test_a_whole_specification_from_toml_and_json(tmp_path: Path) -> None:
    toml = tmp_path / "fleet.toml"
    toml.write_text(
        """
        seed = 7
        bind_base = "127.30.0.1"
        ports = "high"
        control = "127.0.0.1:0"
        reboot_seconds = 5
        [[miners]]
        model = "whatsminer-m50s"
        count = 4
        password = "secret1"
        write_api = false
        pools = [{url = "stratum+tcp://a.example:1", user = "w"}]
        faults = [{kind = "slow", delay_seconds = 2.5, count = 1}]
        """,
        encoding="utf-8",
    )
    spec = load_spec(toml)
    assert (spec.seed, spec.port_offset, spec.reboot_seconds) == (7, 10_000, 5.0)
    assert spec.control == ("127.0.0.1", 0)
    group = spec.groups[0]
    assert (group.count, group.password, group.write_api) == (4, "secret1", False)
    assert group.pools[0].url == "stratum+tcp://a.example:1"
    assert (group.faults[0].count, group.faults[0].fault.delay_seconds) == (1, 2.5)
    as_json = tmp_path / "fleet.json"
    as_json.write_text(json.dumps({"miners": ONE}), encoding="utf-8")
    assert load_spec(as_json).count == 1


@pytest.mark.parametrize(
    ("name", "text"), [("f.json", "{"), ("f.toml", "= 1"), ("f.json", "[]"), ("missing.json", None)]
)
def test_an_unreadable_file_is_refused(tmp_path: Path, name: str, text: str | None) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=name):
        load_spec(path)


def test_endpoints_are_loopback_only() -> None:
    assert parse_endpoint("127.0.0.1:9400") == ("127.0.0.1", 9400)
    with pytest.raises(SpecError):
        parse_endpoint("192.0.2.1:9400")


def test_aliases_lead_to_models() -> None:
    for alias, slug in ALIASES.items():
        assert find_model(alias) is MODELS[slug]
    with pytest.raises(KeyError):
        find_model("nonsense")
