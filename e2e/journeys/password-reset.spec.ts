import type { Page } from "@playwright/test";
import { answerTo } from "../fixtures/hold";
import { look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newTenant } from "../fixtures/world";
import { AccountPages, heading } from "../pages/account";

// A forgotten password is set again by a mailed link, and a known one is changed.

/** What the demo would have mailed to someone, as soon as it is there. */
async function mailTo(operator: Page, email: string, subject: string) {
  const mail = operator.getByRole("article").filter({ hasText: email }).filter({ hasText: subject });
  await expect(async () => {
    await operator.goto("/demo/mail");
    await expect(mail.first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return mail.first();
}

test("a forgotten password is set again by a mailed link, which works once", async ({ browserOf }) => {
  const { owner } = await newTenant();
  const [page, operator, elsewhere] = await Promise.all([browserOf(null), browserOf("operator"), browserOf(owner)]);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(heading(page, "Forgot your password?")).toBeVisible();
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("This cannot be empty.").first()).toBeVisible();
  await look(page, "forgot-password");
  await page.getByLabel("E-mail address").fill("no-one@journeys.example");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  const answer = page.getByRole("alert").filter({ hasText: "Look into your mailbox" });
  await expect(answer).toBeVisible();
  const toNoOne = await answer.innerText();
  await page.getByRole("button", { name: "Ask again" }).click();
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(answer).toBeVisible();
  expect(await answer.innerText()).toBe(toNoOne);
  await look(page, "forgot-password-asked");

  const mail = await mailTo(operator, owner.email, "set a new password");
  const [link] = (await mail.locator("pre").textContent())!.match(/https?:\S+\/new-password#[\w-]+/)!;
  await page.goto(link);
  await expect(heading(page, "Set a new password")).toBeVisible();
  await page.getByLabel("New password").fill("fourteen signs");
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(page.getByText(/at least 15/i).first()).toBeVisible();
  await page.getByLabel("New password").fill("Another-Lantern-River-9");
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(heading(page, "Integrations & API access")).toBeVisible();
  await mailTo(operator, owner.email, "Your password was changed");

  await elsewhere.goto("/account");
  await expect(heading(elsewhere, "Sign in")).toBeVisible();
  await elsewhere.goto(link);
  await expect(heading(elsewhere, "This link cannot be used")).toBeVisible();
  await look(elsewhere, "new-password-mailed-used");
  await elsewhere.getByRole("link", { name: "Ask for a new one" }).click();
  await expect(heading(elsewhere, "Forgot your password?")).toBeVisible();
});

test("a password is changed by whoever knows it, and ends the other sessions", async ({ browserOf }) => {
  const { owner } = await newTenant();
  const [page, elsewhere] = await Promise.all([browserOf(owner), browserOf(owner)]);
  await visit(page, "/account");
  await page.getByRole("link", { name: "Change password" }).click();
  await expect(heading(page, "Change password")).toBeVisible();
  await page.getByLabel("Current password").fill("not the password of anyone");
  await page.getByLabel("New password").fill("Another-Lantern-River-9");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your password.").first()).toBeVisible();
  await look(page, "change-password-wrong");
  await page.getByLabel("Current password").fill(owner.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await expect(heading(page, "Your account")).toBeVisible();
  await page.reload();
  await expect(heading(page, "Your account")).toBeVisible();

  await elsewhere.goto("/account");
  await new AccountPages(elsewhere).signIn(owner.email, "Another-Lantern-River-9");
  await expect(heading(elsewhere, "Your account")).toBeVisible();
});

test("an installation without a mail server says so, whoever asks", async ({ browserOf }) => {
  const page = await browserOf(null);
  // As the server writes it where no mail server is named.
  await page.route("**/forgot-password", async (route) => {
    const answer = await answerTo(route);
    const body = (await answer.text()).replace(/name="sends-mail" content="yes"/, 'name="sends-mail" content=""');
    await route.fulfill({ response: answer, body });
  });
  await page.goto("/forgot-password");
  await expect(page.getByText("This installation sends no mail")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Ask its operator for a link to set a new password.");
  await expect(page.getByLabel("E-mail address")).toHaveCount(0);
  await look(page, "forgot-password-no-mail");
});
