"""Whatever is sent, and whatever fails: nothing of it stands in what the processes say.

Marked words go through a real server and real workers, in every kind of request; then all that
they wrote is searched for each of them.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from service.accounts.service import create_token, list_keys, revoke_token
from service.installation import Installation, open_installation
from service.projections.publisher import publish
from service.projections.recompute import recompute
from service.schema import migrate
from service.settings import Settings
from tests.cluster import free_port
from tests.service.projections.stage import claim, submit
from tests.silence.speaking import (
    ASKED_LAT,
    ASKED_LON,
    BOX,
    LAT,
    LON,
    UUID,
    WORDS,
    Caller,
    ask,
    curate,
    misbehave,
    reread,
    send_reports,
)

pytestmark = pytest.mark.slow

_FINE_NUMBER = re.compile(r"\d+\.\d{4,}")
_CLOCKS = {"time", "duration_ms"}
_MEMBERS = {"time", "level", "logger", "event", "request_id", "error", "trace"}
_REQUEST_MEMBERS = _MEMBERS | {"method", "route", "status", "duration_ms", "role", "key"}


def prepare(folder: Path) -> tuple[dict[str, str], list[str], str]:
    """Tokens, the ids of keys, and an incident; the database will refuse some changes aloud."""
    migrate(Settings(data_dir=folder))
    house = open_installation(Settings(data_dir=folder))
    try:
        made = {
            role: create_token(house.database, role, WORDS["label"])
            for role in ("monitor", "partner", "analyst")
        }
        revoked = create_token(house.database, "monitor", WORDS["label"])
        revoke_token(house.database, revoked.key_id)
        (incident, overstaying) = submit(house, claim(), claim())
        publish(house.database, house.policy, datetime.now(UTC))
        # Or a worker would make the rows anew first, and find nothing that overstays.
        recompute(house.database, house.policy, datetime.now(UTC))
        _set_traps(house, overstaying)
        tokens = {role: key.token for role, key in made.items()} | {"revoked": revoked.token}
        return tokens, [key.id for key in list_keys(house.database)], incident
    finally:
        house.database.close()


def _set_traps(house: Installation, overstaying: str) -> None:
    """The status `rejected` is refused, and so is the worker that takes away a public row."""
    refused = f"SELECT RAISE(ABORT, '{WORDS['driver']}')"
    with house.database.writing() as session:
        for statement in (
            "CREATE TRIGGER trap_incident BEFORE UPDATE ON incident "
            f"WHEN NEW.status = 'rejected' BEGIN {refused}; END",
            f"CREATE TRIGGER trap_public BEFORE DELETE ON feature_public BEGIN {refused}; END",
        ):
            session.execute(text(statement))
        session.execute(
            text("UPDATE feature_full SET public_on = NULL WHERE id = :id"), {"id": overstaying}
        )


def _wait_until_ready(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server did not become ready")


def _start(
    command: list[str], environment: dict[str, str], output: Path
) -> "subprocess.Popen[bytes]":
    with output.open("wb") as stream:
        return subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)


@dataclass
class Run:
    """All that happened in one life of the processes."""

    said: str
    server_said: list[str]
    worker_said: list[str]
    worker_code: int
    caller: Caller
    key_ids: list[str]
    report_id: str


@pytest.fixture(scope="module", params=["info", "debug"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("silence")
    tokens, key_ids, incident = prepare(folder / "data")
    port = free_port()
    outputs = [folder / "server", folder / "worker"]
    environment = {
        **os.environ,
        "MIEDZA_DATA_DIR": str(folder / "data"),
        "MIEDZA_LOG_LEVEL": request.param,
    }
    command = [sys.executable, "-m", "service.cli"]
    served = [*command, "serve", "--port", str(port), "--with-worker"]
    server = _start(served, environment, outputs[0])
    worker = _start([*command, "worker"], environment, outputs[1])
    try:
        _wait_until_ready(port, server)
        caller = Caller(port, tokens)
        report_id = send_reports(caller)
        ask(caller)
        curate(caller, incident)
        reread(caller, report_id)
        misbehave(caller)
        worker_code = worker.wait(30)
    finally:
        for process in (server, worker):
            process.terminate()
            process.wait(20)
    said = [output.read_text(encoding="utf-8") for output in outputs]
    of_server, of_worker = (each.splitlines() for each in said)
    return Run("".join(said), of_server, of_worker, worker_code, caller, key_ids, report_id)


def _without_clocks(lines: list[str]) -> str:
    """What was said, but for the clock's own numbers: 52.444 may well be a second of the day."""
    entries = [json.loads(line) for line in lines]
    return json.dumps([{k: v for k, v in each.items() if k not in _CLOCKS} for each in entries])


def test_no_marked_word_is_said(run: Run) -> None:
    assert [name for name, word in WORDS.items() if word.lower() in run.said.lower()] == []


def test_no_token_id_or_receipt_is_said(run: Run) -> None:
    secrets = {*run.caller.tokens.values(), *run.caller.secrets, run.report_id}
    assert len(secrets) > 10
    assert [each for each in secrets if each in run.said] == []
    assert "mdz_" not in run.said
    assert UUID.findall(run.said) == []


def test_no_place_and_no_question_is_said(run: Run) -> None:
    said = _without_clocks([*run.server_said, *run.worker_said])
    for number in (LON, LAT, ASKED_LON, ASKED_LAT, *BOX.split(",")):
        assert number[:6] not in said
    assert _FINE_NUMBER.findall(run.said) == []
    assert not any("?" in json.loads(line)["event"] for line in run.server_said)


def test_no_address_of_a_caller_is_said(run: Run) -> None:
    addresses = re.findall(r"127\.0\.0\.1\S*", run.said)
    assert set(addresses) <= {f"127.0.0.1:{run.caller.port}"}


def test_every_line_is_json_with_no_member_but_those_agreed(run: Run) -> None:
    for line in [*run.server_said, *run.worker_said]:
        entry = json.loads(line)
        allowed = _REQUEST_MEMBERS if entry["event"] == "request" else _MEMBERS
        assert set(entry) <= allowed
        assert {"time", "level", "logger", "event"} <= set(entry)


def test_every_request_has_its_line(run: Run) -> None:
    lines = [json.loads(line) for line in run.server_said]
    requests = [each for each in lines if each["event"] == "request"]
    # Of what is no request at all there is none; the last two were not finished.
    statuses = [each["status"] for each in requests]
    assert sorted(statuses[: len(run.caller.statuses)]) == sorted(run.caller.statuses)
    assert len({each["request_id"] for each in requests}) == len(requests)
    assert {each["role"] for each in requests if "role" in each} == {
        "monitor", "partner", "analyst"
    }  # fmt: skip
    assert {each["key"] for each in requests if "key" in each} <= set(run.key_ids)
    routes = {each["route"] for each in requests}
    assert {"/api/reports/{report_id}", "/api/incidents/{incident_id}/status", None} <= routes


def test_what_failed_is_told_by_its_class_and_place_and_can_be_found_by_the_id(run: Run) -> None:
    lines = [json.loads(line) for line in run.server_said]
    (fault,) = [each for each in lines if each["event"].startswith("unexpected") and
                "request_id" in each]  # fmt: skip
    assert fault["event"] == "unexpected fault: IntegrityError"
    assert any("set_status" in line for line in fault["trace"])
    (request,) = [each for each in lines if each.get("status") == 500]
    assert request["request_id"] == fault["request_id"]


def test_a_worker_that_ends_by_a_fault_says_no_more(run: Run) -> None:
    assert run.worker_code == 1
    events = [json.loads(line)["event"] for line in run.worker_said]
    assert events == ["worker started", "unexpected fault: IntegrityError"]
    # The one beside the server is no more talkative.
    beside = [json.loads(line)["event"] for line in run.server_said if "miedza.worker" in line]
    assert beside == ["worker started"]
