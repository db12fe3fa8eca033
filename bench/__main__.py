"""Run the benchmarks and write `bench/RESULTS.md`: figures, bars, commit and machine.

Each one measures the product and its raw limit in turn, in the same run; ratios are what to quote.
With words of titles as arguments (`python -m bench ingest`) only those sections are written anew.
Other servers are measured beside this one by a command of its own: `python -m bench.peers`.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from bench.results import commit, earlier_sections, shown, write_sections
from tests.cluster import find_binaries


@dataclass(frozen=True)
class Benchmark:
    title: str
    module: str
    arguments: tuple[str, ...]
    what: str
    needs_postgres: bool = False


def benchmarks(rows: int) -> list[Benchmark]:
    """In the order of the results; the pages on PostgreSQL and SQLite hold `rows` incidents."""
    pages = (
        "A page of 10,000 features over HTTP beside a bare read of the stored fragments by the "
        "plain driver (`page_to_bare`: at most 2.2 on SQLite, 1.5 on PostgreSQL), and a page of 10 "
        "after 1,000 repeats beside the first hundred (`small_after_to_first`: at most 1.3)."
    )
    ingest = (
        "Single reports by 16 clients beside a bare loop of one-row commits with the same "
        "durability (`single_to_bare`: at least 1/6, aim 1/4), and a batch as NDJSON to committed "
        "projections (`batch_rows_per_s`: at least 5,000, aim 10,000)."
    )
    audit = (
        "Single reports by 16 clients with their audit entries beside the same server in which "
        "they leave none, a worker sealing beside both (`cost`: at most 20 % of the rate)."
    )
    queue = (
        "A page of the review queue beside the same page of a queue a hundred times shorter, the "
        "worst of four filters (`worst_growth`: at most 1.5), and behind a hundred pages beside "
        "the first (`deep_to_first`: at most 1.5)."
    )
    review = (
        "Moves of incidents by 16 clients with history and audit entries beside the same without "
        "them (`bookkeeping_share` of the time: at most 0.35)."
    )
    project = (
        "Both projections of 100,000 incidents made anew, by the same rules and by "
        "tighter ones (`same_rows_per_s`, `tighter_rows_per_s`: at least 5,000), and how long "
        "another writer waited meanwhile."
    )
    rollup = (
        "A year of figures by week, sector, type and status from the rollup and what waits to be "
        "folded, beside the GROUP BY over the rows for the same cells (`ratio`: at least 4)."
    )
    upkeep = (
        "Single reports by 16 clients beside the same server that notes no change of figures, a "
        "worker folding beside both (`cost`: at most 15 % of the rate)."
    )
    bulletin = (
        "Releases of a filled SQLite database one after the other, and each as page, PDF and "
        "workbook in four languages, as CSV and as GeoJSON (`ratio`: a release and all its "
        "formats beside the release, at most 20)."
    )
    return [
        Benchmark(
            "Locate",
            "bench.locate",
            (),
            "All answers for 100,000 points, meanders included, beside a loop over "
            "`line_locate_point` (`ratio`: at least 30); differences from the exact path are 0.",
        ),
        Benchmark("Pages on SQLite", "bench.pages", ("--rows", str(rows)), pages),
        Benchmark(
            "Pages on PostgreSQL",
            "bench.pages",
            ("--rows", str(rows), "--database", "postgres"),
            pages,
            needs_postgres=True,
        ),
        Benchmark("Ingest on SQLite", "bench.ingest", (), ingest),
        Benchmark(
            "Ingest on PostgreSQL",
            "bench.ingest",
            ("--database", "postgres"),
            ingest,
            needs_postgres=True,
        ),
        Benchmark("Audit on SQLite", "bench.upkeep", (), audit),
        Benchmark(
            "Audit on PostgreSQL",
            "bench.upkeep",
            ("--database", "postgres"),
            audit,
            needs_postgres=True,
        ),
        Benchmark("Rollup on SQLite", "bench.rollup", ("--rows", str(rows)), rollup),
        Benchmark(
            "Rollup on PostgreSQL",
            "bench.rollup",
            ("--rows", str(rows), "--database", "postgres"),
            rollup,
            needs_postgres=True,
        ),
        Benchmark("Rollup's upkeep on SQLite", "bench.upkeep", ("--part", "rollup"), upkeep),
        Benchmark(
            "Rollup's upkeep on PostgreSQL",
            "bench.upkeep",
            ("--part", "rollup", "--database", "postgres"),
            upkeep,
            needs_postgres=True,
        ),
        Benchmark("Queue on SQLite", "bench.queue", ("--rows", str(rows)), queue),
        Benchmark(
            "Queue on PostgreSQL",
            "bench.queue",
            ("--rows", str(rows), "--database", "postgres"),
            queue,
            needs_postgres=True,
        ),
        Benchmark("Review on SQLite", "bench.review", (), review),
        Benchmark(
            "Review on PostgreSQL",
            "bench.review",
            ("--database", "postgres"),
            review,
            needs_postgres=True,
        ),
        Benchmark("Project on SQLite", "bench.project", (), project),
        Benchmark(
            "Project on PostgreSQL",
            "bench.project",
            ("--database", "postgres"),
            project,
            needs_postgres=True,
        ),
        Benchmark(
            "Suppression",
            "bench.suppression",
            (),
            "The guarded tables of a year of weeks, chosen (`protect_s`) and checked by linear "
            "programming as third vintages (`check_s`; both together at most 180 s), the memory of "
            "the process (`peak_mb`: at most 400), and the share of guarded cells that print.",
        ),
        Benchmark("Bulletin", "bench.bulletin", (), bulletin),
        Benchmark(
            "Start",
            "bench.startup",
            (),
            "Server ready beside the bare import of fastapi, sqlmodel, shapely and pyproj "
            "(`ready_to_bare`: at most 1.4), `miedza --help` beside it (`help_to_bare`: at most "
            "1/3), resident memory of an idle worker (`idle_mb`: under 120).",
        ),
    ]


def run(benchmark: Benchmark) -> tuple[bool, list[dict[str, Any]]]:
    """Whether the bars are met, and the figures of each line the benchmark prints."""
    command = [sys.executable, "-m", benchmark.module, *benchmark.arguments, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    figures = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.returncode == 0 and bool(figures), figures


def section(benchmark: Benchmark, met: bool, figures: list[dict[str, Any]]) -> str:
    lines = [f"## {benchmark.title}", "", benchmark.what, "", f"Commit {commit()}.", ""]
    if not figures:
        return "\n".join([*lines, "Failed to run.", ""])
    names = [name for name in figures[0] if name != "meets_bars"]
    lines += ["| figure |" + " |" * len(figures), "| --- |" + " ---: |" * len(figures)]
    lines += [
        f"| {name} | " + " | ".join(shown(each[name]) for each in figures) + " |" for name in names
    ]
    verdict = "All bars are met." if met else "**A bar is missed.**"
    return "\n".join([*lines, "", verdict, ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("words", nargs="*", help="run only benchmarks with these in their titles")
    parser.add_argument("--rows", type=int, default=1_000_000, help="incidents behind the pages")
    chosen = parser.parse_args()
    words = [word.lower() for word in chosen.words]
    sections, all_met = earlier_sections(), True
    for benchmark in benchmarks(chosen.rows):
        if words and not any(word in benchmark.title.lower() for word in words):
            continue
        if benchmark.needs_postgres and find_binaries() is None:
            print(f"{benchmark.title}: PostgreSQL is not installed here", file=sys.stderr)
            continue
        print(f"{benchmark.title} ...", file=sys.stderr, flush=True)
        met, figures = run(benchmark)
        all_met = all_met and met
        sections[benchmark.title] = section(benchmark, met, figures)
    write_sections(sections, [each.title for each in benchmarks(0)])
    return 0 if all_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
