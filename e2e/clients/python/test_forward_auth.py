"""Proxies in front of an API, each with its own example of deploy/forward-auth."""

import hashlib
import http.client
import json
import re
import time
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey

from demo import DEMO, OPERATOR, ORIGIN, TENANT_OWNER, Person, allowed_app
from partner import ONE_SCOPE
from processes import free_port
from proxies import Api, Envoy, Nginx, Traefik

CONNECTION = DEMO["connection"]
PATIENTS = "/v1/patients/all"
KINDS = [Nginx, Traefik, Envoy]


# Ways to write /v1/appointments, or something else beside /v1/patients, that begin like a path of /v1/patients.
ESCAPES = [
    "/v1/patients/../appointments",
    "/v1/patients/..;/appointments",
    "/v1/patients/..;a=b/appointments",
    "/v1/patients/.;/../appointments",
    "/v1/patients/;/../../appointments",
    "/v1/patients/%2e%2e/appointments",
    "/v1/patients/%2E%2E/appointments",
    "/v1/patients/.%2e/appointments",
    "/v1/patients/..%2fappointments",
    "/v1/patients/..%2Fappointments",
    "/v1/patients%2f..%2fappointments",
    "/v1/patients/%2e%2e%2fappointments",
    "/v1/patients/..%5cappointments",
    "/v1/patients/..%5Cappointments",
    "/v1/patients\\..\\appointments",
    "/v1/patients/..\\appointments",
    "/v1/patients/%252e%252e/appointments",
    "/v1/patients/..%252fappointments",
    "/v1/patients/%2e%2e%3b/appointments",
    "/v1/patients/..%3b/appointments",
    "/v1/patients/..%00/appointments",
    "/v1/patients/.//../appointments",
    "/v1//patients/../appointments",
    "//v1/patients/../appointments",
    "/v1/./patients/../appointments",
    "/v1/patients/../../v1/appointments",
    "/v1/patients/x/../../appointments",
    "/v1/patients-and-more",
    "/v1/patientsx",
    "/v1/patients.json",
    "/v1/patients%2eold",
    "/v1/patients;x=1",
    "/v1/patients%3bx=1",
]
# The other way round: what an API that decodes nothing reads as a path of /v1/appointments.
DISGUISES = [
    "/v1/appointments/../patients",
    "/v1/appointments/%2e%2e/patients",
    "/v1/appointments/..%2fpatients",
    "/v1/appointments/..;/patients",
    "/v1/appointments%2f..%2fpatients",
    "/v1/appointments/..%5cpatients",
]


@pytest.fixture(scope="module")
def identifiers():
    """The identifiers of the demo's APIs, by their names."""
    return {each["name"]: each["identifier"] for each in Person(OPERATOR).get("operator/v1/apis")["items"]}


@pytest.fixture(scope="module")
def api():
    api = Api()
    yield api
    api.shutdown()


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def proxy(request, identifiers, api, tmp_path_factory):
    folder = tmp_path_factory.mktemp("proxy")
    with request.param(folder, identifiers["Practice API"], api, urlsplit(ORIGIN).netloc) as proxy:
        yield proxy


def grant(connection=CONNECTION, headers=None, **form):
    basic = (connection["client_id"], connection["client_secret"])
    form["grant_type"] = "client_credentials"
    answer = requests.post(connection["token_endpoint"], data=form, auth=basic, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def jwt_claims(token):
    payload = token.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def ask(proxy, token=None, path=PATIENTS, **headers):
    if token:
        headers.setdefault("Authorization", f"Bearer {token}")
    return requests.get(proxy.url + path, headers=headers)


def ask_raw(proxy, token, path, headers=()):
    """As `ask`, with a path and header names that no library tidies up."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port)
    try:
        connection.putrequest("GET", "/", skip_accept_encoding=True)
        # What putrequest has checked is replaced by what it would not let through.
        connection._buffer[0] = b"GET " + path.encode("latin-1") + b" HTTP/1.1"
        for name, value in [("Authorization", f"Bearer {token}"), *headers]:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def assert_refused(answer, status, *challenge, scheme="Bearer"):
    assert answer.status_code == status, answer.text
    for part in [scheme, *challenge]:
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


def test_nothing_reaches_the_api_without_a_good_token(proxy, api, identifiers):
    token = grant()
    before = api.asked
    header, payload, signature = token.split(".")
    forged = ".".join([header, payload, signature[:-8] + ("A" * 8 if signature[-8:] != "A" * 8 else "B" * 8)])
    assert_refused(ask(proxy), 401)
    challenge = ask(proxy).headers["WWW-Authenticate"]
    assert "error=" not in challenge
    document = requests.get(re.search('resource_metadata="([^"]+)"', challenge).group(1))
    assert document.json()["resource"] == identifiers["Practice API"]
    for foreign in ["nonsense", forged, grant(resource=identifiers["Billing API"]), grant(DEMO["sandbox_connection"])]:
        assert_refused(ask(proxy, foreign), 401, 'error="invalid_token"')
    assert_refused(ask(proxy, token, "/v1/appointments"), 403, 'error="insufficient_scope"', 'scope="appointments.change"')
    assert ask(proxy, Authorization="Bearer a b").status_code == 400
    assert ask(proxy, token, "/elsewhere").status_code == 404
    assert api.asked == before


@pytest.mark.parametrize("path", ESCAPES + DISGUISES)
def test_a_path_is_the_same_to_the_proxy_and_the_api(proxy, api, path):
    """The token has patients.read; what is behind /v1/appointments wants more."""
    token, before = grant(), api.asked
    status, body = ask_raw(proxy, token, path)
    if status != 200:
        assert status in (400, 403, 404, 307, 308), body
        assert api.asked == before
        return
    # It may pass where what the API gets is plainly a path of /v1/patients.
    assert re.fullmatch(r"/v1/patients(/[\w-]+)*", json.loads(body)[":path"]), body


@pytest.mark.parametrize("query", ["?next=http://a/../b//c", "?q=a%3Bb%2Fc%5C%25", "?q=..%2f..&r=%00"])
def test_a_query_may_hold_what_a_path_may_not(proxy, query):
    status, body = ask_raw(proxy, grant(), PATIENTS + query)
    assert status == 200, body
    assert json.loads(body)[":path"] == PATIENTS + query


SPOOFED = [
    "X-Grantry-Tenant-Id",
    "x-grantry-tenant-id",
    "X_Grantry_Tenant_Id",
    "X_GRANTRY_TENANT_ID",
    "X-Grantry_Tenant-Id",
    "X_Grantry-Client-Id",
    "X-Grantry-Admin",
    "X-GRANTRY-Anything-To-Come",
    "X-Grantry-",
]


@pytest.mark.parametrize("name", SPOOFED)
def test_only_grantry_says_who_calls(proxy, api, name):
    before = api.asked
    status, body = ask_raw(proxy, grant(), PATIENTS, [(name, "ten_somebody_else"), (name, "ten_another")])
    if status != 200:
        assert status == 400, body
        assert api.asked == before
        return
    seen = json.loads(body)
    assert "ten_" not in body.decode().replace(CONNECTION["tenant_id"], ""), seen
    assert seen["x-grantry-tenant-id"] == CONNECTION["tenant_id"]
    ours = sorted(each.lower() for each in seen[":names"] if re.match("x[-_]grantry", each, re.IGNORECASE))
    assert ours == ["x-grantry-client-id", "x-grantry-environment", "x-grantry-scope", "x-grantry-tenant-id"]


@pytest.mark.parametrize("name", ["X-Grantry-Tenant-Id", "x-grantry-tenant-id, x-grantry-scope", "Authorization"])
def test_a_connection_header_takes_nothing_away(proxy, api, name):
    """What it names is dropped on the way (RFC 9110 section 7.6.1), also what the proxy has added."""
    before = api.asked
    status, body = ask_raw(proxy, grant(), PATIENTS, [("Connection", f"close, {name}")])
    if status == 200:
        seen = json.loads(body)
        assert seen["x-grantry-tenant-id"] == CONNECTION["tenant_id"]
        assert seen["x-grantry-scope"] and "authorization" not in seen
    else:
        assert api.asked == before


def test_an_empty_scope_is_no_scope(identifiers):
    ask = {"api": identifiers["Practice API"]}
    for scope, status in [("patients.read", 200), ("", 400), (" ", 400), ("\n", 400)]:
        headers = {"Authorization": f"Bearer {grant()}"}
        answer = requests.get(f"{ORIGIN}/oauth2/verify", params={**ask, "scope": scope}, headers=headers)
        assert answer.status_code == status, (scope, answer.text)


def test_a_token_that_expired_is_refused(proxy, api):
    token = grant(allowed_app(CONNECTION, ONE_SCOPE, ends_in=timedelta(seconds=5)))
    assert ask(proxy, token).status_code == 200
    expires = jwt_claims(token)["exp"]
    while time.time() < expires:
        time.sleep(0.1)
    before = api.asked
    assert_refused(ask(proxy, token), 401, 'error="invalid_token"', "the access token expired")
    assert api.asked == before


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


def proof(key, method, url, token=None):
    """RFC 9449 section 4.2."""
    claims = {"jti": uuid.uuid4().hex, "htm": method, "htu": url, "iat": int(time.time())}
    if token:
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = urlsafe_b64encode(digest).rstrip(b"=").decode()
    return jwt.encode({"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}, claims, key)


def test_a_token_that_is_bound_to_a_key_wants_a_proof_for_this_request(proxy, api):
    key, stranger = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
    token = grant(headers={"DPoP": proof(key, "POST", CONNECTION["token_endpoint"])})
    here = {"Authorization": f"DPoP {token}"}
    good = proof(key, "GET", proxy.url + PATIENTS, token)
    assert ask(proxy, DPoP=good, **here).status_code == 200

    before = api.asked
    assert_refused(ask(proxy, token), 401, 'error="invalid_token"', scheme="DPoP")
    assert_refused(ask(proxy, **here), 401, 'error="invalid_token"', scheme="DPoP")
    for bad in [
        good,
        proof(key, "POST", proxy.url + PATIENTS, token),
        proof(key, "GET", proxy.url + "/v1/patients/other", token),
        proof(key, "GET", proxy.url + PATIENTS, grant()),
    ]:
        assert_refused(ask(proxy, DPoP=bad, **here), 401, 'error="invalid_dpop_proof"', scheme="DPoP")
    other_key = proof(stranger, "GET", proxy.url + PATIENTS, token)
    assert_refused(ask(proxy, DPoP=other_key, **here), 401, 'error="invalid_token"', scheme="DPoP")
    assert api.asked == before


def test_no_one_tells_the_proxy_what_was_asked_but_itself(proxy, api):
    key = ECKey.generate_key("P-256")
    token = grant(headers={"DPoP": proof(key, "POST", CONNECTION["token_endpoint"])})
    elsewhere = "https://elsewhere.example/orders"
    spoofed = {
        "X-Original-Method": "POST",
        "X-Original-URL": elsewhere,
        "X-Forwarded-Method": "POST",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Uri": "/orders",
    }
    before = api.asked
    stolen = proof(key, "POST", elsewhere, token)
    refused = ask(proxy, Authorization=f"DPoP {token}", DPoP=stolen, **spoofed)
    assert_refused(refused, 401, 'error="invalid_dpop_proof"', scheme="DPoP")
    assert api.asked == before


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_one_passes_while_grantry_is_away(kind, identifiers, api, tmp_path):
    with kind(tmp_path, identifiers["Practice API"], api, f"127.0.0.1:{free_port()}") as proxy:
        before = api.asked
        answer = ask(proxy, grant())
        assert answer.status_code in (500, 503), answer.text
        assert api.asked == before
