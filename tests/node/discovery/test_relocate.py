"""Finding devices that moved."""

from collections.abc import Callable

import anyio
import pytest

from headframe.core.devices import Endpoint, Identity
from headframe.core.errors import Code, HeadframeError
from headframe.core.targets import TargetPolicy
from headframe.node.discovery.discovery import Discovery
from headframe.node.discovery.relocate import MissingDevice, Relocator
from tests.node.discovery.listening import LOOPBACK, listeners
from tests.node.discovery.probing import Host, ScriptedProber, recognised

Start = Callable[..., Discovery]
MAC_1, MAC_2 = "02:00:00:00:01:01", "02:00:00:00:01:02"


def missing(device_id: int, address: str, identity: Identity) -> MissingDevice:
    return MissingDevice(device_id, "one", Endpoint(address), identity)


async def test_a_moved_device_is_found_by_its_mac_in_the_neighbourhood(start: Start) -> None:
    # Another miner stands at the old address now.
    answers = {"127.41.0.5": recognised(MAC_2), "127.41.0.77": recognised(MAC_1)}
    relocator = Relocator(start(Host(ScriptedProber("one", 4_120, answers))), LOOPBACK)
    with listeners([(address, 4_120) for address in answers]), anyio.fail_after(20):
        found = await relocator.locate([missing(7, "127.41.0.5", Identity(mac=MAC_1))])
    assert {key: endpoint.address for key, endpoint in found.items()} == {7: "127.41.0.77"}


async def test_many_are_looked_for_at_once_and_those_absent_stay_missing(start: Start) -> None:
    answers = {"127.41.1.9": recognised(serial="A"), "127.41.2.9": recognised(MAC_2)}
    driver = ScriptedProber("one", 4_121, answers)
    wanted = [
        missing(1, "127.41.1.1", Identity(serial="A")),
        missing(2, "127.41.2.1", Identity(mac=MAC_2)),
        missing(3, "127.41.1.3", Identity(mac=MAC_1)),
        missing(4, "127.41.1.4", Identity(model="tells nothing")),
    ]
    with listeners([(address, 4_121) for address in answers]), anyio.fail_after(20):
        found = await Relocator(start(Host(driver)), LOOPBACK).locate(wanted)
    assert {key: endpoint.address for key, endpoint in found.items()} == {1: "127.41.1.9", 2: "127.41.2.9"}


async def test_a_device_back_at_its_address_is_found_there(start: Start) -> None:
    driver = ScriptedProber("one", 4_122, {"127.41.3.5": recognised(MAC_1)})
    with listeners([("127.41.3.5", 4_122)]), anyio.fail_after(20):
        found = await Relocator(start(Host(driver)), LOOPBACK).locate(
            [missing(7, "127.41.3.5", Identity(mac=MAC_1))]
        )
    assert found == {7: Endpoint("127.41.3.5", {"api": 4_122})}


async def test_the_search_stays_within_the_policy(start: Start) -> None:
    relocator = Relocator(start(Host(ScriptedProber("one", 4_123))), TargetPolicy())
    for address, code in [("8.8.8.8", Code.PUBLIC_ADDRESS_REFUSED), ("miner", Code.INVALID_TARGET)]:
        with pytest.raises(HeadframeError) as caught:
            await relocator.locate([missing(7, address, Identity(mac=MAC_1))])
        assert caught.value.code is code
    with pytest.raises(HeadframeError) as caught:
        await relocator.locate([missing(7, "10.0.0.1", Identity(mac=MAC_1))], ipv4_prefix=12)
    assert "65536" in caught.value.message


async def test_nothing_is_scanned_for_devices_that_cannot_be_told_apart(start: Start) -> None:
    relocator = Relocator(start(Host()), LOOPBACK)
    assert await relocator.locate([missing(7, "127.41.4.1", Identity(mac="00:00:00:00:00:00"))]) == {}
