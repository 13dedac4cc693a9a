"""The live socket of a node: rows that changed, batches that moved on, new entries.

Looked at once a second: a node has a few thousand devices, and few people look at it.
"""

import asyncio
from collections.abc import Sequence

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from headframe.api.activity import ActivityBody
from headframe.api.commands import BatchBody
from headframe.api.devices import DeviceBody
from headframe.api.live import (
    CLIENT_MESSAGES,
    ActivityMessage,
    BatchesMessage,
    DevicesMessage,
    ErrorMessage,
    Follow,
    Hello,
    Ping,
)
from headframe.api.parameters import filter_of
from headframe.core.commands.records import BatchRecord
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import DeviceRow
from headframe.core.lists.selecting import ListQuery
from headframe.core.topics import Topic
from headframe.kit.ids import system_ids
from headframe.kit.web.origin import check_origin
from headframe.kit.web.problems import problem_body
from headframe.node.local.api.gate import LocalGate
from headframe.node.local.api.parts import LocalParts
from headframe.node.local.log_rows import BatchesAsked, EntriesAsked
from headframe.node.local.sessions import LocalSession

PATH = "/live"
LOOK_SECONDS = 1.0
PING_SECONDS = 2.0
SEND_SECONDS = 10.0
"""A client that does not take a message within this is dropped."""
SILENCE_SECONDS = 60.0
MAX_SOCKETS = 16
MAX_MESSAGE_CHARS = 64 * 1024
TOLD_BATCHES, TOLD_ENTRIES = 20, 50

POLICY_VIOLATION, TOO_BIG, TRY_LATER, SIGNED_OUT = 1008, 1009, 1013, 4401

Message = Hello | DevicesMessage | BatchesMessage | ActivityMessage | Ping | ErrorMessage


class ClosedError(Exception):
    """The socket is to be closed, with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class LocalLive:
    """Serves the socket route."""

    def __init__(self, parts: LocalParts, gate: LocalGate) -> None:
        self._parts = parts
        self._gate = gate
        self._open = 0
        self._new_id = system_ids()

    async def serve(self, websocket: WebSocket) -> None:
        """One socket from its handshake to its end."""
        try:
            session = self._admit(websocket)
        except HeadframeError as error:
            await websocket.close(POLICY_VIOLATION, error.code)
            return
        self._open += 1
        try:
            await websocket.accept()
            await _Conversation(websocket, session, self._parts, self._gate, self._new_id()).run()
        finally:
            self._open -= 1

    def _admit(self, websocket: WebSocket) -> LocalSession:
        check_origin(websocket.headers)  # a handshake is a GET, but it opens a channel
        if self._open >= MAX_SOCKETS:
            raise HeadframeError(Code.LIMIT_REACHED, f"At most {MAX_SOCKETS} live sockets.")
        return self._gate.session(websocket)


class _Conversation:
    """An accepted socket."""

    def __init__(
        self, websocket: WebSocket, session: LocalSession, parts: LocalParts, gate: LocalGate, name: str
    ) -> None:
        self._websocket = websocket
        self._session = session
        self._parts = parts
        self._gate = gate
        self._name = name
        self._follow: Follow | None = None
        self._news = _News(parts)
        self._sending = asyncio.Lock()
        self._heard_at = parts.clock.elapsed()

    async def run(self) -> None:
        """Until either side ends it."""
        await self._news.begin()
        try:
            await self._send(Hello(now_ms=self._parts.clock.now_ms(), resume=0))
            async with asyncio.TaskGroup() as group:
                for work in (self._listen(), self._report(), self._ping()):
                    group.create_task(work)
        except* ClosedError as closed:
            reason = closed.exceptions[0]
            assert isinstance(reason, ClosedError)  # noqa: S101 - the group is of these
            await self._websocket.close(reason.code, str(reason))
        except* WebSocketDisconnect:
            pass

    async def _listen(self) -> None:
        while True:
            text = await self._websocket.receive_text()
            self._heard_at = self._parts.clock.elapsed()
            if len(text) > MAX_MESSAGE_CHARS:
                raise ClosedError(TOO_BIG, "message too big")
            try:
                message = CLIENT_MESSAGES.validate_json(text)
                if isinstance(message, Follow):
                    self._news.check(message)
                    self._follow = message
            except ValidationError:
                await self._refuse(HeadframeError(Code.INVALID_REQUEST, "not a message of this socket"))
            except HeadframeError as error:
                await self._refuse(error)

    async def _report(self) -> None:
        while True:
            if self._follow is not None:
                for message in await self._news.of(self._follow):
                    await self._send(message)
            await asyncio.sleep(LOOK_SECONDS)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            if self._parts.clock.elapsed() - self._heard_at > SILENCE_SECONDS:
                raise ClosedError(POLICY_VIOLATION, "silent for too long")
            try:
                self._gate.session(self._websocket)
            except HeadframeError as error:
                raise ClosedError(SIGNED_OUT, "signed out") from error
            await self._send(Ping(now_ms=self._parts.clock.now_ms()))

    async def _refuse(self, error: HeadframeError) -> None:
        await self._send(ErrorMessage(problem=problem_body(error, self._name)))

    async def _send(self, message: Message) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS), self._sending:
                await self._websocket.send_text(message.model_dump_json())
        except TimeoutError as error:
            raise ClosedError(TRY_LATER, "too slow") from error


class _News:
    """What one client does not know yet."""

    def __init__(self, parts: LocalParts) -> None:
        self._parts = parts
        self._version = -1
        self._batches: dict[str, BatchRecord] = {}
        self._newest_entry = 0
        self._rows: dict[int, DeviceRow] = {}
        self._shown: tuple[object, ...] = ()

    async def begin(self) -> None:
        """What is there already is no news."""
        newest = await self._parts.log.entries(EntriesAsked(limit=1))
        self._newest_entry = newest[0].id if newest else 0

    def check(self, follow: Follow) -> None:
        """INVALID_FILTER or INVALID_SORT where the window cannot be read. All rows are news to a new wish."""
        if Topic.DEVICES in follow.topics:
            self._read(follow)
        self._rows, self._shown = {}, ()

    async def of(self, follow: Follow) -> Sequence[Message]:
        """Messages about what changed since the last look."""
        found: list[Message] = []
        if Topic.DEVICES in follow.topics and (devices := self._devices(follow)):
            found.append(devices)
        if self._parts.log.version != self._version:
            self._version = self._parts.log.version
            if Topic.BATCHES in follow.topics:
                found += await self._moved_batches()
            if Topic.ACTIVITY in follow.topics:
                found += await self._new_entries()
        return found

    def _devices(self, follow: Follow) -> DevicesMessage | None:
        rows, total = self._read(follow)
        changed = [row for row in rows if self._rows.get(row.id) != row]
        ids = [row.id for row in rows]
        shown = (total, ids)
        if not changed and shown == self._shown:
            return None
        self._rows, self._shown = {row.id: row for row in rows}, shown
        return DevicesMessage(
            window=follow.window,
            now_ms=self._parts.clock.now_ms(),
            resume=0,
            total=total,
            ids=ids,
            devices=[DeviceBody.of(row) for row in changed],
        )

    def _read(self, follow: Follow) -> tuple[list[DeviceRow], int]:
        lists, window = self._parts.lists, follow.window
        if window is None:
            rows = lists.rows(tuple(dict.fromkeys(follow.ids or ())))
            return rows, len(rows)
        found = lists.selected(ListQuery(filter_of(window.filter), window.sort, window.descending))
        return found[window.offset : window.offset + window.limit], len(found)

    async def _moved_batches(self) -> list[Message]:
        newest = await self._parts.log.batches(BatchesAsked(limit=TOLD_BATCHES))
        moved = [batch for batch in newest if self._batches.get(batch.id) != batch]
        self._batches = {batch.id: batch for batch in newest}
        return [BatchesMessage(batches=[BatchBody.of(batch) for batch in moved])] if moved else []

    async def _new_entries(self) -> list[Message]:
        newest = await self._parts.log.entries(EntriesAsked(limit=TOLD_ENTRIES))
        news = [entry for entry in newest if entry.id > self._newest_entry]
        if not news:
            return []
        more = len(news) == TOLD_ENTRIES
        self._newest_entry = news[0].id
        return [ActivityMessage(entries=[ActivityBody.of(entry) for entry in news], more=more)]
