import { look } from "../fixtures/look";
import type { Client } from "../fixtures/partner";
import { works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { addMember, allow, DEMO_API, newApp, newPublisher, newTenant, READ_PATIENTS, required, TITLES } from "../fixtures/world";
import { heading } from "../pages/account";
import { ShownOnce } from "../pages/shown-once";

// Someone who administers several tenants decides about an app for all of them, with exceptions.

test("one decision for several tenants, each with its own pair, and one failure harms no other", async ({ browserOf }) => {
  const [one, two, three, publisher] = await Promise.all([newTenant(), newTenant(), newTenant(), newPublisher()]);
  await addMember(two, one.owner, "admin");
  await addMember(three, one.owner, "admin");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [one.id, two.id, three.id]);

  const page = await browserOf(one.owner);
  await page.goto(`/admin/${one.id}/integrations/connect/${app.id}`);
  await page.getByRole("link", { name: "This app in all your organisations" }).click();
  await expect(heading(page, `${app.name} in your organisations`)).toBeVisible();
  const table = page.getByRole("table", { name: "organisations" });
  for (const { name } of [one, two, three]) await expect(table.getByRole("row").filter({ hasText: name })).toContainText("Waiting");
  await look(page, "several-organisations");

  // Nothing is decided before someone chooses.
  await expect(page.getByRole("radio", { name: "Leave as it is" })).toBeChecked();
  await page.getByRole("button", { name: "Apply decisions" }).click();
  await expect(page.getByText("Choose an organisation for which something is decided.").first()).toBeVisible();
  await page.getByRole("radio", { name: "Allow", exact: true }).check();
  await page.getByLabel(three.name).selectOption({ label: "Decline" });
  await expect(page.getByText(`2 organisations will let ${app.name} do the above`)).toContainText(`1 organisation will decline ${app.name}`);
  await page.getByRole("button", { name: "Apply decisions" }).click();
  await expect(page.getByText("This cannot be empty.").first()).toBeVisible();
  await page.getByLabel("Reason for declining").fill("Not at this site.");
  // Someone else is first in one of them.
  await allow(two, app);
  await page.getByRole("button", { name: "Apply decisions" }).click();

  const outcomes = page.getByRole("alert").filter({ hasText: "1 of 3 could not be decided" });
  await expect(outcomes.getByRole("listitem").filter({ hasText: one.name })).toContainText("Allowed.");
  await expect(outcomes.getByRole("listitem").filter({ hasText: three.name })).toContainText("Declined.");
  const active = table.getByRole("row").filter({ hasText: two.name });
  await expect(active).toContainText("Active");
  await expect(active).toContainText(`${TITLES[READ_PATIENTS]}: `);
  await expect(active.getByText(READ_PATIENTS, { exact: true })).toBeHidden();
  await active.getByText("For developers").click();
  await expect(active.getByText(READ_PATIENTS, { exact: true })).toBeVisible();
  await look(page, "several-organisations-decided");
  await page.getByRole("button", { name: "Copy all credentials" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`Organisation: ${one.name}`);
  const line = (label: string) => new RegExp(`^${label}: (.+)$`, "m").exec(copied)![1]!;
  const pair: Client = {
    clientId: line("Client ID"),
    clientSecret: line("Client secret"),
    issuer: line("Token URL").replace(/\/oauth2\/token$/, ""),
  };
  expect(line("Tenant ID")).toBe(one.id);
  await works(pair, READ_PATIENTS, DEMO_API.patients);
  await new ShownOnce(page).saved();
  await expect(table.getByRole("row").filter({ hasText: three.name })).toContainText("Declined");
});
