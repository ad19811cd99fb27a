import type { Page } from "@playwright/test";
import { loseAnswers } from "../fixtures/hold";
import { drawn, keepsFocus, look, visit } from "../fixtures/look";
import { persona } from "../fixtures/people";
import { refusesClient, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, DEMO_API, newApp, newEmail, newMember, newPublisher, newTenant, READ_PATIENTS, required, unique } from "../fixtures/world";
import { AdminPortal } from "../pages/admin";
import { heading } from "../pages/account";
import { confirm, named, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// The server has acted, and the connection breaks before its answer is here. The page asks by itself what became of it;
// nothing is done twice, and no one stands before a dead end.

/** What stands on the page as long as it is true: nothing closes it. */
const lost = (page: Page) => page.locator(".banner").filter({ hasText: "No one has the secret" });

test("allow: the connection is made once, and its page says how to get a secret", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  const keys = await loseAnswers(page, /\/allow$/, 2);
  await page.getByRole("button", { name: "Allow access" }).click();
  await expect(page).toHaveURL(/\/integrations\/con_/);
  await expect(heading(page, app.name)).toBeVisible();
  await expect(page.getByText(`${app.name} is allowed.`)).toBeVisible();
  await expect(lost(page)).toContainText("did not reach this page and is not kept");
  expect(keys).toHaveLength(3);
  expect(new Set(keys)).toEqual(new Set([expect.stringMatching(/^page-/)]));

  await lost(page).getByRole("button", { name: "Regenerate secret…" }).click();
  await confirm(page, `Regenerate the secret of ${app.name}?`, "cannot be undone", "Regenerate secret");
  const shown = new ShownOnce(page);
  const client = await shown.credentials();
  await shown.saved();
  await works(client, READ_PATIENTS, DEMO_API.patients);
});

test("regenerate: told that it is done, one regenerates again and has a secret", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const before = await allow(tenant, app);
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/${before.id}`);
  await loseAnswers(page, /\/regenerate-secret$/, 1);
  await page.getByRole("button", { name: "Regenerate secret…" }).click();
  await question(page, `Regenerate the secret of ${app.name}?`).getByRole("button", { name: "Regenerate secret" }).click();
  await expect(lost(page)).toBeInViewport();
  await expect(page.locator(".definition", { hasText: "Last regenerated" })).toContainText(`by ${tenant.owner.name}`);
  await keepsFocus(page);
  await look(page, "lost-answer-regenerated");
  await refusesClient(before, READ_PATIENTS);
  await page.reload();
  await expect(lost(page)).toBeInViewport();

  const shown = await new AdminPortal(page).regenerate(app.name);
  await works(await shown.credentials(), READ_PATIENTS, DEMO_API.patients);
  await shown.saved();
  await expect(heading(page, app.name)).toBeVisible();
  await expect(lost(page)).toHaveCount(0);
});

test("two tabs that each lose a secret both go on saying so, until each has another one", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const apps = [await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]), await newApp(publisher, [required(READ_PATIENTS)], [tenant.id])];
  const first = await browserOf(tenant.owner);
  const tabs = [first, await first.context().newPage()];
  const both = apps.map((app, at) => ({ app, page: tabs[at]! }));
  // Both are open before either loses anything.
  for (const { app, page } of both) {
    const { id } = await allow(tenant, app);
    await visit(page, `/admin/${tenant.id}/integrations/${id}`);
  }
  for (const { app, page } of both) {
    await loseAnswers(page, /\/regenerate-secret$/, 1);
    await page.getByRole("button", { name: "Regenerate secret…" }).click();
    await confirm(page, `Regenerate the secret of ${app.name}?`, "cannot be undone", "Regenerate secret");
    await expect(lost(page)).toBeVisible();
  }
  for (const { page } of both) {
    await page.reload();
    await expect(lost(page)).toBeVisible();
  }
  await (await new AdminPortal(tabs[1]!).regenerate(apps[1]!.name)).saved();
  await expect(heading(tabs[1]!, apps[1]!.name)).toBeVisible();
  await expect(lost(tabs[1]!)).toHaveCount(0);
  await first.reload();
  await expect(lost(first)).toBeVisible();
});

test("a viewer reads who regenerates a secret that is lost", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const { id } = await allow(tenant, app);
  const { client } = await tenant.owner.caller.get<{ client: { client_id: string; secrets: { id: string }[] } }>(
    `/api/admin/v1/tenants/${tenant.id}/connections/${id}`,
  );
  const page = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  // As an admin has left it in this browser.
  await page.addInitScript(
    ([key, note]) => localStorage.setItem(key!, note!),
    [`lost-secrets-${client.client_id}`, client.secrets[0]!.id],
  );
  await page.goto(`/admin/${tenant.id}/integrations/${id}`);
  await expect(lost(page)).toContainText("No one can get tokens with a secret until an admin regenerates it.");
  await expect(lost(page).getByRole("button")).toHaveCount(0);
  // What stands beside it says the same.
  await expect(page.getByRole("main")).toContainText("but no one has its secret: the app cannot get tokens");
  await expect(page.getByRole("main")).toContainText("With these the app gets its tokens, once there is a secret that someone has.");
});

test("generate credentials: made once, and the secret is regenerated on their page", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/api-access/new`);
  await page.getByLabel("Name", { exact: true }).fill("Monthly billing report");
  await page.getByRole("checkbox", { name: "Read patients" }).check();
  await loseAnswers(page, /\/credentials$/, 3);
  await page.getByRole("button", { name: "Generate credentials" }).click();
  await expect(page.getByText("Monthly billing report is generated.")).toBeVisible();
  await expect(lost(page)).toBeVisible();
  await expect(heading(page, "Monthly billing report")).toBeVisible();
  const { items } = await tenant.owner.caller.get<{ items: object[] }>(`/api/admin/v1/tenants/${tenant.id}/credentials`);
  expect(items).toHaveLength(1);

  await loseAnswers(page, /\/regenerate-secret$/, 1);
  await lost(page).getByRole("button", { name: "Regenerate secret…" }).click();
  await confirm(page, "Regenerate the secret of Monthly billing report?", "stops working at once", "Regenerate secret");
  await expect(page.locator(".definition", { hasText: "Last regenerated" })).toContainText(`by ${tenant.owner.name}`);
  await expect(lost(page)).toBeVisible();
  await (await new AdminPortal(page).regenerate("Monthly billing report")).saved();
  await expect(heading(page, "Monthly billing report")).toBeVisible();
  await expect(lost(page)).toHaveCount(0);
});

test("where no answer comes at all, the form stays and says so; sent again, it is done once", async ({ browserOf }) => {
  const publisher = await newPublisher();
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/new`);
  const name = unique("Quill Once");
  const typed = new Map([
    [page.getByLabel("Name", { exact: true }), name],
    [page.getByLabel("Summary"), "Writes letters from what clinicians say."],
    [page.getByLabel("Support contact"), "support@quill.example"],
    [page.getByLabel("Website"), "https://quill.example"],
    [page.getByLabel("Privacy policy"), "https://quill.example/privacy"],
  ]);
  for (const [field, value] of typed) await field.fill(value);
  const keys = await loseAnswers(page, /\/apps$/, 4);
  await page.getByRole("button", { name: "Create app" }).click();
  await expect(page.getByRole("alert")).toContainText("it is not known whether this was done");
  expect(keys).toHaveLength(4);
  await look(page, "lost-answers-form");
  for (const [field, value] of typed) await expect(field).toHaveValue(value);

  await page.getByRole("button", { name: "Create app" }).click();
  await expect(heading(page, name)).toBeVisible();
  const { items } = await publisher.owner.caller.get<{ items: { name: string }[] }>(
    `/api/developer/v1/publishers/${publisher.id}/apps`,
  );
  expect(items.filter((app) => app.name === name)).toHaveLength(1);
});

test("an invitation whose link is lost is listed once, and its link is made again, as often as it is lost", async ({ browserOf }) => {
  const tenant = await newTenant();
  const email = newEmail();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/members`);
  await loseAnswers(page, /\/members$/, 1);
  await page.getByRole("button", { name: "Invite member…" }).click();
  const dialog = question(page, "Invite a member");
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByRole("radio", { name: "Show it to me" }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const told = page.locator(".toast-card").filter({ hasText: `${email} is invited, but the link did not reach this page` });
  await expect(told).toHaveClass(/tone-caution/);
  await expect(dialog).toBeHidden();
  await look(page, "lost-answer-invitation");
  await expect(page.getByRole("row").filter({ hasText: email })).toHaveCount(1);

  const makeNewLink = async () => {
    await page.getByRole("button", { name: named("New link for", email) }).click();
    await confirm(page, `Make a new link for ${email}?`, "stops working", "Make new link");
  };
  await loseAnswers(page, /\/new-link$/, 1);
  const listed = page.waitForResponse(/\/invitations$/);
  await makeNewLink();
  await expect(page.getByText(`The link that ${email} had stopped working. The new one did not reach this page and is not kept: make another one.`)).toBeVisible();
  // The link expires at another moment now: the row is another one.
  await (await listed).finished();
  await drawn(page);
  await makeNewLink();
  await new ShownOnce(page).sent();
});

for (const [what, list] of [["tenant", "tenants"], ["publisher", "publishers"]] as const) {
  test(`a new ${what} is made once, and its page makes the lost link of its owner again`, async ({ browserOf }) => {
    const [name, email] = [unique("Maple Clinic"), newEmail()];
    const page = await browserOf("operator");
    await page.goto(`/operator/${list}/new`);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("E-mail address of its first owner").fill(email);
    await loseAnswers(page, new RegExp(`/${list}$`), 1);
    await page.getByRole("radio", { name: "Show it to me" }).check();
    await page.getByRole("button", { name: `Create ${what}` }).click();
    await expect(page.getByText(`${name} is created. The link for its first owner did not reach this page and is not kept: make a new one here.`)).toBeVisible();
    await expect(heading(page, name)).toBeVisible();
    await page.getByRole("button", { name: named("New link for", email) }).click();
    await confirm(page, `Make a new link for ${email}?`, "stops working", "Make new link");
    await new ShownOnce(page).sent();
  });
}

test("a resource server whose secret is lost is listed, and is registered again", async ({ browserOf }) => {
  const operator = await persona("operator");
  const name = unique("Lost Records API");
  const api = await operator.caller.post<{ id: string }>("/api/operator/v1/apis", {
    identifier: `https://lost-records-${name.split(" ").at(-1)!}.example`,
    name,
    description: "",
    docs_url: null,
    token_lifetime: null,
    token_format: null,
    smart_backend_services: false,
  });
  const page = await browserOf("operator");
  await page.goto(`/operator/apis/${api.id}`);
  await loseAnswers(page, /\/resource-servers$/, 1);
  const register = page.getByRole("button", { name: "Register resource server…" });
  await register.click();
  const dialog = question(page, "Register a resource server");
  await dialog.getByLabel("Name").fill("Records gateway");
  await dialog.getByRole("button", { name: "Register", exact: true }).click();
  await expect(page.getByText(/Delete the resource server, and register it again\./)).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("1 resource server", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: named("Delete", "Records gateway") }).click();
  await confirm(page, "Delete the resource server Records gateway?", "This action cannot be undone.", "Delete");
  await expect(page.getByText("No resource servers yet")).toBeVisible();
  await keepsFocus(page);
  await register.click();
  await dialog.getByLabel("Name").fill("Records gateway");
  await dialog.getByRole("button", { name: "Register", exact: true }).click();
  await new ShownOnce(page).saved();
});

test("collect: the developer reads that the secret is lost, and collects the next one", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Collect"), { hand_over: "developer_collects" });
  const { id } = await allow(tenant, app);
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/connections/${id}`);
  await loseAnswers(page, /\/collect-secret$/, 1);
  const collect = async () => {
    await page.getByRole("button", { name: "Collect secret…" }).click();
    await confirm(page, `Collect the secret of ${app.name} at ${tenant.name}?`, "shown only this once", "Collect secret");
  };
  await collect();
  await expect(lost(page)).toContainText(`ask an admin of ${tenant.name} to regenerate it, then collect the new one.`);
  await expect(page.getByRole("main")).toContainText("but no one has its secret: it gets no tokens with it.");
  await expect(page.getByRole("main")).not.toContainText("can get access tokens");
  await expect(page.getByRole("button", { name: "Collect secret…" })).toHaveCount(0);
  await keepsFocus(page);
  await look(page, "lost-answer-collected");

  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/connections/${id}/regenerate-secret`);
  await page.reload();
  await collect();
  const shown = new ShownOnce(page);
  await works(await shown.credentials(), READ_PATIENTS, DEMO_API.patients);
  await shown.saved();
});

test("disable: the page shows what the server did, without a word of the broken connection", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await loseAnswers(page, /\/pause$/, 1);
  await new AdminPortal(page).disable(app.name);
  await expect(page.getByText(/^Disabled by you on /)).toBeVisible();
  await refusesClient(connection, READ_PATIENTS);
});
