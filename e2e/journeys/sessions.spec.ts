import type { Page } from "@playwright/test";
import { look, settled, visit } from "../fixtures/look";
import type { Person } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { newTenant } from "../fixtures/world";
import { AccountPages, heading } from "../pages/account";
import { confirm, question } from "../pages/dialog";
import { Inbox } from "../pages/inbox";

// Where a person is signed in: seen from one browser, and ended in another.

/** Signs in in a browser that the account was never used in. */
async function signedIn(page: Page, { email, password }: Person) {
  await page.goto("/sign-in");
  await new AccountPages(page).signIn(email, password);
  await expect(heading(page, "Integrations & API access")).toBeVisible();
  await settled(page);
}

/** The next thing that is asked there finds that the session has ended. */
async function isSignedOut(page: Page) {
  await page.getByRole("link", { name: "Members", exact: true }).first().click();
  await expect(question(page, "Sign in again")).toBeVisible();
}

const sessions = (page: Page) => page.getByRole("table", { name: "Sessions" }).getByRole("row").filter({ hasText: "from" });

test("a person hears of a new browser, and ends its session from another", async ({ browserOf }) => {
  const { owner } = await newTenant();
  const [own, foreign] = [await browserOf(owner), await browserOf(null)];
  await signedIn(foreign, owner);

  await visit(own, "/account/notices");
  const told = await new Inbox(own).entry("Your account was used in a new browser");
  await told.getByRole("link").click();
  await expect(heading(own, "Sessions")).toBeVisible();
  await expect(sessions(own)).toHaveCount(2);
  await expect(sessions(own).filter({ hasText: "This session" })).toHaveCount(1);
  const other = sessions(own).filter({ hasText: / on (Linux|macOS|Windows)/ });
  await expect(other).toHaveCount(1);
  await expect(other).not.toContainText("This session");
  await look(own, "sessions");

  await other.getByRole("button", { name: /^End .* ?…$/ }).click();
  await expect(question(own, /^End the session of /)).toBeVisible();
  await look(own, "sessions-end");
  await confirm(own, /^End the session of /, "It is signed out at once.", "End session");
  await expect(own.getByText(/^The session of .* has ended\.$/)).toBeVisible();
  await expect(sessions(own)).toHaveCount(1);
  await expect(own.getByRole("button", { name: "End all others…" })).toHaveCount(0);
  await isSignedOut(foreign);
});

test("all other sessions end together, and a sign-in takes the place of the one before", async ({ browserOf }) => {
  const tenant = await newTenant();
  const [own, second, third] = [await browserOf(tenant.owner), await browserOf(null), await browserOf(null)];
  await signedIn(second, tenant.owner);
  await signedIn(third, tenant.owner);
  await visit(own, `/admin/${tenant.id}/integrations`);
  await own.getByRole("banner").getByRole("button", { name: tenant.owner.name }).click();
  await own.getByRole("link", { name: "Sessions", exact: true }).click();
  await expect(heading(own, "Sessions")).toBeVisible();
  await expect(sessions(own)).toHaveCount(3);

  await own.getByRole("button", { name: "End all others…" }).click();
  await confirm(own, "End all other sessions?", "signed out at once", "End all others");
  await expect(sessions(own)).toHaveCount(1);
  await isSignedOut(second);
  await isSignedOut(third);

  const again = question(third, "Sign in again");
  await again.getByLabel("Password", { exact: true }).fill(tenant.owner.password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(heading(third, "Members")).toBeVisible();
  await visit(own, "/account/sessions");
  await expect(sessions(own)).toHaveCount(2);
  // Someone who signs in where they are signed in already: the session of before has ended.
  const path = "/api/account/v1/session";
  const { email, password } = tenant.owner;
  const status = await third.evaluate(async ({ path, body }) => {
    const headers = { "content-type": "application/json" };
    return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).status;
  }, { path, body: { email, password } });
  expect(status).toBe(200);
  await visit(own, "/account/sessions");
  await expect(sessions(own)).toHaveCount(2);
});
