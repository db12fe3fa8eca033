"""One statement for each kind of question: what callers give is only ever bound to it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite

from service.features import statements
from service.features.bbox import Bbox
from service.features.collections import INCIDENTS
from service.features.conditions import own_conditions, values_of
from service.features.crs import EPSG_25834
from service.features.filters import Filter
from service.features.projected_bbox import parse_bbox_in
from service.features.ranking import ranking
from service.features.sorting import Term
from service.features.statements import Kind
from service.features.tables import PUBLIC
from service.features.timespan import parse_datetime

NEWEST_FIRST = ranking(INCIDENTS.id, ())
BOX, OTHER_BOX = Bbox(23.1, 52.1, 23.9, 52.9), Bbox(23.2, 52.2, 23.8, 52.8)
SPAN, OTHER_SPAN = parse_datetime("2024-01-01/2024-12-31"), parse_datetime("2025-02-01/2025-03-31")
BUILDERS = [statements.page, statements.joined_page, statements.skipped, statements.count]


def kind_of(wanted: Filter, **more: Any) -> Kind:
    given = frozenset(values_of(PUBLIC, wanted))
    own = own_conditions(PUBLIC, wanted)
    kind = Kind(PUBLIC, NEWEST_FIRST, lite=True, given=given, own=own)
    return replace(kind, **more)


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Filter(bbox=BOX, span=SPAN), Filter(bbox=OTHER_BOX, span=OTHER_SPAN)),
        (Filter(types=("arson",)), Filter(types=("crossing_attempt", "objects_thrown"))),
        (Filter(within=()), Filter(within=("BIA", "GIB"))),
        (Filter(equipment=("ladder",)), Filter(equipment=("wire_cutters",))),
    ],
)
def test_questions_of_one_kind_share_a_statement(build: Any, one: Filter, other: Filter) -> None:
    assert build(kind_of(one)) is build(kind_of(other))


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(
    "other",
    [
        kind_of(Filter(bbox=BOX, span=parse_datetime("2024-01-01/.."))),
        kind_of(Filter(bbox=Bbox(170, 52, -170, 53), span=SPAN)),
        kind_of(Filter(bbox=BOX, span=SPAN, sectors=("BIA",))),
        kind_of(Filter(bbox=BOX, span=SPAN), by_place=True),
        kind_of(Filter(bbox=BOX, span=SPAN), stretch=1),
    ],
)
def test_questions_of_another_kind_do_not(build: Any, other: Kind) -> None:
    assert build(kind_of(Filter(bbox=BOX, span=SPAN))) is not build(other)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
@pytest.mark.parametrize("lite", [True, False])
def test_no_value_stands_in_a_statement(dialect: Any, lite: bool) -> None:
    wanted = Filter(bbox=BOX, span=SPAN, types=("arson",), equipment=("ladder",), within=("BIA",))
    kind = kind_of(wanted, lite=lite, by_place=True)
    compiled = statements.page(kind).compile(dialect=dialect)
    assert not any(word in str(compiled) for word in ("23.1", "2024", "arson", "ladder", "BIA"))
    assert kind.given - {"within", "types"} <= compiled.params.keys()


def test_a_condition_of_a_callers_own_is_not_kept() -> None:
    own = Filter(conditions=(literal(1) == 1,))
    assert statements.page(kind_of(own)) is not statements.page(kind_of(own))


def test_a_box_in_metres_has_curves_of_its_own() -> None:
    box = parse_bbox_in(EPSG_25834, "690000,5800000,720000,5850000")
    assert len(own_conditions(PUBLIC, Filter(bbox=box))) == 1
    assert {"west", "east", "south", "north"} <= values_of(PUBLIC, Filter(bbox=box)).keys()
    nowhere = Filter(bbox=parse_bbox_in(EPSG_25834, "0,0,1,1"))
    assert len(own_conditions(PUBLIC, nowhere)) == 1
    assert values_of(PUBLIC, nowhere) == {}


def test_a_code_is_sought_as_it_is_written() -> None:
    values = values_of(PUBLIC, Filter(equipment=("wire_cutters", "ladder")))
    # An underscore alone would stand for any letter.
    assert values == {"equipment_0": '"wire/_cutters"', "equipment_1": '"ladder"'}


def test_one_order_is_ranked_once() -> None:
    order = (Term("week", descending=True), Term("type", descending=False))
    assert ranking(INCIDENTS.id, order) is ranking(INCIDENTS.id, order)
    assert ranking(INCIDENTS.id, order) is not ranking(INCIDENTS.id, order[::-1])
