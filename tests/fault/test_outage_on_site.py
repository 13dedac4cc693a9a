"""A site without its server: the node starts, measures, is commanded on site, and tells of it afterwards."""

import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.on_site import Hall, console, running_hall, shown_fingerprint, shown_password
from tests.support.split import Node, Server
from tests.support.waiting import until

SECONDS = 60.0
MINERS = 4
STOP, CURTAIL = {"kind": "STOP_MINING"}, {"kind": "CURTAIL", "level": "FULL"}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with running_hall(tmp_path, f"antminer-s19:{MINERS}", "antminer") as hall:
        yield hall


def test_a_site_goes_on_without_its_server(hall: Hall) -> None:
    local, server, node = hall.local, hall.server, hall.node
    hall.bring_in()
    local.sign_in(hall.password)
    until(local.standing, lambda now: now["state"] == "IN_CONTACT", seconds=SECONDS)
    assert served_spki(local.port) == shown_fingerprint(hall.console)
    assert served_spki(local.port) == server.node()["identity"]["local_ui_sha256"]
    named = server.devices()[0]["id"]
    server.api.patch(f"/devices/{named}", {"name": "the loud one"})

    server.kill()
    node.kill()
    node.launch()  # it starts with nobody to ask
    local.sign_in(hall.password)
    until(local.devices, reporting, seconds=SECONDS)
    until(local.standing, lambda now: now["state"] == "ALONE", seconds=SECONDS)
    until(lambda: console(["status"], node.state_dir, node.directory)[1], lambda said: "Alone" in said)

    first = local.devices()[0]
    assert local.act(STOP, {"ids": [first["id"]]}, seconds=SECONDS)["counts"] == {"SUCCEEDED": 1}
    until(hall.mining, lambda mining: mining == MINERS - 1, seconds=SECONDS)
    assert not hall.miners.miner(first["address"])["mining"]
    assert local.act(CURTAIL, {"filter": ""}, seconds=SECONDS)["counts"] == {"SUCCEEDED": MINERS}
    until(hall.mining, lambda mining: mining == 0, seconds=SECONDS)
    until(local.devices, lambda found: {each["status"] for each in found} == {"CURTAILED"}, seconds=SECONDS)
    until(local.standing, lambda now: now["acts_waiting"] == MINERS + 1)

    server.start()
    until(local.standing, lambda now: now["state"] == "IN_CONTACT", seconds=SECONDS)
    assert local.standing()["acts_waiting"] == 0
    until(lambda: local.get(f"/devices/{named}")["device"]["name"], lambda name: name == "the loud one")
    told = until(lambda: told_alone(server), seconds=SECONDS)
    assert told[0]["details"]["acts"] == 2
    assert told[0]["details"]["to_ms"] > told[0]["details"]["from_ms"]
    assert "with 2 acts on site" in told[0]["summary"]


def test_another_password_and_a_taken_port(hall: Hall) -> None:
    hall.local.sign_in(hall.password)
    code, said = console(["local-password"], hall.node.state_dir, hall.node.directory)
    assert code == 0, said
    assert hall.local.http.get("/me").status_code == 401
    hall.local.sign_in(shown_password(said))
    options = ["--local-ui", f"127.0.0.1:{hall.local.port}"]
    other = Node("hall-2", hall.node.directory.parent / "hall-2", hall.server, options=options)
    try:
        other.enroll()
        other.start()  # it is connected, though its UI has nowhere to listen
        until(lambda: "local_ui_not_served" in other.errors(), seconds=SECONDS)
    finally:
        other.close()


def told_alone(server: Server) -> list[dict[str, Any]]:
    """What the server's log says of times alone."""
    return list(server.api.get("/activity", verb_prefix="node.ran_alone")["entries"])


def reporting(devices: list[dict[str, object]]) -> bool:
    """Whether all of them answer the node."""
    return len(devices) == MINERS and all(each["status"] == "HASHING" for each in devices)


def served_spki(port: int) -> str:
    """The fingerprint of the certificate that is served."""
    pem = ssl.get_server_certificate(("127.0.0.1", port))
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest().hex(":").upper()
