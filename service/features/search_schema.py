"""How the body of a search is described: made from the parameters of the read that answers it."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from service.features.links import JSON
from service.features.searched import FLAGS, NUMBERS, TEXTS

Part = dict[str, Any]

_ITEM: Final[Part] = {"anyOf": [{"type": "string"}, {"type": "number"}]}
_LIST: Final[Part] = {"anyOf": [*_ITEM["anyOf"], {"type": "array", "items": _ITEM}]}
_FILTER: Final[Part] = {"anyOf": [{"type": "string"}, {"type": "object"}]}


def body_of(read: APIRoute) -> Part:
    """What `openapi_extra` takes: the parameters of this read as members."""
    document = get_openapi(title="", version="", routes=[read])
    parameters = document["paths"][read.path]["get"]["parameters"]
    return {"requestBody": required_body(parameters)}


def required_body(parameters: Sequence[Part]) -> Part:
    members = {each["name"]: _member(each) for each in parameters}
    schema = {"type": "object", "properties": members, "additionalProperties": False}
    return {"required": True, "content": {JSON: {"schema": schema}}}


def _member(parameter: Part) -> Part:
    name, said = parameter["name"], parameter["schema"]
    if name == "filter":
        return {**_FILTER, "description": "A filter in CQL2: JSON as an object, text as a text."}
    if name not in (*NUMBERS, *FLAGS, *TEXTS):
        return {
            **_LIST,
            **{each: said[each] for each in ("description", "examples") if each in said},
        }
    kinds = [each for each in said.get("anyOf", ()) if each.get("type") != "null"]
    found = {each: value for each, value in said.items() if each not in ("anyOf", "title")}
    found |= kinds[0] if kinds else {}
    if name == "f":
        found["enum"] = [each for each in found["enum"] if each != "html"]
    return found
