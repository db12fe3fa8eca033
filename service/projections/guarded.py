"""Which records are guarded: those of which a public page does not tell everything already."""

from service.models import IncidentRow
from service.projections.disclosure import Disclosable, is_published_claim

# The one band that is an exact number.
ONE = "1"

# Lower end of each band with its code in the vocabulary.
_BANDS = ((50, "50+"), (20, "20-49"), (10, "10-19"), (5, "5-9"), (2, "2-4"), (1, ONE))


class Facts(Disclosable):
    """What of an incident decides how it may be public: its place, and the crowd it stands in."""

    id: str
    type: str
    reports: int
    persons_low: int | None
    persons_high: int | None
    location_method: str
    place: str | None
    uncertainty_m: float | None
    cell: str | None
    sector: str | None
    sectors: list[str]


def is_guarded(incident: Facts | IncidentRow) -> bool:
    """Whether the record tells more than one public page does.

    Where a second report was added, nobody can say any more which of the two told what.
    """
    return incident["reports"] != 1 or not is_published_claim(incident)


def is_about_one_person(incident: Facts | IncidentRow) -> bool:
    """One person is told of, or at least one and nothing more."""
    return band(incident["persons_low"], incident["persons_high"]) == ONE


def band(low: int | None, high: int | None) -> str | None:
    """The band of the least number told; of the greatest where no least was told."""
    number = low if low is not None else high
    if not number:
        return None
    return next(code for least, code in _BANDS if number >= least)
