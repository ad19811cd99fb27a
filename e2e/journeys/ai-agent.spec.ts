import { look } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, changeApp, newApp, newPublisher, newTenant, READ_PATIENTS, required, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";

// An app that decides by itself what to do with its access: its developer says so, and everyone else reads it.

const SENTENCE = "This app decides by itself what to do with the access that it has.";

test("a developer marks an app as an AI agent, and admins read it before and after they allow it", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Agent"));
  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/apps/${app.id}/edit`);
  await developer.getByRole("checkbox", { name: "This app is an AI agent" }).check();
  await look(developer, "edit-app-ai-agent");
  await developer.getByRole("button", { name: "Save details" }).click();
  await expect(heading(developer, app.name)).toBeVisible();
  await expect(developer.getByRole("main")).toContainText("Yes: it decides by itself what to do");
  await developer.goto(`/developer/${publisher.id}/apps`);
  await expect(developer.getByRole("row").filter({ hasText: app.name })).toContainText("AI agent");

  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await portal.open(tenant.id);
  await page.getByRole("link", { name: "Connect new app" }).click();
  await expect(heading(page, "Connect new app")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("AI agent");
  await look(page, "available-ai-agent");
  await page.getByRole("link", { name: `Review ${app.name}` }).click();
  await expect(heading(page, app.name)).toBeVisible();
  await expect(page.getByText(SENTENCE)).toBeVisible();
  await look(page, "consent-ai-agent");
  await (await portal.allow()).saved();
  await expect(heading(page, app.name)).toBeVisible();
  await expect(page.getByText(SENTENCE)).toBeVisible();
  await portal.open(tenant.id);
  await expect(page.getByRole("row").filter({ hasText: app.name })).toContainText("AI agent");
  await look(page, "connections-ai-agent");

  const operator = await browserOf("operator");
  await operator.goto(`/operator/apps?q=${app.id}`);
  await expect(operator.getByRole("row").filter({ hasText: app.name })).toContainText("AI agent");
});

test("a connected app that becomes an AI agent says so until an admin has seen it", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Agent"));
  const connection = await allow(tenant, app);
  await changeApp(app, { ai_agent: true });
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
  const told = page.locator(".banner").filter({ hasText: `${app.name} has changed its details` });
  await expect(told).toContainText("Marked as an AI agent on ");
  await expect(page.getByText(SENTENCE)).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "app.details_changed" })).toContainText("Marked as an AI agent");
  await look(page, "connection-became-ai-agent");
  await told.getByRole("button", { name: "Seen" }).click();
  await expect(told).toBeHidden();
  await expect(page.getByText(SENTENCE)).toBeVisible();
});
