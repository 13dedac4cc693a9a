"""The API's documentation page: the OpenAPI document as plain HTML, without script or third party."""

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from typing import Any

from headframe.server.operator.openapi import operations

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
:root{color-scheme:light dark}
h2{border-bottom:1px solid;margin-top:2.5rem}
details{margin:.5rem 0}summary{cursor:pointer}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
.method{display:inline-block;min-width:4.5rem;font-weight:700}
table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.15rem .8rem .15rem 0}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"
)


def page(doc: dict[str, Any]) -> str:
    """The whole page."""
    return "\n".join(_lines(doc))


def _lines(doc: dict[str, Any]) -> Iterator[str]:
    info = doc["info"]
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<title>{escape(info['title'])} API</title><style>{STYLE}</style></head><body>"
    yield f"<h1>{escape(info['title'])} API <small>{escape(info['version'])}</small></h1>"
    yield f"<p>{escape(info['description'])}</p>"
    yield '<p>The same, for machines: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>'
    by_tag: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, method, operation in operations(doc):
        by_tag.setdefault(operation["tags"][-1], []).append((path, method, operation))
    for tag, found in by_tag.items():
        yield f"<h2>{escape(tag)}</h2>"
        for path, method, operation in found:
            yield from _operation(path, method, operation)
    yield "<h2>Schemas</h2>"
    for name, schema in sorted(doc["components"]["schemas"].items()):
        yield from _schema(name, schema)
    yield "</body></html>"


def _operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f'<details id="{escape(operation["operationId"])}"><summary><span class="method">{method}</span> '
    yield f"<code>{escape(path)}</code> {escape(operation['summary'])}</summary>"
    yield f"<p>{escape(operation['description'])}</p>"
    parameters = operation.get("parameters", [])
    if parameters:
        yield "<table><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>"
        for parameter in parameters:
            told = escape(parameter.get("description", ""))
            yield f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{escape(parameter['in'])}</td>"
            yield f"<td>{_type(parameter['schema'])}</td><td>{told}</td></tr>"
        yield "</table>"
    if "requestBody" in operation:
        for content in operation["requestBody"]["content"].values():
            yield f"<p>Body: {_type(content['schema'])}</p>"
    yield "<table><tr><th>Status</th><th>Answer</th><th></th></tr>"
    for status, reply in operation["responses"].items():
        contents = reply.get("content", {}).values()
        bodies = " ".join(_type(content.get("schema", {})) for content in contents)
        yield f"<tr><td>{escape(status)}</td><td>{bodies}</td><td>{escape(reply['description'])}</td></tr>"
    yield "</table></details>"


def _schema(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f'<details id="schema-{escape(name)}"><summary><code>{escape(name)}</code></summary>'
    yield f"<p>{escape(schema.get('description', ''))}</p>"
    if "enum" in schema:
        yield f"<p><code>{escape(', '.join(map(str, schema['enum'])))}</code></p>"
    required = set(schema.get("required", ()))
    if schema.get("properties"):
        yield "<table><tr><th>Field</th><th>Type</th><th></th></tr>"
        for field, inner in schema["properties"].items():
            mark = "" if field in required else " <small>optional</small>"
            told = escape(inner.get("description", ""))
            yield f"<tr><td><code>{escape(field)}</code>{mark}</td>"
            yield f"<td>{_type(inner)}</td><td>{told}</td></tr>"
        yield "</table>"
    yield "</details>"


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words, with links to named ones."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#schema-{name}">{name}</a>'
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(_type(part) for part in schema[key])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map to {_type(schema['additionalProperties'])}"
    return escape(str(kind))
