"""A node scans what it was configured for, and nothing else that a server asks of it."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from headframe.core.commands.envelope import NODE_ITSELF
from headframe.core.commands.payloads import Discover
from headframe.core.errors import Code, HeadframeError
from headframe.core.targets import TargetPolicy
from headframe.node.execution.fleet_commands import DiscoverCommands
from tests.core.test_core_signed_commands import ENVELOPE
from tests.node.discovery.conftest import Start
from tests.node.discovery.probing import Host, ScriptedProber

CONFIGURED = TargetPolicy(networks=(ip_network("10.1.0.0/16"),))


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("127.0.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("::ffff:169.254.169.254", Code.PUBLIC_ADDRESS_REFUSED),
        ("8.8.8.8", Code.PUBLIC_ADDRESS_REFUSED),
        ("10.2.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("192.168.1.0/24", Code.PUBLIC_ADDRESS_REFUSED),
        ("2130706433", Code.INVALID_TARGET),
    ],
)
async def test_attack_59_a_server_has_no_node_scan_outside_its_networks(
    start: Start, target: str, code: Code
) -> None:
    prober = ScriptedProber("one", 4_190, {})

    async def told() -> None:
        return None

    discover = DiscoverCommands(start(Host(prober)), CONFIGURED, lambda *_: None, told)
    envelope = replace(ENVELOPE, device_id=NODE_ITSELF, payload=Discover((target,)))
    with pytest.raises(HeadframeError) as refused:
        await discover(envelope, lambda *_: None)
    assert refused.value.code is code
    assert prober.asked == []
