import type { Page } from "@playwright/test";
import { holdAnswers } from "../fixtures/hold";
import { look, settled, visit } from "../fixtures/look";
import { works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, DEMO_API, newApp, newMember, newPublisher, newTenant, READ_PATIENTS, required, sandboxOf } from "../fixtures/world";
import { heading } from "../pages/account";
import { confirm, named } from "../pages/dialog";

// A tenant blocks a publisher, and unblocks it.

const reviews = (page: Page, app: string) => page.getByRole("main").getByRole("link", { name: `Review ${app}` });

test("a tenant blocks a publisher: its apps vanish, what is connected stays, and it can be unblocked", async ({ browserOf }) => {
  const [tenant, pushy, honest] = await Promise.all([newTenant(), newPublisher(), newPublisher()]);
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const offer = (publisher: typeof pushy) => newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const [connected, waiting, declined, other] = [await offer(pushy), await offer(pushy), await offer(pushy), await offer(honest)];
  const connection = await allow(tenant, connected);
  const decline = `/api/admin/v1/tenants/${tenant.id}/available-apps/${declined.id}/decline`;
  const no = await tenant.owner.caller.post<{ id: string }>(decline, { version: 1, details_revision: 1, reason: "Not now." });
  const at = `/admin/${tenant.id}/integrations`;

  const page = await browserOf(tenant.owner);
  await page.goto(`${at}/connect/${waiting.id}`);
  await page.getByRole("button", { name: "Block publisher…" }).click();
  const dialog = page.getByRole("dialog", { name: `Block every app of ${pushy.name}?` });
  await expect(dialog).toContainText(`Apps of ${pushy.name} that are connected stay connected`);
  await dialog.getByRole("button", { name: "Block publisher", exact: true }).click();
  await expect(dialog.getByText("This cannot be empty.").first()).toBeVisible();
  await look(page, "dialog-block-publisher-refused");
  await confirm(page, `Block every app of ${pushy.name}?`, "until an admin unblocks it", "Block publisher", { Reason: "An app a day." });

  await expect(page.getByText(`${pushy.name} is blocked.`)).toBeVisible();
  await expect(heading(page, "Connect new app")).toBeVisible();
  await expect(reviews(page, other.name)).toBeVisible();
  await expect(reviews(page, waiting.name)).toHaveCount(0);
  const entry = page.getByRole("main").getByRole("listitem").filter({ hasText: "Blocked by" });
  await expect(entry).toContainText(pushy.name);
  await expect(entry).toContainText("An app a day.");
  await expect(entry).toContainText(`Blocked by ${tenant.owner.name}`);
  await expect(page.getByText("1 blocked publisher", { exact: true })).toBeVisible();
  await look(page, "connect-publisher-blocked");

  await works(connection, READ_PATIENTS, DEMO_API.patients);
  await page.goto(`${at}/${connection.id}`);
  await expect(page.getByText(/^Active since /)).toBeVisible();
  await page.goto(`${at}/connect/${waiting.id}`);
  await expect(heading(page, "Not found")).toBeVisible();
  await page.goto(`${at}/${no.id}`);
  const why = page.locator(".banner").filter({ hasText: `${tenant.name} has blocked ${pushy.name}, so ${declined.name} is not offered here.` });
  await expect(why).toBeVisible();
  await expect(page.getByRole("button", { name: "Reconsider…" })).toHaveCount(0);
  await look(page, "connection-publisher-blocked");

  const looking = await browserOf(viewer);
  await looking.goto(`${at}/connect`);
  await expect(looking.getByText("An app a day.")).toBeVisible();
  await expect(looking.getByRole("button", { name: /Unblock/ })).toHaveCount(0);
  await look(looking, "connect-publisher-blocked-viewer");

  await why.getByRole("link", { name: "Connect new app" }).click();
  await expect(heading(page, "Connect new app")).toBeVisible();
  await settled(page);
  await page.getByRole("button", { name: named("Unblock", pushy.name) }).click();
  await confirm(page, `Unblock ${pushy.name}?`, "This allows none of them.", "Unblock publisher");
  await expect(reviews(page, waiting.name)).toBeVisible();
  await expect(page.getByText("Blocked publishers")).toHaveCount(0);
  await page.goto(`/admin/${tenant.id}/activity`);
  await expect(page.getByRole("main")).toContainText(`unblocked the publisher ${pushy.name}`);
});

test("an unblocked publisher’s app comes into the list, and takes nothing away that one is at", async ({ browserOf }) => {
  const [tenant, pushy, honest] = await Promise.all([newTenant(), newPublisher(), newPublisher()]);
  const offer = (publisher: typeof pushy) => newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const [waiting, other] = [await offer(pushy), await offer(honest)];
  const block = `/api/admin/v1/tenants/${tenant.id}/blocked-publishers`;
  await tenant.owner.caller.post(block, { publisher_id: pushy.id, reason: "An app a day." });
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/connect`);
  const list = await holdAnswers(page, /\/available-apps$/, "GET");
  await page.getByRole("button", { name: named("Unblock", pushy.name) }).click();
  await confirm(page, `Unblock ${pushy.name}?`, "This allows none of them.", "Unblock publisher");
  await expect(page.getByText("Blocked publishers")).toHaveCount(0);
  await list.acted;
  await reviews(page, other.name).focus();
  list.release();
  await expect(reviews(page, waiting.name)).toBeVisible();
  await expect(reviews(page, other.name)).toBeFocused();
});

test("a viewer and a sandbox are offered no such thing", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const sandbox = sandboxOf(publisher);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id, sandbox.id]);

  const looking = await browserOf(viewer);
  await looking.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await expect(looking.getByText(`Ask an admin to allow or decline ${app.name}`)).toBeVisible();
  await expect(looking.getByRole("button", { name: /Block/ })).toHaveCount(0);
  const body = { publisher_id: publisher.id, reason: "Spam." };
  await expect(viewer.caller.post(`/api/admin/v1/tenants/${tenant.id}/blocked-publishers`, body)).rejects.toThrow(/403/);

  const page = await browserOf(publisher.owner);
  await page.goto(`/admin/${sandbox.id}/integrations/connect/${app.id}`);
  await expect(page.getByRole("button", { name: "Allow access" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Block…", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Block publisher…" })).toHaveCount(0);
});
