// npm oauth4webapi: the same grant, step by step, each answer checked by the library.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as oauth from "oauth4webapi";
import { ALL_SCOPES, CONNECTIONS, ONE_SCOPE, WRONG_SECRET, call } from "./demo.mjs";

const METHODS = { basic: oauth.ClientSecretBasic, post: oauth.ClientSecretPost };
const INSECURE = { [oauth.allowInsecureRequests]: true };

async function discover({ issuer }) {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: "oauth2", ...INSECURE }));
}

async function grant(connection, authentication, parameters) {
  const [server, client] = [await discover(connection), { client_id: connection.client_id }];
  const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication, new URLSearchParams(parameters), INSECURE);
  return oauth.processClientCredentialsResponse(server, client, answer);
}

/** The token's claims, after the library has checked signature, type, issuer, audience and times (RFC 9068). */
async function validated(connection, token, audience) {
  const request = new Request(connection.api_url, { headers: { authorization: `Bearer ${token}` } });
  return oauth.validateJwtAccessToken(await discover(connection), request, audience, INSECURE);
}

for (const [environment, connection] of Object.entries(CONNECTIONS)) {
  for (const [name, method] of Object.entries(METHODS)) {
    const authentication = method(connection.client_secret);

    describe(`oauth4webapi, ${environment}, ${name}`, () => {
      test("discovers the metadata of the issuer", async () => {
        const server = await discover(connection);
        assert.equal(server.token_endpoint, connection.token_endpoint);
        assert.ok(server.token_endpoint_auth_methods_supported?.includes(`client_secret_${name}`));
      });

      test("gets a token for all that it holds, and calls the API with it", async () => {
        const granted = await grant(connection, authentication, {});
        assert.equal(granted.token_type, "bearer");
        assert.equal(granted.scope?.split(" ").sort().join(" "), ALL_SCOPES(connection));
        assert.equal((await call(connection, granted.access_token)).status, 200);
      });

      test("gets a token for the scope that it asks for, which the library itself verifies", async () => {
        const granted = await grant(connection, authentication, { scope: ONE_SCOPE });
        assert.equal(granted.scope, ONE_SCOPE);
        const unverified = JSON.parse(Buffer.from(granted.access_token.split(".")[1], "base64url"));
        const claims = await validated(connection, granted.access_token, unverified.aud);
        assert.deepEqual([claims.client_id, claims.scope, claims.env], [connection.client_id, ONE_SCOPE, environment]);
        await assert.rejects(validated(connection, granted.access_token, "https://other.example"), oauth.OperationProcessingError);
        assert.equal((await call(connection, granted.access_token)).status, 200);
      });

      test("sees a wrong secret as its own error", async () => {
        await assert.rejects(grant(connection, method(WRONG_SECRET), {}), (error) => {
          assert.ok(error instanceof oauth.WWWAuthenticateChallengeError, String(error));
          assert.equal(error.status, 401);
          return true;
        });
      });

      test("sees a scope that it does not hold as its own error", async () => {
        await assert.rejects(grant(connection, authentication, { scope: connection.ungranted_scope }), (error) => {
          assert.ok(error instanceof oauth.ResponseBodyError, String(error));
          assert.deepEqual([error.status, error.error], [400, "invalid_scope"]);
          return true;
        });
      });
    });
  }
}
