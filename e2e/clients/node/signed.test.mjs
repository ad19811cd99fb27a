// private_key_jwt (RFC 7523), DPoP (RFC 9449), introspection (RFC 7662) and revocation (RFC 7009), as openid-client and
// oauth4webapi do them.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { CONNECTIONS, ONE_SCOPE, call } from "./demo.mjs";
import { keyPair, keylessConnection, resourceServer } from "./keyless.mjs";

const INSECURE = { [oauth.allowInsecureRequests]: true };
const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
const ALGORITHMS = {
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  ES384: { name: "ECDSA", namedCurve: "P-384" },
  RS256: { name: "RSASSA-PKCS1-v1_5", ...RSA },
  PS256: { name: "RSA-PSS", ...RSA },
};

function discover({ issuer, client_id }, authentication) {
  const options = { algorithm: "oauth2", execute: [openid.allowInsecureRequests] };
  return openid.discovery(new URL(issuer), client_id, undefined, authentication, options);
}

async function server({ issuer }) {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: "oauth2", ...INSECURE }));
}

const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

for (const environment of Object.keys(CONNECTIONS)) {
  describe(`private_key_jwt, ${environment}`, () => {
    const keys = {};
    let connection;

    before(async () => {
      for (const [name, algorithm] of Object.entries(ALGORITHMS)) keys[name] = await keyPair(algorithm);
      connection = await keylessConnection(environment, Object.values(keys).map(({ jwk }) => jwk));
    });

    for (const name of Object.keys(ALGORITHMS)) {
      test(`openid-client signs with ${name}, and calls the API with the token`, async () => {
        const { kid, privateKey } = keys[name];
        const configuration = await discover(connection, openid.PrivateKeyJwt({ key: privateKey, kid }));
        const granted = await openid.clientCredentialsGrant(configuration);
        assert.equal(granted.scope, ONE_SCOPE);
        assert.equal((await call(connection, granted.access_token)).status, 200);
      });
    }

    test("oauth4webapi signs, and calls the API with the token", async () => {
      const [at, client] = [await server(connection), { client_id: connection.client_id }];
      const { kid, privateKey } = keys.ES256;
      const sign = oauth.PrivateKeyJwt({ key: privateKey, kid });
      const answer = await oauth.clientCredentialsGrantRequest(at, client, sign, { scope: ONE_SCOPE }, INSECURE);
      const granted = await oauth.processClientCredentialsResponse(at, client, answer);
      assert.equal((await call(connection, granted.access_token)).status, 200);
    });

    test("a key that no one registered is seen as invalid_client", async () => {
      const { privateKey } = await keyPair();
      const configuration = await discover(connection, openid.PrivateKeyJwt({ key: privateKey, kid: keys.ES256.kid }));
      await assert.rejects(openid.clientCredentialsGrant(configuration), (error) => {
        const challenged = error instanceof openid.WWWAuthenticateChallengeError && error.status === 401;
        assert.ok(challenged || error.error === "invalid_client", String(error));
        return true;
      });
    });
  });
}

describe("DPoP", () => {
  const connection = CONNECTIONS.live;

  test("openid-client gets a bound token, which works with its key alone", async () => {
    const configuration = await discover(connection, openid.ClientSecretBasic(connection.client_secret));
    const handle = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
    const granted = await openid.clientCredentialsGrant(configuration, {}, { DPoP: handle });
    assert.equal(granted.token_type, "dpop");
    assert.equal(claims(granted.access_token).cnf.jkt, await handle.calculateThumbprint());
    const url = new URL(connection.api_url);
    const ask = (DPoP) => openid.fetchProtectedResource(configuration, granted.access_token, url, "GET", null, undefined, { DPoP });
    assert.equal((await ask(handle)).status, 200);
    const stranger = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
    await assert.rejects(ask(stranger), openid.WWWAuthenticateChallengeError);
    assert.equal((await call(connection, granted.access_token)).status, 401);
  });

  test("oauth4webapi gets a bound token, which works with its key alone", async () => {
    const [at, client] = [await server(connection), { client_id: connection.client_id }];
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
    const secret = oauth.ClientSecretPost(connection.client_secret);
    const answer = await oauth.clientCredentialsGrantRequest(at, client, secret, {}, { DPoP, ...INSECURE });
    const granted = await oauth.processClientCredentialsResponse(at, client, answer);
    assert.equal(granted.token_type, "dpop");
    const url = new URL(connection.api_url);
    const called = await oauth.protectedResourceRequest(granted.access_token, "GET", url, undefined, undefined, { DPoP, ...INSECURE });
    assert.equal(called.status, 200);
    assert.equal((await call(connection, granted.access_token)).status, 401);
  });
});

describe("introspection and revocation", () => {
  const connection = CONNECTIONS.live;
  const verifiers = {};

  before(async () => {
    verifiers.practice = await resourceServer("Practice API");
    verifiers.billing = await resourceServer("Billing API");
  });

  const introspect = async ({ client_id, client_secret }, token) => {
    const configuration = await discover({ ...connection, client_id }, openid.ClientSecretBasic(client_secret));
    return openid.tokenIntrospection(configuration, token);
  };

  test("openid-client learns what a token is good for until its client revokes it", async () => {
    const configuration = await discover(connection, openid.ClientSecretBasic(connection.client_secret));
    const { access_token } = await openid.clientCredentialsGrant(configuration, { scope: ONE_SCOPE });
    const seen = await introspect(verifiers.practice, access_token);
    assert.deepEqual([seen.active, seen.client_id, seen.scope], [true, connection.client_id, ONE_SCOPE]);
    assert.deepEqual(await introspect(verifiers.billing, access_token), { active: false });
    await openid.tokenRevocation(configuration, access_token);
    assert.deepEqual(await introspect(verifiers.practice, access_token), { active: false });
    assert.equal((await call(connection, access_token)).status, 401);
  });

  test("oauth4webapi sees the same", async () => {
    const [at, client] = [await server(connection), { client_id: connection.client_id }];
    const secret = oauth.ClientSecretBasic(connection.client_secret);
    const answer = await oauth.clientCredentialsGrantRequest(at, client, secret, { scope: ONE_SCOPE }, INSECURE);
    const { access_token } = await oauth.processClientCredentialsResponse(at, client, answer);
    const verifier = { client_id: verifiers.practice.client_id };
    const ask = async () => {
      const basic = oauth.ClientSecretBasic(verifiers.practice.client_secret);
      return oauth.processIntrospectionResponse(at, verifier, await oauth.introspectionRequest(at, verifier, basic, access_token, INSECURE));
    };
    assert.equal((await ask()).active, true);
    await oauth.processRevocationResponse(await oauth.revocationRequest(at, client, secret, access_token, INSECURE));
    assert.deepEqual(await ask(), { active: false });
  });
});
