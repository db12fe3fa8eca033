"""The page's requests work as they stand."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

from starlette.testclient import TestClient

from tests.conftest import People
from tests.service.projections.stage import ON_SQLITE

PAGE = (Path(__file__).parents[3] / "docs" / "effort.md").read_text(encoding="utf-8")


def requests() -> list[list[str]]:
    """The arguments of each `curl` of the page."""
    (block,) = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [shlex.split(line)[1:] for line in block.replace("\\\n", " ").splitlines()]


@ON_SQLITE
def test_the_requests_of_the_page_work_one_after_another(
    client: TestClient, people: People
) -> None:
    answers = []
    for arguments in requests():
        options = dict(pairwise(arguments))
        (address,) = (each for each in arguments if each.startswith("$API"))
        answers.append(
            client.request(
                options.get("-X", "GET"),
                address.replace("$API", "/api"),
                content=options.get("-d"),
                headers={**people.analyst, "Content-Type": "application/json"},
            )
        )

    assert [answer.status_code for answer in answers] == [200] * 4
    listed = {row["sector"]: row["level"] for row in answers[2].json()["effort"]}
    assert listed == {"BIA": "good", "NAR": "some", "CZE": "none"}
    assert answers[3].json()["level"] == "none"
