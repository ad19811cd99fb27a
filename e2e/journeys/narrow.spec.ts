import { beyondTheEdge } from "../fixtures/accessibility";
import { harbour, platform } from "../fixtures/addresses";
import { demo } from "../fixtures/demo";
import { inspect, settled } from "../fixtures/look";
import type { Persona } from "../fixtures/people";
import { CONTROLS, cramped, underMessages } from "../fixtures/room";
import { expect, test } from "../fixtures/test";
import { allow, changeApp, newApp, newPublisher, newTenant, publish, READ_APPOINTMENTS, READ_PATIENTS, required, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { question } from "../pages/dialog";

// What a narrow or low window must leave in sight and within reach.

/** What stands around a page: the top bar, and the links of the navigation. */
const FRAME = "header.top, .side .nav-link";

async function offered() {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  return { tenant, app, consent: `/admin/${tenant.id}/integrations/connect/${app.id}` };
}

test("the consent page: Allow comes last of the decision, and what blocks stands apart beneath", async ({ browserOf }) => {
  const { tenant, consent } = await offered();
  const page = await browserOf(tenant.owner);
  await page.goto(consent);
  await settled(page);
  const box = async (name: string) => (await page.getByRole("button", { name, exact: true }).boundingBox())!;
  const boxes = async () => [await box("Decline…"), await box("Allow access"), await box("Block…"), await box("Block publisher…")] as const;

  const [decline, allowing, block, blockPublisher] = await boxes();
  expect(allowing.y).toBeCloseTo(decline.y, 0);
  expect(allowing.x).toBeGreaterThan(decline.x + decline.width);
  expect(block.y).toBeGreaterThan(allowing.y + allowing.height);
  expect(blockPublisher.y).toBeCloseTo(block.y, 0);

  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 640 });
    const stacked = await boxes();
    for (const [at, one] of stacked.entries()) {
      expect(one.width, `as wide as there is room at ${width}`).toBeGreaterThan(width * 0.7);
      if (at > 0) expect(one.y).toBeGreaterThan(stacked[at - 1]!.y + stacked[at - 1]!.height);
    }
  }
});

test("a long description leaves the permissions in sight, and is read whole at a key, and on paper", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const description = `${"It writes letters from what clinicians say. ".repeat(60)}That is all.`;
  await changeApp(app, { description });
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  const text = page.getByText(description);
  const height = async () => (await text.boundingBox())!.height;
  await expect(text).toBeVisible();
  expect(await height()).toBeLessThan(100);

  const more = page.getByRole("button", { name: "Show the whole description" });
  await expect(more).toHaveAttribute("aria-expanded", "false");
  await more.focus();
  await page.keyboard.press("Enter");
  const less = page.getByRole("button", { name: "Show less of the description" });
  await expect(less).toBeFocused();
  await expect(less).toHaveAttribute("aria-expanded", "true");
  expect(await height()).toBeGreaterThan(300);
  await inspect(page, "consent-long-description");
  await less.click();
  expect(await height()).toBeLessThan(100);
  await page.emulateMedia({ media: "print" });
  expect(await height()).toBeGreaterThan(300);
  await page.emulateMedia({ media: null });

  const portal = new AdminPortal(page);
  await (await portal.allow()).saved();
  const note = "Reads appointments too. ".repeat(20).trim();
  await publish(app, 2, [required(READ_PATIENTS), required(READ_APPOINTMENTS)], note);
  await portal.open(tenant.id);
  await page.getByRole("link", { name: "Review update" }).first().click();
  await expect(more).toBeVisible();
  await expect(page.getByRole("button", { name: "Show the whole note" })).toBeVisible();
});

for (const [width, height] of [[320, 640], [390, 844], [1280, 900]] as const) {
  test(`a message lies over nothing on the page that comes next: ${width} by ${height}`, async ({ browserOf }) => {
    const { tenant, app, consent } = await offered();
    const page = await browserOf(tenant.owner);
    await page.setViewportSize({ width, height });
    await page.goto(consent);
    await expect(heading(page, app.name)).toBeVisible();
    await allow(tenant, app);
    await page.getByRole("button", { name: "Allow access" }).click();
    // Of something that failed, it stays until it is closed.
    const close = page.getByRole("button", { name: "Close this message" });
    await expect(page.getByText(/^Active since /)).toBeVisible();
    await settled(page);
    for (const name of ["Regenerate secret…", "Disable…", "Delete…"]) {
      const next = page.getByRole("button", { name });
      await next.evaluate((button) => button.scrollIntoView({ block: "end" }));
      await expect(close).toBeInViewport();
      expect(await underMessages(next), name).toEqual([]);
      expect(await underMessages(page.locator(FRAME)), name).toEqual([]);
    }
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await underMessages(page.locator(CONTROLS))).toEqual([]);
  });
}

test("what has worked is told on the page that it leads to, and on no further one", async ({ browserOf }) => {
  const { tenant, app, consent } = await offered();
  const page = await browserOf(tenant.owner);
  await page.goto(consent);
  await page.getByRole("button", { name: "Decline…" }).click();
  const dialog = question(page, `Decline ${app.name}?`);
  await dialog.getByLabel("Reason").fill("We write our letters ourselves.");
  await dialog.getByRole("button", { name: "Decline", exact: true }).click();
  const told = page.getByText(`${app.name} is declined.`);
  await expect(told).toBeVisible();
  await expect(page).toHaveURL(/\/integrations\/con_/);
  // As long as it is new, it would go along.
  await page.evaluate(() => new Promise((later) => setTimeout(later, 1_200)));
  await page.getByRole("link", { name: "Members", exact: true }).first().click();
  await expect(heading(page, "Members")).toBeVisible();
  await expect(told).toHaveCount(0, { timeout: 2_000 });
});

test("the top bar says Sandbox in words, however narrow the window is", async ({ browserOf }) => {
  const page = await browserOf("developer");
  await page.goto(`/admin/${demo.sandbox_connection.tenant_id}/integrations`);
  await settled(page);
  for (const width of [320, 390, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const { width: word } = (await page.locator(".menu-button .sandbox-tag").boundingBox())!;
    expect(word, `at ${width}`).toBeGreaterThan(50);
    expect(await beyondTheEdge(page), `at ${width}`).toEqual([]);
  }
});

test("the top bar names the organisation and the portal, however narrow the window is", async ({ browserOf }) => {
  const { id, owner } = await newTenant(unique("Northside"));
  const page = await browserOf(owner);
  await page.goto(`/admin/${id}/integrations`);
  await settled(page);
  const cut = (words: string) =>
    page.locator(words).evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth > clientWidth || scrollHeight > clientHeight + 8);
  for (const width of [320, 390, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await cut(".switcher-name"), `the organisation at ${width}`).toBe(false);
    expect(await cut(".switcher-portal"), `the portal at ${width}`).toBe(false);
    expect(await beyondTheEdge(page), `at ${width}`).toEqual([]);
  }
});

test("lists: no badge breaks, and an identifier has its line for itself", async ({ browserOf }) => {
  const [{ tenant }, { api, publisher, app }] = await Promise.all([harbour(), platform()]);
  const lists: [Persona, string[]][] = [
    ["operator", ["/operator/apis", `/operator/apis/${api}`, "/operator/tenants", "/operator/publishers", "/operator/apps"]],
    ["developer", [`/developer/${publisher}/apps/${app}/tenants`, `/developer/${publisher}/connections`]],
    ["tenantAdmin", [`/admin/${tenant}/integrations`, `/admin/${tenant}/api-access`]],
  ];
  for (const [who, paths] of lists) {
    const page = await browserOf(who);
    for (const path of paths) {
      await page.goto(path);
      await settled(page);
      await expect(page.locator(".listing").first()).toBeVisible();
      for (const width of [320, 390]) {
        await page.setViewportSize({ width, height: 800 });
        expect.soft(await cramped(page), `${path} at ${width}`).toEqual([]);
      }
    }
  }
});
