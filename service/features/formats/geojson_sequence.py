"""GeoJSON text sequences (RFC 8142): a record separator before each feature, a line feed after."""

from service.features.formats.pieces import joined
from service.features.geojson import Page, Question

_RECORD_SEPARATOR = b"\x1e"


def render_features(_question: Question, page: Page) -> bytes:
    return joined(page, _RECORD_SEPARATOR, b"\n")
