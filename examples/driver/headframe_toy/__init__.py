"""A driver for the toy miner: one JSON line out, one JSON line back, over TCP.

`miner` is the miner itself. docs/howto/write-a-driver.md goes through this file.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from headframe import driver as sdk
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

PORT = 7770
MAX_LINE_BYTES = 64 * 1024
WRITES = {"stop_mining": False, "start_mining": True}
CAPABILITIES = miner_pb2.Capabilities(
    commands=[miner_pb2.COMMAND_KIND_START_MINING, miner_pb2.COMMAND_KIND_STOP_MINING],
    components=[miner_pb2.COMPONENT_KIND_FAN],
    needs_credentials=True,
)


async def ask(target: driver_pb2.Target | driver_pb2.ProbeRequest, **request: Any) -> dict[str, Any]:
    """One request and its answer, once the device is known to be the one that was meant."""
    port = target.ports.get("toy", PORT)
    try:
        reader, writer = await asyncio.open_connection(target.address, port, limit=MAX_LINE_BYTES)
    except OSError as error:
        raise sdk.UnreachableError("nothing listens there") from error
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        answer = json.loads(await reader.readline())
        found = (answer["mac"], answer.get("refused"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise sdk.ProtocolError("the answer makes no sense") from error
    finally:
        writer.close()
    if isinstance(target, driver_pb2.Target) and target.expected_mac not in ("", found[0]):
        raise sdk.WrongDeviceError("another miner answers there")
    if found[1] == "password":
        raise sdk.AuthenticationRejectedError("the password is wrong")
    return dict(answer)


def identity(answer: dict[str, Any]) -> miner_pb2.Identity:
    """Who the miner says it is."""
    return miner_pb2.Identity(make="Toy", model="T1", mac=answer["mac"], firmware=answer["firmware"])


class ToyDriver:
    """See `headframe.driver.contract.Driver` for what each method promises."""

    description = driver_pb2.DescribeResponse(
        contract_version=sdk.CONTRACT_VERSION,
        name="toy",
        version="1.0",
        makes=["Toy"],
        ports=[driver_pb2.PortSpec(name="toy", default_port=PORT)],
        capabilities=CAPABILITIES,
    )

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """Any address that answers the toy protocol is a toy miner."""
        if request.open_ports and request.ports.get("toy", PORT) not in request.open_ports:
            return None
        return driver_pb2.ProbeResponse(recognised=True, identity=identity(await ask(request, ask="status")))

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """A login changes nothing, and fails without the right password."""
        answer = await ask(target, ask="login", password=target.credentials.password)
        return driver_pb2.PairResponse(identity=identity(answer), capabilities=CAPABILITIES)

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """One question; a full poll adds what changes seldom."""
        answer = await ask(target, ask="status")
        state = miner_pb2.MINING_STATE_MINING if answer["mining"] else miner_pb2.MINING_STATE_STOPPED
        sample = miner_pb2.Sample(hashrate_hs=answer["ths"] * 1e12, mining_state=state)
        sample.components.add(kind=miner_pb2.COMPONENT_KIND_FAN, rpm=answer["rpm"])
        result = driver_pb2.PollResult(sample=sample, mac=answer["mac"])
        if depth == driver_pb2.POLL_DEPTH_FULL:
            result.details.identity.CopyFrom(identity(answer))
            result.details.vendor_json = json.dumps(answer).encode()
        return result

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> sdk.Executed:
        """Start or stop, and look whether it did."""
        del secrets  # only commands that carry passwords have any
        wanted = WRITES.get(command.WhichOneof("payload") or "")
        if wanted is None:
            raise sdk.UnsupportedError("a toy miner can only start and stop")
        await ask(target, ask="status")  # is it the right miner? Asked before anything is written
        try:
            await ask(target, ask="mine", on=wanted, password=target.credentials.password)
            seen = await ask(target, ask="status")
        except (sdk.ProtocolError, sdk.UnreachableError) as error:
            raise sdk.OutcomeUnknownError("the miner's answer was lost") from error
        if seen["mining"] is not wanted:
            raise sdk.RefusedError("the miner did not do it")
        return sdk.Executed(verified=True, detail="mining" if wanted else "stopped")

    async def _nothing(self) -> AsyncIterator[Any]:
        raise sdk.UnsupportedError("a toy miner cannot do that")
        yield

    def download_logs(self, target: driver_pb2.Target, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
        """There are none."""
        del target, max_bytes
        return self._nothing()

    def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """There is no way."""
        del header, image
        return self._nothing()

    async def close(self) -> None:
        """Every call opens and closes its own connection."""


driver = ToyDriver
