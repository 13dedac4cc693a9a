"""The body of every error answer."""

from headframe.core.errors import Code
from headframe.server.operator.models.base import Output


class FieldProblemBody(Output):
    """What is wrong with one field. `where` is a JSON pointer into the body, or a parameter's name."""

    where: str
    message: str


class ProblemBody(Output):
    """RFC 9457 problem details. `action` says what a person can do about it."""

    type: str
    title: str
    status: int
    code: Code
    detail: str
    action: str
    errors: list[FieldProblemBody]
    retry_after_seconds: float | None
    vendor_code: str
    request_id: str
