import { setTimeout } from "node:timers/promises";
import { keepsNothingOf, tokenOf } from "../fixtures/left-behind";
import { look, visit } from "../fixtures/look";
import { call } from "../fixtures/partner";
import { refusesClient, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, DEMO_API, newApp, newCredential, newMember, newPublisher, newTenant, READ_PATIENTS, required, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { confirm, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// From one secret to the next without a failed call, and new secrets handed on.

const SECRET = /gts_[0-9A-Za-z]{49}/;

test("an app moves from its old secret to the new one, and no call fails", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const path = `/admin/${tenant.id}/integrations/${connection.id}`;
  const before = await works(connection, READ_PATIENTS, DEMO_API.patients);
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await visit(page, path);
  await page.getByRole("button", { name: "Regenerate secret…" }).click();
  const dialog = question(page, `Regenerate the secret of ${app.name}?`);
  await expect(dialog.getByRole("radio", { name: "Stops now" })).toBeChecked();
  await dialog.getByRole("radio", { name: "Works beside the new one for a time" }).check();
  await look(page, "dialog-regenerate-beside");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  // The partner asks all the time, with whichever secret it has.
  let client = { ...connection };
  let asking = true;
  const partner = (async () => {
    let calls = 0;
    for (; asking; calls += 1) {
      await works(client, READ_PATIENTS, DEMO_API.patients);
      // A client has a limit of tokens a minute.
      await setTimeout(500);
    }
    return calls;
  })();
  const shown = await portal.regenerateBeside(app.name, "1 day");
  await look(page, "new-secret-beside");
  const renewed = { ...connection, ...(await shown.credentials()) };
  await shown.saved();
  await keepsNothingOf(page, renewed.clientSecret);
  const hint = connection.clientSecret.slice(-4);
  const old = page.locator(".definition").filter({ hasText: "Old client secret" });
  await expect(old).toContainText(`Hidden, ends in ${hint}`);
  await expect(old).toContainText(/Works until /);
  await look(page, "connection-two-secrets");
  client = renewed;
  await works(renewed, READ_PATIENTS, DEMO_API.patients);

  const viewer = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  await visit(viewer, path);
  await expect(viewer.locator(".definition").filter({ hasText: "Old client secret" })).toContainText(`ends in ${hint}`);
  await expect(viewer.getByRole("button", { name: "Retire now…" })).toHaveCount(0);
  const developer = await browserOf(publisher.owner);
  await visit(developer, `/developer/${publisher.id}/connections/${connection.id}`);
  await expect(developer.getByRole("main")).toContainText(/Old client secret.*Works until /s);
  await look(developer, "developer-connection-two-secrets");

  await expect.poll(async () => {
    await page.reload();
    return page.locator(".definition").filter({ hasText: /^Client secret/ }).innerText();
  }).toMatch(/Last used .* from /);
  await portal.retire(hint);
  await expect(old).toHaveCount(0);
  await refusesClient(connection, READ_PATIENTS);
  asking = false;
  expect(await partner).toBeGreaterThan(0);
  expect((await call(DEMO_API.patients, before)).status).toBe(200);
  await portal.told(`${tenant.owner.name} retired the secret of ${app.name}`);
});

test("the developer collects the new secret while the old one works", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Collects"), { hand_over: "developer_collects" });
  const connection = await allow(tenant, app);
  const page = await browserOf(publisher.owner);
  const collect = async () => {
    await visit(page, `/developer/${publisher.id}/connections/${connection.id}`);
    await page.getByRole("button", { name: "Collect secret…" }).click();
    await confirm(page, `Collect the secret of ${app.name} at ${tenant.name}?`, "shown only this once", "Collect secret");
    return new ShownOnce(page);
  };
  const first = await collect();
  const old = await first.credentials();
  await first.saved();

  const admin = await browserOf(tenant.owner);
  await visit(admin, `/admin/${tenant.id}/integrations/${connection.id}`);
  await admin.getByRole("button", { name: "Regenerate secret…" }).click();
  const dialog = question(admin, `Regenerate the secret of ${app.name}?`);
  await dialog.getByRole("radio", { name: "Works beside the new one for a time" }).check();
  await dialog.getByRole("button", { name: "Regenerate secret", exact: true }).click();
  await expect(admin.getByText("The developer can collect the new secret.")).toBeVisible();
  await expect(admin.getByText("None yet: its developer collects it.")).toBeVisible();
  await works(old, READ_PATIENTS, DEMO_API.patients);

  const second = await collect();
  const renewed = await second.credentials();
  const link = await second.link();
  await look(page, "developer-secret-link");
  await second.saved();
  await keepsNothingOf(page, renewed.clientSecret, tokenOf(link));
  await works(renewed, READ_PATIENTS, DEMO_API.patients);
  await works(old, READ_PATIENTS, DEMO_API.patients);
  await page.getByRole("button", { name: /^Withdraw…/ }).click();
  await confirm(page, "Withdraw this one-time link?", "sees nothing", "Withdraw");
  await expect(page.getByRole("heading", { name: "One-time links" })).toHaveCount(0);
  const stranger = await browserOf(null);
  await stranger.goto(link);
  await expect(heading(stranger, "This link cannot be used")).toBeVisible();
});

test("a new secret is handed on: all of it copied, as files, and by a link that shows it once", async ({ browserOf }) => {
  const tenant = await newTenant();
  const name = unique("Monthly report");
  const before = await newCredential(tenant, name, [READ_PATIENTS]);
  const path = `/admin/${tenant.id}/api-access/${before.clientId}`;
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await visit(page, path);
  const shown = await portal.regenerateBeside(name, "1 hour");
  const { clientId, clientSecret } = await shown.credentials();
  await shown.panel.getByRole("button", { name: "Copy all credentials" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of [tenant.id, clientId, clientSecret]) expect(copied).toContain(part);
  const env = await shown.file("Download .env");
  expect(env.name).toBe("credentials.env");
  expect(env.text).toContain(`CLIENT_SECRET='${clientSecret}'\n`);
  const json = await shown.file("Download JSON");
  expect(JSON.parse(json.text)).toMatchObject({ client_id: clientId, client_secret: clientSecret });
  expect(page.url()).not.toMatch(SECRET);
  const link = await shown.link();
  expect(new URL(link).pathname + new URL(link).search).toBe("/secret");
  await look(page, "secret-link-made");
  await shown.saved();
  await expect(page.getByRole("heading", { name: "One-time links" })).toBeVisible();
  expect(await page.content()).not.toMatch(SECRET);
  await keepsNothingOf(page, clientSecret, tokenOf(link));
  await look(page, "credential-with-link");

  const viewer = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  await visit(viewer, path);
  await expect(viewer.getByText(`Made by ${tenant.owner.name}`, { exact: false }).first()).toBeVisible();
  await expect(viewer.getByRole("button", { name: /^Withdraw…/ })).toHaveCount(0);

  // Whoever fetches or opens the page uses nothing: only the button does.
  const stranger = await browserOf(null);
  for (let time = 0; time < 2; time += 1) {
    await stranger.goto("about:blank");
    await stranger.goto(link);
    await expect(heading(stranger, "A secret was handed on to you")).toBeVisible();
    await expect(stranger.getByRole("main")).toContainText(`${tenant.name}, as ${name}`);
  }
  await look(stranger, "secret-link");
  await stranger.getByRole("button", { name: "Show the secret" }).click();
  const handed = new ShownOnce(stranger);
  expect((await handed.credentials()).clientSecret).toBe(clientSecret);
  await look(stranger, "secret-link-opened");
  await handed.saved();
  await expect(heading(stranger, "You have the secret")).toBeVisible();
  expect(await stranger.content()).not.toMatch(SECRET);
  await keepsNothingOf(stranger, clientSecret);
  await stranger.goto("about:blank");
  await stranger.goto(link);
  await expect(heading(stranger, "This link cannot be used")).toBeVisible();
  await look(stranger, "secret-link-void");

  await visit(page, path);
  await expect(page.getByRole("heading", { name: "One-time links" })).toHaveCount(0);
  await visit(page, `/admin/${tenant.id}/activity`);
  await expect(page.getByRole("main")).toContainText(`Someone opened the one-time link to the secret of ${name}`);
});

test("a tenant’s policy: new secrets have an end", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/settings`);
  const days = page.getByLabel("Days that a secret works");
  await days.fill("9999");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Use 1 to 730 days.").first()).toBeVisible();
  await look(page, "settings-policy-refused");
  await days.fill("90");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Saved. It holds for secrets that are made from now on.")).toBeVisible();
  // The other form is not out of date for it.
  const renamed = unique("Maple Clinic");
  await page.getByLabel("Name", { exact: true }).fill(renamed);
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText(`The organisation is now called ${renamed}.`)).toBeVisible();

  const own = await newCredential(tenant, unique("Export"), [READ_PATIENTS]);
  await visit(page, `/admin/${tenant.id}/api-access/${own.clientId}`);
  await expect(page.locator(".definition").filter({ hasText: "Client secret" })).toContainText(/Works until /);
  const viewer = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  await visit(viewer, `/admin/${tenant.id}/settings`);
  await expect(viewer.getByText("New secrets end after 90 days.")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Save policy" })).toHaveCount(0);
});
