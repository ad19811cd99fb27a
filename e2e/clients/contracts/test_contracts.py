"""Every OpenAPI document against the server that serves it: no 5xx, and no answer that the document does not have.

schemathesis makes the requests, wrong and right ones, from the document alone; we give it a caller and the ids of
things that exist, since no one guesses those.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from demo import DEMO, ORIGIN, OPERATOR, PASSWORD, PUBLISHER_OWNER, SESSION, TENANT_OWNER, TENANT_VIEWER, Person

SEED = "20261121"
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
CONNECTION = DEMO["connection"]


def session_of(email):
    """A session that is opened again when an operation has closed it."""
    path = "/api/account/v1/session"
    payload = {"email": email, "password": PASSWORD}
    sign_in = {"path": path, "payload": payload, "extract_from": "cookie", "extract_selector": SESSION}
    return {"auth.dynamic.openapi.session": sign_in}


def client():
    basic = {"username": CONNECTION["client_id"], "password": CONNECTION["client_secret"]}
    return {"auth.openapi.client_basic": basic}


def bearer():
    return {"auth.openapi.oauth2": {"bearer": token()}}


def token():
    basic = (CONNECTION["client_id"], CONNECTION["client_secret"])
    return requests.post(CONNECTION["token_endpoint"], data={"grant_type": "client_credentials"}, auth=basic).json()["access_token"]


CALLERS = {
    "token": client,
    "demo": bearer,
    "account": lambda: session_of(TENANT_VIEWER),
    "developer": lambda: session_of(PUBLISHER_OWNER),
    "admin": lambda: session_of(TENANT_OWNER),
    "operator": lambda: session_of(OPERATOR),
}


@pytest.fixture(scope="session")
def known():
    """What exists, by document and by the parameter that names it: always a text, or mostly one of a list.

    The person is never the caller, who would soon have no role left."""
    operator, owner, publisher = Person(OPERATOR), Person(TENANT_OWNER), Person(PUBLISHER_OWNER)
    tenant, apps = CONNECTION["tenant_id"], {each["name"]: each["id"] for each in DEMO["apps"]}
    publishers = operator.get("operator/v1/publishers")["items"]
    ours = next(each["id"] for each in publishers if each["name"] == "BrightBill Inc.")
    at_tenant, at_publisher = f"admin/v1/tenants/{tenant}", f"developer/v1/publishers/{ours}"
    [patient, *_] = requests.get(CONNECTION["api_url"], headers={"Authorization": f"Bearer {token()}"}).json()["items"]
    return {
        "token": {
            "tenant_id": tenant,
            "body.grant_type": ["client_credentials"],
            "body.scope": CONNECTION["scopes"],
        },
        "demo": {"patient_id": patient["id"], "body.patient_id": [patient["id"]]},
        "account": {"body.email": [TENANT_VIEWER], "body.password": [PASSWORD]},
        "developer": {
            "publisher_id": ours,
            "app_id": apps["BrightBill Claims"],
            "tenant_id": DEMO["sandbox_connection"]["tenant_id"],
            "connection_id": CONNECTION["connection_id"],
            "person_id": other_than(PUBLISHER_OWNER, publisher.get(f"{at_publisher}/members")),
            "body.scopes[*].name": CONNECTION["scopes"],
        },
        "admin": {
            "tenant_id": tenant,
            "app_id": apps["Cadence Scheduling"],
            "connection_id": CONNECTION["connection_id"],
            "client_id": owner.get(f"{at_tenant}/credentials")["items"][0]["client"]["client_id"],
            "person_id": other_than(TENANT_OWNER, owner.get(f"{at_tenant}/members")),
            "body.confirmation": ["BrightBill Claims", "Nightly export"],
        },
        "operator": {
            "tenant_id": tenant,
            "publisher_id": ours,
            "app_id": apps["Cadence Insights"],
            "api_id": operator.get("operator/v1/apis")["items"][0]["id"],
            "path.name": ["payments.read"],
        },
    }


def other_than(email, members):
    return next(each["person_id"] for each in members["items"] if each["email"] != email)


def settings(caller, known):
    """A schemathesis.toml. JSON's strings and lists are TOML's."""
    lists = {name: values for name, values in known.items() if isinstance(values, list)}
    lines = []
    for table, values in caller.items():
        lines += [f"[{table}]", *(f"{key} = {toml(value)}" for key, value in values.items())]
    for name, values in lists.items():
        lines += [f"[dictionaries.{toml(name)}]", f"values = {toml(values)}"]
    lines.append("[parameters]")
    for name, value in known.items():
        value = {"dictionary": name, "probability": 0.9} if name in lists else value
        lines.append(f"{toml(name)} = {toml(value)}")
    return "\n".join(lines) + "\n"


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    return json.dumps(value)


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed-in", "anonymous"])
@pytest.mark.parametrize("document", CALLERS)
def test_the_document_says_all(document, signed_in, known, tmp_path):
    configuration, report = tmp_path / "schemathesis.toml", tmp_path / "report.json"
    configuration.write_text(settings(CALLERS[document]() if signed_in else {}, known[document]))
    schemathesis = Path(sys.executable).with_name("schemathesis")
    command = [schemathesis, "--config-file", configuration, "run", f"{ORIGIN}/openapi/{document}.json"]
    command += ["--origin", ORIGIN, "--seed", SEED, "--max-examples", os.environ["EXAMPLES"] if signed_in else "3", "--checks", ",".join(CHECKS)]
    command += ["--continue-on-failure", "--report", "json", "--report-json-path", report, "--no-color", "--output-truncate", "false"]
    run = subprocess.run(command, cwd=tmp_path, text=True, capture_output=True, timeout=600)
    print(run.stdout, run.stderr)
    assert run.returncode == 0
    said = json.loads(report.read_text())
    assert said["complete"] and not said["failures"] and not said["errors"]
    assert said["operations"]["tested"] == said["operations"]["total"] > 0
    if signed_in:
        # Some operations need what only people know: a set-up link, or a name typed again.
        assert len(accepted(said)) * 3 > said["operations"]["total"], "hardly any request got past the refusals"


def accepted(said):
    """The operations that did what some request asked."""
    return [name for name, phases in said["valid_rates"].items() if any(each["accepted"] for each in phases.values())]
