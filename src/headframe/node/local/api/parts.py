"""What the local API is built from."""

from collections.abc import Callable
from dataclasses import dataclass

from headframe.core.reconcile.standing import Standing
from headframe.kit.clock import Clock
from headframe.node.local.acts import LocalActs
from headframe.node.local.contact import ContactWatch
from headframe.node.local.lists import DeviceLists, NodeNames
from headframe.node.local.log import LocalLog
from headframe.node.local.sign_in import LocalSignIn


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What people are told of the node. `spki_sha256` is the certificate's fingerprint."""

    names: NodeNames
    server_url: str
    software_version: str
    spki_sha256: bytes


@dataclass(frozen=True, slots=True)
class LocalParts:
    """Everything that routes use. `standing` tells what holds a device, and who changed what last."""

    facts: NodeFacts
    sign_in: LocalSignIn
    lists: DeviceLists
    acts: LocalActs
    log: LocalLog
    contact: ContactWatch
    standing: Callable[[int], Standing]
    clock: Clock
