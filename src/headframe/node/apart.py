"""A node apart from its server: a link over the network, and nobody who is believed without a signature."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from headframe import __version__
from headframe.kit.clock import Clock
from headframe.kit.files import ensure_private_dir
from headframe.kit.lock import held
from headframe.node.app import Upstream, running_node
from headframe.node.config import NodeConfig
from headframe.node.control.connect_link import ConnectLink
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.control.handshake import Handshake
from headframe.node.control.server_clock import ServerClock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.enrollment.enrolled import Installation
from headframe.node.execution.verify import SignedVerifier
from headframe.node.keys.manifests import SignedManifests
from headframe.node.options import MinerSettings


@contextlib.asynccontextmanager
async def running_apart(state_dir: Path, miners: MinerSettings, clock: Clock) -> AsyncIterator[Installation]:
    """Run an enrolled node for as long as the block.

    Raises:
        HeadframeError: NOT_FOUND before enrollment, STORAGE_UNAVAILABLE for damaged or held state.
        UnsafeFileError: where a file is open to others.
    """
    ensure_private_dir(state_dir)
    with held(state_dir):
        async with _running(Installation.load(state_dir), miners, clock) as installation:
            yield installation


@contextlib.asynccontextmanager
async def _running(
    installation: Installation, miners: MinerSettings, clock: Clock
) -> AsyncIterator[Installation]:
    enrolled, server_clock, nonce = installation.enrolled, ServerClock(clock), StreamNonce()
    async with (
        EnrollmentCalls(enrolled.address) as calls,
        ConnectLink(enrolled.address, Handshake(installation, calls, server_clock)) as link,
    ):
        upstream = Upstream(
            link=link,
            verifier=SignedVerifier(installation.trust, enrolled.node_id, nonce, server_clock),
            server_clock=server_clock,
            check_manifest=SignedManifests(installation.trust, enrolled.node_id, server_clock).check,
            nonce=nonce,
            trust=installation.trust,
        )
        config = NodeConfig(
            state_dir=installation.state_dir,
            org_id=enrolled.org_id,
            node_id=enrolled.node_id,
            software_version=__version__,
            targets=miners.targets,
            polling=miners.polling,
            discovery=miners.discovery,
            plugins=miners.plugins,
        )
        async with running_node(config, installation.identity, upstream, clock):
            yield installation
