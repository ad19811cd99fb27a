import { look } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newMember, newPublisher, newTenant, publish, READ_APPOINTMENTS, READ_PATIENTS, required } from "../fixtures/world";
import { heading } from "../pages/account";
import { Inbox } from "../pages/inbox";

// What people hear of: the bell, the inbox, what is mailed, and what the demo keeps of it.

test("an admin hears of what waits and of what others did, and goes to it from the inbox", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const admin = await newMember(tenant, "admin", "Anouk Laurent");
  const page = await browserOf(admin);
  const inbox = new Inbox(page);
  await page.goto("/account/notices");
  await expect(page.getByText("Nothing has happened yet")).toBeVisible();
  await look(page, "inbox-empty");

  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const waits = await inbox.entry(`${app.name} waits for your decision`);
  await expect(waits).toContainText(tenant.name);
  await expect(waits).toContainText("Unread");
  await expect(inbox.bell).toHaveAccessibleName(/1 unread/);
  await look(page, "inbox");
  await waits.getByRole("link").click();
  await expect(heading(page, app.name)).toBeVisible();
  await expect(page.getByRole("button", { name: "Allow access" })).toBeVisible();

  await allow(tenant, app);
  await publish(app, 2, [required(READ_PATIENTS), required(READ_APPOINTMENTS)]);
  await inbox.open();
  const allowed = await inbox.entry(`${tenant.owner.name} allowed ${app.name}`);
  await allowed.getByRole("button", { name: "Mark as read" }).click();
  await expect(allowed).not.toContainText("Unread");
  const update = await inbox.entry(`${app.name} has an update to review`);
  await update.getByRole("link").click();
  await expect(heading(page, `Update of ${app.name}`)).toBeVisible();

  const later = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  await inbox.open();
  const last = await inbox.entry(`${later.name} waits for your decision`);
  await page.getByLabel("Search by name").fill("allowed");
  await expect(last).toHaveCount(0);
  await page.getByLabel("Search by name").fill("");
  await expect(last).toBeVisible();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await expect(page.getByText("Unread", { exact: true })).toHaveCount(0);
  await expect(inbox.bell).toHaveAccessibleName("Inbox");
});

test("a person chooses what is mailed, and the demo shows what would have been", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const page = await browserOf(tenant.owner);
  const inbox = new Inbox(page);
  await page.goto("/account/notices");
  await page.getByRole("link", { name: "Mail settings" }).click();
  await expect(heading(page, "Mail settings")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`Mail goes to ${tenant.owner.email}.`);
  await look(page, "mail-settings");
  await inbox.choose("Apps and updates that wait for a decision", "Not mailed");
  await page.getByRole("button", { name: "Save choices" }).click();
  await expect(page.getByText("Your choice is saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Apps and updates that wait for a decision")).toHaveValue("off");

  const admin = await newMember(tenant, "admin", "Anouk Laurent");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const operator = await browserOf("operator");
  await operator.goto("/operator/health");
  await operator.getByRole("link", { name: "See what would have been mailed" }).click();
  await expect(heading(operator, "Mail of the demo")).toBeVisible();
  const mail = operator.getByRole("article").filter({ hasText: `${tenant.name}: ${app.name} waits for your decision` });
  await expect(async () => {
    await operator.reload();
    await expect(mail).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await expect(mail).toContainText(admin.email);
  await look(operator, "demo-mail");
  await mail.getByRole("link").click();
  await expect(heading(operator, `${app.name} waits for your decision`)).toBeVisible();
  await look(operator, "mail");
});
