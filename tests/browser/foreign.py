"""A page of somebody else, on an origin of its own, that holds the lines of docs/map-clients.md."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ROOT / "web" / "node_modules"
DOCUMENTED = "http://127.0.0.1:8000"

# What a newsroom has before it reads our page: a library, a map, and no tiles for this test.
BEFORE = {
    "MapLibre": """<link rel="stylesheet" href="/maplibre-gl/dist/maplibre-gl.css">
<script type="module">
import * as maplibregl from "/maplibre-gl/dist/maplibre-gl.mjs";
const ground = { id: "ground", type: "background", paint: { "background-color": "#f4f1ea" } };
const style = { version: 8, sources: {}, layers: [ground] };
const map = new maplibregl.Map({ container: "map", style, center: [23.7, 52.8], zoom: 7 });
window.map = map;
""",
    "Leaflet": """<link rel="stylesheet" href="/leaflet/dist/leaflet.css">
<script src="/leaflet/dist/leaflet.js"></script>
<script type="module">
const map = L.map("map").setView([52.8, 23.7], 8);
window.map = map;
""",
}
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A newsroom</title>
<link rel="icon" href="data:,">
<style>html, body, #map { height: 100%; margin: 0; background: #f4f1ea; }</style>
<div id="map"></div>
"""


def snippets(heading: str) -> list[str]:
    """The blocks of JavaScript below a heading of the page, in their order."""
    text = (ROOT / "docs" / "map-clients.md").read_text(encoding="utf-8")
    section = text.partition(f"\n### {heading}\n")[2]
    own = section.partition("\n##")[0]
    return re.findall(r"^```js\n(.*?)^```$", own, re.MULTILINE | re.DOTALL)


def newsroom_page(library: str, address: str, blocks: list[str]) -> str:
    """Their page with our lines, in which nothing is changed but our address."""
    lines = "".join(blocks)
    assert DOCUMENTED in lines
    return f"{PAGE}{BEFORE[library]}{lines.replace(DOCUMENTED, address)}</script>\n</html>\n"


class _Quiet(SimpleHTTPRequestHandler):
    def log_request(self, *of: object) -> None:
        """Says nothing; what is missing is an error in the page's console."""


@contextmanager
def foreign_origin(folder: Path) -> Iterator[str]:
    """Serves a folder and the packages of the web client from a port of its own."""
    for package in ("maplibre-gl", "leaflet"):
        (folder / package).symlink_to(PACKAGES / package)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
