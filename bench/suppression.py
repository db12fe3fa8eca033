"""How long the guarded table of each week of a year takes, and the check that nothing leaks.

    python -m bench.suppression [--json]

Weeks of severe incidents over every sector and type, quiet ones and busy ones, leaning towards a
few places and kinds; each week is checked as a third vintage would be, with the first table thrice.
"""

import argparse
import json
import resource
import time
from dataclasses import asdict, dataclass
from random import Random

from service.summaries.guarded.check import check
from service.summaries.guarded.counts import all_sectors, all_types, count_guarded
from service.summaries.guarded.protect import protect
from service.summaries.guarded.share import Share, printed_share
from service.summaries.rows import Counted, Item

BAR_S = 180.0
BAR_MB = 400.0
K = 5
SEED = 20261126


@dataclass
class Year:
    """Cells are those that hold an incident; records, which always print, are not among them."""

    weeks: int
    incidents: int
    protect_s: float
    check_s: float
    longest_week_s: float
    peak_mb: float
    cells: int
    printed_share: float

    @property
    def meets_bars(self) -> bool:
        return self.protect_s + self.check_s <= BAR_S and self.peak_mb <= BAR_MB


def measure() -> Year:
    chance = Random(SEED)  # noqa: S311  # Repeatable, not secret.
    protecting, checking, share, incidents = [], [], Share(0, 0, 0), 0
    for number in range(52):
        week = synthetic_week(chance, busy=number % 13 == 12)
        begun = time.perf_counter()
        counts = count_guarded(week)
        table = protect(counts, K)
        protected = time.perf_counter()
        if check([table] * 3, K):
            raise AssertionError("a protected table tells too much")
        protecting.append(protected - begun)
        checking.append(time.perf_counter() - protected)
        share += printed_share((), counts, table)
        incidents += len(week)
    both = (one + other for one, other in zip(protecting, checking, strict=True))
    return Year(
        weeks=52,
        incidents=incidents,
        protect_s=round(sum(protecting), 2),
        check_s=round(sum(checking), 2),
        longest_week_s=round(max(both), 2),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        cells=share.guarded,
        printed_share=round(share.printed, 3),
    )


def synthetic_week(chance: Random, *, busy: bool) -> list[Counted]:
    """Some tens of incidents; where it is busy, some hundreds."""
    number = chance.randrange(150, 300) if busy else chance.randrange(60)
    sectors, types = all_sectors(), all_types()
    return [
        Counted(
            status=chance.choice(("verified", "received")),
            sector=_leaning(chance, sectors),
            type=_leaning(chance, types),
            persons=(chance.choice((None, 1, 2, 5, 12)), None),
            items=(Item("rope", "people_crossing", (chance.choice((None, 1, 3)), None)),),
            sensitivity="severe",
        )
        for _ in range(number)
    ]


def _leaning(chance: Random, codes: tuple[str, ...]) -> str:
    return codes[min(int(chance.expovariate(0.35)), len(codes) - 1)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    measured = measure()
    if chosen.json:
        print(json.dumps({**asdict(measured), "meets_bars": measured.meets_bars}))
    else:
        print(
            f"a year of {measured.incidents} incidents: chosen in {measured.protect_s} s, checked "
            f"in {measured.check_s} s, the longest week {measured.longest_week_s} s, "
            f"{measured.peak_mb} MB; {measured.printed_share:.0%} of {measured.cells} cells print"
        )
    raise SystemExit(not measured.meets_bars)
