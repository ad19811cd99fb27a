import type { Page } from "@playwright/test";
import { Caller } from "../fixtures/caller";
import { keepsFocus, look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newEmail, password } from "../fixtures/world";
import { go, heading } from "../pages/account";
import { confirm, named, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// Operators as people: from an invitation to their removal, in two browsers.

const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

/** Ends with the link that is shown, to be copied. */
async function invite(page: Page, email: string): Promise<ShownOnce> {
  await visit(page, "/operator/operators");
  await page.getByRole("button", { name: "Invite operator…" }).click();
  const dialog = question(page, "Invite an operator");
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByRole("radio", { name: "Show it to me" }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  return new ShownOnce(page);
}

test("an operator is invited, sees the others, and is out at their next click once they are removed", async ({ browserOf }) => {
  const page = await browserOf("operator");
  const email = newEmail();
  const shown = await invite(page, email);
  const before = await shown.copy("Set-up link");
  await shown.sent();
  await page.getByRole("button", { name: named("New link for", email) }).click();
  await confirm(page, `Make a new link for ${email}?`, "stops working", "Make new link");
  const link = await shown.copy("Set-up link");
  await shown.sent();

  const late = await browserOf(null);
  await late.goto(before);
  await expect(heading(late, "This link cannot be used")).toBeVisible();
  const second = await browserOf(null);
  await second.goto(link);
  await second.getByLabel("Your name").fill("Ola Brandt");
  await second.getByLabel("New password").fill(password);
  await second.getByRole("button", { name: "Create account and join" }).click();
  await expect(heading(second, "Tenants")).toBeVisible();
  await go(second, "Operators");
  await expect(row(second, email)).toContainText("(you)");
  await expect(row(second, email).getByRole("button", { name: "Leave…" })).toBeVisible();

  await visit(page, "/operator/operators");
  await expect(row(page, email)).toContainText("Ola Brandt");
  await expect(row(page, email)).not.toContainText("Signed out");
  await look(page, "operators");
  await row(page, email).getByRole("button", { name: named("Remove", "Ola Brandt") }).click();
  await confirm(page, "Remove Ola Brandt as an operator?", "They lose access to this portal at once", "Remove operator");
  await expect(page.getByText("Ola Brandt is no longer an operator.")).toBeVisible();
  await expect(row(page, email)).toHaveCount(0);
  await keepsFocus(page);

  await second.getByRole("navigation", { name: /portal$/ }).getByRole("link", { name: "Tenants", exact: true }).click();
  await expect(second.getByText(/^Not found$|^This no longer exists, or you may not see it/).first()).toBeVisible();
  await second.reload();
  await expect(heading(second, "Not found")).toBeVisible();
});

test("whoever is signed out everywhere is listed so", async ({ browserOf }) => {
  const page = await browserOf("operator");
  const email = newEmail();
  const shown = await invite(page, email);
  const caller = await Caller.join(await shown.copy("Set-up link"), "Ola Brandt", password);
  await shown.sent();
  await caller.delete("/api/account/v1/session");
  await visit(page, "/operator/operators");
  await expect(row(page, email)).toContainText("Signed out");
});
