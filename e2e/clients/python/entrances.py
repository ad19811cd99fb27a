"""Proxies in front of Grantry's nodes. Each runs the very example of deploy; only addresses, names and certificates differ.
Their programs check the examples before they run them."""

import os
import subprocess
import sys
from pathlib import Path

import requests

from processes import Process, nginx

DEPLOY = Path(__file__).parents[3] / "deploy"
NAME = "localhost"
# Of domains for tenants, as the examples have it and as it is here.
WRITTEN, BASE_DOMAIN = "api.example.com", os.environ["BASE_DOMAIN"]
# Made by the authority of `cargo xtask clients`, which callers trust.
CERTIFICATES = Path(os.environ["CERTIFICATES"])
AUTHORITY = CERTIFICATES / "authority.pem"


class Entrance(Process):
    """A running proxy: https on a port of this machine, and two nodes behind it, each host and port."""

    # Whether it asks each node at /readyz, once a second.
    looks = True
    # Whether it drops headers whose names have underscores, or at least those that look like Grantry's.
    drops_underscores = True

    def __init__(self, folder, port, nodes):
        super().__init__(folder)
        self.port, self.nodes, self.url = port, nodes, f"https://{NAME}:{port}"
        # What callers trust.
        self.certificate = AUTHORITY

    def example(self, name, here):
        """An example with what stands there replaced by what is needed here."""
        text = (DEPLOY / name).read_text()
        for there, mine in here.items():
            assert there in text, there
            text = text.replace(there, mine)
        (self.folder / name).write_text(text)
        return self.folder / name

    def prepare(self):
        self.configuration = self.configure()
        checked = subprocess.run(self.check(), capture_output=True, text=True, env=self.environment())
        assert checked.returncode == 0, checked.stdout + checked.stderr

    def joined(self, name):
        """A certificate and its key in one file."""
        file = self.folder / f"{name}.pem"
        file.write_text("".join((CERTIFICATES / f"{name}.{part}").read_text() for part in ["pem", "key"]))
        return file

    def is_ready(self):
        try:
            return requests.get(f"{self.url}/readyz", verify=str(self.certificate)).ok
        except (requests.ConnectionError, OSError):
            return False


class Nginx(Entrance):
    program = "/usr/sbin/nginx"
    looks = False

    def configure(self):
        here = {
            "10.0.0.11:8080": self.nodes[0],
            "10.0.0.12:8080": self.nodes[1],
            "listen 443 ssl;": f"listen {self.port} ssl;",
            "/etc/ssl/access.example.com": str(CERTIFICATES / "all"),
            "server_name access.example.com": f"server_name {NAME}",
            WRITTEN: BASE_DOMAIN,
        }
        site = self.example("nginx.conf", here).rename(self.folder / "grantry.conf")
        return nginx(self.folder, f"include {site};")

    def check(self):
        return [self.program, "-t", "-p", self.folder, "-c", self.configuration]

    def command(self):
        return [self.program, "-p", self.folder, "-c", self.configuration]


class Haproxy(Entrance):
    program = "/usr/sbin/haproxy"

    def configure(self):
        here = {
            "10.0.0.11:8080": self.nodes[0],
            "10.0.0.12:8080": self.nodes[1],
            "bind :443 ssl": f"bind 127.0.0.1:{self.port} ssl",
            "/etc/haproxy/access.example.com.pem": str(self.joined("platform")),
            "/etc/haproxy/api.example.com.pem": str(self.joined("tenants")),
            WRITTEN: BASE_DOMAIN,
        }
        return self.example("haproxy.cfg", here)

    def check(self):
        return [self.program, "-c", "-f", self.configuration]

    def command(self):
        return [self.program, "-db", "-f", self.configuration]


class Caddy(Entrance):
    program = "/usr/bin/caddy"

    def configure(self):
        self.certificate = self.folder / "caddy/pki/authorities/local/root.crt"
        options = "\tskip_install_trust\n"
        here = {
            "node-1:8080": self.nodes[0],
            "node-2:8080": self.nodes[1],
            options: f"{options}\tadmin off\n\tauto_https disable_redirects\n",
        }
        return self.example("Caddyfile", here)

    def environment(self):
        site = {
            "GRANTRY_SITE": self.url,
            "GRANTRY_BASE_DOMAIN": f"{BASE_DOMAIN}:{self.port}",
            "GRANTRY_TENANTS_TLS": f"{CERTIFICATES}/tenants.pem {CERTIFICATES}/tenants.key",
            "XDG_DATA_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
        }
        return {**os.environ, **site}

    def check(self):
        return [self.program, "validate", "--config", self.configuration]

    def command(self):
        return [self.program, "run", "--config", self.configuration]


class Traefik(Entrance):
    program = Path(sys.executable).with_name("traefik")
    drops_underscores = False

    def configure(self):
        here = {
            "10.0.0.11:8080": self.nodes[0],
            "10.0.0.12:8080": self.nodes[1],
            "/etc/traefik/access.example.com": str(CERTIFICATES / "platform"),
            "/etc/traefik/api.example.com": str(CERTIFICATES / "tenants"),
            "Host(`access.example.com`)": f"Host(`{NAME}`)",
            WRITTEN.replace(".", r"\."): BASE_DOMAIN.replace(".", r"\."),
        }
        return self.example("traefik.yml", here)

    def check(self):
        """It checks a configuration only when it runs with it."""
        return [self.program, "version"]

    def command(self):
        return [
            self.program,
            f"--entrypoints.websecure.address=127.0.0.1:{self.port}",
            f"--providers.file.filename={self.configuration}",
            "--global.checknewversion=false",
            "--global.sendanonymoususage=false",
        ]


KINDS = [Caddy, Nginx, Haproxy, Traefik]
