import type { Page } from "@playwright/test";
import { answerTo } from "../fixtures/hold";
import { keepsFocus, look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newEmail, newTenant, password, unique } from "../fixtures/world";
import { AccountPages, heading } from "../pages/account";
import { named, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// Invitations go by mail, are sent again, and are shown where a mail does not come.

/** The set-up links that the demo would have mailed to someone, the newest first, once there are so many. */
async function mailedLinks(operator: Page, email: string, many: number): Promise<string[]> {
  const mails = operator.getByRole("article").filter({ hasText: email }).filter({ hasText: "you are invited to" });
  await expect(async () => {
    await operator.goto("/demo/mail");
    await expect(mails).toHaveCount(many, { timeout: 1_000 });
  }).toPass();
  const texts = await mails.locator("pre").allTextContents();
  return texts.map((text) => text.match(/https?:\S+\/welcome#[\w-]+/)![0]);
}

test("a member is invited by mail, again by mail, and then by a link that is shown", async ({ browserOf }) => {
  const tenant = await newTenant();
  const [page, operator, guest] = await Promise.all([browserOf(tenant.owner), browserOf("operator"), browserOf(null)]);
  await visit(page, `/admin/${tenant.id}/members`);
  const email = newEmail();
  await page.getByRole("button", { name: "Invite member…" }).click();
  const dialog = question(page, "Invite a member");
  await dialog.getByLabel("E-mail address").fill(email);
  await expect(dialog.getByRole("radio", { name: "Mail it to them" })).toBeChecked();
  await look(page, "dialog-invite-by-mail");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText(`An invitation was mailed to ${email}.`)).toBeVisible();
  await keepsFocus(page);
  const row = page.getByRole("row").filter({ hasText: email });
  await expect(row).toContainText("Mailed");
  await expect(new ShownOnce(page).panel).toHaveCount(0);
  await look(page, "members-invited-by-mail");
  const [first] = await mailedLinks(operator, email, 1);

  const again = question(page, `Make a new link for ${email}?`);
  await page.getByRole("button", { name: named("New link for", email) }).click();
  await expect(again.getByRole("radio", { name: "Mail it to them" })).toBeChecked();
  await look(page, "dialog-mail-again");
  await again.getByRole("button", { name: "Make new link" }).click();
  await expect(again).toBeHidden();
  const second = (await mailedLinks(operator, email, 2)).find((link) => link !== first)!;
  await guest.goto(first!);
  await expect(heading(guest, "This link cannot be used")).toBeVisible();

  await page.getByRole("button", { name: named("New link for", email) }).click();
  await again.getByRole("radio", { name: "Show it to me" }).check();
  await again.getByRole("button", { name: "Make new link" }).click();
  const shown = new ShownOnce(page);
  const link = await shown.copy("Set-up link");
  await shown.sent();
  await expect(row).not.toContainText("Mailed");
  await guest.goto("about:blank");
  await guest.goto(second);
  await expect(heading(guest, "This link cannot be used")).toBeVisible();
  await guest.goto("about:blank");
  await new AccountPages(guest).join(link, tenant.name, "Hanna Vogel", password);
});

test("the first owner of a new tenant is invited by mail, and joins by that link", async ({ browserOf }) => {
  const [name, email] = [unique("Linden Clinic"), newEmail()];
  const [page, owner] = await Promise.all([browserOf("operator"), browserOf(null)]);
  await page.goto("/operator/tenants/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail address of its first owner").fill(email);
  await expect(page.getByRole("radio", { name: "Mail it to them" })).toBeChecked();
  await page.getByRole("button", { name: "Create tenant" }).click();
  await expect(page.getByText(`An invitation was mailed to ${email}.`)).toBeVisible();
  await expect(heading(page, name)).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: email })).toContainText("Mailed");
  const [link] = await mailedLinks(page, email, 1);
  await new AccountPages(owner).join(link!, name, "Nora Owens", password);
  await expect(heading(owner, "Integrations & API access")).toBeVisible();
});

test("an installation without a mail server shows the link, and offers nothing else", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  const address = `/admin/${tenant.id}/members`;
  // As the server writes it where no mail server is named.
  await page.route(`**${address}`, async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const answer = await answerTo(route);
    const body = (await answer.text()).replace(/name="sends-mail" content="yes"/, 'name="sends-mail" content=""');
    await route.fulfill({ response: answer, body });
  });
  await visit(page, address);
  await page.getByRole("button", { name: "Invite member…" }).click();
  const dialog = question(page, "Invite a member");
  await dialog.getByLabel("E-mail address").fill(newEmail());
  await expect(dialog.getByRole("radio", { name: "Mail it to them" })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  await shown.sent();
});
