"""The ways in which a filter can be written."""

from enum import StrEnum


class Language(StrEnum):
    """The values of `filter-lang`."""

    TEXT = "cql2-text"
    JSON = "cql2-json"
    # The draft that GDAL still writes: the same text with ILIKE and `!=`.
    DRAFT = "cql-text"
