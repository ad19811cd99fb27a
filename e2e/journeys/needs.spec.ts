import type { Page } from "@playwright/test";
import { look, settled, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newCredential, newMember, newPublisher, newTenant, publish, READ_APPOINTMENTS, READ_PATIENTS, required } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { confirm, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// What waits for people stands on their portal's first page, counted in the navigation, and is gone when it is done.

const needs = (page: Page, title = "Needs you") => page.getByRole("region", { name: title });
const need = (page: Page, words: string) => page.getByRole("main").getByRole("listitem").filter({ hasText: words });
const counted = (page: Page, name: string, words: string) =>
  expect(page.getByRole("navigation", { name: /portal$/ }).getByRole("link", { name, exact: true })).toHaveAccessibleDescription(words);

test("what waits is told to whom it concerns, with the way to its one action", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const page = await browserOf(tenant.owner);
  const home = `/admin/${tenant.id}/integrations`;
  await visit(page, home);
  await expect(needs(page)).toHaveCount(0);
  await counted(page, "Connected apps", "");

  const waiting = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connected = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  await allow(tenant, connected);
  await publish(connected, 2, [required(READ_PATIENTS), required(READ_APPOINTMENTS)]);
  await visit(page, home);
  await expect(needs(page)).toContainText("2 things");
  await counted(page, "Connected apps", "2 waiting");
  await expect(need(page, `Version 2 of ${connected.name} waits for review`)).toContainText("Until then it keeps the access that it has.");
  await look(page, "needs-of-an-admin");
  const row = page.getByRole("row").filter({ hasText: connected.name });
  await expect(row).toContainText("1 permission");
  await expect(row).toContainText("Not yet");

  const looking = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  await visit(looking, home);
  await expect(needs(looking, "Waits for someone who may act")).toContainText(`${waiting.name} waits for a decision`);
  await expect(looking.getByRole("main").getByRole("link", { name: "Review" })).toHaveCount(0);

  await need(page, `${waiting.name} waits for your decision`).getByRole("link", { name: "Review" }).click();
  await expect(heading(page, waiting.name)).toBeVisible();
  await page.goBack();
  await need(page, connected.name).getByRole("link", { name: "Review update" }).click();
  await expect(heading(page, `Update of ${connected.name}`)).toBeVisible();

  const developer = await browserOf(publisher.owner);
  const apps = `/developer/${publisher.id}/apps`;
  await visit(developer, apps);
  await expect(need(developer, `${waiting.name}: 1 tenant has not decided yet`)).toBeVisible();
  await counted(developer, "Apps", "1 waiting");
  const refusal = { version: 1, details_revision: 1, reason: "Not now." };
  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/available-apps/${waiting.id}/decline`, refusal);
  await visit(page, home);
  await expect(needs(page)).toContainText("1 thing");
  await expect(need(page, waiting.name)).toHaveCount(0);
  await visit(developer, apps);
  await counted(developer, "Connections", "1 waiting");
  await look(developer, "needs-of-a-developer");
  await need(developer, `${tenant.name} has declined ${waiting.name}`).getByRole("link", { name: "Go to connection" }).click();
  await expect(developer.getByRole("main")).toContainText("Not now.");
});

test("the count in the navigation goes away with the decision, without a reload", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const waiting = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await portal.open(tenant.id);
  await counted(page, "Connected apps", "1 waiting");
  await portal.review(waiting.name);
  await counted(page, "Connected apps", "1 waiting");
  const shown = await portal.allow();
  await counted(page, "Connected apps", "");
  await shown.saved();
});

test("what waits is not asked for again by whoever comes back within a minute", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const page = await browserOf(tenant.owner);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/needs-you")) asked.push(request.url());
  });
  const elsewhereAndBack = async () => {
    await page.getByRole("link", { name: "Connect new app" }).click();
    await expect(heading(page, "Connect new app")).toBeVisible();
    await page.goBack();
    await expect(heading(page, "Integrations & API access")).toBeVisible();
    await settled(page);
  };
  const now = Date.now();
  await page.clock.setFixedTime(now);
  await visit(page, `/admin/${tenant.id}/integrations`);
  expect(asked).toHaveLength(1);
  await elsewhereAndBack();
  expect(asked).toHaveLength(1);

  const waiting = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  await page.clock.setFixedTime(now + 61_000);
  await elsewhereAndBack();
  await expect(need(page, `${waiting.name} waits for your decision`)).toBeVisible();
  expect(asked).toHaveLength(2);
});

test("from a secret that leaked it is one click to the dialog that regenerates it", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const own = await newCredential(tenant, "Nightly export", [READ_PATIENTS]);
  for (const { clientSecret } of [connection, own]) {
    await tenant.owner.caller.post("/api/account/v1/found-secrets", { secret: clientSecret });
  }
  const home = `/admin/${tenant.id}/integrations`;
  const looking = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  await visit(looking, home);
  await need(looking, `${app.name}: its secret was reported as leaked`).getByRole("link", { name: "Go to connection" }).click();
  await expect(heading(looking, app.name)).toBeVisible();
  await expect(looking.getByRole("dialog")).toHaveCount(0);

  const page = await browserOf(tenant.owner);
  for (const [name, address] of [[app.name, `${home}/${connection.id}`], ["Nightly export", `/admin/${tenant.id}/api-access/${own.clientId}`]] as const) {
    const title = `Regenerate the secret of ${name}?`;
    const leaked = need(page, `${name}: its secret was reported as leaked`);
    await visit(page, home);
    await leaked.getByRole("link", { name: "Regenerate secret…" }).click();
    await expect(question(page, title)).toBeVisible();
    // A reload does not ask again, and Back leads to what waits.
    await expect(page).toHaveURL(new RegExp(`${address}$`));
    await page.reload();
    await expect(heading(page, name)).toBeVisible();
    await expect(question(page, title)).toBeHidden();
    await page.goBack();
    await leaked.getByRole("link", { name: "Regenerate secret…" }).click();
    await confirm(page, title, "This action cannot be undone.", "Regenerate secret");
    await new ShownOnce(page).saved();
    await visit(page, home);
    await expect(heading(page, "Integrations & API access")).toBeVisible();
    await expect(leaked).toHaveCount(0);
  }
});
