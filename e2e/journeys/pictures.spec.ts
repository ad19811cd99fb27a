import type { Page } from "@playwright/test";
import { demo, demoApp, demoTenant } from "../fixtures/demo";
import { settled } from "../fixtures/look";
import { grant } from "../fixtures/partner";
import { persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { READ_PATIENTS } from "../fixtures/world";
import { heading } from "../pages/account";
import { RecentCalls } from "../pages/recent-calls";

// README.md's pictures, and the words on each, as they stand in docs/pictures. With UPDATE_PICTURES=1 they are written;
// otherwise they are compared with what the pages show now.

test.use({
  viewport: { width: 1280, height: 900 },
  deviceScaleFactor: 1,
  colorScheme: "light",
  locale: "en-GB",
  timezoneId: "UTC",
});

const tenant = demoTenant("Harbour Clinic").id;
const { connection } = demo;

test("the picture of the consent page", async ({ browserOf }) => {
  const page = await twoDaysLater(await browserOf("tenantAdmin"));
  await page.goto(`/admin/${tenant}/integrations/connect/${demoApp("Cadence Scheduling").id}`);
  await expect(page.getByRole("button", { name: "Allow access" })).toBeVisible();
  await compare(page, "consent");
});

test("the picture of a connection", async ({ browserOf }) => {
  const { client_id: clientId, client_secret: clientSecret, issuer } = connection;
  await grant({ issuer, clientId, clientSecret }, READ_PATIENTS);
  // A use of a secret is written seconds later.
  await expect.poll(lastUse).toBeTruthy();
  const page = await twoDaysLater(await browserOf("tenantAdmin"));
  await page.goto(`/admin/${tenant}/integrations/${connection.connection_id}`);
  await expect(heading(page, "BrightBill Claims")).toBeVisible();
  await expect(new RecentCalls(page).foldedUsage()).toBeVisible();
  await compare(page, "connection");
});

async function lastUse(): Promise<string | null | undefined> {
  const { caller } = await persona("tenantAdmin");
  const path = `/api/admin/v1/tenants/${tenant}/connections/${connection.connection_id}`;
  const { client } = await caller.get<{ client: { secrets: { last_used_at: string | null }[] } }>(path);
  return client.secrets[0]?.last_used_at;
}

/** Every time that the page tells is two days ago, and stays so while it is looked at. */
async function twoDaysLater(page: Page): Promise<Page> {
  await page.clock.setFixedTime(Date.now() + 48 * 60 * 60 * 1000);
  return page;
}

async function compare(page: Page, name: string) {
  await settled(page);
  await fixTexts(page);
  const words = (await page.getByRole("main").innerText()).split("\n").map((line) => line.trim());
  // A changed word is a thousandth of a picture: words are compared exactly, looks with room for another hinting of fonts.
  expect.soft(`${words.filter(Boolean).join("\n")}\n`).toMatchSnapshot(`${name}.txt`);
  // On a screen as high as the page, so that what sticks to its lower edge covers nothing.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: 1280, height });
  await expect(page).toHaveScreenshot(`${name}.png`, { fullPage: true, maxDiffPixelRatio: 0.02 });
}

/** Puts one text in the place of what differs from run to run: days, hours, ids, the server's address, a secret's last letters. */
function fixTexts(page: Page) {
  return page.evaluate(() => {
    const fixed: [RegExp, string][] = [
      [/\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}\b/g, "28 Nov 2026"],
      [/from 28 Nov 2026 to 28 Nov 2026/g, "from 30 Oct 2026 to 28 Nov 2026"],
      [/^\d{2}:\d{2}$/g, "14:02"],
      [/\bhttp:\/\/(127\.0\.0\.1|localhost):\d+/g, "https://access.example.com"],
      [/\b([a-z]{3})_[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, "$1_01K9VXQ8M4T7R2N6B0C3D5F8GH"],
    ];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const before = text.nodeValue ?? "";
      const ofSecret = text.parentElement?.matches("code") && text.parentElement.textContent?.startsWith("•");
      const after = ofSecret ? before.replace(/^\w{4}$/, "7Kq2") : fixed.reduce((words, [from, to]) => words.replaceAll(from, to), before);
      if (after !== before) text.nodeValue = after;
    }
  });
}
