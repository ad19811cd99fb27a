import type { Page } from "@playwright/test";
import { look } from "../fixtures/look";
import { refusesClient, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allowAndEnd, DEMO_API, newApp, newMember, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { confirm, question } from "../pages/dialog";

// Connections whose end date has come, and their renewal.

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("access that its end date has ended says so everywhere, and an admin renews it where it is told", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allowAndEnd(tenant, app);
  await refusesClient(connection, READ_PATIENTS);
  const at = `/admin/${tenant.id}/integrations`;

  const developer = await browserOf(publisher.owner);
  for (const page of ["tenants", "connections"]) {
    await developer.goto(`/developer/${publisher.id}/apps/${app.id}/${page}`);
    await expect(row(developer, tenant.name)).toContainText("Ended");
    await expect(row(developer, tenant.name)).not.toContainText("Active");
  }
  await look(developer, "tenants-ended");
  await developer.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  await expect(developer.getByRole("main")).toContainText(`That is the end date that ${tenant.name} set. Ask its admins.`);
  await expect(developer.getByRole("button", { name: "Renew until…" })).toHaveCount(0);

  const looking = await browserOf(viewer);
  await looking.goto(`${at}/${connection.id}`);
  await expect(looking.getByRole("main")).toContainText(`That is the end date that ${tenant.owner.name} set.`);
  await expect(looking.getByRole("button", { name: "Renew until…" })).toHaveCount(0);
  await look(looking, "connection-ended-viewer");

  const page = await browserOf(tenant.owner);
  await page.goto(at);
  await expect(row(page, app.name)).toContainText("Ended");
  await look(page, "list-ended");
  await row(page, app.name).getByRole("link", { name: app.name }).click();
  const banner = page.locator(".banner").filter({ hasText: "That is the end date that you set." });
  await expect(page.locator(".definition").filter({ hasText: "Access ended" })).toHaveCount(1);
  await expect(page.getByText("The app gets no tokens.")).toHaveCount(1);
  await look(page, "connection-ended");
  await expect(banner).toContainText("Renewing sets a new end date. Credentials and permissions stay the same.");
  await banner.getByRole("button", { name: "Renew until…" }).click();
  const dialog = question(page, `Renew the access of ${app.name}?`);
  await expect(dialog).toContainText("with the same credentials and permissions");
  await dialog.getByLabel(/^Access ends on/).fill("2001-01-01");
  await dialog.getByRole("button", { name: "Renew access" }).click();
  await expect(dialog.getByText("Choose today or a later day.").first()).toBeVisible();
  await look(page, "dialog-renew-refused");
  await dialog.getByLabel(/^Access ends on/).fill("2031-12-31");
  await dialog.getByRole("button", { name: "Renew access" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`The access of ${app.name} is renewed.`)).toBeVisible();
  await expect(page.getByText(/^Active since .* Access ends on 31 Dec 2031\.$/)).toBeVisible();
  await expect(banner).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: "connection.renewed" })).toContainText("Access lasts until 31 Dec 2031");
  await works(connection, READ_PATIENTS, DEMO_API.patients);
});

test("renewing lifts the end date alone", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allowAndEnd(tenant, app);
  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/connections/${connection.id}/pause`, { reason: "Our audit." });
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await page.getByRole("button", { name: "Renew until…" }).click();
  await confirm(page, `Renew the access of ${app.name}?`, "This lifts the end date only.", "Renew access");
  await expect(page.getByText(`The end date is lifted. ${app.name} still gets no tokens: disabled.`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Renew until…" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Restore…" })).toBeVisible();
  await expect(page.getByText("Ended", { exact: true })).toHaveCount(0);
  await refusesClient(connection, READ_PATIENTS);
});
