"""A table of official totals into rows: one row of the file is one total."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from service.audit import service as audit
from service.database import Database
from service.errors import InputInvalid, Problem
from service.imports.rejects import RejectsFile
from service.imports.service import GROUP_ROWS, ImportResult, Progress
from service.official import service as official
from service.official.schemas import TotalCreate
from service.profiles import SourceRow, TotalsProfile, map_total, read_rows

# Stores a group of totals, or only looks; how many of them are new.
_Take = Callable[[Sequence[TotalCreate]], int]


def import_totals(
    database: Database,
    path: Path,
    profile: TotalsProfile,
    *,
    rejects: Path,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Store each row of a file as a total; what is stored already changes nothing.

    A total that was corrected or withdrawn since stays so. Rows that tell no total are written to
    `rejects` with their reasons, in a dry run too.
    """
    done = new = 0
    take = _counting(database) if dry_run else _storing(database, profile)
    with RejectsFile(rejects, source=path) as bad_rows:
        rows = read_rows(path, profile)
        while group := list(islice(rows, GROUP_ROWS)):
            done += len(group)
            new += take(list(_read(group, profile, bad_rows)))
            if progress:
                progress(done)
    result = ImportResult(
        rows=done,
        imported=new,
        unchanged=done - new - bad_rows.count,
        rejected=bad_rows.count,
        unknown_values={},
        rejects_file=bad_rows.path if bad_rows.count else None,
    )
    if not dry_run:
        audit.record_alone(
            database, "import.done", submitter(profile), profile.name, result.counts()
        )
    return result


def submitter(profile: TotalsProfile) -> str:
    """Who writes an imported total down: an import under a profile, never a key."""
    return f"import:{profile.name}"


def total_ids(path: Path, profile: TotalsProfile) -> list[str]:
    """The ids of the totals of a file whose rows are all good."""
    return [
        official.identity(official.read_total(map_total(row, profile)))
        for row in read_rows(path, profile)
    ]


def _read(
    group: Sequence[SourceRow], profile: TotalsProfile, bad_rows: RejectsFile
) -> Iterator[TotalCreate]:
    for row in group:
        try:
            yield official.read_total(map_total(row, profile))
        except InputInvalid as fault:
            bad_rows.add(row, fault.problems or (Problem("row", fault.detail),))


def _storing(database: Database, profile: TotalsProfile) -> _Take:
    reason = f"imported by the profile {profile.name}"

    def take(group: Sequence[TotalCreate]) -> int:
        stored = official.record(database, group, actor=submitter(profile), reason=reason)
        return len({row.id for row, new in stored if new})

    return take


def _counting(database: Database) -> _Take:
    """Writes nothing, so it must remember the rows of the file itself."""
    seen: set[str] = set()

    def take(group: Sequence[TotalCreate]) -> int:
        ids = set(map(official.identity, group)) - seen
        seen.update(ids)
        return official.count_new(database, sorted(ids))

    return take
