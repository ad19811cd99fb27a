import type { Page } from "@playwright/test";
import { look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newTenant } from "../fixtures/world";
import { AccountPages, heading } from "../pages/account";

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

/** The text of what the demo would have mailed to someone, as soon as it is there. */
async function mailTo(operator: Page, email: string, subject: string) {
  const mail = operator.getByRole("article").filter({ hasText: email }).filter({ hasText: subject });
  await expect(async () => {
    await operator.goto("/demo/mail");
    await expect(mail.first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return (await mail.first().locator("pre").textContent())!;
}

test("an address is changed by a link that is mailed to the new one", async ({ browserOf }) => {
  const { owner } = await newTenant();
  const [page, operator, elsewhere] = await Promise.all([browserOf(owner), browserOf("operator"), browserOf(owner)]);
  const email = `moved-${owner.email}`;
  await visit(page, "/account");
  await page.getByRole("link", { name: "Change address" }).click();
  await expect(heading(page, "Change your e-mail address")).toBeVisible();
  await page.getByLabel("New e-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("not the password of anyone");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("This is not your password.").first()).toBeVisible();
  await look(page, "change-address-wrong");
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("Look into your new mailbox")).toBeVisible();
  await look(page, "change-address-asked");
  expect(await mailTo(operator, owner.email, "Your address is about to change")).toContain(email);

  const [link] = (await mailTo(operator, email, "Confirm your new address")).match(/https?:\S+\/new-address#[\w-]+/)!;
  await page.goto(link);
  await expect(heading(page, "Confirm your new address")).toBeVisible();
  await expect(page.getByText(`you sign in as ${email}`)).toBeVisible();
  await look(page, "new-address");
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByText("Your e-mail address is changed.")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(email);

  await elsewhere.goto("/account");
  await new AccountPages(elsewhere).signIn(email, owner.password);
  await expect(heading(elsewhere, "Your account")).toBeVisible();
  await elsewhere.goto(link);
  await expect(heading(elsewhere, "This link cannot be used")).toBeVisible();
  await look(elsewhere, "new-address-used");
});
