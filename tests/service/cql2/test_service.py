"""A server starts without what only a filter needs."""

import subprocess
import sys

STARTED = (
    "import sys, service.main, service.cql2.service; print('service.cql2.text' in sys.modules)"
)


def test_the_parser_is_loaded_with_the_first_filter() -> None:
    found = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, check=True)

    assert found.stdout.strip() == b"False"
