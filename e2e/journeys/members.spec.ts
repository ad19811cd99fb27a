import { type Page } from "@playwright/test";
import { holdAnswers } from "../fixtures/hold";
import { drawn, keepsFocus, look, visit } from "../fixtures/look";
import type { Person } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { newEmail, newMember, newPublisher, newTeamMate, newTenant, password } from "../fixtures/world";
import { AccountPages, go, heading } from "../pages/account";
import { confirm, named, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// Members of an organisation, signing out, and renaming a tenant.

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("a tenant’s members: invite, change a role, remove, and never the last owner", async ({ browserOf }) => {
  const tenant = await newTenant();
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/members`);

  const email = newEmail();
  await page.getByRole("button", { name: "Invite member…" }).click();
  const dialog = question(page, "Invite a member");
  await dialog.getByLabel("E-mail address").fill("unknown");
  await dialog.getByRole("radio", { name: "Show it to me" }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByText("Write an e-mail address, such as ann@example.org.").first()).toBeVisible();
  await look(page, "dialog-invite-member");
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByRole("radio", { name: "Admin" }).check();
  await dialog.getByRole("radio", { name: "Show it to me" }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const shown = new ShownOnce(page);
  const link = await shown.copy("Set-up link");
  await look(page, "members-set-up-link");
  await page.getByRole("link", { name: "Settings" }).click();
  await question(page, "Leave without sending the link?").getByRole("button", { name: "Stay here" }).click();
  const invite = page.getByRole("button", { name: "Invite member…" });
  await expect(invite).toHaveCount(0);
  await shown.sent();
  await expect(invite).toBeVisible();

  const invited = await browserOf(null);
  await new AccountPages(invited).join(link, tenant.name, "Anouk Laurent", password);
  await go(invited, "Members");
  await expect(row(invited, "Anouk Laurent")).toContainText("Admin");

  await page.reload();
  await page.getByRole("button", { name: named("Change role of", viewer.name) }).click();
  const change = question(page, `Change the role of ${viewer.name}?`);
  await change.getByRole("radio", { name: "Owner" }).check();
  await change.getByRole("button", { name: "Change role" }).click();
  await expect(row(page, viewer.name)).toContainText("Owner");
  await expect(row(page, tenant.owner.name).getByRole("button", { name: "Leave…" })).toBeVisible();
  await page.getByRole("button", { name: named("Remove", viewer.name) }).click();
  await confirm(page, `Remove ${viewer.name}?`, "lose access to", "Remove member");
  await expect(row(page, viewer.name)).toHaveCount(0);
  await keepsFocus(page);

  await expect(row(page, tenant.owner.name).getByRole("button")).toHaveCount(0);
  await expect(page.getByText("The only owner: make someone else an owner before you leave.")).toBeVisible();
});

/** A page that has asked once more who one is: its answer comes with `told`. */
async function askingWhoOneIs(browserOf: (who: Person) => Promise<Page>) {
  const tenant = await newTenant();
  const viewer = await newMember(tenant, "viewer", "Vilma Berg");
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/members`);
  const session = /\/v1\/session$/;
  const late = await holdAnswers(page, session, "GET");
  await page.getByRole("button", { name: named("Remove", viewer.name) }).click();
  await confirm(page, `Remove ${viewer.name}?`, "lose access to", "Remove member");
  await late.acted;
  const told = async () => {
    const answer = page.waitForResponse(session);
    late.release();
    await (await answer).finished();
    await drawn(page);
  };
  return { tenant, page, told };
}

test("a menu stays open when the page hears once more who one is", async ({ browserOf }) => {
  const { tenant, page, told } = await askingWhoOneIs(browserOf);
  await page.getByRole("banner").getByRole("button", { name: tenant.owner.name }).click();
  const signOut = page.getByRole("button", { name: "Sign out", exact: true });
  await expect(signOut).toBeVisible();
  await told();
  await expect(signOut).toBeVisible();
});

test("who has signed out stays so, though the page had asked before who one is", async ({ browserOf }) => {
  const { tenant, page, told } = await askingWhoOneIs(browserOf);
  await new AccountPages(page).signOut(tenant.owner.name);
  await told();
  await expect(heading(page, "Sign in")).toBeVisible();
});

test("a tenant is renamed in its settings", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/settings`);
  const name = `${tenant.name} and Sons`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("link", { name: "Members" }).click();
  const leave = question(page, "Leave without saving?");
  await leave.getByRole("button", { name: "Stay here" }).click();
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText(`The organisation is now called ${name}.`)).toBeVisible();
  await expect(page.getByRole("banner")).toContainText(name);
});

test("a publisher’s team: invite, change a role, remove", async ({ browserOf }) => {
  const publisher = await newPublisher();
  const mate = await newTeamMate(publisher, "viewer", "Vilma Berg");
  const page = await browserOf(publisher.owner);
  await visit(page, `/developer/${publisher.id}/team`);
  const email = newEmail();
  const invite = page.getByRole("button", { name: "Invite member…" });
  await invite.click();
  const dialog = question(page, "Invite a member");
  await dialog.getByLabel("E-mail address").fill(email);
  await expect(dialog.getByRole("radio", { name: "Developer" })).toBeChecked();
  await dialog.getByRole("radio", { name: "Show it to me" }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  await keepsFocus(page);
  const link = await shown.copy("Set-up link");
  // One link waits at a time, whether it is new or made again.
  await expect(row(page, email)).toBeVisible();
  await expect(page.getByRole("button", { name: named("New link for", email) })).toHaveCount(0);
  await expect(invite).toHaveCount(0);
  await look(page, "team-set-up-link");

  // No one answers who is signed in: the page stays, and the link on it.
  const session = /\/v1\/session$/;
  await page.route(session, (route) => route.abort("connectionreset"));
  const unanswered = page.waitForEvent("requestfailed", (request) => session.test(request.url()));
  await page.getByRole("button", { name: named("Change role of", mate.name) }).click();
  const change = question(page, `Change the role of ${mate.name}?`);
  await change.getByRole("radio", { name: "Developer" }).check();
  await change.getByRole("button", { name: "Change role" }).click();
  await unanswered;
  await expect(row(page, mate.name)).toContainText("Developer");
  await page.unroute(session);
  await shown.sent();

  const invited = await browserOf(null);
  await new AccountPages(invited).join(link, publisher.name, "Dora Klein", password);
  await expect(heading(invited, "Apps")).toBeVisible();
  await go(invited, "Team");
  await expect(row(invited, "Dora Klein")).toContainText("Developer");
  await expect(invited.getByText("Only owners change the team")).toBeVisible();
  const { owner } = publisher;
  await expect(invited.locator(".banner").getByRole("link", { name: owner.email })).toHaveAttribute("href", `mailto:${owner.email}`);

  await page.getByRole("button", { name: named("Remove", mate.name) }).click();
  await confirm(page, `Remove ${mate.name} from the team?`, "lose access", "Remove member");
  await expect(row(page, mate.name)).toHaveCount(0);
});

test("beside another owner of the team, the one who was alone may leave", async ({ browserOf }) => {
  const publisher = await newPublisher();
  const mate = await newTeamMate(publisher, "developer", "Vilma Berg");
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/team`);
  const alone = page.getByText("The only owner: make someone else an owner before you leave.");
  await expect(alone).toBeVisible();
  await page.getByRole("button", { name: named("Change role of", mate.name) }).click();
  const change = question(page, `Change the role of ${mate.name}?`);
  await change.getByRole("radio", { name: "Owner" }).check();
  await change.getByRole("button", { name: "Change role" }).click();
  await expect(row(page, publisher.owner.name).getByRole("button", { name: "Leave…" })).toBeVisible();
  await expect(alone).toHaveCount(0);
});
