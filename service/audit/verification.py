"""Verify the trail: the whole chain, the releases, reports and photos that its entries bind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from service.audit import repository
from service.audit.chain import NO_SEAL, Seal
from service.audit.chain_check import ChainCheck
from service.audit.findings import Finding, Findings
from service.audit.photo_check import PhotoCheck
from service.audit.release_check import ReleaseCheck
from service.audit.report_check import ReportCheck
from service.audit.stored import CHUNK
from service.database import Database

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what is wrong; `findings` lists the first ones of `wrong`.

    Entries that are not sealed yet are no finding: they are named, with the instant of the oldest
    (`2025-11-25T21:30:00.000000Z`). After more than some seconds no worker is running, or someone
    has taken the end of the chain away.
    """

    head: Seal
    sealed: int
    unsealed: int
    unsealed_since: str | None
    releases: int
    older_releases: int
    heads: int
    reports: int
    wrong: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        return not self.wrong

    @property
    def first_broken(self) -> int | None:
        """The smallest number of the chain that a finding names."""
        return min((each.seq for each in self.findings if each.seq is not None), default=None)


def verify(
    database: Database, progress: Progress | None = None, heads: Sequence[Seal] = ()
) -> Verification:
    """Recompute the chain and compare what it binds, in one state of the database.

    `heads` are heads kept elsewhere, which the chain must hold; `progress` gets the seals done and
    their number. Nothing is written, and a damaged trail raises nothing: it is a finding.
    """
    with database.reading() as session:
        return _Run(session, heads).verified(progress)


class _Run:
    """One walk over everything, in which each check takes what it needs."""

    def __init__(self, session: Session, heads: Sequence[Seal]) -> None:
        self._session = session
        self._findings = Findings()
        self._chain = ChainCheck(self._findings)
        self._releases = ReleaseCheck(self._findings, repository.release_rows(session))
        self._reports = ReportCheck(self._findings, session)
        self._photos = PhotoCheck(self._findings, session)
        self._kept = set(heads) - {NO_SEAL}
        self._unsealed = 0
        self._unsealed_since: str | None = None

    def verified(self, progress: Progress | None) -> Verification:
        self._walk_chain(progress)
        self._walk_unsealed()
        first = repository.first_entry(self._session)
        self._releases.finish(None if first is None else first.at)
        self._reports.finish()
        self._photos.finish()
        for head in self._kept:
            wrong = f"the chain lacks the head {head.seq} that was kept elsewhere"
            self._findings.add("audit_seal", None, wrong, head.seq)
        return self._result()

    def _walk_chain(self, progress: Progress | None) -> None:
        number = repository.count_seals(self._session) if progress else 0
        for row in repository.sealed_rows(self._session):
            self._chain.take(row)
            self._kept.discard(self._chain.head)
            self._releases.take_seal(self._chain.head)
            if row.entry is not None:
                self._releases.take_entry(row.entry, row.seq)
                self._reports.take_entry(row.entry, row.seq)
                self._photos.take_entry(row.entry, row.seq)
            if progress and self._chain.seals % CHUNK == 0:
                progress(self._chain.seals, number)
        self._chain.finish()
        if progress:
            progress(number, number)

    def _walk_unsealed(self) -> None:
        for entry in repository.all_unsealed(self._session):
            self._unsealed += 1
            if entry.at and (self._unsealed_since is None or entry.at < self._unsealed_since):
                self._unsealed_since = entry.at
            self._releases.take_entry(entry, None)
            self._reports.take_entry(entry, None)
            self._photos.take_entry(entry, None)

    def _result(self) -> Verification:
        return Verification(
            head=self._chain.head,
            sealed=self._chain.seals,
            unsealed=self._unsealed,
            unsealed_since=self._unsealed_since,
            releases=self._releases.releases,
            older_releases=self._releases.older,
            heads=self._releases.heads,
            reports=self._reports.reports,
            wrong=self._findings.number,
            findings=tuple(self._findings.in_order()),
        )
