import { expect, type Page } from "@playwright/test";
import { heading } from "./account";

/** The documentation. */
export class Docs {
  constructor(readonly page: Page) {}

  async open() {
    await this.page.goto("/docs");
    await expect(heading(this.page, "Documentation")).toBeVisible();
  }

  /** The reference of one of our own APIs, by its name in the list. */
  async reference(name: string) {
    await this.open();
    await this.page.getByRole("main").getByRole("link", { name: new RegExp(`^${name}`) }).click();
    await expect(heading(this.page, name)).toBeVisible();
    await expect(this.page.locator(".swagger-ui .opblock").first()).toBeVisible();
  }

  /** Waits until the document is shown for it. */
  async environment(name: "Sandbox" | "Live") {
    await this.page.getByRole("radio", { name, exact: true }).check();
    await expect(this.page.locator(`api-reference[environment="${name.toLowerCase()}"] .swagger-ui .opblock`).first()).toBeVisible();
  }

  get dialog() {
    return this.page.locator(".dialog-ux");
  }

  async openAuthorize() {
    await this.page.getByRole("button", { name: "Authorize", exact: true }).first().click();
    return this.dialog;
  }

  /** Swagger UI's Authorize: the whole client credentials grant. */
  async authorize(clientId: string, secret: string, scopes: string[]) {
    const dialog = await this.openAuthorize();
    await dialog.getByLabel("client_id:").fill(clientId);
    await dialog.getByLabel("client_secret:").fill(secret);
    for (const scope of scopes) await dialog.locator(".checkbox").filter({ hasText: scope }).locator("label").click();
    await dialog.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
    return dialog;
  }

  /** The status that an operation answers. */
  async tryOut(summary: string) {
    const operation = this.page.locator(".opblock").filter({ hasText: summary });
    await operation.getByRole("button", { name: summary }).click();
    await operation.getByRole("button", { name: "Execute" }).click();
    return operation.locator(".live-responses-table .response .response-col_status");
  }
}
