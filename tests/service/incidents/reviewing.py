"""Claims made by hand for the pure rules, and a review desk for the verbs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast

import orjson

from service.incidents import edit as editing
from service.incidents import merge as merging
from service.incidents.claims import Claim, Judgement
from service.incidents.grade import SourceGraded, grade_source, judge_claim, set_grade
from service.incidents.history import state_at
from service.incidents.repository import find_incident, history_of
from service.incidents.saving import Deed
from service.incidents.schemas import IncidentEdit
from service.incidents.sensitivity import SensitivityAnswer, set_sensitivity
from service.incidents.status import set_status
from service.incidents.withdraw import withdraw
from service.installation import Installation
from service.models import IncidentRow
from service.vocabulary import codes
from tests.service.projections.stage import RECEIVED_AT, body, incident, reading, submit

# What a change leaves behind in a row even when everything else is as it was before.
TRACES = {"version": 0, "updated_at": None}


def told(  # Each is one member of a claim.
    name: str,
    *,
    sender: str = "key-1",
    reliability: str = "F",
    judged: Iterable[tuple[str, str]] = (),
    after_h: int = 0,
    **members: Any,
) -> Claim:
    """The claim of a report; `judged` holds reviewers with their credibility, the newest last."""
    return Claim(
        report_id=name,
        opened_id=f"opened by {name}",
        received_at=RECEIVED_AT + timedelta(hours=after_h),
        submitted_by=sender,
        state=opened(f"opened by {name}", **members),
        reliability=reliability,
        judgements=tuple(Judgement(who, credibility, RECEIVED_AT) for who, credibility in judged),
    )


def opened(incident_id: str, **members: Any) -> IncidentRow:
    row = _opened(orjson.dumps(body(**members)))
    return cast(IncidentRow, {**row, "id": incident_id})


@lru_cache(maxsize=10_000)
def _opened(report: bytes) -> IncidentRow:
    return incident(orjson.loads(report))


def page(host: str = "www.rmf24.pl", path: str = "a", kind: str = "media") -> dict[str, Any]:
    """A source that is read on a page."""
    return {"type": kind, "url": f"https://{host}/{path}"}


def rank(level: str) -> int:
    return codes("sensitivity").index(level)


def untouched(row: IncidentRow) -> dict[str, Any]:
    """A row without the traces of having been changed and changed back."""
    return {**row, **TRACES}


@dataclass
class Desk:
    """The verbs of the review desk, each by one call; `ann` does what nobody is named for."""

    house: Installation

    def open(self, *reports: dict[str, Any]) -> list[str]:
        return submit(self.house, *reports)

    def row(self, incident_id: str) -> IncidentRow:
        with self.house.database.reading() as session:
            found = find_incident(session, incident_id)
        assert found is not None
        return found

    def rows(self, incident_ids: Iterable[str]) -> list[dict[str, Any]]:
        return [untouched(self.row(each)) for each in incident_ids]

    def report_of(self, incident_id: str) -> str:
        """The report that opened an incident."""
        query = "SELECT id FROM report WHERE opened_id = :id"
        (found,) = reading(self.house, query, id=incident_id)
        return str(found["id"])

    def behind(self, incident_id: str) -> list[str]:
        """The incidents that the reports opened which stand behind an incident."""
        query = "SELECT opened_id FROM report WHERE incident_id = :id ORDER BY opened_id"
        return [row["opened_id"] for row in reading(self.house, query, id=incident_id)]

    def state_of(self, incident_id: str) -> str:
        query = "SELECT state FROM report WHERE opened_id = :id"
        (found,) = reading(self.house, query, id=incident_id)
        return str(found["state"])

    def code_of(self, incident_id: str) -> str:
        query = "SELECT receipt_code FROM report WHERE opened_id = :id"
        (found,) = reading(self.house, query, id=incident_id)
        return str(found["receipt_code"])

    def history(self, incident_id: str) -> list[dict[str, Any]]:
        query = "SELECT * FROM incident_history WHERE incident_id = :id ORDER BY id"
        return reading(self.house, query, id=incident_id)

    def entries(self, action: str = "") -> list[tuple[str, str, str, dict[str, Any]]]:
        """What the audit trail says: action, actor, subject, details."""
        return [
            (row["action"], row["actor"], row["subject"], orjson.loads(row["details"]))
            for row in reading(self.house, "SELECT * FROM audit_entry ORDER BY id")
            if row["action"].startswith(action)
        ]

    def at(self, incident_id: str, version: int) -> IncidentRow:
        """An earlier state, by the history alone."""
        with self.house.database.reading() as session:
            rows = history_of(session, [incident_id])
        return state_at(self.row(incident_id), rows, version)

    def edit(
        self, incident_id: str, *, actor: str = "ann", version: int | None = None, **change: Any
    ) -> IncidentRow:
        wanted = IncidentEdit.model_validate({"reason": "looked again", **change})
        return editing.edit(
            self.house.database,
            self.house.policy,
            incident_id,
            wanted,
            expected_version=self.row(incident_id)["version"] if version is None else version,
            actor=actor,
        )

    def merge(self, one: str, into: str, actor: str = "ann") -> tuple[IncidentRow, IncidentRow]:
        deed = Deed(actor, "one event", "incident.merged")
        return merging.merge(self.house.database, self.house.policy, one, into, deed)

    def unmerge(self, one: str, actor: str = "ann") -> tuple[IncidentRow, IncidentRow]:
        deed = Deed(actor, "two events", "incident.unmerged")
        return merging.unmerge(self.house.database, self.house.policy, one, deed)

    def judge(self, incident_id: str, credibility: str, who: str = "ann") -> IncidentRow:
        """Judge the claim of the report that opened this incident, wherever it stands now."""
        deed = Deed(who, "read it", "report.graded")
        report = self.report_of(incident_id)
        return judge_claim(self.house.database, self.house.policy, report, credibility, deed)

    def grade(self, incident_id: str, code: str, who: str = "ann") -> IncidentRow:
        deed = Deed(who, "against the rule", "incident.graded")
        pair = (code[0], code[1])
        return set_grade(self.house.database, self.house.policy, incident_id, pair, deed)

    def grade_source(self, source: str, letter: str, who: str = "ann") -> SourceGraded:
        deed = Deed(who, "years of it", "incident.graded")
        return grade_source(self.house.database, self.house.policy, source, letter, deed)

    def move(self, incident_id: str, *statuses: str) -> None:
        for each in statuses:
            set_status(self.house.database, self.house.policy, incident_id, each, "checked", "ann")

    def set_sensitivity(self, incident_id: str, level: str, who: str = "ann") -> SensitivityAnswer:
        deed = Deed(who, "thought about it", "incident.sensitivity")
        return set_sensitivity(self.house.database, self.house.policy, incident_id, level, deed)

    def withdraw(self, incident_id: str) -> None:
        """The source of the report that opened this incident takes it back."""
        withdraw(self.house.database, self.house.policy, self.code_of(incident_id))
