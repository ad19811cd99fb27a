import { randomBytes } from "node:crypto";
import { account } from "../fixtures/people";
import { keepsNothingOf } from "../fixtures/left-behind";
import { look, settled } from "../fixtures/look";
import { call, claims, discover, grant, refusal } from "../fixtures/partner";
import { expect, test } from "../fixtures/test";
import { DEMO_API, newEmail, optional, password, READ_APPOINTMENTS, READ_PATIENTS, required, unique } from "../fixtures/world";
import { AccountPages, go, heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { DeveloperPortal } from "../pages/developer";
import { OperatorPortal } from "../pages/operator";
import { question } from "../pages/dialog";

// The whole of it, from an operator's first click to the partner's call, in the browser alone.

const word = randomBytes(3).toString("hex");
const tenant = { name: `Orchard Clinic ${word}`, owner: "Ingrid Solberg", email: newEmail() };
const publisher = { name: `Fernside Systems ${word}`, owner: "Pavel Novak", email: newEmail() };
const api = { name: `Letters API ${word}`, identifier: `https://letters-${word}.example/v1` };
const lettersRead = {
  name: `letters-${word}.read`,
  title: `Read letters ${word}`,
  sentence: "See all letters that the organisation has sent.",
  action: "Read",
  sensitivity: "Sensitive",
} as const;
const lettersDelete = {
  name: `letters-${word}.delete`,
  title: `Delete letters ${word}`,
  sentence: "Remove letters for good.",
  action: "Delete",
  sensitivity: "Critical",
} as const;
const app = {
  name: unique("Fernside Letters"),
  summary: "Writes letters to patients.",
  description: "Takes the address of a patient and writes the letter that the clinician has asked for.",
  support: "support@fernside.example",
  website: "https://fernside.example",
  privacyPolicy: "https://fernside.example/privacy",
  logo: "",
};
const scopes = [
  required(READ_PATIENTS, "To write the patient’s name and address."),
  optional(READ_APPOINTMENTS, "To name the visit that the letter is about."),
  required(lettersRead.name, "To show you what has been sent."),
  optional(lettersDelete.name, "To take back a letter."),
];

const SECRET = /gts_[0-9A-Za-z]{49}/;

test("the main journey: from an operator’s first click to the partner’s call", async ({ browserOf }) => {
  test.setTimeout(150_000);

  const operator = await browserOf(null);
  const [tenantLink, publisherLink] = await test.step("an operator makes an API, its scopes, a tenant and a publisher", async () => {
    const { email, password } = account("operator");
    await operator.goto("/");
    await new AccountPages(operator).signIn(email, password);
    await expect(heading(operator, "Tenants")).toBeVisible();
    const portal = new OperatorPortal(operator);
    await portal.createApi(api.name, api.identifier);
    await portal.addScope(lettersRead);
    await portal.addScope(lettersDelete);
    await look(operator, "operator-api-new");
    return [
      await portal.createTenant(tenant.name, tenant.email),
      await portal.createPublisher(publisher.name, "https://fernside.example", publisher.email),
    ];
  });

  const admin = await browserOf(null);
  const tenantId = await test.step("the tenant’s owner makes an account, and finds the tenant ID to give away", async () => {
    await admin.goto(tenantLink);
    await look(admin, "welcome");
    await new AccountPages(admin).join(tenantLink, tenant.name, tenant.owner, password);
    await expect(heading(admin, "Integrations & API access")).toBeVisible();
    await expect(admin.getByText("No app is connected yet")).toBeVisible();
    await look(admin, "integrations-empty");
    await expect(admin.getByRole("main")).toContainText("To connect one, give your tenant ID to its developer.");
    await admin.getByRole("link", { name: "Connect new app" }).click();
    await expect(heading(admin, "Connect new app")).toBeVisible();
    await settled(admin);
    await expect(admin.getByRole("main")).not.toContainText(app.name);
    await go(admin, "Connected apps", "Integrations & API access");
    await admin.getByRole("main").getByRole("button", { name: "Copy tenant ID" }).click();
    await expect(admin.getByRole("status").filter({ hasText: "Copied tenant ID" })).toBeAttached();
    return admin.evaluate(() => navigator.clipboard.readText());
  });
  expect(tenantId).toMatch(/^ten_[0-9A-Z]{26}$/);

  const developer = await browserOf(null);
  await test.step("a developer registers the app, publishes version 1 and names the tenant", async () => {
    await new AccountPages(developer).join(publisherLink, publisher.name, publisher.owner, password);
    await expect(heading(developer, "Apps")).toBeVisible();
    await look(developer, "developer-apps-empty");
    const portal = new DeveloperPortal(developer);
    await portal.createApp(app);
    await look(developer, "developer-app-draft");
    await portal.publish(1, scopes, "The first version.");
    await portal.addTenant(tenantId);
  });

  const portal = new AdminPortal(admin);
  await test.step("the admin sees the app now, and reviews it", async () => {
    await go(admin, "Connected apps", "Integrations & API access");
    await portal.review(app.name);
    const main = admin.getByRole("main");
    await expect(main).toContainText(publisher.name);
    await expect(main).toContainText("Unverified publisher");
    await expect(main).toContainText("You are looking at version 1");
    for (const group of ["Practice API", api.name]) {
      await expect(main.getByRole("heading", { level: 3, name: group })).toBeVisible();
    }
    const letters = portal.scope(lettersRead.title);
    await expect(letters).toContainText(lettersRead.sentence);
    await expect(letters).toContainText(`${publisher.name}: “To show you what has been sent.”`);
    for (const mark of ["Read", "Sensitive", "Always included"]) await expect(letters).toContainText(mark);
    await expect(letters.getByRole("checkbox")).toHaveCount(0);
    for (const mark of ["Delete", "Critical", "Optional"]) await expect(portal.scope(lettersDelete.title)).toContainText(mark);
    await expect(portal.scope(lettersDelete.title).getByRole("checkbox")).not.toBeChecked();
    await expect(main).toContainText(`a client ID and secret for ${tenant.name} are made`);
    await admin.getByRole("checkbox", { name: lettersDelete.title }).check();
    await look(admin, "consent");
  });

  const client = await test.step("Allow: everything that the partner needs is shown once", async () => {
    const shown = await portal.allow();
    await look(admin, "shown-once");
    expect(await shown.copy("Tenant ID")).toBe(tenantId);
    expect(await shown.copy("Scopes")).toContain(READ_PATIENTS);
    const client = await shown.credentials();
    expect(client.clientId).toMatch(/^cli_[0-9A-Z]{26}$/);
    expect(client.clientSecret).toMatch(SECRET);
    await admin.getByText("Try it with curl").click();
    expect(await shown.copy("curl command")).toContain(client.clientSecret);

    await admin.keyboard.press("Escape");
    await admin.getByRole("link", { name: "Members" }).click();
    const leave = question(admin, "Leave without saving the secret?");
    await look(admin, "dialog-leave");
    await leave.getByRole("button", { name: "Stay here" }).click();
    await expect(shown.panel).toBeVisible();
    await shown.saved();
    return client;
  });

  await test.step("afterwards the secret is masked for ever", async () => {
    for (const visit of ["at once", "after a reload"]) {
      await expect(heading(admin, app.name), visit).toBeVisible();
      await expect(admin.getByRole("main")).toContainText(`Hidden, ends in ${client.clientSecret.slice(-4)}`);
      expect(await admin.content()).not.toMatch(SECRET);
      await keepsNothingOf(admin, client.clientSecret);
      await admin.reload();
    }
    await look(admin, "connection");
    await go(admin, "Connected apps", "Integrations & API access");
    await expect(admin.getByRole("row").filter({ hasText: app.name })).toContainText("Active");
    await go(admin, "Activity");
    await expect(admin.getByRole("main")).toContainText(`${tenant.owner} allowed ${app.name}`);
  });

  await test.step("the partner app gets tokens and calls the API", async () => {
    const granted = [READ_PATIENTS, lettersRead.name, lettersDelete.name];
    const metadata = (await discover(client)).serverMetadata();
    expect(metadata.issuer).toBe(client.issuer);
    expect(metadata.token_endpoint).toBe(`${client.issuer}/oauth2/token`);
    for (const method of ["client_secret_basic", "client_secret_post"] as const) {
      const answer = await grant(client, granted.join(" "), method);
      expect(answer.token_type).toBe("bearer");
      expect(answer.expires_in).toBe(1200);
      expect(answer.scope?.split(" ").sort()).toEqual([...granted].sort());
      expect((await call(DEMO_API.patients, answer.access_token)).status).toBe(200);
      expect(claims(answer.access_token)).toMatchObject({ iss: client.issuer, tenant_id: tenantId, env: "live" });

      const refused = await call(DEMO_API.appointments, answer.access_token);
      expect(refused.status).toBe(403);
      expect(refused.challenge).toContain('error="insufficient_scope"');
    }
    expect((await call(DEMO_API.patients)).status).toBe(401);
    const forged = await call(DEMO_API.patients, "eyJhbGciOiJub25lIn0.e30.");
    expect(forged.status).toBe(401);
    expect(forged.challenge).toContain('error="invalid_token"');
    expect(await refusal(client, READ_APPOINTMENTS)).toBe("invalid_scope");
    expect(await refusal({ ...client, clientSecret: client.clientSecret.replace(/.$/, "!") }, READ_PATIENTS)).toBe("invalid_client");
  });

  await test.step("the developer sees the connection, and no secret", async () => {
    await go(developer, "Connections");
    const row = developer.getByRole("row").filter({ hasText: tenant.name });
    await expect(row).toContainText("Active");
    await row.getByRole("link", { name: tenant.name }).click();
    await expect(developer.getByRole("main")).toContainText(READ_APPOINTMENTS);
    await look(developer, "developer-connection");
    expect(await developer.content()).not.toMatch(SECRET);
  });
});
