"""Answers of the REST API: JSON with a status, and refusals with a code."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """A JSON answer; `body` None means no content."""

    status: int
    body: Any


class Refusal(Exception):  # noqa: N818 - not a failure of ours: an answer
    """The rig says no, with an HTTP status and its own code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    @property
    def body(self) -> dict[str, Any]:
        """Both forms that clients look for: `message`, and `error` with a code."""
        return {"message": self.message, "error": {"code": self.code, "message": self.message}}


def ok(body: Any) -> Reply:
    """200."""
    return Reply(200, body)


def accepted(message: str) -> Reply:
    """202: the rig has begun."""
    return Reply(202, {"message": message})
