"""Public records for the map: a cell, sectors, and what lies at no place, in known weeks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from bench.filling import make_block, write_block
from bench.synthetic import BLOCK
from service.installation import Installation
from service.projections.publisher import publish
from tests.service.projections.stage import CELL, body, claim, submit, verify

PUBLISHED_AT = datetime(2025, 6, 18, 9, tzinfo=UTC)
SEED = 7


@dataclass(frozen=True)
class Expected:
    """What the map says of the records below."""

    cell: str = CELL
    in_cell: int = 5
    all: int = 9
    verified: int = 1
    unplaced: int = 2


def sector(*codes: str) -> dict[str, object]:
    return {"method": "sector", "sectors": list(codes)}


def plant(house: Installation) -> Expected:
    """Five records in one cell, two in sectors, two without a place, and one that is severe."""
    in_cell = [
        claim(
            occurred={"from": f"2025-05-{day}", "precision": "day"}, equipment=[{"kind": "ladder"}]
        )
        for day in (12, 13, 14, 15, 16)
    ]
    *_, verified = submit(
        house,
        *in_cell,
        claim(
            occurred={"from": "2025-05-20", "precision": "day"},
            location=sector("NAR"),
            type="barrier_damaged",
            equipment=[{"kind": "wire_cutters"}],
        ),
        claim(
            occurred={"from": "2025-05", "precision": "month"},
            location={"method": "border"},
            type="objects_thrown",
        ),
        claim(occurred={"from": "2025-05-27", "precision": "day"}, location=sector("BIA", "NAR")),
        body(
            occurred={"from": "2025-05-21", "precision": "day"},
            location=sector("KRY"),
            type="pushback",
        ),
        claim(
            occurred={"from": "2025-04-02", "precision": "day"},
            location=sector("KRY"),
            type="aerial_object",
        ),
    )
    verify(house, verified)
    publish(house.database, house.policy, PUBLISHED_AT)
    return Expected()


def plant_many(house: Installation, incidents: int) -> None:
    """Made-up incidents of five years, with all their projections."""
    for number in range(ceil(incidents / BLOCK)):
        write_block(house.database, make_block(number, incidents, SEED))
