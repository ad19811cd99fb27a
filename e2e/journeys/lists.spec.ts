import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { look } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newPublisher, newTenant, READ_PATIENTS, required, unique } from "../fixtures/world";
import { heading } from "../pages/account";

// Long lists: search, Back and reload, and many tenant IDs pasted at once.

test("Back and a reload keep a list's search, its open rows and the place in it", async ({ browserOf }) => {
  test.slow();
  const publisher = await newPublisher();
  // Letters alone: the numbers that are searched for stand in no stem.
  const stem = `Quill ${randomBytes(4).toString("hex").replaceAll(/\d/g, (digit) => "ghijklmnop"[Number(digit)]!)}`;
  for (let number = 0; number < 63; number++) await newDraft(publisher, `${stem} ${String(number).padStart(3, "0")}`);
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps`);
  const rows = page.getByRole("table", { name: "apps" }).locator("tbody > tr");
  await expect(rows).toHaveCount(50);
  await expect(page.getByText("The first 50 of 63 apps", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(rows).toHaveCount(63);
  await expect(page).toHaveURL(/\?rows=63$/);
  await expect(page.getByText("63 apps", { exact: true })).toBeVisible();
  const far = page.getByRole("link", { name: `${stem} 005` });
  // At once: no one waits for the page to have noticed.
  await far.scrollIntoViewIfNeeded();
  await far.click();
  await expect(heading(page, `${stem} 005`)).toBeVisible();
  await page.goBack();
  await expect(rows).toHaveCount(63);
  await expect(far).toBeInViewport();
  await page.reload();
  await expect(rows).toHaveCount(63);
  await expect(far).toBeInViewport();

  // A link to the list begins it again.
  await page.getByRole("navigation").getByRole("link", { name: "Apps" }).first().click();
  await expect(rows).toHaveCount(50);
  await expect(page).toHaveURL(/\/apps$/);

  const search = page.getByLabel("Search by app name or ID");
  // 010 to 019, and 001, which has "01" in it too.
  await search.fill(`${stem} 01`);
  await expect(rows).toHaveCount(11);
  await expect(page).toHaveURL(new RegExp(`\\?q=${encodeURIComponent(`${stem} 01`).replaceAll("%20", "(%20|\\+)")}$`));
  await page.getByRole("link", { name: `${stem} 017` }).click();
  await expect(heading(page, `${stem} 017`)).toBeVisible();
  await page.goBack();
  await expect(search).toHaveValue(`${stem} 01`);
  await expect(rows).toHaveCount(11);
  await page.reload();
  await expect(search).toHaveValue(`${stem} 01`);
  await expect(rows).toHaveCount(11);
  await look(page, "list-searched");
  // A signed link with odd characters says the same to whoever opens it.
  await page.goto(`/developer/${publisher.id}/apps?q=${encodeURIComponent("100% & café+#")}`);
  await expect(search).toHaveValue("100% & café+#");
  await expect(page.getByText("No apps match “100% & café+#”")).toBeVisible();
  await page.getByRole("button", { name: "Clear search" }).click();
  await expect(rows).toHaveCount(50);
  await expect(page).toHaveURL(/\/apps$/);
  // Whoever presses it before the search has come ends no search.
  const more = await page.getByRole("button", { name: "Load more" }).elementHandle();
  await search.fill(`${stem} 01`);
  await more!.evaluate((button) => (button as HTMLElement).click());
  await expect(rows).toHaveCount(11);
});

async function newDraft({ id, owner }: Awaited<ReturnType<typeof newPublisher>>, name: string) {
  await owner.caller.post(`/api/developer/v1/publishers/${id}/apps`, {
    name,
    summary: "Writes letters.",
    description: "",
    logo_url: null,
    website: null,
    privacy_policy: null,
    client_keys: null,
    ai_agent: false,
    support_contact: "support@quill.example",
    visibility: "targeted",
    hand_over: "admin_shares",
  });
}

test("an entry that a search leaves stays the element that it was", async ({ browserOf }) => {
  const publisher = await newPublisher();
  const [older, newer] = [unique("Quill Notes"), unique("Quill Letters")];
  for (const name of [older, newer]) await newDraft(publisher, name);
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/activity`);
  const entries = page.getByRole("list", { name: "entries" }).getByRole("listitem");
  await expect(entries.filter({ hasText: newer })).toBeVisible();
  const before = await entries.filter({ hasText: older }).elementHandle();
  await page.getByLabel("Search by name or ID").fill(older);
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText(older);
  expect(await before!.evaluate((element) => element.isConnected)).toBe(true);
});

test("a list is filtered by its chips, and what is found is a file", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const [allowed, declined] = [await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]), await newApp(publisher, [required(READ_PATIENTS)], [tenant.id])];
  await allow(tenant, allowed);
  const refusal = { version: 1, details_revision: 1, reason: "Not now." };
  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/available-apps/${declined.id}/decline`, refusal);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations`);
  const rows = page.getByRole("table", { name: "connections" }).locator("tbody > tr");
  await expect(rows).toHaveCount(2);
  await page.getByRole("link", { name: "Declined or blocked" }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(declined.name);
  await expect(page).toHaveURL(/\?state=refused$/);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole("link", { name: "Declined or blocked" })).toHaveAttribute("aria-current", "true");
  await look(page, "list-filtered");
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe("connections.csv");
  const text = await readFile(await download.path(), "utf8");
  expect(text).toContain(declined.name);
  expect(text).not.toContain(allowed.name);
  await page.getByRole("link", { name: "Deleted", exact: true }).click();
  await expect(page.getByText("No connections in this state")).toBeVisible();
  await page.getByRole("link", { name: "All", exact: true }).click();
  await expect(rows).toHaveCount(2);
  await expect(page).toHaveURL(/\/integrations$/);
});

test("a developer's connections are filtered by chips, which the address and Back keep", async ({ browserOf }) => {
  const [allows, declines, publisher] = await Promise.all([newTenant(), newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [allows.id, declines.id]);
  await allow(allows, app);
  const refusal = { version: 1, details_revision: 1, reason: "Not now." };
  await declines.owner.caller.post(`/api/admin/v1/tenants/${declines.id}/available-apps/${app.id}/decline`, refusal);
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/connections`);
  const rows = page.getByRole("table", { name: "connections" }).locator("tbody > tr");
  await expect(rows).toHaveCount(2);
  const chip = (name: string) => page.getByRole("list", { name: "Show" }).getByRole("link", { name, exact: true });
  await chip("Declined or blocked").click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(declines.name);
  await expect(page).toHaveURL(/\?state=refused$/);
  await chip("Current").click();
  await expect(rows).toContainText([allows.name]);
  await expect(page).toHaveURL(/\?state=living$/);
  await page.reload();
  await expect(rows).toContainText([allows.name]);
  await expect(chip("Current")).toHaveAttribute("aria-current", "true");

  await page.getByRole("link", { name: allows.name }).click();
  await expect(heading(page, `${allows.name} · ${app.name}`)).toBeVisible();
  await page.goBack();
  await expect(rows).toContainText([allows.name]);
  await expect(chip("Current")).toHaveAttribute("aria-current", "true");
  await page.goBack();
  await expect(rows).toContainText([declines.name]);
  await expect(chip("Declined or blocked")).toHaveAttribute("aria-current", "true");
  await chip("All").click();
  await expect(rows).toHaveCount(2);
  await expect(page).toHaveURL(/\/connections$/);
});

test("a history is filtered by chips, which the address keeps", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const apps = [await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]), await newApp(publisher, [required(READ_PATIENTS)], [tenant.id])] as const;
  for (const app of apps) await allow(tenant, app);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/activity`);
  const entries = page.getByRole("list", { name: "entries" }).getByRole("listitem");
  const filters = page.getByRole("list", { name: "Filters" });
  await expect(entries.filter({ hasText: apps[1].name })).toHaveCount(1);
  await expect(filters).toBeHidden();

  await page.getByLabel("What was done").selectOption("Connections");
  await expect(entries).toHaveCount(2);
  await expect(page).toHaveURL(/\?action=connections$/);
  await entries.filter({ hasText: apps[0].name }).getByRole("link", { name: "Only this app" }).click();
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText(apps[0].name);
  await expect(page).toHaveURL(new RegExp(`action=connections&app=${apps[0].id}$`));
  await page.reload();
  await expect(entries).toHaveCount(1);
  await expect(page.getByLabel("What was done")).toHaveValue("connections");
  await expect(filters.getByRole("link")).toHaveText(["Connections", `App: ${apps[0].name}`, "Clear all"]);
  await look(page, "history-filtered");

  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const text = await readFile(await (await coming).path(), "utf8");
  expect(text).toContain(apps[0].name);
  expect(text).not.toContain(apps[1].name);

  await page.getByRole("link", { name: `Remove the filter App: ${apps[0].name}` }).click();
  await expect(entries).toHaveCount(2);
  await expect(page).toHaveURL(/\?action=connections$/);
  await page.getByLabel("To (UTC)").fill("2020-01-01");
  await expect(page.getByText("No entries match these filters")).toBeVisible();
  await expect(page).toHaveURL(/action=connections&to=2020-01-01$/);
  await look(page, "history-none");
  // Days that lie the wrong way round are told of, and the fields are still there.
  await page.getByLabel("From (UTC)").fill("2020-01-02");
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("From (UTC)").fill("");
  await expect(page.getByText("No entries match these filters")).toBeVisible();
  await page.getByRole("link", { name: "Clear all" }).click();
  await expect(filters).toBeHidden();
  await expect(page).toHaveURL(/\/activity$/);
  await expect(page.getByLabel("To (UTC)")).toHaveValue("");
});

test("many tenant IDs at once, as people paste them", async ({ browserOf }) => {
  const publisher = await newPublisher();
  const tenants = await Promise.all([newTenant(), newTenant(), newTenant(), newTenant()]);
  const [first, second, third, fourth] = tenants.map(({ id }) => id);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [fourth!]);
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/${app.id}/tenants`);
  const field = page.getByLabel("Tenant IDs", { exact: true });
  const unknown = "ten_01K9VXQ8M4T7R2N6B0C3D5F8GH";
  await field.fill(`Maple: ${first}, ${second};\n\n“${third}”\t${first} and ${unknown}\n${fourth}`);
  await page.getByRole("button", { name: "Add tenants" }).click();
  await expect(page.getByText("3 added, 1 unknown, 1 there already")).toBeVisible();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: unknown })).toBeVisible();
  await expect(field).toHaveValue(unknown);
  const table = page.getByRole("table", { name: "tenants" });
  for (const id of [first, second, third, fourth]) await expect(table).toContainText(id!);
  await look(page, "tenants-pasted");
  await field.fill("nothing of ours: app_01K9VXQ8M4T7R2N6B0C3D5F8GH");
  await page.getByRole("button", { name: "Add tenants" }).click();
  await expect(field).toHaveAccessibleDescription(/There is no tenant ID here/);
});
