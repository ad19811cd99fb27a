"""curl, as a person at a terminal or a shell script."""

import json
import subprocess

import pytest

from partner import ONE_SCOPE, WRONG_SECRET, assert_granted, at_both_sides, metadata, with_and_without_scope

METHODS = pytest.mark.parametrize("method", ["basic", "post"])


def curl(*arguments):
    """The status, and the body as JSON."""
    command = ["curl", "--silent", "--show-error", "--write-out", "\n%{http_code}", *arguments]
    body, status = subprocess.run(command, text=True, capture_output=True, check=True).stdout.rsplit("\n", 1)
    return int(status), json.loads(body)


def fetch(connection, method, scope=None, secret=None):
    client, secret = connection["client_id"], secret or connection["client_secret"]
    form = ["--data", "grant_type=client_credentials"]
    if scope:
        form += ["--data-urlencode", f"scope={scope}"]
    by = {
        "basic": ["--user", f"{client}:{secret}"],
        "post": ["--data", f"client_id={client}", "--data-urlencode", f"client_secret={secret}"],
    }[method]
    return curl(*form, *by, metadata(connection)["token_endpoint"])


@METHODS
@with_and_without_scope
@at_both_sides
def test_grant(connection, scope, method):
    status, token = fetch(connection, method, scope)
    assert status == 200
    assert_granted(connection, token, scope)
    status, answer = curl("--oauth2-bearer", token["access_token"], connection["api_url"])
    assert (status, answer["tenant_id"]) == (200, connection["tenant_id"])


@at_both_sides
def test_what_scripts_send_besides(connection, tmp_path):
    """A form from a file that ends in a line end, a slash and a query on the URL, an empty header, a blank too many."""
    url, client, secret = connection["token_endpoint"], connection["client_id"], connection["client_secret"]
    form = tmp_path / "form"
    form.write_text(f"grant_type=client_credentials&scope={ONE_SCOPE}+&client_id={client}&client_secret={secret}\n")
    for address in [url, f"{url}/", f"{url}?utm_source=script", f"{url}/?api-version=1&trace=2"]:
        for header in ["Accept: */*", "Authorization;", "Content-Type: application/x-www-form-urlencoded; charset=utf8"]:
            status, token = curl("--data-binary", f"@{form}", "--header", header, address)
            assert (status, token.get("scope")) == (200, ONE_SCOPE), (address, header, token)
    status, token = curl("--data", "grant_type=client_credentials", "--user", f"{client}:{secret}\n", url)
    assert status == 200
    assert_granted(connection, token, None)


@at_both_sides
@pytest.mark.parametrize("name", ["scope[]", "scope%5B%5D", "scopes", "Scope"])
def test_a_misspelt_scope_gives_nothing(connection, name):
    by = ["--user", f"{connection['client_id']}:{connection['client_secret']}"]
    form = f"grant_type=client_credentials&{name}={ONE_SCOPE}"
    status, refused = curl("--globoff", "--data", form, *by, connection["token_endpoint"])
    assert (status, refused["error"]) == (400, "invalid_request")
    query = f"{connection['token_endpoint']}?{name}={ONE_SCOPE}"
    status, refused = curl("--globoff", "--data", "grant_type=client_credentials", *by, query)
    assert (status, refused["error"]) == (400, "invalid_request")


@METHODS
@at_both_sides
def test_wrong_secret(connection, method):
    status, refused = fetch(connection, method, secret=WRONG_SECRET)
    assert (status, refused["error"]) == (401, "invalid_client")


@METHODS
@at_both_sides
def test_scope_that_is_not_granted(connection, method):
    status, refused = fetch(connection, method, connection["ungranted_scope"])
    assert (status, refused["error"]) == (400, "invalid_scope")
