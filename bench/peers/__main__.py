"""Install and start other feature servers, and measure them and ours on the same rows.

`python -m bench.peers` does it all with a million public records and writes the section "Peers" of
`bench/RESULTS.md`; `--rows` takes fewer, `--no-peers` only our own two servers, `--dry` writes
nothing. A server that cannot be had here is left out with a line that says why.
"""

import argparse
import sys

from bench.peers.report import TITLE, Run, section
from bench.peers.run import measure
from bench.results import earlier_sections, write_sections
from tests.cluster import find_binaries


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="public records, at least")
    parser.add_argument("--no-peers", action="store_true", help="only our own two servers")
    parser.add_argument("--dry", action="store_true", help="print the section, and write nothing")
    chosen = parser.parse_args()
    if find_binaries() is None:
        print("PostgreSQL with PostGIS is not installed here", file=sys.stderr)
        return 2
    run: Run = measure(chosen.rows, peers=not chosen.no_peers)
    text = section(run)
    print(text)
    if not chosen.dry:
        sections = earlier_sections()
        others = [title for title in sections if title != TITLE]
        write_sections({**sections, TITLE: text}, [*others, TITLE])
    return 0 if all(bar.met for bar in run.bars()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
