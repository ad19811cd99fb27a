import { expect, test } from "../fixtures/test";
import { newApp, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { ShownOnce } from "../pages/shown-once";

// The end date that an admin chooses, in zones on both sides of UTC: every page shows the day that was chosen.
for (const [timezoneId, utc] of [
  ["America/Los_Angeles", "1 Jan 2031, 07:59:59 UTC"],
  ["Pacific/Kiritimati", "31 Dec 2030, 09:59:59 UTC"],
  ["Asia/Kathmandu", "31 Dec 2030, 18:14:59 UTC"],
  ["UTC", "31 Dec 2030, 23:59:59 UTC"],
] as const) {
  test(`an end date is the one that was chosen: ${timezoneId}`, async ({ browser }) => {
    const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
    const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
    const context = await browser.newContext({ timezoneId });
    await context.addCookies([tenant.owner.caller.cookie()]);
    const page = await context.newPage();
    await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
    await page.getByLabel(/^Access ends on/).fill("2030-12-31");
    await page.getByRole("button", { name: "Allow access" }).click();
    await new ShownOnce(page).saved();

    const main = page.getByRole("main");
    await expect(main).toContainText("Access ends on 31 Dec 2030.");
    const end = main.locator(".definition").filter({ hasText: "Access ends" }).locator(".time");
    await expect(end.locator("time")).toHaveText("31 Dec 2030");
    for (const show of [() => end.hover(), () => end.focus()]) {
      await page.mouse.move(0, 0);
      await show();
      await expect(end.getByRole("tooltip")).toBeVisible();
      await expect(end.getByRole("tooltip")).toContainText(utc);
      await expect(end.getByRole("tooltip")).toContainText("31 Dec 2030, 23:59:59 your time");
    }
    // The history's own words too.
    const entry = main.getByRole("listitem").filter({ hasText: "connection.allowed" });
    await entry.locator("summary").click();
    await expect(entry.locator("time").filter({ hasText: "31 Dec 2030" })).toBeVisible();
    await page.goto(`/admin/${tenant.id}/integrations`);
    await expect(page.getByRole("row").filter({ hasText: app.name })).toContainText("Ends 31 Dec 2030");

    const theirs = await browser.newContext({ timezoneId });
    await theirs.addCookies([publisher.owner.caller.cookie()]);
    const developer = await theirs.newPage();
    await developer.goto(`/developer/${publisher.id}/connections`);
    await developer.getByRole("main").getByRole("link", { name: tenant.name }).click();
    const told = developer.locator(".definition").filter({ hasText: "Access ends" }).locator("time");
    await expect(told).toHaveText("31 Dec 2030");
    await Promise.all([context.close(), theirs.close()]);
  });
}
