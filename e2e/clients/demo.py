"""The demo that the tests talk to: what `grantry demo` wrote, and its people as callers of the HTTP API."""

import json
import os
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


class Person:
    """Somebody with a session. The cookie is for https; a script that speaks http to this machine sends it itself."""

    def __init__(self, email):
        answer = requests.post(f"{ORIGIN}/api/account/v1/session", json={"email": email, "password": PASSWORD})
        answer.raise_for_status()
        self.headers = {"Cookie": f"{SESSION}={answer.cookies[SESSION]}", "Origin": ORIGIN}

    def call(self, method, path, body=None):
        answer = requests.request(method, f"{ORIGIN}/api/{path}", json=body, headers=self.headers)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body if body is not None else {})
