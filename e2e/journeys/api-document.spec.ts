import type { Page } from "@playwright/test";
import { origin } from "../fixtures/demo";
import { look } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newCredential, newTenant, READ_PATIENTS, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { Docs } from "../pages/docs";
import { question } from "../pages/dialog";
import { OperatorPortal } from "../pages/operator";

// The operator gives an API its OpenAPI document, and everyone reads it.

const document = (title: string, scope: string) => `openapi: 3.1.0
info:
  title: ${title}
  version: "1"
paths:
  /v1/patients:
    get:
      summary: List what there is
      security:
        - theirs: [${scope}]
      responses:
        "200":
          description: All of it
components:
  securitySchemes:
    theirs:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://evil.example/token
          scopes:
            ${scope}: Read it
            unknown.${scope}: Not of the catalogue
`;

async function newApi(page: Page) {
  const name = unique("Records");
  const id = name.split(" ").pop()!;
  const portal = new OperatorPortal(page);
  await page.goto("/operator/tenants");
  const scope = `records.read.${id}`;
  await portal.createApi(name, `https://records.example/${id}`);
  await portal.addScope({ name: scope, title: "Read records", sentence: "See every record.", action: "Read", sensitivity: "Normal" });
  return { name, scope };
}

async function upload(page: Page, name: string, text: string) {
  await page.getByRole("button", { name: "Upload document…" }).click();
  const dialog = question(page, `Upload the document of ${name}`);
  await dialog.getByLabel("Text of the document").fill(text);
  await dialog.getByRole("button", { name: "Upload document" }).click();
  return dialog;
}

test("a document is uploaded, with what is wrong said by line, and shown with our scheme and servers", async ({ browserOf }) => {
  const page = await browserOf("operator");
  const { name, scope } = await newApi(page);
  await expect(page.getByText("No document yet")).toBeVisible();
  const title = await page.getByRole("heading", { name: "Documentation", exact: true }).boundingBox();
  const action = await page.getByRole("button", { name: "Upload document…" }).boundingBox();
  expect(Math.abs(title!.y - action!.y), "the actions stand beside the heading").toBeLessThan(24);

  const dialog = await upload(page, name, 'openapi: 3.1.0\ninfo: {title: Records, version: "1"}\npaths:\n  /x:\n    $ref: "https://evil.example/x.yaml"\n');
  const problems = dialog.getByRole("table", { name: "Problems" });
  await expect(problems.getByRole("row").filter({ hasText: "5" }).first()).toBeVisible();
  await look(page, "dialog-upload-document-refused");
  await dialog.getByLabel("Text of the document").fill(document(name, scope));
  await dialog.getByRole("button", { name: "Upload document" }).click();
  await expect(dialog).toBeHidden();

  await expect(page.getByText(`${name}, version 1`)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Scopes that the catalogue lacks" })).toBeVisible();
  await expect(page.getByText(`unknown.${scope}`)).toBeVisible();

  await page.getByRole("button", { name: "Edit source and servers…" }).click();
  const source = question(page, `Documentation of ${name}`);
  await source.getByRole("button", { name: "Add server" }).click();
  await source.getByLabel("URL of server 1").fill(`${origin}/demo-api`);
  await source.getByRole("button", { name: "Save" }).click();
  await expect(source).toBeHidden();
  await expect(page.getByText(`${origin}/demo-api`)).toBeVisible();
  await expect(page.getByRole("table", { name: "Versions of the document" })).toContainText(name);
  await look(page, "api-with-document");

  await page.getByRole("link", { name: "Open in the documentation" }).click();
  await expect(heading(page, name)).toBeVisible();
  await page.locator(".opblock").filter({ hasText: "List what there is" }).waitFor();
  await page.getByRole("button", { name: "Authorize", exact: true }).first().click();
  const authorize = page.locator(".dialog-ux");
  await expect(authorize).toContainText("See every record.");
  await expect(authorize).not.toContainText("evil.example");
  await expect(authorize).not.toContainText(`unknown.${scope}`);
});

test("a file becomes the text, and an address that cannot be fetched is told", async ({ browserOf }) => {
  const page = await browserOf("operator");
  const { name, scope } = await newApi(page);
  await page.getByRole("button", { name: "Upload document…" }).click();
  const dialog = question(page, `Upload the document of ${name}`);
  await dialog.getByLabel("From a file").setInputFiles({ name: "api.yaml", mimeType: "application/yaml", buffer: Buffer.from(document(name, scope)) });
  await expect(dialog.getByLabel("Text of the document")).toHaveValue(/^openapi: 3\.1\.0/);
  await dialog.getByRole("button", { name: "Upload document" }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole("button", { name: "Edit source and servers…" }).click();
  const source = question(page, `Documentation of ${name}`);
  await source.getByLabel("Address of the document").fill("https://nothing.invalid/openapi.json");
  await source.getByRole("checkbox", { name: /^Relay/ }).check();
  await source.getByRole("button", { name: "Save" }).click();
  await expect(source.getByText("Name a server of the sandbox first")).toBeVisible();
  await source.getByRole("button", { name: "Add server" }).click();
  await source.getByLabel("URL of server 1").fill(`${origin}/demo-api`);
  await source.getByRole("button", { name: "Save" }).click();
  await expect(source).toBeHidden();
  await expect(page.getByText("On, for the sandbox")).toBeVisible();
  // The first document stays.
  await expect(page.getByText(`${name}, version 1`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Fetch now" })).toBeVisible();
  await expect(page.getByText("Last fetch")).toBeVisible();
  await look(page, "api-with-document-that-is-fetched");
});

test("the demo's own API has its document, and is called from there", async ({ browserOf }) => {
  const page = await browserOf(null);
  const docs = new Docs(page);
  await docs.reference("Practice API");
  await docs.environment("Live");
  const { clientId, clientSecret } = await newCredential(await newTenant(), "Nightly export", [READ_PATIENTS]);
  const dialog = await docs.authorize(clientId, clientSecret, ["patients.read"]);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(await docs.tryOut("List patients")).toContainText("200");
});

test("an API without a document says so in the documentation", async ({ browserOf }) => {
  const page = await browserOf("operator");
  const { name } = await newApi(page);
  const visitor = await browserOf(null);
  await visitor.goto("/docs");
  const entry = visitor.getByRole("listitem").filter({ hasText: name });
  await expect(entry).toContainText("No reference yet");
  await expect(entry.getByRole("link")).toHaveCount(0);
});
