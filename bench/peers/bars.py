"""The bars, each with what was measured; one that could not be measured is not met."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.peers.boxes import BoxFigures
from bench.peers.depth import DepthFigures
from bench.peers.unchanged import UnchangedFigures

SQLITE, POSTGIS = "Miedza on SQLite", "Miedza on PostGIS"
PYTHON_PEERS, FEATURESERV = ("tipg", "pygeoapi"), "pg_featureserv"

EQUAL_BARS = {10: 5.0, 1_000: 8.0, 10_000: 10.0}
DEFAULT_BAR, FEATURESERV_BAR = 20.0, 3.0
DEPTH_BAR = BOX_BAR = 1.5
UNCHANGED_BAR = 10.0

# The limit, whether equal work was asked for, and the milliseconds of each server.
PageFigures = tuple[int, bool, dict[str, float]]


@dataclass(frozen=True)
class Bar:
    """`least` is a bar from below; otherwise it is one from above. None was not measured."""

    what: str
    measured: float | None
    needed: float
    least: bool = True

    @property
    def met(self) -> bool:
        if self.measured is None:
            return False
        # As it is printed, so that nobody reads 1.50 beside "missed".
        shown = round(self.measured, 2)
        return shown >= self.needed if self.least else shown <= self.needed

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        return "met" if self.met else "**missed**"

    def row(self) -> str:
        measured = "-" if self.measured is None else f"{self.measured:,.2f}"
        side = "at least" if self.least else "at most"
        return f"| {self.what} | {measured} | {side} {self.needed:g} | {self.verdict} |"


def page_bars(pages: Sequence[PageFigures], ours: Sequence[str]) -> list[Bar]:
    bars = []
    for limit, equal, ms in pages:
        needed = EQUAL_BARS[limit] if equal else DEFAULT_BAR
        work = "equal work" if equal else "as served by default"
        for name in ours:
            for peer in PYTHON_PEERS:
                what = f"{limit:,} features, {work}: {peer} to {name}"
                bars.append(Bar(what, _ratio(ms, peer, name), needed))
            if not equal:
                # It never counts, so only this is equal work for it.
                what = f"{limit:,} features: {FEATURESERV} to {name}"
                bars.append(Bar(what, _ratio(ms, FEATURESERV, name), FEATURESERV_BAR))
        if SQLITE in ours and POSTGIS in ours:
            what = f"{limit:,} features, {work}: {SQLITE} to {POSTGIS}"
            bars.append(Bar(what, _ratio(ms, SQLITE, POSTGIS), 1.0, least=False))
    return bars


def other_bars(
    depths: Sequence[DepthFigures],
    boxes: Sequence[BoxFigures],
    unchanged: Sequence[UnchangedFigures],
) -> list[Bar]:
    return [
        *(
            Bar(f"depth {each.depth:,} to page one: {each.server}", each.ratio, DEPTH_BAR, False)
            for each in depths
            if each.server in (SQLITE, POSTGIS)
        ),
        *(
            Bar(f"box {each.box}, read to best SQL: {each.database}", each.ratio, BOX_BAR, False)
            for each in boxes
        ),
        *(
            Bar(f"page of 10 to its 304: {each.server}", each.ratio, UNCHANGED_BAR)
            for each in unchanged
        ),
    ]


def _ratio(ms: dict[str, float], one: str, other: str) -> float | None:
    return ms[one] / ms[other] if one in ms and other in ms else None
