"""A batch on its way in: rows are stored in groups while the rest still arrives."""

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from service.errors import Problem
from service.ids import content_id
from service.installation import Installation
from service.reports import service
from service.reports.formats import BatchRow, reader_for
from service.reports.schemas import BatchResult, RowResult
from service.reports.service import Prepared, Submission

GROUP_ROWS = 1_000
_WORK_BYTES = 1 << 19
MAX_ROW_PROBLEMS = 3
# A body of tiny bad rows would become an answer many times its size.
MAX_REFUSED = 1_000
_OVERFULL = Problem(
    "body",
    f"holds {MAX_REFUSED} rows that were refused; the rest was not read",
    "mend these and send it again; rows that are stored already change nothing",
)


class BatchIntake:
    """Reads one body; `add` and `work` alternate, `finish` answers with a result per row.

    While the database writes one group, the next is read and prepared.
    """

    def __init__(
        self, house: Installation, submitted_by: str, row_origin: str, media_type: str
    ) -> None:
        self._house = house
        self._submitted_by = submitted_by
        self._row_origin = row_origin
        self._reader = reader_for(media_type)
        self._chunks: list[bytes] = []
        self._waiting_bytes = 0
        self._rows: list[BatchRow] = []
        self._results: list[RowResult] = []
        self._refused = 0
        self._broken: Problem | None = None
        self._writer = ThreadPoolExecutor(1, "batch-writer")
        self._writing: Future[list[RowResult]] | None = None

    def add(self, chunk: bytes) -> bool:
        """Keep a piece of the body; True when there is enough to work on."""
        if self._broken is not None:
            return False
        self._chunks.append(chunk)
        self._waiting_bytes += len(chunk)
        return self._waiting_bytes >= _WORK_BYTES

    def work(self) -> None:
        """Read what has arrived and store the full groups."""
        arrived = b"".join(self._chunks)
        self._chunks, self._waiting_bytes = [], 0
        self._take(self._reader.feed(arrived))

    def finish(self) -> BatchResult:
        """Store the rest; the answer comes when every group is durable."""
        self.work()
        self._take(self._reader.finish())
        if self._rows:
            self._store_group()
        self._await_writer()
        broken = self._broken or self._reader.broken
        if broken is not None:
            self._results.append(_refused(len(self._results) + 1, (broken,)))
        return _summary(self._results, complete=broken is None)

    def close(self) -> None:
        """Let the last write end; what was stored stays stored."""
        self._writer.shutdown()

    def _take(self, rows: Iterable[BatchRow]) -> None:
        for row in rows:
            if self._broken is not None:
                return
            self._rows.append(row)
            if row.report is None:
                self._count_refused()
            if len(self._rows) == GROUP_ROWS:
                self._store_group()

    def _count_refused(self) -> None:
        self._refused += 1
        if self._refused == MAX_REFUSED:
            self._broken = _OVERFULL

    def _store_group(self) -> None:
        group, self._rows = self._rows, []
        results = {row.number: _refused(row.number, row.problems) for row in group}
        ready = self._prepare(group, results)
        self._await_writer()
        self._writing = self._writer.submit(self._store, ready, results)

    def _await_writer(self) -> None:
        if self._writing is not None:
            self._results += self._writing.result()
            self._writing = None

    def _prepare(
        self, group: Sequence[BatchRow], results: dict[int, RowResult]
    ) -> list[tuple[int, Prepared]]:
        good = [row for row in group if row.report is not None]
        prepared = service.prepare([self._submission(row) for row in good], self._house.vault)
        ready = []
        for row, answer in zip(good, prepared, strict=True):
            if isinstance(answer, Problem):
                results[row.number] = _refused(row.number, (answer,))
            else:
                ready.append((row.number, answer))
        return ready

    def _store(
        self, ready: Sequence[tuple[int, Prepared]], results: dict[int, RowResult]
    ) -> list[RowResult]:
        """Store the good rows of one group; the results keep the rows' order."""
        house = self._house
        outcomes = service.store(house.database, [answer for _, answer in ready], house.policy)
        for (number, _), outcome in zip(ready, outcomes, strict=True):
            results[number] = RowResult(number, outcome.result, outcome.receipt)
        return list(results.values())

    def _submission(self, row: BatchRow) -> Submission:
        assert row.report is not None  # noqa: S101  # Only good rows come here.
        digest = service.digest_of(row.content)
        given = row.report.id
        return Submission(
            id=str(given) if given else content_id(self._row_origin, digest),
            submitted_by=self._submitted_by,
            channel="batch",
            content=row.content,
            sha256=digest,
            report=row.report,
        )


def _refused(number: int, problems: Sequence[Problem]) -> RowResult:
    return RowResult(number, "refused", problems=tuple(problems[:MAX_ROW_PROBLEMS]))


def _summary(results: list[RowResult], *, complete: bool) -> BatchResult:
    counts = Counter(result.result for result in results)
    return BatchResult(
        rows=len(results),
        created=counts["created"],
        unchanged=counts["unchanged"],
        conflict=counts["conflict"],
        refused=counts["refused"],
        complete=complete,
        results=results,
    )
