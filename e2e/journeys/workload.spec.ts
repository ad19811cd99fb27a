import { look, settled } from "../fixtures/look";
import { call } from "../fixtures/partner";
import { refusesClient, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { Platform } from "../fixtures/workload";
import { allow, DEMO_API, newApp, newPublisher, newTenant, publish, READ_PATIENTS, required, unique } from "../fixtures/world";
import { go, heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { DeveloperPortal } from "../pages/developer";
import { confirm, question } from "../pages/dialog";

// Software that signs in with its platform's own identity, from the operator's issuer to the secret that is retired.

test("an operator allows an issuer, a developer names a workload, an admin allows it, and it signs in", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const platform = new Platform();

  const operator = await browserOf("operator");
  await operator.goto("/operator/tenants");
  await go(operator, "Workload issuers");
  await operator.getByRole("link", { name: "Allow issuer" }).click();
  await operator.getByLabel("Platform", { exact: true }).selectOption("GitHub Actions");
  await expect(operator.getByLabel("Issuer", { exact: true })).toHaveValue("https://token.actions.githubusercontent.com");
  await expect(operator.getByLabel("Name", { exact: true })).toHaveValue("GitHub Actions");
  await operator.getByLabel("Name", { exact: true }).fill(platform.name);
  await operator.getByLabel("Issuer", { exact: true }).fill("actions");
  await operator.getByRole("button", { name: "Allow issuer" }).click();
  await expect(operator.getByText(/Give an address that begins with https/).first()).toBeVisible();
  await look(operator, "new-workload-issuer-refused");
  await operator.getByLabel("Issuer", { exact: true }).fill(platform.issuer);
  await operator.getByLabel("Keys").fill(JSON.stringify(platform.jwks));
  await operator.getByRole("button", { name: "Allow issuer" }).click();
  await expect(heading(operator, platform.name)).toBeVisible();
  await look(operator, "workload-issuer");
  const issuerPage = operator.url();

  const name = unique("Quill Sync");
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Summary").fill("Copies notes at night.");
  await page.getByLabel("Support contact").fill("support@quill.example");
  await page.getByRole("radio", { name: /^Workload identity/ }).check();
  await page.getByRole("button", { name: "Create app" }).click();
  await expect(heading(page, name)).toBeVisible();
  const app = page.url().split("/").at(-1)!;
  await publisher.owner.caller.post(`/api/developer/v1/publishers/${publisher.id}/apps/${app}/targets`, { tenant_id: tenant.id });
  await page.goto(`/developer/${publisher.id}/apps/${app}/versions/new`);
  await page.getByRole("checkbox", { name: `(${READ_PATIENTS})` }).check();
  await page.getByLabel(`Reason for ${READ_PATIENTS}`).fill("To copy what changed.");
  await page.getByLabel("It signs in with the identity of").selectOption(platform.name);
  await page.getByLabel("Repository (repository)").fill("acme/*/sync");
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Put a * only at the end.").first()).toBeVisible();
  await look(page, "publish-workload-refused");
  await page.getByLabel("Repository (repository)").fill("");
  await page.getByLabel("Subject (sub)").fill("repo:acme/sync:ref:refs/heads/main");
  await page.getByRole("button", { name: "Add another claim" }).click();
  // What was added is there again where the issuer was changed and chosen again.
  await page.getByLabel("It signs in with the identity of").selectOption("Choose an issuer");
  await page.getByLabel("It signs in with the identity of").selectOption(platform.name);
  await page.getByRole("button", { name: /^Remove/ }).click();
  await new DeveloperPortal(page).confirmPublishing(1, "No tenant has connected the app");
  await expect(page.getByRole("main")).toContainText("Signs in as repository acme/sync, branch main");
  await look(page, "app-workload");

  const admin = await browserOf(tenant.owner);
  const portal = new AdminPortal(admin);
  await portal.open(tenant.id);
  await portal.review(name);
  const words = `Signs in as repository acme/sync, branch main (GitHub Actions: ${platform.name})`;
  await expect(admin.getByRole("main")).toContainText(words);
  await expect(admin.getByRole("main")).toContainText("signs in with its platform’s own identity");
  await admin.getByText("What is checked, for developers").click();
  await look(admin, "consent-workload");
  await admin.getByRole("button", { name: "Allow access" }).click();
  await expect(heading(admin, `${name} is connected`)).toBeVisible();
  await expect(admin.getByText("There is no secret to share.")).toBeVisible();
  const clientId = (await admin.getByText(/^cli_\w{26}$/).first().innerText()).trim();
  await look(admin, "allowed-workload");
  await admin.getByRole("link", { name: "Go to the connection" }).click();
  await expect(heading(admin, name)).toBeVisible();
  await expect(admin.getByRole("main")).toContainText(words);
  await expect(admin.getByRole("button", { name: "Regenerate secret…" })).toHaveCount(0);
  await look(admin, "connection-workload");

  const { access_token } = await platform.signIn(tenant.issuer, clientId);
  expect((await call(DEMO_API.patients, access_token)).status).toBe(200);
  const other = await platform.signIn(tenant.issuer, clientId, "repo:acme/sync:ref:refs/heads/next");
  expect(other.error).toBe("invalid_client");

  await operator.goto(issuerPage);
  await settled(operator);
  await expect(operator.getByText("One app names it.")).toBeVisible();
  await operator.getByRole("button", { name: "Close…" }).click();
  await confirm(operator, `Close ${platform.name}?`, "its clients can no longer sign in with it", "Close issuer");
  await expect(operator.getByText("This issuer is closed")).toBeVisible();
  await look(operator, "workload-issuer-closed");
  await expect.poll(async () => (await platform.signIn(tenant.issuer, clientId)).error).toBe("invalid_client");
  await admin.reload();
  await expect(admin.getByRole("main")).toContainText(`The platform has closed ${platform.name}`);
  await operator.getByRole("button", { name: "Open again…" }).click();
  await confirm(operator, `Open ${platform.name} again?`, "its clients can sign in with it again", "Open again");
  await expect.poll(async () => (await platform.signIn(tenant.issuer, clientId)).error).toBeUndefined();
});

test("a connection moves from its secret to its platform’s identity, and no call fails", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const platform = new Platform();
  const issuer_id = await platform.allowed();
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Moves"));
  const client = await allow(tenant, app);
  await works(client, READ_PATIENTS, DEMO_API.patients);
  await publish(app, 2, [required(READ_PATIENTS)], "We move away from secrets.", [], { issuer_id, claims: { sub: "repo:acme/sync:ref:refs/heads/main" } });
  expect((await platform.signIn(tenant.issuer, client.clientId)).error).toBe("invalid_client");

  const admin = await browserOf(tenant.owner);
  await admin.goto(`/admin/${tenant.id}/integrations/${client.id}`);
  await admin.getByRole("link", { name: "Review update" }).click();
  const changed = admin.locator(".banner").filter({ hasText: `${app.name} wants to sign in with its platform’s identity` });
  await expect(changed).toContainText("It does not sign in with its platform’s identity.");
  await expect(changed).toContainText("Signs in as repository acme/sync, branch main");
  // Nothing else on the page says it as if it were allowed.
  await expect(admin.getByRole("main").getByText("Signs in as repository")).toHaveCount(1);
  await expect(admin.getByRole("main")).toContainText("The client ID and the secret stay the same. Once you accept, the app can sign in with its platform’s identity too.");
  await look(admin, "update-workload");
  await admin.getByRole("button", { name: "Save decision" }).click();
  await expect(heading(admin, app.name)).toBeVisible();
  await expect(admin.getByRole("heading", { name: "Moving away from the secret" })).toBeVisible();
  await expect(admin.getByRole("main")).toContainText("has not signed in with its platform’s identity yet");
  await expect(admin.getByRole("button", { name: "Retire the secret…" })).toHaveCount(0);

  const token = await works(client, READ_PATIENTS, DEMO_API.patients);
  const { access_token } = await platform.signIn(tenant.issuer, client.clientId);
  expect((await call(DEMO_API.patients, access_token)).status).toBe(200);
  // The last use is written some seconds after it.
  const retire = admin.getByRole("button", { name: "Retire the secret…" });
  await expect(async () => {
    await admin.reload();
    await settled(admin);
    await expect(retire).toBeVisible({ timeout: 1000 });
  }).toPass();
  await look(admin, "connection-moving");

  await admin.getByRole("button", { name: "Retire it when it is no longer used…" }).click();
  const later = question(admin, `When should the secret of ${app.name} be retired?`);
  await expect(later.getByLabel("Days without use")).toHaveValue("30");
  await later.getByLabel("Days without use").fill("soon");
  await later.getByRole("button", { name: "Save" }).click();
  await expect(later.getByText(/Write a number of days from 1 to 365/).first()).toBeVisible();
  await look(admin, "dialog-secret-retirement-refused");
  await later.getByLabel("Days without use").fill("14");
  await later.getByRole("button", { name: "Save" }).click();
  await expect(later).toBeHidden();
  await expect(admin.getByRole("main")).toContainText("Automatically, after 14 days without use");

  await settled(admin);
  await retire.click();
  await confirm(admin, `Retire the secret of ${app.name}?`, "This action cannot be undone.", "Retire secret");
  await expect(admin.getByText("None: the app signs in with its platform’s identity.")).toBeVisible();
  await expect(admin.getByRole("heading", { name: "Moving away from the secret" })).toHaveCount(0);
  await refusesClient(client, READ_PATIENTS);
  expect((await call(DEMO_API.patients, token)).status).toBe(200);
  expect((await platform.signIn(tenant.issuer, client.clientId)).error).toBeUndefined();

  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/connections/${client.id}`);
  await expect(page.getByRole("main")).toContainText("The token of your platform, as client_assertion");
  await look(page, "developer-connection-workload");
});
