import { Caller } from "../fixtures/caller";
import { holdAnswers, loseAnswers } from "../fixtures/hold";
import { look, settled } from "../fixtures/look";
import { persona } from "../fixtures/people";
import { refusesClient, refusesToken, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, DEMO_API, newApp, newEmail, newPublisher, newTenant, password, READ_PATIENTS, required, unique } from "../fixtures/world";
import { AccountPages, go, heading } from "../pages/account";
import { confirm, named, question } from "../pages/dialog";
import { OperatorPortal, type Scope } from "../pages/operator";
import { ShownOnce } from "../pages/shown-once";

// The work of the platform's operator: apps, the catalogue, publishers and tenants.

test("an operator suspends an app everywhere, and restores it", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const before = await works(connection, READ_PATIENTS, DEMO_API.patients);

  const page = await browserOf("operator");
  const portal = new OperatorPortal(page);
  await page.goto("/operator/apps");
  await portal.suspend(app.name, "No one answers the support address.");
  await refusesClient(connection, READ_PATIENTS);
  await refusesToken(DEMO_API.patients, before);

  const admin = await browserOf(tenant.owner);
  await admin.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await expect(admin.getByText("Suspended by the platform").first()).toBeVisible();
  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/apps/${app.id}`);
  await expect(developer.getByText("Suspended by the platform").first()).toBeVisible();

  await portal.restore(app.name);
  await works(connection, READ_PATIENTS, DEMO_API.patients);
  await go(page, "Activity");
  await portal.page.getByLabel("Search by name or ID").fill(app.name);
  await expect(page.getByRole("main")).toContainText(`suspended the app ${app.name}`);
  await expect(page.getByRole("main")).toContainText(`restored the app ${app.name}`);
});

test("an operator keeps the catalogue: an API and its scopes, changed and retired", async ({ browserOf }) => {
  const page = await browserOf("operator");
  const portal = new OperatorPortal(page);
  const name = unique("Imaging API");
  const word = name.split(" ").at(-1)!;
  await page.goto("/operator/apis");
  await portal.createApi(name, `https://imaging-${word}.example`);
  await expect(page.getByText("No scopes yet")).toBeVisible();

  await page.getByRole("button", { name: "Add scope…" }).click();
  const dialog = question(page, "Add a scope");
  await dialog.getByRole("button", { name: "Add scope" }).click();
  await expect(dialog.getByText("This cannot be empty.").first()).toBeVisible();
  await look(page, "dialog-add-scope-refused");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const scope: Scope = {
    name: `images-${word}.read`,
    title: `Read images ${word}`,
    sentence: "See X-rays.",
    action: "Read",
    sensitivity: "Normal",
  };
  await portal.addScope(scope);

  const late = await holdAnswers(page, /\/api\/.*\/apis\/api_\w+$/, "GET");
  await page.getByRole("button", { name: named("Edit", scope.name) }).click();
  const edit = question(page, `Edit ${scope.name}`);
  await expect(edit.getByLabel("Title")).toHaveValue(scope.title);
  await edit.getByLabel("Sensitivity").selectOption("Critical");
  await edit.getByRole("radio", { name: "Deprecated" }).check();
  await look(page, "dialog-edit-scope");
  await edit.getByRole("button", { name: "Save scope" }).click();
  // The page is drawn again with all its dialogs: this one stays until that is possible, so that no one opens another.
  await late.acted;
  await expect(edit).toBeVisible();
  late.release();
  await expect(edit).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: scope.name });
  await expect(row).toContainText("Deprecated");
  await expect(row).toContainText("Critical");

  await page.getByRole("button", { name: "Edit API…" }).click();
  const details = question(page, `Edit ${name}`);
  await details.getByLabel("Token lifetime in seconds").fill("soon");
  await details.getByRole("button", { name: "Save API" }).click();
  await expect(details.getByText("Write a number of seconds from 60 to 3600.").first()).toBeVisible();
  await details.getByLabel("Token lifetime in seconds").fill("600");
  await details.getByRole("button", { name: "Save API" }).click();
  await expect(page.getByRole("main")).toContainText("600 seconds");
});

test("an operator chooses how tokens are written, and registers who may ask about them", async ({ browserOf }) => {
  const page = await browserOf("operator");
  const portal = new OperatorPortal(page);
  const name = unique("Records API");
  await page.goto("/operator/apis");
  await portal.createApi(name, `https://records-${name.split(" ").at(-1)!}.example`);
  await expect(page.getByRole("main")).toContainText("Signed token (JWT, ES256)");
  await page.getByRole("button", { name: "Edit API…" }).click();
  const details = question(page, `Edit ${name}`);
  await details.getByLabel("Token format").selectOption("Opaque token");
  await details.getByRole("checkbox", { name: "SMART Backend Services" }).check();
  await details.getByRole("button", { name: "Save API" }).click();
  await expect(details.getByText("Use 60 to 300 seconds for SMART Backend Services.").first()).toBeVisible();
  await look(page, "dialog-edit-api-refused");
  await details.getByLabel("Token lifetime in seconds").fill("300");
  await details.getByRole("button", { name: "Save API" }).click();
  await expect(details).toBeHidden();
  await expect(page.getByRole("main")).toContainText("Opaque token");
  await expect(page.getByRole("main")).toContainText("On: clients sign their requests");

  await page.getByRole("button", { name: "Register resource server…" }).click();
  const dialog = question(page, "Register a resource server");
  await dialog.getByLabel("Name").fill("Records gateway");
  await dialog.getByRole("button", { name: "Register", exact: true }).click();
  const shown = new ShownOnce(page);
  expect(await shown.copy("Secret")).toMatch(/^gts_[0-9A-Za-z]{49}$/);
  expect(await shown.copy("Resource server ID")).toMatch(/^rsv_/);
  expect(await shown.copy("Introspection URL")).toMatch(/\/oauth2\/introspect$/);
  await look(page, "resource-server-registered");
  const register = page.getByRole("button", { name: "Register resource server…" });
  await expect(register).toHaveCount(0);
  await shown.saved();
  await expect(register).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "Records gateway" });
  await expect(row).toBeVisible();
  await look(page, "api-with-resource-server");
  await page.getByRole("button", { name: named("Delete", "Records gateway") }).click();
  await confirm(page, "Delete the resource server Records gateway?", "This action cannot be undone.", "Delete");
  await expect(page.getByText("No resource servers yet")).toBeVisible();
});

test("an operator verifies a publisher and renames a tenant, beside links that are shown once", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const invited = newEmail();
  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/members`, { email: invited, role: "viewer" });
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const page = await browserOf("operator");
  const portal = new OperatorPortal(page);
  await page.goto("/operator/publishers");
  await portal.find("Search by name or ID", publisher.name);
  await page.getByRole("link", { name: publisher.name }).click();
  const typed = page.getByLabel("E-mail address");
  await typed.fill("half-typed@");
  await page.getByRole("checkbox", { name: "Verified publisher" }).check();
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByText(`${publisher.name} is saved.`)).toBeVisible();
  await expect(page.getByText("Unverified publisher")).toHaveCount(0);
  await expect(typed).toHaveValue("half-typed@");

  await go(page, "Tenants");
  await portal.find("Search by name or ID", tenant.id);
  await page.getByRole("link", { name: tenant.name }).click();
  await expect(page.getByText("1 invitation", { exact: true })).toBeVisible();
  await settled(page);
  await page.getByLabel("E-mail address").fill(newEmail());
  await page.getByRole("radio", { name: "Show it to me" }).check();
  await page.getByRole("button", { name: "Invite owner" }).click();
  const links = new ShownOnce(page).panel;
  await expect(links).toHaveCount(1);
  await expect(page.getByText("2 invitations", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: named("New link for", invited) }).click();
  await confirm(page, `Make a new link for ${invited}?`, "stops working", "Make new link");
  await expect(links).toHaveCount(2);
  await page.getByLabel("Name", { exact: true }).fill(`${tenant.name} West`);
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(heading(page, `${tenant.name} West`)).toBeVisible();
  await expect(links).toHaveCount(2);

  const admin = await browserOf(tenant.owner);
  await admin.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await expect(admin.getByRole("main")).toContainText("Verified publisher");
  await expect(admin.getByRole("main")).toContainText(`for ${tenant.name} West are made`);
});

test("an operator invites others, who invite and are removed with what they invited", async ({ browserOf }) => {
  const page = await browserOf("operator");
  await page.goto("/operator/health");
  await expect(page.getByText("Everything works")).toBeVisible();
  const database = { sqlite: "SQLite, embedded", postgres: "PostgreSQL" }[process.env.DATABASE ?? "sqlite"]!;
  await expect(page.getByRole("main")).toContainText(database);
  await expect(page.getByRole("button", { name: /^Invite/ })).toHaveCount(0);
  await look(page, "health");
  await go(page, "Operators");
  await page.getByRole("button", { name: "Invite operator…" }).click();
  const dialog = question(page, "Invite an operator");
  const [email, next] = [newEmail(), newEmail()];
  await dialog.getByLabel("E-mail address").fill(email);
  await look(page, "dialog-invite-operator");
  await dialog.getByRole("radio", { name: "Show it to me" }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const shown = new ShownOnce(page);
  const link = await shown.copy("Set-up link");
  const row = (email: string) => page.getByRole("row").filter({ hasText: email });
  await expect(row(email)).toBeVisible();
  const invite = page.getByRole("button", { name: "Invite operator…" });
  await expect(invite).toHaveCount(0);
  await shown.sent();
  await expect(invite).toBeVisible();

  const invited = await browserOf(null);
  await invited.goto(link);
  await invited.getByLabel("Your name").fill("Omar Haddad");
  await invited.getByLabel("New password").fill(password);
  await invited.getByRole("button", { name: "Create account and join" }).click();
  await expect(heading(invited, "Tenants")).toBeVisible();

  await new AccountPages(invited).signOut("Omar Haddad");

  const omar = await Caller.signIn(email, password);
  await omar.post("/api/operator/v1/operators", { email: next });
  await page.reload();
  await expect(page.getByText(/^\d+ operators$/)).toBeVisible();
  await expect(row(next)).toContainText("Omar Haddad");
  await row(email).getByRole("button", { name: named("Remove", "Omar Haddad") }).click();
  await confirm(page, "Remove Omar Haddad as an operator?", "Links that they made", "Remove operator");
  await expect(row(next)).toHaveCount(0);
  await expect(row(email)).toHaveCount(0);
});

test("an operator goes by their own hand, though the answer is lost", async ({ browserOf }) => {
  const { caller } = await persona("operator");
  const email = newEmail();
  const { link } = await caller.post<{ link: string }>("/api/operator/v1/operators", { email });
  const omar = { name: "Omar Haddad", email, password, caller: await Caller.join(link, "Omar Haddad", password) };
  const page = await browserOf(omar);
  await page.goto("/operator/operators");
  await loseAnswers(page, /\/operators\/per_\w+$/, 1);
  await page.getByRole("row").filter({ hasText: email }).getByRole("button", { name: "Leave…" }).click();
  await confirm(page, "Leave the operators?", "You lose access to this portal at once", "Leave");
  await expect(page.getByText(`${omar.name} is no longer an operator.`)).toBeVisible();
  await expect(heading(page, "Not found")).toBeVisible();
});
