"""Whether a server gives the features that the table holds, in their order where it has one."""

import json
from collections.abc import Sequence
from typing import Any

from bench.peers.asking import Asked, Client, Server
from bench.peers.questions import Question, Truth


class Differs(Exception):
    """A server answers something else; its speed says nothing then."""


def check(client: Client, truth: Truth, questions: Sequence[Question], asked: Asked) -> None:
    """Raises `Differs` for the first answer that is not right."""
    for question in questions:
        page, *counts = (json.loads(body) for body in client.bodies(question, asked))
        check_page(client.server, truth.matching(question), page, question, asked)
        matched = [each["numberMatched"] for each in (page, *counts) if "numberMatched" in each]
        if asked.equal and client.server.counted and not matched:
            raise Differs(f"{client.server.name} does not count, {question.name}")
        if any(number != len(truth.matching(question)) for number in matched):
            raise Differs(f"{client.server.name} counts {matched}, {question.name}")


def check_page(
    server: Server, right: list[str], page: dict[str, Any], question: Question, asked: Asked
) -> None:
    """`right` are the ids of all that match, in their order."""
    found = [str(feature["id"]) for feature in page["features"]]
    expected = right[asked.offset : asked.offset + asked.limit]
    where = f"{server.name}, {question.name}, {asked}"
    if len(found) != len(expected):
        raise Differs(f"{where}: {len(found)} features instead of {len(expected)}")
    if len(set(found)) != len(found) or not set(found) <= set(right):
        raise Differs(f"{where}: features that do not match, or one twice")
    if asked.equal and server.ordered and found != expected:
        raise Differs(f"{where}: not the same features in the same order")
