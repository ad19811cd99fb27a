"""Two nodes of Grantry on one PostgreSQL, for proxies in front of them."""

import json
import os
import subprocess
from pathlib import Path

import requests

from processes import Process, free_port

GRANTRY = os.environ["NODES_BINARY"]
# A database is one platform's: whose nodes have the platform's host alone, and whose nodes have tenants' domains too.
DATABASE, DOMAINS_DATABASE = os.environ["NODES_DATABASE"], os.environ["DOMAIN_NODES_DATABASE"]
# Proxies ask each second: three looks.
DRAIN_SECONDS = 3


class Node(Process):
    """Only the proxy on this machine is believed. `settings` are `GRANTRY_…` variables."""

    def __init__(self, folder, settings):
        super().__init__(folder)
        self.address, self.settings = f"127.0.0.1:{free_port()}", settings

    def environment(self):
        return {**os.environ, **self.settings}

    def command(self):
        return [GRANTRY, "serve", "--listen", self.address, "--data-dir", self.folder]

    def is_ready(self):
        try:
            return requests.get(f"http://{self.address}/readyz").ok
        except requests.ConnectionError:
            return False

    def looked_at(self):
        """How often /readyz has said that it is ready."""
        return self.answered('endpoint="/readyz",method="GET",status="200"}')

    def answered(self, labels):
        """How many requests it has answered, of those with these labels among theirs."""
        figures = requests.get(f"http://{self.address}/metrics").text.splitlines()
        counted = [line for line in figures if line.startswith("grantry_http_requests_total{") and labels in line]
        return sum(int(line.rsplit(" ", 1)[1]) for line in counted)


def prepared(folder, public_url, database=DATABASE, more=None):
    """The settings of nodes of a new platform with demo data in this database, and where `demo.json` is. `more` are
    `GRANTRY_…` variables."""
    key = run(["keys", "new-master"], {}).strip()
    settings = {
        "GRANTRY_DATABASE_URL": database,
        "GRANTRY_MASTER_KEY": key,
        "GRANTRY_PUBLIC_URL": public_url,
        "GRANTRY_TRUSTED_PROXIES": '["127.0.0.1"]',
        "GRANTRY_DRAIN_SECONDS": str(DRAIN_SECONDS),
        "GRANTRY_LOG_FORMAT": "json",
        "GRANTRY_CLIENT_TOKENS_PER_MINUTE": "0",
        "GRANTRY_TENANT_TOKENS_PER_MINUTE": "0",
        "GRANTRY_ADDRESS_FAILURES_PER_MINUTE": "0",
        **(more or {}),
    }
    run(["demo", "--data-dir", folder], settings)
    return settings, Path(folder) / "demo.json"


def alone(folder, public_url, settings):
    """A node of a new platform with demo data on an embedded database, which is not started yet, and what `demo.json`
    says. `settings` are `GRANTRY_…` variables."""
    settings = {
        "GRANTRY_PUBLIC_URL": public_url,
        "GRANTRY_DEMO_API": "true",
        "GRANTRY_TRUSTED_PROXIES": '["127.0.0.1"]',
        "GRANTRY_CLIENT_TOKENS_PER_MINUTE": "0",
        "GRANTRY_TENANT_TOKENS_PER_MINUTE": "0",
        "GRANTRY_ADDRESS_FAILURES_PER_MINUTE": "0",
        **settings,
    }
    run(["demo", "--data-dir", folder], settings)
    return Node(folder, settings), json.loads((Path(folder) / "demo.json").read_text())


def run(arguments, settings):
    done = subprocess.run([GRANTRY, *arguments], capture_output=True, text=True, env={**os.environ, **settings})
    assert done.returncode == 0, done.stderr
    return done.stdout
