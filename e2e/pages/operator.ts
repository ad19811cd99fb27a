import { expect, type Page } from "@playwright/test";
import { go, heading } from "./account";
import { confirm, named, question } from "./dialog";
import { ShownOnce } from "./shown-once";

export interface Scope {
  name: string;
  title: string;
  sentence: string;
  action: "Read" | "Change" | "Delete";
  sensitivity: "Normal" | "Sensitive" | "Critical";
}

/** The operator portal. */
export class OperatorPortal {
  constructor(readonly page: Page) {}

  /** Ends on the API's page. */
  async createApi(name: string, identifier: string) {
    const { page } = this;
    await go(page, "APIs & scopes");
    await page.getByRole("link", { name: "Create API" }).click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Identifier", { exact: true }).fill(identifier);
    await page.getByLabel("Description").fill("What journeys are made of.");
    await page.getByRole("button", { name: "Create API" }).click();
    await expect(heading(page, name)).toBeVisible();
  }

  /** On an API's page. */
  async addScope(scope: Scope) {
    const { page } = this;
    await page.getByRole("button", { name: "Add scope…" }).click();
    const dialog = question(page, "Add a scope");
    await dialog.getByLabel("Scope name").fill(scope.name);
    await dialog.getByLabel("Title").fill(scope.title);
    await dialog.getByLabel("Sentence for people").fill(scope.sentence);
    await dialog.getByLabel("What it does with the data").selectOption(scope.action);
    await dialog.getByLabel("Sensitivity").selectOption(scope.sensitivity);
    await dialog.getByRole("button", { name: "Add scope" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("table", { name: "Scopes" })).toContainText(scope.name);
  }

  /** The first owner's set-up link, copied. Ends on the tenant's page. */
  async createTenant(name: string, owner: string): Promise<string> {
    const { page } = this;
    await go(page, "Tenants");
    await page.getByRole("link", { name: "Create tenant" }).click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("E-mail address of its first owner").fill(owner);
    await page.getByRole("radio", { name: "Show it to me" }).check();
    await page.getByRole("button", { name: "Create tenant" }).click();
    return this.setUpLink(name);
  }

  /** As `createTenant`. */
  async createPublisher(name: string, website: string, owner: string): Promise<string> {
    const { page } = this;
    await go(page, "Publishers");
    await page.getByRole("link", { name: "Create publisher" }).click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Website").fill(website);
    await page.getByLabel("E-mail address of its first owner").fill(owner);
    await page.getByRole("radio", { name: "Show it to me" }).check();
    await page.getByRole("button", { name: "Create publisher" }).click();
    return this.setUpLink(name);
  }

  private async setUpLink(name: string): Promise<string> {
    await expect(heading(this.page, `${name} is created`)).toBeVisible();
    const shown = new ShownOnce(this.page);
    const link = await shown.copy("Set-up link");
    await shown.sent();
    await expect(heading(this.page, name)).toBeVisible();
    return link;
  }

  /** From the list of apps. */
  async suspend(app: string, reason: string) {
    await this.find("Search by name or app ID", app);
    await this.page.getByRole("button", { name: named("Suspend", app) }).click();
    await confirm(this.page, `Suspend ${app}?`, /At every tenant.*developers read this, and so do the admins of each tenant/s, "Suspend app", { Reason: reason });
    await expect(this.page.getByRole("row").filter({ hasText: app })).toContainText("Suspended");
  }

  async restore(app: string) {
    await this.page.getByRole("button", { name: named("Restore", app) }).click();
    await confirm(this.page, `Restore ${app}?`, "get tokens again", "Restore app");
    await expect(this.page.getByRole("row").filter({ hasText: app })).toContainText("Published");
  }

  /** On a tenant's page; on a day, or now. */
  async closeAddress(issuer: string, day = "") {
    await this.page.getByRole("button", { name: named("Close", issuer) }).click();
    const consequences = /gets no tokens, and the tokens that name it stop working within a second/;
    await confirm(this.page, "Close this address?", consequences, "Close address", { "Close it on": day });
  }

  async openAddress(issuer: string) {
    await this.page.getByRole("button", { name: named("Open again", issuer) }).click();
    await confirm(this.page, "Open this address again?", "get tokens there again", "Open address");
  }

  async find(hint: string, text: string) {
    await this.page.getByLabel(hint).fill(text);
    // The address says which search the rows answer.
    await expect(this.page).toHaveURL((address) => address.searchParams.get("q") === text);
    await expect(this.page.getByRole("row").filter({ hasText: text })).toHaveCount(1);
  }
}
