import { look } from "../fixtures/look";
import { grant, refusal } from "../fixtures/partner";
import { refusesClient } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newMember, newPublisher, newTenant, READ_APPOINTMENTS, READ_PATIENTS, required } from "../fixtures/world";
import { AdminPortal } from "../pages/admin";
import { RecentCalls } from "../pages/recent-calls";

// Why does my call fail? Both sides of a connection read it on its page; the caller never does.

test("both sides read why a call failed, find it by what the caller read, and see that it works again", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  const admin = await browserOf(tenant.owner);
  await admin.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  const calls = new RecentCalls(admin);
  await expect(admin.getByText("No calls yet")).toBeVisible();
  await look(admin, "recent-calls-none");

  await grant(connection, READ_PATIENTS);
  expect(await refusal({ ...connection, clientSecret: `"${connection.clientSecret}"` }, READ_PATIENTS)).toBe("invalid_client");
  expect(await refusal(connection, READ_APPOINTMENTS)).toBe("invalid_scope");
  const shown = await new AdminPortal(admin).regenerate(app.name);
  const renewed = await shown.credentials();
  await shown.saved();
  await refusesClient(connection, READ_PATIENTS);
  await grant(renewed, READ_PATIENTS);

  const hint = connection.clientSecret.slice(-4);
  await calls.told(`by ${tenant.owner.name}; its last 4 are ${hint}.`);
  await calls.told("A quotation mark stands before or behind the secret.");
  await calls.told(`No version of the app has asked for ${READ_APPOINTMENTS}.`);
  await calls.told("Token issued");
  expect(await admin.content()).not.toContain(connection.clientSecret);
  await look(admin, "recent-calls");

  await calls.find("a requested scope is unknown or not granted to this client");
  await expect(calls.holding("Refused")).toHaveCount(1);
  await calls.find("0b56a7c1-0000-4000-8000-000000000001");
  await expect(admin.getByText("No call is meant by this")).toBeVisible();
  await calls.find("");

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/connections/${connection.id}`);
  const theirs = new RecentCalls(developer);
  await theirs.told(`by ${tenant.name}; its last 4 are ${hint}.`);
  await expect(developer.getByRole("main")).not.toContainText(tenant.owner.name);
  await expect(theirs.usage()).toBeHidden();
  await theirs.unfoldUsage();
  await expect(theirs.usage()).toBeVisible();
  await look(developer, "recent-calls-developer");

  await developer.getByRole("link", { name: app.name, exact: true }).first().click();
  await developer.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(theirs.usage()).toBeVisible();
  // Each bar has its own words, and the chart its greatest numbers and its ends.
  const chart = theirs.usage();
  await expect(chart.getByRole("img", { name: /^\d+ \w+ \d{4}: \d+ tokens? and \d+ refused requests?$/ }).first()).toBeVisible();
  await expect(chart).toContainText(/Most in a day: \d+ tokens? and \d+ refused requests?\./);
  await expect(chart.locator(".chart-ends > span")).toHaveText([/^\d+ \w+ \d{4}$/, /^\d+ \w+ \d{4}$/]);
  await developer.getByText("The numbers as a table").click();
  await expect(developer.getByRole("table", { name: "Tokens and refused requests" })).toBeVisible();
  await look(developer, "app-usage");

  const viewer = await browserOf(await newMember(tenant, "viewer", "Vilma Berg"));
  await viewer.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await expect(new RecentCalls(viewer).holding(hint).first()).toBeVisible();
  await viewer.goto(`/admin/${tenant.id}/settings`);
  await expect(new RecentCalls(viewer).usage()).toBeVisible();
});

test("the newest ten calls are in sight, and all of them at a click", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  for (let calls = 0; calls < 12; calls++) expect(await refusal(connection, READ_APPOINTMENTS)).toBe("invalid_scope");
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  await new RecentCalls(page).showAll(12);
});
