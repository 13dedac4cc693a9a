"""A running fleet: all miners, their sockets, and the comings and goings of reboots."""

import asyncio
import functools
from collections.abc import Coroutine
from typing import Any

from anyio.abc import TaskGroup

from headframe.minersim.clock import SimClock
from headframe.minersim.faults import FaultKind
from headframe.minersim.listeners import Listeners, raise_descriptor_limit
from headframe.minersim.miner import SimMiner
from headframe.minersim.net.http import HttpFront
from headframe.minersim.net.tcp import TcpSession
from headframe.minersim.services import FACTORY_ACCOUNTS, SERVICES, HttpService, Service
from headframe.minersim.settings import Pool, Settings
from headframe.minersim.spec import FleetSpec, Group

REBOOT_GRACE_SECONDS = 0.1
_EXAMPLE_POOLS = ("stratum+tcp://pool-a.example.com:3333", "stratum+tcp://pool-b.example.com:3333")


class Fleet:
    """Miners on real sockets. Use `running_fleet`, which starts and stops it.

    `miners` are in the order of the specification; `by_address` finds one.
    """

    def __init__(self, spec: FleetSpec, clock: SimClock, tasks: TaskGroup) -> None:
        self.spec, self.clock = spec, clock
        self.miners = _build_miners(spec, clock)
        self.by_address = {miner.address: miner for miner in self.miners}
        self._tasks = tasks
        self._front = HttpFront()
        self._listeners = Listeners()
        self._sessions: dict[str, set[TcpSession]] = {}
        self._moved = asyncio.Event()
        self._resynced = asyncio.Event()
        self.control_address: tuple[str, int] | None = None

    @property
    def listener_count(self) -> int:
        """How many sockets listen now."""
        return len(self._listeners)

    async def start(self) -> None:
        """Open every socket.

        Raises:
            ListenError: an address or port cannot be had, or there are too few descriptors.
        """
        raise_descriptor_limit(sum(len(SERVICES[m.model.family]) for m in self.miners))
        for miner in self.miners:
            self._sessions[miner.address] = set()
            services = SERVICES[miner.model.family]
            miner.ports = {s.name: s.port + self.spec.port_offset for s in services}
            miner.on_reboot(functools.partial(self._rebooting, miner))
            miner.faults.on_change(functools.partial(self._fault_changed, miner))
            await self._sync(miner)
        self.clock.on_advance(self._time_moved)

    async def stop(self) -> None:
        """Close every socket and connection."""
        self._listeners.close_all()
        for sessions in self._sessions.values():
            for session in list(sessions):
                session.abort()
        await self._front.close()

    def is_listening(self, miner: SimMiner) -> bool:
        """Whether every port of this miner is open."""
        return all(self._listeners.has(miner.address, port) for port in miner.ports.values())

    async def until_listening(self, miner: SimMiner) -> None:
        """Wait until the miner is back, from a reboot or from refusing connections.

        Wait with a deadline: with a frozen clock somebody else must advance it.
        """
        while not self.is_listening(miner):
            await self._resynced.wait()

    async def _sync(self, miner: SimMiner) -> None:
        wanted = not miner.is_down and FaultKind.REFUSE not in miner.faults
        for service in SERVICES[miner.model.family]:
            port = service.port + self.spec.port_offset
            if wanted:
                await self._listeners.open(miner.address, port, self._factory(miner, service, port))
            else:
                self._listeners.close(miner.address, port)
        self._resynced.set()
        self._resynced = asyncio.Event()

    def _factory(self, miner: SimMiner, service: Service, port: int) -> Any:
        if isinstance(service, HttpService):
            self._front.add(miner.address, port, miner, service.handler)
            return self._front.server
        sessions = self._sessions[miner.address]
        return functools.partial(service.session, miner, sessions, self._spawn)

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        self._tasks.start_soon(_run, job)

    def _fault_changed(self, miner: SimMiner, kind: FaultKind) -> None:
        if kind is FaultKind.REFUSE:
            self._close(miner) if kind in miner.faults else self._spawn(self._sync(miner))

    def _close(self, miner: SimMiner) -> None:
        for service in SERVICES[miner.model.family]:
            self._listeners.close(miner.address, service.port + self.spec.port_offset)

    def _rebooting(self, miner: SimMiner, _back_at: float) -> None:
        self._close(miner)
        self._spawn(self._reboot(miner))

    async def _reboot(self, miner: SimMiner) -> None:
        await asyncio.sleep(REBOOT_GRACE_SECONDS)  # the answer to the reboot command goes out
        for session in list(self._sessions[miner.address]):
            session.abort()
        self._front.drop_connections(miner.address)
        while miner.is_down:
            remaining = miner.down_until - self.clock()
            try:
                async with asyncio.timeout(max(0.01, remaining)):
                    await self._moved.wait()
            except TimeoutError:
                continue
        await self._sync(miner)

    def _time_moved(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


async def _run(job: Coroutine[Any, Any, None]) -> None:
    try:
        await job
    except ConnectionError:
        return  # the client left; a miner does not mind


def _build_miners(spec: FleetSpec, clock: SimClock) -> list[SimMiner]:
    addresses = iter(spec.addresses())
    miners: list[SimMiner] = []
    for group in spec.groups:
        for number in range(group.count):
            miner = _build_miner(spec, group, next(addresses), len(miners), clock)
            for plan in group.faults:
                if number < plan.count:
                    miner.faults.inject(plan.fault)
            miners.append(miner)
    return miners


def _build_miner(spec: FleetSpec, group: Group, address: str, index: int, clock: SimClock) -> SimMiner:
    accounts = dict(FACTORY_ACCOUNTS[group.model.family])
    if group.password is not None:
        accounts = dict.fromkeys(accounts or {"admin": ""}, group.password)
    worker = f"headframe.{address.replace('.', 'x')}"
    pools = list(group.pools) or [Pool(url, worker, "x") for url in _EXAMPLE_POOLS]
    settings = Settings(pools=pools, accounts=accounts, write_api=group.write_api)
    settings.extra["default_password_gate"] = group.password_gate
    return SimMiner(
        group.model,
        address,
        settings,
        clock,
        seed=spec.seed,
        index=index,
        reboot_seconds=spec.reboot_seconds,
        cold=group.cold,
    )
