import { look } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newApp, newMember, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { AdminPortal } from "../pages/admin";
import { confirm } from "../pages/dialog";

// A member who may not decide asks the admins for an app.

test("a viewer asks for an app, withdraws it, asks again, and the decision settles it", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const consent = `/admin/${tenant.id}/integrations/connect/${app.id}`;
  const reason = { "What do you need it for?": "For the front desk." };

  const asking = await browserOf(viewer);
  await asking.goto(consent);
  await asking.getByRole("button", { name: "Ask an admin…" }).click();
  await look(asking, "dialog-ask-for-app");
  await confirm(asking, `Ask an admin for ${app.name}?`, "until one of them decides", "Ask", reason);
  await expect(asking.getByText("You have asked the admins for this app.")).toBeVisible();
  await asking.getByRole("button", { name: "Withdraw request…" }).click();
  await confirm(asking, `Withdraw your request for ${app.name}?`, "may still decide", "Withdraw request");
  await asking.getByRole("button", { name: "Ask an admin…" }).click();
  await confirm(asking, `Ask an admin for ${app.name}?`, "until one of them decides", "Ask", reason);
  await expect(asking.getByText("“For the front desk.”")).toBeVisible();
  await look(asking, "consent-asked-viewer");

  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await page.goto(`/admin/${tenant.id}/integrations`);
  await expect(page.getByRole("region", { name: "Needs you" })).toContainText(`${viewer.name} asks for ${app.name}`);
  await page.goto(`/admin/${tenant.id}/integrations/connect`);
  await expect(page.getByRole("listitem").filter({ hasText: app.name })).toContainText(`${viewer.name} asks for it`);
  await page.getByRole("link", { name: `Review ${app.name}` }).click();
  await expect(page.getByRole("heading", { name: "Who asks for it" })).toBeVisible();
  await expect(page.getByText("“For the front desk.”")).toBeVisible();
  await look(page, "consent-asked");
  await (await portal.allow()).saved();
  await page.goto(`/admin/${tenant.id}/activity`);
  await expect(page.getByRole("main")).toContainText(`${viewer.name} asked for ${app.name}`);
});
