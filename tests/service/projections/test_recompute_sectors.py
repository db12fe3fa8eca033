"""Another set of sectors places points anew and keeps what was said."""

from sqlalchemy import text

from service.installation import Installation
from service.projections.publisher import publish
from service.projections.recompute import recompute
from service.projections.rules import Rules, rules_of
from tests.service.projections.recomputing import (
    DUE,
    public,
)
from tests.service.projections.stage import (
    DEFAULT_POLICY,
    claim,
    full_features,
    reading,
    submit,
)


def under_other_sectors(house: Installation) -> None:
    """As if the last run had ended under another set, which had placed everything in PLA."""
    rules = rules_of(DEFAULT_POLICY)
    before = Rules(rules.policy, "0" * 16, rules.form)
    with house.database.writing() as session:
        session.execute(
            text("UPDATE projection_run SET finished_rules = :rules"), {"rules": str(before)}
        )
        session.execute(
            text(
                "UPDATE incident SET sector = 'PLA', sectors = :sectors, sector_shares = :shares "
                "WHERE sector IS NOT NULL"
            ),
            {"sectors": '["PLA"]', "shares": '{"PLA":1.0}'},
        )


def sectors_of(house: Installation) -> dict[str, str]:
    rows = reading(house, "SELECT id, sector FROM incident")
    return {row["id"]: row["sector"] for row in rows}


def test_another_sector_set_places_points_anew_and_keeps_what_was_said(
    house: Installation,
) -> None:
    point, place, stated = submit(
        house,
        claim(),
        claim(location={"method": "place", "place": "Michałowo"}),
        claim(location={"method": "sector", "sectors": ["NAR"]}),
    )
    under_other_sectors(house)

    result = recompute(house.database, house.policy, DUE)

    assert result.moved == 2
    # The gazetteer names a station for Michałowo; what the third source said is its own word.
    assert sectors_of(house) == {point: "BIA", place: "MIC", stated: "PLA"}
    history = reading(house, "SELECT incident_id, actor, field, reason FROM incident_history")
    assert {row["incident_id"] for row in history} == {point, place}
    assert {(row["actor"], row["field"]) for row in history} == {("system", "location")}
    assert full_features(house)[point]["properties"]["sector"] == "BIA"
    assert recompute(house.database, house.policy, DUE).moved == 0


def test_a_sector_that_is_gone_is_drawn_nowhere_until_the_next_batch(house: Installation) -> None:
    submit(house, claim())
    publish(house.database, house.policy, DUE)
    with house.database.writing() as session:
        session.execute(text("""UPDATE incident SET sector = 'OLD', sectors = '["OLD"]'"""))

    recompute(house.database, house.policy, DUE)

    (shown,) = public(house)
    assert (shown["geometry_basis"], shown["sector"], shown["sectors"]) == ("none", None, ["OLD"])
