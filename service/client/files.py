"""The files of the built client, read once: only what is listed here can be served."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from service.conditional import tag_of_body

STATIC = Path(__file__).parent / "static"
PAGE = "/"
# Best first. The build has made them; nothing is compressed while somebody waits.
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
# Not every machine's list knows them.
_TYPES = {
    ".geojson": "application/geo+json",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_TEXT = ("text/", "application/manifest+json")


@dataclass(frozen=True, slots=True)
class Body:
    """One coding of a file; `encoding` is empty for the bytes as they are."""

    encoding: str
    content: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class ClientFile:
    media_type: str
    bodies: tuple[Body, ...]

    @property
    def varies(self) -> bool:
        return len(self.bodies) > 1

    def best(self, accepted: frozenset[str]) -> Body:
        """The smallest body that a browser takes; the plain one is the last."""
        return next(body for body in self.bodies if not body.encoding or body.encoding in accepted)


ClientFiles = Mapping[str, ClientFile]


@cache
def client_files(folder: Path = STATIC) -> ClientFiles:
    """Every file by its address; nothing where the client was not built."""
    index = folder / "index.html"
    if not index.exists():
        return MappingProxyType({})
    paths = [path for path in folder.rglob("*") if path.is_file() and not _is_coded(path)]
    files = {f"/{path.relative_to(folder).as_posix()}": _read(path) for path in sorted(paths)}
    files[PAGE] = files.pop("/index.html")
    return MappingProxyType(files)


def _is_coded(path: Path) -> bool:
    return path.suffix in _ENCODINGS.values()


def _read(path: Path) -> ClientFile:
    coded = [(name, path.with_name(path.name + suffix)) for name, suffix in _ENCODINGS.items()]
    sources = [(name, each) for name, each in coded if each.exists()]
    bodies = [_body(name, each) for name, each in (*sources, ("", path))]
    return ClientFile(_media_type(path), tuple(bodies))


def _body(encoding: str, path: Path) -> Body:
    content = path.read_bytes()
    return Body(encoding, content, tag_of_body(content))


def _media_type(path: Path) -> str:
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    media_type = guessed or "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) else media_type
