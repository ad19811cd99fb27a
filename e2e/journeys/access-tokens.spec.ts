import type { Page } from "@playwright/test";
import { look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newTenant } from "../fixtures/world";
import { heading } from "../pages/account";
import { confirm, named, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// Access tokens: made on the account page, used by a program, and ended.

/** What a program gets that sends this token. */
async function asProgram(path: string, token: string, body?: unknown): Promise<number> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body) headers["content-type"] = "application/json";
  const sent = { method: body ? "PUT" : "GET", headers, body: body ? JSON.stringify(body) : null };
  return (await fetch(`${process.env.BASE_URL}${path}`, sent)).status;
}

const tokens = (page: Page) => page.getByRole("table", { name: "Access tokens" }).getByRole("row").filter({ hasText: "from" });

test("a person makes a token for a program, sees its use, and ends it", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await visit(page, "/account");
  await page.getByRole("link", { name: "See, make and end access tokens" }).click();
  await expect(heading(page, "Access tokens")).toBeVisible();
  await expect(page.getByText("No access token yet")).toBeVisible();
  await look(page, "access-tokens-empty");

  await page.getByRole("link", { name: "Make token" }).click();
  await expect(heading(page, "Make access token")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Nightly sync");
  const read = page.getByRole("checkbox", { name: "read", exact: true });
  await expect(read).toBeChecked();
  await read.uncheck();
  await page.getByRole("button", { name: "Make token" }).click();
  await expect(page.getByText("Choose at least one scope.").first()).toBeVisible();
  await read.check();
  await page.getByLabel("It ends").selectOption({ label: "In 30 days" });
  await page.getByLabel("Networks").fill("not a network");
  await page.getByRole("button", { name: "Make token" }).click();
  await expect(page.getByText("“not” is not a network.").first()).toBeVisible();
  await look(page, "access-token-refused");
  await page.getByLabel("Networks").fill("127.0.0.0/8, ::1");
  await page.getByRole("button", { name: "Make token" }).click();
  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  await look(page, "access-token-made");
  const token = await shown.copy("Access token");
  expect(token).toMatch(/^gta_[0-9A-Za-z]{49}$/);
  await shown.saved();

  await expect(heading(page, "Access tokens")).toBeVisible();
  await expect(tokens(page)).toHaveCount(1);
  await expect(tokens(page)).toContainText("Never");
  expect(await page.content()).not.toContain(token);

  const path = `/api/admin/v1/tenants/${tenant.id}`;
  expect(await asProgram(path, token)).toBe(200);
  expect(await asProgram(path, token, { name: "Taken", revision: 1 })).toBe(403);
  await page.reload();
  await expect(tokens(page)).not.toContainText("Never");
  await look(page, "access-tokens");

  await tokens(page).getByRole("button", { name: named("End", "Nightly sync") }).click();
  await expect(question(page, "End the access token Nightly sync?")).toBeVisible();
  await look(page, "access-token-end");
  await confirm(page, "End the access token Nightly sync?", "Programs that use it are refused at once.", "End token");
  await expect(page.getByText("The access token Nightly sync has ended.")).toBeVisible();
  await expect(page.getByText("No access token yet")).toBeVisible();
  expect(await asProgram(path, token)).toBe(401);

  await visit(page, `/admin/${tenant.id}/activity`);
  await expect(page.getByText("made the access token").first()).toBeVisible();
  await expect(page.getByText("ended the access token").first()).toBeVisible();
});
