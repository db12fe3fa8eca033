"""The bulletin in a browser: axe finds nothing, on a wide screen and on a phone, light and dark."""

import json
import re
import shutil
import subprocess
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from service.summaries.bulletin.page import as_html
from service.vocabulary import LANGUAGES
from tests.conftest import lacking
from tests.service.summaries.bulletin.documents import (
    BASE,
    earlier_format,
    empty_week,
    full_week,
)

CHROMIUM = shutil.which("chromium")
# No sandbox, because the tests may run as root; no network of its own; drawn by software.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--virtual-time-budget=20000", "--dump-dom",
)  # fmt: skip
# Longer than any check takes on a slow machine, and an end where a browser hangs.
PATIENCE_S = 90
AXE = """<script>{rules}</script><script>
axe.run(document).then(function (found) {{
  var out = document.createElement("pre");
  out.id = "found";
  out.textContent = JSON.stringify({{
    violations: found.violations.map(function (each) {{
      return [each.id, each.nodes.map(function (node) {{ return node.failureSummary; }})];
    }}),
    passes: found.passes.length
  }});
  document.body.appendChild(out);
}});
</script></body>"""

pytestmark = pytest.mark.slow


@pytest.fixture
def chromium() -> str:
    if CHROMIUM is None:
        lacking("a browser is not installed (Debian: chromium)")
    return CHROMIUM


def examine(page: str, chromium: str, folder: Path, width: int) -> dict[str, Any]:
    """What axe says of a page; the page is a file, so that nothing is asked of a network."""
    rules = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    probe = AXE.format(rules=rules.replace("</script", "<\\/script"))
    file = folder / "page.html"
    file.write_text(page.replace("</body>", probe), encoding="utf-8")
    command = [
        chromium, *FLAGS, f"--window-size={width},900", f"--user-data-dir={folder / 'profile'}",
        file.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, "the browser gave no answer"
    said: dict[str, Any] = json.loads(unescape(found[1]))
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_a_full_week(chromium: str, tmp_path: Path, language: str) -> None:
    page = as_html(full_week(), language, BASE).decode()
    found = examine(page, chromium, tmp_path, 1280)
    assert found["violations"] == []
    assert found["passes"] > 30


@pytest.mark.parametrize("document", [empty_week(), earlier_format()])
def test_axe_finds_nothing_where_there_is_little(
    chromium: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    page = as_html(document, "pl", BASE).decode()
    assert examine(page, chromium, tmp_path, 1280)["violations"] == []


def test_axe_finds_nothing_on_a_dark_phone(chromium: str, tmp_path: Path) -> None:
    page = as_html(full_week(), "be", BASE).decode()
    dark = page.replace("@media (prefers-color-scheme: dark)", "@media all", 1)
    assert dark != page
    assert examine(dark, chromium, tmp_path, 500)["violations"] == []


def test_axe_would_have_found_something(chromium: str, tmp_path: Path) -> None:
    """The proof that the rules run at all."""
    page = as_html(full_week(), "en", BASE).decode().replace('<html lang="en">', "<html>")
    found = examine(page, chromium, tmp_path, 1280)["violations"]
    assert [rule for rule, _ in found] == ["html-has-lang"]
