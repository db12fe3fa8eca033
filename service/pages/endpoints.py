"""One endpoint of the OpenAPI document as a reader needs it: what, who, with what, and how."""

import shlex
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from service.pages.markup import Content, Markup, element, inline, join, prose, table

Described = dict[str, Any]

_MANY_VALUES = 12


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation of the document, and the roles it lets in: none of them means everyone."""

    base: str
    path: str
    method: str
    operation: Described
    roles: tuple[str, ...]

    @property
    def parameters(self) -> list[Described]:
        parameters: list[Described] = self.operation.get("parameters", [])
        return parameters

    @property
    def body(self) -> Described:
        """Its media types with their schemas."""
        body: Described = self.operation.get("requestBody", {}).get("content", {})
        return body


def endpoint_article(endpoint: Endpoint, schemas: Described) -> Markup:
    """`schemas` are the document's named ones, to which a body may refer."""
    return element(
        "article",
        element("h3", element("span", endpoint.method, class_="method"), " ", endpoint.path),
        prose(endpoint.operation.get("description", "")),
        element("p", _who(endpoint.roles), class_="who"),
        _parameter_table(endpoint.parameters) if endpoint.parameters else None,
        _body_note(endpoint.body, schemas) if endpoint.body else None,
        element("pre", element("code", curl_line(endpoint))),
    )


def curl_line(endpoint: Endpoint) -> str:
    """A command that can be pasted; words in capitals are to be filled in."""
    words = ["curl"] if endpoint.method == "GET" else ["curl", "-X", endpoint.method]
    if endpoint.roles:
        words += ["-H", "Authorization: Bearer TOKEN"]
    if endpoint.body:
        media_type = next(iter(endpoint.body))
        words += ["-H", f"Content-Type: {media_type}", "--data-binary", "@FILE"]
    return shlex.join([*words, _address(endpoint)])


def _address(endpoint: Endpoint) -> str:
    path, query = endpoint.path, []
    for parameter in endpoint.parameters:
        name = parameter["name"]
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", name.upper())
        elif parameter["in"] == "query" and parameter.get("required"):
            query.append(f"{name}={quote(str(_example(parameter)))}")
    return f"{endpoint.base}{path}" + (f"?{'&'.join(query)}" if query else "")


def _who(roles: tuple[str, ...]) -> str:
    if not roles:
        return "For everyone, without a key."
    *others, last = roles
    named = f"{', '.join(others)} or {last}" if others else last
    return f"For keys of the role {named}."


def _parameter_table(parameters: list[Described]) -> Markup:
    rows: list[tuple[Content, ...]] = [
        (
            join(element("code", each["name"]), " required" if each.get("required") else None),
            each["in"],
            join(inline(each.get("description", "")), _values(each)),
        )
        for each in parameters
    ]
    return element("div", table(("parameter", "in", "meaning"), rows), class_="wide")


def _values(parameter: Described) -> Markup:
    """Type, limits, the values allowed, the default and an example, as far as they are known."""
    schema = _schema(parameter)
    notes = [str(schema.get("type", ""))] if schema.get("type") not in (None, "string") else []
    if "minimum" in schema and "maximum" in schema:
        notes.append(f"{schema['minimum']} to {schema['maximum']}")
    allowed = schema.get("enum", [])
    if 0 < len(allowed) <= _MANY_VALUES:
        notes.append("one of " + ", ".join(map(str, allowed)))
    if schema.get("default") is not None:
        notes.append(f"default {schema['default']}")
    example = _example(parameter)
    shown = join(" For example ", element("code", str(example)), ".") if example else None
    return join(f" ({'; '.join(notes)})" if notes else None, shown)


def _schema(parameter: Described) -> Described:
    schema: Described = parameter.get("schema", {})
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    return {**choices[0], **schema} if choices else schema


def _example(parameter: Described) -> Any:
    examples = _schema(parameter).get("examples") or [parameter.get("example")]
    return examples[0] if examples[0] is not None else ""


def _body_note(content: Described, schemas: Described) -> Markup:
    kinds = _listed([element("code", media_type) for media_type in content])
    schema = next(iter(content.values())).get("schema", {})
    schema = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    needed = schema.get("required", [])
    members = [
        join(element("code", name), " (required)" if name in needed else None)
        for name in schema.get("properties", {})
    ]
    told = join(" Members: ", _listed(members), ".") if members else None
    return element("p", "Body: ", kinds, ".", told)


def _listed(parts: list[Markup]) -> Markup:
    first, *rest = parts
    return join(first, *(join(", ", part) for part in rest))
