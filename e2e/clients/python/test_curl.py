"""curl, as a person at a terminal or a shell script."""

import json
import subprocess

import pytest

from partner import WRONG_SECRET, assert_granted, at_both_sides, metadata, with_and_without_scope

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
