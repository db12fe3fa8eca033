"""How a map program asks: what to paste into QGIS, and lines for GDAL and curl."""

from shlex import quote

from service.features.collections import INCIDENTS, INCIDENTS_FULL, Collection
from service.features.links import items_address
from service.pages.markup import Markup, element, inline, join

_KEY = """This collection needs a key. In QGIS choose *Basic* under *Authentication*: any user name,
and the token as password; GDAL takes `GDAL_HTTP_AUTH=BEARER GDAL_HTTP_BEARER="$TOKEN"`."""


def how_to_ask(base: str, collection: Collection | None = None) -> Markup:
    """For one collection, or for all with the incidents as the example."""
    shown = INCIDENTS if collection is None else collection
    source = f"OAPIF:{base}/api"
    info = f"ogrinfo {quote(source)}" + (f" {shown.id}" if collection else "")
    return element(
        "section",
        element("h2", "In your own map"),
        element(
            "dl",
            _entry(
                "QGIS",
                "Layer, Add Layer, Add WFS / OGC API - Features Layer, New; paste this address:",
                f"{base}/api",
            ),
            _entry("GDAL", "Lists what there is, or saves it as a GeoPackage:",
                   f"{info}\nogr2ogr {shown.id}.gpkg {quote(source)} {shown.id}"),
            _entry(
                "A script",
                "GeoJSON, in pages that the link `next` leads through:",
                f"curl {quote(items_address(base, shown.id) + '?limit=1000')}",
            ),
        ),
        element("p", inline(_KEY)) if collection is INCIDENTS_FULL else None,
        class_="asking",
    )  # fmt: skip


def _entry(name: str, words: str, line: str) -> Markup:
    return join(
        element("dt", name),
        element("dd", inline(words), element("pre", element("code", line))),
    )
