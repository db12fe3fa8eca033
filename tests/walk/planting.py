"""A public table that covers everything that can be public, beside secrets that must not show."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import cycle, islice
from typing import Any

from geo.border import point_at_km
from service.accounts.service import create_token
from service.context import service as context
from service.effort.months import weeks_of
from service.effort.service import set_levels
from service.incidents.status import set_status
from service.installation import Installation
from service.official import service as official
from service.projections.publisher import publish
from service.summaries.releasing import release_week
from service.vocabulary import codes
from service.weeks import week_name
from tests.service.context.samples import entry
from tests.service.official.samples import total
from tests.service.projections.stage import OPEN_TYPES, reading, submit

FIRST_BATCH = datetime(2026, 11, 17, 9, tzinfo=UTC)
LAST_BATCH = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROWS_PER_TYPE = 16

# Each word stands where only staff, or nobody, may read it.
WORDS = {
    "narrative": "Zmyslonarracja",
    "when": "Zmyslokiedy",
    "where": "Zmyslogdzie",
    "what": "Zmysloco",
    "title": "Zmyslotytul",
    "path": "zmyslosciezka",
    "place": "Zmyslomiejsce",
    "reason": "Zmyslopowod",
    "label": "Zmysloetykieta",
}
_URL = f"https://www.rmf24.pl/{WORDS['path']}"
_SUPPLY = {"supplier": "by_border_service", "basis": "told_by_recipient", "confidence": "medium"}
_SEVERE = tuple(code for code in codes("type") if code not in OPEN_TYPES)
_TIMES = {
    "exact": lambda day: {"from": f"{day}T22:41:07+02:00"},
    "hour": lambda day: {"from": f"{day}T17:35:00+02:00"},
    "part_day": lambda day: {"from": f"{day}T04:10:00+02:00", "to": f"{day}T08:20:00+02:00"},
    "day": lambda day: {"from": f"{day}"},
    "week": lambda day: {"from": week_name(day)},
    "month": lambda day: {"from": f"{day:%Y-%m}"},
    "year": lambda day: {"from": f"{day:%Y}"},
}


@dataclass(frozen=True)
class Planted:
    """What a walk must find, and what it must not."""

    public: frozenset[str]
    formerly_public: tuple[str, ...]
    secrets: frozenset[str]
    report_ids: tuple[str, ...]
    incident_ids: tuple[str, ...]
    weeks: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    total_ids: tuple[str, ...]
    entry_ids: tuple[str, ...]
    photos: tuple[str, ...]


def plant(house: Installation) -> Planted:
    """Fill an installation, publish two batches, and release every week that has a record."""
    token = create_token(house.database, "monitor", WORDS["label"])
    shown = submit(house, *_open_reports())
    gone = submit(house, *(_report(number, "barrier_damaged", 0) for number in range(6)))
    hidden = submit(house, *_hidden_reports())
    reviewed = [*shown[::2], *hidden[: len(_SEVERE)]]
    for number, incident_id in enumerate(reviewed):
        _move(house, incident_id, "in_review", ("verified", "corroborated")[number % 2])
    for incident_id in shown[1::2]:
        if _needs_review(house, incident_id):
            _move(house, incident_id, "in_review", "corroborated")
    publish(house.database, house.policy, FIRST_BATCH)
    for incident_id, status in zip(
        gone, cycle(("rejected", "duplicate", "withdrawn")), strict=False
    ):
        _move(house, incident_id, "in_review", status)
    publish(house.database, house.policy, LAST_BATCH)
    _plant_beside(house, token.key_id)
    return _planted(house, token.token, token.key_id)


def _plant_beside(house: Installation, key: str) -> None:
    """Effort, totals and dated events, with words of staff and rows that are not public."""
    why = {"actor": key, "reason": WORDS["reason"]}
    for week in weeks_of("2025-06"):
        levels = {"BIA": "good", "NAR": "some"}
        set_levels(house.database, week, levels, today=LAST_BATCH.date(), **why)
    contents = [
        total(stated=WORDS["what"]),
        total(stated=WORDS["what"], source={"title": WORDS["title"]}),
        total(claimant="testimony", source={"url": _URL}),
        total(value=9, source={"url": _URL}),
    ]
    totals = [official.read_total(content) for content in contents]
    rows = [row for row, _ in official.record(house.database, totals, **why)]
    official.withdraw(house.database, rows[-1].id, **why)
    deed = context.Deed(key, WORDS["reason"])
    context.add(house.database, context.read_values(entry()), deed)
    gone = context.add(house.database, context.read_values(entry(source=WORDS["title"])), deed)
    context.withdraw(house.database, gone.id, 1, deed)


def _open_reports() -> list[dict[str, Any]]:
    against_officers = {
        **_report(0, "violence_against_person", 0),
        "casualties": [{"harm": "injured", "who": "officer", "low": 3}],
    }
    each_type = [
        _report(ROWS_PER_TYPE * type_number + number, type_, number)
        for type_number, type_ in enumerate(OPEN_TYPES)
        for number in range(ROWS_PER_TYPE)
    ]
    # An even number of rows comes first, so that every other one is a claim.
    return [*each_type, against_officers]


def _hidden_reports() -> list[dict[str, Any]]:
    """Severe ones, those that nobody has reviewed, and one that is too young."""
    unreviewed = [_report(number, "arson", number) for number in range(4)]
    young = {
        **_report(0, "crossing_attempt", 0),
        "occurred": {"from": "2026-11-16", "precision": "day"},
    }
    severe = [_report(n, type_, n) for n, type_ in enumerate(_SEVERE)]
    pictured = {**severe[0], "photos": [sha256(b"of a hidden report").hexdigest()]}
    return [pictured, *severe[1:], *unreviewed, young]


def _report(number: int, type_: str, turn: int) -> dict[str, Any]:
    locations, precisions = _locations(number), list(_TIMES)
    precision = precisions[(number + turn) % len(precisions)]
    day = date(2025, 6, 2) + timedelta(days=number % 21)
    return {
        "occurred": {**_TIMES[precision](day), "precision": precision},
        "location": locations[turn % len(locations)],
        "type": type_,
        "by": "people_crossing",
        "also": [{"type": "objects_thrown"}] if number % 3 == 0 else [],
        "equipment": [{"kind": "ladder", "count": {"low": 1 + number % 7}}] if number % 2 else [],
        "supply": _SUPPLY if type_ == "equipment_supplied" else None,
        "persons": {"low": 1 + number % 60},
        "casualties": [{"harm": "injured", "who": "officer", "low": 3}] if number % 5 == 0 else [],
        "outcome": "returned",
        "source": {
            "type": "pl_authority" if number % 2 else "testimony",
            "relayed_by": "media",
            "title": WORDS["title"],
            "url": f"{_URL}/{number}",
            "document_date": "2025-06-30",
        },
        "stated": {name: WORDS[name] for name in ("when", "where", "what")},
        "narrative": WORDS["narrative"],
        "observed_at": f"{day}T05:06:07+02:00",
    }


def _locations(number: int) -> list[dict[str, Any]]:
    """One of each way to say where; the picked points lie apart, so that no five share a cell."""
    fix = {"lon": round(23.8473 + number * 1e-5, 6), "lat": 52.7012, "accuracy_m": 12}
    lon, lat = point_at_km(7.0 + 23.0 * (number // ROWS_PER_TYPE))
    picked = {"lon": round(lon - 0.011, 6), "lat": round(lat + 0.003, 6), "accuracy_m": 250}
    return [
        {"method": "gnss", **fix},
        {"method": "map_pick", **picked},
        {"method": "border_marker", "marker": 1 + number * 2 % 673},
        {"method": "place", "place": "Usnarz Górny"},
        {"method": "place", "place": WORDS["place"], "sectors": ["NAR"]},
        {"method": "sector", "sectors": ["BIA"]},
        {"method": "sector", "sectors": ["BIA", "NAR", "DUB"]},
        {"method": "border"},
    ]


def _move(house: Installation, incident_id: str, *statuses: str) -> None:
    for status in statuses:
        set_status(house.database, house.policy, incident_id, status, WORDS["reason"], "desk")


def _needs_review(house: Installation, incident_id: str) -> bool:
    """What is not a moderate claim on a public page is public only after review."""
    query = "SELECT sensitivity, source_type FROM incident WHERE id = :id"
    (row,) = reading(house, query, id=incident_id)
    return row != {"sensitivity": "moderate", "source_type": "pl_authority"}


def _planted(house: Installation, *more: str) -> Planted:
    reports = reading(house, "SELECT id, receipt_code, sha256, submitted_by FROM report")
    incidents = reading(house, "SELECT id, lon, lat FROM incident")
    public = reading(house, "SELECT id, week FROM feature_public")
    former = reading(house, "SELECT public_id FROM publication WHERE NOT live")
    photos = tuple(row["sha256"] for row in reading(house, "SELECT sha256 FROM report_photo"))
    weeks = sorted({row["week"] for row in public if row["week"]} | {"2026-W47"})
    for week in weeks[:-1]:
        release_week(
            house.database, house.policy, week, now=LAST_BATCH, actor="desk", reason="planned"
        )
    secrets = {row[name] for row in reports for name in ("id", "receipt_code", "sha256")}
    return Planted(
        public=frozenset(row["id"] for row in public),
        formerly_public=tuple(row["public_id"] for row in former),
        secrets=frozenset({*secrets, *(row["id"] for row in incidents), *photos, *more}),
        report_ids=tuple(row["id"] for row in reports),
        incident_ids=tuple(row["id"] for row in incidents),
        weeks=tuple(weeks),
        total_ids=tuple(row["id"] for row in reading(house, "SELECT id FROM official_total")),
        entry_ids=tuple(row["id"] for row in reading(house, "SELECT id FROM context_entry")),
        photos=photos,
        points=tuple((row["lon"], row["lat"]) for row in incidents if row["lon"] is not None),
    )


def spread(items: tuple[Any, ...], number: int) -> list[Any]:
    """Some of the items, from the whole range."""
    return list(islice(items, 0, None, max(1, len(items) // number)))
