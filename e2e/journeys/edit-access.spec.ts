import { look } from "../fixtures/look";
import { refusesClient, refusesToken, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import {
  allow, allowAndEnd, DEMO_API, newApp, newCredential, newPublisher, newTenant, optional, READ_APPOINTMENTS, READ_PATIENTS,
  required, TITLES, unique,
} from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { confirm, question } from "../pages/dialog";

// Access that is edited, renewed and narrowed, with the credentials that there are.

const END = "2031-12-31";

async function offered() {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS), optional(READ_APPOINTMENTS)], [tenant.id]);
  return { tenant, publisher, app };
}

test("an admin gives and takes back what is optional, and sets an end", async ({ browserOf }) => {
  const { tenant, publisher, app } = await offered();
  const connection = await allow(tenant, app);
  await refusesClient(connection, READ_APPOINTMENTS, "invalid_scope");
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  const portal = new AdminPortal(page);

  let dialog = await portal.editAccess(app.name);
  await expect(dialog.getByRole("checkbox")).toHaveCount(1);
  await dialog.getByRole("checkbox", { name: TITLES[READ_APPOINTMENTS] }).check();
  await look(page, "dialog-edit-access");
  await dialog.getByLabel(/^Access ends on/).fill("2001-01-01");
  await dialog.getByRole("button", { name: "Save access" }).click();
  await expect(dialog.getByText("Choose today or a later day.").first()).toBeVisible();
  await dialog.getByLabel(/^Access ends on/).fill(END);
  await dialog.getByRole("button", { name: "Save access" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`The access of ${app.name} is changed.`)).toBeVisible();
  await expect(page.getByText(/^Active since .* Access ends on 31 Dec 2031\.$/)).toBeVisible();
  const history = page.getByRole("listitem").filter({ hasText: "connection.access_changed" });
  await expect(history).toContainText(`${tenant.owner.name} edited the access of ${app.name}`);
  await expect(history).toContainText(`Given ${TITLES[READ_APPOINTMENTS]}`);
  const token = await works(connection, READ_APPOINTMENTS, DEMO_API.appointments);

  dialog = await portal.editAccess(app.name);
  await expect(dialog.getByLabel(/^Access ends on/)).toHaveValue(END);
  await dialog.getByRole("checkbox", { name: TITLES[READ_APPOINTMENTS] }).uncheck();
  await dialog.getByRole("button", { name: "Save access" }).click();
  await expect(dialog).toBeHidden();
  await refusesClient(connection, READ_APPOINTMENTS, "invalid_scope");
  await refusesToken(DEMO_API.appointments, token);
  await works(connection, READ_PATIENTS, DEMO_API.patients);
  await expect(page.getByRole("heading", { name: "Asked for, but not allowed" })).toBeVisible();

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  await expect(developer.getByRole("main")).toContainText("Access ends31 Dec 2031");
  await developer.goto(`/developer/${publisher.id}/activity`);
  await expect(developer.getByRole("main")).toContainText(`Taken back ${READ_APPOINTMENTS}`);
});

test("access that has ended is renewed by a click", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const connection = await allowAndEnd(tenant, app);
  await refusesClient(connection, READ_PATIENTS);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await page.getByRole("button", { name: "Renew for 90 days" }).click();
  await expect(page.getByText(`The access of ${app.name} is renewed.`)).toBeVisible();
  await expect(page.getByText(/^Active since .* Access ends on /)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Renew/ })).toHaveCount(0);
  await works(connection, READ_PATIENTS, DEMO_API.patients);
});

test("what an app does not use is pointed out, and taken back", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const connection = await allow(tenant, app, [READ_APPOINTMENTS]);
  const token = await works(connection, READ_APPOINTMENTS, DEMO_API.appointments);
  const page = await browserOf(tenant.owner);
  // As it stands after half a year.
  const unused = [
    { name: READ_APPOINTMENTS, counted_since: "2026-01-02T09:00:00Z", last_used_on: null },
    { name: READ_PATIENTS, counted_since: "2026-01-02T09:00:00Z", last_used_on: "2026-02-03T12:00:00Z" },
  ];
  await page.route(new RegExp(`/connections/${connection.id}$`), async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), scope_use: { unused, none_named_on: null } } });
  });
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  const banner = page.locator(".banner").filter({ hasText: "Not used in 90 days" });
  await expect(banner).toContainText(`${TITLES[READ_APPOINTMENTS]}: never asked for since 2 Jan 2026`);
  await expect(banner).toContainText(`${TITLES[READ_PATIENTS]}: last asked for on 3 Feb 2026`);
  await expect(banner).toContainText("It is always included");
  await look(page, "connection-unused");
  await expect(banner).toContainText("Narrow takes back those of them that are not always included.");
  await banner.getByRole("button", { name: "Narrow…" }).click();
  const dialog = question(page, `Take back what ${app.name} does not use?`);
  await expect(dialog.getByRole("listitem")).toHaveText([TITLES[READ_APPOINTMENTS]]);
  await look(page, "dialog-narrow");
  await dialog.getByRole("button", { name: "Take back" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`${app.name} no longer has what it did not use.`)).toBeVisible();
  await expect(banner).toHaveCount(0);
  await refusesClient(connection, READ_APPOINTMENTS, "invalid_scope");
  await refusesToken(DEMO_API.appointments, token);
});

test("the organisation’s own credentials: disable, restore, edit", async ({ browserOf }) => {
  const tenant = await newTenant();
  const [name, renamed] = [unique("Nightly export"), unique("Hourly export")];
  const client = await newCredential(tenant, name, [READ_PATIENTS]);
  const token = await works(client, READ_PATIENTS, DEMO_API.patients);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/api-access/${client.clientId}`);
  await page.getByRole("button", { name: "Disable…" }).click();
  const words = "can no longer get tokens";
  await confirm(page, `Disable the credentials ${name}?`, words, "Confirm and continue", { Reason: "Our audit." });
  await expect(page.getByText(`${name} is disabled.`)).toBeVisible();
  await refusesClient(client, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, token);
  const banner = page.locator(".banner").filter({ hasText: "Disabled by you" });
  await expect(banner).toContainText("“Our audit.”");
  await expect(page.getByRole("button", { name: "Disable…" })).toHaveCount(0);
  await look(page, "own-credentials-disabled");
  await banner.getByRole("button", { name: "Restore…" }).click();
  await confirm(page, `Restore the credentials ${name}?`, "with the same secret", "Restore");
  await expect(page.getByText(`${name} is restored.`)).toBeVisible();
  await works(client, READ_PATIENTS, DEMO_API.patients);

  await page.getByRole("button", { name: "Edit…" }).click();
  const dialog = question(page, `Edit the credentials ${name}`);
  await dialog.getByLabel("Name", { exact: true }).fill(renamed);
  await dialog.getByRole("checkbox", { name: TITLES[READ_APPOINTMENTS] }).check();
  await dialog.getByRole("checkbox", { name: TITLES[READ_PATIENTS] }).uncheck();
  await look(page, "dialog-edit-own-credentials");
  await dialog.getByLabel(/^Access ends on/).fill(END);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(heading(page, renamed)).toBeVisible();
  await expect(page.getByText(/Access ends on 31 Dec 2031\.$/)).toBeVisible();
  await works(client, READ_APPOINTMENTS, DEMO_API.appointments);
  await refusesClient(client, READ_PATIENTS, "invalid_scope");
});
