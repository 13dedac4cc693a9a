"""What the operator API is built from, and the use-cases wired from it."""

from dataclasses import dataclass, field

from headframe.kit.clock import Clock
from headframe.kit.passwords import PasswordHasher
from headframe.server.operator.config import OperatorConfig
from headframe.server.services.api_keys import ApiKeyService
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.artifacts.library import ArtifactLibrary
from headframe.server.services.commands.bases import Bases
from headframe.server.services.commands.batches import BatchService
from headframe.server.services.commands.cosigning import CosignPolicy, CosignService
from headframe.server.services.commands.dispatch import Dispatcher
from headframe.server.services.commands.issue import IssueService
from headframe.server.services.conflicts import ConflictService
from headframe.server.services.default_logins import DefaultLoginService
from headframe.server.services.discovery import DiscoveryService
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.enrollment.services import EnrollmentServices
from headframe.server.services.groups import GroupService
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.certificates import NodeCertificates
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.keys.desk import KeyDesk
from headframe.server.services.live import LiveFeed
from headframe.server.services.node_hosts import NodeHosts
from headframe.server.services.nodes import NodeService
from headframe.server.services.org_settings import SettingsService
from headframe.server.services.pair_payloads import PairPayloads
from headframe.server.services.pairing import PairingService
from headframe.server.services.places import PlaceService
from headframe.server.services.ports import CommandRouter, Ids, Sealer
from headframe.server.services.selection import SelectionService
from headframe.server.services.sign_in import SignInService
from headframe.server.services.transfers.handover import Handover
from headframe.server.services.transfers.service import TransferService
from headframe.server.services.upkeep import DeviceUpkeep
from headframe.server.services.users import UserService
from headframe.server.services.views import ViewService
from headframe.server.stores.ports import Stores


@dataclass(frozen=True, slots=True)
class OperatorDeps:
    """Everything that comes from outside.

    `live`, `discoveries`, `files` and `hosts` are shared with the gateway. `enrollment` is None where no node
    comes over the network.
    """

    stores: Stores
    clock: Clock
    ids: Ids
    router: CommandRouter
    sealer: Sealer
    live: LiveFeed
    discoveries: DiscoveryDesk
    files: ArtifactFiles
    hasher: PasswordHasher
    config: OperatorConfig
    enrollment: EnrollmentServices | None = None
    hosts: NodeHosts = field(default_factory=NodeHosts)
    keys: OrgKeys | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """The use-cases that routes call."""

    sign_in: SignInService
    api_keys: ApiKeyService
    users: UserService
    settings: SettingsService
    selections: SelectionService
    places: PlaceService
    groups: GroupService
    views: ViewService
    upkeep: DeviceUpkeep
    nodes: NodeService
    issue: IssueService
    batches: BatchService
    cosigning: CosignService
    conflicts: ConflictService
    discovery: DiscoveryService
    pairing: PairingService
    transfers: TransferService
    handover: Handover
    default_logins: DefaultLoginService
    artifacts: ArtifactLibrary
    enrollment: EnrollmentServices | None
    keys: KeyDesk | None


def _key_desk(deps: OperatorDeps, journal: ActivityJournal) -> KeyDesk | None:
    if deps.keys is None:
        return None
    nodes = NodeCertificates(deps.keys, deps.stores, journal, deps.clock)
    return KeyDesk(deps.keys, nodes, journal)


def build_services(deps: OperatorDeps) -> Services:
    """Wire the use-cases."""
    stores, clock, live = deps.stores, deps.clock, deps.live
    journal = ActivityJournal(stores.activity, clock, live)
    settings = SettingsService(stores.settings, clock, journal)
    selections = SelectionService(stores.devices, settings)
    policy = CosignPolicy(deps.keys)
    bases = Bases(stores.reconciliation)
    dispatcher = Dispatcher(stores.commands, stores.nodes, deps.router, live, journal, policy, bases)
    nodes = NodeService(stores.nodes, stores.places, journal, live)
    payloads = PairPayloads(deps.sealer, stores.logins)
    return Services(
        sign_in=SignInService(stores.people, deps.hasher, clock, journal, deps.config.sessions),
        api_keys=ApiKeyService(stores.people, clock, journal),
        users=UserService(stores.people, clock, journal),
        settings=settings,
        selections=selections,
        places=PlaceService(stores.places, journal, live),
        groups=GroupService(stores.places, selections, journal, live),
        views=ViewService(stores.views, journal),
        upkeep=DeviceUpkeep(stores.devices, selections, journal, live),
        nodes=nodes,
        issue=IssueService(
            selections=selections,
            devices=stores.devices,
            artifacts=stores.artifacts,
            dispatcher=dispatcher,
            router=deps.router,
            sealer=deps.sealer,
            clock=clock,
            ids=deps.ids,
        ),
        batches=BatchService(
            commands=stores.commands,
            devices=stores.devices,
            settings=settings,
            dispatcher=dispatcher,
            journal=journal,
            live=live,
            clock=clock,
            ids=deps.ids,
        ),
        cosigning=CosignService(
            commands=stores.commands,
            policy=policy,
            router=deps.router,
            journal=journal,
            live=live,
            clock=clock,
        ),
        conflicts=ConflictService(
            reconciliation=stores.reconciliation,
            commands=stores.commands,
            devices=stores.devices,
            dispatcher=dispatcher,
            journal=journal,
            live=live,
            clock=clock,
            ids=deps.ids,
        ),
        discovery=DiscoveryService(
            nodes=stores.nodes,
            commands=stores.commands,
            desk=deps.discoveries,
            dispatcher=dispatcher,
            router=deps.router,
            journal=journal,
            clock=clock,
            ids=deps.ids,
            policy=deps.config.scan_policy,
        ),
        enrollment=deps.enrollment,
        keys=_key_desk(deps, journal),
        default_logins=DefaultLoginService(stores.logins, stores.nodes, deps.sealer, journal, clock),
        artifacts=ArtifactLibrary(
            artifacts=stores.artifacts,
            commands=stores.commands,
            files=deps.files,
            journal=journal,
            clock=clock,
            ids=deps.ids,
        ),
        pairing=PairingService(
            selections=selections,
            devices=stores.devices,
            dispatcher=dispatcher,
            router=deps.router,
            payloads=payloads,
            live=live,
            journal=journal,
            clock=clock,
            ids=deps.ids,
        ),
        transfers=TransferService(
            selections=selections,
            nodes=nodes,
            transfers=stores.transfers,
            payloads=payloads,
            router=deps.router,
            live=live,
            journal=journal,
            clock=clock,
        ),
        handover=Handover(
            stores=stores,
            dispatcher=dispatcher,
            router=deps.router,
            live=live,
            journal=journal,
            clock=clock,
            ids=deps.ids,
        ),
    )
