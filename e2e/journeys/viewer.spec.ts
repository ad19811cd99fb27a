import { type Page } from "@playwright/test";
import { demo, demoApp, demoTenant } from "../fixtures/demo";
import { look, settled } from "../fixtures/look";
import { account, persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { heading } from "../pages/account";
import { allow, newApp, newCredential, newMember, newPublisher, newTeamMate, newTenant, newWebhook, publish, READ_PATIENTS, required } from "../fixtures/world";

// Viewers: they see everything, and are offered nothing that acts.

/** What also a viewer may press: copying, searching, asking again. */
/** Whoever belongs to an organisation may leave it, and ask its admins for an app. */
const HARMLESS = /^(Cop(y|ied)\b|Try again|Load more|Clear search|Look again$|Show (all|the newest|the whole|less) |Leave…$|Download |Print$|Ask an admin…$)/;
/** Links that would lead to acting. */
const ACTING = /^(Create|Generate|Publish|Edit|Pick scopes|Add tenants)/;

/** What only someone who acts has done or can do. */
const OFFERED = /\b(until|when|once|as|that) you (allow|accept|restore|regenerate|collect|name|publish|withdraw)|\byou (allowed|decided)\b/i;

/** Visits each page, which must come and hold nothing that acts. */
async function onlyLooks(page: Page, pages: Record<string, string>) {
  for (const [path, title] of Object.entries(pages)) {
    await test.step(path, async () => {
      await page.goto(path);
      await settled(page);
      const main = page.getByRole("main");
      await expect(main.getByRole("heading", { level: 1, name: title, exact: true })).toBeVisible();
      const names = await Promise.all((await main.getByRole("button").all()).map((button) => button.innerText()));
      expect(names.filter((name) => !HARMLESS.test(name.trim()))).toEqual([]);
      expect(await main.getByRole("link", { name: ACTING }).allInnerTexts()).toEqual([]);
      expect(await main.innerText()).not.toMatch(OFFERED);
      // A list may be filtered, a history by what was done and when; a report on usage is about a time.
      const filters = main.locator(".filters").locator("input, select");
      for (const control of ["checkbox", "textbox", "radio"] as const) {
        await expect(main.getByRole(control)).toHaveCount(await filters.and(main.getByRole(control)).count());
      }
      const choices = await main.getByRole("combobox").evaluateAll((all) => all.map((one) => one.closest(".filters") ? "filter" : one.getAttribute("name")));
      expect(choices.filter((name) => name !== "filter" && name !== "state" && name !== "range")).toEqual([]);
    });
  }
}

test("a tenant’s viewer sees every page, acts on none, and reads whom to ask", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const admin = await newMember(tenant, "admin", "Anouk Laurent");
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const connected = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const waiting = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, connected);
  await publish(connected, 2, [required(READ_PATIENTS), required("payments.read")]);
  const own = await newCredential(tenant, "Nightly export", [READ_PATIENTS]);
  const webhook = await newWebhook(tenant.owner.caller, `/api/admin/v1/tenants/${tenant.id}`);

  const of = `/api/admin/v1/tenants/${tenant.id}/connections/${connection.id}/receipts`;
  const receipts = await viewer.caller.get<{ items: { id: string }[] }>(of);

  const page = await browserOf(viewer);
  const at = `/admin/${tenant.id}`;
  await onlyLooks(page, {
    [`${at}/integrations`]: "Integrations & API access",
    [`${at}/integrations/connect`]: "Available apps",
    [`${at}/integrations/connect/${waiting.id}`]: waiting.name,
    [`${at}/integrations/connect/${waiting.id}/organisations`]: "This app in your organisations",
    [`${at}/integrations/${connection.id}`]: connected.name,
    [`${at}/receipts/${receipts.items[0]!.id}`]: `Allowed: ${connected.name}`,
    [`${at}/integrations/${connection.id}/update`]: `Update of ${connected.name}`,
    [`${at}/api-access`]: "API access",
    [`${at}/api-access/new`]: "Generate credentials",
    [`${at}/api-access/${own.clientId}`]: "Nightly export",
    [`${at}/activity`]: "Activity",
    [`${at}/members`]: "Members",
    [`${at}/settings`]: "Settings",
    [`${at}/webhooks`]: "Webhooks",
    [`${at}/webhooks/new`]: "Create webhook",
    [`${at}/webhooks/${webhook}`]: "127.0.0.1:1",
  });

  await page.goto(`${at}/integrations/${connection.id}/update`);
  await expect(page.getByText("Version 1 is allowed. Version 2 waits for review.")).toBeVisible();
  await expect(page.getByText("Ask an admin to accept this update")).toBeVisible();
  await look(page, "update-as-viewer");
  await page.goto(`${at}/integrations/connect/${waiting.id}`);
  const notice = page.getByText(`Ask an admin to allow or decline ${waiting.name}`);
  await expect(notice).toBeVisible();
  for (const { name, email } of [tenant.owner, admin]) {
    await expect(page.getByRole("main")).toContainText(`${name}, ${email}`);
  }
});

test("where there is nothing yet, a viewer reads who can begin", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  const main = page.getByRole("main");
  await page.goto(`/admin/${tenant.id}/integrations`);
  await expect(main).toContainText("An admin then reviews what it asks for");
  await expect(main).not.toContainText("Connect new app");
  await main.getByRole("link", { name: "See available apps" }).click();
  await expect(heading(page, "Available apps")).toBeVisible();
  await expect(main).toContainText("Nothing is shared until an admin has reviewed and allowed it.");
  await expect(main).toContainText("Ask an admin to connect an app");
  await page.goto(`/admin/${tenant.id}/api-access`);
  await expect(main).toContainText("An admin generates a client ID and a secret");
});

test("a publisher’s viewer sees every page and acts on none", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const viewer = await newTeamMate(publisher, "viewer", "Vilma Berg");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const webhook = await newWebhook(publisher.owner.caller, `/api/developer/v1/publishers/${publisher.id}`);

  const page = await browserOf(viewer);
  const at = `/developer/${publisher.id}`;
  await onlyLooks(page, {
    [`${at}/apps`]: "Apps",
    [`${at}/apps/new`]: "Create app",
    [`${at}/apps/${app.id}`]: app.name,
    [`${at}/apps/${app.id}/edit`]: `Edit details of ${app.name}`,
    [`${at}/apps/${app.id}/tenants`]: `${app.name}: tenants`,
    [`${at}/apps/${app.id}/connections`]: `${app.name}: connections`,
    [`${at}/apps/${app.id}/usage`]: `${app.name}: usage`,
    [`${at}/apps/${app.id}/roll-out`]: `${app.name}: roll-out`,
    [`${at}/apps/${app.id}/versions/new`]: "Publish version 2",
    [`${at}/apps/${app.id}/versions/1`]: `${app.name}: version 1`,
    [`${at}/connections`]: "Connections",
    [`${at}/connections/${connection.id}`]: `${tenant.name} · ${app.name}`,
    [`${at}/activity`]: "Activity",
    [`${at}/team`]: "Team",
    [`${at}/settings`]: "Settings",
    [`${at}/webhooks`]: "Webhooks",
    [`${at}/webhooks/new`]: "Create webhook",
    [`${at}/webhooks/${webhook}`]: "127.0.0.1:1",
  });
  await publisher.owner.caller.post(`/api/developer/v1/publishers/${publisher.id}/connections/${connection.id}/pause`, { reason: "" });
  await page.goto(`${at}/connections/${connection.id}`);
  await expect(page.getByText("It comes back when your team restores it.")).toBeVisible();
  await page.goto(`${at}/apps/new`);
  await expect(page.getByText("You are a viewer here")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`${publisher.owner.name}, ${publisher.owner.email}`);
  await expect(page.getByRole("main").getByRole("link", { name: publisher.owner.email })).toBeVisible();

  await page.route(/\/api\/.*\/invitations$/, () => undefined);
  await page.goto(`${at}/team`);
  await expect(page.getByRole("row", { name: publisher.owner.name })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Invitations" })).toHaveCount(0);
});

test("the server has the last word: a viewer’s script gets 403", async () => {
  const { caller } = await persona("tenantViewer");
  const harbour = demoTenant("Harbour Clinic").id;
  const path = `/api/admin/v1/tenants/${harbour}/connections/${demo.connection.connection_id}/pause`;
  await expect(caller.post(path)).rejects.toThrow(/403/);
  expect(account("tenantViewer").roles).toEqual(["tenant viewer: Harbour Clinic"]);
  expect(demoApp("BrightBill Claims").state).toBe("published");
});
