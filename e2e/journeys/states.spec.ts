import type { Page } from "@playwright/test";
import { ADMIN, addresses, DEVELOPER, harbour, meridian, OPERATOR, parameters, platform } from "../fixtures/addresses";
import { TOO_MANY } from "../fixtures/hold";
import { depict, inspect, settled } from "../fixtures/look";
import type { Persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

// Every page while it waits for the server, and when the server does not give it what it needs.

/** Forms that need nothing from the server before they are sent. */
const NEEDS_NOTHING = [
  "/developer/:publisher/apps/new",
  "/admin/:tenant/webhooks/new",
  "/operator/tenants/new",
  "/operator/apis/new",
  "/operator/workload-issuers/new",
  "/operator/publishers/new",
];

const SESSION = "/api/account/v1/session";

/** Holds all that pages ask for, but for who is signed in, until it is let go. */
async function hold(page: Page) {
  let fails = () => {};
  const failed = new Promise<void>((resolve) => (fails = resolve));
  await page.route(
    (url) => url.pathname.startsWith("/api/") && url.pathname !== SESSION,
    async (route) => {
      await failed;
      await route.fulfill(TOO_MANY);
    },
  );
  return { fail: fails, heal: () => page.unrouteAll({ behavior: "wait" }) };
}

const loading = (page: Page) => page.getByRole("status").filter({ hasText: "Loading" });
const failed = (page: Page) => page.getByRole("alert").filter({ has: page.getByRole("button", { name: "Try again" }) });

async function throughItsStates(page: Page, address: string, name: string, see: typeof inspect) {
  const server = await hold(page);
  await page.goto(address);
  await expect(loading(page).first(), `${name} says that it loads`).toBeAttached();
  await depict(page, `${name}-loading`);
  server.fail();
  await expect(failed(page).first(), `${name} says that it failed`).toBeVisible();
  await expect(loading(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(failed(page).first()).toContainText("Wait a minute, then try again.");
  await see(page, `${name}-failed`);
  await server.heal();
  // What comes now may hold another part that failed.
  await expect(async () => {
    // From the last: a part that has come takes none of those before it away.
    const buttons = await failed(page).getByRole("button", { name: "Try again" }).all();
    for (const again of buttons.reverse()) await again.click({ timeout: 5_000 });
    await expect(failed(page)).toHaveCount(0, { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await settled(page);
}

function everyPage(portal: string, who: Persona, patterns: string[], values: () => Promise<Record<string, string>>) {
  const needy = patterns.filter((pattern) => !NEEDS_NOTHING.includes(pattern));
  for (let first = 0; first < needy.length; first += 6) {
    const part = needy.slice(first, first + 6);
    test(`loading and failing: ${portal}, from ${part[0]}`, async ({ browserOf }) => {
      const page = await browserOf(who);
      for (const [pattern, address] of Object.entries(addresses(part, await values()))) {
        const see = pattern === part[0] ? inspect : depict;
        await test.step(pattern, () => throughItsStates(page, address, pattern, see));
      }
    });
  }
}

test("a page that cannot be loaded says of what it is, and leads back", async ({ browserOf }) => {
  const page = await browserOf("tenantAdmin");
  const { tenant, connection } = await harbour();
  const server = await hold(page);
  server.fail();
  await page.goto(`/admin/${tenant}/integrations/${connection}`);
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toHaveText("The connection could not be loaded");
  await expect(failed(page)).toHaveCount(1);
  await server.heal();
  await page.getByRole("main").getByRole("link", { name: "Integrations & API access" }).click();
  await expect(title).toHaveText("Integrations & API access");
});

test("of two parts that load and fail, each is told by itself", async ({ browserOf }) => {
  const page = await browserOf("tenantAdmin");
  const { tenant } = await harbour();
  const server = await hold(page);
  await page.goto(`/admin/${tenant}/integrations/connect`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(loading(page)).toHaveCount(2);
  server.fail();
  await expect(failed(page)).toHaveCount(2);
  await expect(page.locator("section").filter({ has: page.getByRole("heading", { name: "Blocked publishers" }) }).filter({ has: failed(page) })).toHaveCount(1);
});

const update = "/admin/:tenant/integrations/:connection/update";
everyPage("the developer portal", "developer", DEVELOPER, () => parameters({}));
everyPage("the admin portal", "tenantAdmin", ADMIN.filter((pattern) => pattern !== update), harbour);
everyPage("an update to review", "tenantOwnerElsewhere", [update], meridian);
everyPage("the operator portal", "operator", OPERATOR, platform);
