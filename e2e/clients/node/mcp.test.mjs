// The client credentials extension of MCP (io.modelcontextprotocol/oauth-client-credentials), as the SDK's own providers do
// it: all that the client is given is the MCP server's URL and its credentials.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ClientCredentialsProvider, PrivateKeyJwtProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CONNECTIONS, WRONG_SECRET, demo } from "./demo.mjs";
import { ADMINS, OPERATOR, keyPair, keylessConnection, signIn } from "./keyless.mjs";
import { start } from "./mcp-server.mjs";

/** Registers the MCP server as an API whose identifier is its URL. */
async function register(url) {
  const operator = await signIn(OPERATOR);
  const scope = `mcp${crypto.randomUUID().slice(0, 8)}.read`;
  const api = await operator("POST", "operator/v1/apis", {
    identifier: url,
    name: "Practice tools",
    description: "Tools for agents.",
    docs_url: null,
    token_lifetime: null,
    token_format: null,
    smart_backend_services: false,
  });
  await operator("POST", `operator/v1/apis/${api.id}/scopes`, {
    name: scope,
    title: "Use the tools",
    sentence: "Can ask which organisation it acts for.",
    action: "read",
    sensitivity: "normal",
  });
  return { id: api.id, scope };
}

/** Calls the server's tool with a client that knows nothing else. */
async function whoami(url, authProvider) {
  const client = new Client({ name: "agent", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }));
  try {
    const { content } = await client.callTool({ name: "whoami", arguments: {} });
    return content[0].text;
  } finally {
    await client.close();
  }
}

for (const [environment, connection] of Object.entries(CONNECTIONS)) {
  describe(`MCP, ${environment}`, () => {
    const tenant = connection.tenant_id;
    let server, api, own;

    before(async () => {
      server = await start(demo.base_url);
      api = await register(server.url);
      Object.assign(server.guarded, { api: server.url, tenant, scope: api.scope });
      const admin = await signIn(ADMINS[environment]);
      const name = `Agent ${crypto.randomUUID().slice(0, 8)}`;
      own = (await admin("POST", `admin/v1/tenants/${tenant}/credentials`, { name, scopes: [api.scope] })).issued;
    });

    after(() => server.stop());

    const bySecret = (client_id, clientSecret) => new ClientCredentialsProvider({ clientId: client_id, clientSecret });

    test("a client with a secret finds the issuer, gets a token and calls a tool", async () => {
      const provider = bySecret(own.client_id, own.client_secret);
      assert.equal(await whoami(server.url, provider), tenant);
      const claims = JSON.parse(Buffer.from(provider.tokens().access_token.split(".")[1], "base64url"));
      assert.deepEqual([claims.aud, claims.scope], [server.url, api.scope]);
      assert.equal(claims.iss, connection.issuer);
    });

    test("a client with a key does the same, without a secret", async () => {
      const { jwk, privateKey } = await keyPair();
      const { client_id } = await keylessConnection(environment, [jwk], { scope: api.scope });
      const signing = await crypto.subtle.exportKey("jwk", privateKey);
      const provider = new PrivateKeyJwtProvider({ clientId: client_id, privateKey: signing, algorithm: "ES256" });
      assert.equal(await whoami(server.url, provider), tenant);
    });

    test("the challenge names the document, and the document the issuer", async () => {
      const answer = await fetch(server.url, { method: "POST" });
      assert.equal(answer.status, 401);
      const [, url] = /resource_metadata="([^"]+)"/.exec(answer.headers.get("www-authenticate"));
      const document = await (await fetch(url)).json();
      assert.equal(document.resource, server.url);
      assert.deepEqual(document.authorization_servers, [connection.issuer]);
      assert.deepEqual(document.scopes_supported, [api.scope]);
    });

    test("a wrong secret, a client without the scope and another's key get nothing", async () => {
      await assert.rejects(whoami(server.url, bySecret(own.client_id, WRONG_SECRET)));
      await assert.rejects(whoami(server.url, bySecret(connection.client_id, connection.client_secret)));
      const privateKey = await crypto.subtle.exportKey("jwk", (await keyPair()).privateKey);
      const stranger = new PrivateKeyJwtProvider({ clientId: own.client_id, privateKey, algorithm: "ES256" });
      await assert.rejects(whoami(server.url, stranger));
    });
  });
}
