import { loseAnswers } from "../fixtures/hold";
import { settled } from "../fixtures/look";
import { persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { newEmail, newMember, newPublisher, newTeamMate, newTenant, password } from "../fixtures/world";
import { AccountPages, heading } from "../pages/account";
import { confirm, named, question } from "../pages/dialog";

// The server has acted, and its answer is lost. What was done has taken the person's own access, or used up their link, so
// the next try is refused: they are told that it is done, or how they get in.

test("whoever lowers their own role, then leaves, is told that it is done", async ({ browserOf }) => {
  const tenant = await newTenant();
  const owner = await newMember(tenant, "owner", "Olga Brandt");
  const { name } = owner;
  const page = await browserOf(owner);
  await page.goto(`/admin/${tenant.id}/members`);
  await loseAnswers(page, /\/members\/per_\w+$/, 1);
  await page.getByRole("button", { name: named("Change role of", name) }).click();
  const change = question(page, `Change the role of ${name}?`);
  await change.getByRole("radio", { name: "Viewer" }).check();
  await change.getByRole("button", { name: "Change role" }).click();
  await expect(page.getByText(`${name} is viewer now.`)).toBeVisible();
  await expect(page.getByText("invite, change or remove a member")).toBeVisible();
  // Whom to ask stands above the list, and comes by itself.
  await expect(page.getByRole("listitem").filter({ hasText: tenant.owner.email })).toBeVisible();
  await settled(page);

  // Nor does anyone answer where they belong by now.
  const session = /\/v1\/session$/;
  await page.route(session, (route) => route.abort("connectionreset"));
  await loseAnswers(page, /\/leave$/, 1);
  await page.getByRole("button", { name: "Leave…" }).click();
  await confirm(page, `Leave ${tenant.name}?`, "lose access", "Leave");
  await expect(page.getByText(`You have left ${tenant.name}.`)).toBeVisible();
  await expect(heading(page, "Grantry is not available")).toBeVisible();
  await page.unroute(session);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(heading(page, "No organisation yet")).toBeVisible();
});

test("an owner of a team who lowers their own role, then leaves, is told that it is done", async ({ browserOf }) => {
  const publisher = await newPublisher();
  const mate = await newTeamMate(publisher, "owner", "Olga Brandt");
  const page = await browserOf(mate);
  await page.goto(`/developer/${publisher.id}/team`);
  await loseAnswers(page, /\/members\/per_\w+$/, 1);
  await page.getByRole("button", { name: named("Change role of", mate.name) }).click();
  const change = question(page, `Change the role of ${mate.name}?`);
  await change.getByRole("radio", { name: "Developer" }).check();
  await change.getByRole("button", { name: "Change role" }).click();
  await expect(page.getByText(`${mate.name} is developer now.`)).toBeVisible();
  await expect(page.getByText("Only owners change the team")).toBeVisible();

  await loseAnswers(page, /\/leave$/, 1);
  await page.getByRole("button", { name: "Leave…" }).click();
  await confirm(page, `Leave ${publisher.name}?`, "lose access", "Leave");
  await expect(heading(page, "No organisation yet")).toBeVisible();
});

test("a set-up link that an earlier try has used leads to sign-in", async ({ browserOf }) => {
  const tenant = await newTenant();
  const email = newEmail();
  const { link } = await tenant.owner.caller.post<{ link: string }>(`/api/admin/v1/tenants/${tenant.id}/members`, {
    email,
    role: "viewer",
  });
  const page = await browserOf(null);
  const form = new AccountPages(page);
  await loseAnswers(page, /\/invitations\/accept$/, 1);
  await form.join(link, tenant.name, "Nele Weiss", password);
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached.");
  await page.getByRole("button", { name: "Create account and join" }).click();
  await expect(heading(page, "This link cannot be used")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("If you have just joined, or used it before, sign in with your password.");
  await expect(page.getByRole("main")).toBeFocused();
  await page.getByRole("link", { name: "Go to sign-in" }).click();
  await form.signIn(email, password);
  await expect(heading(page, "Integrations & API access")).toBeVisible();
});

test("a link to a new password that an earlier try has used leads to sign-in", async ({ browserOf }) => {
  const [tenant, operator] = await Promise.all([newTenant(), persona("operator")]);
  const { email } = tenant.owner;
  const { link } = await operator.caller.post<{ link: string }>("/api/operator/v1/password-links", { email });
  const page = await browserOf(null);
  await loseAnswers(page, /\/password-links\/use$/, 1);
  await page.goto(link);
  await page.getByLabel("New password").fill("Another-Lantern-River-9");
  const set = page.getByRole("button", { name: "Set password and sign in" });
  await set.click();
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached.");
  await set.click();
  await expect(heading(page, "This link cannot be used")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("If you have just set your new password, sign in with it.");
  await page.getByRole("link", { name: "Go to sign-in" }).click();
  await new AccountPages(page).signIn(email, "Another-Lantern-River-9");
  await expect(heading(page, "Integrations & API access")).toBeVisible();
});
