import type { Page } from "@playwright/test";
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

  await typed.fill(" brightBILL  Ｃlaims");
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

// The call answers when the page hears the event "answer".
const answer = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event("answer")));

async function working(page: Page, opener = "Regenerate…", title = "Regenerate the secret of BrightBill Claims?") {
  await page.getByRole("button", { name: opener, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: title });
  await dialog.getByRole("button", { name: "Regenerate secret" }).click();
  await expect(dialog.getByRole("status")).toHaveText(/Working/);
  return dialog;
}

for (const [what, press] of [
  ["Escape", (page: Page) => page.keyboard.press("Escape")],
  ["Escape twice", async (page: Page) => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  }],
  ["Escape, and Escape after a click", async (page: Page) => {
    await page.keyboard.press("Escape");
    await page.getByText("This action cannot be undone.").last().click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  }],
  ["Cancel", (page: Page) => page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click({ force: true })],
  ["the backdrop", (page: Page) => page.mouse.click(4, 4)],
  ["what the browser has to close it", (page: Page) =>
    page.evaluate(() => {
      const dialog = document.querySelector<HTMLDialogElement>("dialog[open]")!;
      if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close();
      dialog.close();
    })],
] as const) {
  test(`a call under way holds its dialog: ${what}`, async ({ page }) => {
    const dialog = await working(page);
    await expect(dialog.getByRole("button", { name: "Cancel" })).toHaveAttribute("aria-disabled", "true");
    await press(page);
    await expect(dialog).toBeVisible();
    expect(await dialog.evaluate((element) => element.matches(":modal"))).toBe(true);
    await answer(page);
    await expect(dialog).toBeHidden();
    await expect(page.getByText("The new secret is gts_new")).toBeVisible();
  });
}

test("Back during a call asks, and the question goes when the answer comes", async ({ page }) => {
  await page.goto("/found-a-secret");
  await page.evaluate(() => history.pushState(null, "", "/design"));
  await page.evaluate(() => window.dispatchEvent(new PopStateEvent("popstate")));
  const dialog = await working(page);
  await page.goBack();
  const question = page.getByRole("dialog", { name: "Leave before the answer arrives?" });
  await expect(question).toBeVisible();
  await expect(page).toHaveURL(/\/design$/);
  await answer(page);
  await expect(question).toBeHidden();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("The new secret is gts_new")).toBeVisible();
});

test("who leaves during a call hears what became of it", async ({ page }) => {
  await page.goto("/found-a-secret");
  await page.evaluate(() => history.pushState(null, "", "/design"));
  await page.evaluate(() => window.dispatchEvent(new PopStateEvent("popstate")));
  await working(page);
  await page.goBack();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await expect(page).toHaveURL(/\/found-a-secret$/);
  await answer(page);
  await expect(page.getByText("“Regenerate secret” went through after you had left its page.")).toBeVisible();
});

test("closing the tab during a call asks", async ({ page }) => {
  await working(page);
  const asked = page.waitForEvent("dialog");
  const closed = page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await closed;
  await answer(page);
  await expect(page.getByText("The new secret is gts_new")).toBeVisible();
});

test("after a call that failed the dialog can be closed, and opened again without the old problem", async ({ page }) => {
  const title = "Regenerate a secret that cannot be?";
  const dialog = await working(page, "Regenerate, which fails…", title);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await answer(page);
  await expect(dialog.getByRole("alert")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Regenerate, which fails…" }).click();
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("alert")).toBeHidden();
});

for (const [width, height] of [[320, 480], [390, 640], [1280, 480]] as const) {
  test(`a dialog of many words keeps its title and buttons in sight: ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.getByRole("button", { name: "Read much…" }).click();
    const dialog = page.getByRole("dialog", { name: /^Hand everything over/ });
    const field = dialog.getByLabel("Last words");
    const inSight = async () => {
      await expect(dialog.getByRole("heading")).toBeInViewport({ ratio: 0.9 });
      for (const name of ["Cancel", "Confirm and continue"]) {
        await expect(dialog.getByRole("button", { name })).toBeInViewport({ ratio: 0.9 });
      }
    };
    await inSight();
    await dialog.getByRole("button", { name: "Cancel" }).focus();
    await dialog.locator(".dialog-body").evaluate((body) => body.scrollTo(0, 0));
    await inSight();
    await expect(field).not.toBeInViewport();
    await page.keyboard.press("Shift+Tab");
    await expect(field).toBeFocused();
    await expect(field).toBeInViewport({ ratio: 0.5 });
    await inSight();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  });
}
