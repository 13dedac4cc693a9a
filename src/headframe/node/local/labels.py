"""What people call this node's devices and where they put them: from the server, kept for when it is away."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog
from google.protobuf.message import DecodeError

from headframe.core.errors import HeadframeError
from headframe.core.labels import DeviceLabel
from headframe.kit.clock import Clock
from headframe.kit.files import write_private
from headframe.wire.convert.labels import label_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

LABELS_FILE = "labels"
ASK_SECONDS = 300.0
"""Between two questions whether people have changed something, while the server is there."""
LOOK_SECONDS = 5.0
"""Between two looks whether it is."""


class LabelSource(Protocol):
    """Who knows them: the link to the server."""

    async def get_labels(self, request: gateway_pb2.GetLabelsRequest) -> gateway_pb2.GetLabelsResponse:
        """What people call this node's devices. HeadframeError as the link's."""
        ...


class Labels:
    """Labels by device, on disk. Losing them costs nothing but the next question."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / LABELS_FILE
        self._tag = b""
        self._labels: dict[int, DeviceLabel] = {}
        try:
            self._take(gateway_pb2.GetLabelsResponse.FromString(self._path.read_bytes()))
        except FileNotFoundError:
            pass
        except (OSError, DecodeError) as error:
            log.warning("labels_unreadable", path=str(self._path), why=str(error))

    @property
    def tag(self) -> bytes:
        """Of those held; empty before any."""
        return self._tag

    def of(self, device_id: int) -> DeviceLabel:
        """Of a device; empty where people said nothing."""
        return self._labels.get(device_id) or DeviceLabel(device_id)

    def replace(self, told: gateway_pb2.GetLabelsResponse) -> None:
        """Take newer ones, and keep them as well as the disk allows."""
        self._take(told)
        try:
            write_private(self._path, told.SerializeToString())
        except (OSError, HeadframeError) as error:
            log.warning("labels_not_kept", path=str(self._path), why=str(error))

    def _take(self, told: gateway_pb2.GetLabelsResponse) -> None:
        self._labels = {each.device_id: label_from_wire(each) for each in told.labels}
        self._tag = told.tag


async def keep_labels(
    labels: Labels, source: LabelSource, node_id: int, connected: Callable[[], bool], clock: Clock
) -> None:
    """Ask the server for newer ones: when it is there again, and then every five minutes."""
    asked_at: float | None = None
    while True:
        if not connected():
            asked_at = None
        elif asked_at is None or clock.elapsed() - asked_at >= ASK_SECONDS:
            asked_at = clock.elapsed()
            await _ask(labels, source, node_id)
        await asyncio.sleep(LOOK_SECONDS)


async def _ask(labels: Labels, source: LabelSource, node_id: int) -> None:
    request = gateway_pb2.GetLabelsRequest(node_id=str(node_id), known_tag=labels.tag)
    try:
        told = await source.get_labels(request)
        if not told.unchanged:
            labels.replace(told)
    except HeadframeError as error:  # an older server has none; or it has just gone
        log.warning("labels_not_told", why=error.message)
