"""The local API's OpenAPI document: what a node answers of the operator API, and what only it does."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from headframe.kit.web.problems import ProblemBody
from headframe.node.local.api.gate import COOKIE, PUBLIC
from headframe.node.local.api.routes import ROUTERS

TITLE = "Headframe node"
MOUNT = "/api/v1"
NODE_ONLY = frozenset({"/local"})
"""Paths that the operator API does not have."""
DESCRIPTION = """The API of a node for people on site: a part of the operator API, with the same paths,
bodies and errors, and `/local`, which tells how the node stands with its server. Sign in with the node's own
password for a cookie, and send `csrf_token` back as `X-CSRF-Token`."""
_REF = "#/components/schemas/{model}"


def local_document(version: str) -> dict[str, Any]:
    """The document."""
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    doc: dict[str, Any] = get_openapi(
        title=TITLE,
        version=version,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        routes=app.routes,
        servers=[{"url": MOUNT}],
    )
    _with_problems(doc["components"]["schemas"])
    doc["components"]["securitySchemes"] = {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}}
    for path, item in doc["paths"].items():
        for method, operation in item.items():
            _complete(operation, is_public=(method.upper(), path) in PUBLIC)
    return doc


def _with_problems(schemas: dict[str, Any]) -> None:
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = ProblemBody.model_json_schema(ref_template=_REF)
    schemas.update(problem.pop("$defs", {}))
    schemas[ProblemBody.__name__] = problem


def _complete(operation: dict[str, Any], *, is_public: bool) -> None:
    """Every error is a problem; every route but the public ones needs a session."""
    responses = operation["responses"]
    if responses.get("422", {}).get("description") == "Validation Error":
        del responses["422"]
    responses["default"] = {
        "description": "What went wrong, and what to do about it.",
        "content": {
            "application/problem+json": {"schema": {"$ref": f"#/components/schemas/{ProblemBody.__name__}"}}
        },
    }
    operation["security"] = [] if is_public else [{"session": []}]
