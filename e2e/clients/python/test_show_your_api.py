"""What an API needs so that pages of `/docs` may call it: the proxies of docs/operators/show-your-api.md, each with the very
lines of the guide, in front of the demo API. Only addresses differ."""

import os
import re
from pathlib import Path

import pytest
import requests

from demo import DEMO, ORIGIN
from processes import Process, free_port, nginx

GUIDE = (Path(__file__).parents[3] / "docs/operators/show-your-api.md").read_text()
CONNECTION = DEMO["connection"]
# What the guide calls the page's origin, the API behind, and the API's own address.
PAGE, BEHIND, SITE = "https://access.example.com", "127.0.0.1:9000", "api.example.com"
BEYOND = ORIGIN.removeprefix("http://")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def lines(name, here):
    """The guide's block for this program, with what stands there replaced by what is needed here."""
    block = re.search(rf"^{name}:\n\n```\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)[1]
    for there, mine in {PAGE: ORIGIN, **here}.items():
        assert there in block, there
        block = block.replace(there, mine)
    return block


class InFront(Process):
    """A proxy in front of the demo API, which has its operations below another path."""

    def __init__(self, folder):
        super().__init__(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/v1/patients"

    def is_ready(self):
        try:
            return requests.get(self.url).status_code == 401
        except requests.ConnectionError:
            return False


class Nginx(InFront):
    def command(self):
        block = lines("nginx", {f"http://{BEHIND}": f"{ORIGIN}/demo-api/v1/"})
        main = nginx(self.folder, f"server {{ listen 127.0.0.1:{self.port}; {block} }}")
        return ["/usr/sbin/nginx", "-p", self.folder, "-c", main]


class Caddy(InFront):
    def environment(self):
        return {**os.environ, "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}

    def command(self):
        behind = f"rewrite * /demo-api{{uri}}\n        reverse_proxy {BEYOND}"
        here = {SITE: f"http://127.0.0.1:{self.port}", f"reverse_proxy {BEHIND}": behind}
        file = self.folder / "Caddyfile"
        file.write_text("{\n\tadmin off\n}\n" + lines("Caddy", here))
        return ["/usr/bin/caddy", "run", "--config", file]


@pytest.fixture(scope="module", params=[Nginx, Caddy], ids=lambda kind: kind.__name__)
def api(request, tmp_path_factory):
    with request.param(tmp_path_factory.mktemp("in-front")) as proxy:
        yield proxy.url


def is_readable(answer, origin):
    """Whether a browser gives the answer to a page of this origin (Fetch, "CORS check"), which sends no cookies."""
    return answer.headers.get("Access-Control-Allow-Origin") in ("*", origin)


def may_call(url, origin, method):
    """Whether a browser sends the call after it has asked (Fetch, "CORS-preflight fetch")."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = requests.options(url, headers=headers)
    names = answer.headers.get("Access-Control-Allow-Headers", "").lower().replace(" ", "").split(",")
    methods = answer.headers.get("Access-Control-Allow-Methods", "").replace(" ", "").split(",")
    return answer.ok and is_readable(answer, origin) and {"authorization", "content-type"} <= set(names) and method in methods


def token():
    basic = (CONNECTION["client_id"], CONNECTION["client_secret"])
    answer = requests.post(CONNECTION["token_endpoint"], data={"grant_type": "client_credentials"}, auth=basic)
    return answer.json()["access_token"]


def test_the_page_calls_the_api_and_reads_what_it_says(api):
    assert all(may_call(api, ORIGIN, method) for method in METHODS)
    for bearer, status in [(token(), 200), ("unknown", 401)]:
        answer = requests.get(api, headers={"Origin": ORIGIN, "Authorization": f"Bearer {bearer}"})
        assert answer.status_code == status, answer.text
        assert is_readable(answer, ORIGIN), answer.headers
        assert "Origin" in answer.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
    missing = requests.get(f"{api}/there/is/none", headers={"Origin": ORIGIN})
    assert missing.status_code in (401, 404) and is_readable(missing, ORIGIN), missing.headers


@pytest.mark.parametrize("origin", ["https://elsewhere.example", f"{ORIGIN}0", "null"])
def test_no_other_page_does(api, origin):
    assert not any(may_call(api, origin, method) for method in METHODS)
    headers = {"Origin": origin, "Authorization": f"Bearer {token()}"}
    assert not is_readable(requests.get(api, headers=headers), origin)


def test_a_method_that_the_lines_do_not_name_is_not_sent(api):
    assert not may_call(api, ORIGIN, "TRACE")
