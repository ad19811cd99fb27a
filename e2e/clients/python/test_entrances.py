"""Proxies in front of two nodes, each with its own example of deploy: docs/operators/proxies.md."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from demo import OPERATOR, SESSION
from entrances import KINDS, Caddy
from nodes import Node, prepared
from processes import PATIENCE, free_port
from proxies import Api

# What the guide says: this long after a restarted node is ready, and when the proxy has looked twice, the next one may be
# stopped.
BETWEEN_NODES, LOOKS = 3, 2
PORT = free_port()
FORGED = "203.0.113.9"


class From(requests.adapters.HTTPAdapter):
    """Asks from this address of the machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *positional, **named):
        super().init_poolmanager(*positional, source_address=(self.address, 0), **named)


def caller(address, certificate=None):
    session = requests.Session()
    # A machine's own bundle of certificates would be asked instead.
    session.trust_env = False
    session.mount("http://", From(address))
    session.mount("https://", From(address))
    session.verify = str(certificate) if certificate else True
    return session


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    settings, demo = prepared(tmp_path_factory.mktemp("demo"), f"https://localhost:{PORT}")
    first, second = (Node(tmp_path_factory.mktemp("node"), settings) for _ in range(2))
    with first, second:
        first.demo = json.loads(demo.read_text())
        yield [first, second]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def entrance(request, nodes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("entrance")
    with request.param(folder, PORT, [node.address for node in nodes]) as entrance:
        yield entrance


def sign_in(nodes, session, url, headers):
    """The address that a sign-in came from, as the platform's history has it, and who is signed in."""
    body = {"email": OPERATOR, "password": nodes[0].demo["accounts"][0]["password"]}
    answer = session.post(f"{url}/api/account/v1/session", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    signed_in = {"Cookie": f"{SESSION}={answer.cookies[SESSION]}"}
    history = session.get(f"{url}/api/operator/v1/activity", headers=signed_in).json()["items"]
    return next(entry["from"] for entry in history if entry["action"] == "session.started"), signed_in


FORGERIES = [
    {},
    {"X-Forwarded-For": FORGED},
    {"X-Forwarded-For": f"{FORGED}, 127.0.0.1"},
    {"X-Forwarded-For": f"{FORGED}:443,127.0.0.1:80"},
    {"X_Forwarded_For": FORGED, "x-forwarded-for": FORGED},
    {"Forwarded": f"for={FORGED}", "X-Real-IP": FORGED, "X-Forwarded-Host": "evil.example"},
    {"Connection": "close, X-Forwarded-For"},
]


@pytest.mark.parametrize("headers", FORGERIES)
def test_the_callers_address_is_the_proxys_word(entrance, nodes, headers):
    address, _ = sign_in(nodes, caller("127.0.0.2", entrance.certificate), entrance.url, headers)
    assert address == "127.0.0.2"


@pytest.mark.parametrize("headers", FORGERIES)
def test_no_one_but_the_proxy_is_believed(nodes, headers):
    address, _ = sign_in(nodes, caller("127.0.0.3"), f"http://{nodes[0].address}", headers)
    assert address == "127.0.0.3"


def test_figures_stay_inside(entrance, nodes):
    assert requests.get(f"http://{nodes[0].address}/metrics").status_code == 200
    for headers in FORGERIES:
        answer = requests.get(f"{entrance.url}/metrics", headers=headers, verify=str(entrance.certificate))
        assert answer.status_code in (403, 404), headers


SPOOFED = {
    "X-Grantry-Client-Id": "cli_somebody",
    "x-grantry-tenant-id": "ten_somebody",
    "X-Grantry-Scope": "everything",
    "X-GRANTRY-ENVIRONMENT": "sandbox",
    "X_Grantry_Tenant_Id": "ten_somebody",
    "X-Grantry_Tenant-Id": "ten_somebody",
    "X_GRANTRY_SCOPE": "everything",
    "Forwarded": f"for={FORGED}",
    "Client-Cert": ":bm8=:",
    "X-Forwarded-For": FORGED,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_pretends_to_be_a_proxys_or_grantrys_goes_no_further(kind, tmp_path):
    api = Api()
    behind = f"127.0.0.1:{api.server_port}"
    with kind(tmp_path, free_port(), [behind, behind]) as entrance:
        answer = caller("127.0.0.2", entrance.certificate).get(f"{entrance.url}/anything", headers={**SPOOFED, "X-Other": "stays"})
    api.shutdown()
    seen = answer.json()
    assert seen["x-other"] == "stays"
    assert seen["x-forwarded-for"] == "127.0.0.2"
    names = [name.lower() for name in seen[":names"] if kind.drops_underscores or "_" not in name]
    names = [name.replace("_", "-") for name in names]
    assert not [name for name in names if name.startswith("x-grantry") or name in ("forwarded", "client-cert")]
    assert names.count("x-forwarded-for") == 1


def test_the_feed_is_not_held_back(entrance, nodes):
    session = caller("127.0.0.2", entrance.certificate)
    _, signed_in = sign_in(nodes, session, entrance.url, {})
    headers = {**signed_in, "Origin": entrance.url}
    api = session.get(f"{entrance.url}/api/operator/v1/apis", headers=headers).json()["items"][0]["id"]
    path = f"{entrance.url}/api/operator/v1/apis/{api}/resource-servers"
    made = session.post(path, json={"name": f"Behind {entrance.url} {time.time()}"}, headers=headers)
    assert made.ok, made.text
    made = made.json()
    began = time.monotonic()
    basic = (made["resource_server"]["id"], made["client_secret"])
    with session.get(f"{entrance.url}/oauth2/feed", auth=basic, stream=True) as feed:
        assert feed.status_code == 200
        heard = 0
        for line in feed.iter_lines():
            heard += line == b"event: alive" or line == b"event:alive"
            if heard == 20:
                break
    assert heard == 20 and time.monotonic() - began < 12


class Unready(ThreadingHTTPServer):
    """A node that answers 503 at /readyz while `ready` is not set, and 200 with what it was sent elsewhere. `refusals`
    counts these 503."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), UnreadyAnswer)
        self.ready, self.refusals = True, 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


class UnreadyAnswer(BaseHTTPRequestHandler):
    def do_GET(self):
        refuses = self.path == "/readyz" and not self.server.ready
        self.answer(503 if refuses else 200, b"here")
        self.server.refusals += refuses

    def do_POST(self):
        self.answer(200, self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_behind_caddy_what_changes_nothing_waits_for_a_node(tmp_path):
    node = Unready()
    behind = f"127.0.0.1:{node.server_port}"
    with Caddy(tmp_path, free_port(), [behind, behind]) as entrance, ThreadPoolExecutor() as partners:
        def ask(method, path, **sent):
            return caller("127.0.0.2", entrance.certificate).request(method, entrance.url + path, **sent)

        for path in ["/oauth2/token", "/t/ten_1/oauth2/token"]:
            node.ready, node.refusals = False, 0
            # Caddy knows it under two names, for the platform and for tenants, and looks at each: none of the looks from
            # before is on its way any more.
            while node.refusals < 8 or ask("PUT", "/anything").status_code != 503:
                time.sleep(0.1)
            # Only a GET and a token request wait.
            assert ask("POST", "/api/admin/v1/tenants", data="x").status_code == 503
            waiting = [partners.submit(ask, "POST", path, data={"scope": "a"}), partners.submit(ask, "GET", "/.well-known/x")]
            time.sleep(0.5)
            assert not any(each.done() for each in waiting)
            node.ready = True
            answers = [each.result() for each in waiting]
            assert [(answer.status_code, answer.text) for answer in answers] == [(200, "scope=a"), (200, "here")]
    node.shutdown()


class Load:
    """Partners that ask for tokens without end; half of them keep their connection. `answers` are statuses, and what
    else was said where that is not 200."""

    def __init__(self, entrance, connection, partners=4):
        self.entrance, self.connection, self.answers, self.ended = entrance, connection, [], threading.Event()
        self.partners = [threading.Thread(target=self.ask, args=(bool(number % 2),)) for number in range(partners)]

    def ask(self, kept):
        session = caller("127.0.0.2", self.entrance.certificate)
        basic = (self.connection["client_id"], self.connection["client_secret"])
        while not self.ended.is_set():
            try:
                answer = session.post(self.connection["token_endpoint"], data={"grant_type": "client_credentials"}, auth=basic)
                self.answers.append(200 if answer.ok else (answer.status_code, answer.headers.get("Server"), answer.text))
            except requests.RequestException as error:
                self.answers.append(repr(error))
            if not kept:
                session.close()
                session = caller("127.0.0.2", self.entrance.certificate)
            time.sleep(0.01)

    def __enter__(self):
        for partner in self.partners:
            partner.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for partner in self.partners:
            partner.join()


def wait_between_nodes(entrance, *started):
    enough, deadline = [node.looked_at() + LOOKS for node in started], time.monotonic() + PATIENCE
    time.sleep(BETWEEN_NODES)
    while entrance.looks and any(node.looked_at() < looks for node, looks in zip(started, enough)):
        assert time.monotonic() < deadline, "the proxy looks at no node"
        time.sleep(0.05)


def test_nodes_restart_one_after_the_other_and_no_token_request_fails(entrance, nodes):
    connection = nodes[0].demo["connection"]
    assert connection["token_endpoint"].startswith(entrance.url)
    wait_between_nodes(entrance, *nodes)
    with Load(entrance, connection) as load:
        time.sleep(0.5)
        for node in nodes:
            node.process.terminate()
            while (status := requests.get(f"http://{node.address}/readyz").status_code) == 200:
                time.sleep(0.05)
            assert status == 503, "it says that it is stopping"
            assert node.process.wait() == 0
            asked = len(load.answers)
            node.start()
            wait_between_nodes(entrance, node)
            assert len(load.answers) > asked, "the other one serves meanwhile"
    assert [answer for answer in load.answers if answer != 200] == []
    assert len(load.answers) > 300
