"""What a filter may name in each collection that is kept in a table, and by which column."""

from functools import cache

from sqlalchemy import Table

from geo.sector_files import sector_set
from service.cql2.queryables import (
    CodeLists,
    Codes,
    Integers,
    Moments,
    Periods,
    Points,
    Queryables,
    Strings,
)
from service.features.collections import INCIDENTS, INCIDENTS_FULL, SECTOR_WEEKS
from service.features.tables import FULL, PUBLIC, TABLES
from service.vocabulary import codes

# What a filter may name, and no feature has as a property.
PERIOD, GEOMETRY = "period", "geometry"
_COUNTS = ("persons_low", "persons_high", "attempts_low", "attempts_high")
_STATIONS = "/api/collections/sectors/items holds the codes"


def queryable_names(collection_id: str) -> tuple[str, ...]:
    """None for a collection that is asked by place and time alone."""
    return tuple(queryables_of(collection_id)) if collection_id in TABLES else ()


@cache
def queryables_of(collection_id: str) -> Queryables:
    """By name; the vocabulary and the sectors are loaded with the first filter."""
    if collection_id == INCIDENTS.id:
        return {**_records(PUBLIC.table, by_day=True), "cell": Strings(PUBLIC.table.c.cell)}
    if collection_id == INCIDENTS_FULL.id:
        return {**_records(FULL.table, by_day=False), **_exact(FULL.table)}
    columns = TABLES[SECTOR_WEEKS.id].table.c
    return {
        "week": Strings(columns.week),
        "sector": Codes(columns.sector, sector_set().codes, _STATIONS),
        PERIOD: Periods(columns.period_from, columns.period_to, by_day=True),
    }


def _records(table: Table, *, by_day: bool) -> Queryables:
    columns = table.c
    start, end = (
        (columns.period_from, columns.period_to)
        if by_day
        else (columns.occurred_from, columns.occurred_to)
    )
    stations = sector_set().codes
    return {
        "week": Strings(columns.week),
        "undated": Strings(columns.undated),
        "type": Codes(columns.type, codes("type"), _listed("type")),
        "also": CodeLists(columns.also, codes("type"), _listed("type")),
        "equipment": CodeLists(columns.equipment, codes("equipment"), _listed("equipment")),
        "status": Codes(columns.status, codes("status"), _listed("status")),
        "sector": Codes(columns.sector, stations, _STATIONS),
        "sectors": CodeLists(columns.sectors, stations, _STATIONS),
        PERIOD: Periods(start, end, by_day=by_day),
        GEOMETRY: Points(columns.lon, columns.lat),
    }


def _exact(table: Table) -> Queryables:
    columns = table.c
    return {
        "sensitivity": Codes(columns.sensitivity, codes("sensitivity"), _listed("sensitivity")),
        "occurred_from": Moments(columns.occurred_from),
        "occurred_to": Moments(columns.occurred_to),
        **{name: Integers(columns[name]) for name in _COUNTS},
    }


def _listed(scheme: str) -> str:
    return f"/api/vocabulary holds the codes under `{scheme}`"
