import type { Locator, Page } from "@playwright/test";
import { code } from "../fixtures/authenticator";
import { look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newTenant } from "../fixtures/world";
import { AccountPages, heading } from "../pages/account";

// Two-step sign-in: set up, used, and removed.

/** Sets it up from the account page: the secret and the recovery codes. */
async function setUp(page: Page, password: string) {
  await visit(page, "/account");
  await page.getByRole("link", { name: "Set up or remove two-step sign-in" }).click();
  await expect(heading(page, "Two-step sign-in")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set up two-step sign-in" }).click();
  await expect(page.getByRole("img", { name: "QR code with the secret" })).toBeVisible();
  const secret = (await page.getByText(/^[A-Z2-7]{32}$/).first().textContent())!.trim();
  await look(page, "second-factor-app");
  await page.getByLabel("Code", { exact: true }).fill(code(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  const shown = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(shown).toHaveCount(10);
  return { secret, codes: await shown.allInnerTexts() };
}

test("two-step sign-in is set up, asks for a code, takes a recovery code once, and is removed", async ({ browserOf }) => {
  const { owner } = await newTenant();
  const [page, elsewhere] = await Promise.all([browserOf(owner), browserOf(null)]);
  const { secret, codes } = await setUp(page, owner.password);
  await look(page, "second-factor-codes");
  // They are shown once: leaving asks.
  await page.getByRole("link", { name: "Your account" }).first().click();
  await expect(page.getByRole("dialog", { name: "Leave without keeping the recovery codes?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("You have 10 recovery codes left.")).toBeVisible();
  await look(page, "second-factor-on");

  // The page that was wanted waits behind both steps.
  const form = new AccountPages(elsewhere);
  await elsewhere.goto("/account/sessions");
  await form.signIn(owner.email, owner.password);
  await expect(heading(elsewhere, "Enter a code")).toBeVisible();
  await look(elsewhere, "sign-in-code");
  await elsewhere.getByLabel("Code", { exact: true }).fill("abc");
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await expect(elsewhere.getByText("This code is wrong, or was used before.").first()).toBeVisible();
  await look(elsewhere, "sign-in-code-wrong");
  await elsewhere.getByLabel("Code", { exact: true }).fill(code(secret, 1));
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(elsewhere, "Sessions")).toBeVisible();

  // A session that ends while something is typed comes back over the page, in both steps.
  await visit(elsewhere, "/account/name");
  await elsewhere.getByLabel("Your name", { exact: true }).fill("Quill Two-Steps");
  await elsewhere.context().clearCookies();
  await elsewhere.getByRole("button", { name: "Change name" }).click();
  const again = elsewhere.getByRole("dialog", { name: "Sign in again" });
  await again.getByLabel("Password", { exact: true }).fill(owner.password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again.getByLabel("Code", { exact: true })).toBeFocused();
  await look(elsewhere, "sign-in-again-code");
  await elsewhere.keyboard.type(codes[9]!);
  await elsewhere.keyboard.press("Enter");
  await expect(again).toBeHidden();
  await expect(elsewhere.getByLabel("Your name", { exact: true })).toHaveValue("Quill Two-Steps");

  // Without the phone.
  const lost = await browserOf(null);
  for (const taken of [true, false]) {
    await lost.context().clearCookies();
    await lost.goto("/sign-in");
    await new AccountPages(lost).signIn(owner.email, owner.password);
    await lost.getByLabel("Code", { exact: true }).fill(codes[0]!);
    await lost.getByRole("button", { name: "Sign in" }).click();
    if (taken) await expect(heading(lost, "Integrations & API access")).toBeVisible();
    else await expect(lost.getByText("This code is wrong, or was used before.").first()).toBeVisible();
  }

  await visit(page, "/account/second-factor");
  await expect(page.getByText("You have 8 recovery codes left.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByLabel("Code", { exact: true }).fill(codes[1]!);
  await page.getByRole("button", { name: "Remove two-step sign-in" }).click();
  await expect(page.getByText("Two-step sign-in is removed.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Set up two-step sign-in" })).toBeVisible();
});

/** Tab until the control has focus, as someone does who has no mouse. */
async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${control}`);
}

test("the second step by the keyboard alone", async ({ browserOf }) => {
  const { owner } = await newTenant();
  const page = await browserOf(owner);
  const { secret } = await setUp(page, owner.password);
  const kept = page.getByRole("button", { name: "I have kept them" });
  await tabTo(page, kept);
  await page.keyboard.press("Enter");
  await expect(page.getByText("You have 10 recovery codes left.")).toBeVisible();

  const elsewhere = await browserOf(null);
  await elsewhere.goto("/sign-in");
  await tabTo(elsewhere, elsewhere.getByLabel("E-mail address"));
  await elsewhere.keyboard.type(owner.email);
  await tabTo(elsewhere, elsewhere.getByLabel("Password", { exact: true }));
  await elsewhere.keyboard.type(owner.password);
  await elsewhere.keyboard.press("Enter");
  await expect(heading(elsewhere, "Enter a code")).toBeFocused();
  await tabTo(elsewhere, elsewhere.getByLabel("Code", { exact: true }));
  await elsewhere.keyboard.type(code(secret, 1));
  await elsewhere.keyboard.press("Enter");
  await expect(heading(elsewhere, "Integrations & API access")).toBeFocused();
});
