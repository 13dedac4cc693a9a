"""The OpenAPI document: FastAPI's, completed with problems, security and permissions of every route."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from headframe.api.documented import problem_response_doc
from headframe.api.live import ClientMessage
from headframe.core.access import Permission, roles_with
from headframe.core.errors import TABLE, Code
from headframe.kit.web.origin import SAFE_METHODS
from headframe.kit.web.problems import FieldProblemBody, ProblemBody
from headframe.server.operator.live.messages import ServerMessage
from headframe.server.operator.permissions import Access, Rule, rule_for

TITLE = "Headframe"
MOUNT = "/api/v1"
DESCRIPTION = """The operator API of Headframe: everything that the web UI and the command line can do.

Times are milliseconds since the epoch, UTC; units are in the names; null is unknown. Errors are
`application/problem+json` with a stable `code`. Sign in for a cookie and send `csrf_token` back as
`X-CSRF-Token`, or send an API key as a bearer token."""
_REF = "#/components/schemas/{model}"
_IMPLIED_ANYWHERE = (
    Code.CSRF_REJECTED,
    Code.RATE_LIMITED,
    Code.INTERNAL,
    Code.STORAGE_UNAVAILABLE,
)


def install(app: FastAPI) -> None:
    """Let `app.openapi()` give the completed document, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def document(app: FastAPI) -> dict[str, Any]:
    """The complete document."""
    doc: dict[str, Any] = get_openapi(
        title=TITLE,
        version=app.version,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        routes=app.routes,
        servers=[{"url": MOUNT}],
    )
    schemas = doc["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for model in (FieldProblemBody, ProblemBody):
        schemas[model.__name__] = model.model_json_schema(ref_template=_REF)
        schemas.update(schemas[model.__name__].pop("$defs", {}))
    _add_live_messages(schemas)
    doc["components"]["securitySchemes"] = _security_schemes()
    for path, method, operation in operations(doc):
        _complete(path, method, operation)
    return doc


def _add_live_messages(schemas: dict[str, Any]) -> None:
    """The WebSocket's messages: OpenAPI has no place for them, clients that generate types want them."""
    server: TypeAdapter[Any] = TypeAdapter(ServerMessage)
    client: TypeAdapter[Any] = TypeAdapter(ClientMessage)
    for name, schema in (
        ("LiveServerMessage", server.json_schema(ref_template=_REF, mode="serialization")),
        ("LiveClientMessage", client.json_schema(ref_template=_REF, mode="validation")),
    ):
        for model, definition in schema.pop("$defs").items():
            schemas.setdefault(model, definition)
        schemas[name] = schema


def operations(doc: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, upper-case method and operation of each route in the document."""
    for path, item in doc["paths"].items():
        for method, operation in item.items():
            yield path, method.upper(), operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    rule = rule_for(method, path)
    responses = operation["responses"]
    documented = {status: reply for status, reply in responses.items() if not _is_fastapis_own(reply)}
    implied = _implied(path, method, operation)
    for status, codes in implied.items():
        text = problem_response_doc(codes)
        known = documented.get(status)
        if known:
            text["description"] += "; " + known["description"]
        documented[status] = text
    operation["responses"] = dict(sorted(documented.items()))
    operation["security"] = _security(rule)
    if isinstance(rule, Permission):
        roles = ", ".join(roles_with(rule))
        operation["description"] += f"\n\nNeeds `{rule}`: {roles}."
        operation["x-permission"] = str(rule)


def _security(rule: Rule) -> list[dict[str, list[str]]]:
    if rule is Access.PUBLIC:
        return []
    return [{"session": []}] if rule is Access.PERSON else [{"session": []}, {"api_key": []}]


def _implied(path: str, method: str, operation: dict[str, Any]) -> dict[str, list[Code]]:
    rule = rule_for(method, path)
    codes = list(_IMPLIED_ANYWHERE)
    if rule is not Access.PUBLIC:
        codes += [Code.NOT_SIGNED_IN, Code.NOT_PERMITTED]
    if "{" in path:
        codes.append(Code.NOT_FOUND)
    if "requestBody" in operation:
        codes.append(Code.TOO_LARGE)
    if "requestBody" in operation or operation.get("parameters"):
        codes.append(Code.INVALID_REQUEST)
    if method not in SAFE_METHODS:
        codes.append(Code.STORAGE_FULL)
    grouped: dict[str, list[Code]] = {}
    for code in codes:
        grouped.setdefault(str(TABLE[code].status), []).append(code)
    return grouped


def _is_fastapis_own(reply: dict[str, Any]) -> bool:
    return bool(reply.get("description") == "Validation Error")


def _security_schemes() -> dict[str, Any]:
    return {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-headframe",
            "description": "Set by sign-in (`headframe` without TLS). Unsafe methods also need X-CSRF-Token.",
        },
        "api_key": {"type": "http", "scheme": "bearer", "description": "An API key's secret."},
    }
