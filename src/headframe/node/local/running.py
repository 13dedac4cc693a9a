"""What a node apart does for people on site while it runs: contact watched, acts kept, the UI served."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import structlog

from headframe.core.alone import AlonePeriod
from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.ids import system_ids
from headframe.kit.passwords import PasswordHasher
from headframe.kit.web.files import WebFiles
from headframe.kit.web.serving import serving
from headframe.node.local.acts import LocalActs
from headframe.node.local.api.app import create_local_app
from headframe.node.local.api.parts import LocalParts, NodeFacts
from headframe.node.local.certificate import write_certificate
from headframe.node.local.config import LocalListen, LocalUiConfig
from headframe.node.local.contact import ContactWatch, Waiting
from headframe.node.local.credential import LocalCredential
from headframe.node.local.labels import Labels, keep_labels
from headframe.node.local.lists import DeviceLists
from headframe.node.local.log import FILE, LocalLog
from headframe.node.local.operations import LocalCommands
from headframe.node.local.sessions import LocalSessions
from headframe.node.local.sign_in import LocalSignIn
from headframe.node.local.site import create_local_site
from headframe.node.local.status import StatusFile
from headframe.node.running import RunningNode
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

RETRY_SECONDS = 30.0
"""Between two tries to listen where somebody else does. The node's own work goes on without its UI."""


@dataclass(frozen=True, slots=True)
class OnSiteConfig:
    """`listen` None: no UI. Contact is watched all the same."""

    facts: NodeFacts
    listen: LocalUiConfig | None


@contextlib.asynccontextmanager
async def on_site(node: RunningNode, config: OnSiteConfig, clock: Clock) -> AsyncIterator[None]:
    """Serve people on site for as long as the block."""
    async with LocalLog(node.state_dir / FILE) as local_log:
        await local_log.prune(clock.now_ms())
        commands = LocalCommands(
            executor=node.executor,
            journal=node.journal,
            local_log=local_log,
            fleet=node.fleet,
            names=config.facts.names,
            clock=node.server_clock,
        )
        left = await commands.recover()
        contact = _watch(node, local_log, clock)
        async with asyncio.TaskGroup() as group:
            work = [
                commands.run(left),
                contact.run(),
                StatusFile(node.state_dir, contact, node.inventory, str(config.listen or ""), clock).run(),
            ]
            if config.listen is not None:
                names, labels = config.facts.names, Labels(node.state_dir)
                lists = DeviceLists(node.inventory, node.fleet, node.logins, labels, names=names, clock=clock)
                parts = _parts(node, config, lists, local_log, commands, contact, clock)
                work.append(keep_labels(labels, node.link, names.node_id, node.connected, clock))
                work.append(_serve(parts, node, config.listen))
            tasks = [group.create_task(each) for each in work]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()


def _watch(node: RunningNode, local_log: LocalLog, clock: Clock) -> ContactWatch:
    async def waiting() -> Waiting:
        backlog = node.uploads.spool.backlog
        return Waiting(await node.journal.untold_on_site(), backlog.items, backlog.size_bytes)

    async def tell(period: AlonePeriod) -> None:
        acts = await local_log.acts_since(period.from_ms)
        alone = gateway_pb2.AlonePeriod(from_ms=period.from_ms, to_ms=period.to_ms, acts=acts)
        node.uploads.event(0, gateway_pb2.Event(alone=alone))

    return ContactWatch(
        state_dir=node.state_dir, connected=node.connected, waiting=waiting, on_back=tell, clock=clock
    )


def _parts(  # noqa: PLR0917 - made in one place
    node: RunningNode,
    config: OnSiteConfig,
    lists: DeviceLists,
    local_log: LocalLog,
    commands: LocalCommands,
    contact: ContactWatch,
    clock: Clock,
) -> LocalParts:
    names = config.facts.names
    credential = LocalCredential.within(node.state_dir)
    return LocalParts(
        facts=config.facts,
        sign_in=LocalSignIn(credential, LocalSessions(clock), PasswordHasher(), clock),
        lists=lists,
        acts=LocalActs(lists, local_log, commands, names, node.server_clock, system_ids()),
        log=local_log,
        contact=contact,
        standing=node.standings.of,
        clock=clock,
    )


async def _serve(parts: LocalParts, node: RunningNode, where: LocalUiConfig) -> None:
    """Serve the UI; where that fails, try again later."""
    names = parts.facts.names
    site: Any = create_local_site(create_local_app(parts), WebFiles.read(), names.name)
    while True:
        try:
            files = write_certificate(node.state_dir, node.keys.local_ui, names.name, where.host)
            async with serving(site, LocalListen.of(where, files)):
                log.info("local_ui_served", address=str(where))
                await asyncio.Event().wait()
        except HeadframeError as error:
            log.warning("local_ui_not_served", address=str(where), why=error.message)
        await asyncio.sleep(RETRY_SECONDS)
