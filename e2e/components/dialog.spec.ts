import { expect, test } from "./site";

test.beforeEach(async ({ page }) => {
  await page.goto("/design");
});

test("Escape closes a dialog, and focus is back on what opened it", async ({ page }) => {
  const opener = page.getByRole("button", { name: "Disable…" });
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "Disable BrightBill Claims?" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test("a confirmed question closes and says what was done", async ({ page }) => {
  await page.getByRole("button", { name: "Disable…" }).click();
  await page.getByRole("button", { name: "Confirm and continue" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: "BrightBill Claims is disabled." })).toBeVisible();
});

test("what cannot be undone wants the name typed, and a failure keeps the dialog open", async ({ page }) => {
  await page.getByRole("button", { name: "Delete…" }).nth(1).click();
  const dialog = page.getByRole("dialog", { name: /^Delete the connection/ });
  await expect(dialog).toContainText("cannot be undone");
  const typed = dialog.getByLabel("Type BrightBill Claims to confirm");
  const act = dialog.getByRole("button", { name: "Delete connection" });

  await typed.fill("BrightBill");
  await act.click();
  await expect(typed).toHaveAccessibleDescription(/exactly as it stands here/);

  await typed.fill("BrightBill Claims");
  await act.click();
  await expect(typed).not.toHaveAttribute("aria-invalid");
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog).toBeVisible();
});

test("a dialog that waits says so and is not sent twice", async ({ page }) => {
  await page.getByRole("button", { name: "Decline…" }).nth(1).click();
  const dialog = page.getByRole("dialog", { name: "Decline BrightBill Claims?" });
  await dialog.getByLabel("Reason").fill("We have another supplier.");
  await dialog.getByRole("button", { name: /^Decline/ }).click();
  const act = dialog.getByRole("button", { name: /^Decline/ });
  await expect(act).toHaveAttribute("aria-disabled", "true");
  await expect(dialog.getByRole("status")).toHaveText(/Working/);
});
