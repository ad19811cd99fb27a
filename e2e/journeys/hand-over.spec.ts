import { generateKeyPairSync } from "node:crypto";
import { look, settled } from "../fixtures/look";
import { refusesClient, works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { DEMO_API, newApp, newPublisher, newTenant, READ_PATIENTS, required, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { DeveloperPortal } from "../pages/developer";
import { confirm } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// The ways in which credentials reach a developer, and the networks that an app's requests come from.

const publicKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });

test("a keyless app: its developer registers keys, and the admin has nothing to share", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const name = unique("Quill Keys");
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Summary").fill("Signs its requests.");
  await page.getByLabel("Support contact").fill("support@quill.example");
  await page.getByRole("radio", { name: "Keyless: your app signs its requests" }).check();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await page.getByLabel("JWK Set").fill(JSON.stringify({ keys: [privateKey.export({ format: "jwk" })] }));
  await page.getByRole("button", { name: "Create app" }).click();
  await expect(page.getByText(/it is private/).first()).toBeVisible();
  await look(page, "new-app-keyless-refused");
  await page.getByLabel("JWK Set").fill(JSON.stringify({ keys: [publicKey()] }));
  await page.getByRole("button", { name: "Create app" }).click();
  await expect(heading(page, name)).toBeVisible();
  await expect(page.getByRole("main")).toContainText('"crv": "P-256"');
  await look(page, "app-keyless");

  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Keys"), {
    hand_over: "keyless",
    client_keys: { jwks: { keys: [publicKey()] } },
  });
  const admin = await browserOf(tenant.owner);
  const portal = new AdminPortal(admin);
  await portal.open(tenant.id);
  await portal.review(app.name);
  await expect(admin.getByRole("main")).toContainText("There is no secret: the app proves itself with a key of its own");
  await admin.getByRole("button", { name: "Allow access" }).click();
  await expect(heading(admin, `${app.name} is connected`)).toBeVisible();
  await expect(admin.getByText("There is no secret to share.")).toBeVisible();
  await look(admin, "allowed-keyless");
  await admin.getByRole("link", { name: "Go to the connection" }).click();
  await expect(heading(admin, app.name)).toBeVisible();
  await expect(admin.getByText("None: the app signs its requests with a key of its own.")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Disable…" })).toBeVisible();
  await expect(admin.getByRole("button", { name: "Regenerate secret…" })).toHaveCount(0);
  await look(admin, "connection-keyless");

  await page.goto(`/developer/${publisher.id}/connections`);
  await page.getByRole("main").getByRole("link", { name: tenant.name }).click();
  await expect(page.getByRole("main")).toContainText("private_key_jwt");
  await expect(page.getByRole("main")).toContainText(tenant.issuer);
});

test("the developer collects the secret, once", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Collects"), { hand_over: "developer_collects" });
  const admin = await browserOf(tenant.owner);
  const portal = new AdminPortal(admin);
  await portal.open(tenant.id);
  await portal.review(app.name);
  await admin.getByRole("button", { name: "Allow access" }).click();
  await expect(admin.getByText("The developer collects the secret.")).toBeVisible();
  await look(admin, "allowed-collects");

  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/connections`);
  await page.getByRole("main").getByRole("link", { name: tenant.name }).click();
  await expect(page.getByRole("main")).toContainText("It gets access tokens with the secret that you collect below.");
  await look(page, "developer-connection-to-collect");
  await page.getByRole("button", { name: "Collect secret…" }).click();
  await confirm(page, `Collect the secret of ${app.name} at ${tenant.name}?`, "shown only this once", "Collect secret");
  const shown = new ShownOnce(page);
  const client = await shown.credentials();
  await look(page, "developer-secret-collected");
  await shown.saved();
  await expect(page.getByText("The secret is shown only once")).toBeVisible();
  await expect(page.getByRole("button", { name: "Collect secret…" })).toHaveCount(0);
  await works(client, READ_PATIENTS, DEMO_API.patients);
  const editor = await browserOf(publisher.owner);
  await editor.goto(`/developer/${publisher.id}/apps/${app.id}/edit`);
  const ways = editor.getByRole("group", { name: "How credentials reach you" });
  await expect(ways).toContainText("You cannot change this now: the app has connections");
  for (const way of await ways.getByRole("radio").all()) await expect(way).toBeDisabled();
  await editor.getByLabel("Summary").fill("Collects its secret.");
  await editor.getByRole("button", { name: "Save details" }).click();
  await expect(editor.getByText("The details are saved.")).toBeVisible();
  await editor.goto(`/developer/${publisher.id}/activity`);
  const collected = editor.getByRole("list", { name: "entries" }).getByRole("listitem").filter({ hasText: "secret.collected" });
  await expect(collected).toContainText(`${publisher.owner.name} collected the secret of ${app.name}`);
  await expect(collected).toContainText(`At ${tenant.name}`);
  await expect(collected).toContainText("The secret was shown once, to whoever collected it.");

  await admin.getByRole("link", { name: "Go to the connection" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: app.name, exact: true })).toBeVisible();
  await settled(admin);
  await admin.getByRole("button", { name: "Regenerate secret…" }).click();
  await confirm(admin, `Regenerate the secret of ${app.name}?`, "Its developer collects the new secret.", "Regenerate secret");
  await expect(admin.getByText("None yet: its developer collects it.")).toBeVisible();
  await expect(admin.getByRole("main")).toContainText("its developer has not collected the secret yet: the app cannot get tokens");
  await refusesClient(client, READ_PATIENTS);
  await page.reload();
  await expect(page.getByRole("button", { name: "Collect secret…" })).toBeVisible();
});

test("networks: said by the version, read by the admin, held until the next is accepted", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Networks"), {
    egress_networks: ["192.0.2.0/24", "2001:db8::/32"],
  });
  const admin = await browserOf(tenant.owner);
  const portal = new AdminPortal(admin);
  await portal.open(tenant.id);
  await portal.review(app.name);
  await expect(admin.getByRole("main")).toContainText("Its requests come from: 192.0.2.0/24, 2001:db8::/32.");
  await look(admin, "consent-networks");
  await (await portal.allow()).saved();
  await expect(admin.getByRole("main")).toContainText("192.0.2.0/24, 2001:db8::/32");

  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/${app.id}/versions/new`);
  const networks = page.getByLabel("Where its requests come from");
  await expect(networks).toHaveValue("192.0.2.0/24\n2001:db8::/32");
  await networks.fill("192.0.2.7/24\neverywhere");
  await page.getByRole("button", { name: "Publish version 2" }).click();
  await expect(page.getByText("Write 192.0.2.0/24 for the network.").first()).toBeVisible();
  await expect(page.getByText("“everywhere” is not a network.").first()).toBeVisible();
  await look(page, "publish-networks-refused");
  await networks.fill("192.0.2.0/24\n2001:db8::/32");
  await expect(page.getByRole("main")).toContainText("No scope, need, reason, network or workload differs from version 1.");
  await networks.fill("198.51.100.7");
  await expect(page.getByRole("heading", { name: "What this changes" }).locator("xpath=ancestor::section")).toContainText("Changed networks");
  await new DeveloperPortal(page).confirmPublishing(2, "No grant changes.");
  await expect(page.getByRole("main")).toContainText("Requests come from: 198.51.100.7/32");
  await look(page, "app-networks");

  await admin.reload();
  await expect(admin.getByRole("main")).toContainText("192.0.2.0/24, 2001:db8::/32");
  await admin.getByRole("link", { name: "Review update" }).click();
  const changed = admin.locator(".banner").filter({ hasText: `${app.name} changes where its requests come from` });
  await expect(changed.locator(".definition")).toHaveText([/^Now\s*192\.0\.2\.0\/24, 2001:db8::\/32$/, /^Once you save your decision\s*198\.51\.100\.7/]);
  await look(admin, "update-networks");
  await admin.getByRole("button", { name: "Save decision" }).click();
  await expect(heading(admin, app.name)).toBeVisible();
  await expect(admin.getByRole("main")).toContainText("198.51.100.7/32");
});
