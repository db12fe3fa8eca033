"""Which parts of the OGC API standards are kept to; a class stands here when a test shows it."""

from typing import Final

_FEATURES: Final = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
_CQL2: Final = "http://www.opengis.net/spec/cql2/1.0/conf/{}"
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
    _FEATURES.format(2, "crs"),
    _FEATURES.format(3, "filter"),
    _FEATURES.format(3, "features-filter"),
    _FEATURES.format(3, "queryables"),
    _FEATURES.format(3, "queryables-query-parameters"),
    _CQL2.format("cql2-text"),
    _CQL2.format("cql2-json"),
    _CQL2.format("basic-cql2"),
    _CQL2.format("advanced-comparison-operators"),
    _CQL2.format("case-insensitive-comparison"),
    # QGIS before 3.44 knows the draft's name alone.
    _CQL2.format("basic-spatial-operators"),
    _CQL2.format("basic-spatial-functions"),
    _CQL2.format("basic-spatial-functions-plus"),
    _CQL2.format("temporal-functions"),
    # QGIS asks for the draft's name, others for that of the standard.
    _FEATURES.format(5, "schemas"),
    _FEATURES.format(5, "queryables"),
    _FEATURES.format(5, "sortables"),
    _COMMON.format(3, "schemas"),
    _COMMON.format(3, "queryables"),
    _COMMON.format(3, "sortables"),
)
