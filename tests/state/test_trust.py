"""Whatever people do, in whatever order: rules hold, nothing is lost, every state comes back."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from service.audit.sealing import seal_all
from service.audit.verification import verify
from service.errors import Conflict
from service.incidents.edit import edit
from service.incidents.grade import grade_source, judge_claim, set_grade
from service.incidents.history import state_at
from service.incidents.merge import merge, unmerge
from service.incidents.repository import find_incident, history_of
from service.incidents.saving import Deed
from service.incidents.schemas import IncidentEdit
from service.incidents.sensitivity import set_sensitivity
from service.incidents.status import set_status
from service.incidents.withdraw import withdraw
from service.installation import Installation, open_installation
from service.models import IncidentRow
from service.projections.publisher import publish, remove_overstaying
from service.projections.recompute import recompute
from service.rollups import service as rollups
from service.rollups.verification import verify as verify_figures
from service.settings import Settings
from service.summaries.releasing import release_week
from service.summaries.service import get_release
from service.vocabulary import codes
from service.weeks import local_day, week_name
from tests.conftest import BOTH, empty
from tests.service.projections.stage import reading, submit
from tests.state import world

# A withdrawn incident is out of the play for good, so there are few of them.
MOVES = [
    *(code for code in codes("status") if code != "withdrawn"),
    "in_review",
    "in_review",
    "withdrawn",
]
EDITS: list[dict[str, Any]] = [
    {"persons": {"low": 3}},
    {"persons": None},
    {"outcome": "returned"},
    {"type": "pushback"},
    {"type": "crossing_attempt", "also": []},
    {"location": world.BESIDE},
    {"location": {"method": "border"}},
    {"occurred": {"from": "2025-05-20", "precision": "day"}},
    {"follow": ["persons", "acts", "location", "occurred", "grade"]},
]
SENT = st.fixed_dictionaries(
    {
        "location": st.sampled_from(world.PLACES),
        "type": st.sampled_from(world.TYPES),
        "persons": st.sampled_from([None, {"low": 1}, {"low": 7}, {"low": 5, "high": 9}]),
        "outcome": st.sampled_from(["unknown", "returned", "crossed"]),
        "source": st.builds(
            lambda kind, url: {"type": kind, "url": url},
            st.sampled_from(world.SOURCES),
            st.sampled_from(world.URLS),
        ),
    }
)


class Trust(RuleBasedStateMachine):
    """Three people work on a few incidents while time passes and rules change."""

    fresh: Callable[[], Installation]

    @initialize()
    def begin(self) -> None:
        self.house = type(self).fresh()
        self.now = world.EPOCH
        self.journey = time_machine.travel(self.now, tick=True)
        self.clock = self.journey.start()
        day = local_day(self.now) - timedelta(days=30)
        self.known = submit(self.house, *(world.report(day, **each) for each in world.AT_FIRST))
        self.seen: dict[tuple[str, int], IncidentRow] = {}
        self.shown: dict[str, int] = {}
        self.over: dict[str, date] = {}
        self.vintages: dict[tuple[str, int], str] = {}
        self.copy = world.Copy()

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.journey.stop()
            try:
                self.the_trail_is_whole()
            finally:
                self.house.database.close()

    def pick(self, number: int) -> str:
        return self.known[number % len(self.known)]

    def deed(self, actor: str, action: str) -> Deed:
        return Deed(actor, "because", action)

    @rule(sent=st.lists(SENT, min_size=1, max_size=4), days=st.integers(0, 30))
    def reports_come(self, sent: list[dict[str, Any]], days: int) -> None:
        day = local_day(self.now) - timedelta(days=days)
        self.known += submit(self.house, *(world.report(day, **each) for each in sent))

    @rule(which=st.integers(0, 99), status=st.sampled_from(MOVES))
    def status_moves(self, which: int, status: str) -> None:
        self.allowed_to_fail(
            set_status, self.house.database, self.house.policy, self.pick(which), status, "r", "ann"
        )

    @rule(numbers=st.lists(st.integers(0, 99), min_size=1, max_size=6))
    def some_are_verified(self, numbers: list[int]) -> None:
        for which in numbers:
            for status in ("in_review", "verified"):
                self.status_moves(which, status)

    @rule(which=st.integers(0, 99), change=st.sampled_from(EDITS))
    def somebody_edits(self, which: int, change: dict[str, Any]) -> None:
        incident_id = self.pick(which)
        version = world.incidents(self.house)[incident_id]["version"]
        wanted = IncidentEdit.model_validate({**change, "reason": "r"})
        self.allowed_to_fail(
            edit, self.house.database, self.house.policy, incident_id, wanted,
            expected_version=version, actor="ann",
        )  # fmt: skip

    @rule(one=st.integers(0, 99), other=st.integers(0, 99))
    def two_are_merged(self, one: int, other: int) -> None:
        self.allowed_to_fail(
            merge, self.house.database, self.house.policy, self.pick(one), self.pick(other),
            self.deed("ann", "incident.merged"),
        )  # fmt: skip

    @rule(which=st.integers(0, 99))
    def one_is_parted(self, which: int) -> None:
        self.allowed_to_fail(
            unmerge, self.house.database, self.house.policy, self.pick(which),
            self.deed("ann", "incident.unmerged"),
        )  # fmt: skip

    @rule(one=st.integers(0, 99), other=st.integers(0, 99))
    def a_merge_that_is_undone_changes_nothing(self, one: int, other: int) -> None:
        before = {key: self.present(key) for key in self.known}
        deed = self.deed("ann", "incident.merged")
        try:
            merge(self.house.database, self.house.policy, self.pick(one), self.pick(other), deed)
        except Conflict:
            return
        self.clock.shift(timedelta(seconds=1))
        unmerge(
            self.house.database,
            self.house.policy,
            self.pick(one),
            self.deed("bo", "incident.unmerged"),
        )
        after = {key: self.present(key) for key in self.known}
        for key in self.known:
            untouched = {"version": 0, "updated_at": None}
            assert {**after[key], **untouched} == {**before[key], **untouched}

    @rule(
        which=st.integers(0, 99),
        credibility=st.sampled_from(codes("credibility")),
        who=st.sampled_from(["ann", "bo"]),
    )
    def a_claim_is_judged(self, which: int, credibility: str, who: str) -> None:
        reports = reading(
            self.house, "SELECT id FROM report WHERE state <> 'withdrawn' ORDER BY id"
        )
        if reports:
            self.allowed_to_fail(
                judge_claim, self.house.database, self.house.policy,
                reports[which % len(reports)]["id"], credibility,
                self.deed(who, "report.graded"),
            )  # fmt: skip

    @rule(
        source=st.sampled_from(["pl_authority", "field_monitor:import", "media:rmf24.pl"]),
        letter=st.sampled_from(codes("reliability")),
    )
    def a_source_is_graded(self, source: str, letter: str) -> None:
        deed = self.deed("bo", "incident.graded")
        assert grade_source(self.house.database, self.house.policy, source, letter, deed).complete

    @rule(which=st.integers(0, 99), grade=st.sampled_from([("A", "1"), ("B", "2"), ("D", "5")]))
    def a_grade_is_set_by_hand(self, which: int, grade: tuple[str, str]) -> None:
        self.allowed_to_fail(
            set_grade, self.house.database, self.house.policy, self.pick(which), grade,
            self.deed("ann", "incident.graded"),
        )  # fmt: skip

    @rule(
        which=st.integers(0, 99),
        level=st.sampled_from(codes("sensitivity")),
        who=st.sampled_from(["ann", "bo"]),
    )
    def the_sensitivity_is_set(self, which: int, level: str, who: str) -> None:
        self.allowed_to_fail(
            set_sensitivity, self.house.database, self.house.policy, self.pick(which), level,
            self.deed(who, "incident.sensitivity"),
        )  # fmt: skip

    @rule(which=st.integers(0, 99))
    def a_source_withdraws(self, which: int) -> None:
        found = reading(self.house, "SELECT receipt_code FROM report ORDER BY received_at, id")
        withdraw(self.house.database, self.house.policy, found[which % len(found)]["receipt_code"])

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.clock.move_to(self.now)
        remove_overstaying(self.house.database, self.now)

    @rule(policy=st.sampled_from(world.POLICIES))
    def the_policy_changes(self, policy: Any) -> None:
        self.house = replace(self.house, policy=policy)
        recompute(self.house.database, policy, self.now)

    @rule(numbers=st.lists(st.integers(0, 99), min_size=1, max_size=6))
    def a_week_passes(self, numbers: list[int]) -> None:
        """What a week is to the desk: some verify, then it is Tuesday."""
        self.some_are_verified(numbers)
        self.time_passes(7)
        self.a_batch_is_made()

    @rule()
    def a_batch_is_made(self) -> None:
        publish(self.house.database, self.house.policy, self.now)

    @rule()
    def figures_are_folded(self) -> None:
        rollups.keep_up(self.house.database)

    @rule(days=st.integers(15, 60))
    def a_week_is_released(self, days: int) -> None:
        week = week_name(local_day(self.now) - timedelta(days=days))
        done = release_week(
            self.house.database, self.house.policy, week, now=self.now, actor="ann", reason="r"
        )
        said = get_release(self.house.database, week, local_day(self.now), vintage=done.vintage)
        if not done.created:
            assert self.vintages[week, done.vintage] == said.document
        self.vintages[week, done.vintage] = said.document
        world.assert_figures_are_those_of_the_members(self.house, said)

    def the_trail_is_whole(self) -> None:
        """Every change has left its entry, and all of them make one chain."""
        seal_all(self.house.database)
        found = verify(self.house.database)
        assert (found.findings, found.unsealed) == ((), 0)
        versions = sum(row["version"] - 1 for row in world.incidents(self.house).values())
        query = "SELECT action, details FROM audit_entry"
        told = [row for row in reading(self.house, query) if '"version"' in row["details"]]
        assert len(told) == versions

    def allowed_to_fail(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        """An illegal move is a conflict, and changes nothing."""
        self.clock.shift(timedelta(seconds=1))
        before = world.incidents(self.house)
        try:
            verb(*arguments, **named)
        except Conflict:
            assert world.incidents(self.house) == before

    def present(self, incident_id: str) -> IncidentRow:
        with self.house.database.reading() as session:
            found = find_incident(session, incident_id)
        assert found is not None
        return found

    @invariant()
    def public_rows_obey_the_policy(self) -> None:
        today, over = local_day(self.now), {}
        for row in world.public_rows(self.house):
            end = row["period_to"]
            if row["properties"]["week"] is None:
                # Shown by its week before, it was made coarser; its month need not be over.
                end = min(end, self.over.get(row["public_id"], end))
            over[row["public_id"]] = end
            world.assert_allowed(row, self.house.policy, today, end)
            basis = world.COARSENESS.index(row["properties"]["geometry_basis"])
            assert basis >= self.shown.get(row["public_id"], 0)
            self.shown[row["public_id"]] = basis
        self.over = over

    @invariant()
    def a_copy_that_follows_the_changes_is_right(self) -> None:
        world.follow(self.house, self.copy)
        table = world.public_table(self.house)
        assert self.copy.records == table
        anew = world.Copy()
        world.follow(self.house, anew)
        assert anew.records == table

    @invariant()
    def vintages_stay_as_they_were_released(self) -> None:
        rows = reading(self.house, "SELECT week, vintage, document FROM weekly_release")
        assert {(row["week"], row["vintage"]): row["document"] for row in rows} == self.vintages

    @invariant()
    def counts_reconcile(self) -> None:
        world.assert_every_report_is_in_one_place(self.house)
        world.assert_full_projection_follows(self.house)

    @invariant()
    def figures_are_what_the_incidents_add_up_to(self) -> None:
        assert verify_figures(self.house.database).is_right

    @invariant()
    def history_restores_every_earlier_state(self) -> None:
        with self.house.database.reading() as session:
            rows = history_of(session, self.known)
        for incident_id in self.known:
            now = self.present(incident_id)
            self.seen.setdefault((incident_id, now["version"]), now)
            own = [row for row in rows if row.incident_id == incident_id]
            for version in range(1, now["version"] + 1):
                before = self.seen.get((incident_id, version))
                if before is not None:
                    assert state_at(now, own, version) == before


@pytest.fixture(params=BOTH)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Installation]]:
    """Makes an empty installation for each history."""
    made: list[Installation] = []

    def on_sqlite() -> Installation:
        folder = tmp_path / "data"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(request.getfixturevalue("migrated_sqlite"), folder)
        return open_installation(Settings(data_dir=folder))

    def on_postgres() -> Installation:
        house = open_installation(request.getfixturevalue("migrated_postgres"))
        empty(house.database)
        made.append(house)
        return house

    yield on_sqlite if request.param == "sqlite" else on_postgres
    if made:
        empty(made[-1].database)
        made[-1].database.close()


@pytest.mark.slow
def test_the_rules_hold_whatever_people_do(fresh: Callable[[], Installation]) -> None:
    machine = type("TrustOnOneDatabase", (Trust,), {"fresh": staticmethod(fresh)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            # A shorter history is easier to read, but finding it takes minutes.
            phases=[Phase.explicit, Phase.generate],
        ),
    )
