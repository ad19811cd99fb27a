import { answerTo } from "../fixtures/hold";
import { look, visit } from "../fixtures/look";
import { account } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { newMember, newTenant, password } from "../fixtures/world";
import { AccountPages, heading } from "../pages/account";

// Signing in and out, and links that set a password.

test("sign-in: what is wrong is said, and no one learns whether an account exists", async ({ browserOf }) => {
  const page = await browserOf(null);
  const form = new AccountPages(page);
  await page.goto("/sign-in");
  await look(page, "sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This cannot be empty.")).toHaveCount(4);
  await look(page, "sign-in-empty");

  await form.signIn("not an address", password);
  await expect(page.getByText("Write an e-mail address").first()).toBeVisible();
  const refusals: string[] = [];
  for (const email of [account("tenantOwner").email, "unknown@journeys.example"]) {
    await form.signIn(email, "not the password of anyone");
    const alert = page.getByRole("alert");
    await expect(alert).not.toContainText("Check these");
    await expect(page.getByRole("button", { name: "Sign in" })).not.toHaveAttribute("aria-disabled");
    refusals.push(await alert.innerText());
  }
  expect(refusals[0]).toContain("The e-mail address or the password is wrong.");
  expect(refusals[0]).toBe(refusals[1]);
  await look(page, "sign-in-refused");
});

test("sign-in leads back to the page that was wanted, and sign-out ends the session", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(null);
  const form = new AccountPages(page);
  const wanted = `/admin/${tenant.id}/members`;
  await page.goto(wanted);
  await expect(page.getByText("Sign in to go on to the page that you wanted.")).toBeVisible();
  await form.signIn(tenant.owner.email, tenant.owner.password);
  await expect(heading(page, "Members")).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(wanted);

  await form.signOut(tenant.owner.name);
  await page.goto(wanted);
  await expect(heading(page, "Sign in")).toBeVisible();
});

test("a return path never leaves this site", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(null);
  await page.goto("/sign-in?next=https%3A%2F%2Fevil.example%2F");
  await new AccountPages(page).signIn(tenant.owner.email, tenant.owner.password);
  await expect(heading(page, "Integrations & API access")).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/admin/${tenant.id}/integrations`);
});

test("a session that ends elsewhere is begun again over the page", async ({ browserOf }) => {
  const tenant = await newTenant();
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations`);
  await expect(heading(page, "Integrations & API access")).toBeVisible();
  await page.context().clearCookies();
  await page.getByRole("link", { name: "Members" }).click();
  const again = page.getByRole("dialog", { name: "Sign in again" });
  await again.getByLabel("Password", { exact: true }).fill(tenant.owner.password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(heading(page, "Members")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: tenant.owner.email })).toBeVisible();
});

test("a set-up link works once", async ({ browserOf }) => {
  const tenant = await newTenant();
  const email = `once-${tenant.id.toLowerCase()}@journeys.example`;
  const { link } = await tenant.owner.caller.post<{ link: string }>(`/api/admin/v1/tenants/${tenant.id}/members`, {
    email,
    role: "viewer",
  });
  const page = await browserOf(null);
  await page.goto(link);
  await page.getByLabel("Your name").fill("Nele Weiss");
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Create account and join" }).click();
  await expect(page.getByText(/at least 15/i).first()).toBeVisible();
  await look(page, "welcome-refused");
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Create account and join" }).click();
  await expect(heading(page, "Integrations & API access")).toBeVisible();

  const again = await browserOf(null);
  await again.goto(link);
  await expect(heading(again, "This link cannot be used")).toBeVisible();
  await look(again, "welcome-used");
  await again.getByRole("link", { name: "Go to sign-in" }).click();
  await new AccountPages(again).signIn(email, password);
  await expect(heading(again, "Integrations & API access")).toBeVisible();
});

test("who has an account already joins with their own password", async ({ browserOf }) => {
  const [first, second] = await Promise.all([newTenant(), newTenant()]);
  const person = await newMember(first, "viewer", "Joana Prates");
  const { link } = await second.owner.caller.post<{ link: string }>(`/api/admin/v1/tenants/${second.id}/members`, {
    email: person.email,
    role: "admin",
  });
  const page = await browserOf(second.owner);
  await page.goto(link);
  await expect(heading(page, `Join ${second.name}`)).toBeVisible();
  await expect(page.getByText("You are signed in as someone else")).toBeVisible();
  await page.getByRole("radio", { name: "I have an account" }).check();
  await look(page, "welcome-has-account");
  await page.getByLabel("Password", { exact: true }).fill("not the password of anyone");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(heading(page, "Integrations & API access")).toBeVisible();
  await page.goto("/account");
  await expect(page.getByRole("main")).toContainText(person.email);
  await expect(page.getByRole("row").filter({ hasText: second.name })).toContainText("Admin");
});

test("what a person may not see is not there", async ({ browserOf }) => {
  const [mine, other] = await Promise.all([newTenant(), newTenant()]);
  const page = await browserOf(mine.owner);
  for (const path of [`/admin/${other.id}/integrations`, "/operator/tenants", "/nowhere", `/admin/${mine.id}/integrations/con_0`]) {
    await page.goto(path);
    await expect(heading(page, "Not found")).toBeVisible();
  }
  await look(page, "not-found");
});

test("whoever is not signed in reads the platform’s own name", async ({ browserOf }) => {
  const page = await browserOf(null);
  const name = "Acme Health & Sons";
  // As the server writes it where a platform has a name of its own.
  await page.route((url) => /^\/(sign-in|welcome|found-a-secret)$/.test(url.pathname), async (route) => {
    const answer = await answerTo(route);
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll("Grantry", "Acme Health &amp; Sons") });
  });
  for (const [path, title] of [["/sign-in", "Sign in"], ["/welcome#none", "This link cannot be used"], ["/found-a-secret", "Found a secret?"]] as const) {
    await page.goto(path);
    await expect(heading(page, title)).toBeVisible();
    await expect(page.locator(".brand")).toHaveText(name);
    await expect(page).toHaveTitle(`${title} · ${name}`);
    await expect(page.locator("body")).not.toContainText("Grantry");
  }
});
