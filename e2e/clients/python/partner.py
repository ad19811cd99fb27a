"""What every client is asked to do."""

import os

import pytest
import requests

from demo import DEMO

# The tests speak http to this machine; both libraries want to be told.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

CONNECTIONS = [
    pytest.param(DEMO["connection"], id="live"),
    pytest.param(DEMO["sandbox_connection"], id="sandbox"),
]
ONE_SCOPE = "patients.read"
WRONG_SECRET = "gts_" + "0" * 49

at_both_sides = pytest.mark.parametrize("connection", CONNECTIONS)
with_and_without_scope = pytest.mark.parametrize("scope", [None, ONE_SCOPE], ids=["all", "one-scope"])


def assert_granted(connection, token, scope):
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 1200)
    granted = token["scope"] if isinstance(token["scope"], list) else token["scope"].split()
    assert sorted(granted) == sorted([scope] if scope else connection["scopes"])


def assert_answers(connection, answer):
    """The demo's API has answered with the data of the connection's tenant."""
    assert answer.status_code == 200, answer.text
    assert answer.json()["tenant_id"] == connection["tenant_id"]


def metadata(connection):
    """RFC 8414 section 3: the well-known part stands between host and path."""
    issuer = connection["issuer"]
    scheme, rest = issuer.split("://")
    host, path = rest.split("/", 1)
    answer = requests.get(f"{scheme}://{host}/.well-known/oauth-authorization-server/{path}")
    assert answer.status_code == 200
    assert answer.json()["issuer"] == issuer
    return answer.json()
