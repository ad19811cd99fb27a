"""PyPI requests-oauthlib. It reads no metadata by itself."""

import pytest
from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError, InvalidScopeError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from partner import ONE_SCOPE, WRONG_SECRET, assert_answers, assert_granted, at_both_sides, metadata, with_and_without_scope

METHODS = pytest.mark.parametrize("method", ["basic", "post"])


def fetch(connection, method, scope=None, secret=None):
    client, secret = connection["client_id"], secret or connection["client_secret"]
    by = {
        "basic": {"auth": HTTPBasicAuth(client, secret)},
        "post": {"include_client_id": True, "client_secret": secret},
    }[method]
    session = OAuth2Session(client=BackendApplicationClient(client, scope=scope))
    return session, session.fetch_token(metadata(connection)["token_endpoint"], **by)


@METHODS
@with_and_without_scope
@at_both_sides
def test_grant(connection, scope, method):
    session, token = fetch(connection, method, scope)
    assert_granted(connection, token, scope)
    assert_answers(connection, session.get(connection["api_url"]))


@at_both_sides
@pytest.mark.parametrize("scopes", [["", ONE_SCOPE], [ONE_SCOPE, ""], ["", ONE_SCOPE, "", ""]], ids=str)
def test_a_list_of_scopes_with_empty_texts(connection, scopes, monkeypatch):
    """The library joins a list by blanks, whatever is in it. That the answer has one blank less is no change of scope."""
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    _, token = fetch(connection, "basic", scopes)
    assert token["scope"] == [ONE_SCOPE]


@METHODS
@at_both_sides
def test_wrong_secret(connection, method):
    with pytest.raises(InvalidClientError):
        fetch(connection, method, secret=WRONG_SECRET)


@METHODS
@at_both_sides
def test_scope_that_is_not_granted(connection, method):
    with pytest.raises(InvalidScopeError):
        fetch(connection, method, connection["ungranted_scope"])
