import { type Page } from "@playwright/test";
import { demo } from "../fixtures/demo";
import { expect, test } from "../fixtures/test";

// axe does not look at these pages: Swagger UI is not ours.

const { connection } = demo;

/** Swagger UI's Authorize: the whole client credentials grant. */
async function authorize(page: Page, secret: string, scopes: string[]) {
  await page.getByRole("button", { name: "Authorize", exact: true }).first().click();
  const dialog = page.locator(".dialog-ux");
  await dialog.getByLabel("client_id:").fill(connection.client_id);
  await dialog.getByLabel("client_secret:").fill(secret);
  for (const scope of scopes) await dialog.locator(".checkbox").filter({ hasText: scope }).locator("label").click();
  await dialog.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
  return dialog;
}

async function tryOut(page: Page, summary: string) {
  const operation = page.locator(".opblock").filter({ hasText: summary });
  await operation.getByRole("button", { name: summary }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  return operation.locator(".live-responses-table .response .response-col_status");
}

test("API documentation: Authorize with client ID, secret and scopes, then Try it out", async ({ browserOf }) => {
  const page = await browserOf(null);
  await page.goto("/docs");
  await expect(page.getByRole("heading", { name: "Demo API" })).toBeVisible();

  const dialog = await authorize(page, connection.client_secret, ["patients.read"]);
  await expect(dialog.getByRole("button", { name: "Remove authorization" })).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await expect(await tryOut(page, "List patients")).toContainText("200");
  // The token has only the scope that was ticked.
  await expect(await tryOut(page, "List appointments")).toContainText("403");
});

test("API documentation: a wrong secret is said in the dialog, and the browser asks for no password", async ({ browserOf }) => {
  const page = await browserOf(null);
  await page.goto("/docs");
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/oauth2/token"));
  const dialog = await authorize(page, `gts_${"0".repeat(49)}`, ["patients.read"]);
  // With the browser's own password box open, the answer would never reach the page.
  const answer = await answered;
  expect(answer.status()).toBe(401);
  expect(answer.headers()["www-authenticate"]).toBe('x-Basic realm="grantry"');
  await expect(dialog.locator(".errors")).toContainText("client authentication failed");
  await expect(dialog.getByRole("button", { name: "Remove authorization" })).toBeHidden();

  // The dialog goes on: with the right secret it works.
  await dialog.getByLabel("client_secret:").fill(connection.client_secret);
  await dialog.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
  await expect(dialog.getByRole("button", { name: "Remove authorization" })).toBeVisible();
});

test("API documentation: every API of ours has its document there", async ({ browserOf }) => {
  const page = await browserOf(null);
  await page.goto("/docs/");
  const choice = page.getByLabel("Select a definition");
  const names = ["Demo API", "Account API", "Developer API", "Tenant admin API", "Operator API", "Token service"];
  await expect(choice.getByRole("option")).toHaveText(names);
  for (const name of names) {
    await choice.selectOption(name);
    await expect(page.getByRole("heading", { name })).toBeVisible();
  }
});
