"""Whether the stored reports are those that the trail says were received.

An entry of one report is held against that report. One of several binds them by a digest that
cannot be taken apart, so of these only the number is checked, for each channel
and kind of sender: the trail names no key that sent a report.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from service.audit import repository
from service.audit.chain import Recorded
from service.audit.findings import Findings
from service.audit.stored import json_object
from service.reports.senders import in_audit
from service.reports.service import digest_of_reports

_TABLE: Final = "report"
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class _One:
    """The entry of a single report."""

    seq: int | None
    report_id: str
    sender: str
    channel: str
    digest: str


class ReportCheck:
    """Takes every entry; reads the reports in groups on the way."""

    def __init__(self, findings: Findings, session: Session) -> None:
        self._findings = findings
        self._session = session
        self._recorded: Counter[tuple[str | None, str | None]] = Counter()
        self._singles: list[_One] = []
        self._first_id: int | None = None
        self._first_group: Counter[tuple[str | None, str | None]] = Counter()

    @property
    def reports(self) -> int:
        """How many reports the trail says were received."""
        return self._recorded.total()

    def take_entry(self, entry: Recorded, seq: int | None) -> None:
        is_first = self._first_id is None or entry.id < self._first_id
        if is_first:
            self._first_id = entry.id
            self._first_group.clear()
        if entry.action != "report.received" or not entry.actor or not entry.subject:
            return
        said = json_object(entry.details)
        number, channel = said.get("reports"), said.get("channel")
        if not isinstance(number, int) or not isinstance(channel, str):
            return
        self._recorded[entry.actor, channel] += number
        if is_first:
            self._first_group[entry.actor, channel] = number
        if number == 1:
            digest = str(said.get("sha256"))
            self._singles.append(_One(seq, entry.subject, entry.actor, channel, digest))
        if len(self._singles) == _AT_ONCE:
            self._check_singles()

    def finish(self) -> None:
        self._check_singles()
        stored: Counter[tuple[str | None, str | None]] = Counter()
        later: Counter[tuple[str | None, str | None]] = Counter()
        for sender, channel, number, since in repository.report_counts(self._session):
            # The trail names no key, so that a report can be parted from the one that sent it.
            named = (None if sender is None else in_audit(sender), channel)
            stored[named] += number
            later[named] += since
        for named, since in later.items():
            recorded = self._recorded[named]
            # Reports of the very first entry were received a moment before it was written.
            expected = since + self._first_group[named]
            if recorded < expected:
                wrong = f"{expected} reports of one kind are of the trail, {recorded} recorded"
                self._findings.add(_TABLE, None, wrong)
        for key, recorded in self._recorded.items():
            if stored[key] < recorded:
                wrong = f"{stored[key]} reports of one kind are there, {recorded} were recorded"
                self._findings.add(_TABLE, None, wrong)

    def _check_singles(self) -> None:
        singles, self._singles = self._singles, []
        if not singles:
            return
        ids = [each.report_id for each in singles]
        found = {row.id: row for row in repository.report_rows(self._session, ids)}
        for each in singles:
            self._check_one(each, found.get(each.report_id))

    def _check_one(self, said: _One, row: repository.ReportRow | None) -> None:
        if row is None:
            self._findings.add(_TABLE, "id", f"report {said.report_id} is gone", said.seq)
            return
        same = {
            "sha256": digest_of_reports([f"{row.id} {row.sha256}"]) == said.digest,
            "submitted_by": in_audit(row.submitted_by or "") == said.sender,
            "channel": row.channel == said.channel,
        }
        for column in [name for name, holds in same.items() if not holds]:
            wrong = f"report {said.report_id}: its entry says otherwise"
            self._findings.add(_TABLE, column, wrong, said.seq)
