"""Links of answers, absolute, under the address by which readers reach the service."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from service.installation import Installation

GEOJSON = "application/geo+json"
JSON = "application/json"
SCHEMA = "application/schema+json"
PAGE = "text/html"
OPENAPI_30 = "application/vnd.oai.openapi+json;version=3.0"
OPENAPI_31 = "application/vnd.oai.openapi+json;version=3.1"

# Where the names of relations that are not registered by IANA begin.
OGC = "http://www.opengis.net/def/rel/ogc/1.0"

# All text, but for the body of one that is followed by POST.
Link = dict[str, Any]


def base_address(request: Request, house: Installation) -> str:
    """The configured public address; without one, the address of this request."""
    return str(house.settings.public_url or request.base_url).rstrip("/")


def items_address(base: str, collection_id: str) -> str:
    return f"{base}/api/collections/{collection_id}/items"


def search_address(base: str, collection_id: str) -> str:
    return f"{items_address(base, collection_id)}/search"


def policy_address(base: str) -> str:
    return f"{base}/api/policy"


def link(rel: str, href: str, media_type: str, title: str | None = None) -> Link:
    made = {"rel": rel, "href": href, "type": media_type}
    return made if title is None else {**made, "title": title}


def link_by_post(rel: str, href: str, media_type: str, body: Mapping[str, Any]) -> Link:
    """As STAC's API writes a link that is followed by sending this body."""
    return {**link(rel, href, media_type), "method": "POST", "body": body}


def with_query(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query, safe=',/:')}" if query else address
