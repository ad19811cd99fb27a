import { beyondTheEdge, findings } from "../fixtures/accessibility";
import { CONTROLS, underMessages } from "../fixtures/room";
import { expect, test } from "./site";

// The whole of `/design`, every component at once: accessible, and within the window, in each theme and size.

const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 360, height: 740 } };

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`every component is accessible and fits: ${colorScheme}, ${size}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/design");
      await page.getByRole("button", { name: "Allow access" }).nth(1).click();
      await expect(page.getByRole("region", { name: "Shown only once" })).toBeVisible();

      expect(await findings(page, "all")).toEqual([]);
      expect(await beyondTheEdge(page)).toEqual([]);
    });
  }
}

test("the chosen theme holds before the first paint of the next visit", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/design");
  await page.getByRole("radio", { name: "Dark" }).first().check({ force: true });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.getByRole("radio", { name: "System" }).first().check({ force: true });
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
});

test("a message says that something worked and can be closed", async ({ page }) => {
  await page.goto("/design");
  await page.getByRole("button", { name: "Say that it failed" }).click();
  const close = page.getByRole("button", { name: "Close this message" });
  await close.click();
  await expect(close).toBeHidden();
  // What worked last takes the place of what worked before.
  for (const _ of [1, 2]) await page.getByRole("button", { name: "Say that it worked" }).click();
  await expect(close).toHaveCount(1);
});

for (const [width, height] of [[320, 480], [390, 844], [1280, 900]] as const) {
  test(`a message lies over nothing that one presses next: ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto("/design");
    await page.getByRole("button", { name: "Say that it failed" }).click();
    const close = page.getByRole("button", { name: "Close this message" });
    await expect(close).toBeInViewport();
    const next = page.getByRole("button", { name: "Create app" });
    await next.evaluate((button) => button.scrollIntoView({ block: "end" }));
    await expect(close).toBeInViewport();
    expect(await underMessages(next)).toEqual([]);
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await underMessages(page.locator(CONTROLS))).toEqual([]);
  });
}
