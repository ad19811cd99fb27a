"""Mail by a server that others wrote: aiosmtpd, which wants STARTTLS and a password and has a certificate of the tests' own
authority. docs/operators/mail.md has the settings."""

import email
import os
import ssl
import time
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from demo import TENANT_OWNER, Person
from nodes import alone
from processes import free_port

CERTIFICATES = Path(os.environ["CERTIFICATES"])
USER, PASSWORD = "grantry", "a password of a mail server"
SENDER = "no-reply@platform.example"
PATIENCE = 60


class Mailbox:
    """What came, as programs that read mail see it."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        assert session.ssl is not None and session.authenticated and envelope.mail_from == SENDER
        mail = email.message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 OK"

    def to(self, address, subject):
        """The mail of this subject to one person, as soon as it is there."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [mail for to, mail in list(self.mails) if to == [address] and mail["Subject"] == subject]
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{subject} to {address} is not among {[mail['Subject'] for _, mail in self.mails]}")


def may_sign_in(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right)


@pytest.fixture(scope="module")
def mailbox():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "platform.pem", CERTIFICATES / "platform.key")
    box = Mailbox()
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=may_sign_in,
    )
    server.start()
    box.port = server.port
    yield box
    server.stop()


@pytest.fixture(scope="module")
def platform(mailbox, tmp_path_factory):
    """A node that mails there, and what `demo.json` says."""
    folder = tmp_path_factory.mktemp("node")
    password = folder / "smtp-password"
    password.write_text(f"{PASSWORD}\n")
    address = f"127.0.0.1:{free_port()}"
    settings = {
        "GRANTRY_SMTP_HOST": "localhost",
        "GRANTRY_SMTP_PORT": str(mailbox.port),
        "GRANTRY_SMTP_USER": USER,
        "GRANTRY_SMTP_PASSWORD_FILE": str(password),
        "GRANTRY_SMTP_FROM": SENDER,
        "GRANTRY_SMTP_REPLY_TO": "support@platform.example",
        # What this process trusts in place of what the system does.
        "SSL_CERT_FILE": str(CERTIFICATES / "authority.pem"),
    }
    node, demo = alone(folder, f"http://{address}", settings)
    node.address = address
    with node:
        yield node, demo


def test_mail_is_encrypted_signed_in_for_and_leads_to_its_thing(mailbox, platform):
    node, demo = platform
    origin, connection = f"http://{node.address}", demo["connection"]
    tenant = next(each for each in demo["tenants"] if each["id"] == connection["tenant_id"])
    path = f"admin/v1/tenants/{tenant['id']}/connections/{connection['connection_id']}"
    admin = Person(TENANT_OWNER, origin, demo["accounts"][0]["password"])
    app = admin.post(f"{path}/pause", {"reason": "Repairs <b>today</b>"})["app_name"]
    title = f"Hanna Brandt disabled {app}"
    found = mailbox.to("amir@harbour.example", f"{tenant['name']}: {title}")
    assert len(found) == 1
    mail = found[0]
    assert mail["From"].addresses[0].addr_spec == SENDER
    assert mail["Reply-To"] == "support@platform.example"
    assert mail["List-Unsubscribe"] == f"<{origin}/account/notices/settings>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body([kind]).get_content() for kind in ["plain", "html"])
    for body in [text, html]:
        assert title in body and f"{origin}/admin/{tenant['id']}/integrations/{connection['connection_id']}" in body
    assert "Repairs <b>today</b>" in text and "Repairs &lt;b&gt;today" in html
    # Whoever did it needs no mail of it.
    assert not any(to == [TENANT_OWNER] and each["Subject"] == mail["Subject"] for to, each in mailbox.mails)
    ids = [(tuple(to), each["Message-ID"]) for to, each in mailbox.mails]
    assert len(ids) == len(set(ids))
    for _, each in mailbox.mails:
        assert connection["client_secret"] not in each.as_string()
    assert PASSWORD not in node.log()
