"""tipg, pygeoapi and pg_featureserv: one process each, their own defaults, no log of requests."""

import json
import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.peers.asking import Asked
from bench.peers.installing import (
    FEATURESERV,
    NotHad,
    featureserv_binary,
    installed_version,
    virtual_environment,
)
from bench.peers.questions import Question
from bench.peers.rows import TABLE
from service.features.collections import incidents_box
from tests.cluster import free_port

_SCHEMA, _NAME = TABLE.split(".")
_START_S = 60


@dataclass
class Other:
    """Both Python servers take the same parameters."""

    name: str
    port: int
    collection: str
    form: str
    version: str = ""
    ordered: bool = True
    counted: bool = True

    def paths(self, question: Question, asked: Asked) -> list[str]:
        order = {"sortby": "-period_from,-id"} if asked.equal else {}
        parameters = {
            "f": self.form,
            **question.parameters(),
            "limit": asked.limit,
            **({"offset": asked.offset} if asked.offset else {}),
            **order,
        }
        return [f"/collections/{self.collection}/items?{urlencode(parameters, safe=',:/')}"]


@dataclass
class FeatureServ(Other):
    """It knows no `datetime`, orders by one property, and never counts.

    This follows its documentation; an answer that is not right leaves it out, as with the others.
    """

    ordered: bool = False
    counted: bool = False

    def paths(self, question: Question, asked: Asked) -> list[str]:
        span = {"filter": "period_from BETWEEN {} AND {}".format(*question.days or ())}
        parameters = {
            **({"bbox": question.bbox} if question.box else {}),
            **(span if question.days else {}),
            "limit": asked.limit,
            **({"offset": asked.offset} if asked.offset else {}),
            **({"sortby": "-period_from"} if asked.equal else {}),
        }
        return [f"/collections/{TABLE}/items.json?{urlencode(parameters, safe=',:/')}"]


@contextmanager
def tipg(address: str) -> Iterator[Other]:
    binaries, port = virtual_environment("tipg"), free_port()
    settings = {"DATABASE_URL": address, "TIPG_DB_SCHEMAS": json.dumps([_SCHEMA])}
    command = [str(binaries / "uvicorn"), "tipg.main:app", "--port", str(port), "--workers", "1"]
    with _running("tipg", [*command, "--no-access-log"], settings, port, "/collections?f=json"):
        yield Other("tipg", port, TABLE, "geojson", installed_version(binaries, "tipg"))


@contextmanager
def pygeoapi(address: str) -> Iterator[Other]:
    binaries, port = virtual_environment("pygeoapi"), free_port()
    with tempfile.TemporaryDirectory(prefix="miedza-pygeoapi-") as name:
        configuration, definition = Path(name) / "pygeoapi.yml", Path(name) / "openapi.yml"
        # YAML holds JSON.
        configuration.write_text(json.dumps(_pygeoapi_configuration(address, port)))
        settings = {"PYGEOAPI_CONFIG": str(configuration), "PYGEOAPI_OPENAPI": str(definition)}
        generate = [str(binaries / "pygeoapi"), "openapi", "generate", str(configuration)]
        _prepare("pygeoapi", [*generate, "--output-file", str(definition)], settings)
        command = [str(binaries / "gunicorn"), "--workers", "1", "--worker-class", "gthread"]
        command += ["--threads", "4", "--bind", f"127.0.0.1:{port}", "pygeoapi.flask_app:APP"]
        with _running("pygeoapi", command, settings, port, "/collections?f=json"):
            yield Other("pygeoapi", port, _NAME, "json", installed_version(binaries, "pygeoapi"))


@contextmanager
def featureserv(address: str) -> Iterator[Other]:
    binary, port = featureserv_binary(), free_port()
    with tempfile.TemporaryDirectory(prefix="miedza-featureserv-") as name:
        configuration = Path(name) / "pg_featureserv.toml"
        configuration.write_text(
            f'[Server]\nHttpHost = "127.0.0.1"\nHttpPort = {port}\n[Paging]\nLimitMax = 10000\n'
        )
        command = [str(binary), "--config", str(configuration)]
        with _running(
            "pg_featureserv", command, {"DATABASE_URL": address}, port, "/collections.json"
        ):
            version = FEATURESERV.rpartition("@")[2]
            yield FeatureServ("pg_featureserv", port, TABLE, "json", version)


def _pygeoapi_configuration(address: str, port: int) -> dict[str, Any]:
    """The least that it starts with; its limits raised to our largest page."""
    host, _, database = address.rpartition("@")[2].partition("/")
    name, _, database_port = host.partition(":")
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": name,
            "port": int(database_port),
            "dbname": database,
            "user": "miedza",
            "password": "none-is-asked-for",
            "search_path": [_SCHEMA, "public"],
        },
        "id_field": "id",
        "table": _NAME,
        "geom_field": "geom",
        "time_field": "period_from",
    }
    collection = {
        "type": "collection",
        "title": "Incidents",
        "description": "Incidents",
        "keywords": ["incidents"],
        "links": [],
        "extents": {
            "spatial": {
                "bbox": list(incidents_box()),
                "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            },
        },
        "providers": [provider],
    }
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "language": "en-US",
            "gzip": False,
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "Incidents",
                "description": "Incidents",
                "keywords": ["incidents"],
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": "http://127.0.0.1",
            },
            "license": {"name": "none", "url": "http://127.0.0.1"},
            "provider": {"name": "none", "url": "http://127.0.0.1"},
            "contact": {"name": "none", "url": "http://127.0.0.1"},
        },
        "resources": {_NAME: collection},
    }


def _prepare(name: str, command: list[str], settings: Mapping[str, str]) -> None:
    done = subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotHad(f"{name}: {_last_line(done.stderr or done.stdout)}")


@contextmanager
def _running(
    name: str, command: list[str], settings: Mapping[str, str], port: int, path: str
) -> Iterator[None]:
    """The server's process until the block ends; `NotHad` if it does not come up."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **settings}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            if not _comes_up(process, port, path):
                log.seek(0)
                raise NotHad(f"{name}: does not start ({_last_line(log.read())})")
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _comes_up(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=_START_S):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else "it says nothing"
