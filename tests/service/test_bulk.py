"""Many rows read past the mapping of rows, and the same rows as they will be read."""

from sqlmodel import Session, SQLModel, select

from service.bulk import raw_maker, read_raw, read_rows
from service.installation import Installation
from service.models import FeatureFull, FeaturePublic, Incident, Publication
from service.projections.publisher import publish
from tests.service.projections.stage import apart, claim, submit, submit_verified
from tests.service.projections.test_recompute import DUE

TABLES: tuple[type[SQLModel], ...] = (Incident, FeatureFull, FeaturePublic, Publication)


def fill(house: Installation) -> None:
    submit_verified(house, *(apart(number) for number in range(4)))
    submit(house, claim(), apart(9, location={"method": "border"}, casualties=[]))
    publish(house.database, house.policy, DUE)


def mapped(session: Session, model: type[SQLModel]) -> list[dict[str, object]]:
    table = model.metadata.tables[str(model.__tablename__)]
    return [dict(row) for row in session.execute(select(table)).mappings()]


def test_rows_are_those_that_the_mapping_of_rows_would_give(house: Installation) -> None:
    fill(house)
    with house.database.reading() as session:
        for model in TABLES:
            table = model.metadata.tables[str(model.__tablename__)]
            expected = mapped(session, model)
            assert expected
            # Pieces of two, so that several are read.
            assert list(read_rows(session, select(table), 2)) == expected


def test_a_row_is_told_as_it_will_be_read(house: Installation) -> None:
    fill(house)
    with house.database.reading() as session:
        for model in TABLES:
            table = model.metadata.tables[str(model.__tablename__)]
            as_raw = raw_maker(session, model)
            found = [tuple(row) for row in read_raw(session, select(table))]
            assert [as_raw(row) for row in mapped(session, model)] == found


def test_nothing_is_found_in_an_empty_table(house: Installation) -> None:
    table = Incident.metadata.tables["incident"]
    with house.database.reading() as session:
        assert list(read_rows(session, select(table), 10)) == []
