"""The page about review: its requests work as they stand, and its example comes out so."""

import re
import shlex
from pathlib import Path

import orjson
from httpx2 import Response
from starlette.testclient import TestClient

from service.incidents.disputes import disputed_groups
from service.incidents.values import follow_claims
from service.installation import Installation
from tests.conftest import People
from tests.service.incidents.reviewing import Desk, told
from tests.service.projections.stage import IN_CELL, ON_SQLITE, body

PAGE = (Path(__file__).parents[3] / "docs" / "review.md").read_text(encoding="utf-8")
AUTHORITY = {
    "location": {"method": "sector", "sectors": ["BIA"]},
    "by": "unknown",
    "persons": {"low": 16},
    "outcome": "returned",
    "source": {"type": "pl_authority"},
}
MONITOR = {
    "occurred": {"from": "2025-05-14T22:30:00+02:00", "precision": "hour"},
    "location": IN_CELL,
    "persons": {"low": 30, "qualifier": "about"},
    "source": {"type": "field_monitor"},
}


def requests() -> list[list[str]]:
    """The arguments of each `curl` of the page."""
    blocks = "\n".join(re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    lines = blocks.replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("curl")]


def send(
    client: TestClient, arguments: list[str], people: People, desk: Desk, **known: str
) -> Response:
    words = iter(arguments)
    method, address, content, headers = "GET", "", None, {}
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-d":
                content = next(words)
            case "-H":
                header = next(words)
                if header == "$AUTH":
                    headers |= people.analyst
                elif header.startswith("If-Match"):
                    headers["If-Match"] = f'"{desk.row(known["INCIDENT"])["version"]}"'
            case "-i":
                pass
            case _:
                address = word
    for name, value in known.items():
        address = address.replace(f"${name}", value)
        content = None if content is None else content.replace(f"${name}", value)
    if "withdrawals" in address:
        content = orjson.dumps({"code": known["CODE"]}).decode()
    path = address.replace("$API", "/api")
    return client.request(
        method, path, content=content, headers={**headers, "Content-Type": "application/json"}
    )


@ON_SQLITE
def test_the_requests_of_the_page_work_one_after_another(
    client: TestClient, house: Installation, people: People
) -> None:
    desk = Desk(house)
    incident, other = desk.open(body(**AUTHORITY), body(**MONITOR))
    known = {
        "INCIDENT": incident,
        "OTHER": other,
        "REPORT": desk.report_of(other),
        "CODE": desk.code_of(incident),
    }

    answers = [send(client, each, people, desk, **known) for each in requests()]

    assert len(answers) > 18
    # The last reading is of an incident that its source withdrew by then.
    assert [each.text for each in answers if not each.is_success] == []
    histories = [each.json() for each in answers if each.url.path.endswith("/history")]
    assert histories[-1]["changes"][-1]["actor"] == "receipt holder"


def test_the_example_comes_out_as_the_page_says() -> None:
    authority = told("a", reliability="B", **AUTHORITY)
    monitor = told("m", after_h=1, **MONITOR)

    found = follow_claims(authority.state, [authority, monitor])

    assert (found["precision"], found["location_method"]) == ("day", "sector")
    assert (found["persons_low"], found["by"], found["outcome"]) == (
        16, "people_crossing", "returned",
    )  # fmt: skip
    assert disputed_groups([authority, monitor]) == ["persons"]
