"""What people call miners, on site: kept for when the server is away, and never in the way."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.labels import DeviceLabel
from headframe.core.places import Placement
from headframe.kit.clock import ManualClock
from headframe.node.local import labels as labels_module
from headframe.node.local.labels import LABELS_FILE, Labels, keep_labels
from headframe.wire.convert.labels import label_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.node.local.onsite import on_site

LOUD = DeviceLabel(
    2, "the loud one", Placement(7, 8, 9, 2, 5), "North", "Hall 1", "R03", ("immersion", "loud")
)


def told(*labels: DeviceLabel, tag: bytes = b"1") -> gateway_pb2.GetLabelsResponse:
    return gateway_pb2.GetLabelsResponse(tag=tag, labels=map(label_to_wire, labels))


@dataclass
class Server:
    """Answers, or fails, in the order given; then nothing has changed."""

    answers: list[gateway_pb2.GetLabelsResponse | HeadframeError]
    asked: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    async def get_labels(self, request: gateway_pb2.GetLabelsRequest) -> gateway_pb2.GetLabelsResponse:
        self.asked.put_nowait(request.known_tag)
        answer = self.answers.pop(0) if self.answers else gateway_pb2.GetLabelsResponse(unchanged=True)
        if isinstance(answer, HeadframeError):
            raise answer
        return answer


async def test_people_on_site_see_what_miners_are_called_and_where_they_stand(tmp_path: Path) -> None:
    Labels(tmp_path).replace(told(LOUD))
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        row = (await browser.get("/devices/2")).json()["device"]
        assert (row["name"], row["site_name"], row["rack_name"]) == ("the loud one", "North", "R03")
        assert row["placement"] == {"site_id": 7, "building_id": 8, "rack_id": 9, "row": 2, "column": 5}
        assert row["groups"] == ["immersion", "loud"]
        other = (await browser.get("/devices/1")).json()["device"]
        assert (other["name"], other["site_name"], other["placement"]) == ("miner-1", "", None)
        for text in ("loud one", "site:North", "rack:R03", "group:loud"):
            window = (await browser.get("/devices", params={"filter": text})).json()
            assert [each["id"] for each in window["devices"]] == [2], text


def test_labels_outlive_the_node_and_a_damaged_file_is_none(tmp_path: Path) -> None:
    assert Labels(tmp_path).tag == b""
    Labels(tmp_path).replace(told(LOUD, tag=b"tag"))
    kept = Labels(tmp_path)
    assert (kept.tag, kept.of(2), kept.of(1)) == (b"tag", LOUD, DeviceLabel(1))
    (tmp_path / LABELS_FILE).write_bytes(b"\xff\xff\xff")
    assert Labels(tmp_path).of(2) == DeviceLabel(2)


async def test_the_server_is_asked_when_it_is_there_again_and_every_five_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels_module, "LOOK_SECONDS", 0.01)
    server = Server([HeadframeError(Code.UNSUPPORTED_VERSION, "an older server"), told(LOUD, tag=b"tag")])
    labels, clock, connected = Labels(tmp_path), ManualClock(), [False]

    async def is_asked(*tags: bytes) -> None:
        for tag in tags:
            assert await asyncio.wait_for(server.asked.get(), timeout=10) == tag
        await asyncio.sleep(0.05)
        assert server.asked.empty()

    task = asyncio.create_task(keep_labels(labels, server, 7, lambda: connected[0], clock))
    await is_asked()
    connected[0] = True
    await is_asked(b"")  # and it failed
    clock.advance(labels_module.ASK_SECONDS)
    await is_asked(b"")
    assert labels.of(2) == LOUD
    connected[0] = False
    await is_asked()
    connected[0] = True
    await is_asked(b"tag")
    assert Labels(tmp_path).of(2) == LOUD
    task.cancel()
    await asyncio.wait({task})
