"""The demonstration: complete, only on empty ground, and never at the cost of real data."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from service.accounts.service import authenticate, create_token, revoke_token
from service.context.service import Deed, add, read_values
from service.demo import LABEL, ROLES, SAMPLE, is_empty, make_demo, reset_demo
from service.demo_review import REASON
from service.effort.service import set_levels
from service.errors import Conflict, KeyUnknown, SettingInvalid
from service.imports.service import import_file
from service.installation import Installation
from service.models import PublicBatch
from service.official.service import beside_week, read_total, record
from service.profiles import load_profile
from service.reports.parsing import parse_report
from service.reports.service import Prepared, Submission, digest_of, prepare, store
from service.settings import Settings
from service.weeks import week_name
from tests.service.context.samples import entry
from tests.service.official.samples import total
from tests.service.projections.stage import claim, public_features, reading

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def house(house: Installation, tmp_path: Path) -> Installation:
    """The rejects of the sample go to the data folder, which tests on PostgreSQL share."""
    settings = house.settings.model_copy(update={"data_dir": tmp_path})
    return Installation(settings, house.database, house.vault, house.policy)


def send(house: Installation, sender: str, number: int = 1) -> None:
    content = orjson.dumps(claim(stated={"what": f"number {number}"}))
    submission = Submission(
        id=f"00000000-0000-4000-8000-{number:012}",
        submitted_by=sender,
        channel="put",
        content=content,
        sha256=digest_of(content),
        report=parse_report(content),
    )
    (prepared,) = prepare([submission], house.vault)
    assert isinstance(prepared, Prepared)
    store(house.database, [prepared], house.policy)


def incidents(house: Installation) -> int:
    return len(reading(house, "SELECT id FROM incident"))


def test_it_imports_publishes_and_releases_the_sample(house: Installation) -> None:
    demo = make_demo(house, NOW)

    assert (demo.imported.rows, demo.imported.imported) == (76, 75)
    assert demo.published.added == len(public_features(house)) > 0
    released = reading(house, "SELECT week FROM weekly_release ORDER BY week")
    assert [row["week"] for row in released] == list(demo.weeks)
    shown = Counter(feature["properties"]["week"] for feature in public_features(house))
    del shown[None]
    assert demo.weeks == shown
    assert week_name(NOW.date()) not in demo.weeks


def test_it_puts_totals_and_context_beside_the_weeks_and_makes_up_no_effort(
    house: Installation,
) -> None:
    beside = make_demo(house, NOW).beside

    assert beside == {
        "official_totals": len(reading(house, "SELECT id FROM official_total")),
        "context": len(reading(house, "SELECT id FROM context_entry")),
    }
    assert min(beside.values()) > 0
    assert reading(house, "SELECT id FROM monitoring_effort") == []
    with house.database.reading() as session:
        values = {row["value"] for row in beside_week(session, "2021-W47")}
    assert {206, 37_000} <= values


def test_what_somebody_put_beside_the_figures_is_never_reset(house: Installation) -> None:
    values = read_values(entry())
    add(house.database, values, Deed("a1", "read"))
    assert not is_empty(house.database)
    with pytest.raises(Conflict, match="not empty"):
        make_demo(house, NOW)


def test_a_demonstration_that_holds_foreign_totals_is_not_reset(house: Installation) -> None:
    make_demo(house, NOW)
    totals = [read_total(total())]
    record(house.database, totals, actor="import:other", reason="imported")

    with pytest.raises(Conflict, match="official_total"):
        reset_demo(house)
    assert incidents(house) == 75


def test_what_a_demonstration_key_put_beside_goes_with_it(house: Installation) -> None:
    token = make_demo(house, NOW).keys["analyst"]
    key = authenticate(house.database, token).key_id
    set_levels(
        house.database, "2025-W20", {"BIA": "good"}, actor=key, reason="trying", today=NOW.date()
    )
    add(house.database, read_values(entry()), Deed(key, "trying"))

    reset_demo(house)

    assert is_empty(house.database)


def test_it_makes_a_key_for_each_role(house: Installation) -> None:
    keys = make_demo(house, NOW).keys

    assert set(keys) == set(ROLES)
    assert all(authenticate(house.database, token).role == role for role, token in keys.items())


def test_it_shows_graded_merged_and_contradicted_incidents(house: Installation) -> None:
    reviewed = make_demo(house, NOW).reviewed

    stood = {row["id"]: row for row in reading(house, "SELECT * FROM incident")}
    camp = stood[reviewed["contradicted"]]
    assert (camp["status"], camp["reports"], camp["disputed"]) == (
        "corroborated", 3, '["occurred","persons"]',
    )  # fmt: skip
    assert camp["reliability"] + camp["credibility"] == "B2"
    merged = stood[reviewed["merged"]]
    assert (merged["status"], merged["merged_into"]) == ("duplicate", reviewed["contradicted"])
    assert stood[reviewed["verified"]]["status"] == "verified"
    assert stood[reviewed["raised"]]["sensitivity"] == "high"
    assert Counter(row["status"] for row in stood.values())["received"] == 71


def test_every_judgement_of_it_says_that_it_is_an_example(house: Installation) -> None:
    make_demo(house, NOW)

    reasons = {row["reason"] for row in reading(house, "SELECT reason FROM incident_history")}
    assert reasons == {REASON}


def test_importing_the_sample_again_adds_nothing(house: Installation, tmp_path: Path) -> None:
    make_demo(house, NOW)

    result = import_file(
        house, SAMPLE, load_profile("communiques"), rejects=tmp_path / "rejects.csv"
    )

    assert (result.imported, result.unchanged) == (0, 75)


def test_only_an_empty_database_is_filled(house: Installation) -> None:
    assert is_empty(house.database)
    create_token(house.database, "monitor")

    assert not is_empty(house.database)
    with pytest.raises(Conflict, match="not empty"):
        make_demo(house, NOW)
    assert incidents(house) == 0


def test_an_address_that_others_reach_gets_no_demonstration_keys(house: Installation) -> None:
    public = Settings(data_dir=house.settings.data_dir, public_url="https://miedza.example")  # type: ignore[arg-type]

    with pytest.raises(SettingInvalid, match="MIEDZA_PUBLIC_URL"):
        make_demo(Installation(public, house.database, house.vault, house.policy), NOW)
    assert is_empty(house.database)


def test_a_reset_empties_it_so_that_it_can_be_made_again(house: Installation) -> None:
    before = make_demo(house, NOW)
    old = reading(house, "SELECT revision FROM public_revision")[0]["revision"]

    reset_demo(house)
    assert is_empty(house.database)
    assert incidents(house) == 0
    after = make_demo(house, NOW)

    assert after.weeks == before.weeks
    assert incidents(house) == 75
    with pytest.raises(KeyUnknown):
        authenticate(house.database, before.keys["monitor"])
    # What a client cached of the old demonstration must not be taken for the new one.
    assert reading(house, "SELECT revision FROM public_revision")[0]["revision"] > old


def test_reports_sent_with_a_demonstration_key_are_part_of_it(house: Installation) -> None:
    demo = make_demo(house, NOW)
    send(house, authenticate(house.database, demo.keys["monitor"]).key_id)

    reset_demo(house)

    assert incidents(house) == 0


def real_key(house: Installation) -> None:
    create_token(house.database, "monitor", "a monitor")


def report_of_a_real_key(house: Installation) -> None:
    key = create_token(house.database, "monitor", "a monitor")
    send(house, key.key_id)
    revoke_token(house.database, key.key_id)


def imported_row(house: Installation) -> None:
    header, row = SAMPLE.read_text(encoding="utf-8").splitlines()[:2]
    path = house.settings.data_dir / "own.csv"
    path.write_text(f"{header}\n{row.replace('Minkowce', 'Usnarz')}\n", encoding="utf-8")
    import_file(house, path, load_profile("communiques"), rejects=path.with_name("r.csv"))


@pytest.mark.parametrize("add", [real_key, report_of_a_real_key, imported_row])
def test_a_reset_refuses_whatever_the_demonstration_did_not_bring(
    house: Installation, add: Callable[[Installation], None]
) -> None:
    make_demo(house, NOW)
    add(house)
    before = incidents(house)

    with pytest.raises(Conflict, match="nothing was changed"):
        reset_demo(house)

    assert incidents(house) == before


def test_a_revoked_key_that_sent_nothing_does_not_stand_in_the_way(house: Installation) -> None:
    make_demo(house, NOW)
    revoke_token(house.database, create_token(house.database, "monitor", "spare").key_id)

    reset_demo(house)

    assert is_empty(house.database)


def test_an_installation_that_never_was_a_demonstration_cannot_be_reset(
    house: Installation,
) -> None:
    with pytest.raises(Conflict, match="no demonstration keys"):
        reset_demo(house)


def test_a_half_made_demonstration_can_be_reset(house: Installation) -> None:
    create_token(house.database, "monitor", LABEL)
    with house.database.writing() as session:
        session.add(PublicBatch(week="2026-W01", published_at=NOW))

    reset_demo(house)

    assert reading(house, "SELECT week FROM public_batch") == []
