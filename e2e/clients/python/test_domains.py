"""A domain for each tenant, and aliases of the token endpoint, by clients that know nothing of either: requests-oauthlib,
Authlib and curl, behind each proxy of deploy. Names lead to this machine, certificates are of an authority of our own."""

import json
import subprocess
import time
import uuid
from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import ECKey
from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from demo import OPERATOR, allowed_app
from domains import ALIASES, SETTINGS, SLUGS, Platform, lead_here, metadata, trust
from entrances import KINDS
from nodes import alone
from partner import ONE_SCOPE, WRONG_SECRET, assert_answers, assert_granted
from processes import free_port

PORT = free_port()
METHODS = pytest.mark.parametrize("method", ["basic", "post"])
SIDES = pytest.mark.parametrize("environment", ["live", "sandbox"])
# The token endpoint at a tenant's domain, and its aliases there.
NAMES = pytest.mark.parametrize("path", ["/oauth2/token", *ALIASES])


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    node, demo = alone(tmp_path_factory.mktemp("node"), f"https://localhost:{PORT}", SETTINGS)
    with node:
        yield Platform(node, demo, PORT)


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def platform(request, node, tmp_path_factory):
    behind = node.node.address
    with request.param(tmp_path_factory.mktemp("entrance"), PORT, [behind, behind]) as entrance:
        with pytest.MonkeyPatch.context() as patch:
            lead_here(patch)
            node.trusted = trust(patch, entrance)
            node.give_slugs()
            yield node


def claims(token):
    payload = token.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def fetch(connection, endpoint, method, secret=None):
    """By requests-oauthlib."""
    client, secret = connection["client_id"], secret or connection["client_secret"]
    by = {
        "basic": {"auth": HTTPBasicAuth(client, secret)},
        "post": {"include_client_id": True, "client_secret": secret},
    }[method]
    session = OAuth2Session(client=BackendApplicationClient(client, scope=ONE_SCOPE))
    return session, session.fetch_token(endpoint, **by)


def ask(connection, endpoint, **named):
    """By a form over Basic, whatever the answer."""
    basic = (connection["client_id"], connection["client_secret"])
    return requests.post(endpoint, data={"grant_type": "client_credentials"}, auth=basic, **named)


def assert_says_nothing(platform, answer):
    """Of any tenant."""
    said = f"{answer.headers} {answer.text}"
    assert "access_token" not in said
    for tenant in platform.demo["tenants"]:
        assert tenant["id"] not in said and tenant["name"] not in said, said
    assert not [slug for slug in SLUGS.values() if slug in said], said


@SIDES
def test_metadata_names_the_domain_alone(platform, environment):
    connection = platform.at_domain(environment)
    assert connection["issuer"] == platform.host(SLUGS[environment], environment)
    found = metadata(connection["issuer"])
    assert found["token_endpoint"] == connection["token_endpoint"] == f"{connection['issuer']}/oauth2/token"
    assert found["jwks_uri"] == f"{connection['issuer']}/oauth2/jwks"
    for name, value in found.items():
        assert not name.endswith("_endpoint") or value.startswith(f"{connection['issuer']}/"), name
    assert requests.get(f"{connection['issuer']}/.well-known/openid-configuration").json() == found
    assert requests.get(found["jwks_uri"]).json()["keys"]


@METHODS
@NAMES
@SIDES
def test_requests_oauthlib_at_the_domain(platform, environment, path, method):
    connection = platform.at_domain(environment)
    endpoint = connection["issuer"] + path
    assert endpoint in connection["endpoints"]
    session, token = fetch(connection, endpoint, method)
    assert_granted(connection, token, ONE_SCOPE)
    assert claims(token["access_token"])["iss"] == connection["issuer"]
    assert_answers(connection, session.get(connection["api_url"]))
    with pytest.raises(InvalidClientError):
        fetch(connection, endpoint, method, WRONG_SECRET)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@NAMES
@SIDES
def test_authlib_at_the_domain(platform, environment, path, method):
    connection = platform.at_domain(environment)
    found = AuthorizationServerMetadata(requests.get(get_well_known_url(connection["issuer"], external=True)).json())
    # We have no authorization endpoint that could answer with a response type.
    for claim in set(found.REGISTRY_KEYS) - {"response_types_supported"}:
        getattr(found, f"validate_{claim}")()
    assert found["issuer"] == connection["issuer"]
    session = AuthlibSession(
        connection["client_id"],
        connection["client_secret"],
        token_endpoint=connection["issuer"] + path,
        token_endpoint_auth_method=method,
    )
    with session as client:
        token = client.fetch_token(grant_type="client_credentials", scope=ONE_SCOPE)
        assert_granted(connection, token, ONE_SCOPE)
        assert_answers(connection, client.get(connection["api_url"]))


def curl(platform, url, *arguments):
    """The status, and the body as JSON. The name is resolved by a rule of its own."""
    parts = urlsplit(url)
    command = ["curl", "--silent", "--show-error", "--write-out", "\n%{http_code}", "--cacert", str(platform.trusted)]
    command += ["--resolve", f"{parts.hostname}:{parts.port}:127.0.0.1", *arguments, url]
    body, status = subprocess.run(command, text=True, capture_output=True, check=True).stdout.rsplit("\n", 1)
    return int(status), json.loads(body)


@METHODS
@NAMES
@SIDES
def test_curl_at_the_domain(platform, environment, path, method):
    connection = platform.at_domain(environment)
    client, secret = connection["client_id"], connection["client_secret"]
    by = {
        "basic": ["--user", f"{client}:{secret}"],
        "post": ["--data", f"client_id={client}", "--data-urlencode", f"client_secret={secret}"],
    }[method]
    form = ["--data", "grant_type=client_credentials", "--data-urlencode", f"scope={ONE_SCOPE}"]
    status, token = curl(platform, connection["issuer"] + path, *form, *by)
    assert (status, token.get("scope")) == (200, ONE_SCOPE), token
    status, answer = curl(platform, connection["api_url"], "--oauth2-bearer", token["access_token"])
    assert (status, answer["tenant_id"]) == (200, connection["tenant_id"])


@METHODS
@SIDES
def test_the_same_client_at_every_address(platform, environment, method):
    """While a tenant moves, a token names the issuer that was asked, and each works at the API. The platform's own token
    endpoint finds the tenant from the client, and names its current issuer."""
    connection, path = platform.at_domain(environment), platform.path(platform.connections[environment]["tenant_id"])
    assert path["state"] == "open" and not path["current"]
    asked = {each: connection["issuer"] for each in connection["endpoints"]}
    asked[path["token_endpoint"]] = path["issuer"]
    # The sandbox has a host of its own beside the platform's, which serves both environments.
    hosts = [platform.url] if environment == "live" else [platform.url, platform.host("sandbox")]
    asked |= {host + each: connection["issuer"] for host in hosts for each in ["/oauth2/token", *ALIASES]}
    for endpoint, issuer in asked.items():
        session, token = fetch(connection, endpoint, method)
        assert claims(token["access_token"])["iss"] == issuer, endpoint
        assert_answers(connection, session.get(connection["api_url"]))


@NAMES
@SIDES
def test_a_signed_request_is_for_the_domain(platform, environment, path):
    """private_key_jwt (RFC 7523): the audience is the tenant's issuer at its domain, as its metadata has it."""
    key = ECKey.generate_key("P-256", parameters={"kid": uuid.uuid4().hex})
    keys = {"jwks": {"keys": [key.as_dict(private=False)]}}
    connection, tenants = platform.at_domain(environment), platform.demo["tenants"]
    keyless = {"hand_over": "keyless", "client_keys": keys}
    credential = allowed_app(connection, ONE_SCOPE, person=platform.person, tenants=tenants, **keyless)
    assert credential["issuer"] == connection["issuer"]
    assert credential["token_endpoint"] == connection["token_endpoint"]

    def grant(audience):
        soon = {"exp": int(time.time()) + 60}
        method = PrivateKeyJWT(audience, claims=soon, headers={"kid": key.kid}, alg="ES256")
        endpoint = connection["issuer"] + path
        with AuthlibSession(credential["client_id"], key, token_endpoint=endpoint, token_endpoint_auth_method=method) as client:
            token = client.fetch_token(grant_type="client_credentials")
            assert_answers(connection, client.get(connection["api_url"]))
            return token

    assert_granted(connection, grant(connection["issuer"]), ONE_SCOPE)
    other = platform.host("someone-else", environment)
    for audience in [other, f"{connection['issuer']}/", connection["issuer"].replace("https:", "http:"), platform.url]:
        with pytest.raises(OAuthError) as refused:
            grant(audience)
        assert refused.value.error == "invalid_client", audience


def proof(key, method, url):
    """RFC 9449 section 4.2."""
    claims = {"jti": uuid.uuid4().hex, "htm": method, "htu": url, "iat": int(time.time())}
    return jwt.encode({"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}, claims, key)


@NAMES
def test_a_proof_is_for_the_url_that_was_asked(platform, path):
    """DPoP: `htu` is the URL that the client sends the request to, with the tenant's domain and the alias."""
    key, connection = ECKey.generate_key("P-256"), platform.at_domain("live")
    endpoint = connection["issuer"] + path
    token = ask(connection, endpoint, headers={"DPoP": proof(key, "POST", endpoint)})
    assert token.status_code == 200, token.text
    assert token.json()["token_type"] == "DPoP"
    assert claims(token.json()["access_token"])["cnf"]["jkt"] == key.thumbprint()
    elsewhere = [
        platform.path(connection["tenant_id"])["token_endpoint"],
        platform.host("someone-else") + path,
        f"{connection['issuer']}/elsewhere",
        f"{platform.url}{path}",
    ]
    for url in elsewhere:
        refused = ask(connection, endpoint, headers={"DPoP": proof(key, "POST", url)})
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof"), url


@NAMES
def test_another_tenants_host_is_not_this_clients(platform, path):
    """Nor is a live host a sandbox client's, nor the other way round: as a wrong secret, to the letter."""
    live, sandbox = platform.at_domain("live"), platform.at_domain("sandbox")
    other = next(
        each["id"]
        for each in platform.demo["tenants"]
        if each["kind"] == "live" and each["id"] != live["tenant_id"]
    )
    if platform.addresses(other)["slug"] is None:
        platform.set_slug(other, "riverside")
    for connection, issuer in [
        (live, platform.current(other)["issuer"]),
        (live, sandbox["issuer"]),
        (sandbox, live["issuer"]),
        (live, platform.host("sandbox")),
    ]:
        answer = ask(connection, issuer + path)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), issuer
        wrong = ask({**connection, "client_secret": WRONG_SECRET}, issuer + path)
        assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client"), issuer


@pytest.mark.parametrize("path", ["/oauth2/token", *ALIASES, "/oauth2/jwks", "/.well-known/oauth-authorization-server"])
def test_a_host_that_no_tenant_has_says_nothing_of_one(platform, path):
    live = platform.at_domain("live")
    unknown = [
        platform.host("no-such-tenant"),
        # A tenant's slug stands in its own environment.
        platform.host(SLUGS["live"], "sandbox"),
        platform.host(SLUGS["sandbox"], "live"),
    ]
    answers = [ask(live, host + path) if "token" in path else requests.get(host + path) for host in unknown]
    for answer in answers:
        assert answer.status_code == 404, answer.url
        assert_says_nothing(platform, answer)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/docs", "/api/account/v1/me", "/openapi/operator.json", "/oauth2/feed"])
def test_a_tenants_host_has_its_token_service_and_nothing_else(platform, path):
    answer = requests.get(platform.at_domain("live")["issuer"] + path)
    assert answer.status_code == 404, answer.text
    assert_says_nothing(platform, answer)


HOSTS = ["elsewhere.example", "127.0.0.1", "{slug}.{base}.elsewhere.example", "a.{slug}.{base}", "{slug}.{base}."]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_of_no_base_domain_is_misdirected(platform, host):
    """At the node itself, and behind a proxy that lets it through."""
    live = platform.at_domain("live")
    slug, base = urlsplit(live["issuer"]).hostname.split(".", 1)
    headers = {"Host": f"{host.format(slug=slug, base=base)}:{PORT}"}
    answer = ask(live, f"http://{platform.node.address}/oauth2/token", headers=headers)
    assert answer.status_code in (404, 421), answer.text
    assert_says_nothing(platform, answer)
    answer = ask(live, f"{platform.url}/oauth2/token", headers=headers)
    assert answer.status_code in (400, 404, 421) or not answer.content, answer.text
    assert_says_nothing(platform, answer)


def introspect(verifier, issuer, token):
    answer = requests.post(f"{issuer}/oauth2/introspect", data={"token": token}, auth=verifier)
    assert answer.status_code == 200, answer.text
    return answer.json()


def resource_server(platform):
    """Of the demo's Practice API."""
    operator = platform.person(OPERATOR)
    api = next(each["id"] for each in operator.get("operator/v1/apis")["items"] if each["name"] == "Practice API")
    name = {"name": f"Domains {uuid.uuid4().hex[:8]}"}
    made = operator.post(f"operator/v1/apis/{api}/resource-servers", name)
    return made["resource_server"]["id"], made["client_secret"]


def test_introspection_and_revocation_at_the_domain(platform):
    connection, verifier = platform.at_domain("live"), resource_server(platform)
    found = metadata(connection["issuer"])
    token = ask(connection, connection["token_endpoint"]).json()["access_token"]
    assert introspect(verifier, connection["issuer"], token)["iss"] == connection["issuer"]
    basic = (connection["client_id"], connection["client_secret"])
    assert requests.post(found["revocation_endpoint"], data={"token": token}, auth=basic).status_code == 200
    assert introspect(verifier, connection["issuer"], token) == {"active": False}


def works_at_the_api(connection, token):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(connection["api_url"], headers=headers).status_code == 200


def within_a_second(holds):
    deadline = time.monotonic() + 1
    while not holds():
        assert time.monotonic() < deadline, "it did not hold within a second"
        time.sleep(0.05)


def assert_closed(platform, connection, address, verifier):
    """Its tokens are revoked, and it is as if it had never been. The domain's go on."""
    tenant, current = connection["tenant_id"], platform.current(connection["tenant_id"])["issuer"]
    before = ask(connection, address["token_endpoint"]).json()["access_token"]
    stays = ask(connection, f"{current}/oauth2/token").json()["access_token"]
    assert works_at_the_api(connection, before) and works_at_the_api(connection, stays)
    platform.close(tenant, address["issuer"])
    try:
        within_a_second(lambda: not works_at_the_api(connection, before))
        assert introspect(verifier, current, before) == {"active": False}
        assert works_at_the_api(connection, stays)
        refused = ask(connection, address["token_endpoint"])
        # A path answers as that of a tenant that there is not, a host as one that no tenant has.
        assert refused.status_code == (401 if address["kind"] == "path" else 404), refused.text
        assert_says_nothing(platform, refused)
        assert ask(connection, f"{current}/oauth2/token").status_code == 200
    finally:
        platform.open(tenant, address["issuer"])
    within_a_second(lambda: ask(connection, address["token_endpoint"]).status_code == 200)


def test_a_closed_path_is_as_if_it_had_never_been(platform):
    connection = platform.at_domain("live")
    assert_closed(platform, connection, platform.path(connection["tenant_id"]), resource_server(platform))


def test_a_former_slug_works_until_it_is_closed(platform):
    connection = platform.at_domain("live")
    tenant, former = connection["tenant_id"], platform.current(connection["tenant_id"])
    platform.set_slug(tenant, f"harbour-{uuid.uuid4().hex[:8]}")
    try:
        current = platform.current(tenant)
        assert current["issuer"] != former["issuer"]
        for address in [former, current]:
            for endpoint in [address["token_endpoint"], *address["token_endpoint_aliases"]]:
                token = ask(connection, endpoint).json()["access_token"]
                assert claims(token)["iss"] == address["issuer"], endpoint
                assert works_at_the_api(connection, token)
        assert_closed(platform, connection, former, resource_server(platform))
    finally:
        platform.set_slug(tenant, SLUGS["live"])
