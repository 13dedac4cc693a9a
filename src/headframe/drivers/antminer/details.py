"""Identity and settings, from the TCP API's `version` and the web server's pages."""

import json
from collections.abc import Mapping
from typing import Any

from headframe.drivers.antminer import conf
from headframe.drivers.antminer.description import MAKE, capabilities, model_name
from headframe.drivers.cgminer import answers, values
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.cgminer.pools import pools
from headframe.drivers.http.untrusted import MAX_VENDOR_JSON_BYTES
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

OTHER_FIRMWARE = ("vnish", "luxos", "braiins", "bosminer", "hiveon", "epic", "mara")
"""Names that after-market firmware puts where the stock one has none; other drivers speak to those."""

_SECRET_KEYS = frozenset({"pass", "password", "passwd", "token", "secret"})


def recognise(version_answer: Mapping[str, Any]) -> miner_pb2.Identity | None:
    """Who answers `version`, where it is an Antminer with stock firmware."""
    version = answers.first(version_answer, "VERSION")
    model = values.text(version, "Type")
    everything = json.dumps(answers.plain(version_answer)).lower()
    if not model.startswith("Antminer") or any(name in everything for name in OTHER_FIRMWARE):
        return None
    return miner_pb2.Identity(
        make=MAKE, model=model_name(model), firmware=values.text(version, "CompileTime")
    )


def identity(system_info: Mapping[str, Any], *, model: str = "") -> miner_pb2.Identity:
    """Who the miner is, by `get_system_info.cgi`. `model` stands in where the page names none."""
    return miner_pb2.Identity(
        mac=mac(system_info.get("macaddr")),
        serial=values.text(system_info, "serinum"),
        make=MAKE,
        model=model_name(values.text(system_info, "minertype")) or model,
        firmware=values.text(system_info, "system_filesystem_version"),
        hostname=values.text(system_info, "hostname"),
        control_board=values.text(system_info, "subtype"),
    )


def details(
    found: miner_pb2.Identity,
    pools_answer: Mapping[str, Any],
    settings: Mapping[str, Any],
    blink: Mapping[str, Any],
    everything: Mapping[str, Any],
    *,
    faults_known: bool,
) -> driver_pb2.Details:
    """The details of a full poll. `settings` and `blink` are empty where they could not be read."""
    mode, _ = conf.cooling(settings)
    return driver_pb2.Details(
        identity=found,
        capabilities=capabilities(found.model),
        pools=pools(pools_answer),
        faults_known=faults_known,
        led_on=values.flag(blink, "blink"),
        power_mode=conf.mode_name(conf.work_mode(settings)),
        cooling_mode=mode,
        vendor_json=vendor_json(everything),
    )


def vendor_json(everything: Mapping[str, Any]) -> bytes:
    """The miner's answers without passwords; an empty object where they are too large to pass on."""
    text = json.dumps(answers.plain(everything, _keep), separators=(",", ":")).encode()
    return text if len(text) <= MAX_VENDOR_JSON_BYTES else b"{}"


def _keep(key: str) -> bool:
    return str(key).lower() not in _SECRET_KEYS
