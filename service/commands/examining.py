"""`miedza doctor`."""

from dataclasses import asdict
from datetime import UTC, datetime

import typer

from service.commands.console import note, print_json, print_table
from service.doctor import examine
from service.settings import load_settings


def run(json: bool) -> None:
    """Exit code 1 when something is wrong; warnings alone are 0."""
    findings = list(examine(load_settings(), datetime.now(UTC)))
    wrong = sum(finding.state == "wrong" for finding in findings)
    if json:
        print_json({"healthy": not wrong, "findings": [asdict(finding) for finding in findings]})
    else:
        rows = ((each.check, each.state, each.found) for each in findings)
        print_table("Installation", ("check", "state", "found"), rows)
        for each in findings:
            if each.advice:
                note(f"{each.check}: {each.advice}")
    if wrong:
        raise typer.Exit(1)
