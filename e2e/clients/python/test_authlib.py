"""PyPI Authlib."""

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url

from partner import ONE_SCOPE, WRONG_SECRET, assert_answers, assert_granted, at_both_sides, with_and_without_scope

METHODS = pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])


def discover(connection):
    """Authlib's own checks of RFC 8414, but the one that wants a response type even of a server like ours, which has no
    authorization endpoint that could answer with one."""
    answer = requests.get(get_well_known_url(connection["issuer"], external=True))
    metadata = AuthorizationServerMetadata(answer.json())
    for claim in set(metadata.REGISTRY_KEYS) - {"response_types_supported"}:
        getattr(metadata, f"validate_{claim}")()
    return metadata


def session(connection, method, secret=None):
    return OAuth2Session(
        connection["client_id"],
        secret or connection["client_secret"],
        token_endpoint=discover(connection)["token_endpoint"],
        token_endpoint_auth_method=method,
    )


@at_both_sides
def test_metadata(connection):
    metadata = discover(connection)
    assert metadata["issuer"] == connection["issuer"]
    assert metadata["token_endpoint"] == connection["token_endpoint"]
    assert ONE_SCOPE in metadata["scopes_supported"]


@METHODS
@with_and_without_scope
@at_both_sides
def test_grant(connection, scope, method):
    with session(connection, method) as client:
        token = client.fetch_token(grant_type="client_credentials", **({"scope": scope} if scope else {}))
        assert_granted(connection, token, scope)
        assert_answers(connection, client.get(connection["api_url"]))


@METHODS
@at_both_sides
def test_wrong_secret(connection, method):
    with session(connection, method, WRONG_SECRET) as client, pytest.raises(OAuthError) as refused:
        client.fetch_token(grant_type="client_credentials")
    assert refused.value.error == "invalid_client"


@METHODS
@at_both_sides
def test_scope_that_is_not_granted(connection, method):
    with session(connection, method) as client, pytest.raises(OAuthError) as refused:
        client.fetch_token(grant_type="client_credentials", scope=connection["ungranted_scope"])
    assert refused.value.error == "invalid_scope"
