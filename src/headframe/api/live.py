"""Messages of the live socket. Every one is a JSON object with a `type`."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from headframe.api.activity import ActivityBody
from headframe.api.base import FilterText, Id, Input, Output
from headframe.api.commands import BatchBody
from headframe.api.devices import DeviceBody
from headframe.api.parameters import MAX_OFFSET, MAX_WINDOW
from headframe.core.identifiers import MAX_ID
from headframe.core.topics import Topic
from headframe.kit.web.problems import ProblemBody


class WindowInput(Input):
    """A window of the device list, as `GET /devices` has it."""

    filter: FilterText = ""
    sort: Annotated[str, Field(max_length=40)] = "name"
    descending: bool = False
    offset: Annotated[int, Field(ge=0, le=MAX_OFFSET)] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_WINDOW)] = 100


class Follow(Input):
    """What to send from now on; it replaces what was followed before.

    With the topic `devices` comes either `ids` or `window`. `resume` is the newest token received on an
    earlier connection: rows that have not changed since are not sent again.
    """

    type: Literal["follow"]
    topics: Annotated[list[Topic], Field(max_length=len(Topic))]
    ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_WINDOW)] | None = None
    window: WindowInput | None = None
    resume: Annotated[int, Field(ge=0, le=MAX_ID)] | None = None

    @model_validator(mode="after")
    def _devices_one_way(self) -> "Follow":
        given = (self.ids is not None) + (self.window is not None)
        if given != (Topic.DEVICES in self.topics):
            raise ValueError("the topic devices goes with either ids or window")
        return self


class Pong(Input):
    """The answer to a ping. Any message shows that a client lives."""

    type: Literal["pong"]


ClientMessage = Annotated[Follow | Pong, Field(discriminator="type")]
CLIENT_MESSAGES: TypeAdapter[Follow | Pong] = TypeAdapter(ClientMessage)


class Hello(Output):
    """The first message."""

    type: Literal["hello"] = "hello"
    now_ms: int
    resume: int


class DevicesMessage(Output):
    """Rows that changed, and which ids stand in the watched window now, in order.

    `window` is the one that was followed when this was read; null where ids are followed.
    """

    type: Literal["devices"] = "devices"
    window: WindowInput | None
    now_ms: int
    resume: int
    total: int
    ids: list[int]
    devices: list[DeviceBody]


class BatchesMessage(Output):
    """Batches that moved on."""

    type: Literal["batches"] = "batches"
    batches: list[BatchBody]


class ActivityMessage(Output):
    """The newest entries since the last such message. `more`: there were others between."""

    type: Literal["activity"] = "activity"
    entries: list[ActivityBody]
    more: bool


class Refetch(Output):
    """Too much changed to be told: read these again."""

    type: Literal["refetch"] = "refetch"
    topics: list[Topic]


class Ping(Output):
    """Sent regularly. A client that sends nothing for three of them is dropped."""

    type: Literal["ping"] = "ping"
    now_ms: int


class ErrorMessage(Output):
    """A message of the client was refused; what was followed before goes on."""

    type: Literal["error"] = "error"
    problem: ProblemBody
