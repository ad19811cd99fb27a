import { look } from "../fixtures/look";
import { claims, type Client, discover, grant } from "../fixtures/partner";
import { refusesClient, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, DEMO_API, newApp, newPublisher, newTenant, READ_PATIENTS, required, sandboxOf } from "../fixtures/world";
import { go, heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";

// The sandbox of a publisher, which never reaches anything live.

test("sandbox: the whole journey for a publisher alone, and never across to live", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const sandbox = sandboxOf(publisher);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const live = await allow(tenant, app);

  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/${app.id}/tenants`);
  await page.getByRole("button", { name: "Fill in your sandbox’s tenant ID" }).click();
  await expect(page.getByLabel("Tenant IDs", { exact: true })).toHaveValue(sandbox.id);
  await page.getByRole("button", { name: "Add tenants" }).click();
  const row = page.getByRole("row").filter({ hasText: sandbox.id });
  await expect(row).toContainText("Sandbox");
  await expect(row).toContainText("Waiting");

  await go(page, "Settings");
  await expect(page.getByRole("main")).toContainText(sandbox.issuer);
  // Called as on the tenant's own page.
  for (const address of ["Token URL", "Metadata URL"]) {
    await expect(page.getByRole("term").filter({ hasText: address })).toBeVisible();
  }
  await page.getByRole("link", { name: "Open the sandbox’s admin portal" }).click();
  const banner = page.getByRole("region", { name: "Sandbox" });
  await expect(banner).toContainText("never work on a live tenant");
  const portal = new AdminPortal(page);
  await portal.review(app.name);
  await expect(banner).toBeVisible();
  const shown = await portal.allow();
  await look(page, "sandbox-shown-once");
  const trial = await shown.credentials();
  await shown.saved();
  expect(trial.issuer).toBe(sandbox.issuer);

  await works(trial, READ_PATIENTS, DEMO_API.patients);
  const sides: [Client, string][] = [[live, "live"], [trial, "sandbox"]];
  for (const [client, env] of sides) {
    const { access_token } = await grant(client, READ_PATIENTS);
    expect(claims(access_token)).toMatchObject({ iss: client.issuer, env });
  }
  await refusesClient({ ...trial, issuer: live.issuer }, READ_PATIENTS);
  await refusesClient({ ...live, issuer: trial.issuer }, READ_PATIENTS);
  await refusesClient({ ...trial, clientId: live.clientId }, READ_PATIENTS);

  // Each side has signing keys of its own: a token of one can never be taken for one of the other.
  const keys = async (client: Client) => {
    const { jwks_uri } = (await discover(client)).serverMetadata();
    const answer = (await (await fetch(jwks_uri!)).json()) as { keys: { kid: string }[] };
    return answer.keys.map(({ kid }) => kid);
  };
  const [liveKeys, sandboxKeys] = [await keys(live), await keys(trial)];
  expect(liveKeys.length * sandboxKeys.length).toBeGreaterThan(0);
  expect(liveKeys.filter((kid) => sandboxKeys.includes(kid))).toEqual([]);

  await go(page, "Members");
  await expect(page.getByText("These are the publisher’s team")).toBeVisible();
});

test("where no app waits, the admin reads what to do, and copies the tenant ID", async ({ browserOf }) => {
  // A sandbox sees no listed apps.
  const publisher = await newPublisher();
  const page = await browserOf(publisher.owner);
  await page.goto(`/admin/${publisher.sandboxId}/integrations/connect`);
  await expect(page.getByText("An app appears here when its developer has added your tenant ID")).toBeVisible();
  await look(page, "connect-empty");
  await page.getByRole("main").getByRole("button", { name: "Copy tenant ID" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied tenant ID" })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(publisher.sandboxId);
});

test("no one names another publisher’s sandbox", async ({ browserOf }) => {
  const [mine, theirs] = await Promise.all([newPublisher(), newPublisher()]);
  const app = await newApp(mine, [required(READ_PATIENTS)], []);
  const page = await browserOf(mine.owner);
  await page.goto(`/developer/${mine.id}/apps/${app.id}/tenants`);
  await expect(heading(page, `${app.name}: tenants`)).toBeVisible();
  await page.getByLabel("Tenant IDs", { exact: true }).fill(theirs.sandboxId);
  await page.getByRole("button", { name: "Add tenants" }).click();
  await expect(page.getByText("No organisation has this ID.").first()).toBeVisible();
});
