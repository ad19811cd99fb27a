import type { Page } from "@playwright/test";
import { origin } from "../fixtures/demo";
import { holdAnswers, loseAnswers, TOO_MANY } from "../fixtures/hold";
import { keepsFocus, look, visit } from "../fixtures/look";
import { persona } from "../fixtures/people";
import { CONTROLS, underMessages } from "../fixtures/room";
import { expect, test } from "../fixtures/test";
import { newEmail, newMember, newPublisher, newTeamMate, newTenant, password } from "../fixtures/world";
import { AccountPages, go, heading } from "../pages/account";
import { confirm, named, question } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// Invitations, and who may manage whom.

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const invitations = (page: Page) => page.getByRole("table", { name: "Invitations" });

test("who is invited is listed, gets a new link, and is withdrawn", async ({ browserOf }) => {
  const tenant = await newTenant();
  const email = newEmail();
  const old = await tenant.owner.caller.post<{ link: string }>(`/api/admin/v1/tenants/${tenant.id}/members`, { email, role: "viewer" });
  const page = await browserOf(tenant.owner);
  await page.route(/\/api\/.*\/invitations$/, (route) => route.fulfill(TOO_MANY), { times: 1 });
  await page.goto(`/admin/${tenant.id}/members`);
  const failed = page.getByRole("alert").filter({ hasText: "This could not be loaded" });
  await expect(page.getByRole("heading", { name: "Invitations" })).toBeVisible();
  await failed.getByRole("button", { name: "Try again" }).click();
  await expect(invitations(page)).toContainText(email);
  await expect(page.getByText("1 invitation", { exact: true })).toBeVisible();
  await expect(row(page, email)).toContainText(tenant.owner.name);
  await look(page, "members-invitations");

  await page.getByRole("button", { name: named("New link for", email) }).click();
  await confirm(page, `Make a new link for ${email}?`, "stops working", "Make new link");
  const shown = new ShownOnce(page);
  const link = await shown.copy("Set-up link");
  await look(page, "members-new-link");
  const renew = page.getByRole("button", { name: named("New link for", email) });
  await expect(renew).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Invite member…" })).toHaveCount(0);
  await shown.sent();
  await expect(renew).toBeVisible();
  const lost = await browserOf(null);
  await lost.goto(old.link);
  await expect(heading(lost, "This link cannot be used")).toBeVisible();

  await page.getByRole("button", { name: named("Withdraw invitation of", email) }).click();
  await confirm(page, `Withdraw the invitation of ${email}?`, "stops working", "Withdraw invitation");
  await expect(invitations(page)).toHaveCount(0);
  await keepsFocus(page);
  const late = await browserOf(null);
  await late.goto(link);
  await expect(heading(late, "This link cannot be used")).toBeVisible();
});

test("who invites is told what a link gives to whoever opens it, and not whether there is an account", async ({ browserOf }) => {
  const [tenant, { owner: known }] = await Promise.all([newTenant(), newTenant()]);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/members`);
  const shown = new ShownOnce(page);
  const told: string[] = [];
  for (const email of [known.email, newEmail()]) {
    await page.getByRole("button", { name: "Invite member…" }).click();
    const dialog = question(page, "Invite a member");
    await dialog.getByLabel("E-mail address").fill(email);
    await dialog.getByRole("radio", { name: "Show it to me" }).check();
    await dialog.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(shown.panel).toContainText(
      `Whoever opens this link first can join as ${email}, and chooses the password where there is no account yet: no one checks whose address it is.`,
    );
    await expect(shown.panel).toContainText("Give it to that person yourself");
    const link = await shown.panel.locator("code").innerText();
    told.push((await shown.panel.innerText()).replaceAll(email, "…").replaceAll(link, "…"));
    await shown.sent();
  }
  expect(told[0]).toBe(told[1]);
});

test("a button that is held down while the list comes again does what it says", async ({ browserOf }) => {
  const tenant = await newTenant();
  const email = newEmail();
  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/members`, { email, role: "viewer" });
  const page = await browserOf("operator");
  await page.goto(`/operator/tenants/${tenant.id}`);
  await expect(page.getByText("1 invitation", { exact: true })).toBeVisible();
  const list = await holdAnswers(page, /\/invitations$/, "GET");
  await page.getByLabel("E-mail address").fill(newEmail());
  await page.getByRole("radio", { name: "Show it to me" }).check();
  await page.getByRole("button", { name: "Invite owner" }).click();
  await expect(new ShownOnce(page).panel).toBeVisible();
  await list.acted;
  await keepsFocus(page);
  await page.getByRole("button", { name: named("New link for", email) }).focus();
  await page.keyboard.down("Space");
  list.release();
  await expect(page.getByText("2 invitations", { exact: true })).toBeVisible();
  await page.keyboard.up("Space");
  await expect(question(page, `Make a new link for ${email}?`)).toBeVisible();
});

test("buttons tell the truth: admins do not touch owners, and each leaves by themselves", async ({ browserOf }) => {
  const tenant = await newTenant();
  const admin = await newMember(tenant, "admin", "Adele Roth");
  const page = await browserOf(admin);
  await page.goto(`/admin/${tenant.id}/members`);
  await expect(row(page, tenant.owner.name)).toBeVisible();
  await expect(row(page, tenant.owner.name).getByRole("button")).toHaveCount(0);
  await expect(row(page, tenant.owner.name)).toContainText("Only an owner can change or remove an owner.");
  await page.getByRole("button", { name: "Invite member…" }).click();
  const dialog = question(page, "Invite a member");
  await expect(dialog.getByRole("radio", { name: "Owner" })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await look(page, "members-as-admin");
  await row(page, admin.name).getByRole("button", { name: "Leave…" }).click();
  await look(page, "dialog-leave");
  await confirm(page, `Leave ${tenant.name}?`, "lose access", "Leave");
  await expect(heading(page, "No organisation yet")).toBeVisible();

  const owner = await browserOf(tenant.owner);
  await owner.goto(`/admin/${tenant.id}/members`);
  await expect(owner.getByText("The only owner")).toBeVisible();
  await expect(row(owner, tenant.owner.name).getByRole("button")).toHaveCount(0);
});

test("a team mate leaves", async ({ browserOf }) => {
  const publisher = await newPublisher();
  const mate = await newTeamMate(publisher, "viewer", "Vito Sand");
  const page = await browserOf(mate);
  await page.goto(`/developer/${publisher.id}/team`);
  await expect(row(page, publisher.owner.name)).toBeVisible();
  await expect(row(page, publisher.owner.name).getByRole("button")).toHaveCount(0);
  await row(page, mate.name).getByRole("button", { name: "Leave…" }).click();
  await confirm(page, `Leave ${publisher.name}?`, "lose access", "Leave");
  await expect(heading(page, "No organisation yet")).toBeVisible();
});

test("an operator makes a lost owner’s link again, and a link to a new password", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf("operator");
  await visit(page, `/operator/tenants/${tenant.id}`);
  const email = newEmail();
  await page.getByLabel("E-mail address").fill(email);
  await loseAnswers(page, /\/invitations$/, 1);
  await page.getByRole("radio", { name: "Show it to me" }).check();
  await page.getByRole("button", { name: "Invite owner" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Make a new link in the list of invitations." })).toBeVisible();
  await expect(row(page, email)).toBeVisible();
  await page.getByRole("radio", { name: "Show it to me" }).check();
  await page.getByRole("button", { name: "Invite owner" }).click();
  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  await keepsFocus(page);
  await shown.sent();
  await page.getByRole("button", { name: named("New link for", email) }).click();
  await confirm(page, `Make a new link for ${email}?`, "stops working", "Make new link");
  const link = await shown.copy("Set-up link");
  await shown.sent();
  await look(page, "operator-tenant-owners");
  const owner = await browserOf(null);
  await new AccountPages(owner).join(link, tenant.name, "Nora Owens", password);
  await expect(heading(owner, "Integrations & API access")).toBeVisible();

  await visit(page, "/operator/operators");
  await page.getByLabel("E-mail address").fill(tenant.owner.email);
  await loseAnswers(page, /\/password-links$/, 1);
  await page.getByRole("button", { name: "Make password link" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Make the link again." })).toBeVisible();
  await page.getByRole("button", { name: "Make password link" }).click();
  await expect(page.getByText(`The account gives access to ${tenant.name}.`)).toBeVisible();
  await expect(page.getByText(/^The link expires in \d+ /).first()).toBeVisible();
  await keepsFocus(page);
  await look(page, "operator-password-link");
  const fresh = await shown.copy("Password link");
  await shown.sent();
  const lost = await browserOf(null);
  await lost.goto(fresh);
  await expect(heading(lost, "Set a new password")).toBeVisible();
  await look(lost, "new-password");
  await lost.getByLabel("New password").fill("Another-Lantern-River-9");
  await lost.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(heading(lost, "Integrations & API access")).toBeVisible();
  const used = await browserOf(null);
  await used.goto(fresh);
  await expect(heading(used, "This link cannot be used")).toBeVisible();
  await look(used, "new-password-used");
});

test("a newer link that is pasted over an older one is the one that is used", async ({ browserOf }) => {
  const tenant = await newTenant();
  const { caller } = await persona("operator");
  const newLink = async () => (await caller.post<{ link: string }>("/api/operator/v1/password-links", { email: tenant.owner.email })).link;
  const page = await browserOf(null);
  await page.goto(await newLink());
  await expect(heading(page, "Set a new password")).toBeVisible();
  const looked = page.waitForResponse(/\/password-links\/look$/);
  await page.goto(await newLink());
  await (await looked).finished();
  await page.getByLabel("New password").fill("Another-Lantern-River-9");
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(heading(page, "Integrations & API access")).toBeVisible();
});

test("a session that ends over a form leaves the form, and nothing is decided", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/settings`);
  const name = `${tenant.name} by the sea`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save name" }).click();
  const again = question(page, "Sign in again");
  await expect(again).toContainText("nothing has been decided or changed");
  await look(page, "session-ended");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Your session has ended. Nothing is done until you sign in again.")).toBeVisible();
  await look(page, "session-ended-bar");
  for (const [width, height] of [[320, 568], [1440, 900]] as const) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await underMessages(page.locator(CONTROLS)), `${width} wide`).toEqual([]);
  }
  await page.getByRole("button", { name: "Sign in again…" }).click();
  await again.getByLabel("Password", { exact: true }).fill("not the password of anyone");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again.getByRole("alert")).toContainText("the password is wrong");
  await again.getByLabel("Password", { exact: true }).fill(tenant.owner.password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toBeHidden();
  await expect(page.getByRole("alert").filter({ hasText: "nothing was done" })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("banner").getByRole("button", { name: new RegExp(name) })).toBeVisible();
});

test("another person who signs in in the next tab takes over nothing", async ({ browserOf }) => {
  const tenant = await newTenant();
  const other = await newMember(tenant, "owner", "Olga Brandt");
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/settings`);
  await page.getByLabel("Name", { exact: true }).fill("Renamed by whom");
  await page.context().addCookies([other.caller.cookie()]);
  await page.getByRole("button", { name: "Save name" }).click();
  const another = question(page, "Someone else is signed in now");
  await expect(another).toContainText(`Olga Brandt (${other.email}) is now signed in`);
  await expect(another).toContainText(`Nothing was done in the name of ${tenant.owner.name}`);
  await look(page, "another-person");
  await another.getByRole("button", { name: "Load the page again" }).click();
  await expect(page.getByRole("banner").getByRole("button", { name: other.name })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(tenant.name);
});

test("a return path never leaves this site, however it is written", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  const outside = [
    "/%09/evil.example", "/%0A/evil.example", "/%0D%0A/evil.example", "/\\evil.example", "//evil.example", "\\\\evil.example",
    "https:evil.example", "https://evil.example", "javascript:alert(1)", "java%0Ascript:alert(1)", "data:text/html,x",
    "http://user@evil.example", "/.//evil.example", "/..//evil.example", "/a/..//evil.example", "%20//evil.example", "",
  ];
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  for (const next of outside) {
    await page.goto(`/sign-in?next=${next.replaceAll("\\", "%5C")}`);
    await expect(heading(page, "Integrations & API access"), next).toBeVisible();
    expect(new URL(page.url()).pathname, next).toBe(`/admin/${tenant.id}/integrations`);
  }
  expect(requests.filter((url) => new URL(url).origin !== origin && !url.startsWith("data:"))).toEqual([]);
  const inside = `/admin/${tenant.id}/members?q=a%2Fb`;
  await page.goto(`/sign-in?next=${encodeURIComponent(inside)}`);
  await expect(heading(page, "Members")).toBeVisible();
});

test("joining announces the page, not that the link cannot be used", async ({ browserOf }) => {
  const tenant = await newTenant();
  const invited = await tenant.owner.caller.post<{ link: string }>(`/api/admin/v1/tenants/${tenant.id}/members`, {
    email: newEmail(),
    role: "viewer",
  });
  const page = await browserOf(null);
  await page.addInitScript(() => {
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
    new MutationObserver(() => seen.push(document.body?.innerText ?? "", document.title)).observe(document, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  await new AccountPages(page).join(invited.link, tenant.name, "Quentin Day", password);
  await expect(heading(page, "Integrations & API access")).toBeVisible();
  await go(page, "Members");
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.filter((text) => text.includes("cannot be used"))).toEqual([]);
});

test("plain http on a name of the network says so, and uses no link up", async ({ browser, browserOf }) => {
  const tenant = await newTenant();
  const { link } = await tenant.owner.caller.post<{ link: string }>(`/api/admin/v1/tenants/${tenant.id}/members`, {
    email: newEmail(),
    role: "viewer",
  });
  // Not one that is watched: browsers warn of such a page by themselves.
  const page = await browser.newPage();
  // As behind a proxy that names this server's own host: where tenants have hosts, no other name is served.
  await page.route(/^http:\/\/grantry\.lan\//, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: `${origin}${pathname}${search}`, maxRetries: 2 }) });
  });
  for (const path of ["/sign-in", `/welcome${new URL(link).hash}`, "/new-password#x"]) {
    await page.goto("about:blank");
    await page.goto(`http://grantry.lan${path}`);
    await expect(heading(page, "You can’t sign in at this address")).toBeVisible();
    await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
  }
  await look(page, "plain-http");
  await page.close();
  const right = await browserOf(null);
  await new AccountPages(right).join(link, tenant.name, "Petra Vogt", password);
  await expect(heading(right, "Integrations & API access")).toBeVisible();
});
