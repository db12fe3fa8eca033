"""Both projections made anew: at once where the rules are tighter, never looser, never half."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from service.incidents.edit import edit
from service.incidents.schemas import IncidentEdit
from service.installation import Installation
from service.models import IncidentRow
from service.projections import recompute as recomputing
from service.projections import repository
from service.projections.helper import Helper
from service.projections.policy import Delay, Policy, digest
from service.projections.preparing import Prepared, Preparing
from service.projections.publisher import publish
from service.projections.recompute import is_due, recompute
from service.projections.recompute_repository import Span
from service.projections.rules import Rules, rules_of
from tests.service.projections.stage import (
    DEFAULT_POLICY,
    IN_CELL,
    ON_SQLITE,
    apart,
    claim,
    full_features,
    move,
    public_features,
    public_ids,
    reading,
    revision,
    several,
    submit,
    submit_verified,
)

DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)
STRICT = Policy(show_unreviewed_claims=False)
SIX = Policy(cell_min_incidents=6)
OTHER_POINT = {**IN_CELL, "lon": 23.93, "lat": 52.65}


class KilledHere(Exception):
    """Stands for the end of a process."""


def public(house: Installation) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in public_features(house)]


def state(house: Installation) -> dict[str, list[dict[str, Any]]]:
    """Everything that a recomputation may write, but for when it ended."""
    tables = ("feature_full", "feature_public", "publication", "public_change", "public_revision")
    return {name: reading(house, f"SELECT * FROM {name} ORDER BY 1") for name in tables}  # noqa: S608


def edit_by_hand(house: Installation, incident_id: str, **values: Any) -> None:
    (row,) = reading(house, "SELECT version FROM incident WHERE id = :id", id=incident_id)
    change = IncidentEdit.model_validate_json(orjson.dumps({**values, "reason": "looked again"}))
    edit(
        house.database,
        house.policy,
        incident_id,
        change,
        expected_version=row["version"],
        actor="desk",
    )


def test_by_the_same_rules_nothing_changes(house: Installation) -> None:
    submit_verified(house, *several(6))
    submit(house, claim(), apart(9, location={"method": "border"}))
    publish(house.database, house.policy, DUE)
    before = state(house)

    first = recompute(house.database, house.policy, DUE)
    assert state(house) == before
    assert (first.incidents, first.changed, first.removed, first.finished) == (8, 0, 0, True)
    recompute(house.database, house.policy, DUE)
    assert state(house) == before


def test_what_is_forbidden_now_leaves_at_once(house: Installation) -> None:
    gone, stays = submit(house, claim(), apart(1))
    move(house, stays, "in_review", "verified")
    publish(house.database, house.policy, DUE)

    assert recompute(house.database, STRICT, DUE).removed == 1

    assert list(public_ids(house)) == [stays]
    assert gone in full_features(house)
    days = reading(house, "SELECT id, public_on FROM feature_full")
    assert {row["id"]: row["public_on"] is None for row in days} == {gone: True, stays: False}


def test_a_longer_delay_takes_the_young_away(house: Installation) -> None:
    submit(house, claim(), claim(occurred={"from": "2024-05-14", "precision": "day"}))
    publish(house.database, house.policy, DUE)

    patient = Policy(delay_days=Delay(moderate=60, high=60))

    assert recompute(house.database, patient, DUE).removed == 1
    assert [shown["week"] for shown in public(house)] == ["2024-W20"]


def test_a_cell_that_would_need_more_becomes_the_sector_at_once(house: Installation) -> None:
    submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}

    assert recompute(house.database, SIX, DUE).changed == 5

    assert {shown["geometry_basis"] for shown in public(house)} == {"sector"}
    assert {shown["cell"] for shown in public(house)} == {None}


def test_what_leaves_by_the_new_rules_fills_no_cell(house: Installation) -> None:
    """Four of a cell may stay, one may not: the four alone are too few."""
    old = {"from": "2025-W03", "precision": "week"}
    submit_verified(house, *several(4, occurred=old), apart(4))
    publish(house.database, house.policy, DUE)
    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}

    patient = Policy(delay_days=Delay(moderate=60, high=60))
    recompute(house.database, patient, DUE)

    assert [shown["geometry_basis"] for shown in public(house)] == ["sector"] * 4


def test_a_looser_policy_makes_nothing_finer(house: Installation) -> None:
    submit_verified(house, *several(4))
    publish(house.database, house.policy, DUE)
    before = state(house)

    recompute(house.database, Policy(cell_min_incidents=1), DUE)

    assert state(house) == before


def test_what_a_looser_policy_admits_waits_for_the_weekly_batch(house: Installation) -> None:
    submit(house, claim())
    recompute(house.database, STRICT, DUE)
    publish(house.database, STRICT, DUE)

    recompute(house.database, house.policy, DUE + WEEK)
    assert public(house) == []
    assert publish(house.database, house.policy, DUE + WEEK).added == 1


def test_an_edit_that_is_not_published_yet_stays_so(house: Installation) -> None:
    """The rows change for another reason, and must not carry the edit along."""
    *_, edited = submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    edit_by_hand(
        house, edited, persons={"low": 40}, location={"method": "sector", "sectors": ["NAR"]}
    )

    recompute(house.database, SIX, DUE)

    mine = public_ids(house)[edited]
    (shown,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert (shown["persons_band"], shown["sector"]) == ("5-9", "BIA")
    assert full_features(house)[edited]["properties"]["persons_low"] == 40
    publish(house.database, SIX, DUE + WEEK)
    (shown,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert (shown["persons_band"], shown["sector"]) == ("20-49", "NAR")


def test_what_was_shown_unreviewed_leaves_though_it_was_verified_since(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    publish(house.database, house.policy, DUE)
    move(house, incident_id, "in_review", "verified")

    assert recompute(house.database, STRICT, DUE).removed == 1
    assert publish(house.database, STRICT, DUE + WEEK).added == 1


def end_after(monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    """Let the process end inside the chunk after so many."""
    whole, done = repository.replace_full, []

    def replace_full(*arguments: Any) -> None:
        whole(*arguments)
        done.append(None)
        if len(done) > chunks:
            raise KilledHere

    monkeypatch.setattr(repository, "replace_full", replace_full)


def test_a_run_that_was_killed_goes_on_where_it_stopped(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    submit_verified(house, *several(7))
    publish(house.database, house.policy, DUE)
    with monkeypatch.context() as killed:
        end_after(killed, chunks=2)
        with pytest.raises(KilledHere):
            recompute(house.database, SIX, DUE)
    (run,) = reading(house, "SELECT rules, finished_rules, done FROM projection_run")
    assert run == {"rules": str(rules_of(SIX)), "finished_rules": None, "done": 4}
    assert is_due(house.database, SIX)

    result = recompute(house.database, SIX, DUE)

    assert (result.resumed_after, result.incidents, result.finished) == (4, 7, True)
    assert not is_due(house.database, SIX)
    assert is_due(house.database, house.policy)


def test_no_chunk_is_seen_half(house: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    before = state(house)
    end_after(monkeypatch, chunks=0)

    with pytest.raises(KilledHere):
        recompute(house.database, STRICT, DUE)

    assert state(house) == before


def test_a_run_under_other_rules_starts_anew(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    submit(house, *several(5))
    with monkeypatch.context() as killed:
        end_after(killed, chunks=1)
        with pytest.raises(KilledHere):
            recompute(house.database, SIX, DUE)

    assert recompute(house.database, STRICT, DUE).resumed_after == 0
    (run,) = reading(house, "SELECT finished_rules, done, rules FROM projection_run")
    assert run == {"finished_rules": str(rules_of(STRICT)), "done": 5, "rules": None}


def test_the_audit_trail_tells_when_the_policy_changed(house: Installation) -> None:
    for policy in (house.policy, house.policy, STRICT):
        recompute(house.database, policy, DUE)

    found = reading(
        house, "SELECT actor, subject, details FROM audit_entry WHERE action = 'policy.changed'"
    )
    assert [(row["actor"], row["subject"]) for row in found] == [
        ("system", digest(house.policy)),
        ("system", digest(STRICT)),
    ]
    assert orjson.loads(found[1]["details"]) == {
        "before": digest(house.policy),
        "after": digest(STRICT),
    }


def test_a_batch_made_meanwhile_is_not_coarsened(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is counted at the start knows nothing of cells that open during the run."""
    monkeypatch.setattr(recomputing, "CHUNK", 1)
    submit_verified(house, *several(5))
    published: list[int] = []

    def progress(done: int, _of: int) -> None:
        if not published:
            published.append(publish(house.database, house.policy, DUE).added)

    recompute(house.database, house.policy, DUE, progress)

    assert published == [5]
    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}


def test_writers_come_in_between_the_chunks(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 5)
    *_, first = submit(house, *several(40))
    moved, stop = [], Event()

    def analyst() -> None:
        for status in ("in_review", "verified", "in_review", "corroborated"):
            move(house, first, status)
            moved.append(status)
        stop.set()

    desk = Thread(target=analyst)
    desk.start()
    while not stop.is_set():
        recompute(house.database, house.policy, DUE)
    desk.join(30)

    assert len(moved) == 4
    recompute(house.database, house.policy, DUE)
    assert full_features(house)[first]["properties"]["status"] == "corroborated"


def test_numbers_of_a_chunk_follow_the_random_ids(house: Installation) -> None:
    submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    before = revision(house)

    recompute(house.database, SIX, DUE)

    rows = reading(house, "SELECT seq, public_id FROM public_change ORDER BY seq")
    assert [row["seq"] for row in rows] == list(range(before + 1, before + 6))
    assert [row["public_id"] for row in rows] == sorted(row["public_id"] for row in rows)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen once, between the reading of the first chunk and its writing."""
    whole, done = Preparing.prepare, []

    def prepare(preparing: Preparing, span: Span) -> Prepared:
        prepared = whole(preparing, span)
        if not done:
            done.append(None)
            act()
        return prepared

    monkeypatch.setattr(Preparing, "prepare", prepare)


def test_an_edit_after_the_reading_is_not_written_over(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, edited = submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    meanwhile(monkeypatch, lambda: edit_by_hand(house, edited, persons={"low": 40}))

    result = recompute(house.database, Policy(delay_days=Delay(moderate=8, high=20)), DUE)

    assert result.finished
    assert full_features(house)[edited]["properties"]["persons_low"] == 40
    (row,) = reading(house, "SELECT version, public_on FROM feature_full WHERE id = :id", id=edited)
    assert (row["version"], str(row["public_on"])) == (4, "2025-05-27")


def test_what_is_taken_away_after_the_reading_does_not_come_back(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    meanwhile(monkeypatch, lambda: move(house, first, "in_review", "rejected"))

    result = recompute(house.database, SIX, DUE)

    assert (result.changed, result.removed) == (4, 0)
    assert [shown["geometry_basis"] for shown in public(house)] == ["sector"] * 4
    assert first not in full_features(house)


def test_what_is_sent_after_the_reading_gets_its_rows(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(house, claim())
    sent: list[str] = []
    meanwhile(monkeypatch, lambda: sent.extend(submit(house, apart(1), claim())))

    result = recompute(house.database, STRICT, DUE)

    days = reading(house, "SELECT id, public_on FROM feature_full")
    assert {row["id"]: row["public_on"] for row in days if row["id"] in sent} == {
        sent[0]: None,
        sent[1]: None,
    }
    assert result.incidents == 3


def test_a_batch_made_after_the_reading_is_counted(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit_verified(house, *several(5))
    meanwhile(monkeypatch, lambda: publish(house.database, house.policy, DUE))

    assert recompute(house.database, house.policy, DUE).finished

    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}


def test_a_run_that_another_process_ended_meanwhile_is_not_done_again(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(house, *several(3))
    meanwhile(monkeypatch, lambda: recompute(house.database, SIX, DUE))

    result = recompute(house.database, SIX, DUE)

    assert (result.incidents, result.finished) == (0, True)
    assert len(reading(house, "SELECT 1 FROM audit_entry WHERE action LIKE 'projection.%'")) == 1


@pytest.fixture
def with_helper(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Chunks of two, every other one of the helper, however long it takes; who it was."""
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    monkeypatch.setattr(recomputing, "HELPED_FROM", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(Helper, "is_ready_soon", lambda _: True)
    whole, answers = Helper.answer, []

    def answer(helper: Helper) -> Prepared | None:
        prepared = whole(helper)
        answers.append(0 if prepared is None else len(prepared.versions))
        return prepared

    monkeypatch.setattr(Helper, "answer", answer)
    return answers


@pytest.mark.slow
def test_a_helper_changes_nothing_but_the_time(house: Installation, with_helper: list[int]) -> None:
    submit_verified(house, *several(6), *(apart(number) for number in range(5)))
    publish(house.database, house.policy, DUE)

    result = recompute(house.database, Policy(cell_min_incidents=12), DUE)

    assert with_helper == [2, 2, 1]
    assert (result.incidents, result.changed, result.finished) == (11, 11, True)
    assert {shown["geometry_basis"] for shown in public(house)} == {"sector"}
    after = state(house)
    recompute(house.database, Policy(cell_min_incidents=12), DUE)
    assert state(house) == after


@pytest.mark.slow
def test_a_helper_that_dies_is_done_without(
    house: Installation, with_helper: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(house, *several(7))
    whole = Helper.ask

    def ask(helper: Helper, span: Span) -> None:
        helper._process.kill()
        helper._process.join()
        whole(helper, span)

    monkeypatch.setattr(Helper, "ask", ask)

    assert recompute(house.database, house.policy, DUE).finished
    assert with_helper == [0]


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


def command(house: Installation, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        "MIEDZA_DATA_DIR": str(house.settings.data_dir),
        "MIEDZA_DATABASE_URL": house.settings.resolved_database_url,
        "PATH": "",
    }
    line = [sys.executable, "-m", "service.cli", "project", *arguments]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_the_command_makes_everything_anew_and_says_what_it_did(house: Installation) -> None:
    submit(house, *several(3))

    done = command(house, "--all", "--json")

    assert done.returncode == 0, done.stderr
    found = orjson.loads(done.stdout)
    assert (found["incidents"], found["finished"], found["removed"]) == (3, True, 0)
    assert not is_due(house.database, house.policy)
    assert "3 incidents" in command(house, "--all").stderr


def test_the_command_can_let_followers_begin_anew(house: Installation) -> None:
    before = reading(house, "SELECT sequence FROM public_revision")

    assert command(house, "--new-sequence").returncode == 0

    assert reading(house, "SELECT sequence FROM public_revision") != before
    assert is_due(house.database, house.policy)


@ON_SQLITE
def test_the_command_does_nothing_unasked(house: Installation) -> None:
    assert command(house).returncode == 2
    assert is_due(house.database, house.policy)


def test_a_change_of_form_must_be_named(house: Installation) -> None:
    """These rows are what the present `FORMAT` makes; other rows need the next number."""
    told: IncidentRow
    (incident_id,) = submit_verified(house, apart(1))
    publish(house.database, house.policy, DUE)
    with house.database.reading() as session:
        (told,) = repository.incident_rows(session, [incident_id])
    (full,) = full_features(house).values()

    assert told["version"] == 3
    assert list(full["properties"]) == FULL_PROPERTIES
    assert orjson.dumps(public(house)[0]).decode() == PUBLIC_PROPERTIES


FULL_PROPERTIES = [
    "week", "undated", "type", "also", "by", "equipment", "supplier", "supply_basis",
    "supply_confidence", "status", "grade", "sensitivity", "sector", "sectors", "cell", "side",
    "geometry_basis", "source_type", "source_name", "occurred_from", "occurred_to", "precision",
    "border_km", "border_distance_m", "uncertainty_m", "side_certain", "sector_shares",
    "persons_low", "persons_high", "attempts_low", "attempts_high", "dead", "injured", "outcome",
    "reports", "updated_at",
]  # fmt: skip
PUBLIC_PROPERTIES = (
    '{"week":"2025-W20","undated":null,"type":"crossing_attempt","also":[],'
    '"by":"people_crossing","equipment":[],"supplier":null,"supply_basis":null,'
    '"supply_confidence":null,"status":"verified","grade":"F6","sensitivity":"moderate",'
    '"sector":"BIA","sectors":["BIA"],"cell":null,"side":null,"geometry_basis":"sector",'
    '"source_type":"pl_authority","source_name":"RMF24","persons_band":"2-4",'
    '"attempts_band":null,"items_band":null}'
)
