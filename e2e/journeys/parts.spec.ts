import type { Page } from "@playwright/test";
import { visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newTenant } from "../fixtures/world";
import { heading } from "../pages/account";

// The parts of the program that a browser fetches when a portal is first opened.

const MAIN = "frontend_bg.wasm";

/** The modules that the page asks for from now on. */
function modules(page: Page) {
  const asked = new Set<string>();
  page.on("request", (request) => {
    const name = new URL(request.url()).pathname.split("/").pop()!;
    if (name.endsWith(".wasm")) asked.add(name);
  });
  return asked;
}

test("signing in needs the main module alone, a first page little more, and each portal its own parts", async ({ browserOf }) => {
  const tenant = await newTenant();
  const signedOut = await browserOf(null);
  const first = modules(signedOut);
  await signedOut.goto("/sign-in");
  await expect(heading(signedOut, "Sign in")).toBeVisible();
  expect([...first][0]).toBe(MAIN);
  // What comes after sign-in is fetched while the person types: the frame and the first pages, and no others.
  await expect.poll(() => [...first].filter((name) => name.startsWith("split_"))).toEqual(["split_home.wasm"]);

  const admin = await browserOf(tenant.owner);
  const admins = modules(admin);
  await admin.goto(`/admin/${tenant.id}/integrations`);
  await expect(heading(admin, "Integrations & API access")).toBeVisible();
  expect(admins.has(MAIN)).toBe(true);
  expect(admins.has("split_home.wasm")).toBe(true);
  expect(admins.has("split_admin.wasm")).toBe(false);
  await admin.getByRole("link", { name: "Members", exact: true }).first().click();
  await expect(heading(admin, "Members")).toBeVisible();
  expect(admins.has("split_organisation.wasm")).toBe(true);
  expect(admins.has("split_admin.wasm")).toBe(false);
  admins.clear();
  await admin.getByRole("link", { name: "Settings", exact: true }).first().click();
  await expect(heading(admin, "Settings")).toBeVisible();
  expect([...admins]).toEqual([]);

  const operator = await browserOf("operator");
  const operators = modules(operator);
  await operator.goto("/operator/health");
  await expect(heading(operator, "Health")).toBeVisible();
  expect(operators.has("split_operator.wasm")).toBe(true);
  expect(operators.has("split_admin.wasm")).toBe(false);
});

test("a set-up link takes neither a portal's part nor its first page", async ({ browserOf }) => {
  const page = await browserOf(null);
  const asked = modules(page);
  await page.goto("/welcome#unknown");
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
  expect(asked.has("split_outside.wasm")).toBe(true);
  expect([...asked].filter((name) => /^split_(home|admin|developer|operator|organisation|webhooks|access)/.test(name))).toEqual([]);
});

test("the documentation takes its own part, and that of no portal", async ({ browserOf }) => {
  const page = await browserOf(null);
  const asked = modules(page);
  await page.goto("/docs");
  await expect(heading(page, "Documentation")).toBeVisible();
  expect(asked.has("split_docs.wasm")).toBe(true);
  expect([...asked].filter((name) => /^split_(home|admin|developer|operator|organisation|webhooks|access)/.test(name))).toEqual([]);
});

test("a part that does not come is said, and comes with Try again", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await page.route((url) => url.pathname.endsWith(".wasm") && !url.pathname.endsWith(MAIN), (route) => route.abort("connectionreset"));
  await page.goto(`/admin/${tenant.id}/members`);
  await expect(heading(page, "This page could not be loaded")).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("or a newer version has replaced this one");
  await page.unrouteAll();
  await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
  await expect(heading(page, "Members")).toBeVisible();
});

test("a page of a part that is there comes without a skeleton", async ({ browserOf }) => {
  const page = await browserOf("operator");
  await visit(page, "/operator/publishers");
  await page.evaluate(() => {
    const seen = window as unknown as { skeletons: number };
    seen.skeletons = 0;
    const isOne = (node: Node) => node instanceof Element && (node.matches(".skeleton-block") || !!node.querySelector(".skeleton-block"));
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) seen.skeletons += [...addedNodes].filter(isOne).length;
    }).observe(document.body, { childList: true, subtree: true });
  });
  // Its form needs nothing from the server.
  await page.getByRole("link", { name: "Create publisher" }).click();
  await expect(heading(page, "Create publisher")).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { skeletons: number }).skeletons)).toBe(0);
});
