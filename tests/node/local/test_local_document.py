"""The node's API is a part of the server's: the same paths, parameters and bodies, by both documents."""

import json
from pathlib import Path
from typing import Any

import pytest

from headframe.node.local.api.document import NODE_ONLY, local_document

DOCS = Path(__file__).parents[3] / "docs"
SERVER = json.loads((DOCS / "openapi.json").read_text())
NODE = local_document("1")
WORDS = {"description", "title", "summary", "examples"}
OPERATIONS = [
    (path, method) for path, item in NODE["paths"].items() for method in item if path not in NODE_ONLY
]


def resolved(document: dict[str, Any], schema: Any) -> Any:
    """A schema without references, and without words for people."""
    if isinstance(schema, list):
        return [resolved(document, each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return resolved(document, document["components"]["schemas"][name])
    return {
        key: {name: resolved(document, each) for name, each in value.items()}
        if key == "properties"
        else resolved(document, value)
        for key, value in schema.items()
        if key not in WORDS
    }


def body(document: dict[str, Any], part: dict[str, Any]) -> Any:
    return resolved(document, part["content"]["application/json"]["schema"])


def test_the_file_is_what_the_code_says() -> None:
    assert json.loads((DOCS / "openapi-node.json").read_text()) == NODE


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_an_operation_is_the_servers(path: str, method: str) -> None:
    ours, theirs = NODE["paths"][path][method], SERVER["paths"][path][method]
    assert ours["operationId"] == theirs["operationId"]
    known = {(each["in"], each["name"]): each["schema"] for each in theirs.get("parameters", [])}
    for each in ours.get("parameters", []):
        assert resolved(NODE, each["schema"]) == resolved(SERVER, known[each["in"], each["name"]])
    success = [status for status in ours["responses"] if status.startswith("2")]
    assert success == [status for status in theirs["responses"] if status.startswith("2")]
    for status in success:
        reply = ours["responses"][status]
        if "content" in reply:
            assert body(NODE, reply) == body(SERVER, theirs["responses"][status])


@pytest.mark.parametrize(
    ("path", "method"), [each for each in OPERATIONS if "requestBody" in NODE["paths"][each[0]][each[1]]]
)
def test_a_request_is_one_that_the_server_takes(path: str, method: str) -> None:
    ours = body(NODE, NODE["paths"][path][method]["requestBody"])
    theirs = body(SERVER, SERVER["paths"][path][method]["requestBody"])
    assert ours.get("required") == theirs.get("required")
    for name, schema in ours["properties"].items():
        if name != "command":
            assert schema == theirs["properties"][name]
        else:  # fewer kinds are done on site
            assert all(kind in theirs["properties"][name]["oneOf"] for kind in schema["oneOf"])
