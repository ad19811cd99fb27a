// A keyless app: it registers public keys and signs its requests. Set up by the public API alone, as scripts would.

import { CONNECTIONS, demo } from "./demo.mjs";

const ORIGIN = demo.base_url;
const SESSION = "__Host-session";
export const PUBLISHER_OWNER = "beatriz@brightbill.example";
export const ADMINS = { live: "hanna@harbour.example", sandbox: PUBLISHER_OWNER };
export const OPERATOR = "olive@grantry.example";

/** A function that calls the HTTP API with the session of a person of the demo. */
export async function signIn(email) {
  const { password } = demo.accounts.find((account) => account.email === email);
  const headers = { origin: ORIGIN, "content-type": "application/json" };
  const call = async (method, path, body) => {
    const answer = await fetch(`${ORIGIN}/api/${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const cookie = (await call("POST", "account/v1/session", { email, password })).headers.getSetCookie()[0].split(";")[0];
  if (!cookie.startsWith(SESSION)) throw new Error("signing in has set no session");
  headers.cookie = cookie;
  return async (...request) => (await call(...request)).json();
}

/** An ES256 key pair, and its public part under a `kid`. */
export async function keyPair(algorithm = { name: "ECDSA", namedCurve: "P-256" }) {
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const kid = crypto.randomUUID();
  const { key_ops, ext, ...jwk } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { kid, ...pair, jwk: { ...jwk, kid, use: "sig" } };
}

const OWN = { signIn, connections: CONNECTIONS };

/**
 * Registers a keyless app with these public keys, and has it allowed at one side; of another platform where one is given.
 */
export async function keylessConnection(environment, jwks, { scope = "patients.read", platform = OWN } = {}) {
  const { tenant_id, api_url } = platform.connections[environment];
  const people = [OPERATOR, PUBLISHER_OWNER, ADMINS[environment]];
  const [operator, developer, admin] = await Promise.all(people.map((email) => platform.signIn(email)));
  const { items } = await operator("GET", "operator/v1/publishers");
  const publisher = `developer/v1/publishers/${items.find(({ name }) => name === "BrightBill Inc.").id}`;
  const { id } = await developer("POST", `${publisher}/apps`, {
    name: `Keyless ${crypto.randomUUID().slice(0, 8)}`,
    summary: "Signs its requests.",
    description: "",
    logo_url: null,
    website: null,
    privacy_policy: null,
    support_contact: "support@brightbill.example",
    visibility: "targeted",
    hand_over: "keyless",
    client_keys: { jwks: { keys: jwks } },
    ai_agent: false,
  });
  await developer("POST", `${publisher}/apps/${id}/targets`, { tenant_id });
  const scopes = [{ name: scope, required: true, reason: "To do its work." }];
  const version = { after_version: 0, scopes, note: "", egress_networks: [], workload: null };
  await developer("POST", `${publisher}/apps/${id}/versions`, version);
  const allowed = await admin("POST", `admin/v1/tenants/${tenant_id}/available-apps/${id}/allow`, { version: 1, details_revision: 1, optional_scopes: [], ends_at: null });
  const { client_id, client_secret, issuer, token_endpoint } = allowed.credential;
  if (client_secret) throw new Error("a keyless app has got a secret");
  return { tenant_id, api_url, client_id, issuer, token_endpoint };
}

/** A verifier of the Practice API, with its own credentials. */
export async function resourceServer(name) {
  const operator = await signIn(OPERATOR);
  const { items } = await operator("GET", "operator/v1/apis");
  const { id } = items.find((api) => api.name === name);
  const registered = await operator("POST", `operator/v1/apis/${id}/resource-servers`, { name: "Clients' tests" });
  return { client_id: registered.resource_server.id, client_secret: registered.client_secret };
}
