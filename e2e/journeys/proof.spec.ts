import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { origin } from "../fixtures/demo";
import { look, settled } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newCredential, newMember, newPublisher, newTenant, optional, READ_APPOINTMENTS, READ_PATIENTS, required, TITLES, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { confirm } from "../pages/dialog";

// What a tenant can show to others: the receipt of a decision, and a history that no one has changed.

/** The text of the file that a button gives. */
async function downloaded(page: Page, button: string): Promise<string> {
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return readFile(await (await file).path(), "utf8");
}

const part = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>;

/** What the receipt on the page says, once the published key has verified it. */
async function verified(page: Page): Promise<Record<string, unknown>> {
  const jws = await downloaded(page, "Download .jws");
  const [header, payload, signature] = jws.split(".") as [string, string, string];
  const keys = (await (await fetch(`${origin}/receipts/jwks.json`)).json()) as { keys: (JsonWebKey & { kid: string })[] };
  const jwk = keys.keys.find(({ kid }) => kid === part(header).kid)!;
  const key = createPublicKey({ key: jwk, format: "jwk" });
  expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"))).toBe(true);
  return part(payload);
}

test("a decision has a receipt, which is verified without the platform", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const app = await newApp(publisher, [required(READ_PATIENTS, "To write letters."), optional(READ_APPOINTMENTS)], [tenant.id]);
  const connection = await allow(tenant, app);

  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await page.getByRole("link", { name: "Allowed, version 1" }).click();
  await expect(heading(page, `Allowed: ${app.name}`)).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText(`${tenant.owner.name} (${tenant.owner.email})`);
  await expect(main).toContainText(TITLES[READ_PATIENTS]);
  await expect(main).toContainText("“To write letters.”");
  await expect(page.getByRole("heading", { name: "Asked for, but not allowed" })).toBeVisible();
  await look(page, "receipt");

  const said = await verified(page);
  expect(said).toMatchObject({ decision: "allowed", tenant_id: tenant.id, connection_id: connection.id, version: 1 });
  expect(JSON.parse(await downloaded(page, "Download JSON"))).toEqual(said);

  // On paper it is the document alone.
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Print" })).toHaveCount(0);
  await expect(main).toContainText("Receipt ID");
  // What is folded on the screen is not on paper.
  await expect(main.getByText(READ_PATIENTS).first()).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  const looking = await browserOf(viewer);
  await looking.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await looking.getByRole("link", { name: "Allowed, version 1" }).click();
  await expect(heading(looking, `Allowed: ${app.name}`)).toBeVisible();
});

test("a decision about the organisation’s own credentials has a receipt too", async ({ browserOf }) => {
  const tenant = await newTenant();
  const name = unique("Nightly export");
  const client = await newCredential(tenant, name, [READ_PATIENTS]);
  const page = await browserOf(tenant.owner);
  const credentials = `/admin/${tenant.id}/api-access/${client.clientId}`;
  await page.goto(credentials);
  await page.getByRole("link", { name: "Credentials generated", exact: true }).click();
  await expect(heading(page, `Credentials generated: ${name}`)).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText(`${tenant.owner.name} (${tenant.owner.email})`);
  await expect(main).toContainText(TITLES[READ_PATIENTS]);
  await expect(main).not.toContainText("Version of the app");
  await look(page, "receipt-own-credentials");
  const said = await verified(page);
  expect(said).toMatchObject({ decision: "generated", tenant_id: tenant.id, app: null, credential: { client_id: client.clientId, name } });

  await page.goto(credentials);
  await settled(page);
  await page.getByRole("button", { name: "Disable…" }).click();
  await confirm(page, `Disable the credentials ${name}?`, "can no longer get tokens", "Confirm and continue", { Reason: "Our audit." });
  await page.getByRole("link", { name: "Disabled", exact: true }).click();
  await expect(heading(page, `Disabled: ${name}`)).toBeVisible();
  await expect(main).toContainText("Our audit.");
  await expect(page.getByRole("heading", { name: `What ${name} may do once restored` })).toBeVisible();
});

test("the history says that it is unbroken, and is downloaded with its hashes", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  await allow(tenant, await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]));
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/activity`);
  await settled(page);
  await expect(page.getByText(/^Verified: \d+ entries, unbroken since /)).toBeVisible();
  await look(page, "activity-verified");
  const lines = (await downloaded(page, "Download with hashes")).trim().split("\n").map((line) => JSON.parse(line) as { position: number; hash: string });
  expect(lines.map(({ position }) => position)).toEqual(lines.map((_, index) => index + 1));
  await expect(page.getByRole("main")).toContainText(lines.at(-1)!.hash);
});
