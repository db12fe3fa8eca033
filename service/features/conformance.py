"""Which parts of the OGC API standards are kept to; a class stands here when a test shows it."""

from typing import Final

_FEATURES: Final = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
_COMMON: Final = "http://www.opengis.net/spec/ogcapi-common-{}/1.0/conf/{}"

CONFORMANCE: Final = (
    _COMMON.format(1, "core"),
    _COMMON.format(1, "landing-page"),
    _COMMON.format(1, "json"),
    _COMMON.format(1, "html"),
    _COMMON.format(1, "oas30"),
    _COMMON.format(2, "collections"),
    _FEATURES.format(1, "core"),
    _FEATURES.format(1, "oas30"),
    _FEATURES.format(1, "geojson"),
    _FEATURES.format(1, "html"),
    _FEATURES.format(3, "queryables"),
    _FEATURES.format(3, "queryables-query-parameters"),
    # QGIS asks for the draft's name, others for that of the standard.
    _FEATURES.format(5, "schemas"),
    _FEATURES.format(5, "queryables"),
    _COMMON.format(3, "schemas"),
    _COMMON.format(3, "queryables"),
)
