import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { findings } from "../fixtures/accessibility";
import { expect, test } from "./site";

// What stands on the page before the app runs, and where it cannot.

const alert = (page: Page) => page.getByRole("alert");

async function wellMade(page: Page) {
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  expect(await findings(page, "all")).toEqual([]);
}

test("a page stands there while the app is on its way, and says when that takes long", async ({ page }) => {
  await page.clock.install();
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await released;
    await route.fallback();
  });
  await page.goto("/design", { waitUntil: "commit" });
  await expect(page.locator("#start .skeleton").first()).toBeVisible();
  await expect(page.getByText("Grantry", { exact: true })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toBeAttached();
  await page.clock.fastForward(11_000);
  await expect(page.getByText("This takes longer than usual.")).toBeVisible();
  await expect(alert(page).locator("*")).toHaveCount(0);
  release();
  await expect(page.getByRole("heading", { name: "Design" })).toBeVisible();
  await expect(page.locator("#start")).toHaveCount(0);
});

for (const [path, width, left, top] of [
  ["/operator/tenants", 1440, 328, 88],
  ["/admin/ten_0/integrations", 390, 16, 76],
] as const) {
  test(`at ${width} wide, it stands where the page of ${path} will`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.route(/\.wasm$/, () => undefined);
    await page.goto(path, { waitUntil: "commit" });
    const place = async () => {
      const box = await page.locator("#start .skeleton-title").boundingBox();
      return box && [Math.round(box.x), Math.round(box.y)];
    };
    await expect.poll(place).toEqual([left, top]);
  });
}

for (const [what, path] of [
  ["its module", /\.wasm$/],
  ["its bindings", /\/frontend\.js$/],
  ["what fetches its parts", /\/__wasm_split\.js$/],
  ["what starts it", /boot-\w+\.js$/],
] as const) {
  for (const [how, answer] of [
    ["is not there", { status: 404, body: "" }],
    ["does not come", null],
    ["is something else", { status: 200, contentType: "text/html", body: "<!doctype html>" }],
  ] as const) {
    test(`where ${what} ${how}, the page says what to do`, async ({ page }) => {
      await page.route(path, (route) => (answer ? route.fulfill(answer) : route.abort()));
      await page.goto("/design");
      await expect(alert(page)).toContainText("Grantry cannot start in this browser");
      await expect(alert(page).getByRole("button", { name: "Try again" })).toBeVisible();
      await expect(page.locator("#start .skeleton").first()).toBeHidden();
      await wellMade(page);
      await page.unroute(path);
      await alert(page).getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("heading", { name: "Design" })).toBeVisible();
    });
  }
}

test("where a platform has a name of its own, the page says that one", async ({ page }) => {
  const index = readFileSync(join(process.env.SITE!, "index.html"), "utf8");
  const body = index.replaceAll("Grantry", "Acme Health");
  await page.route(/\/design$/, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto("/design");
  await expect(alert(page)).toContainText("Acme Health cannot start in this browser");
  await expect(page.locator("body")).not.toContainText("Grantry");
});

test("a browser without WebAssembly is told so", async ({ page }) => {
  await page.addInitScript(() => {
    delete (window as { WebAssembly?: unknown }).WebAssembly;
  });
  await page.goto("/design");
  await expect(alert(page)).toContainText("Use a current Firefox, Chrome, Edge or Safari");
  await wellMade(page);
});

test("an app that breaks down says so", async ({ page }) => {
  await page.goto("/design");
  await expect(page.getByRole("heading", { name: "Design" })).toBeVisible();
  await page.evaluate(() => {
    setTimeout(() => {
      throw new WebAssembly.RuntimeError("unreachable");
    });
  });
  await expect(page.getByText("This page has stopped working.")).toBeVisible();
  await page.locator("#broken").getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("This page has stopped working.")).toHaveCount(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the page says that it needs it, and nothing pretends to load", async ({ page }) => {
    await page.goto("/design");
    await expect(page.locator("noscript .state-title")).toHaveText("Grantry’s pages need JavaScript");
    await expect(page.locator("noscript .state-title")).toBeVisible();
    await expect(page.locator("#start .skeleton").first()).toBeHidden();
  });
});
