import { cramped } from "../fixtures/room";
import { expect, test } from "./site";

test.beforeEach(async ({ page }) => {
  await page.goto("/design");
});

test("a list shows rows, loads more of them, and says when nothing matches", async ({ page }) => {
  const table = page.getByRole("table", { name: /connections/i }).first();
  await expect(table.getByRole("row")).toHaveCount(5);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(table.getByRole("row")).toHaveCount(9);

  const search = page.getByRole("searchbox", { name: "Search by app name" }).first();
  await search.fill("remind");
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(table).toContainText("Remindly");
  await expect(page.getByRole("status").filter({ hasText: /^1 connection$/ })).toBeAttached();

  await search.fill("nothing like this");
  await expect(page.getByText("No connections match “nothing like this”")).toBeVisible();
  await page.getByRole("button", { name: "Clear search" }).click();
  await expect(table.getByRole("row")).toHaveCount(5);
});

test("loading, failed and empty lists each say what they are", async ({ page }) => {
  await expect(page.getByRole("status").filter({ hasText: "Loading" }).first()).toBeAttached();
  const failed = page.getByRole("alert").filter({ hasText: "This could not be loaded" });
  await expect(failed.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(page.getByText("No app is connected yet")).toBeVisible();
  await expect(page.getByText("Give your tenant ID to the developer")).toBeVisible();
});

for (const width of [320, 390]) {
  test(`in a narrow list no badge breaks, and an identifier has its line for itself: ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    const identifier = page.locator(".listing .identifier").first();
    await expect(identifier).toBeVisible();
    expect(await cramped(page)).toEqual([]);
    // Its copy button stands beside it.
    const [code, copy] = [await identifier.locator("code").boundingBox(), await identifier.getByRole("button").boundingBox()];
    expect(copy!.x).toBeGreaterThanOrEqual(code!.x + code!.width);
    expect(copy!.y).toBeLessThan(code!.y + code!.height);
  });
}
