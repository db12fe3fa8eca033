"""Write the web client's types of the API from the OpenAPI document: `make types`.

The first line of the file holds a digest of what it was made from, so that a test can tell without
Node whether it is up to date.
"""

import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from hatch_build import node
from scripts.print_openapi import openapi

WEB = Path(__file__).parent.parent / "web"
TYPES = WEB / "src" / "api" / "schema.d.ts"
_GENERATOR = WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
_COMPONENTS = "#/components/schemas/"
# Words for people: types do not change with them.
_PROSE = frozenset(("description", "summary", "title", "examples", "example"))


def document() -> bytes:
    """The document without prose, each model a component that has a name."""
    whole = orjson.loads(openapi())
    components = whole["components"]["schemas"]
    stripped = _stripped(_hoisted(whole, components))
    kept = {name: stripped[name] for name in ("openapi", "paths", "components")}
    kept["info"] = {"title": "Miedza", "version": "0"}
    return orjson.dumps(kept, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def first_line(content: bytes) -> str:
    return f"// Made by `make types` from the document {sha256(content).hexdigest()}."


def _hoisted(node: Any, components: dict[str, Any]) -> Any:
    """Models that a schema defines within itself become components."""
    if isinstance(node, list):
        return [_hoisted(each, components) for each in node]
    if not isinstance(node, dict):
        return _named(node)
    own = node.pop("$defs", {})
    for name, schema in own.items():
        components.setdefault(name, schema)
    if own and "title" in node:
        components.setdefault(node["title"], {**node})
        node = {"$ref": f"{_COMPONENTS}{node['title']}"}
    # A copy of the names, because what is found below may add components.
    return {key: _hoisted(node[key], components) for key in list(node)}


def _named(value: Any) -> Any:
    local = "#/$defs/"
    if isinstance(value, str) and value.startswith(local):
        return _COMPONENTS + value.removeprefix(local)
    return value


def _stripped(node: Any, names_are_data: bool = False) -> Any:
    if isinstance(node, list):
        return [_stripped(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        # A model may have a property that is called `title`.
        key: _stripped(value, key in ("properties", "schemas", "paths"))
        for key, value in node.items()
        if names_are_data or key not in _PROSE
    }


def main() -> None:
    content = document()
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(content)
        file.flush()
        options = ("--root-types", "--default-non-nullable=false")
        command = [*node(), str(_GENERATOR), file.name, *options]
        made = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    TYPES.write_text(f"{first_line(content)}\n{made}", encoding="utf-8")
    sys.stderr.write(f"wrote {TYPES}\n")


if __name__ == "__main__":
    main()
