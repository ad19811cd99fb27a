import type { Page } from "@playwright/test";
import { beyondTheEdge } from "../fixtures/accessibility";
import { settled, visit } from "../fixtures/look";
import { persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newCredential, newPublisher, newTenant, required } from "../fixtures/world";

// Every field that people fill, filled with the longest text that is allowed, without a blank: no page gets wider than
// its window.

/** Letters of all widths, unlike any other test's. */
const long = (length: number) => {
  const tail = Math.random().toString(36).slice(2, 8);
  return `${"WMÄwijl".repeat(Math.ceil(length / 7)).slice(0, length - tail.length)}${tail}`;
};
const WIDTHS = [320, 390, 1440];

async function fits(page: Page, paths: string[]) {
  for (const path of paths) {
    await test.step(path, async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(path);
      await settled(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        expect.soft(await beyondTheEdge(page), `${path} at ${width}`).toEqual([]);
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${path} at ${width}`).toBeLessThanOrEqual(width);
        const shots = process.env.SHOTS;
        if (shots) await page.screenshot({ path: `${shots}/long-${path.replaceAll(/[^\w-]+/g, "_").slice(0, 80)}-${width}.png`, fullPage: true });
      }
    });
  }
}

test("the longest texts wrap on every page, in lists, banners and dialogs", async ({ browserOf }) => {
  test.slow();
  const [tenant, publisher] = await Promise.all([newTenant(long(120)), newPublisher(long(120))]);
  const { caller } = publisher.owner;
  const ofPublisher = `/api/developer/v1/publishers/${publisher.id}`;
  const name = long(80);
  const { id: app } = await caller.post<{ id: string }>(`${ofPublisher}/apps`, {
    name,
    summary: long(160),
    description: long(4000),
    website: `https://${"w".repeat(60)}.example/${long(100)}`,
    privacy_policy: `https://${"p".repeat(60)}.example/${long(100)}`,
    support_contact: `https://${"s".repeat(60)}.example/${long(100)}`,
    visibility: "targeted",
    hand_over: "admin_shares",
    logo_url: null,
    client_keys: null,
    ai_agent: false,
  });
  await caller.post(`${ofPublisher}/apps/${app}/targets`, { tenant_id: tenant.id });
  const version = (after_version: number, names: string[]) => ({
    after_version,
    scopes: names.map((name) => ({ name, required: name === "patients.read", reason: long(300) })),
    note: long(1000),
    egress_networks: ["2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff/128", "192.0.2.0/24"],
    workload: null,
  });
  await caller.post(`${ofPublisher}/apps/${app}/versions`, version(0, ["patients.read", "appointments.read"]));
  const ofTenant = `/api/admin/v1/tenants/${tenant.id}`;
  const admin = tenant.owner.caller;
  const waiting = `/admin/${tenant.id}/integrations/connect/${app}`;
  const page = await browserOf(tenant.owner);
  await fits(page, [`/admin/${tenant.id}/integrations/connect`, waiting]);

  await admin.post(`${ofTenant}/available-apps/${app}/decline`, { version: 1, details_revision: 1, reason: long(500) });
  await fits(page, [waiting, `/admin/${tenant.id}/integrations`]);
  const { connection_id } = await admin.get<{ connection_id: string }>(`${ofTenant}/available-apps/${app}`);
  await admin.post(`${ofTenant}/connections/${connection_id}/reconsider`);
  const allowed = await admin.post<{ connection: { id: string } }>(`${ofTenant}/available-apps/${app}/allow`, {
    version: 1,
    details_revision: 1,
    optional_scopes: [],
    ends_at: "2031-01-01T07:59:59Z",
  });
  const id = allowed.connection.id;
  await caller.post(`${ofPublisher}/apps/${app}/versions`, version(1, ["patients.read", "appointments.read", "appointments.change"]));
  await admin.post(`${ofTenant}/connections/${id}/pause`, { reason: long(500) });
  await caller.post(`${ofPublisher}/connections/${id}/pause`, { reason: long(500) });
  const operator = await persona("operator");
  await operator.caller.post(`/api/operator/v1/apps/${app}/suspend`, { reason: long(500) });
  await admin.post(`${ofTenant}/credentials`, { name: long(80), scopes: ["patients.read"] });

  await admin.post("/api/account/v1/access-tokens", { name: long(60), scopes: ["read", "write", "secrets", "people"], days: 365, networks: ["2001:db8:aaaa:bbbb::/64", "192.0.2.0/24"] });

  await fits(page, [
    `/admin/${tenant.id}/integrations`,
    `/admin/${tenant.id}/integrations/${id}`,
    `/admin/${tenant.id}/integrations/${id}/update`,
    `/admin/${tenant.id}/api-access`,
    `/admin/${tenant.id}/activity`,
    `/admin/${tenant.id}/members`,
    `/admin/${tenant.id}/settings`,
    "/account",
    "/account/sessions",
    "/account/access-tokens",
  ]);
  await visit(page, `/admin/${tenant.id}/integrations/${id}`);
  await page.setViewportSize({ width: 320, height: 480 });
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  const dialog = page.getByRole("dialog");
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  for (const name of ["Cancel", "Delete"]) await expect(dialog.getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 0.9 });
  await dialog.getByRole("button", { name: "Cancel" }).click();

  const developer = await browserOf(publisher.owner);
  const at = `/developer/${publisher.id}`;
  await fits(developer, [
    `${at}/apps`,
    `${at}/apps/${app}`,
    `${at}/apps/${app}/edit`,
    `${at}/apps/${app}/tenants`,
    `${at}/apps/${app}/connections`,
    `${at}/apps/${app}/roll-out`,
    `${at}/apps/${app}/versions/new`,
    `${at}/apps/${app}/versions/1`,
    `${at}/connections`,
    `${at}/connections/${id}`,
    `${at}/activity`,
    `${at}/team`,
    `${at}/settings`,
  ]);

  const platform = await browserOf("operator");
  await fits(platform, [
    `/operator/apps?q=${encodeURIComponent(name)}`,
    `/operator/tenants?q=${tenant.id}`,
    `/operator/tenants/${tenant.id}`,
    `/operator/publishers?q=${publisher.id}`,
    `/operator/publishers/${publisher.id}`,
    "/operator/activity",
  ]);
  await operator.caller.post(`/api/operator/v1/apps/${app}/restore`);
});

test("the longest texts of a catalogue wrap too: where it is kept, asked for and granted", async ({ browserOf }) => {
  test.slow();
  const [tenant, publisher, { caller }] = await Promise.all([newTenant(), newPublisher(long(120)), persona("operator")]);
  const plain = (length: number) => long(length).replaceAll("Ä", "A");
  const { id: api } = await caller.post<{ id: string }>("/api/operator/v1/apis", {
    identifier: `https://${"i".repeat(60)}.example/${plain(220)}`,
    name: long(80),
    description: long(1000),
    docs_url: `https://${"d".repeat(60)}.example/${long(100)}`,
    token_lifetime: null,
    token_format: null,
    smart_backend_services: false,
  });
  const name = plain(100);
  const words = { title: long(60), sentence: long(300), action: "delete", sensitivity: "critical" };
  const scopes = `/api/operator/v1/apis/${api}/scopes`;
  const { revision } = await caller.post<{ revision: number }>(scopes, { name, ...words });
  await caller.post(`/api/operator/v1/apis/${api}/resource-servers`, { name: long(80) });
  const app = await newApp(publisher, [required(name, long(300))], [tenant.id]);
  const developer = await browserOf(publisher.owner);
  const ofApp = `/developer/${publisher.id}/apps/${app.id}`;
  await fits(developer, [ofApp, `${ofApp}/versions/new`, `${ofApp}/versions/1`]);

  const admin = await browserOf(tenant.owner);
  const at = `/admin/${tenant.id}`;
  await fits(admin, [`${at}/integrations/connect/${app.id}`, `${at}/api-access/new`]);
  const [connection, own] = [await allow(tenant, app), await newCredential(tenant, long(80), [name])];
  const blocked = { publisher_id: publisher.id, reason: long(500) };
  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/blocked-publishers`, blocked);
  await fits(admin, [
    `${at}/integrations/${connection.id}`,
    `${at}/integrations/connect`,
    `${at}/api-access`,
    `${at}/api-access/${own.clientId}`,
  ]);

  const page = await browserOf("operator");
  await fits(page, [`/operator/apis?q=${api}`, `/operator/apis/${api}`]);
  // No other journey is offered it.
  await caller.put(`${scopes}/${encodeURIComponent(name)}`, { revision, ...words, state: "deprecated" });
});
