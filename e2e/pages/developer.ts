import { expect, type Page } from "@playwright/test";
import type { Wanted } from "../fixtures/world";
import { heading } from "./account";
import { confirm } from "./dialog";

export interface Details {
  name: string;
  summary: string;
  description: string;
  support: string;
  website: string;
  privacyPolicy: string;
  logo: string;
}

/** The developer portal of one publisher. */
export class DeveloperPortal {
  constructor(readonly page: Page) {}

  /** From the list of apps to the new app's page. */
  async createApp(details: Details) {
    const { page } = this;
    await page.getByRole("link", { name: "Create app" }).click();
    await expect(heading(page, "Create app")).toBeVisible();
    await page.getByLabel("Name", { exact: true }).fill(details.name);
    await page.getByLabel("Summary").fill(details.summary);
    await page.getByLabel("Description").fill(details.description);
    await page.getByLabel("Support contact").fill(details.support);
    await page.getByLabel("Website").fill(details.website);
    await page.getByLabel("Privacy policy").fill(details.privacyPolicy);
    await page.getByLabel("Logo").fill(details.logo);
    await page.getByRole("radio", { name: "Only named tenants" }).check();
    await page.getByRole("button", { name: "Create app" }).click();
    await expect(heading(page, details.name)).toBeVisible();
  }

  /** From an app's page: picks scopes, says why, and publishes. */
  async publish(version: number, scopes: Wanted[], note: string) {
    const { page } = this;
    await page.getByRole("link", { name: `Publish version ${version}` }).click();
    await expect(heading(page, `Publish version ${version}`)).toBeVisible();
    for (const scope of scopes) await this.pick(scope);
    await page.getByLabel("Note to admins").fill(note);
    await this.confirmPublishing(version);
  }

  /** From the form of a version, as it is filled in: `words` stand in the question. */
  async confirmPublishing(version: number, words: string | RegExp = "never changed or taken back") {
    const { page } = this;
    await page.getByRole("button", { name: `Publish version ${version}…` }).click();
    await confirm(page, `Publish version ${version}?`, words, "Publish");
    await expect(page.getByText(`Version ${version} is published.`)).toBeVisible();
  }

  async pick({ name, required, reason }: Wanted) {
    const { page } = this;
    await page.getByRole("checkbox", { name: `(${name})` }).check();
    const need = page.getByRole("group", { name: `Need for ${name}` });
    await need.getByRole("radio", { name: required ? "Required" : "Optional" }).check();
    await page.getByLabel(`Reason for ${name}`).fill(reason);
  }

  /** From an app's page. */
  async addTenant(tenantId: string) {
    const { page } = this;
    await page.getByRole("main").getByRole("link", { name: "Tenants", exact: true }).click();
    await page.getByLabel("Tenant IDs", { exact: true }).fill(tenantId);
    await page.getByRole("button", { name: "Add tenants" }).click();
    await expect(page.getByRole("table", { name: "tenants" })).toContainText(tenantId);
  }
}
