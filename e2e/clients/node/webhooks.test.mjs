// Messages to a webhook, verified by npm standardwebhooks: unmodified, with nothing but the secret.

import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { CONNECTIONS } from "./demo.mjs";
import { ADMINS, signIn } from "./keyless.mjs";

const WEBHOOKS = `admin/v1/tenants/${CONNECTIONS.live.tenant_id}/webhooks`;
const CREDENTIALS = `admin/v1/tenants/${CONNECTIONS.live.tenant_id}/credentials`;

const received = [];
let receiver;
let call;

/** The next message: its headers and its body as they came. */
async function next() {
  for (let waited = 0; received.length === 0; waited += 100) {
    assert.ok(waited < 30_000, "no message came");
    await new Promise((later) => setTimeout(later, 100));
  }
  return received.shift();
}

before(async () => {
  receiver = http.createServer((asked, answer) => {
    const parts = [];
    asked.on("data", (part) => parts.push(part));
    asked.on("end", () => {
      received.push({ headers: asked.headers, body: Buffer.concat(parts).toString() });
      answer.writeHead(204).end();
    });
  });
  await new Promise((listening) => receiver.listen(0, "127.0.0.1", listening));
  call = await signIn(ADMINS.live);
});

after(() => {
  receiver.close();
  receiver.closeAllConnections();
});

describe("standardwebhooks", () => {
  test("verifies each message, with either secret while they overlap, and nothing else", async () => {
    const url = `http://127.0.0.1:${receiver.address().port}/`;
    const made = await call("POST", WEBHOOKS, { url, events: ["credential.created"], apps: [] });
    const at = `${WEBHOOKS}/${made.webhook.id}`;
    const first = new Webhook(made.secret);
    await call("POST", CREDENTIALS, { name: `Node ${Date.now()}`, scopes: ["patients.read"] });
    const event = await next();
    assert.equal(first.verify(event.body, event.headers).type, "credential.created");
    assert.throws(() => first.verify(event.body.replace("created", "deleted"), event.headers), WebhookVerificationError);

    const rotated = await call("POST", `${at}/rotate-secret`, { overlap_hours: 1 });
    const second = new Webhook(rotated.secret);
    assert.throws(() => second.verify(event.body, event.headers), WebhookVerificationError);
    await call("POST", `${at}/test`);
    const both = await next();
    for (const secret of [first, second]) assert.equal(secret.verify(both.body, both.headers).type, "webhook.test");

    await call("POST", `${at}/retire-secret`);
    await call("POST", `${at}/test`);
    const last = await next();
    assert.equal(second.verify(last.body, last.headers).version, "1");
    assert.throws(() => first.verify(last.body, last.headers), WebhookVerificationError);
  });
});
