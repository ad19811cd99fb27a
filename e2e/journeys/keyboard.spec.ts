import { type Locator, type Page } from "@playwright/test";
import { works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { DEMO_API, newApp, newPublisher, newTenant, optional, READ_APPOINTMENTS, READ_PATIENTS, required, TITLES } from "../fixtures/world";
import { heading } from "../pages/account";

// An admin allows an app without a mouse.

/** Tab until the control has focus, as someone does who has no mouse. */
async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${control}`);
}

async function press(page: Page, control: Locator, key = "Enter") {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

test("Allow by the keyboard alone, from sign-in to the masked secret", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS), optional(READ_APPOINTMENTS)], [tenant.id]);
  const page = await browserOf(null);
  await page.goto("/");
  await tabTo(page, page.getByLabel("E-mail address"));
  await page.keyboard.type(tenant.owner.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(tenant.owner.password);
  await page.keyboard.press("Enter");

  await expect(heading(page, "Integrations & API access")).toBeFocused();
  await press(page, page.getByRole("link", { name: "Connect new app" }));
  await expect(heading(page, "Connect new app")).toBeFocused();
  await press(page, page.getByRole("link", { name: `Review ${app.name}` }));
  await expect(heading(page, app.name)).toBeFocused();
  await press(page, page.getByRole("checkbox", { name: TITLES[READ_APPOINTMENTS] }), "Space");

  // A question takes focus, Escape gives it back.
  const decline = page.getByRole("button", { name: "Decline…" });
  await press(page, decline);
  await expect(page.getByRole("dialog", { name: `Decline ${app.name}?` })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(decline).toBeFocused();

  await press(page, page.getByRole("button", { name: "Allow access" }));
  const panel = page.getByRole("region", { name: "Shown only once" });
  await expect(panel).toBeVisible();
  const copied: string[] = [];
  for (const what of ["Client ID", "Client secret", "Token URL"]) {
    await press(page, panel.getByRole("button", { name: new RegExp(`^Cop(y|ied) ${what}$`) }));
    await expect(panel.getByRole("status").filter({ hasText: `Copied ${what}` })).toBeAttached();
    copied.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  await press(page, page.getByRole("button", { name: "I have saved it" }));
  await expect(heading(page, app.name)).toBeFocused();
  await expect(page.getByRole("main")).toContainText(`Hidden, ends in ${copied[1]!.slice(-4)}`);

  const [clientId, clientSecret, tokenUrl] = copied as [string, string, string];
  const client = { clientId, clientSecret, issuer: tokenUrl.replace(/\/oauth2\/token$/, "") };
  await works(client, READ_APPOINTMENTS, DEMO_API.appointments);
});
