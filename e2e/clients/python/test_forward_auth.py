"""nginx in front of an API, with the very configuration of deploy/forward-auth; only addresses and the API differ."""

import json
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests

from demo import DEMO, OPERATOR, ORIGIN, TENANT_OWNER, Person

EXAMPLE = Path(__file__).parents[3] / "deploy/forward-auth"
NGINX = "/usr/sbin/nginx"
CONNECTION = DEMO["connection"]
CHECKED = "https%3A%2F%2Fapi.example.com%2Fv1"


@pytest.fixture(scope="module")
def apis():
    """The identifiers of the demo's APIs, by their names."""
    return {each["name"]: each["identifier"] for each in Person(OPERATOR).get("operator/v1/apis")["items"]}


@pytest.fixture(scope="module")
def upstream():
    """The API behind: it answers with the headers that reached it, and remembers how often it was asked."""

    class Api(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked += 1
            body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.asked = 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def proxy(apis, upstream, tmp_path_factory):
    with Nginx(tmp_path_factory.mktemp("nginx"), apis, upstream, urlsplit(ORIGIN).netloc) as nginx:
        yield nginx.url


class Nginx:
    def __init__(self, folder, apis, upstream, grantry):
        address = f"127.0.0.1:{free_port()}"
        self.url, self.folder = f"http://{address}", folder
        example = (EXAMPLE / "nginx.conf").read_text()
        for there, here in {
            "server 127.0.0.1:8080;": f"server {grantry};",
            "server 127.0.0.1:9000;": f"server 127.0.0.1:{upstream.server_port};",
            "listen 8000;": f"listen {address};",
            CHECKED: quote(apis["Practice API"], safe=""),
        }.items():
            assert example.count(there) == 1, there
            example = example.replace(there, here)
        (folder / "api.conf").write_text(example)
        (folder / "grantry-forward.conf").write_text((EXAMPLE / "grantry-forward.conf").read_text())
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
            f"http {{ access_log off; {temporary} include api.conf; }}"
        )

    def __enter__(self):
        self.process = subprocess.Popen([NGINX, "-p", self.folder, "-c", self.folder / "nginx.conf"])
        deadline = time.monotonic() + 20
        while True:
            try:
                requests.get(self.url)
                return self
            except requests.ConnectionError:
                assert self.process.poll() is None, (self.folder / "error.log").read_text()
                assert time.monotonic() < deadline, "nginx does not listen"
                time.sleep(0.05)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def grant(connection=CONNECTION, **form):
    basic = (connection["client_id"], connection["client_secret"])
    answer = requests.post(connection["token_endpoint"], data={"grant_type": "client_credentials", **form}, auth=basic)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def ask(proxy, token=None, path="/v1/patients/all", **headers):
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return requests.get(proxy + path, headers=headers)


def assert_refused(answer, status, *challenge):
    assert answer.status_code == status, answer.text
    for part in ["Bearer", *challenge]:
        assert part in answer.headers["WWW-Authenticate"]


def test_a_good_token_passes_and_the_api_learns_whose_it_is(proxy):
    answer = ask(proxy, grant(), **{"X-Grantry-Tenant-Id": "ten_somebody_else", "X-Grantry-Scope": "everything"})
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert seen["x-grantry-client-id"] == CONNECTION["client_id"]
    assert seen["x-grantry-tenant-id"] == CONNECTION["tenant_id"]
    assert sorted(seen["x-grantry-scope"].split()) == ["appointments.read", "patients.read"]
    assert seen["x-grantry-environment"] == "live"
    assert "authorization" not in seen


def test_nothing_reaches_the_api_without_a_good_token(proxy, upstream, apis):
    token = grant()
    before = upstream.asked
    header, payload, signature = token.split(".")
    forged = ".".join([header, payload, signature[:-8] + ("A" * 8 if signature[-8:] != "A" * 8 else "B" * 8)])
    assert_refused(ask(proxy), 401)
    assert "error=" not in ask(proxy).headers["WWW-Authenticate"]
    for foreign in ["nonsense", forged, grant(resource=apis["Billing API"]), grant(DEMO["sandbox_connection"])]:
        assert_refused(ask(proxy, foreign), 401, 'error="invalid_token"')
    assert_refused(ask(proxy, token, "/v1/appointments"), 403, 'error="insufficient_scope"', 'scope="appointments.change"')
    assert ask(proxy, token, "/elsewhere").status_code == 404
    assert upstream.asked == before


def test_disable_closes_the_door_to_tokens_that_are_out_already(proxy):
    token, owner = grant(), Person(TENANT_OWNER)
    connection = f"admin/v1/tenants/{CONNECTION['tenant_id']}/connections/{CONNECTION['connection_id']}"
    assert ask(proxy, token).status_code == 200
    owner.post(f"{connection}/pause")
    try:
        assert_refused(ask(proxy, token), 401, 'error="invalid_token"')
    finally:
        owner.post(f"{connection}/resume")
    assert_refused(ask(proxy, token), 401, 'error="invalid_token"')
    assert ask(proxy, grant()).status_code == 200


def test_nobody_passes_while_grantry_is_away(apis, upstream, tmp_path):
    with Nginx(tmp_path, apis, upstream, f"127.0.0.1:{free_port()}") as nginx:
        before = upstream.asked
        answer = ask(nginx.url, grant())
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert upstream.asked == before
