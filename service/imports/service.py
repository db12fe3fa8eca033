"""A source's file into reports: one row is one report and opens one incident."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from service.audit import service as audit
from service.errors import InputInvalid, Problem
from service.ids import content_id
from service.imports import repository
from service.imports.rejects import RejectsFile
from service.imports.tally import UnknownValues
from service.installation import Installation
from service.profiles import MappedRow, Profile, SourceRow, map_row, read_rows
from service.reports import service as reports
from service.reports.parsing import parse_report
from service.reports.service import Prepared, Submission

GROUP_ROWS = 1_000

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of the rows; `imported + unchanged + rejected` is `rows`."""

    rows: int
    imported: int
    unchanged: int
    rejected: int
    unknown_values: dict[str, dict[str, int]]
    rejects_file: Path | None

    def document(self) -> dict[str, Any]:
        """The answer of `miedza import --json`."""
        return {**self.counts(), "unknown_values": self.unknown_values}

    def counts(self) -> dict[str, int]:
        return {
            "rows": self.rows,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }


def import_file(
    house: Installation,
    path: Path,
    profile: Profile,
    *,
    rejects: Path,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Store each row of a file as a report; rows that are stored already change nothing.

    Rows that cannot become a report are written to `rejects` with their reasons, in a dry run too.
    A file that breaks off raises `FileInvalid`; the groups before the break stay, and importing
    the mended file adds only the rest.
    """
    with RejectsFile(rejects, source=path) as bad_rows:
        run = _Import(house, profile, bad_rows, _Counted(house) if dry_run else _Stored(house))
        rows = read_rows(path, profile)
        while group := list(islice(rows, GROUP_ROWS)):
            run.take(group)
            if progress:
                progress(run.rows)
    result = run.result()
    if not dry_run:
        audit.record_alone(
            house.database, "import.done", submitter(profile), profile.name, result.counts()
        )
    return result


def submitter(profile: Profile) -> str:
    """Who sends an imported report: an import under a profile, never a key."""
    return f"import:{profile.name}"


class _Import:
    """The counts of one import while its groups go through."""

    def __init__(
        self,
        house: Installation,
        profile: Profile,
        bad_rows: RejectsFile,
        taker: "_Stored | _Counted",
    ) -> None:
        self._vault = house.vault
        self._profile = profile
        self._bad_rows = bad_rows
        self._taker = taker
        self._unknown = UnknownValues()
        self._imported = 0
        self.rows = 0

    def take(self, group: Sequence[SourceRow]) -> None:
        self.rows += len(group)
        good = list(self._read(group))
        prepared = reports.prepare([submission for _, submission in good], self._vault)
        placed: list[Prepared] = []
        for (row, _), answer in zip(good, prepared, strict=True):
            if isinstance(answer, Problem):
                self._bad_rows.add(row, (answer,))
            else:
                placed.append(answer)
        self._imported += self._taker.take(placed)

    def result(self) -> ImportResult:
        rejected = self._bad_rows.count
        return ImportResult(
            rows=self.rows,
            imported=self._imported,
            unchanged=self.rows - self._imported - rejected,
            rejected=rejected,
            unknown_values=self._unknown.counts(),
            rejects_file=self._bad_rows.path if rejected else None,
        )

    def _read(self, group: Sequence[SourceRow]) -> Iterator[tuple[SourceRow, Submission]]:
        for row in group:
            try:
                mapped = map_row(row, self._profile)
                submission = _submission(row, mapped, self._profile)
            except InputInvalid as fault:
                self._bad_rows.add(row, fault.problems or (Problem("row", fault.detail),))
            else:
                self._unknown.add(mapped.unknown_values)
                yield row, submission


def _submission(row: SourceRow, mapped: MappedRow, profile: Profile) -> Submission:
    """The row as a report; its identity is what the row says, not the file it came in."""
    origin = submitter(profile)
    sealed = {"profile": profile.name, "row": row.cells, "report": mapped.report}
    return Submission(
        id=content_id(origin, row.key),
        submitted_by=origin,
        channel="import",
        content=orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS),
        sha256=row.key,
        report=parse_report(orjson.dumps(mapped.report)),
        profile=profile.name,
    )


class _Stored:
    """Writes each group in one durable transaction."""

    def __init__(self, house: Installation) -> None:
        self._house = house

    def take(self, group: Sequence[Prepared]) -> int:
        """How many of the group are new."""
        outcomes = reports.store(self._house.database, group, self._house.policy)
        return sum(outcome.result == "created" for outcome in outcomes)


class _Counted:
    """Counts what would be new and writes nothing; it must remember the rows of the file itself."""

    def __init__(self, house: Installation) -> None:
        self._database = house.database
        self._seen: set[str] = set()

    def take(self, group: Sequence[Prepared]) -> int:
        ids = {prepared.report["id"] for prepared in group} - self._seen
        self._seen |= ids
        with self._database.reading() as session:
            return len(ids) - repository.count_stored(session, sorted(ids))
