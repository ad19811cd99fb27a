import type { Page } from "@playwright/test";
import { look, visit } from "../fixtures/look";
import { works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import {
  allow,
  changeApp,
  DEMO_API,
  newApp,
  newMember,
  newPublisher,
  newTenant,
  optional,
  READ_APPOINTMENTS,
  READ_PATIENTS,
  required,
  TITLES,
  unique,
} from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { confirm, question } from "../pages/dialog";

// An app may call itself otherwise after an admin has allowed it: what it does is as before, and the tenant is told.

const banner = (page: Page, words: string | RegExp) => page.locator(".banner").filter({ hasText: words });

async function offered() {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  return { tenant, publisher, app: await newApp(publisher, [required(READ_PATIENTS), optional(READ_APPOINTMENTS)], [tenant.id]) };
}

test("a connected app that is renamed says so on the connection until an admin has seen it", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const connection = await allow(tenant, app);
  const renamed = unique("Another Company");
  await changeApp(app, { name: renamed, website: "https://another.example", summary: "Does something else." });
  const address = `/admin/${tenant.id}/integrations/${connection.id}`;

  const looking = await browserOf(viewer);
  await looking.goto(address);
  const told = banner(looking, `${renamed} has changed its details`);
  await expect(told).toContainText(`Renamed from “${app.name}” to “${renamed}” on `);
  await expect(looking.getByText("Ask an admin to mark this as seen")).toBeVisible();
  await expect(looking.getByRole("button", { name: "Seen" })).toHaveCount(0);
  await expect(looking.locator(".banner .banner"), "no box within a box").toHaveCount(0);
  await look(looking, "connection-renamed-viewer");

  const page = await browserOf(tenant.owner);
  await page.goto(address);
  await expect(heading(page, renamed)).toBeVisible();
  const same = banner(page, `${renamed} has changed its details`);
  await expect(same).toContainText(`Renamed from “${app.name}” to “${renamed}” on `);
  await expect(same).toContainText("Changed the website from “https://quill.example/” to “https://another.example/” on ");
  await expect(same).not.toContainText("summary");
  await expect(same).toContainText("It may still do exactly what you allowed.");
  await works(connection, READ_PATIENTS, DEMO_API.patients);
  const entry = page.getByRole("listitem").filter({ hasText: "app.details_changed" });
  await expect(entry).toContainText(`Renamed from “${app.name}” to “${renamed}”`);
  await look(page, "connection-renamed");

  await same.getByRole("button", { name: "Seen" }).click();
  await expect(same).toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: "app.details_seen" })).toContainText(tenant.owner.name);
  await page.reload();
  await expect(heading(page, renamed)).toBeVisible();
  await expect(banner(page, "has changed its details")).toHaveCount(0);
  await expect(entry).toContainText(`Renamed from “${app.name}” to “${renamed}”`);
  await looking.reload();
  await expect(heading(looking, renamed)).toBeVisible();
  await expect(looking.getByText("Ask an admin to mark this as seen")).toHaveCount(0);
});

test("a decision is about the app as it was read: what changed meanwhile is said, nothing is decided, and what was typed stays", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await expect(heading(page, app.name)).toBeVisible();
  const [ends, ticked] = [page.getByLabel(/^Access ends on/), page.getByRole("checkbox", { name: TITLES[READ_APPOINTMENTS] })];
  await ends.fill("2031-03-14");
  await ticked.check();
  const renamed = unique("Another Company");
  await changeApp(app, { name: renamed, privacy_policy: null });

  await page.getByRole("button", { name: "Allow access" }).click();
  const notice = page.getByRole("alert").filter({ hasText: "The app has changed its details" });
  await expect(notice).toContainText("nothing has been decided");
  await expect(notice).toContainText(`Renamed from “${app.name}” to “${renamed}”`);
  await expect(notice).toContainText("Changed the privacy policy from “https://quill.example/privacy” to nothing on ");
  await expect(heading(page, renamed)).toBeVisible();
  await expect(ends).toHaveValue("2031-03-14");
  await expect(ticked).toBeChecked();
  await look(page, "consent-details-changed");

  await changeApp(app, { support_contact: "help@another.example" });
  await page.getByRole("button", { name: "Decline…" }).click();
  const dialog = question(page, `Decline ${renamed}?`);
  await dialog.getByLabel("Reason").fill("Not now.");
  await dialog.getByRole("button", { name: "Decline", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(notice).toContainText("Changed the support contact from “support@quill.example” to “help@another.example”");
  await expect(notice).not.toContainText("Renamed");
  await expect(page.getByRole("link", { name: "Support", exact: true })).toHaveAttribute("href", "mailto:help@another.example");
  await page.getByRole("button", { name: "Decline…" }).click();
  await expect(dialog.getByLabel("Reason")).toHaveValue("Not now.");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await (await new AdminPortal(page).allow()).saved();
  await expect(heading(page, renamed)).toBeVisible();
  await expect(banner(page, "has changed its details")).toHaveCount(0);
  await expect(page.getByText(/^Active since .* Access ends on 14 Mar 2031\.$/)).toBeVisible();
  await expect(page.getByText("Asked for, but not allowed")).toHaveCount(0);
});

test("a page from before a change is read again, and what it was refused is done then", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const connection = await allow(tenant, app);
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/${connection.id}`);
  await expect(heading(page, app.name)).toBeVisible();
  const remove = async (name: string) => {
    await page.getByRole("button", { name: "Delete…" }).click();
    await confirm(page, `Delete the connection with ${name}?`, "This action cannot be undone.", "Delete", { [`Type ${name} to confirm`]: name });
  };
  const renamed = unique("Another Company");
  await changeApp(app, { name: renamed });
  await remove(app.name);
  await expect(page.getByText("The name has changed, so nothing was deleted.")).toBeVisible();
  await expect(heading(page, renamed)).toBeVisible();

  const told = banner(page, `${renamed} has changed its details`);
  await expect(told).toContainText(`Renamed from “${app.name}” to “${renamed}” on `);
  await changeApp(app, { website: "https://another.example" });
  await told.getByRole("button", { name: "Seen" }).click();
  await expect(page.getByText("The app's details have changed since you read them: website.")).toBeVisible();
  await expect(told).toContainText("Changed the website from “https://quill.example/” to “https://another.example/” on ");
  await told.getByRole("button", { name: "Seen" }).click();
  await expect(told).toBeHidden();
  await new AdminPortal(page).told("app.details_seen");
  await remove(renamed);
  await expect(page.getByText(/^Deleted on /)).toBeVisible();
});

test("another summary stands in the history only", async ({ browserOf }) => {
  const { tenant, app } = await offered();
  const connection = await allow(tenant, app);
  await changeApp(app, { summary: "Writes letters, and sends them too." });
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  const entry = page.getByRole("listitem").filter({ hasText: "app.details_changed" });
  await expect(entry).toContainText("Changed the summary");
  await expect(page.getByText("Writes letters, and sends them too.").first()).toBeVisible();
  await expect(banner(page, "has changed its details")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Seen" })).toHaveCount(0);
});
