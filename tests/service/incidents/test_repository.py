"""Names that the gazetteer does not hold are listed, the most used first."""

from service.incidents.repository import unknown_places
from service.installation import Installation
from tests.service.projections.stage import body, submit


def at(place: str, *sectors: str) -> dict[str, object]:
    return body(location={"method": "place", "place": place, "sectors": list(sectors)})


def test_unknown_places_are_counted(house: Installation) -> None:
    submit(
        house,
        at("Dworczysko", "KUZ"),
        at("Wilcze Bagno"),
        at("Wilcze Bagno", "NAR"),
        at("Białowieża"),
        body(),
        body(location={"method": "border"}),
    )

    with house.database.reading() as session:
        assert unknown_places(session) == [("Wilcze Bagno", 2), ("Dworczysko", 1)]


def test_without_unknown_places_there_is_nothing_to_list(house: Installation) -> None:
    submit(house, at("Białowieża"), body())

    with house.database.reading() as session:
        assert unknown_places(session) == []
