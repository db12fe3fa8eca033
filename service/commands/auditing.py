"""`miedza audit verify`, `head` and `export`."""

import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import typer

from service.audit.chain import Seal
from service.audit.export import export_lines
from service.audit.service import find_head
from service.audit.verification import Verification, verify
from service.commands.console import counted, note, print_json, print_table
from service.commands.opened import installation

_HEAD = re.compile(r"([0-9]{1,10}):([0-9a-f]{64})")


def check(kept: Sequence[str], json: bool) -> None:
    """Exit code 1 when anything is not what it was."""
    heads = [_seal(each) for each in kept]
    with installation() as house, counted("seals") as progress:
        found = verify(house.database, progress, heads)
    if json:
        first = {"intact": found.intact, "first_broken": found.first_broken}
        print_json({**first, **asdict(found)})
    else:
        _show(found, datetime.now(UTC))
    if not found.intact:
        raise typer.Exit(1)


def head(json: bool) -> None:
    with installation() as house:
        seal, sealed_at = find_head(house.database)
    if json:
        print_json({"seq": seal.seq, "hash": seal.hash, "at": sealed_at})
    else:
        typer.echo(f"{seal.seq}:{seal.hash}")
        note(f"the entry is of {sealed_at}" if sealed_at else "nothing is sealed yet")


def export(after: int) -> None:
    with installation() as house, counted("entries") as progress:
        for line in export_lines(house.database, after, progress):
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def _seal(text: str) -> Seal:
    match = _HEAD.fullmatch(text)
    if match is None:
        right = "the number, a colon and the hash, as `miedza audit head` prints them"
        raise typer.BadParameter(right, param_hint="--head")
    return Seal(int(match[1]), match[2])


def _show(found: Verification, now: datetime) -> None:
    rows = (
        ("sealed entries", found.sealed),
        ("not sealed yet", found.unsealed),
        ("weekly releases", found.releases),
        ("of these older than the trail", found.older_releases),
        ("heads printed in releases", found.heads),
        ("reports received", found.reports),
        ("findings", found.wrong),
    )
    print_table("Audit trail", ("", "#number"), rows)
    if found.findings:
        columns = ("#seq", "table", "column", "what is wrong")
        print_table(
            "Findings" if found.wrong == len(found.findings) else "The first findings",
            columns,
            (
                ("" if each.seq is None else each.seq, each.table, each.column or "?", each.wrong)
                for each in found.findings
            ),
        )
    if found.unsealed_since:
        note(_tail(found.unsealed, found.unsealed_since, now))
    if found.first_broken is not None:
        note(f"the first broken number is {found.first_broken}")
    note(f"head {found.head.seq}:{found.head.hash}")


def _tail(unsealed: int, since: str, now: datetime) -> str:
    age = now - datetime.fromisoformat(since)
    return (
        f"{unsealed} entries are not sealed, the oldest for {max(age.total_seconds(), 0):.0f} s; "
        "a running worker seals within a second"
    )
