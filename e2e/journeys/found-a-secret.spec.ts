import { look } from "../fixtures/look";
import { refusesClient, refusesToken, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, DEMO_API, newApp, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";

// The public form for secrets that leaked.

test("whoever finds a secret stops it, and both sides are told", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const token = await works(connection, READ_PATIENTS, DEMO_API.patients);

  const page = await browserOf(null);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Found a secret?" }).click();
  await expect(heading(page, "Found a secret?")).toBeVisible();
  await expect(page.getByRole("link", { name: "Found a secret?" })).toHaveCount(0);
  await page.getByLabel("The secret").fill("hunter2");
  await page.getByRole("button", { name: "Stop this secret" }).click();
  await expect(page.getByText("This is not a secret of this platform.").first()).toBeVisible();
  await look(page, "found-a-secret-refused");
  await page.getByLabel("The secret").fill(connection.clientSecret);
  await page.getByRole("button", { name: "Stop this secret" }).click();
  await expect(page.getByText("If this secret was valid, it is revoked now.")).toBeVisible();
  await look(page, "found-a-secret-thanks");
  await refusesClient(connection, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, token);

  const admin = await browserOf(tenant.owner);
  await admin.goto(`/admin/${tenant.id}/integrations`);
  const row = admin.getByRole("row").filter({ hasText: app.name });
  await expect(row.getByText("Secret leaked", { exact: true })).toBeVisible();
  await expect(row.getByText("Active", { exact: true })).toHaveCount(0);
  await row.getByRole("link", { name: app.name }).click();
  await expect(admin.getByText("The secret no longer works: the app needs a new one.")).toBeVisible();
  await expect(admin.getByText("Secret leaked").first()).toBeVisible();
  await expect(admin.getByText("Active", { exact: true })).toHaveCount(0);
  await expect(admin.getByText("The app gets no tokens.")).toHaveCount(1);
  await look(admin, "connection-secret-found");
  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  await expect(developer.getByText("Secret leaked").first()).toBeVisible();
  await expect(developer.getByRole("main")).toContainText(`${app.name} gets no access tokens for`);
  await look(developer, "developer-connection-secret-found");

  const portal = new AdminPortal(admin);
  await portal.disable(app.name);
  await portal.restoreInPart(app.name, "secret leaked");
  const shown = await portal.regenerate(app.name);
  const renewed = await shown.credentials();
  await shown.saved();
  await expect(admin.getByText("Secret leaked")).toHaveCount(0);
  await works(renewed, READ_PATIENTS, DEMO_API.patients);
});
