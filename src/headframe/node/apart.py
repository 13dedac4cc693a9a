"""A node apart from its server: a link over the network, and nobody who is believed without a signature."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from headframe import __version__
from headframe.kit.clock import Clock
from headframe.kit.files import ensure_private_dir
from headframe.kit.lock import held
from headframe.kit.monitoring.listening import MonitorListen
from headframe.kit.monitoring.monitor import Monitor, monitoring
from headframe.node.app import running_node
from headframe.node.assembly import PART
from headframe.node.config import NodeConfig
from headframe.node.control.connect_link import ConnectLink
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.control.handshake import Handshake
from headframe.node.control.server_clock import ServerClock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.enrollment.enrolled import Installation
from headframe.node.execution.verify import SignedVerifier
from headframe.node.keys.manifests import SignedManifests
from headframe.node.local.api.parts import NodeFacts
from headframe.node.local.config import LocalUiConfig
from headframe.node.local.lists import NodeNames
from headframe.node.local.running import OnSiteConfig, on_site
from headframe.node.options import MinerSettings
from headframe.node.upstream import Upstream


@contextlib.asynccontextmanager
async def running_apart(
    state_dir: Path,
    miners: MinerSettings,
    clock: Clock,
    *,
    monitor_listen: MonitorListen | None = None,
    forward_host_telemetry: bool = False,
    local_ui: LocalUiConfig | None = None,
) -> AsyncIterator[Installation]:
    """Run an enrolled node for as long as the block; where it is watched, and whether the server is told.

    `local_ui` None: people on site have no UI.

    Raises:
        HeadframeError: NOT_FOUND before enrollment, STORAGE_UNAVAILABLE for damaged or held state.
        UnsafeFileError: where a file is open to others.
    """
    ensure_private_dir(state_dir)
    with held(state_dir):
        installation = Installation.load(state_dir)
        config = _config(installation, miners, forward_host_telemetry=forward_host_telemetry)
        async with (
            monitoring(monitor_listen, PART, version=__version__, mode="node", clock=clock) as monitor,
            _running(installation, config, clock, monitor, OnSiteConfig(_facts(installation), local_ui)),
        ):
            yield installation


@contextlib.asynccontextmanager
async def _running(
    installation: Installation, config: NodeConfig, clock: Clock, monitor: Monitor, local: OnSiteConfig
) -> AsyncIterator[None]:
    enrolled, server_clock, nonce = installation.enrolled, ServerClock(clock), StreamNonce()
    async with (
        EnrollmentCalls(enrolled.address) as calls,
        ConnectLink(enrolled.address, Handshake(installation, calls, server_clock)) as link,
    ):
        verifier = SignedVerifier(installation.trust, enrolled.node_id, nonce, server_clock)
        upstream = Upstream(
            link=link,
            verifier=verifier,
            server_clock=server_clock,
            check_manifest=SignedManifests(installation.trust, enrolled.node_id, server_clock).check,
            nonce=nonce,
            trust=installation.trust,
            flaws=verifier.flaws,
        )
        async with (
            running_node(config, installation.identity, upstream, clock, monitor) as node,
            on_site(node, local, clock),
        ):
            yield


def _facts(installation: Installation) -> NodeFacts:
    enrolled = installation.enrolled
    return NodeFacts(
        names=NodeNames(int(enrolled.org_id), int(enrolled.node_id), enrolled.name),
        server_url=enrolled.server_url,
        software_version=__version__,
        spki_sha256=installation.identity.bundle().local_ui_spki_sha256,
    )


def _config(installation: Installation, miners: MinerSettings, *, forward_host_telemetry: bool) -> NodeConfig:
    return NodeConfig(
        state_dir=installation.state_dir,
        org_id=installation.enrolled.org_id,
        node_id=installation.enrolled.node_id,
        software_version=__version__,
        targets=miners.targets,
        polling=miners.polling,
        discovery=miners.discovery,
        plugins=miners.plugins,
        forward_host_telemetry=forward_host_telemetry,
    )
