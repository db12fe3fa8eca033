"""Debian's Chromium as tests and scripts start it by Playwright."""

import shutil

CHROMIUM = shutil.which("chromium")
# No sandbox, because they may run as root; no network of its own; drawn by software.
FLAGS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=angle",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
