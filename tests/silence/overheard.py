"""One request to a bare application and one to ours, in a process where a tracer listens.

    python -m tests.silence.overheard FOLDER

Prints which of the two it heard. A tracer can be set once in the life of a process.
"""

import sys
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from opentelemetry import trace
from starlette.testclient import TestClient

from service.installation import open_installation
from service.main import create_app
from service.settings import Settings


class Listening(trace.TracerProvider):
    """Counts who asks for a tracer."""

    heard = 0

    def get_tracer(self, *_: Any, **__: Any) -> trace.Tracer:
        self.heard += 1
        return trace.NoOpTracer()


def main(folder: str) -> None:
    listening = Listening()
    trace.set_tracer_provider(listening)
    TestClient(FastAPI()).get("/api/policy")
    bare = listening.heard
    house = open_installation(Settings(data_dir=Path(folder)))
    TestClient(create_app(house)).get("/api/policy")
    house.database.close()
    sys.stdout.buffer.write(orjson.dumps({"bare": bare > 0, "ours": listening.heard > bare}))


if __name__ == "__main__":
    main(sys.argv[1])
