import { AdminPortal } from "../pages/admin";
import { heading } from "../pages/account";
import { confirm, question } from "../pages/dialog";
import { look, visit } from "../fixtures/look";
import { refusesClient, refusesToken, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, DEMO_API, newApp, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";

// What an admin does with a connection later: regenerate, disable, restore and delete.

const SECRET = /gts_[0-9A-Za-z]{49}/;

/** A connection that works, and its page before its admin. */
async function connected() {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  return { tenant, publisher, app, connection, path: `/admin/${tenant.id}/integrations/${connection.id}` };
}

test("regenerate: the new secret is shown once, the old one and its tokens are revoked at once", async ({ browserOf }) => {
  const { tenant, app, connection, path } = await connected();
  const before = await works(connection, READ_PATIENTS, DEMO_API.patients);
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await visit(page, path);
  await expect(page.getByRole("main")).toContainText("Last regeneratedNever");

  await page.getByRole("button", { name: "Regenerate secret…" }).click();
  const dialog = question(page, `Regenerate the secret of ${app.name}?`);
  await expect(dialog).toContainText("Integrations that use the old secret");
  await look(page, "dialog-regenerate");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await works(connection, READ_PATIENTS, DEMO_API.patients);

  const shown = await portal.regenerate(app.name);
  await refusesClient(connection, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, before);
  await look(page, "new-secret");
  const renewed = await shown.credentials();
  expect(renewed.clientId).toBe(connection.clientId);
  expect(renewed.clientSecret).not.toBe(connection.clientSecret);
  await shown.saved();
  await works(renewed, READ_PATIENTS, DEMO_API.patients);

  await page.reload();
  await expect(heading(page, app.name)).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`Hidden, ends in ${renewed.clientSecret.slice(-4)}`);
  await expect(page.getByRole("main")).toContainText(/Last regenerated(just now|\d minutes? ago).* by Maya Okafor/);
  expect(await page.content()).not.toMatch(SECRET);
});

test("disable, then restore: the same credentials work again, the tokens from before stay revoked", async ({ browserOf }) => {
  const { tenant, publisher, app, connection, path } = await connected();
  const before = await works(connection, READ_PATIENTS, DEMO_API.patients);
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await page.goto(path);
  await expect(page.getByText(/^Active since /)).toBeVisible();

  await portal.disable(app.name);
  await refusesClient(connection, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, before);
  await expect(page.getByText(/^Disabled by you on /)).toBeVisible();
  await expect(page.getByText("The app gets no tokens.")).toHaveCount(1);
  await look(page, "connection-disabled");

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  await expect(developer.getByText(`Disabled by ${tenant.name} on `)).toBeVisible();

  await portal.restore(app.name);
  await expect(page.getByText(/^Active since /)).toBeVisible();
  await works(connection, READ_PATIENTS, DEMO_API.patients);
  await refusesToken(DEMO_API.patients, before);
});

test("the developer’s own stop, which only the developer lifts", async ({ browserOf }) => {
  const { tenant, publisher, app, connection, path } = await connected();
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  const title = (verb: string) => `${verb} the connection of ${app.name} with ${tenant.name}?`;
  await page.getByRole("button", { name: "Disable…" }).click();
  await confirm(page, title("Disable"), /gets no access tokens.*admins read this/s, "Confirm and continue");
  await refusesClient(connection, READ_PATIENTS);

  const admin = await browserOf(tenant.owner);
  await admin.goto(path);
  await expect(admin.getByText(`Paused by ${publisher.name} on `)).toBeVisible();
  await expect(admin.getByRole("button", { name: "Restore…" })).toHaveCount(0);

  await page.getByRole("button", { name: "Restore…" }).click();
  await confirm(page, title("Restore"), "with the same credentials", "Restore connection");
  await works(connection, READ_PATIENTS, DEMO_API.patients);
  expect(await page.content()).not.toMatch(SECRET);
});

test("delete: typed, for good, and the history stays readable", async ({ browserOf }) => {
  const { tenant, publisher, app, connection, path } = await connected();
  const before = await works(connection, READ_PATIENTS, DEMO_API.patients);
  const page = await browserOf(tenant.owner);
  await visit(page, path);
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = question(page, `Delete the connection with ${app.name}?`);
  await expect(dialog).toContainText("This action cannot be undone.");
  await dialog.getByLabel(`Type ${app.name} to confirm`).fill("something else");
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog.getByText(`Type “${app.name}” exactly as it stands here.`).first()).toBeVisible();
  await look(page, "dialog-delete-refused");
  await works(connection, READ_PATIENTS, DEMO_API.patients);

  await dialog.getByLabel(`Type ${app.name} to confirm`).fill(app.name);
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog).toBeHidden();
  await refusesClient(connection, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, before);

  await page.reload();
  await expect(page.getByText(/^Deleted on .*Its history stays readable\.$/)).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText(`${tenant.owner.name} deleted the connection with ${app.name}`);
  await expect(main).toContainText(`${tenant.owner.name} allowed ${app.name}`);
  await expect(main.getByRole("button", { name: /…$/ })).toHaveCount(0);
  await look(page, "connection-deleted");

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/connections`);
  await expect(developer.getByRole("row").filter({ hasText: tenant.name })).toContainText("Deleted");
});

test("of many events the newest are in sight, and older ones at a click", async ({ browserOf }) => {
  const { tenant, connection, path } = await connected();
  const at = `/api/admin/v1/tenants/${tenant.id}/connections/${connection.id}`;
  for (let time = 0; time < 3; time += 1) {
    for (const verb of ["pause", "resume"]) await tenant.owner.caller.post(`${at}/${verb}`);
  }
  const page = await browserOf(tenant.owner);
  await visit(page, path);
  const older = page.getByText(/^\d older events$/);
  const allowed = page.getByRole("main").getByRole("listitem").filter({ hasText: "connection.allowed" });
  await expect(older).toBeVisible();
  await new AdminPortal(page).told("connection.resumed");
  await expect(allowed).toBeHidden();
  await older.click();
  await expect(allowed).toBeVisible();
  await look(page, "connection-older-events");
});
