"""Which problems a route documents, beside those that its permission rule and its shape imply."""

from typing import Any

from headframe.core.errors import TABLE, Code
from headframe.kit.web.problems import MEDIA_TYPE, ProblemBody

Responses = dict[int | str, dict[str, Any]]


def also(*codes: Code) -> Responses:
    """Problem responses for a route decorator, grouped by status."""
    grouped: dict[int, list[Code]] = {}
    for code in codes:
        grouped.setdefault(TABLE[code].status, []).append(code)
    return {status: problem_response_doc(found) for status, found in grouped.items()}


def problem_response_doc(codes: list[Code]) -> dict[str, Any]:
    """One documented response: its description names each code and what it means."""
    description = "; ".join(f"`{code}`: {TABLE[code].title}" for code in codes)
    schema = {"$ref": f"#/components/schemas/{ProblemBody.__name__}"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


BAD_FILTER = also(Code.INVALID_FILTER)
BAD_QUERY = also(Code.INVALID_FILTER, Code.INVALID_SORT)
