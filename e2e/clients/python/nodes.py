"""Two nodes of Grantry on one PostgreSQL, for proxies in front of them."""

import os
import subprocess
from pathlib import Path

import requests

from processes import Process, free_port

GRANTRY = os.environ["NODES_BINARY"]
DATABASE = os.environ["NODES_DATABASE"]
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
        figures = requests.get(f"http://{self.address}/metrics").text.splitlines()
        ready = 'grantry_http_requests_total{endpoint="/readyz",method="GET",status="200"} '
        return sum(int(line.removeprefix(ready)) for line in figures if line.startswith(ready))


def prepared(folder, public_url):
    """The settings of nodes of a new platform with demo data, and where `demo.json` is."""
    key = run(["keys", "new-master"], {}).strip()
    settings = {
        "GRANTRY_DATABASE_URL": DATABASE,
        "GRANTRY_MASTER_KEY": key,
        "GRANTRY_PUBLIC_URL": public_url,
        "GRANTRY_TRUSTED_PROXIES": '["127.0.0.1"]',
        "GRANTRY_DRAIN_SECONDS": str(DRAIN_SECONDS),
        "GRANTRY_LOG_FORMAT": "json",
        "GRANTRY_CLIENT_TOKENS_PER_MINUTE": "0",
        "GRANTRY_TENANT_TOKENS_PER_MINUTE": "0",
        "GRANTRY_ADDRESS_FAILURES_PER_MINUTE": "0",
    }
    run(["demo", "--data-dir", folder], settings)
    return settings, Path(folder) / "demo.json"


def run(arguments, settings):
    done = subprocess.run([GRANTRY, *arguments], capture_output=True, text=True, env={**os.environ, **settings})
    assert done.returncode == 0, done.stderr
    return done.stdout
