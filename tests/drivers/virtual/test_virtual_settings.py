"""Settings and the fault menu of the virtual driver."""

import json
from pathlib import Path

import pytest

from headframe.drivers.virtual import CONFIG_VARIABLE, driver
from headframe.drivers.virtual.faults import Fault, reserved
from headframe.drivers.virtual.settings import Settings, SettingsError, load

TOML = """
latency_ms = 20
absent = ["10.9.0.0/16"]

[[faults]]
network = "10.1.2.0/28"
port = 4028
fault = "hang"

[[faults]]
network = "10.66.2.9"
fault = "none"
"""


def test_a_toml_file(tmp_path: Path) -> None:
    path = tmp_path / "virtual.toml"
    path.write_text(TOML)
    settings = load(path)
    assert settings.latency_ms == 20
    assert settings.is_absent("10.9.1.1")
    assert not settings.is_absent("10.8.1.1")
    assert settings.fault_of("10.1.2.3", 4028) is Fault.HANG
    assert settings.fault_of("10.1.2.3", 80) is Fault.NONE
    assert settings.fault_of("10.66.2.9", 80) is Fault.NONE
    assert settings.fault_of("10.66.2.8", 80) is Fault.AUTHENTICATION_NEEDED


def test_a_json_file_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "virtual.json"
    path.write_text(json.dumps({"absent": ["10.1.0.0/24"]}))
    monkeypatch.setenv(CONFIG_VARIABLE, str(path))
    assert driver()._settings.is_absent("10.1.0.7")
    monkeypatch.delenv(CONFIG_VARIABLE)
    assert driver()._settings == Settings()


@pytest.mark.parametrize(
    "text",
    [
        "latency = 1",
        "not toml",
        'absent = ["nowhere"]',
        '[[faults]]\nnetwork = "10.0.0.1"\nfault = "boredom"',
        '[[faults]]\nfault = "hang"',
        "absent = 5",
    ],
)
def test_what_cannot_be_used_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "virtual.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"virtual\.toml"):
        load(path)


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_a_reserved_address_and_port(fault: Fault) -> None:
    assert reserved(f"10.66.{fault}.200", 1) is fault
    assert reserved("10.1.0.1", 61000 + fault) is fault


@pytest.mark.parametrize(("address", "port"), [("10.66.255.1", 1), ("10.1.0.1", 61999), ("name", 61011)])
def test_other_addresses_are_without_fault(address: str, port: int) -> None:
    assert reserved(address, port) is Fault.NONE
