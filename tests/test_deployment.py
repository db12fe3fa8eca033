"""The compose file fits its parts, and nginx in front of the service keeps its promises."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from service.schema import migrate
from service.settings import Settings
from tests.cluster import free_port
from tests.conftest import lacking
from tests.service.photos.images import picture, written

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_compose_starts_every_part_in_order(compose: Any) -> None:
    services = compose["services"]

    assert set(services) == {"database", "migrate", "service", "worker", "proxy"}
    assert services["migrate"]["command"] == ["migrate"]
    assert services["worker"]["command"] == ["worker"]
    after_migrate = {"migrate": {"condition": "service_completed_successfully"}}
    assert services["service"]["depends_on"] == services["worker"]["depends_on"] == after_migrate
    assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "/health/ready" in " ".join(services["service"]["healthcheck"]["test"])


def test_compose_has_no_password_of_its_own(compose: Any) -> None:
    for part in ("database", "migrate", "service", "worker"):
        environment = compose["services"][part]["environment"]
        secret = environment.get("POSTGRES_PASSWORD") or environment["PGPASSWORD"]
        assert secret.startswith("${POSTGRES_PASSWORD:?")


def test_compose_lets_only_migrate_write_the_key_file(compose: Any) -> None:
    mounts = {
        name: [volume for volume in part["volumes"] if volume.startswith("key:")]
        for name, part in compose["services"].items()
    }

    assert mounts.pop("migrate") == ["key:/var/lib/miedza-key"]
    assert mounts["service"] == mounts["worker"] == ["key:/var/lib/miedza-key:ro"]
    assert mounts["database"] == mounts["proxy"] == []
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "MIEDZA_KEY_FILE=/var/lib/miedza-key/master.key" in image


def test_compose_refers_to_volumes_files_and_ports_that_exist(compose: Any) -> None:
    sources = [
        volume.split(":")[0] for part in compose["services"].values() for volume in part["volumes"]
    ]
    named = {source for source in sources if not source.startswith(".")}
    assert named == set(compose["volumes"])
    assert all((ROOT / source).exists() for source in sources if source.startswith("."))

    service = compose["services"]["service"]
    port = service["command"][service["command"].index("--port") + 1]
    assert f"server service:{port};" in conf()
    published = compose["services"]["proxy"]["ports"]
    assert [each.rpartition(":")[2] for each in published] == ["8080"]
    assert all(each.startswith("127.0.0.1:") for each in published)
    assert "listen 8080;" in conf()


def test_the_image_has_the_client_programs_of_the_databases_version(compose: Any) -> None:
    server = compose["services"]["database"]["image"].partition(":")[2].partition("-")[0]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert f"postgresql-client-{server}" in image


# nginx in front of the service.


def conf() -> str:
    return (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")


def test_nginx_holds_the_same_sizes_as_the_settings() -> None:
    settings = Settings()
    sizes = [
        int(line.split()[1].rstrip("m;")) << 20
        for line in map(str.strip, conf().splitlines())
        if line.startswith("client_max_body_size")
    ]

    assert sizes == [
        settings.max_report_bytes,
        settings.max_batch_bytes,
        settings.max_photo_bytes,
    ]


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[int]:
    """The shipped configuration in front of a port, with shorter waits; yields its own port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        lacking("nginx is not installed (Debian: nginx-light)")
    port = free_port()
    text = conf()
    for shipped, tried in (
        ("server service:8000;", f"server 127.0.0.1:{upstream};"),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("pid /tmp/nginx.pid;", f"pid {folder}/nginx.pid;"),
        ("client_body_timeout 10s;", "client_body_timeout 1s;"),
        ("http {", f"http {{ client_body_temp_path {folder}/bodies;"),
    ):
        assert shipped in text
        text = text.replace(shipped, tried)
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    # Its own processes must reach the test's folder, whoever runs the test.
    directives = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    process = subprocess.Popen(
        [program, "-p", folder, "-c", path, "-g", directives, "-e", "stderr"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for_port(port, process)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _wait_for_port(port: int, process: "subprocess.Popen[str]") -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"nginx ended: {process.communicate()[1]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """The service behind nginx: nginx's port, and a monitor's token."""
    migrate(Settings(data_dir=tmp_path / "data"))
    environment = {**os.environ, "MIEDZA_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "service.cli"]
    made = subprocess.run(
        [*command, "token", "create", "--role", "monitor"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    port = free_port()
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        with nginx(tmp_path, port) as front:
            _wait_until_ready(front)
            yield front, made.stdout.strip()
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_ready(port: int) -> None:
    for _ in range(400):
        if _send(port, "GET", "/health/ready")[0] == 200:
            return
        time.sleep(0.05)
    pytest.fail("the service did not become ready")


def _send(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        # A header that stands there twice would be two promises.
        named_once = dict(answer.headers)
        assert len(named_once) == len(answer.headers)
        return answer.status, named_once, answer.read()


@pytest.mark.slow
def test_a_report_goes_through_nginx_and_what_is_too_large_does_not(
    served: tuple[int, str], report: dict[str, Any]
) -> None:
    port, token = served
    path = "/api/reports/5a1f2f4e-8c1b-4b0a-9d55-0f6f3f1d2c3b"
    headers = {"Authorization": f"Bearer {token}", "Content_Type": "application/json"}
    body = orjson.dumps(report)

    assert _send(port, "PUT", path, body, **headers)[0] == 201
    status, _, receipt = _send(port, "PUT", path, body, **headers)
    assert (status, orjson.loads(receipt)["id"]) == (200, path.rpartition("/")[2])

    status, kind, refusal = _send(port, "PUT", path, b" " * ((1 << 20) + 1), **headers)
    assert (status, kind["Content-Type"]) == (413, "application/problem+json")
    assert orjson.loads(refusal)["code"] == "body_too_large"

    ndjson = {**headers, "Content_Type": "application/x-ndjson"}
    wide = body + b" " * (2 << 20) + b"\n"
    status, _, answer = _send(port, "POST", "/api/reports/batch", wide, **ndjson)
    assert (status, orjson.loads(answer)["rows"]) == (200, 1)


@pytest.mark.slow
def test_a_photo_goes_through_nginx_and_what_is_too_large_does_not(
    served: tuple[int, str], report: dict[str, Any]
) -> None:
    port, token = served
    path = "/api/reports/0b9d1c52-5a7e-4d0b-8f43-9a1c2f7d6e10"
    headers = {"Authorization": f"Bearer {token}", "Content_Type": "application/json"}
    photo = written(picture(), "PNG") + bytes(2 << 20)
    name = sha256(photo).hexdigest()
    announcing = orjson.dumps({**report, "photos": [name]})
    assert _send(port, "PUT", path, announcing, **headers)[0] == 201

    image = {**headers, "Content_Type": "image/png"}
    assert _send(port, "PUT", f"{path}/photos/{name}", photo, **image)[0] == 201
    status, _, _ = _send(port, "PUT", f"{path}/photos/{name}", bytes((8 << 20) + 1), **image)
    assert status == 413


STRICT = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _strict(headers: dict[str, str]) -> dict[str, str | None]:
    # The service writes the names in small letters.
    small = {name.lower(): value for name, value in headers.items()}
    return {name: small.get(name.lower()) for name in STRICT}


@pytest.mark.slow
def test_nginx_neither_doubles_nor_drops_a_header_of_the_service(
    served: tuple[int, str], report: dict[str, Any]
) -> None:
    port, _ = served
    for path in ("/health/ready", "/nowhere", "/api/reports"):
        status, headers, _ = _send(port, "GET", path)
        assert _strict(headers) == STRICT, path
        assert headers["permissions-policy"].startswith("accelerometer=()")
        assert ("Retry-After" in headers, len(headers["x-request-id"])) == (False, 16)
        assert headers.get("cache-control") == ("no-store" if status >= 400 else None)
    _, page, _ = _send(port, "GET", "/about")
    assert "style-src 'sha256-" in page["content-security-policy"]
    _, public, _ = _send(port, "GET", "/api/policy")
    assert public["cross-origin-resource-policy"] == "cross-origin"

    # What nginx refuses by itself.
    too_long = "/api?" + "x" * 20_000
    for method, path, body, expected in (
        ("PUT", "/api/reports/x", b" " * ((1 << 20) + 1), 413),
        ("GET", too_long, None, 414),
    ):
        status, headers, _ = _send(port, method, path, body)
        assert (status, _strict(headers)) == (expected, STRICT)
        assert headers["Cache-Control"] == "no-store"
        # Its name it cannot leave out; its version it can.
        assert headers["Server"] == "nginx"


@pytest.mark.slow
def test_a_stalled_body_never_reaches_the_service(tmp_path: Path) -> None:
    reached: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as upstream:
        threading.Thread(target=_accept, args=(upstream, reached), daemon=True).start()
        with nginx(tmp_path, upstream.getsockname()[1]) as port:
            begun = time.monotonic()
            with socket.create_connection(("127.0.0.1", port), 10) as caller:
                caller.sendall(
                    b"PUT /api/reports/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nfew"
                )
                ended = _read_to_end(caller)
            assert time.monotonic() - begun < 8
            assert reached == []
            assert ended == b"" or ended.split()[1] == b"408"

            # The same stub is reached by a whole request, so the silence above means something.
            _send(port, "GET", "/whole")
            assert len(reached) == 1


@pytest.mark.slow
def test_a_service_that_is_away_is_a_503_in_our_own_form(tmp_path: Path) -> None:
    with nginx(tmp_path, free_port()) as port:
        status, headers, body = _send(port, "GET", "/api")

    assert (status, headers["Retry-After"]) == (503, "5")
    assert headers["Content-Type"] == "application/problem+json"
    assert orjson.loads(body)["code"] == "unavailable"
    assert (_strict(headers), headers["Cache-Control"]) == (STRICT, "no-store")


@pytest.mark.slow
def test_anonymous_reads_have_a_rate_limit_and_tokens_do_not(tmp_path: Path) -> None:
    with nginx(tmp_path, free_port()) as port:
        named = {_send(port, "GET", "/api", Authorization="Bearer x")[0] for _ in range(200)}
        anonymous = [_send(port, "GET", "/api") for _ in range(300)]

    assert named == {503}
    limited = [answer for answer in anonymous if answer[0] == 429]
    assert limited
    assert orjson.loads(limited[0][2])["code"] == "rate_limited"
    assert (_strict(limited[0][1]), limited[0][1]["Retry-After"]) == (STRICT, "5")


def _accept(upstream: socket.socket, reached: list[bytes]) -> None:
    try:
        while True:
            connection, _ = upstream.accept()
            with connection:
                reached.append(connection.recv(1 << 16))
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    except OSError:
        return


def _read_to_end(caller: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := caller.recv(1 << 16):
            received += chunk
    except ConnectionResetError:
        pass
    return received
