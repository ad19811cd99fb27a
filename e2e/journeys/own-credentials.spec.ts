import { keepsNothingOf } from "../fixtures/left-behind";
import { look } from "../fixtures/look";
import { call } from "../fixtures/partner";
import { refusesClient, refusesToken, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { DEMO_API, newCredential, newMember, newTenant, READ_APPOINTMENTS, READ_PATIENTS, TITLES, unique } from "../fixtures/world";
import { go, heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// Credentials that a tenant generates for its own software.

const SECRET = /gts_[0-9A-Za-z]{49}/;

test("the organisation’s own credentials: generate, shown once, masked, regenerate, delete", async ({ browserOf }) => {
  const tenant = await newTenant();
  const name = unique("Monthly report");
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/api-access`);
  await expect(page.getByText("No credentials yet")).toBeVisible();
  await look(page, "api-access-empty");

  await page.getByRole("link", { name: "Generate credentials" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Generate credentials" }).click();
  await expect(page.getByText("Choose at least one permission.").first()).toBeVisible();
  await expect(page.getByText(READ_PATIENTS, { exact: true })).toBeVisible();
  await page.getByRole("checkbox", { name: TITLES[READ_PATIENTS] }).check();
  await page.getByRole("button", { name: "Generate credentials" }).click();

  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  await look(page, "own-credentials-shown-once");
  expect(await shown.copy("Tenant ID")).toBe(tenant.id);
  const first = await shown.credentials();
  await page.getByRole("link", { name: "Settings" }).click();
  await question(page, "Leave without saving the secret?").getByRole("button", { name: "Stay here" }).click();
  await shown.saved();
  await expect(heading(page, name)).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`Hidden, ends in ${first.clientSecret.slice(-4)}`);
  expect(await page.content()).not.toMatch(SECRET);
  await keepsNothingOf(page, first.clientSecret);

  const token = await works(first, READ_PATIENTS, DEMO_API.patients);
  expect((await call(DEMO_API.appointments, token)).status).toBe(403);
  await refusesClient(first, READ_APPOINTMENTS, "invalid_scope");

  await go(page, "Our own credentials", "API access");
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText(first.clientId);
  await expect(row).toContainText(`by ${tenant.owner.name}`);
  await row.getByRole("link", { name }).click();

  const renewed = await new AdminPortal(page).regenerate(name);
  await refusesClient(first, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, token);
  const second = await renewed.credentials();
  expect(second.clientId).toBe(first.clientId);
  await renewed.saved();
  await keepsNothingOf(page, second.clientSecret);
  await expect(page.getByRole("main")).toContainText(/Last regeneratedjust now/);
  const last = await works(second, READ_PATIENTS, DEMO_API.patients);

  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = question(page, `Delete the credentials ${name}?`);
  await expect(dialog).toContainText("This action cannot be undone.");
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText(`The credentials ${name} are deleted.`)).toBeVisible();
  await refusesClient(second, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, last);
  await expect(page.getByText("No credentials yet")).toBeVisible();

  await go(page, "Activity");
  for (const action of ["generated the credentials", "regenerated the secret of", "deleted the credentials"]) {
    await expect(page.getByRole("main")).toContainText(`${tenant.owner.name} ${action} ${name}`);
  }

  // Their receipts stay.
  await page.getByRole("link", { name: `Receipts of ${name}` }).first().click();
  await expect(heading(page, "Deleted credentials")).toBeVisible();
  await look(page, "own-credentials-deleted");
  await page.getByRole("link", { name: "Deleted", exact: true }).click();
  await expect(heading(page, `Deleted: ${name}`)).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`What ${name} might do before it`);
  await expect(page.getByRole("main")).toContainText(TITLES[READ_PATIENTS]);
});

test("they end on the day that is chosen when they are generated", async ({ browserOf }) => {
  const tenant = await newTenant();
  const name = unique("Audit export");
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/api-access/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("checkbox", { name: TITLES[READ_PATIENTS] }).check();
  await expect(page.getByText(/Whoever holds the secret can .* until you regenerate it/)).toBeVisible();
  const ends = page.getByLabel(/^Access ends on/);
  await ends.fill("2001-01-01");
  await expect(page.getByText(/Whoever holds the secret can .* until access ends, or until you regenerate it/)).toBeVisible();
  await page.getByRole("button", { name: "Generate credentials" }).click();
  await expect(page.getByText("Choose today or a later day.").first()).toBeVisible();
  await look(page, "own-credentials-end-refused");
  await ends.fill("2031-12-31");
  await page.getByRole("button", { name: "Generate credentials" }).click();
  const shown = new ShownOnce(page);
  const client = await shown.credentials();
  await shown.saved();
  await expect(heading(page, name)).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Access ends on 31 Dec 2031.");
  await works(client, READ_PATIENTS, DEMO_API.patients);
  await page.getByRole("link", { name: "Credentials generated", exact: true }).click();
  await expect(heading(page, `Credentials generated: ${name}`)).toBeVisible();
  await expect(page.locator(".definition").filter({ hasText: "Access ends" })).toContainText(/\d+ \w+ 203[12]/);
  await go(page, "Activity");
  await expect(page.getByRole("main")).toContainText(/until .*31 Dec 2031/);
});

test("a viewer sees that they exist, and whom to ask", async ({ browserOf }) => {
  const tenant = await newTenant();
  const name = unique("Nightly export");
  const client = await newCredential(tenant, name, [READ_PATIENTS]);
  const page = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  await page.goto(`/admin/${tenant.id}/api-access`);
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText(client.clientId);
  await expect(page.getByText("Ask an admin to generate, regenerate or delete credentials")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`${tenant.owner.name}, ${tenant.owner.email}`);
  await page.getByRole("link", { name }).click();
  await expect(heading(page, name)).toBeVisible();
  await expect(page.getByText("Ask an admin to edit, regenerate or delete these credentials")).toBeVisible();
  await expect(page.getByRole("button", { name: /…$/ })).toHaveCount(0);
});
