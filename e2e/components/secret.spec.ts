import { expect, test } from "./site";

// The panel that shows a secret once: how its rows are copied, and what closes it.

const SECRET = /gts_[0-9A-Za-z]{49}/;

test.beforeEach(async ({ page }) => {
  await page.goto("/design");
  await page.getByRole("button", { name: "Allow access" }).nth(1).click();
});

test("each row of the panel has a copy button that copies that row", async ({ page }) => {
  const panel = page.getByRole("region", { name: "Shown only once" });
  await panel.getByRole("button", { name: /Client secret/ }).click();
  await expect(panel.getByRole("status").filter({ hasText: "Copied Client secret" })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(SECRET);

  await panel.getByRole("button", { name: /Client ID/ }).click();
  await expect(panel.getByRole("status").filter({ hasText: "Copied Client ID" })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^cli_[0-9A-Z]{26}$/);
});

test("what is copied once more says so for as long again", async ({ page }) => {
  await page.clock.install();
  await page.goto("/design");
  await page.getByRole("button", { name: "Allow access" }).nth(1).click();
  const panel = page.getByRole("region", { name: "Shown only once" });
  const copy = panel.getByRole("button", { name: /Client secret/ });
  const copied = panel.getByRole("status").filter({ hasText: "Copied Client secret" });
  await copy.click();
  await expect(copied).toBeAttached();
  await page.clock.fastForward(2500);
  await copy.click();
  await expect(copied).toBeAttached();
  await page.clock.fastForward(1000);
  await expect(copied).toBeAttached();
  await page.clock.fastForward(3000);
  await expect(copied).toHaveCount(0);
});

test("the panel closes only by “I have saved it”, and then the secret is nowhere on the page", async ({ page }) => {
  const panel = page.getByRole("region", { name: "Shown only once" });
  await page.keyboard.press("Escape");
  await expect(panel).toBeVisible();

  await page.getByRole("link", { name: "Start" }).first().click();
  const question = page.getByRole("dialog", { name: "Leave without saving the secret?" });
  await question.getByRole("button", { name: "Stay here" }).click();
  await expect(panel).toBeVisible();

  await panel.getByRole("button", { name: "I have saved it" }).click();
  await expect(panel).toBeHidden();
  expect(await page.content()).not.toMatch(SECRET);
});
