"""A batch on its way in: rows are stored in groups while the rest still arrives."""

from collections.abc import Sequence

from service.errors import Problem
from service.installation import Installation
from service.reports import service
from service.reports.formats import BatchRow, reader_for
from service.reports.schemas import BatchResult, Receipt, RowProblem, RowResult
from service.reports.service import Submission

GROUP_ROWS = 1_000
_WORK_BYTES = 1 << 19
MAX_ROW_PROBLEMS = 3


class BatchIntake:
    """Reads one body; `add` and `work` alternate, `finish` answers with a result per row."""

    def __init__(self, house: Installation, submitted_by: str, media_type: str) -> None:
        self._house = house
        self._submitted_by = submitted_by
        self._reader = reader_for(media_type)
        self._chunks: list[bytes] = []
        self._waiting_bytes = 0
        self._rows: list[BatchRow] = []
        self._results: list[RowResult] = []

    def add(self, chunk: bytes) -> bool:
        """Keep a piece of the body; True when there is enough to work on."""
        self._chunks.append(chunk)
        self._waiting_bytes += len(chunk)
        return self._waiting_bytes >= _WORK_BYTES

    def work(self) -> None:
        """Read what has arrived and store the full groups."""
        self._rows += self._reader.feed(b"".join(self._chunks))
        self._chunks, self._waiting_bytes = [], 0
        while len(self._rows) >= GROUP_ROWS:
            group, self._rows = self._rows[:GROUP_ROWS], self._rows[GROUP_ROWS:]
            self._results += self._store(group)

    def finish(self) -> BatchResult:
        self.work()
        self._rows += self._reader.finish()
        while self._rows:
            group, self._rows = self._rows[:GROUP_ROWS], self._rows[GROUP_ROWS:]
            self._results += self._store(group)
        broken = self._reader.broken
        if broken is not None:
            self._results.append(_refused(len(self._results) + 1, (broken,)))
        return self._summary(complete=broken is None)

    def _summary(self, complete: bool) -> BatchResult:
        kinds = [result.result for result in self._results]
        return BatchResult(
            rows=len(kinds),
            created=kinds.count("created"),
            unchanged=kinds.count("unchanged"),
            conflict=kinds.count("conflict"),
            refused=kinds.count("refused"),
            complete=complete,
            results=self._results,
        )

    def _store(self, rows: Sequence[BatchRow]) -> list[RowResult]:
        """Store the good rows of one group; the results keep the rows' order."""
        results = {row.number: _refused(row.number, row.problems) for row in rows}
        good = [row for row in rows if row.report is not None]
        prepared = service.prepare([self._submission(row) for row in good], self._house.vault)
        ready = []
        for row, answer in zip(good, prepared, strict=True):
            if isinstance(answer, Problem):
                results[row.number] = _refused(row.number, (answer,))
            else:
                ready.append((row, answer))
        outcomes = service.store(
            self._house.database, [answer for _, answer in ready], self._house.policy
        )
        for (row, _), outcome in zip(ready, outcomes, strict=True):
            results[row.number] = _stored(row.number, outcome.result, outcome.receipt)
        return [results[row.number] for row in rows]

    def _submission(self, row: BatchRow) -> Submission:
        assert row.report is not None  # noqa: S101  # Only good rows come here.
        digest = service.digest_of(row.content)
        given = row.report.id
        return Submission(
            id=str(given) if given else service.content_id(self._submitted_by, digest),
            submitted_by=self._submitted_by,
            channel="batch",
            content=row.content,
            sha256=digest,
            report=row.report,
        )


def _refused(number: int, problems: Sequence[Problem]) -> RowResult:
    return RowResult.model_construct(
        row=number,
        result="refused",
        problems=[
            RowProblem(field=problem.field, wrong=problem.wrong, right=problem.right)
            for problem in problems[:MAX_ROW_PROBLEMS]
        ],
    )


def _stored(number: int, result: str, receipt: Receipt | None) -> RowResult:
    return RowResult.model_construct(row=number, result=result, receipt=receipt)
