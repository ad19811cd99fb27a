import type { Page } from "@playwright/test";
import { answerTo, holdAnswers } from "../fixtures/hold";
import { drawn, look, settled } from "../fixtures/look";
import type { Person } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { newApp, newPublisher, newTenant, optional, READ_APPOINTMENTS, READ_PATIENTS, required, TITLES, unique } from "../fixtures/world";
import { AdminPortal } from "../pages/admin";
import { AccountPages, heading } from "../pages/account";
import { question } from "../pages/dialog";
import { DeveloperPortal } from "../pages/developer";
import { ShownOnce } from "../pages/shown-once";

// The session ends while someone types. They sign in again over the page: all that was typed stands there, and nothing
// has been decided.

async function signInAgain(page: Page, { password }: Person, told = "nothing has been decided or changed") {
  const again = question(page, "Sign in again");
  await expect(again).toContainText(told);
  await again.getByLabel("Password", { exact: true }).fill(password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toBeHidden();
}

async function offered() {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS), optional(READ_APPOINTMENTS)], [tenant.id]);
  return { tenant, publisher, app };
}

test("a consent: its end date and what was ticked", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  const [ends, ticked] = [page.getByLabel(/^Access ends on/), page.getByRole("checkbox", { name: TITLES[READ_APPOINTMENTS] })];
  await ends.fill("2031-03-14");
  await ticked.check();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Allow access" }).click();
  await signInAgain(page, tenant.owner);
  // It is true before one has signed in again, and after it.
  await expect(page.getByRole("alert").filter({ hasText: "Your session had ended, so nothing was done. Try again." })).toBeVisible();
  await expect(ends).toHaveValue("2031-03-14");
  await expect(ticked).toBeChecked();
  await look(page, "consent-after-sign-in");
  const path = `/api/admin/v1/tenants/${tenant.id}/connections`;
  expect((await tenant.owner.caller.get<{ items: object[] }>(path)).items).toHaveLength(0);

  await (await new AdminPortal(page).allow()).saved();
  await expect(page.getByRole("main")).toContainText("Access ends on 14 Mar 2031.");
  await expect(page.getByRole("main")).toContainText(TITLES[READ_APPOINTMENTS]);
});

test("a reason in a dialog", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await page.getByRole("button", { name: "Decline…" }).click();
  const dialog = question(page, `Decline ${app.name}?`);
  await dialog.getByLabel("Reason").fill("We write our letters ourselves.");
  await page.context().clearCookies();
  await dialog.getByRole("button", { name: "Decline", exact: true }).click();
  await signInAgain(page, tenant.owner);
  await expect(dialog.getByRole("alert")).toContainText("nothing was done");
  await expect(dialog.getByLabel("Reason")).toHaveValue("We write our letters ourselves.");
  await dialog.getByRole("button", { name: "Decline", exact: true }).click();
  await expect(page.getByText(`${app.name} is declined.`)).toBeVisible();
});

test("a version with its scopes, reasons and note", async ({ browserOf }) => {
  const { publisher, app } = await offered();
  const page = await browserOf(publisher.owner);
  const portal = new DeveloperPortal(page);
  await page.goto(`/developer/${publisher.id}/apps/${app.id}`);
  await page.getByRole("link", { name: "Publish version 2" }).click();
  await expect(heading(page, "Publish version 2")).toBeVisible();
  await portal.pick(required("appointments.change", "To move an appointment that a letter speaks of."));
  await page.getByLabel("Note to admins").fill("It moves appointments now.");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Publish version 2" }).click();
  await signInAgain(page, publisher.owner);
  await expect(page.getByRole("alert").filter({ hasText: "nothing was done" })).toBeVisible();
  await expect(page.getByLabel("Note to admins")).toHaveValue("It moves appointments now.");
  await expect(page.getByLabel("Reason for appointments.change")).toHaveValue("To move an appointment that a letter speaks of.");
  await portal.confirmPublishing(2);
});

test("a list that is looked at goes on by itself, and a new credential's name stays", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/api-access/new`);
  const name = unique("Nightly export");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("checkbox", { name: "Read patients" }).check();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Generate credentials" }).click();
  await signInAgain(page, tenant.owner);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await page.getByRole("button", { name: "Generate credentials" }).click();
  await new ShownOnce(page).saved();
  await expect(heading(page, name)).toBeVisible();
  await settled(page);

  await page.context().clearCookies();
  await page.getByRole("link", { name: "Members", exact: true }).first().click();
  await signInAgain(page, tenant.owner);
  await expect(page.getByRole("row").filter({ hasText: tenant.owner.email })).toBeVisible();
});

test("a password that is being typed stays when one more answer says that the session has ended", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/settings`);
  await settled(page);
  const late = await holdAnswers(page, /\/invitations$/, "GET");
  await page.context().clearCookies();
  await page.getByRole("link", { name: "Members", exact: true }).first().click();
  const again = question(page, "Sign in again");
  const password = again.getByLabel("Password", { exact: true });
  await password.fill(tenant.owner.password);
  await late.acted;
  const told = page.waitForResponse(/\/invitations$/);
  late.release();
  await (await told).finished();
  // Until the page has drawn what came of it.
  await page.evaluate(() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn), 200)));
  await expect(password).toHaveValue(tenant.owner.password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: tenant.owner.email })).toBeVisible();
});

test("an e-mail address that is being typed stays when a late answer says that no one is signed in", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  const list = /\/api\/.*\/members$/;
  await page.route(list, async (route) => {
    await released;
    await route.continue();
  });
  const asked = page.waitForRequest(list);
  await page.goto(`/admin/${tenant.id}/members`);
  await asked;
  await new AccountPages(page).signOut(tenant.owner.name);
  const email = page.getByLabel("E-mail address");
  await email.fill(tenant.owner.email);
  const told = page.waitForResponse(list);
  release();
  await (await told).finished();
  await drawn(page);
  await expect(email).toHaveValue(tenant.owner.email);
});

test("many tenant IDs: what was added before it ended is said, and the rest stays", async ({ browserOf }) => {
  const { publisher, app } = await offered();
  const [first, second] = await Promise.all([newTenant(), newTenant()]);
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/${app.id}/tenants`);
  const field = page.getByLabel("Tenant IDs", { exact: true });
  await field.fill(`${first.id}\n${second.id}`);
  const targets = /\/targets$/;
  await page.route(targets, async (route) => {
    if (route.request().method() === "GET") return route.fallback();
    const response = await answerTo(route);
    await page.context().clearCookies();
    return route.fulfill({ response });
  });
  const add = page.getByRole("button", { name: "Add tenants" });
  await add.click();
  await signInAgain(page, publisher.owner, "1 of 2 tenants was added before that.");
  await page.unroute(targets);
  const told = page.getByRole("status").filter({ hasText: "1 added, 1 still to add" });
  await expect(told).toContainText("Your session had ended before that. Add the rest now.");
  await expect(field).toHaveValue(second.id);
  await add.click();
  await expect(page.getByText("1 added", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: "tenants" })).toContainText(second.id);
});
