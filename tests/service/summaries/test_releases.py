"""Releases on both databases: numbered, never changed, and telling no more than the records."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from random import Random
from threading import Barrier
from typing import Any

import orjson
import pytest

from service.errors import BodyInvalid, QueryInvalid, ReleaseMissing
from service.installation import Installation
from service.projections.policy import Policy
from service.projections.publisher import publish
from service.summaries.releasing import ReleaseResult, release_week
from service.summaries.service import draft_week, get_release, list_releases
from service.vocabulary import codes, legal_next
from tests.service.projections.stage import (
    body,
    claim,
    move,
    several,
    submit,
    submit_verified,
    verify,
)
from tests.service.summaries.samples import cell

WEEK = "2025-W20"
# Its first Tuesday of release, and the ones after it.
FIRST = datetime(2025, 5, 27, 10, 0, tzinfo=UTC)
LATER = [datetime(2025, 6, day, 10, 0, tzinfo=UTC) for day in (3, 10, 17, 24)]
WLODAWA = {"method": "sector", "sectors": ["WLO"]}


def release(house: Installation, now: datetime = FIRST, reason: str = "first") -> ReleaseResult:
    return release_week(house.database, house.policy, WEEK, now=now, actor="desk", reason=reason)


def document(house: Installation, vintage: int | None = None) -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(stored(house, vintage))
    return said


def counted(said: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that hold records; the others say that there is no data."""
    return [row for row in said["cells"] if row["incidents"] is not None]


def guarded(
    said: dict[str, Any], series: str = "reported", **codes: str
) -> tuple[int | None, int, int | None]:
    """Value and interval of a guarded number of incidents."""
    wanted = {"series": series, "sector": "_T", "type": "_T", "measure": "incidents", **codes}
    (row,) = [
        each
        for each in said["guarded"]["rows"]
        if all(each[name] == code for name, code in wanted.items())
    ]
    return row["value"], row["least"], row["most"]


def stored(house: Installation, vintage: int | None = None) -> str:
    return get_release(house.database, WEEK, date(2025, 7, 1), vintage=vintage).document


def test_a_release_counts_what_is_public_and_bands_the_rest(house: Installation) -> None:
    shown = submit(house, claim(persons={"low": 3}), claim(location=WLODAWA))
    verify(house, shown[0])
    submit(house, body(), body(type="pushback"), claim(type="death"))
    publish(house.database, house.policy, FIRST)
    release(house)
    said = document(house)
    assert cell(said["cells"], series="headline")["incidents"] == 1
    assert cell(said["cells"], series="reported", sector="WLO")["incidents"] == 1
    assert cell(said["cells"], series="headline")["persons_low"] == 3
    assert said["guarded"]["counted_in_vintage"] == 1
    assert guarded(said) == (None, 0, 4)
    assert {row["type"] for row in said["cells"]} == {"_T", "crossing_attempt"}


def test_severe_incidents_are_in_the_band_alone(house: Installation) -> None:
    verify(house, *submit(house, *(claim(type="death") for _ in range(6))))
    publish(house.database, house.policy, FIRST)
    release(house)
    said = document(house)
    assert (counted(said), said["mentioned"], said["supply"]) == ([], [], [])
    assert guarded(said) == (6, 6, 6)
    assert guarded(said, series="headline") == (None, 0, 6)
    assert guarded(said, type="death") == (None, 0, 6)


def test_the_sector_is_the_one_that_was_published(house: Installation) -> None:
    """Nothing but the cell is public, so a point's own sector may be another one than printed."""
    point = {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12}
    submit_verified(house, *several(5, location=point))
    publish(house.database, house.policy, FIRST)
    release(house)
    with house.database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT sector FROM feature_public").all()
    sectors = {row["sector"] for row in counted(document(house))}
    assert sectors == {"_T", *(row[0] for row in rows)}
    bases = {row["geometry_basis"]: row["incidents"] for row in document(house)["precision"]}
    assert bases["cell"] == 5


def test_supply_is_printed_for_published_claims_alone(house: Installation) -> None:
    supply = {"supplier": "by_border_service", "basis": "seen_directly", "confidence": "medium"}
    ids = submit(
        house,
        claim(type="equipment_supplied", supply=supply),
        # Two, because a testimony that is alone in its week waits until the month is over.
        body(type="equipment_supplied", supply=supply),
        body(type="equipment_supplied", supply=supply),
    )
    verify(house, *ids)
    publish(house.database, house.policy, LATER[0])
    release(house, LATER[0])
    said = document(house)
    assert cell(said["cells"], type="equipment_supplied")["incidents"] == 3
    assert [row["incidents"] for row in said["supply"]] == [1, 1]
    assert {row["supply_basis"] for row in said["supply"]} == {"seen_directly"}


def test_an_encampment_record_of_the_week_is_a_state(house: Installation) -> None:
    verify(house, *submit(house, claim(type="encampment")))
    publish(house.database, house.policy, LATER[0])
    release(house, LATER[0])
    assert cell(document(house)["states"], sector="_T")["encampments"] == 1
    assert counted(document(house)) == []
    assert guarded(document(house)) == (None, 0, 4)


def test_undated_public_records_stand_beside_the_week(house: Installation) -> None:
    submit(house, claim(occurred={"from": "2025-05", "precision": "month"}))
    publish(house.database, house.policy, LATER[1])
    release(house, LATER[1])
    assert document(house)["undated"]["reported"] == {"2025-05": 1, "2025": 0}


def test_the_same_content_again_is_the_same_vintage(house: Installation) -> None:
    submit(house, claim())
    publish(house.database, house.policy, FIRST)
    first = release(house)
    again = release(house, LATER[0], "once more")
    assert (first.vintage, first.created) == (1, True)
    assert again == ReleaseResult(WEEK, 1, first.sha256, created=False)
    assert document(house)["reason"] == "first"


def test_a_withdrawal_changes_the_draft_and_makes_a_new_vintage_but_not_the_old_one(
    house: Installation,
) -> None:
    gone, _ = submit(house, claim(), claim())
    publish(house.database, house.policy, FIRST)
    release(house)
    before = stored(house, 1)
    move(house, gone, "withdrawn")
    assert cell(draft_week(house.database, WEEK)["cells"], series="reported")["incidents"] == 1
    assert stored(house) == before
    second = release(house, LATER[0], "one was withdrawn")
    assert (second.vintage, second.created) == (2, True)
    assert stored(house, 1) == before
    assert cell(document(house, 2)["cells"], series="reported")["incidents"] == 1
    assert document(house, 2)["reason"] == "one was withdrawn"


def test_a_changed_policy_is_another_content(house: Installation) -> None:
    release(house)
    tightened = Policy(table_min_incidents=10)
    second = release_week(
        house.database, tightened, WEEK, now=LATER[0], actor="desk", reason="stricter"
    )
    assert second.vintage == 2
    assert document(house, 2)["policy"]["table_min_incidents"] == 10


def test_a_later_vintage_repeats_the_guarded_number_of_the_first(house: Installation) -> None:
    """Two counts that print would tell what came between them."""
    submit(house, *(body(type="pushback") for _ in range(6)))
    (witnessed,) = submit(house, claim())
    publish(house.database, house.policy, FIRST)
    release(house)
    assert guarded(document(house, 1)) == (6, 6, 6)
    submit(house, body(type="pushback"))
    verify(house, witnessed)
    publish(house.database, house.policy, LATER[0])
    assert release(house, LATER[0], "one more").vintage == 2
    assert document(house, 2)["guarded"] == document(house, 1)["guarded"]


def test_a_table_that_printed_nothing_is_counted_anew(house: Installation) -> None:
    submit(house, *(body(type="pushback") for _ in range(3)), claim())
    publish(house.database, house.policy, FIRST)
    release(house)
    submit(house, *(body(type="pushback") for _ in range(3)), claim())
    publish(house.database, house.policy, LATER[0])
    release(house, LATER[0], "late reports")
    assert guarded(document(house, 2)) == (6, 6, 6)
    assert document(house, 2)["guarded"]["counted_in_vintage"] == 2


@pytest.mark.parametrize("seed", range(3))
def test_vintages_stay_byte_for_byte_whatever_happens_later(house: Installation, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # Repeatable, not secret.
    status: dict[str, str] = {}
    frozen: dict[int, str] = {}
    for now in (FIRST, *LATER):
        types = chance.choices(("crossing_attempt", "objects_thrown", "pushback"), k=6)
        made = [chance.choice((body, claim))(type=type_) for type_ in types]
        status |= dict.fromkeys(submit(house, *made), "received")
        for incident_id in chance.sample(list(status), 4):
            moves = legal_next(status[incident_id])
            if moves:
                status[incident_id] = chance.choice(moves)
                move(house, incident_id, status[incident_id])
        publish(house.database, house.policy, now)
        result = release(house, now, f"as of {now:%d %B}")
        if result.created:
            frozen[result.vintage] = stored(house)
        for vintage, text in frozen.items():
            assert stored(house, vintage) == text
    assert list(frozen) == list(range(1, len(frozen) + 1))
    assert len(frozen) > 2
    assert set(status.values()) < set(codes("status"))


def test_releases_at_the_same_time_make_one_vintage(house: Installation) -> None:
    submit(house, claim())
    publish(house.database, house.policy, FIRST)
    ready = Barrier(8)

    def start(number: int) -> ReleaseResult:
        ready.wait()
        return release(house, FIRST, f"number {number}")

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(start, range(8)))
    assert {(result.vintage, result.sha256) for result in results} == {(1, results[0].sha256)}
    assert sum(result.created for result in results) == 1
    assert [entry.vintage for entry in list_releases(house.database, 10)] == [1]


def test_different_releases_at_the_same_time_get_a_number_each(house: Installation) -> None:
    ready = Barrier(4)

    def start(k: int) -> ReleaseResult:
        ready.wait()
        policy = Policy(table_min_incidents=k)
        return release_week(
            house.database, policy, WEEK, now=FIRST, actor="desk", reason=f"k is {k}"
        )

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(start, (5, 6, 7, 8)))
    assert sorted(result.vintage for result in results) == [1, 2, 3, 4]
    assert {document(house, vintage)["vintage"] for vintage in (1, 2, 3, 4)} == {1, 2, 3, 4}


def test_a_week_is_not_released_before_its_tuesday(house: Installation) -> None:
    with pytest.raises(QueryInvalid) as refused:
        release(house, datetime(2025, 5, 26, 21, 59, tzinfo=UTC))
    assert refused.value.problems[0].right == "from Tuesday, 2025-05-27 on"
    assert list_releases(house.database, 10) == []
    # Midnight in Warsaw is when the Tuesday begins.
    assert release(house, datetime(2025, 5, 26, 22, 0, tzinfo=UTC)).created


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "nul\x00", "\ud800"])
def test_a_reason_that_cannot_be_printed_is_refused(house: Installation, reason: str) -> None:
    with pytest.raises(BodyInvalid):
        release(house, reason=reason)
    assert list_releases(house.database, 10) == []


@pytest.mark.parametrize(
    ("today", "named"),
    [
        (date(2025, 5, 20), "Tuesday, 2025-05-27"),
        (date(2025, 5, 27), "Tuesday, 2025-05-27"),
        (date(2025, 5, 28), "Tuesday, 2025-06-03"),
    ],
)
def test_a_week_that_is_not_released_names_the_next_date(
    house: Installation, today: date, named: str
) -> None:
    with pytest.raises(ReleaseMissing, match=named):
        get_release(house.database, WEEK, today)


def test_a_vintage_that_is_not_there_names_the_newest(house: Installation) -> None:
    release(house)
    with pytest.raises(ReleaseMissing, match="the newest vintage of this week is 1"):
        get_release(house.database, WEEK, date(2025, 7, 1), vintage=2)
