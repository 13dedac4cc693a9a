"""Pairing: which login is tried, what is kept, what people are told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from headframe.core.devices import Credentials, Endpoint, Identity, PairingStatus
from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import ManualClock
from headframe.node.keys.vault import Vault
from headframe.node.pairing.login_budget import MAX_REJECTIONS, WINDOW_SECONDS, LoginBudget
from headframe.node.pairing.pairing import MAX_LOGINS, Pairing, PairingTarget
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAC = "02:00:00:00:00:01"
ROOT = Credentials("root", "root")
GOOD = Credentials("ops", "correct horse")
TARGET = PairingTarget(7, "one", Endpoint("10.0.0.1", {"api": 4028}), Identity(mac=MAC))


def logins(count: int) -> list[Credentials]:
    return [Credentials("guess", str(number)) for number in range(count)]


@dataclass
class ScriptedPairer:
    """A device with one login; empty: it needs none. `fails` answers instead, where set."""

    login: Credentials | None = GOOD
    mac: str = MAC
    default: Credentials = ROOT
    fails: driver_pb2.ErrorKind | None = None
    error: HeadframeError | None = None
    tried: list[Credentials | None] = field(default_factory=list)
    targets: list[driver_pb2.Target] = field(default_factory=list)

    async def described(self) -> driver_pb2.DescribeResponse:
        account = miner_pb2.Credentials(username=self.default.username, password=self.default.password)
        return driver_pb2.DescribeResponse(name="one", default_credentials=[account])

    async def pair(self, target: driver_pb2.Target, *, seconds: float) -> driver_pb2.PairResponse:
        assert seconds > 0
        if self.error:
            raise self.error
        given = None
        if target.HasField("credentials"):
            given = Credentials(target.credentials.username, target.credentials.password)
        self.tried.append(given)
        self.targets.append(target)
        kind = self._refusal(given)
        if kind is not None:
            return driver_pb2.PairResponse(error=driver_pb2.DriverError(kind=kind, message="no"))
        return driver_pb2.PairResponse(
            identity=miner_pb2.Identity(mac=self.mac, model="S1"),
            capabilities=miner_pb2.Capabilities(max_pools=3),
            default_password=given == ROOT,
        )

    def _refusal(self, given: Credentials | None) -> driver_pb2.ErrorKind | None:
        if self.fails is not None:
            return self.fails
        if self.login is None or given == self.login:
            return None
        if given is None:
            return driver_pb2.ERROR_KIND_AUTHENTICATION_NEEDED
        return driver_pb2.ERROR_KIND_AUTHENTICATION_REJECTED


@dataclass
class One:
    """A plugin host with one driver."""

    pairer: ScriptedPairer

    def client(self, name: str) -> ScriptedPairer | None:
        return self.pairer if name == "one" else None


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(tmp_path / "keys", org_id="org")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@dataclass
class Bench:
    pairing: Pairing
    pairer: ScriptedPairer


def bench(vault: Vault, clock: ManualClock, pairer: ScriptedPairer) -> Bench:
    return Bench(Pairing(One(pairer), vault, LoginBudget(clock.elapsed)), pairer)


async def test_the_login_that_works_is_kept(vault: Vault, clock: ManualClock) -> None:
    at = bench(vault, clock, ScriptedPairer())
    outcome = await at.pairing.pair(TARGET, [Credentials("ops", "old"), GOOD], try_defaults=True)
    assert outcome.status is PairingStatus.PAIRED
    assert outcome.problem is None
    assert outcome.identity is not None
    assert outcome.identity.model == "S1"
    assert outcome.capabilities is not None
    assert outcome.capabilities.max_pools == 3
    assert vault.credentials(7) == GOOD
    assert at.pairer.tried == [Credentials("ops", "old"), GOOD]
    assert at.pairer.targets[0].expected_mac == MAC
    assert at.pairer.targets[0].device_key == "7"


async def test_defaults_come_last_and_their_success_is_seen(vault: Vault, clock: ManualClock) -> None:
    at = bench(vault, clock, ScriptedPairer(login=ROOT))
    outcome = await at.pairing.pair(TARGET, [GOOD, GOOD], try_defaults=True)
    assert outcome.status is PairingStatus.DEFAULT_PASSWORD
    assert at.pairer.tried == [GOOD, ROOT]
    assert vault.credentials(7) == ROOT


async def test_a_default_given_by_a_person_is_seen_too(vault: Vault, clock: ManualClock) -> None:
    pairer = ScriptedPairer(login=Credentials("admin", "admin"), default=Credentials("admin", "admin"))
    outcome = await bench(vault, clock, pairer).pairing.pair(TARGET, [pairer.default], try_defaults=False)
    assert outcome.status is PairingStatus.DEFAULT_PASSWORD


async def test_defaults_are_not_tried_unless_allowed(vault: Vault, clock: ManualClock) -> None:
    at = bench(vault, clock, ScriptedPairer(login=ROOT))
    outcome = await at.pairing.pair(TARGET, [GOOD], try_defaults=False)
    assert outcome.status is PairingStatus.AUTHENTICATION_NEEDED
    assert outcome.problem is not None
    assert outcome.problem.code is Code.DEVICE_AUTHENTICATION_REJECTED
    assert at.pairer.tried == [GOOD]
    assert vault.credentials(7) is None


async def test_without_any_login_the_device_is_asked_whether_it_needs_one(
    vault: Vault, clock: ManualClock
) -> None:
    at = bench(vault, clock, ScriptedPairer())
    outcome = await at.pairing.pair(TARGET, [], try_defaults=False)
    assert outcome.status is PairingStatus.AUTHENTICATION_NEEDED
    assert outcome.problem is not None
    assert outcome.problem.code is Code.DEVICE_AUTHENTICATION_NEEDED
    open_device = bench(vault, clock, ScriptedPairer(login=None))
    outcome = await open_device.pairing.pair(TARGET, [], try_defaults=False)
    assert outcome.status is PairingStatus.PAIRED
    assert open_device.pairer.tried == [None]
    assert vault.credentials(7) is None


async def test_a_device_that_needs_no_login_is_given_none(vault: Vault, clock: ManualClock) -> None:
    target = PairingTarget(7, "one", TARGET.endpoint, TARGET.identity, needs_credentials=False)
    at = bench(vault, clock, ScriptedPairer(login=None))
    await at.pairing.pair(target, [GOOD], try_defaults=True)
    assert at.pairer.tried == [None]


async def test_rejections_stop_before_a_lock_out_also_across_commands(
    vault: Vault, clock: ManualClock
) -> None:
    at = bench(vault, clock, ScriptedPairer())
    await at.pairing.pair(TARGET, logins(2), try_defaults=False)
    outcome = await at.pairing.pair(TARGET, logins(9), try_defaults=True)
    assert len(at.pairer.tried) == MAX_REJECTIONS
    assert outcome.status is PairingStatus.AUTHENTICATION_NEEDED
    assert outcome.problem is not None
    assert "300 s" in outcome.problem.message
    clock.advance(WINDOW_SECONDS)
    outcome = await at.pairing.pair(TARGET, [GOOD], try_defaults=False)
    assert outcome.status is PairingStatus.PAIRED


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (driver_pb2.ERROR_KIND_UNREACHABLE, Code.DEVICE_UNREACHABLE),
        (driver_pb2.ERROR_KIND_TIMEOUT, Code.DEVICE_TIMEOUT),
        (driver_pb2.ERROR_KIND_WRONG_DEVICE, Code.DEVICE_MISMATCH),
        (driver_pb2.ERROR_KIND_PROTOCOL, Code.DEVICE_PROTOCOL),
    ],
)
async def test_other_failures_end_the_attempt_at_once(
    vault: Vault, clock: ManualClock, kind: driver_pb2.ErrorKind, code: Code
) -> None:
    at = bench(vault, clock, ScriptedPairer(fails=kind))
    outcome = await at.pairing.pair(TARGET, logins(3), try_defaults=True)
    assert outcome.status is PairingStatus.FAILED
    assert outcome.problem is not None
    assert outcome.problem.code is code
    assert len(at.pairer.tried) == 1


async def test_a_login_accepted_by_another_miner_is_not_kept(vault: Vault, clock: ManualClock) -> None:
    at = bench(vault, clock, ScriptedPairer(mac="02:00:00:00:00:99"))
    outcome = await at.pairing.pair(TARGET, [GOOD], try_defaults=False)
    assert outcome.status is PairingStatus.FAILED
    assert outcome.problem is not None
    assert outcome.problem.code is Code.DEVICE_MISMATCH
    assert vault.credentials(7) is None


async def test_a_failed_attempt_keeps_the_login_that_stood(vault: Vault, clock: ManualClock) -> None:
    vault.store(7, GOOD)
    at = bench(vault, clock, ScriptedPairer())
    await at.pairing.pair(TARGET, logins(1), try_defaults=False)
    assert vault.credentials(7) == GOOD


async def test_unpairing_forgets(vault: Vault, clock: ManualClock) -> None:
    vault.store(7, GOOD)
    outcome = await bench(vault, clock, ScriptedPairer()).pairing.unpair(7)
    assert outcome.status is PairingStatus.UNPAIRED
    assert vault.credentials(7) is None


async def test_what_cannot_begin_says_why(vault: Vault, clock: ManualClock) -> None:
    gone = HeadframeError(Code.PLUGIN_UNAVAILABLE, "gone")
    other = PairingTarget(7, "two", TARGET.endpoint, TARGET.identity)
    cases = [
        (ScriptedPairer(error=gone), TARGET, [GOOD], Code.PLUGIN_UNAVAILABLE),
        (ScriptedPairer(), other, [GOOD], Code.PLUGIN_UNAVAILABLE),
        (ScriptedPairer(), TARGET, logins(MAX_LOGINS + 1), Code.TOO_LARGE),
    ]
    for pairer, target, supplied, code in cases:
        with pytest.raises(HeadframeError) as caught:
            await bench(vault, clock, pairer).pairing.pair(target, supplied, try_defaults=False)
        assert caught.value.code is code


async def test_outcomes_never_show_a_password(vault: Vault, clock: ManualClock) -> None:
    at = bench(vault, clock, ScriptedPairer())
    secret = Credentials("ops", "do-not-show")
    outcomes = [
        await at.pairing.pair(TARGET, [secret], try_defaults=False),
        await at.pairing.pair(TARGET, [secret, GOOD], try_defaults=False),
    ]
    assert "do-not-show" not in repr(outcomes) + repr(secret)
    assert GOOD.password not in repr(outcomes)
