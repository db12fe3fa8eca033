"""One endpoint of the OpenAPI document as a reader needs it: what, who, with what, and how."""

import shlex
from typing import Any
from urllib.parse import quote

from service.pages.markup import Content, Markup, element, inline, join, prose, table

Described = dict[str, Any]

_MANY_VALUES = 12


def endpoint_article(
    base: str,
    path: str,
    method: str,
    operation: Described,
    roles: tuple[str, ...],
    schemas: Described,
) -> Markup:
    """`schemas` are the document's named ones, to which a body may refer."""
    parameters = operation.get("parameters", [])
    body = operation.get("requestBody", {}).get("content", {})
    return element(
        "article",
        element("h3", element("span", method, class_="method"), " ", path),
        prose(operation.get("description", "")),
        element("p", _who(roles), class_="who"),
        _parameter_table(parameters) if parameters else None,
        _body_note(body, schemas) if body else None,
        element("pre", element("code", curl_line(base, path, method, operation, roles))),
    )


def curl_line(
    base: str, path: str, method: str, operation: Described, roles: tuple[str, ...]
) -> str:
    """A command that can be pasted; words in capitals are to be filled in."""
    query = []
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", parameter["name"].upper())
        elif parameter["in"] == "query" and parameter.get("required"):
            query.append(f"{parameter['name']}={quote(str(_example(parameter)))}")
    words = ["curl"] if method == "GET" else ["curl", "-X", method]
    if roles:
        words += ["-H", "Authorization: Bearer TOKEN"]
    media_types = list(operation.get("requestBody", {}).get("content", {}))
    if media_types:
        words += ["-H", f"Content-Type: {media_types[0]}", "--data-binary", "@FILE"]
    words.append(f"{base}{path}" + (f"?{'&'.join(query)}" if query else ""))
    return shlex.join(words)


def _who(roles: tuple[str, ...]) -> str:
    return (
        f"For keys of the role {' or '.join(roles)}." if roles else "For everyone, without a key."
    )


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
