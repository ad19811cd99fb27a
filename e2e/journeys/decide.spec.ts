import { AdminPortal } from "../pages/admin";
import { heading } from "../pages/account";
import { confirm, question } from "../pages/dialog";
import { holdAnswers } from "../fixtures/hold";
import { look } from "../fixtures/look";
import { claims, grant, refusal } from "../fixtures/partner";
import { refusesToken, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import {
  allow,
  CHANGE_APPOINTMENTS,
  changeApp,
  DEMO_API,
  newApp,
  newPublisher,
  newTenant,
  optional,
  publish,
  READ_APPOINTMENTS,
  READ_PATIENTS,
  required,
  TITLES,
} from "../fixtures/world";

// Decisions about an app other than Allow, and what happens when the app changes before the decision.

async function offered(...scopes: Parameters<typeof newApp>[1]) {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  return { tenant, publisher, app: await newApp(publisher, scopes, [tenant.id]) };
}

test("decline with a reason, which the developer reads; then reconsider", async ({ browserOf }) => {
  const { tenant, publisher, app } = await offered(required(READ_PATIENTS));
  const reason = "We write our letters ourselves.";
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await portal.open(tenant.id);
  await portal.review(app.name);
  // Who decides reads sentences; whoever wants the names unfolds them.
  const name = page.getByText(READ_PATIENTS, { exact: true });
  await expect(name).toBeHidden();
  await page.getByText("For developers", { exact: true }).click();
  await expect(name).toBeVisible();
  await look(page, "consent-names-unfolded");

  await page.getByRole("button", { name: "Decline…" }).click();
  const dialog = question(page, `Decline ${app.name}?`);
  await dialog.getByRole("button", { name: "Decline", exact: true }).click();
  await expect(dialog.getByText("This cannot be empty.").first()).toBeVisible();
  await look(page, "dialog-decline-refused");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Decline", exact: true }).click();
  await expect(page.getByText(`${app.name} is declined.`)).toBeVisible();
  await expect(page.getByText(`The reason that its developer reads: “${reason}”`)).toBeVisible();
  await look(page, "connection-declined");

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/apps/${app.id}/connections`);
  const row = developer.getByRole("row").filter({ hasText: tenant.name });
  await expect(row).toContainText("Declined");
  await expect(row).toContainText(reason);

  await page.getByRole("button", { name: "Reconsider…" }).click();
  await confirm(page, `Reconsider ${app.name}?`, "still has no access", "Reconsider");
  await expect(heading(page, app.name)).toBeVisible();
  await (await portal.allow()).saved();
  await expect(page.getByText(/^Active since /)).toBeVisible();
});

test("block and unblock", async ({ browserOf }) => {
  const { tenant, app } = await offered(required(READ_PATIENTS));
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await portal.open(tenant.id);
  await portal.review(app.name);
  await page.getByRole("button", { name: "Block…" }).click();
  await confirm(page, `Block ${app.name}?`, "stays blocked until an admin unblocks it", "Block", { Reason: "Not for us." });
  await expect(page.getByText(`${app.name} is blocked.`)).toBeVisible();
  await page.getByRole("button", { name: "Unblock…" }).click();
  await confirm(page, `Unblock ${app.name}?`, "still has no access", "Unblock");
  await expect(page.getByRole("button", { name: "Allow access" })).toBeVisible();
});

test("the version changes while it is on the screen: nothing is decided, and the new one is shown", async ({ browserOf }) => {
  const { tenant, app } = await offered(required(READ_PATIENTS));
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await expect(page.getByText(/You are looking at version 1/)).toBeVisible();
  await publish(app, 2, [required(READ_PATIENTS), required(CHANGE_APPOINTMENTS)], "It also books appointments.");

  await page.getByRole("button", { name: "Allow access" }).click();
  const notice = page.getByRole("alert").filter({ hasText: `${app.name} has changed what it asks for` });
  await expect(notice).toContainText("You were looking at version 1.");
  await expect(notice).toContainText("nothing has been decided");
  await expect(page.getByText(/You are looking at version 2/)).toBeVisible();
  await expect(portal.scope(TITLES[CHANGE_APPOINTMENTS])).toContainText("Always included");
  await expect(page.getByText("It also books appointments.")).toBeVisible();
  await look(page, "consent-version-changed");

  const client = await (await portal.allow()).credentials();
  const { scope } = await grant(client, CHANGE_APPOINTMENTS);
  expect(scope).toBe(CHANGE_APPOINTMENTS);
});

test("someone else was first: nothing is done twice, and the page shows how things stand", async ({ browserOf }) => {
  const { tenant, app } = await offered(required(READ_PATIENTS));
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await expect(heading(page, app.name)).toBeVisible();
  const connection = await allow(tenant, app);
  await page.getByRole("button", { name: "Allow access" }).click();
  await expect(page.getByText("This has changed meanwhile, so nothing was done.")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/integrations/${connection.id}$`));
  await expect(page.getByText(/^Active since /)).toBeVisible();

  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/connections/${connection.id}/pause`);
  await new AdminPortal(page).disable(app.name);
  await expect(page.getByText("This has changed meanwhile, so nothing was done.").last()).toBeVisible();
  await expect(page.getByText(/^Disabled by you on /)).toBeVisible();
});

test("an update that asks for more waits for the admin; one that asks for less acts at once", async ({ browserOf }) => {
  const { tenant, app } = await offered(required(READ_PATIENTS), optional(READ_APPOINTMENTS));
  const connection = await allow(tenant, app, [READ_APPOINTMENTS]);
  const before = await works(connection, READ_PATIENTS, DEMO_API.patients);
  await publish(app, 2, [required(READ_PATIENTS), optional(READ_APPOINTMENTS), optional(CHANGE_APPOINTMENTS)]);
  expect(await refusal(connection, CHANGE_APPOINTMENTS)).toBe("invalid_scope");

  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await portal.open(tenant.id);
  await expect(page.getByRole("row").filter({ hasText: app.name })).toContainText("Update to review");
  await portal.connection(app.name);
  await expect(page.getByText(`Version 2 of ${app.name} waits for your review`)).toBeVisible();
  await page.getByRole("link", { name: "Review update" }).click();
  await expect(heading(page, `Update of ${app.name}`)).toBeVisible();
  await expect(page.getByText("1 new permission.")).toBeVisible();
  const chosen = portal.answers(TITLES[CHANGE_APPOINTMENTS]).getByRole("radio", { name: "Grant" });
  await expect(portal.answers(TITLES[CHANGE_APPOINTMENTS]).getByRole("radio", { checked: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Save decision" }).click();
  await expect(page.getByRole("alert")).toContainText(`Decide about “${TITLES[CHANGE_APPOINTMENTS]}”`);
  await look(page, "update");
  await page.getByText("Unchanged (2)").click();
  await expect(portal.scope(TITLES[READ_PATIENTS])).toContainText("Allowed now");
  await expect(page.getByText(READ_PATIENTS, { exact: true })).toBeHidden();
  await chosen.check();
  await changeApp(app, { website: "https://another.example" });
  const website = page.getByRole("link", { name: "Website" });
  const late = await holdAnswers(page, /\/connections\/con_\w+$/, "GET");
  await page.getByRole("button", { name: "Save decision" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The app has changed its details" })).toBeVisible();
  await late.acted;
  // It is drawn again once, when all of it is there.
  await expect(website).toHaveAttribute("href", "https://quill.example/");
  late.release();
  await expect(website).toHaveAttribute("href", "https://another.example/");
  await expect(chosen).toBeChecked();
  await page.getByRole("button", { name: "Save decision" }).click();
  await expect(page.getByText(`${app.name} now has version 2.`)).toBeVisible();
  const { access_token } = await grant(connection, CHANGE_APPOINTMENTS);
  expect(claims(access_token).scope).toBe(CHANGE_APPOINTMENTS);

  const wide = await works(connection, READ_APPOINTMENTS, DEMO_API.appointments);
  await publish(app, 3, [required(READ_PATIENTS)]);
  await refusesToken(DEMO_API.appointments, wide);
  await refusesToken(DEMO_API.patients, before);
  expect(await refusal(connection, READ_APPOINTMENTS)).toBe("invalid_scope");
  await works(connection, READ_PATIENTS, DEMO_API.patients);
});

test("access that ends by itself", async ({ browserOf }) => {
  const { tenant, app } = await offered(required(READ_PATIENTS));
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await page.getByLabel("Access ends on").fill("2020-01-31");
  await page.getByRole("button", { name: "Allow access" }).click();
  await expect(page.getByText("Choose today or a later day.").first()).toBeVisible();
  await page.getByLabel("Access ends on").fill("2099-12-31");
  await (await new AdminPortal(page).allow()).saved();
  await expect(page.getByText(/Access ends on 31 Dec 2099\.$/)).toBeVisible();
});
