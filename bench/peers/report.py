"""The section of `bench/RESULTS.md`: what was asked of whom, the figures, the bars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.peers.bars import Bar, PageFigures, other_bars, page_bars
from bench.peers.boxes import LIMIT, BoxFigures
from bench.peers.depth import DepthFigures
from bench.peers.unchanged import UnchangedFigures
from bench.results import commit

TITLE = "Peers"
_WHAT = (
    "Other feature servers on the same public records in the same run, and the same questions "
    "asked of all in turn; `python -m bench.peers` installs them, starts them and writes this.",
    "Every server is one process with one worker on its own defaults, without a log of requests "
    "and without compression, and is asked by one client that keeps its connection; tipg and "
    "pygeoapi read a table with real geometry and times, a GiST index on the place and a B-tree on "
    "time and id. Before anything is timed, each answer must be a 200 with the same ids in the "
    "same order as plain SQL finds them (as served by default: as many, and all of them match).",
    "Pages lie in four boxes of 0.65 degrees around the busiest places, within 2024. Equal work is "
    "newest first, then by id, with the exact number of all that match; {counted} As served by "
    "default, tipg and pygeoapi count all the same and order by id, and ours counts nothing: that "
    "is what a client gets, not how quick the product is.",
    "The allowance of anonymous requests a minute is set so high that it is never used up; it is "
    "counted as always. A box is read for {box:,} features: `read` is the service's own read in "
    "process, beside the quicker of two forced statements on a connection of the same kind, along "
    "the index on time or through the spatial index and then sorted; `HTTP` is the page as a "
    "client gets it. Depth is a page of 10 of all there is, by our links `next` and by `offset`. A "
    "304 stands beside the page of 10 of another question, so that neither follows itself.",
)
_BY_HITS = (
    "where our page does not say that number, a second request with `resultType=hits` asks for it, "
    "and the time is that of both, one after the other."
)
_BY_PAGE = "our page says that number itself, so it is one request."


@dataclass
class Run:
    """What one run has measured; ratios come from nowhere else."""

    asked_rows: int
    # As it stands when the run begins; the files may change before it ends.
    commit: str = field(default_factory=commit)
    features: int = 0
    # How many processes wanted a core, before anything was timed and after.
    load: list[float] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    page_counts: bool = False
    skipped: list[str] = field(default_factory=list)
    matched: list[int] = field(default_factory=list)
    pages: list[PageFigures] = field(default_factory=list)
    depths: list[DepthFigures] = field(default_factory=list)
    boxes: list[BoxFigures] = field(default_factory=list)
    unchanged: list[UnchangedFigures] = field(default_factory=list)

    def bars(self) -> list[Bar]:
        return [
            *page_bars(self.pages, self.ours),
            *other_bars(self.depths, self.boxes, self.unchanged),
        ]


def section(run: Run) -> str:
    counted = _BY_PAGE if run.page_counts else _BY_HITS
    what = [each.format(counted=counted, box=LIMIT) for each in _WHAT]
    bars = run.bars()
    missed = sum(bar.measured is not None and not bar.met for bar in bars)
    unmeasured = sum(bar.measured is None for bar in bars)
    met = len(bars) - missed - unmeasured
    parts = [
        f"## {TITLE}",
        *what,
        f"Commit {run.commit}. {run.features:,} public records ({run.asked_rows:,} asked for); the "
        f"boxes match {', '.join(f'{each:,}' for each in run.matched)}. "
        + "".join(f"{name} {version}. " for name, version in run.versions.items()).strip(),
        f"The machine's load was {' before and '.join(f'{each:.1f}' for each in run.load)} after.",
        *(f"Skipped: {each}" for each in run.skipped),
        _pages_table(run.pages),
        _depth_table(run.depths),
        _boxes_table(run.boxes),
        _unchanged_table(run.unchanged),
        _table(("bar", "measured", "needed", ""), [bar.row() for bar in bars]),
        f"{met} bars are met, {missed} missed, {unmeasured} not measured.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _pages_table(pages: Sequence[PageFigures]) -> str:
    names = list(dict.fromkeys(name for _, _, ms in pages for name in ms))
    rows = [
        f"| {limit:,} | {'equal work' if equal else 'by default'} | "
        + " | ".join(_ms(ms.get(name)) for name in names)
        + " |"
        for limit, equal, ms in pages
    ]
    return _table(("features", "p50, ms", *names), rows)


def _depth_table(depths: Sequence[DepthFigures]) -> str:
    rows = [
        f"| {each.server} | {each.depth:,} | {_ms(each.first_ms)} | {_ms(each.deep_ms)} | "
        f"{each.ratio:.2f} |"
        for each in depths
    ]
    return _table(("server", "depth", "page one, ms", "deep page, ms", "ratio"), rows)


def _boxes_table(boxes: Sequence[BoxFigures]) -> str:
    names = ("server", "box", "match", "HTTP, ms", "read, ms", "along time, ms", "place first, ms")
    rows = [
        f"| {each.database} | {each.box} | {each.matched:,} | {_ms(each.http_ms)} | "
        f"{_ms(each.read_ms)} | {_ms(each.along_time_ms)} | {_ms(each.place_first_ms)} | "
        f"{each.ratio:.2f} |"
        for each in boxes
    ]
    return _table((*names, "read to best"), rows)


def _unchanged_table(unchanged: Sequence[UnchangedFigures]) -> str:
    rows = [
        f"| {each.server} | {_ms(each.page_ms)} | {_ms(each.unchanged_ms)} | {each.ratio:.2f} |"
        for each in unchanged
    ]
    return _table(("server", "page of 10, ms", "304, ms", "ratio"), rows)


def _table(names: Sequence[str], rows: Iterable[str]) -> str:
    """A table whose first column is text; none without rows."""
    lines = list(rows)
    if not lines:
        return ""
    head = "| " + " | ".join(names) + " |"
    return "\n".join([head, "| --- |" + " ---: |" * (len(names) - 1), *lines])


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:,.2f}"
