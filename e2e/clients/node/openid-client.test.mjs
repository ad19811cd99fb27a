// npm openid-client, as a partner's server uses it: all that it knows of the token service stands in the metadata.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as openid from "openid-client";
import { ALL_SCOPES, CONNECTIONS, ONE_SCOPE, WRONG_SECRET, call } from "./demo.mjs";

const METHODS = { basic: openid.ClientSecretBasic, post: openid.ClientSecretPost };

function discover({ issuer, client_id, client_secret }, method, secret = client_secret) {
  const options = { algorithm: "oauth2", execute: [openid.allowInsecureRequests] };
  return openid.discovery(new URL(issuer), client_id, undefined, method(secret), options);
}

for (const [environment, connection] of Object.entries(CONNECTIONS)) {
  for (const [name, method] of Object.entries(METHODS)) {
    describe(`openid-client, ${environment}, ${name}`, () => {
      test("discovers the metadata of the issuer", async () => {
        const metadata = (await discover(connection, method)).serverMetadata();
        assert.equal(metadata.issuer, connection.issuer);
        assert.equal(metadata.token_endpoint, connection.token_endpoint);
        assert.ok(metadata.scopes_supported?.includes(ONE_SCOPE));
      });

      test("discovers it by its own default, the name of OpenID Connect", async () => {
        const { issuer, client_id, client_secret } = connection;
        const options = { execute: [openid.allowInsecureRequests] };
        const found = await openid.discovery(new URL(issuer), client_id, undefined, method(client_secret), options);
        assert.deepEqual(found.serverMetadata(), (await discover(connection, method)).serverMetadata());
        const granted = await openid.clientCredentialsGrant(found, { scope: ONE_SCOPE });
        assert.equal(granted.scope, ONE_SCOPE);
      });

      test("gets a token for all that it holds, and calls the API with it", async () => {
        const granted = await openid.clientCredentialsGrant(await discover(connection, method));
        assert.equal(granted.token_type, "bearer");
        assert.equal(granted.expires_in, 1200);
        assert.equal(granted.scope?.split(" ").sort().join(" "), ALL_SCOPES(connection));
        const answer = await call(connection, granted.access_token);
        assert.equal(answer.status, 200);
        assert.equal(answer.body.tenant_id, connection.tenant_id);
        assert.equal(answer.body.environment, environment);
      });

      test("gets a token for the scope that it asks for, and calls the API by itself", async () => {
        const configuration = await discover(connection, method);
        const granted = await openid.clientCredentialsGrant(configuration, { scope: ONE_SCOPE });
        assert.equal(granted.scope, ONE_SCOPE);
        const url = new URL(connection.api_url);
        const answer = await openid.fetchProtectedResource(configuration, granted.access_token, url, "GET");
        assert.equal(answer.status, 200);
      });

      test("sees a wrong secret as its own error", async () => {
        const configuration = await discover(connection, method, WRONG_SECRET);
        await assert.rejects(openid.clientCredentialsGrant(configuration), (error) => {
          assert.ok(error instanceof openid.WWWAuthenticateChallengeError, String(error));
          assert.equal(error.status, 401);
          assert.equal(error.cause[0].scheme, "basic");
          return true;
        });
      });

      test("sees a scope that it does not hold as its own error", async () => {
        const asked = openid.clientCredentialsGrant(await discover(connection, method), { scope: connection.ungranted_scope });
        await assert.rejects(asked, (error) => {
          assert.ok(error instanceof openid.ResponseBodyError, String(error));
          assert.deepEqual([error.status, error.error], [400, "invalid_scope"]);
          return true;
        });
      });
    });
  }
}
