"""Pairs devices: tries logins in order, within a budget, and keeps the one that works.

A login goes only to the device it is meant for: the target carries the MAC and serial number expected,
and an answer by another device ends the attempt before anything is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Credentials, Endpoint, Identity, PairingStatus, is_same_device
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.pairing import PairingOutcome
from headframe.node.pairing.login_budget import LoginBudget
from headframe.node.pairing.ports import LoginStore, Pairer, Pairers
from headframe.wire.convert.devices import (
    capabilities_from_wire,
    credentials_from_wire,
    identity_from_wire,
    target_to_wire,
)
from headframe.wire.errors import problem_of_driver_error
from headframe.wire.gen.driver.v1 import driver_pb2

MAX_LOGINS = 16
"""The most logins one command may bring."""
PAIR_SECONDS = 20.0
"""For one login on one device."""

_LOGIN_PROBLEMS = frozenset({Code.DEVICE_AUTHENTICATION_REJECTED, Code.DEVICE_AUTHENTICATION_NEEDED})


@dataclass(frozen=True, slots=True)
class PairingTarget:
    """A device to pair."""

    device_id: int
    driver: str
    endpoint: Endpoint
    identity: Identity
    needs_credentials: bool = True


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one login came to: a problem, or who answered."""

    problem: Problem | None
    identity: Identity
    capabilities: Capabilities
    default_password: bool


class Pairing:
    """Pairs and unpairs. One call a device at a time."""

    def __init__(self, pairers: Pairers, logins: LoginStore, budget: LoginBudget) -> None:
        self._pairers = pairers
        self._logins = logins
        self._budget = budget

    async def pair(
        self, target: PairingTarget, supplied: Sequence[Credentials], *, try_defaults: bool
    ) -> PairingOutcome:
        """Find a login that works: those supplied in their order, then the vendor's where allowed.

        What a person can do something about comes back as an outcome. Raises HeadframeError
        PLUGIN_UNAVAILABLE where the driver cannot be asked, TOO_LARGE for too many logins, STORAGE_FULL or
        STORAGE_UNAVAILABLE where a login that works cannot be kept.
        """
        if len(supplied) > MAX_LOGINS:
            raise HeadframeError(Code.TOO_LARGE, f"At most {MAX_LOGINS} logins are tried.")
        pairer = self._pairers.client(target.driver)
        if pairer is None:
            raise HeadframeError(Code.PLUGIN_UNAVAILABLE, f"This node runs no driver {target.driver!r}.")
        defaults = await _defaults(pairer)
        candidates = _candidates(target, supplied, defaults if try_defaults else ())
        return await self._first_that_works(pairer, target, candidates, defaults)

    async def unpair(self, device_id: int) -> PairingOutcome:
        """Forget a device's login. Raises HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE."""
        await self._logins.forget(device_id)
        return PairingOutcome(PairingStatus.UNPAIRED)

    async def _first_that_works(
        self,
        pairer: Pairer,
        target: PairingTarget,
        candidates: Sequence[Credentials | None],
        defaults: Sequence[Credentials],
    ) -> PairingOutcome:
        problem = Problem(Code.DEVICE_AUTHENTICATION_NEEDED, "The miner wants a login and none was given.")
        for candidate in candidates:
            wait_seconds = self._budget.wait_seconds(target.device_id)
            if wait_seconds > 0 and candidate is not None:
                return PairingOutcome(PairingStatus.AUTHENTICATION_NEEDED, _spared(wait_seconds))
            answer = await _try(pairer, target, candidate)
            if answer.problem is None:
                return await self._works(target, candidate, answer, defaults)
            problem = answer.problem
            if problem.code not in _LOGIN_PROBLEMS:
                return PairingOutcome(PairingStatus.FAILED, problem)
            if candidate is not None:
                self._budget.rejected(target.device_id)
        return PairingOutcome(PairingStatus.AUTHENTICATION_NEEDED, problem)

    async def _works(
        self,
        target: PairingTarget,
        candidate: Credentials | None,
        answer: _Answer,
        defaults: Sequence[Credentials],
    ) -> PairingOutcome:
        if is_same_device(target.identity, answer.identity.mac, answer.identity.serial) is False:
            return PairingOutcome(
                PairingStatus.FAILED, Problem(Code.DEVICE_MISMATCH, "Another miner answers at this address.")
            )
        self._budget.accepted(target.device_id)
        if candidate is None:
            await self._logins.forget(target.device_id)
        else:
            await self._logins.remember(target.device_id, candidate)
        is_default = answer.default_password or candidate in defaults
        status = PairingStatus.DEFAULT_PASSWORD if is_default else PairingStatus.PAIRED
        return PairingOutcome(status, None, answer.identity, answer.capabilities)


def _candidates(
    target: PairingTarget, supplied: Sequence[Credentials], defaults: Sequence[Credentials]
) -> list[Credentials | None]:
    """Logins to try, each once; None, no login, first where none may be needed, or where there is none."""
    logins: list[Credentials | None] = list(dict.fromkeys(chain(supplied, defaults)))
    return logins if target.needs_credentials and logins else [None, *logins]


async def _defaults(pairer: Pairer) -> tuple[Credentials, ...]:
    described = await pairer.described()
    return tuple(credentials_from_wire(account) for account in described.default_credentials)


async def _try(pairer: Pairer, target: PairingTarget, candidate: Credentials | None) -> _Answer:
    request = target_to_wire(
        target.endpoint, target.identity, device_key=str(target.device_id), credentials=candidate
    )
    response = await pairer.pair(request, seconds=PAIR_SECONDS)
    return _answer(response)


def _answer(response: driver_pb2.PairResponse) -> _Answer:
    return _Answer(
        problem=problem_of_driver_error(response.error) if response.HasField("error") else None,
        identity=identity_from_wire(response.identity),
        capabilities=capabilities_from_wire(response.capabilities),
        default_password=response.default_password,
    )


def _spared(wait_seconds: float) -> Problem:
    return Problem(
        Code.DEVICE_AUTHENTICATION_REJECTED,
        "The miner rejected several logins; to keep it from locking the account, the next try is possible "
        f"in {wait_seconds:.0f} s.",
    )
