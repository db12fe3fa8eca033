"""When a cell may be shown: which incidents it can show, and whether enough others share it.

What counts are public records that a person has reviewed, of which no two come from one document or
look like one event: a cell cannot be filled by sending one thing five times.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple, TypeVar

from geo.grid import cell_code
from geo.ground import cell_ground
from geo.places import places
from service.documents import document_of
from service.models import IncidentRow
from service.projections.disclosure import first_day, is_reviewed
from service.projections.guarded import Facts, is_about_one_person, is_guarded
from service.projections.policy import Policy

# A place that is known less closely than half a cell's width cannot be said to lie in one.
_CLOSELY_M = 5_000.0
# The border is where things happen: with less of it in a cell, the code would name a short stretch.
_LEAST_BORDER_KM = 5.0
_LEAST_LAND = 0.5
_DAY = timedelta(days=1)

Item = TypeVar("Item")


class Evidence(NamedTuple):
    """What tells one incident of a cell from another: when, on which page, and how it looks."""

    day: date
    document: str
    event: str


class Vote(NamedTuple):
    """What one public record says about a cell, whether it is shown by it or by its sector.

    Without a cell it is one more of its sector and its day, and evidence of nothing.
    """

    day: date
    evidence: Evidence | None
    cell: str | None
    sector: str | None
    by_cell: bool


class _Hidden(NamedTuple):
    """An incident that the public sees by this sector alone."""

    evidence: Evidence
    sector: str


def shown_by_cell(incident: Facts | IncidentRow) -> str | None:
    """The cell that an incident may be shown by, and counts in; None where only its sector may."""
    cell = incident["cell"]
    if cell is None or not is_reviewed(incident) or not _known_closely(incident):
        return None
    if is_guarded(incident) and (is_about_one_person(incident) or _names_the_place(incident)):
        return None
    return cell if is_roomy(cell) else None


def evidence_of(incident: Facts | IncidentRow) -> Evidence:
    url, day = incident["source_url"], first_day(incident)
    counts = f"{incident['persons_low']}-{incident['persons_high']}"
    return Evidence(
        day=day,
        document=incident["id"] if url is None else document_of(url),
        event=f"{day} {incident['type']} {counts}",
    )


@cache
def is_roomy(cell: str) -> bool:
    """Whether a cell is as large as it looks: not a corner at the border's end, or of its line."""
    ground = cell_ground(cell)
    crossed = ground.border_km > 0
    return ground.land_share >= _LEAST_LAND and not (
        crossed and ground.border_km < _LEAST_BORDER_KM
    )


def _known_closely(incident: Facts | IncidentRow) -> bool:
    uncertainty_m = incident["uncertainty_m"]
    return uncertainty_m is not None and uncertainty_m <= _CLOSELY_M


def _names_the_place(incident: Facts | IncidentRow) -> bool:
    """Whether the cell of an incident with a named place holds no other name of the gazetteer."""
    return incident["location_method"] == "place" and _names_by_cell()[incident["cell"]] < 2


@cache
def _names_by_cell() -> Counter[str | None]:
    return Counter(cell_code(place.lon, place.lat, 10) for place in places())


class CellShare:
    """How many different public incidents each cell holds within the policy's window.

    A cell that opens tells that others lie in it. Of those that the public sees by their sector,
    only so many count that none is more likely in this cell than not: half of all in the sector.
    """

    def __init__(self, policy: Policy) -> None:
        self._least = policy.cell_min_incidents
        self._window = timedelta(weeks=policy.cell_window_weeks)
        self._open: defaultdict[str, list[Evidence]] = defaultdict(list)
        self._hidden: defaultdict[str, list[_Hidden]] = defaultdict(list)
        self._by_sector: defaultdict[str, list[date]] = defaultdict(list)
        self._answers: dict[tuple[str, date], bool] = {}
        self._sorted = True

    def add(self, vote: Vote) -> None:
        """A public record, or one of the batch that is being made."""
        day, evidence, cell, sector, by_cell = vote
        self._sorted = False
        if by_cell and cell is not None and evidence is not None:
            self._open[cell].append(evidence)
        elif sector is not None:
            self._by_sector[sector].append(day)
            if cell is not None and evidence is not None:
                self._hidden[cell].append(_Hidden(evidence, sector))

    def is_shared(self, cell: str, day: date) -> bool:
        """Whether enough share the cell in some window that holds this incident's first day."""
        if not self._sorted:
            self._sort()
        key = (cell, day)
        if key not in self._answers:
            first = day - self._window + _DAY
            # In most cells the windows that begin or end with the day are full already.
            self._answers[key] = (
                self._is_full(cell, day)
                or self._is_full(cell, first)
                # Every other window holds no more than one that begins with an incident.
                or any(self._is_full(cell, start) for start in self._days(cell, first, day))
            )
        return self._answers[key]

    def _sort(self) -> None:
        """What is sorted is read in one order, whatever the order in which it was added."""
        for lists in (self._open, self._hidden, self._by_sector):
            for each in lists.values():
                each.sort()
        self._answers.clear()
        self._sorted = True

    def _days(self, cell: str, first: date, last: date) -> set[date]:
        after = last + _DAY
        shown = _between(self._open.get(cell, []), first, after, _day_of_shown)
        hidden = _between(self._hidden.get(cell, []), first, after, _day_of_hidden)
        return {each.day for each in shown} | {each.evidence.day for each in hidden}

    def _is_full(self, cell: str, start: date) -> bool:
        documents: set[str] = set()
        events: set[str] = set()
        for evidence in self._counted(cell, start, start + self._window):
            if evidence.document not in documents and evidence.event not in events:
                documents.add(evidence.document)
                events.add(evidence.event)
                if len(documents) >= self._least:
                    return True
        return False

    def _counted(self, cell: str, start: date, end: date) -> Iterator[Evidence]:
        yield from _between(self._open.get(cell, []), start, end, _day_of_shown)
        taken: Counter[str] = Counter()
        for evidence, sector in _between(self._hidden.get(cell, []), start, end, _day_of_hidden):
            days = self._by_sector[sector]
            crowd = bisect_left(days, end) - bisect_left(days, start)
            if taken[sector] < crowd // 2:
                taken[sector] += 1
                yield evidence


def _day_of_shown(evidence: Evidence) -> date:
    return evidence.day


def _day_of_hidden(hidden: _Hidden) -> date:
    return hidden.evidence.day


def _between(
    found: Sequence[Item], first: date, after: date, day_of: Callable[[Item], date]
) -> Sequence[Item]:
    """The part of a sorted list that begins on `first` or later and before `after`."""
    return found[bisect_left(found, first, key=day_of) : bisect_left(found, after, key=day_of)]
