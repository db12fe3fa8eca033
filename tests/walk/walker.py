"""A reader who opens everything: each GET of the OpenAPI document, each link, each feature."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from httpx2 import Response
from starlette.testclient import TestClient

_LINK_HEADER = re.compile(r"<([^>]+)>")
_FEW = 7


class Walker:
    """Opens addresses until there is none left; `known` fills the parameters of paths."""

    def __init__(self, client: TestClient, known: Mapping[str, Iterable[str]]) -> None:
        self._client = client
        self._known = {name: tuple(values) for name, values in known.items()}
        self._waiting: deque[str] = deque()
        self._seen: set[str] = set()
        self.answers: dict[str, Response] = {}
        self.document = client.get("/api/openapi.json").json()

    def walk(self) -> dict[str, Response]:
        self._add("/api/openapi.json")
        for path, operation in self._reads():
            for address in self._addresses(path, operation):
                self._add(address)
        while self._waiting:
            address = self._waiting.popleft()
            answer = self.ask(address)
            self.answers[address] = answer
            for further in self._links(address, answer):
                self._add(further)
        return self.answers

    def ask(self, address: str) -> Response:
        return self._client.get(address)

    def unvisited(self) -> list[str]:
        """Reads of the OpenAPI document that no answer came from."""
        paths = {urlsplit(address).path for address in self.answers}
        return [
            template
            for template, _ in self._reads()
            if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) for path in paths)
        ]

    def _reads(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, operations in self.document["paths"].items():
            if "get" in operations:
                yield path, operations["get"]

    def _addresses(self, path: str, operation: dict[str, Any]) -> Iterator[str]:
        """Each known way to fill the path, plainly and with each value of each parameter."""
        names = re.findall(r"\{(\w+)\}", path)
        queries = list(self._queries(operation))
        for values in product(*(self._known.get(name, ()) for name in names)):
            filled = path
            for name, value in zip(names, values, strict=True):
                filled = filled.replace(f"{{{name}}}", quote(value))
            yield from (filled + query for query in queries)

    def _queries(self, operation: dict[str, Any]) -> Iterator[str]:
        declared = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
        needed = {each["name"]: _values(each)[0] for each in declared if each.get("required")}
        yield f"?{urlencode(needed)}" if needed else ""
        for each in declared:
            for value in _values(each):
                yield f"?{urlencode({**needed, each['name']: value})}"

    def _links(self, address: str, answer: Response) -> Iterator[str]:
        yield from _LINK_HEADER.findall(answer.headers.get("link", ""))
        if not is_json(answer):
            return
        document = answer.json()
        yield from _hrefs(document)
        if isinstance(document, dict) and document.get("type") == "FeatureCollection":
            path = urlsplit(address).path
            yield from (f"{path}/{quote(str(each['id']))}" for each in document["features"])

    def _add(self, address: str) -> None:
        """Only addresses of the service itself, each once."""
        parts = urlsplit(address)
        if parts.netloc in ("", "testserver"):
            own = parts._replace(scheme="", netloc="", fragment="").geturl()
            if own not in self._seen:
                self._seen.add(own)
                self._waiting.append(own)


def is_json(answer: Response) -> bool:
    """One document, and not a text or a line for each of many."""
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    return media_type.endswith(("/json", "+json"))


def _values(parameter: dict[str, Any]) -> list[str]:
    """Values worth trying: all of an enumeration, the examples, a small page, both booleans."""
    schema = parameter["schema"]
    kinds = [schema, *schema.get("anyOf", ())]
    found: list[Any] = [*parameter.get("examples", {}), *schema.get("examples", ())]
    for kind in kinds:
        found += kind.get("enum", ())
        if kind.get("type") == "boolean":
            found += ["true", "false"]
    if parameter["name"] == "limit":
        found.append(_FEW)
    if "default" in schema and schema["default"] is not None:
        found.append(schema["default"])
    return [str(value) for value in dict.fromkeys(found)]


def _hrefs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("href"), str):
            yield value["href"]
        for each in value.values():
            yield from _hrefs(each)
    elif isinstance(value, list):
        for each in value:
            yield from _hrefs(each)
