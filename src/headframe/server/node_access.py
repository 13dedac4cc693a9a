"""What nodes on the network meet: the org's keys, enrollment, sessions, and the gateway behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.routing import Mount

from headframe.core.errors import Code
from headframe.kit.clock import Clock
from headframe.kit.ids import system_ids
from headframe.server.config import NodeAccess, ServerConfig
from headframe.server.gateway.service import Gateway
from headframe.server.gateway.sessions import EnrolledNodes
from headframe.server.gateway.transport.application import GATEWAY_PATH, gateway_application
from headframe.server.gateway.transport.enrollment import ENROLLMENT_PATH, enrollment_application
from headframe.server.routing.metering import SigningMeter
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Signed
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.enrollment.services import EnrollmentServices, build_enrollment
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.copies import CopiedKeysets
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.stores.ports import Stores
from headframe.wire.convert.documents import document_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2


@dataclass(frozen=True, slots=True)
class NetworkSide:
    """The keys, what is signed with them, and the use-cases of enrollment."""

    keys: OrgKeys
    signer: Signed
    enrollment: EnrollmentServices
    clock: Clock

    def routes(self, gateway: Gateway, refused: Callable[[Code], None]) -> Sequence[Mount]:
        """The two services of the contract; `refused` hears of calls that end in a problem."""
        sessions = EnrolledNodes(self.enrollment.sessions)
        return [
            Mount(ENROLLMENT_PATH, enrollment_application(self.enrollment, self.clock, refused)),
            Mount(GATEWAY_PATH, gateway_application(gateway, sessions, refused)),
        ]


async def open_network_side(
    config: ServerConfig,
    access: NodeAccess,
    *,
    org_id: int,
    stores: Stores,
    router: Router,
    live: LiveFeed,
    clock: Clock,
    signing: SigningMeter,
) -> NetworkSide:
    """Open the organisation's keys, and wire what nodes call. Connected nodes are told of later Keysets."""
    directory = config.state_dir / "keys"
    keys = await OrgKeys.open(
        directory,
        key_file=access.key_file,
        org_id=org_id,
        store=await CopiedKeysets.open(stores.keysets, directory, org_id=org_id),
        clock=clock,
    )
    keys.watch(
        lambda current: router.tell_all(
            gateway_pb2.ControlDown(
                keyset_changed=gateway_pb2.KeysetChanged(keyset=document_to_wire(current.document))
            )
        )
    )
    parts = EnrollmentParts(
        org_id=org_id,
        stores=stores,
        keys=keys,
        streams=router,
        journal=ActivityJournal(stores.activity, clock, live),
        live=live,
        clock=clock,
        ids=system_ids(),
        origins=(access.origin,),
    )
    return NetworkSide(keys, Signed(keys, signing), build_enrollment(parts), clock)
