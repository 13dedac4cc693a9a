"""Commands through the library, each believed only when it can be read back.

The library reports a reboot that timed out as a success, and some refusals as exceptions. So what it
returns decides nothing: the miner is read until the effect shows, and an effect that does not show in
the time it may take is an unknown outcome.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from pyasic_rs import Miner

from headframe.driver import (
    DeviceError,
    Executed,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnreachableError,
    UnsupportedError,
)
from headframe.drivers.asicrs import seen
from headframe.drivers.asicrs.handles import Handles
from headframe.drivers.asicrs.plans import Plan, capabilities, kind_of, plan
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

READ_PAUSE_SECONDS = 1.0
READ_SECONDS = 10.0


async def carry_out(
    handles: Handles, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
) -> Executed:
    """Read, write, and read until the effect shows. Raises OutcomeUnknownError where it does not."""
    miner = await handles.handle(target)
    before = await handles.data(target, miner)
    seen.check_identity(target, before)
    if kind_of(command) not in capabilities(miner, before).commands:
        raise UnsupportedError("the library cannot do this with this model")
    chosen = plan(miner, command, secrets)
    if chosen.already(before):
        return Executed(verified=True, detail=f"already {chosen.detail}", sample=seen.sample(before))
    try:
        await handles.call(chosen.send)
    except RefusedError:
        after = await read(handles, target, miner)
        if after is None or not chosen.shows(before, after):
            raise
    except ProtocolError:  # a broken answer: what the miner shows decides
        pass
    return await verified(handles, target, miner, chosen, before)


async def verified(
    handles: Handles, target: driver_pb2.Target, miner: Miner, chosen: Plan, before: Any
) -> Executed:
    """Read until the effect shows."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(chosen.seconds):
            while True:
                after = await read(handles, target, miner)
                if after is not None and chosen.shows(before, after):
                    return Executed(verified=True, detail=chosen.detail, sample=seen.sample(after))
                if after is not None and chosen.from_lowest and seen.hashes_less(after, before):
                    before = after
                await asyncio.sleep(READ_PAUSE_SECONDS)
    raise OutcomeUnknownError("the command was sent, and its effect did not show")


async def read(handles: Handles, target: driver_pb2.Target, miner: Miner) -> Any:
    """One read; None where the miner does not answer."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            data = await handles.data(target, miner)
    except (TimeoutError, UnreachableError):
        return None
    except DeviceError as error:
        raise OutcomeUnknownError("the command was sent, and then the miner could not be read") from error
    if data.mac:
        seen.check_identity(target, data)
    return data
