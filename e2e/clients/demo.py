"""The demo that the tests talk to: what `grantry demo` wrote, and its people as callers of the HTTP API."""

import json
import os
import uuid
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit

import requests

DEMO = json.loads(Path(os.environ["DEMO_JSON"]).read_text())
ORIGIN = DEMO["base_url"]
PASSWORD = DEMO["accounts"][0]["password"]
SESSION = "__Host-session"

OPERATOR = "olive@grantry.example"
TENANT_OWNER = "hanna@harbour.example"
TENANT_VIEWER = "vera@harbour.example"
PUBLISHER_OWNER = "beatriz@brightbill.example"
ADMINS = {"live": TENANT_OWNER, "sandbox": PUBLISHER_OWNER}


class Person:
    """Someone with a session. The cookie is for https; a script that speaks http to this machine sends it itself."""

    def __init__(self, email, origin=ORIGIN, password=PASSWORD):
        self.origin = origin
        answer = requests.post(f"{origin}/api/account/v1/session", json={"email": email, "password": password})
        answer.raise_for_status()
        self.headers = {"Cookie": f"{SESSION}={answer.cookies[SESSION]}", "Origin": origin}

    def call(self, method, path, body=None):
        answer = requests.request(method, f"{self.origin}/api/{path}", json=body, headers=self.headers)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body if body is not None else {})


def allowed_app(connection, scope, ends_in=None, person=Person, tenants=DEMO["tenants"], **details):
    """A new app that wants one scope, allowed by the tenant of a connection, from now on for a `timedelta` where one is
    given: its credential. `person` gives whom an e-mail address names, and `tenants` are those of `demo.json`: of another
    platform where the connection is one's."""
    operator, developer = person(OPERATOR), person(PUBLISHER_OWNER)
    side = next(each["kind"] for each in tenants if each["id"] == connection["tenant_id"])
    publishers = operator.get("operator/v1/publishers")["items"]
    publisher = next(each["id"] for each in publishers if each["name"] == "BrightBill Inc.")
    apps = f"developer/v1/publishers/{publisher}/apps"
    app = developer.post(
        apps,
        {
            "name": f"App {uuid.uuid4().hex[:8]}",
            "summary": "Asks for tokens in a test.",
            "description": "",
            "logo_url": None,
            "website": None,
            "privacy_policy": None,
            "client_keys": None,
            "ai_agent": False,
            "support_contact": "support@brightbill.example",
            "visibility": "targeted",
            "hand_over": "admin_shares",
            **details,
        },
    )["id"]
    developer.post(f"{apps}/{app}/targets", {"tenant_id": connection["tenant_id"]})
    scopes = [{"name": scope, "required": True, "reason": "To show that it works."}]
    version = {"after_version": 0, "scopes": scopes, "note": "", "egress_networks": [], "workload": None}
    developer.post(f"{apps}/{app}/versions", version)
    available, admin = f"admin/v1/tenants/{connection['tenant_id']}/available-apps/{app}", person(ADMINS[side])
    ends_at = ends_in and (datetime.now(timezone.utc) + ends_in).isoformat()
    return admin.post(f"{available}/allow", {"version": 1, "details_revision": 1, "optional_scopes": [], "ends_at": ends_at})["credential"]
