// The demo that the tests talk to: what `grantry demo` wrote.

import { readFileSync } from "node:fs";

export const demo = JSON.parse(readFileSync(process.env.DEMO_JSON, "utf8"));

/** A connection of each side, by its name. */
export const CONNECTIONS = { live: demo.connection, sandbox: demo.sandbox_connection };

export const ALL_SCOPES = (connection) => [...connection.scopes].sort().join(" ");
export const ONE_SCOPE = "patients.read";
export const WRONG_SECRET = `gts_${"0".repeat(49)}`;

/** A call of the demo's API as its owner's documentation has it. */
export async function call(connection, token) {
  const answer = await fetch(connection.api_url, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: await answer.json() };
}
