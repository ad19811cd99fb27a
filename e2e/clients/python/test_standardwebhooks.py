"""Messages to a webhook, verified by PyPI standardwebhooks: unmodified, with nothing but the secret."""

import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from demo import DEMO, TENANT_OWNER, Person
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@pytest.fixture
def receiver():
    received = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            received.put((body, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", lambda: received.get(timeout=30)
    server.shutdown()


def test_each_message_is_verified(receiver):
    url, following = receiver
    owner = Person(TENANT_OWNER)
    at = f"admin/v1/tenants/{DEMO['connection']['tenant_id']}/webhooks"
    made = owner.call("POST", at, {"url": url, "events": ["credential.created"], "apps": []})
    webhook = f"{at}/{made['webhook']['id']}"
    first = Webhook(made["secret"])

    owner.call("POST", f"{webhook}/test")
    body, headers = following()
    assert first.verify(body, headers)["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError):
        first.verify(body.replace("test", "text"), headers)

    second = Webhook(owner.call("POST", f"{webhook}/rotate-secret", {"overlap_hours": 1})["secret"])
    with pytest.raises(WebhookVerificationError):
        second.verify(body, headers)
    owner.call("POST", f"{webhook}/test")
    body, headers = following()
    for secret in (first, second):
        assert secret.verify(body, headers)["version"] == "1"
    owner.call("POST", f"{webhook}/delete")
