"""Discovery and pairing."""

from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import PLAIN, CommandId, Id, Input, Output, RecordedProblem
from headframe.api.devices import DeviceBody
from headframe.api.selectors import ExpectedCount, SelectorInput
from headframe.core.devices import Credentials
from headframe.server.services.discovery import DiscoveryRequest
from headframe.server.services.discovery_desk import Discovery, DiscoveryState
from headframe.server.services.pairing import PairingStarted, PairRequest

MAX_TARGETS = 1_000
MAX_DRIVERS = 32
MAX_LOGINS = 8
"""Logins tried on one device: more would lock accounts of some makes."""

Target = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]
DriverName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class DiscoveryInput(Input):
    """What to scan. Without `node_id`, the only connected node scans; without `drivers`, all are tried."""

    targets: Annotated[
        list[Target], Field(min_length=1, max_length=MAX_TARGETS, examples=[["10.0.0.0/24", "10.0.1.5-90"]])
    ]
    drivers: Annotated[list[DriverName], Field(max_length=MAX_DRIVERS, default_factory=list)]
    node_id: Id | None = None

    def to_core(self) -> DiscoveryRequest:
        """The use-case's request."""
        return DiscoveryRequest(tuple(self.targets), tuple(self.drivers), self.node_id)


class DiscoveryBody(Output):
    """A discovery as it is now. Counts of addresses are null until the node told them."""

    id: CommandId
    node_id: Id
    batch_id: str
    targets: list[str]
    state: DiscoveryState
    started_at_ms: int
    ended_at_ms: int | None
    addresses_total: int | None
    addresses_scanned: int | None
    hosts_open: int | None
    devices_found: int
    problem: RecordedProblem | None

    @classmethod
    def of(cls, discovery: Discovery) -> "DiscoveryBody":
        """From the desk's record."""
        return cls(
            id=discovery.id,
            node_id=discovery.node_id,
            batch_id=discovery.batch_id,
            targets=list(discovery.targets),
            state=discovery.state,
            started_at_ms=discovery.started_at_ms,
            ended_at_ms=discovery.ended_at_ms,
            addresses_total=discovery.addresses_total,
            addresses_scanned=discovery.addresses_scanned,
            hosts_open=discovery.hosts_open,
            devices_found=discovery.devices_found,
            problem=RecordedProblem.of(discovery.problem),
        )


class DiscoveryList(Output):
    """Discoveries that run or ended lately, newest first."""

    discoveries: list[DiscoveryBody]


class FoundWindow(Output):
    """Devices that a discovery found, in the order in which it found them."""

    total: int
    offset: int
    now_ms: int
    devices: list[DeviceBody]


class LoginInput(Input):
    """A login to try. It is sealed to the node within the request and never stored or logged in plain."""

    username: Annotated[str, StringConstraints(max_length=128, pattern=PLAIN)] = ""
    password: Annotated[
        str, StringConstraints(max_length=256, pattern=PLAIN), Field(json_schema_extra={"writeOnly": True})
    ]

    def to_core(self) -> Credentials:
        """The core's record, which hides the password."""
        return Credentials(self.username, self.password)


class PairInput(Input):
    """Devices to own and log in to.

    `node_id` becomes the owner of unowned ones; without it, the node that saw each. Logins are tried in
    order, then the organisation's default logins and the makers', where `try_defaults` is set.
    """

    selector: SelectorInput
    node_id: Id | None = None
    credentials: Annotated[list[LoginInput], Field(max_length=MAX_LOGINS, default_factory=list)]
    try_defaults: bool = True
    expected_count: ExpectedCount | None = None

    def to_core(self, idempotency_key: str) -> PairRequest:
        """The use-case's request."""
        return PairRequest(
            selector=self.selector.to_core(),
            node_id=self.node_id,
            credentials=tuple(login.to_core() for login in self.credentials),
            try_defaults=self.try_defaults,
            expected_count=self.expected_count,
            idempotency_key=idempotency_key,
        )


class UnpairInput(Input):
    """Devices whose owners are to forget their credentials."""

    selector: SelectorInput
    expected_count: ExpectedCount | None = None


class PairingStartedBody(Output):
    """The batch to watch; `claimed` devices changed owner, `left_out` got no command."""

    batch_id: str
    claimed: int
    left_out: int

    @classmethod
    def of(cls, started: PairingStarted) -> "PairingStartedBody":
        """From the use-case's result."""
        return cls(batch_id=started.batch.id, claimed=started.claimed, left_out=started.left_out)
