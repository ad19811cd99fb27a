import { expect, test } from "./site";

test.beforeEach(async ({ page }) => {
  await page.goto("/design");
});

test("an empty field is refused before sending, beside the field and in a summary that leads to it", async ({ page }) => {
  await page.getByRole("button", { name: "Create app" }).click();

  const summary = page.getByRole("alert").filter({ hasText: "before you go on" });
  await expect(summary).toBeFocused();
  await expect(summary).toContainText("Check these before you go on");
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/What admins read first\..*This cannot be empty\./);
  await expect(page.getByRole("textbox", { name: "Summary" })).not.toHaveAttribute("aria-invalid");

  await summary.getByRole("link", { name: "Name" }).click();
  await expect(name).toBeFocused();

  await page.getByLabel("Password", { exact: true }).fill("a long enough password");
  await page.getByRole("button", { name: "Create app" }).click();
  await expect(summary).toContainText("Check this before you go on");
});

test("the server's refusal of a field shows beside that field", async ({ page }) => {
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("BrightBill Claims");
  await page.getByLabel("Password", { exact: true }).fill("a long enough password");
  await page.getByRole("button", { name: "Create app" }).click();

  await expect(name).toHaveAccessibleDescription(/An app of this name exists already/);
  const summary = page.getByRole("alert").filter({ hasText: "before you go on" });
  await expect(summary).toContainText("Pick at least one scope.");
});

test("a disabled checkbox cannot be changed, another can by keyboard", async ({ page }) => {
  await expect(page.getByLabel("Read patients")).toBeDisabled();
  await expect(page.getByLabel("Read patients")).toBeChecked();
  const change = page.getByLabel("Change appointments");
  await change.focus();
  await page.keyboard.press("Space");
  await expect(change).toBeChecked();
});

test("a changed form asks before the page is left, and stays where the person wants to", async ({ page }) => {
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Half an app");
  await page.getByRole("link", { name: "Cancel" }).click();

  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay here" }).click();
  await expect(question).toBeHidden();
  await expect(page).toHaveURL(/\/design$/);
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Half an app");
});
