import { randomBytes } from "node:crypto";
import { askAt } from "../fixtures/at-host";
import { look } from "../fixtures/look";
import { claims } from "../fixtures/partner";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newCredential, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { heading } from "../pages/account";
import { question } from "../pages/dialog";
import { OperatorPortal } from "../pages/operator";

// A tenant moves from its path to a host of its own: what the operator reads before, what partners' code notices, what
// everyone reads meanwhile, and what is left when the former address is closed.

const newSlug = (name: string) => `${name}-${randomBytes(3).toString("hex")}`;

test("a tenant moves to a host of its own, and its former address is closed when no one needs it", async ({ browserOf }) => {
  test.slow();
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const own = await newCredential(tenant, "Nightly export", [READ_PATIENTS]);
  const former = `${tenant.issuer}/oauth2/token`;
  expect((await askAt(former, connection)).status).toBe(200);

  const operator = await browserOf("operator");
  const portal = new OperatorPortal(operator);
  await operator.goto(`/operator/tenants/${tenant.id}`);
  await expect(heading(operator, tenant.name)).toBeVisible();
  const addresses = operator.getByRole("table", { name: "Addresses" });
  await expect(addresses.getByRole("row").filter({ hasText: former })).toContainText("Current");
  await look(operator, "operator-tenant-on-its-path");

  // What is wrong is said in the dialog, after the consequences.
  await operator.getByRole("button", { name: "Set slug…" }).click();
  const dialog = question(operator, "Give the tenant a slug?");
  await expect(dialog).toContainText("Partners’ code that calls the former address goes on working until you close it.");
  await dialog.getByLabel("Slug").fill("www");
  await dialog.getByRole("button", { name: "Set slug", exact: true }).click();
  await expect(dialog.getByText(/reserved/).first()).toBeVisible();
  await look(operator, "dialog-set-slug-refused");
  const slug = newSlug("maple");
  await dialog.getByLabel("Slug").fill(slug);
  await dialog.getByRole("button", { name: "Set slug", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(operator.getByText("The tenant has a new address. The former one still answers.")).toBeVisible();
  const issuer = new URL(tenant.issuer);
  const host = `http://${slug}.tenants.localhost:${issuer.port}`;
  const current = `${host}/oauth2/token`;
  await expect(addresses.getByRole("row").filter({ hasText: current })).toContainText("Current");
  await expect(addresses.getByRole("row").filter({ hasText: former })).toContainText("Open");
  await expect(addresses.getByRole("row").nth(1), "the current one stands first").toContainText(current);
  await look(operator, "operator-tenant-at-two-addresses");

  // Partners' code works at both, and each token names the address that was asked.
  for (const [url, iss] of [[former, tenant.issuer], [current, host]] as const) {
    const { status, token } = await askAt(url, connection);
    expect(status, url).toBe(200);
    expect(claims(token!).iss).toBe(iss);
  }

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  const read = developer.getByRole("main");
  await expect(read).toContainText(current);
  await expect(read).toContainText("The token URL changed: use the one above for all new code");
  await expect(read).toContainText(former);
  await expect(read).toContainText("It works until the platform’s operator closes it.");
  await look(developer, "developer-former-token-url");

  const admin = await browserOf(tenant.owner);
  for (const path of [`integrations/${connection.id}`, `api-access/${own.clientId}`]) {
    await admin.goto(`/admin/${tenant.id}/${path}`);
    const main = admin.getByRole("main");
    await expect(main).toContainText("The token URL has changed. Set the new one in all software that still uses a former one.");
    for (const url of [current, former]) await expect(main).toContainText(url);
    await look(admin, `admin-former-token-url-${path.split("/")[0]}`);
  }

  // An end that lies ahead, which everyone reads; then at once.
  await portal.closeAddress(tenant.issuer, "2099-12-31");
  await expect(addresses.getByRole("row").filter({ hasText: former })).toContainText("Closing");
  await developer.reload();
  await expect(read).toContainText(/It works until .*2099/);
  await portal.closeAddress(tenant.issuer);
  await expect(addresses.getByRole("row").filter({ hasText: former })).toContainText("Closed");
  await expect(operator.getByText("The address is closed.")).toBeVisible();
  await expect(operator.getByText("The address will be closed")).toHaveCount(0);
  await look(operator, "operator-tenant-with-a-closed-address");
  await expect.poll(async () => (await askAt(former, connection)).status).toBe(401);
  const gone = await askAt(former, connection);
  for (const word of [tenant.name, tenant.id, slug]) expect(gone.text).not.toContain(word);
  expect((await askAt(current, connection)).status).toBe(200);
  await developer.reload();
  await expect(read).toContainText(current);
  await expect(read).not.toContainText(former);

  await portal.openAddress(tenant.issuer);
  await expect(addresses.getByRole("row").filter({ hasText: former })).toContainText("Open");
  await expect.poll(async () => (await askAt(former, connection)).status).toBe(200);

  await admin.goto(`/admin/${tenant.id}/activity`);
  for (const verb of ["set the slug of", "closed an address of", "opened an address of"]) {
    await expect(admin.getByRole("main")).toContainText(verb);
  }
});

test("an address that someone else has changed meanwhile is read again, and what was typed stays", async ({ browserOf }) => {
  const tenant = await newTenant();
  const [page, other] = await Promise.all([browserOf("operator"), browserOf("operator")]);
  for (const one of [page, other]) {
    await one.goto(`/operator/tenants/${tenant.id}`);
    await one.getByRole("button", { name: "Set slug…" }).click();
  }
  const [first, second] = [newSlug("elm"), newSlug("oak")];
  const set = async (one: typeof page, slug: string) => {
    await one.getByRole("dialog").getByLabel("Slug").fill(slug);
    await one.getByRole("dialog").getByRole("button", { name: "Set slug", exact: true }).click();
  };
  await set(page, first);
  await expect(page.getByRole("dialog")).toBeHidden();
  await set(other, second);
  await expect(other.getByText("This page was out of date and has been loaded again.")).toBeVisible();
  await expect(other.getByRole("table", { name: "Addresses" })).toContainText(first);
  await other.getByRole("button", { name: "Change slug…" }).click();
  const dialog = question(other, `Change the slug ${first}?`);
  await expect(dialog.getByLabel("Slug")).toHaveValue(second);
  await dialog.getByRole("button", { name: "Set slug", exact: true }).click();
  await expect(other.getByRole("table", { name: "Addresses" })).toContainText(second);
});
