// A domain for each tenant, and aliases of the token endpoint, by npm openid-client and oauth4webapi: unmodified, over TLS,
// with nothing but the issuer's name.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { ALL_SCOPES, ONE_SCOPE, WRONG_SECRET, call } from "./demo.mjs";
import { ALIASES, CONNECTIONS, PLATFORM, SLUGS, TENANTS, atDomain, giveSlugs, host, leadHere, signIn, terminateTls } from "./domains.mjs";
import { keyPair, keylessConnection } from "./keyless.mjs";

const PATHS = ["/oauth2/token", ...ALIASES];
const METHODS = {
  basic: [openid.ClientSecretBasic, oauth.ClientSecretBasic],
  post: [openid.ClientSecretPost, oauth.ClientSecretPost],
};

let operator;
let endTls;
const at = {};

before(async () => {
  leadHere();
  endTls = await terminateTls();
  operator = await signIn("olive@grantry.example");
  await giveSlugs(operator);
  for (const environment of Object.keys(CONNECTIONS)) at[environment] = await atDomain(operator, environment);
});

after(() => endTls?.());

const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** What openid-client knows of an issuer, and with another token endpoint where one is given. */
async function discover({ issuer, client_id }, authentication, token_endpoint) {
  const found = await openid.discovery(new URL(issuer), client_id, undefined, authentication);
  if (!token_endpoint) return found;
  return new openid.Configuration({ ...found.serverMetadata(), token_endpoint }, client_id, undefined, authentication);
}

async function server({ issuer }, token_endpoint) {
  const url = new URL(issuer);
  const found = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: "oauth2" }));
  return token_endpoint ? { ...found, token_endpoint } : found;
}

async function grant(connection, authentication, token_endpoint, options) {
  const [as, client] = [await server(connection, token_endpoint), { client_id: connection.client_id }];
  const answer = await oauth.clientCredentialsGrantRequest(as, client, authentication, { scope: ONE_SCOPE }, options);
  return oauth.processClientCredentialsResponse(as, client, answer);
}

/** openid-client and oauth4webapi give a refusal by its challenge or by its body. */
function isInvalidClient(error) {
  const seen = error.cause?.error ?? error.error;
  return error.status === 401 || seen === "invalid_client";
}

for (const environment of Object.keys(CONNECTIONS)) {
  describe(`a tenant's domain, ${environment}`, () => {
    test("is its issuer, by both names of the metadata", async () => {
      const connection = at[environment];
      assert.equal(connection.issuer, host(SLUGS[environment], environment));
      const [open, plain] = await Promise.all([
        openid.discovery(new URL(connection.issuer), connection.client_id),
        openid.discovery(new URL(connection.issuer), connection.client_id, undefined, undefined, { algorithm: "oauth2" }),
      ]);
      assert.deepEqual(open.serverMetadata(), plain.serverMetadata());
      assert.equal(open.serverMetadata().issuer, connection.issuer);
      assert.equal(open.serverMetadata().token_endpoint, `${connection.issuer}/oauth2/token`);
    });

    for (const [name, [ofOpenid, ofOauth]] of Object.entries(METHODS)) {
      for (const path of PATHS) {
        test(`openid-client, ${name}, gets a token at ${path}, and calls the API with it`, async () => {
          const connection = at[environment];
          const configuration = await discover(connection, ofOpenid(connection.client_secret), connection.issuer + path);
          const granted = await openid.clientCredentialsGrant(configuration);
          assert.equal(granted.scope.split(" ").sort().join(" "), ALL_SCOPES(connection));
          assert.equal(claims(granted.access_token).iss, connection.issuer);
          assert.equal((await call(connection, granted.access_token)).status, 200);
        });

        test(`oauth4webapi, ${name}, gets a token at ${path}, and verifies it by the domain's keys`, async () => {
          const connection = at[environment];
          const granted = await grant(connection, ofOauth(connection.client_secret), connection.issuer + path);
          const request = new Request(connection.api_url, { headers: { authorization: `Bearer ${granted.access_token}` } });
          const audience = claims(granted.access_token).aud;
          const seen = await oauth.validateJwtAccessToken(await server(connection), request, audience);
          assert.deepEqual([seen.iss, seen.client_id, seen.env], [connection.issuer, connection.client_id, environment]);
          assert.equal((await call(connection, granted.access_token)).status, 200);
        });
      }

      test(`a wrong secret is invalid_client, ${name}`, async () => {
        const configuration = await discover(at[environment], ofOpenid(WRONG_SECRET));
        await assert.rejects(openid.clientCredentialsGrant(configuration), isInvalidClient);
      });
    }

    test("and its path are both issuers of one client, while it moves", async () => {
      const connection = at[environment];
      for (const issuer of [connection.issuer, connection.path.issuer]) {
        const configuration = await discover({ ...connection, issuer }, openid.ClientSecretBasic(connection.client_secret));
        const granted = await openid.clientCredentialsGrant(configuration, { scope: ONE_SCOPE });
        assert.equal(claims(granted.access_token).iss, issuer);
        assert.equal((await call(connection, granted.access_token)).status, 200);
      }
    });

    for (const path of PATHS) {
      test(`private_key_jwt at ${path} is for the domain`, async () => {
        const { kid, jwk, privateKey } = await keyPair();
        const connection = await keylessConnection(environment, [jwk], { platform: { signIn, connections: CONNECTIONS } });
        const { issuer } = at[environment];
        assert.equal(connection.issuer, issuer);
        const sign = openid.PrivateKeyJwt({ key: privateKey, kid });
        const granted = await openid.clientCredentialsGrant(await discover(connection, sign, issuer + path));
        assert.equal(claims(granted.access_token).iss, issuer);
        assert.equal((await call(connection, granted.access_token)).status, 200);
        const signs = oauth.PrivateKeyJwt({ key: privateKey, kid });
        assert.equal((await grant(connection, signs, issuer + path)).scope, ONE_SCOPE);
        const elsewhere = oauth.PrivateKeyJwt({ key: privateKey, kid }, {
          [oauth.modifyAssertion]: (_, payload) => {
            payload.aud = host("someone-else", environment);
          },
        });
        await assert.rejects(grant(connection, elsewhere, issuer + path), isInvalidClient);
      });
    }
  });
}

describe("DPoP at a tenant's domain", () => {
  for (const path of PATHS) {
    test(`a token from ${path} works with its key alone`, async () => {
      const connection = at.live;
      const secret = openid.ClientSecretBasic(connection.client_secret);
      const configuration = await discover(connection, secret, connection.issuer + path);
      const DPoP = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
      const granted = await openid.clientCredentialsGrant(configuration, {}, { DPoP });
      assert.equal(granted.token_type, "dpop");
      const url = new URL(connection.api_url);
      const asked = await openid.fetchProtectedResource(configuration, granted.access_token, url, "GET", null, undefined, { DPoP });
      assert.equal(asked.status, 200);
      assert.equal((await call(connection, granted.access_token)).status, 401);
    });
  }

  test("a proof for the path is none for the domain", async () => {
    const { path, issuer, client_id, client_secret } = at.live;
    const client = { client_id };
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
    // The library makes the proof for the URL that it knows, and the request goes to another one.
    const elsewhere = { DPoP, [oauth.customFetch]: (_, options) => fetch(`${issuer}/oauth2/token`, options) };
    const secret = oauth.ClientSecretBasic(client_secret);
    const asked = grant({ ...at.live, issuer: path.issuer }, secret, path.token_endpoint, elsewhere);
    await assert.rejects(asked, (error) => {
      assert.equal(error.cause?.error ?? error.error, "invalid_dpop_proof");
      return true;
    });
  });
});

/** The answer to a request that is right but for its host. */
async function ask({ client_id, client_secret }, endpoint) {
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}`;
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const answer = await fetch(endpoint, { method: "POST", headers: { authorization }, body });
  return { status: answer.status, text: await answer.text() };
}

function assertSaysNothing(text) {
  for (const { id, name } of TENANTS) assert.ok(!text.includes(id) && !text.includes(name), text);
  for (const slug of Object.values(SLUGS)) assert.ok(!text.includes(slug), text);
  assert.ok(!text.includes("access_token"), text);
}

describe("a host that is not this client's", () => {
  for (const path of PATHS) {
    test(`is refused at ${path}, and says nothing of a tenant`, async () => {
      for (const stranger of [host("no-such-tenant"), host(SLUGS.live, "sandbox"), host(SLUGS.sandbox, "live")]) {
        const { status, text } = await ask(at.live, stranger + path);
        assert.equal(status, 404, stranger);
        assertSaysNothing(text);
      }
      for (const [connection, issuer] of [[at.live, at.sandbox.issuer], [at.sandbox, at.live.issuer], [at.live, host("sandbox")]]) {
        const { status, text } = await ask(connection, issuer + path);
        assert.deepEqual([status, JSON.parse(text).error], [401, "invalid_client"], issuer);
      }
    });
  }

  test("has no metadata", async () => {
    for (const issuer of [host("no-such-tenant"), host(SLUGS.live, "sandbox"), PLATFORM]) {
      await assert.rejects(openid.discovery(new URL(issuer), at.live.client_id));
    }
  });

  test("is one that the operator has closed, until it is opened again", async () => {
    const tenant = `operator/v1/tenants/${at.live.tenant_id}/addresses`;
    const { issuer, token_endpoint } = at.live.path;
    const configuration = await discover({ ...at.live, issuer }, openid.ClientSecretBasic(at.live.client_secret));
    const { access_token } = await openid.clientCredentialsGrant(configuration);
    const revision = async () => (await operator("GET", tenant)).revision;
    await operator("POST", `${tenant}/close`, { issuer, at: null, revision: await revision() });
    try {
      const { status, text } = await ask(at.live, token_endpoint);
      assert.equal(status, 401, "as at the path of a tenant that there is not");
      assertSaysNothing(text);
      await assert.rejects(openid.discovery(new URL(issuer), at.live.client_id));
      await new Promise((passed) => setTimeout(passed, 1000));
      assert.equal((await call(at.live, access_token)).status, 401);
      assert.equal((await ask(at.live, at.live.token_endpoint)).status, 200);
    } finally {
      await operator("POST", `${tenant}/open`, { issuer, revision: await revision() });
    }
    assert.equal((await ask(at.live, token_endpoint)).status, 200);
  });
});
