"""Bases and bounded types of all bodies and parameters."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from headframe.core.actors import Actor, ActorType
from headframe.core.errors import TABLE, Code, Problem
from headframe.core.identifiers import MAX_ID

MAX_TIME_MS = 253_402_300_799_999
"""The last millisecond of the year 9999."""
PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: no store or log line takes them well."""
VISIBLE = r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"
"""As PLAIN, not empty, and with no blank at either end."""

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
CommandId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
TimeMs = Annotated[int, Field(ge=0, le=MAX_TIME_MS, description="Milliseconds since the epoch, UTC.")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=VISIBLE)]
Text = Annotated[str, StringConstraints(max_length=500, pattern=PLAIN)]
Secret = Annotated[
    str, StringConstraints(min_length=1, max_length=256), Field(json_schema_extra={"writeOnly": True})
]
FilterText = Annotated[
    str,
    StringConstraints(max_length=2_000, pattern=PLAIN),
    Field(description='Filter grammar, such as `status:offline model:S21 rack:"A 3" temp>80`. Empty: all.'),
]


class Input(BaseModel):
    """A request body: unknown fields are refused, and so are infinities and NaN."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True, hide_input_in_errors=True)


class Output(BaseModel):
    """An answer. All its fields are always sent, and the document says so."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class ActorBody(Output):
    """Who acted, by the name it had then."""

    type: ActorType
    id: str
    display_name: str

    @classmethod
    def of(cls, actor: Actor) -> "ActorBody":
        """From the core's record."""
        return cls(type=actor.type, id=actor.id, display_name=actor.display_name)


class RecordedProblem(Output):
    """A problem of a command, poll or pairing, with a code of the error table and what to do about it."""

    code: Code
    message: str
    action: str
    vendor_code: str = ""

    @classmethod
    def of(cls, problem: Problem | None) -> "RecordedProblem | None":
        """From the core's record."""
        if problem is None:
            return None
        return cls(
            code=problem.code,
            message=problem.message,
            action=TABLE[problem.code].action,
            vendor_code=problem.vendor_code,
        )


class Count(Output):
    """How many were affected."""

    count: int
