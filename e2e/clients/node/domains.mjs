// A platform whose tenants have domains: docs/operators/domains.md. Names lead to this machine, TLS is this file's, and its
// certificates are of the tests' own authority, which `NODE_EXTRA_CA_CERTS` has Node.js trust.

import dns from "node:dns";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createSecureContext } from "node:tls";

const { BASE_DOMAIN, CERTIFICATES, DOMAINS_DEMO_JSON, DOMAINS_NODE, DOMAINS_PORT } = process.env;

export const ALIASES = JSON.parse(process.env.TOKEN_ENDPOINT_ALIASES);
export const PLATFORM = `https://localhost:${DOMAINS_PORT}`;
export const SLUGS = { live: "harbour", sandbox: "brightbill-trial" };
const BASES = { live: BASE_DOMAIN, sandbox: `sandbox.${BASE_DOMAIN}` };

const demo = JSON.parse(readFileSync(DOMAINS_DEMO_JSON, "utf8"));
export const TENANTS = demo.tenants;
export const CONNECTIONS = { live: demo.connection, sandbox: demo.sandbox_connection };

export const host = (label, environment = "live") => `https://${label}.${BASES[environment]}:${DOMAINS_PORT}`;

/** Resolver rules: what is below the base domain is this machine. */
export function leadHere() {
  const resolve = dns.lookup;
  dns.lookup = (name, ...rest) => resolve(name.endsWith(`.${BASE_DOMAIN}`) ? "127.0.0.1" : name, ...rest);
}

const secure = (name) =>
  createSecureContext({ cert: readFileSync(`${CERTIFICATES}/${name}.pem`), key: readFileSync(`${CERTIFICATES}/${name}.key`) });

/** Terminates TLS in front of the node, and passes everything on as it came. Ends with the function that it gives. */
export async function terminateTls() {
  const contexts = { platform: secure("platform"), tenants: secure("tenants") };
  const SNICallback = (name, done) => done(null, name === "localhost" ? contexts.platform : contexts.tenants);
  const agent = new http.Agent({ keepAlive: false });
  const server = https.createServer({ SNICallback }, (asked, answer) => {
    const { method, url, headers } = asked;
    const passed = http.request(DOMAINS_NODE, { method, path: url, headers, agent, setHost: false }, (behind) => {
      answer.writeHead(behind.statusCode, behind.headers);
      behind.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise((listening) => server.listen(Number(DOMAINS_PORT), "127.0.0.1", listening));
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

/** A function that calls the platform's HTTP API with the session of a person of its demo. */
export async function signIn(email) {
  const { password } = demo.accounts.find((account) => account.email === email);
  const headers = { origin: PLATFORM, "content-type": "application/json" };
  const call = async (method, path, body) => {
    const answer = await fetch(`${PLATFORM}/api/${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const session = await call("POST", "account/v1/session", { email, password });
  headers.cookie = session.headers.getSetCookie()[0].split(";")[0];
  return async (...request) => (await call(...request)).json();
}

/** Gives the tenant of each connection its slug, unless it has it. */
export async function giveSlugs(operator) {
  for (const [environment, slug] of Object.entries(SLUGS)) {
    const tenant = `operator/v1/tenants/${CONNECTIONS[environment].tenant_id}`;
    const found = await operator("GET", `${tenant}/addresses`);
    if (found.slug !== slug) await operator("PUT", `${tenant}/slug`, { slug, keep_old_until: null, revision: found.revision });
  }
}

/** A connection as its partner sees it after the move, with each of its tenant's addresses. */
export async function atDomain(operator, environment) {
  const connection = CONNECTIONS[environment];
  const { addresses } = await operator("GET", `operator/v1/tenants/${connection.tenant_id}/addresses`);
  const current = addresses.find((address) => address.current);
  const path = addresses.find((address) => address.kind === "path");
  return { ...connection, issuer: current.issuer, token_endpoint: current.token_endpoint, current, path };
}
