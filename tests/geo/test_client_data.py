"""The client's data and its test vectors are what this version of the code makes.

That the client gives these answers is shown by `web/src/geo/vectors.test.ts`.
"""

import gzip

import orjson
import pytest

from scripts.make_client_data import FOLDER, files
from tests.geo.client_vectors import PATH, vectors

MADE = files()


@pytest.mark.parametrize("name", MADE)
def test_the_committed_file_is_what_the_script_makes(name: str) -> None:
    assert (FOLDER / name).read_bytes() == MADE[name], "run python -m scripts.make_client_data"


def test_no_other_file_lies_beside_them() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(MADE)


def test_the_files_are_small_enough_for_a_phone() -> None:
    assert sum(len(gzip.compress(content)) for content in MADE.values()) < 60_000


@pytest.mark.parametrize("name", ["border.json", "sectors.json", "places.json", "shapes.json"])
def test_each_file_made_from_the_work_of_others_says_whose_it_is(name: str) -> None:
    content = orjson.loads(MADE[name])

    assert content["licence"]
    assert content["attribution"]


def test_the_vectors_are_the_answers_of_this_version() -> None:
    expected = orjson.loads(orjson.dumps(vectors()))

    assert orjson.loads(PATH.read_bytes()) == expected, "run python -m tests.geo.client_vectors"


def test_the_vectors_hold_every_kind_of_answer() -> None:
    answers = [row[-1] for row in vectors()["located"]]
    sides = {answer["side"] for answer in answers if "side" in answer}
    refusals = [answer for answer in answers if "refused" in answer]

    assert len(answers) > 2000
    assert sides == {"pl", "by", "on_line", "other"}
    assert {answer["refused"] for answer in refusals} == {"coordinate", "far"}
    assert {answer.get("swapped") for answer in refusals} == {None, True, False}
    assert any(len(answer.get("shares", ())) > 2 for answer in answers)
