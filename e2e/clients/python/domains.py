"""A platform whose tenants have domains, with names that lead to this machine: docs/operators/domains.md."""

import json
import os
import socket
from urllib.parse import urlsplit

import requests

from demo import OPERATOR, Person
from entrances import AUTHORITY, BASE_DOMAIN, NAME

SANDBOX_BASE_DOMAIN = f"sandbox.{BASE_DOMAIN}"
ALIASES = json.loads(os.environ["TOKEN_ENDPOINT_ALIASES"])
SETTINGS = {"GRANTRY_BASE_DOMAIN": BASE_DOMAIN, "GRANTRY_TOKEN_ENDPOINT_ALIASES": json.dumps(ALIASES)}
SLUGS = {"live": "harbour", "sandbox": "brightbill-trial"}


def lead_here(patch):
    """Resolver rules: what is below the base domain is this machine. They hold until the `MonkeyPatch` is undone."""
    resolve = socket.getaddrinfo

    def here(host, *positional, **named):
        name = host.decode() if isinstance(host, bytes) else host
        below = isinstance(name, str) and name.rstrip(".").lower().endswith(f".{BASE_DOMAIN}")
        return resolve("127.0.0.1" if below else host, *positional, **named)

    patch.setattr(socket, "getaddrinfo", here)
    for name in ["no_proxy", "NO_PROXY"]:
        patch.setenv(name, f".{BASE_DOMAIN},localhost,127.0.0.1")


def trust(patch, entrance):
    """Has requests and curl trust the tests' authority, and a proxy that is an authority of its own."""
    file = entrance.folder / "trusted.pem"
    file.write_text(AUTHORITY.read_text() + entrance.certificate.read_text())
    patch.setenv("REQUESTS_CA_BUNDLE", str(file))
    patch.setenv("CURL_CA_BUNDLE", str(file))
    return file


class Platform:
    """What its people do by the HTTP API; `demo` is what `demo.json` says."""

    def __init__(self, node, demo, port):
        self.node, self.demo, self.port = node, demo, port
        self.url = f"https://{NAME}:{port}"
        self.connections = {"live": demo["connection"], "sandbox": demo["sandbox_connection"]}

    def person(self, email):
        return Person(email, self.url, self.demo["accounts"][0]["password"])

    def addresses(self, tenant):
        return self.person(OPERATOR).get(f"operator/v1/tenants/{tenant}/addresses")

    def current(self, tenant):
        return next(each for each in self.addresses(tenant)["addresses"] if each["current"])

    def path(self, tenant):
        return next(each for each in self.addresses(tenant)["addresses"] if each["kind"] == "path")

    def set_slug(self, tenant, slug, keep_old_until=None):
        body = {"slug": slug, "keep_old_until": keep_old_until, "revision": self.addresses(tenant)["revision"]}
        return self.person(OPERATOR).call("PUT", f"operator/v1/tenants/{tenant}/slug", body)

    def close(self, tenant, issuer):
        body = {"issuer": issuer, "at": None, "revision": self.addresses(tenant)["revision"]}
        return self.person(OPERATOR).post(f"operator/v1/tenants/{tenant}/addresses/close", body)

    def open(self, tenant, issuer):
        body = {"issuer": issuer, "revision": self.addresses(tenant)["revision"]}
        return self.person(OPERATOR).post(f"operator/v1/tenants/{tenant}/addresses/open", body)

    def host(self, label, environment="live"):
        base = {"live": BASE_DOMAIN, "sandbox": SANDBOX_BASE_DOMAIN}[environment]
        return f"https://{label}.{base}:{self.port}"

    def give_slugs(self):
        """Gives a slug to the tenant of each connection, unless it has one."""
        for environment, slug in SLUGS.items():
            tenant = self.connections[environment]["tenant_id"]
            if self.addresses(tenant)["slug"] is None:
                self.set_slug(tenant, slug)

    def at_domain(self, environment):
        """A connection as its partner sees it after the move: with the tenant's domain."""
        connection = self.connections[environment]
        address = self.current(connection["tenant_id"])
        assert address["kind"] == "domain", address
        endpoints = [address["token_endpoint"], *address["token_endpoint_aliases"]]
        return {**connection, "issuer": address["issuer"], "token_endpoint": endpoints[0], "endpoints": endpoints}


def metadata(issuer):
    """RFC 8414 section 3: the well-known part stands between host and path."""
    parts = urlsplit(issuer)
    answer = requests.get(f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["issuer"] == issuer
    return answer.json()
