import { look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newTenant } from "../fixtures/world";
import { heading } from "../pages/account";

// What a person changes of their own account.

test("a name is changed, and history keeps the one before", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await visit(page, "/account");
  await page.getByRole("link", { name: "Edit name" }).click();
  await expect(heading(page, "Change your name")).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue(tenant.owner.name);
  await page.getByLabel("Your name").fill("");
  await page.getByRole("button", { name: "Change name" }).click();
  await expect(page.getByText("This cannot be empty.").first()).toBeVisible();
  await look(page, "change-name-wrong");
  await page.getByLabel("Your name").fill("Hanna Quill");
  await page.getByRole("button", { name: "Change name" }).click();
  await expect(page.getByText("Your name is changed.")).toBeVisible();
  await expect(heading(page, "Your account")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("button", { name: "Hanna Quill" })).toBeVisible();
  await visit(page, `/admin/${tenant.id}/activity`);
  await expect(page.getByRole("main")).toContainText(`Renamed from “${tenant.owner.name}”`);
});
