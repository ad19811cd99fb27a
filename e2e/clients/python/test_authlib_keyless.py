"""PyPI Authlib: private_key_jwt, introspection and revocation."""

import time
import uuid

import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey

from demo import DEMO, OPERATOR, Person, allowed_app
from partner import ONE_SCOPE, assert_answers, assert_granted, at_both_sides, metadata


def keyless(connection, key):
    """An app that signs its requests with the key, allowed by the tenant of a connection: its credential."""
    keys = {"jwks": {"keys": [key.as_dict(private=False)]}}
    credential = allowed_app(connection, ONE_SCOPE, hand_over="keyless", client_keys=keys)
    assert credential["client_secret"] is None
    return credential


def session(connection, client_id, key):
    """RFC 10070 wants the issuer as audience, where older clients put the token endpoint; and a short life."""
    found = metadata(connection)
    method = PrivateKeyJWT(found["issuer"], claims={"exp": int(time.time()) + 60}, headers={"kid": key.kid}, alg="ES256")
    client = OAuth2Session(client_id, key, token_endpoint=found["token_endpoint"], token_endpoint_auth_method=method)
    return client


@at_both_sides
def test_private_key_jwt(connection):
    key = ECKey.generate_key("P-256", parameters={"kid": uuid.uuid4().hex})
    credential = keyless(connection, key)
    with session(connection, credential["client_id"], key) as client:
        token = client.fetch_token(grant_type="client_credentials")
        assert_granted(connection, token, ONE_SCOPE)
        assert_answers(connection, client.get(connection["api_url"]))

    other = ECKey.generate_key("P-256", parameters={"kid": key.kid})
    with session(connection, credential["client_id"], other) as client, pytest.raises(OAuthError) as refused:
        client.fetch_token(grant_type="client_credentials")
    assert refused.value.error == "invalid_client"


def test_introspection_and_revocation():
    connection, operator = DEMO["connection"], Person(OPERATOR)
    found = metadata(connection)
    api = next(each["id"] for each in operator.get("operator/v1/apis")["items"] if each["name"] == "Practice API")
    registered = operator.post(f"operator/v1/apis/{api}/resource-servers", {"name": "Authlib"})
    verifier = OAuth2Session(registered["resource_server"]["id"], registered["client_secret"])
    client = OAuth2Session(connection["client_id"], connection["client_secret"], token_endpoint=found["token_endpoint"])

    def introspect():
        answer = verifier.introspect_token(found["introspection_endpoint"], token=token["access_token"])
        assert answer.status_code == 200
        return answer.json()

    token = client.fetch_token(grant_type="client_credentials", scope=ONE_SCOPE)
    seen = introspect()
    assert (seen["active"], seen["client_id"], seen["scope"]) == (True, connection["client_id"], ONE_SCOPE)
    assert client.revoke_token(found["revocation_endpoint"], token=token["access_token"]).status_code == 200
    assert introspect() == {"active": False}
