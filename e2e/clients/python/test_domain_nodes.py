"""A tenant's domain behind each proxy of deploy, which has two nodes behind it: what one node changes, the other knows."""

import json
import time

import pytest
import requests

from demo import TENANT_OWNER
from domains import ALIASES, SETTINGS, Platform, lead_here, trust
from entrances import KINDS, NAME
from nodes import DOMAINS_DATABASE, Node, prepared
from processes import PATIENCE, free_port

PORT = free_port()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    settings, demo = prepared(folder, f"https://{NAME}:{PORT}", DOMAINS_DATABASE, SETTINGS)
    first, second = (Node(tmp_path_factory.mktemp("node"), settings) for _ in range(2))
    with first, second:
        first.demo = json.loads(demo.read_text())
        yield [first, second]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def platform(request, nodes, tmp_path_factory):
    with request.param(tmp_path_factory.mktemp("entrance"), PORT, [node.address for node in nodes]) as entrance:
        with pytest.MonkeyPatch.context() as patch:
            lead_here(patch)
            trust(patch, entrance)
            platform = Platform(nodes[0], nodes[0].demo, PORT)
            platform.give_slugs()
            yield platform


def change(platform, node, connection, verb):
    """Asks this node itself, by the platform's name."""
    owner = platform.person(TENANT_OWNER)
    path = f"api/admin/v1/tenants/{connection['tenant_id']}/connections/{connection['connection_id']}/{verb}"
    headers = {**owner.headers, "Host": f"{NAME}:{PORT}"}
    answer = requests.post(f"http://{node.address}/{path}", json={}, headers=headers)
    assert answer.ok, answer.text


def of_both(nodes, connection, endpoint):
    """The statuses of token requests, asked for until each node has answered two of them."""
    basic, statuses = (connection["client_id"], connection["client_secret"]), set()
    enough = [node.answered('oauth2/token"') + 2 for node in nodes]
    deadline = time.monotonic() + PATIENCE
    while any(node.answered('oauth2/token"') < wanted for node, wanted in zip(nodes, enough)):
        assert time.monotonic() < deadline, "the proxy asks one node alone"
        answer = requests.post(endpoint, data={"grant_type": "client_credentials"}, auth=basic)
        statuses.add(answer.status_code)
    return statuses


@pytest.mark.parametrize("path", ["/oauth2/token", ALIASES[0]])
def test_a_pause_at_one_node_is_refused_by_both(platform, nodes, path):
    """That it takes no longer than a second is promised elsewhere, where a prober measures it: tests of ends of access, on
    three nodes, by path and by domain."""
    connection = platform.at_domain("live")
    endpoint = connection["issuer"] + path
    assert of_both(nodes, connection, endpoint) == {200}
    for verb, node, status in [("pause", nodes[0], 401), ("resume", nodes[1], 200)]:
        change(platform, node, connection, verb)
        deadline = time.monotonic() + PATIENCE
        while (seen := of_both(nodes, connection, endpoint)) != {status}:
            assert time.monotonic() < deadline, f"after {verb}: {seen}"
