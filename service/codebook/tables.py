"""The tables of a release and their columns, as the codebook explains them.

Names and the codes that may stand in them are declared here; every word comes from the vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

TOTAL: Final = ("_T",)
PLACES: Final = ("_T", "several", "unknown")


@dataclass(frozen=True, slots=True)
class Table:
    """What a row is told by, what it measures, and what it says besides.

    `margins` are the codes that stand in a dimension beside its own. `schemes` names the scheme of
    a column where it is another one than usual, and `values` what a column may say of no scheme.
    """

    dimensions: tuple[str, ...]
    measures: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    additive: bool = False
    margins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    schemes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _ends(*measures: str) -> tuple[str, ...]:
    return tuple(
        f"{measure}_{end}" for measure in measures for end in ("low", "high", "not_stated")
    )


# What the changes of a vintage may be about: a number of one of these tables.
_COUNTED: Final = (
    "cells", "acts", "mentioned", "equipment_named", "held", "supply", "precision", "states",
)  # fmt: skip
_NUMBERS: Final = ("incidents", "encampments", "banded", *_ends("attempts", "persons", "items"))

TABLES: Final[Mapping[str, Table]] = {
    "cells": Table(
        dimensions=("series", "sector", "type"),
        measures=("incidents", "banded", *_ends("attempts", "persons", "items")),
        attributes=("obs_status",),
        additive=True,
        margins={"sector": PLACES, "type": TOTAL},
    ),
    "comparisons": Table(
        dimensions=("series", "sector", "type", "measure"),
        measures=("value", "before", "change", "mean_4", "year_before"),
        margins={"sector": PLACES, "type": TOTAL},
        values={"measure": ("incidents", "attempts_low", "persons_low", "items_low")},
    ),
    "acts": Table(
        dimensions=("series", "sector", "type", "by"),
        measures=("incidents",),
        additive=True,
        margins={"sector": PLACES, "type": TOTAL},
    ),
    "mentioned": Table(
        dimensions=("series", "sector", "type"),
        measures=("incidents",),
        margins={"sector": PLACES},
    ),
    "equipment_named": Table(
        dimensions=("series", "sector", "type", "equipment"),
        measures=("incidents",),
        margins={"sector": PLACES, "type": TOTAL},
    ),
    "held": Table(
        dimensions=("series", "equipment", "held_by"),
        measures=("incidents", *_ends("items")),
    ),
    "supply": Table(
        dimensions=("series", "supplier", "supply_basis"),
        measures=("incidents",),
        additive=True,
        margins={"supply_basis": ("_Z",)},
    ),
    "precision": Table(
        dimensions=("series", "geometry_basis"), measures=("incidents",), additive=True
    ),
    "states": Table(
        dimensions=("series", "sector"),
        measures=("encampments",),
        additive=True,
        margins={"sector": PLACES},
    ),
    "undated": Table(dimensions=("series", "period"), measures=("incidents",)),
    "curve": Table(dimensions=("week", "series"), measures=("incidents",)),
    "effort": Table(dimensions=("sector", "month"), attributes=("level",)),
    "official": Table(
        dimensions=(
            "lane", "claimant", "measure", "unit", "area_type", "area", "from", "to", "day_basis",
        ),
        measures=("value",),
        attributes=("qualifier", "days_of_week", "source_title", "source_url"),
        schemes={"measure": "total_measure"},
    ),
    "context": Table(
        dimensions=("date", "date_precision", "kind"), attributes=("titles", "source")
    ),
    "guarded": Table(
        dimensions=("series", "sector", "type", "measure"),
        measures=("value", "least", "most"),
        attributes=("conf_status",),
        margins={"sector": PLACES, "type": TOTAL},
        values={"measure": ("incidents", "persons_low", "items_low")},
    ),
    "changes": Table(
        dimensions=(
            "table", "series", "sector", "type", "by", "equipment", "held_by", "supplier",
            "supply_basis", "geometry_basis", "measure",
        ),
        measures=("before", "after"),
        attributes=("classes",),
        margins={"sector": PLACES, "type": TOTAL, "supply_basis": ("_Z",)},
        values={"table": _COUNTED, "measure": _NUMBERS},
    ),
}  # fmt: skip

# Columns whose codes, label and definition are those of a scheme of another name.
SCHEMES: Final = {
    "held_by": "by",
    "level": "effort",
    "claimant": "source_type",
    "unit": "total_unit",
    "kind": "context_kind",
    "classes": "change_class",
}
# Columns that hold a number of what another column of the row names.
UNIT_IN: Final = {"comparisons": "measure", "official": "unit", "guarded": "measure",
                  "changes": "measure"}  # fmt: skip
# Numbers whose sums mean something: counts, and sums of what sources say.
NEVER_ADDED: Final = frozenset({"value", "before", "after", "change", "mean_4", "year_before",
                                "least", "most"})  # fmt: skip
