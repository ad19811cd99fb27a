import { look } from "../fixtures/look";
import { persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newMember, newPublisher, newTenant, optional, READ_APPOINTMENTS, READ_PATIENTS, required, TITLES } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";

// Connections that are stopped: the words for each stop, and the way out.

test("each stop has its own words, its reason and its way out, in lists and on top of the page", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const ofTenant = `/api/admin/v1/tenants/${tenant.id}/connections/${connection.id}`;
  const ofDeveloper = `/api/developer/v1/publishers/${publisher.id}/connections/${connection.id}`;
  const operator = await persona("operator");
  await tenant.owner.caller.post(`${ofTenant}/pause`, { reason: "Our audit is under way." });
  await publisher.owner.caller.post(`${ofDeveloper}/pause`, { reason: "maintenance" });
  await operator.caller.post(`/api/operator/v1/apps/${app.id}/suspend`, { reason: "under investigation" });

  const admin = await browserOf(tenant.owner);
  await admin.goto(`/admin/${tenant.id}/integrations`);
  const row = admin.getByRole("row").filter({ hasText: app.name });
  for (const badge of ["Disabled", "Paused by its developer", "Suspended by the platform"]) {
    await expect(row.getByText(badge, { exact: true })).toBeVisible();
  }
  await expect(row.getByText("Active", { exact: true })).toHaveCount(0);
  await look(admin, "list-of-stopped");
  await row.getByRole("link", { name: app.name }).click();
  const main = admin.getByRole("main");
  for (const words of [
    /Disabled by you on .*\./,
    "“Our audit is under way.”",
    "It comes back when they resume it. Questions: support@quill.example",
    `Paused by ${publisher.name} on `,
    "“maintenance”",
    "“under investigation”",
  ]) {
    await expect(main).toContainText(words);
  }
  for (const told of [
    `${tenant.owner.name} disabled ${app.name}`,
    `${publisher.name} paused ${app.name}`,
    `The platform suspended ${app.name}`,
  ]) {
    await expect(main).toContainText(told);
  }
  await look(admin, "stopped-three-times");
  await new AdminPortal(admin).restoreInPart(app.name, "paused by its developer, suspended by the platform");
  await expect(main).not.toContainText("Disabled by you on ");

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/connections`);
  const stops = developer.getByRole("row").filter({ hasText: tenant.name }).getByRole("listitem");
  await expect(stops).toHaveCount(2);
  await expect(stops.filter({ hasText: "Disabled by you" })).toContainText(/By you, .*“maintenance”/);
  await expect(stops.filter({ hasText: "Suspended by the platform" })).toContainText(/By the platform, .*“under investigation”/);
  await developer.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  await expect(developer.getByRole("main")).toContainText("Disabled by you on ");
  await expect(developer.getByRole("main")).toContainText("“under investigation”");
  await look(developer, "developer-stopped");
  await developer.getByRole("button", { name: "Restore…" }).click();
  const dialog = developer.getByRole("dialog");
  await expect(dialog).toContainText(`${app.name} still gets no access tokens for ${tenant.name}: suspended by the platform.`);
  await dialog.getByRole("button", { name: "Restore connection" }).click();
  await expect(developer.getByText(`Your stop is lifted. ${app.name} still gets no access tokens: suspended by the platform.`)).toBeVisible();
  await expect(developer.getByText("Disabled by you", { exact: true })).toHaveCount(0);
  await developer.goto(`/developer/${publisher.id}/apps/${app.id}`);
  await expect(developer.getByRole("main")).toContainText("“under investigation”");
  await developer.goto(`/developer/${publisher.id}/activity`);
  for (const verb of ["disabled", "restored"]) {
    await expect(developer.getByRole("main")).toContainText(`${publisher.owner.name} ${verb} ${app.name}`);
  }
  await expect(developer.getByRole("main")).toContainText(`At ${tenant.name}: “maintenance”`);

  const page = await browserOf("operator");
  await page.goto(`/operator/apps?q=${encodeURIComponent(app.name)}`);
  const apps = page.getByRole("table", { name: "apps" });
  await expect(apps).toContainText("“under investigation”");
  const heads = await apps.locator("thead > tr > *").count();
  for (const cells of await apps.locator("tbody > tr").all()) expect(await cells.locator("> td").count()).toBe(heads);
  const column = await apps.locator("thead > tr > *").allInnerTexts();
  await expect(apps.locator("tbody > tr").first().locator("> td").nth(column.indexOf("Version"))).toHaveText(/1$/);
  await look(page, "operator-apps-suspended");
  await operator.caller.post(`/api/operator/v1/apps/${app.id}/restore`);
});

test("the consent address of a decided app leads on; what is asked is shown as it is", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const asked = [required(READ_PATIENTS), optional(READ_APPOINTMENTS)];
  const app = await newApp(publisher, asked, [tenant.id]);
  const address = `/admin/${tenant.id}/integrations/connect/${app.id}`;
  const asItIs = async (page: import("@playwright/test").Page) => {
    const portal = new AdminPortal(page);
    await expect(portal.scope(TITLES[READ_PATIENTS])).toContainText("Always included");
    await expect(portal.scope(TITLES[READ_APPOINTMENTS])).toContainText("Optional");
    await expect(portal.scope(TITLES[READ_APPOINTMENTS]).locator("svg path")).not.toHaveAttribute("d", /^m5 12/);
    await expect(portal.scope(TITLES[READ_APPOINTMENTS]).locator(".unticked")).toBeVisible();
    await expect(portal.scope(TITLES[READ_PATIENTS]).locator(".unticked")).toHaveCount(0);
  };
  const looking = await browserOf(viewer);
  await looking.goto(address);
  await asItIs(looking);
  await look(looking, "consent-of-a-viewer");

  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/available-apps/${app.id}/decline`, { version: 1, details_revision: 1, reason: "Not now." });
  const page = await browserOf(tenant.owner);
  await page.goto(address);
  await expect(page.getByText(`${tenant.name} has declined ${app.name}`)).toBeVisible();
  await asItIs(page);
  await look(page, "consent-declined");

  const other = await newApp(publisher, asked, [tenant.id]);
  const connection = await allow(tenant, other);
  await page.goto(`/admin/${tenant.id}/integrations/connect`);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${other.id}`);
  await expect(page).toHaveURL(new RegExp(`/integrations/${connection.id}$`));
  await expect(heading(page, other.name)).toBeVisible();
  await page.goBack();
  await expect(heading(page, "Connect new app")).toBeVisible();
});
