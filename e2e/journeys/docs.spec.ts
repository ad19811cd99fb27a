import { demo } from "../fixtures/demo";
import { expect, test } from "../fixtures/test";
import { newCredential, newTenant, READ_APPOINTMENTS, READ_PATIENTS } from "../fixtures/world";
import { heading } from "../pages/account";
import { Docs } from "../pages/docs";

// The documentation: references with Authorize and Try it out, guides, search, and the way there and back.

const { connection, sandbox_connection: sandbox } = demo;

/** Credentials of a new organisation's own: the demo's connection is in README.md's picture, with each call that it makes. */
const newClient = async () => newCredential(await newTenant(), "Nightly export", [READ_PATIENTS, READ_APPOINTMENTS]);

test("Authorize with client ID, secret and scopes, then Try it out", async ({ browserOf }) => {
  const page = await browserOf(null);
  const docs = new Docs(page);
  await docs.reference("Demo API");
  await docs.environment("Live");

  const { clientId, clientSecret } = await newClient();
  const dialog = await docs.authorize(clientId, clientSecret, ["patients.read"]);
  await expect(dialog.getByRole("button", { name: "Remove authorization" })).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await expect(await docs.tryOut("List patients")).toContainText("200");
  // The token has only the scope that was ticked.
  await expect(await docs.tryOut("List appointments")).toContainText("403");
});

test("a wrong secret is said in the dialog, and the browser asks for no password", async ({ browserOf }) => {
  const page = await browserOf(null);
  const docs = new Docs(page);
  await docs.reference("Demo API");
  await docs.environment("Live");
  const { clientId, clientSecret } = await newClient();
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/oauth2/token"));
  const dialog = await docs.authorize(clientId, `gts_${"0".repeat(49)}`, ["patients.read"]);
  // With the browser's own password box open, the answer would never reach the page.
  const answer = await answered;
  expect(answer.status()).toBe(401);
  expect(answer.headers()["www-authenticate"]).toBe('x-Basic realm="grantry"');
  await expect(dialog.locator(".errors")).toContainText("The client ID or the secret is wrong");
  await expect(dialog.locator(".errors")).toContainText("client authentication failed");
  await expect(dialog.getByRole("button", { name: "Remove authorization" })).toBeHidden();

  // The dialog goes on: with the right secret it works.
  await dialog.getByLabel("client_secret:").fill(clientSecret);
  await dialog.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
  await expect(dialog.getByRole("button", { name: "Remove authorization" })).toBeVisible();
});

test("the sandbox comes first, marked, with the token URL of the reader's own organisation", async ({ browserOf }) => {
  const page = await browserOf("developer");
  const docs = new Docs(page);
  await docs.reference("Demo API");
  const panel = page.getByRole("region", { name: "Who calls" });
  await expect(panel.getByRole("radio", { name: "Sandbox", exact: true })).toBeChecked();
  await expect(panel.getByLabel("Organisation", { exact: true })).toHaveValue(sandbox.tenant_id);
  await expect(panel.getByText(sandbox.token_endpoint)).toBeVisible();
  await expect(page.locator(`api-reference[token-url="${sandbox.token_endpoint}"] .opblock`).first()).toBeVisible();

  const dialog = await docs.authorize(sandbox.client_id, sandbox.client_secret, ["patients.read"]);
  await expect(dialog).toContainText("Sandbox.");
  await expect(dialog).toContainText(sandbox.token_endpoint);
  await expect(dialog.getByRole("button", { name: "Remove authorization" })).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();

  // What was typed there is gone with the page.
  await page.getByRole("link", { name: "Documentation", exact: true }).click();
  await page.getByRole("main").getByRole("link", { name: /^Demo API/ }).click();
  await expect(page.locator(".swagger-ui .opblock").first()).toBeVisible();
  const again = await docs.openAuthorize();
  await expect(again.getByLabel("client_secret:")).toHaveValue("");
  await expect(again.getByRole("button", { name: "Remove authorization" })).toBeHidden();
});

test("whoever is not signed in names the organisation by its ID or its host", async ({ browserOf }) => {
  const page = await browserOf(null);
  const docs = new Docs(page);
  await docs.reference("Demo API");
  await docs.environment("Live");
  const reference = page.locator("api-reference");
  await page.getByLabel("Tenant ID or host").fill(connection.tenant_id);
  await expect(reference).toHaveAttribute("token-url", connection.token_endpoint);
  await page.getByLabel("Tenant ID or host").fill("harbour.example");
  await expect(reference).toHaveAttribute("token-url", "https://harbour.example/oauth2/token");
  await page.getByLabel("Tenant ID or host").fill("");
  await expect(reference).toHaveAttribute("token-url", new RegExp("^[^/]+//[^/]+/oauth2/token$"));
});

test("every API of ours has its document there", async ({ browserOf }) => {
  const page = await browserOf(null);
  const docs = new Docs(page);
  for (const name of ["Token service", "Account API", "Developer API", "Tenant admin API", "Operator API", "Demo API"]) {
    await docs.reference(name);
  }
});

test("a search finds APIs and guides, and the headings in them", async ({ browserOf }) => {
  const page = await browserOf(null);
  await new Docs(page).open();
  const main = page.getByRole("main");
  await page.getByLabel("Search APIs and guides").fill("regenerate secret");
  await expect(main.getByRole("link", { name: "Regenerate a secret" })).toBeVisible();
  await expect(main.getByRole("link", { name: /^Account API/ })).toHaveCount(0);
  await page.getByLabel("Search APIs and guides").fill("getting a token");
  await main.getByRole("link", { name: "Getting a token" }).click();
  await expect(heading(page, "Everything for app developers")).toBeVisible();
  await expect(page).toHaveURL(/\/docs\/guides\/developers#getting-a-token$/);
  await new Docs(page).open();
  await page.getByLabel("Search APIs and guides").fill("zebra");
  await expect(main.getByText("No match")).toBeVisible();
});

test("a guide's programs have the reader's own token URL, in the language that they chose", async ({ browserOf }) => {
  const page = await browserOf("developer");
  await page.goto("/docs/guides/get-a-token");
  const tabs = page.getByRole("tablist", { name: "Language" });
  const program = page.getByRole("tabpanel");
  await expect(program).toContainText(sandbox.token_endpoint);
  await page.getByLabel("Client ID").fill("cli_OF_MINE");
  await tabs.getByRole("tab", { name: "Python" }).click();
  await expect(program).toContainText('CLIENT_ID = "cli_OF_MINE"');
  await page.keyboard.press("ArrowRight");
  await expect(tabs.getByRole("tab", { name: "JavaScript" })).toBeFocused();
  await expect(tabs.getByRole("tab", { name: "JavaScript" })).toHaveAttribute("aria-selected", "true");

  await page.goto("/docs/guides/why-was-i-refused");
  await expect(tabs.getByRole("tab", { name: "JavaScript" })).toHaveAttribute("aria-selected", "true");
  await page.getByRole("main").getByRole("link", { name: "Get a token" }).first().click();
  await expect(heading(page, "Get a token")).toBeVisible();
});

test("a guide's headings stand beside it, and on a narrow screen folded above it", async ({ browserOf }) => {
  const page = await browserOf(null);
  await page.goto("/docs/guides/keys");
  await expect(heading(page, "Keys")).toBeVisible();
  const contents = page.getByRole("navigation", { name: "On this page" });
  await expect(contents.getByRole("link").first()).toBeVisible();
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(contents).toBeHidden();
  const fold = page.getByText("On this page", { exact: true }).filter({ visible: true });
  const [above, guide] = [await fold.boundingBox(), await page.getByRole("article").boundingBox()];
  expect(above!.y).toBeLessThan(guide!.y);
  await fold.click();
  await contents.getByRole("link").last().click();
  await expect(page).toHaveURL(/#/);
});

test("help is on every page, and leads there and back", async ({ browserOf }) => {
  const visitor = await browserOf(null);
  for (const path of ["/sign-in", "/found-a-secret", "/nothing-here"]) {
    await visitor.goto(path);
    await expect(visitor.getByRole("contentinfo").getByRole("link", { name: "Help" })).toHaveAttribute("href", "/docs");
  }
  const page = await browserOf("operator");
  await page.goto("/operator/health");
  await page.getByRole("contentinfo").getByRole("link", { name: "Help" }).click();
  await expect(heading(page, "Documentation")).toBeVisible();
  const foot = page.getByRole("contentinfo");
  await expect(foot.getByRole("link", { name: "Help" }), "it would lead here").toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 568 });
  await page.goto("/docs/guides/keys");
  await expect(heading(page, "Keys")).toBeVisible();
  await foot.getByRole("link", { name: "Guides" }).click();
  await expect(page.getByRole("heading", { name: "Guides", exact: true })).toBeInViewport();
  await page.getByRole("link", { name: "Back to your portal" }).click();
  await expect(page).toHaveURL(/\/operator\/tenants$/);
});
