"""Proxies in front of Grantry's nodes. Each runs the very example of deploy; only addresses, names and certificates differ.
Their programs check the examples before they run them."""

import os
import subprocess
from pathlib import Path

import requests

from processes import Process, free_port

DEPLOY = Path(__file__).parents[3] / "deploy"
NAME = "localhost"


class Entrance(Process):
    """A running proxy: https on a port of this machine, and two nodes behind it, each host and port."""

    # Whether it asks each node at /readyz, once a second.
    looks = True

    def __init__(self, folder, port, nodes):
        super().__init__(folder)
        self.port, self.nodes, self.url = port, nodes, f"https://{NAME}:{port}"
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"

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

    def make_certificate(self):
        names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key]
        command = ["openssl", "req", "-x509", *key, *names, "-days", "2", "-out", self.certificate]
        subprocess.run(command, check=True, capture_output=True)

    def is_ready(self):
        try:
            return requests.get(f"{self.url}/readyz", verify=str(self.certificate)).ok
        except (requests.ConnectionError, OSError):
            return False


class Nginx(Entrance):
    program = "/usr/sbin/nginx"
    looks = False

    def configure(self):
        self.make_certificate()
        here = {
            "10.0.0.11:8080": self.nodes[0],
            "10.0.0.12:8080": self.nodes[1],
            "listen 443 ssl;": f"listen {self.port} ssl;",
            "server_name access.example.com;": f"server_name {NAME};",
            "/etc/ssl/access.example.com.pem": str(self.certificate),
            "/etc/ssl/access.example.com.key": str(self.key),
        }
        site = self.example("nginx.conf", here).rename(self.folder / "grantry.conf")
        temporary = [f"{kind}_temp_path {self.folder}/{kind};" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]]
        main = self.folder / "main.conf"
        main.write_text(
            f"daemon off; pid {self.folder}/pid; error_log stderr; events {{}}"
            f"http {{ access_log off; {''.join(temporary)} include {site}; }}"
        )
        return main

    def check(self):
        return [self.program, "-t", "-p", self.folder, "-c", self.configuration]

    def command(self):
        return [self.program, "-p", self.folder, "-c", self.configuration]


class Haproxy(Entrance):
    program = "/usr/sbin/haproxy"

    def configure(self):
        self.make_certificate()
        both = self.folder / "both.pem"
        both.write_text(self.certificate.read_text() + self.key.read_text())
        here = {
            "10.0.0.11:8080": self.nodes[0],
            "10.0.0.12:8080": self.nodes[1],
            "bind :443 ssl": f"bind 127.0.0.1:{self.port} ssl",
            "/etc/haproxy/access.example.com.pem": str(both),
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
        here = {"node-1:8080": self.nodes[0], "node-2:8080": self.nodes[1]}
        file = self.example("Caddyfile", here)
        options = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n"
        file.write_text(options + file.read_text())
        return file

    def environment(self):
        site = {"GRANTRY_SITE": self.url, "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        return {**os.environ, **site}

    def check(self):
        return [self.program, "validate", "--config", self.configuration]

    def command(self):
        return [self.program, "run", "--config", self.configuration]


KINDS = [Caddy, Nginx, Haproxy]
