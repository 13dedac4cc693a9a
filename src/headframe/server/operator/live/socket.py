"""The live socket: one reader, one sender, bounded in size, rate and patience.

The sender sends at most `SENDS_PER_SECOND` bundles a second; what changes meanwhile is coalesced by the
subscription. A client that does not take a message within `SEND_SECONDS`, or is silent for
`SILENCE_SECONDS`, is dropped with a reason.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import anyio
from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from headframe.api.live import CLIENT_MESSAGES, ErrorMessage, Follow, Hello, Ping
from headframe.core.errors import Code, HeadframeError
from headframe.core.topics import Topic
from headframe.kit.web.defects import log_defect
from headframe.kit.web.origin import check_origin
from headframe.kit.web.problems import problem_body, problem_response
from headframe.server.operator.deps import OperatorDeps, Services
from headframe.server.operator.gate import Gate
from headframe.server.operator.live.messages import ServerMessage
from headframe.server.operator.live.reports import Reporter
from headframe.server.operator.live.watch import DeviceWatch, newest_change
from headframe.server.operator.live.windows import SharedWindows
from headframe.server.operator.permissions import WEBSOCKET, rule_for
from headframe.server.services.live import Subscription
from headframe.server.services.principals import Principal

PATH = "/live"
SENDS_PER_SECOND = 2.0
SEND_SECONDS = 10.0
CLOSE_SECONDS = 1.0
"""What a client that may not read any more is given to take the reason."""
PING_SECONDS = 2.0
"""So often that a client sees within 5 s that nothing comes any more."""
SILENCE_SECONDS = 60.0
REVIEW_SECONDS = 5.0
"""Watched rows are read again this often without a change: statuses depend on time."""
MAX_MESSAGE_CHARS = 64 * 1024
MAX_SOCKETS_A_CALLER = 20

POLICY_VIOLATION, TOO_BIG, INTERNAL_ERROR, TRY_LATER, SIGNED_OUT = 1008, 1009, 1011, 1013, 4401


class LiveSockets:
    """Serves the socket route."""

    def __init__(self, deps: OperatorDeps, services: Services, gate: Gate) -> None:
        self._deps = deps
        self._services = services
        self._gate = gate
        self._windows = SharedWindows(deps.stores.devices, services.settings, deps.live, deps.clock)
        self._per_caller: Counter[str] = Counter()
        self._rule = rule_for(WEBSOCKET, PATH)

    async def serve(self, websocket: WebSocket) -> None:
        """One socket from its handshake to its end."""
        try:
            principal = await self._admit(websocket)
        except HeadframeError as error:
            await self._deny(websocket, error)
            return
        key = principal.rate_key
        self._per_caller[key] += 1
        try:
            with self._deps.live.subscribe(principal.org_id) as subscription:
                if subscription is None:
                    await self._deny(websocket, HeadframeError(Code.BUSY, "Too many live sockets."))
                    return
                await websocket.accept()
                await _Conversation(
                    websocket, principal, subscription, self._deps, self._services, self._gate, self._windows
                ).run()
        finally:
            self._per_caller[key] -= 1
            if not self._per_caller[key]:
                del self._per_caller[key]

    async def _admit(self, websocket: WebSocket) -> Principal:
        # A handshake is a GET, but it opens a channel: it must come from our own pages like a POST.
        if "authorization" not in websocket.headers:
            check_origin(websocket.headers)
        principal = await self._gate.admit(websocket, "GET", self._rule)
        if principal is None:
            raise HeadframeError(Code.NOT_SIGNED_IN)
        if self._per_caller[principal.rate_key] >= MAX_SOCKETS_A_CALLER:
            raise HeadframeError(Code.LIMIT_REACHED, f"At most {MAX_SOCKETS_A_CALLER} live sockets a caller.")
        return principal

    async def _deny(self, websocket: WebSocket, error: HeadframeError) -> None:
        if "websocket.http.response" in websocket.scope.get("extensions", {}):
            await websocket.send_denial_response(problem_response(error, self._deps.ids()))
        else:
            await websocket.close(POLICY_VIOLATION, error.code)


class _Conversation:
    """An accepted socket."""

    def __init__(  # noqa: PLR0917 - made in one place
        self,
        websocket: WebSocket,
        principal: Principal,
        subscription: Subscription,
        deps: OperatorDeps,
        services: Services,
        gate: Gate,
        windows: SharedWindows,
    ) -> None:
        self._websocket = websocket
        self._principal = principal
        self._subscription = subscription
        self._deps = deps
        self._services = services
        self._gate = gate
        self._windows = windows
        self._reporter = Reporter(deps, principal.org_id)
        self._watch: DeviceWatch | None = None
        self._sending = anyio.Lock()
        self._closing = False
        self._heard_at = deps.clock.elapsed()

    async def run(self) -> None:
        """Until either side ends it."""
        await self._reporter.start()
        resume = await newest_change(self._deps.stores.devices, self._principal.org_id)
        async with anyio.create_task_group() as tasks:
            if await self._send(Hello(now_ms=self._deps.clock.now_ms(), resume=resume)):
                tasks.start_soon(self._until_closed, tasks.cancel_scope, self._report)
                tasks.start_soon(self._until_closed, tasks.cancel_scope, self._ping)
                await self._until_closed(tasks.cancel_scope, self._listen)

    async def _until_closed(self, scope: anyio.CancelScope, work: Callable[[], Awaitable[None]]) -> None:
        """Whichever part ends first ends all; what fails is told by its code and nothing else."""
        try:
            await work()
        except WebSocketDisconnect:
            pass
        except HeadframeError as error:
            await self._close(INTERNAL_ERROR, error.code)
        except Exception as error:  # noqa: BLE001 - the last resort, as in the envelope
            log_defect(error, self._deps.ids())
            await self._close(INTERNAL_ERROR, Code.INTERNAL)
        scope.cancel()

    async def _listen(self) -> None:
        while True:
            text = await self._websocket.receive_text()
            self._heard_at = self._deps.clock.elapsed()
            if len(text) > MAX_MESSAGE_CHARS:
                await self._close(TOO_BIG, "message too big")
                return
            try:
                self._gate.spend(self._principal)
                await self._understand(text)
            except HeadframeError as error:
                if error.code is Code.RATE_LIMITED:
                    await self._close(POLICY_VIOLATION, "too many messages")
                    return
                if not await self._send(ErrorMessage(problem=problem_body(error, self._deps.ids()))):
                    return

    async def _understand(self, text: str) -> None:
        try:
            message = CLIENT_MESSAGES.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            raise HeadframeError(Code.INVALID_REQUEST, str(first["msg"])) from None
        if isinstance(message, Follow):
            await self._follow(message)

    async def _follow(self, follow: Follow) -> None:
        watch = None
        if Topic.DEVICES in follow.topics:
            watch = DeviceWatch(
                self._principal.org_id,
                follow,
                self._deps.stores.devices,
                self._services.settings,
                self._windows,
            )
            if follow.resume is not None:
                await watch.resume(follow.resume)
            else:
                await watch.check()
        self._watch = watch
        self._subscription.want(follow.topics)
        if watch:
            self._subscription.offer(Topic.DEVICES, (0,))

    async def _report(self) -> None:
        while True:
            await self._subscription.wait(timeout_seconds=REVIEW_SECONDS)
            changes = self._subscription.take()
            watch = self._watch
            if watch is not None:
                news = await watch.news()
                if news is not None and not await self._send(news):
                    return
                if watch.behind:
                    self._subscription.offer(Topic.DEVICES, (0,))
            async for message in self._reporter.messages(changes):
                if not await self._send(message):
                    return
            await anyio.sleep(1 / SENDS_PER_SECOND)

    async def _ping(self) -> None:
        while True:
            await anyio.sleep(PING_SECONDS)
            if self._deps.clock.elapsed() - self._heard_at > SILENCE_SECONDS:
                await self._close(POLICY_VIOLATION, "silent for too long")
                return
            if not await self._gate.still_admitted(self._websocket, self._principal):
                await self._close(SIGNED_OUT, "signed out")
                return
            if not await self._send(Ping(now_ms=self._deps.clock.now_ms())):
                return

    async def _send(self, message: ServerMessage) -> bool:
        """False when the socket is closing, or the client was too slow and has been dropped."""
        if self._closing:
            return False
        text = message.model_dump_json()
        with anyio.move_on_after(SEND_SECONDS) as patience:
            async with self._sending:
                await self._websocket.send_text(text)
        if patience.cancelled_caught:
            await self._close(TRY_LATER, "too slow")
            return False
        return True

    async def _close(self, code: int, reason: str) -> None:
        if self._closing:
            return
        self._closing = True
        with anyio.move_on_after(CLOSE_SECONDS), suppress(WebSocketDisconnect):
            await self._websocket.close(code, reason)
