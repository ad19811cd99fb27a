import { expect, type Locator, type Page } from "@playwright/test";
import { heading } from "./account";
import { confirm } from "./dialog";
import { ShownOnce } from "./shown-once";

/** The webhooks of an organisation, in its portal. */
export class Webhooks {
  constructor(readonly page: Page) {}

  /** From their list; the secret. */
  async create(url: string, events: string[]): Promise<string> {
    await this.page.getByRole("link", { name: "Create webhook" }).click();
    await expect(heading(this.page, "Create webhook")).toBeVisible();
    await this.page.getByLabel("Address", { exact: true }).fill(url);
    for (const event of events) await this.page.getByRole("checkbox", { name: event, exact: true }).check();
    await this.page.getByRole("button", { name: "Create webhook" }).click();
    return this.keep();
  }

  /** On the page of one; the new secret. */
  async regenerate(host: string): Promise<string> {
    await this.page.getByRole("button", { name: "Regenerate secret…" }).click();
    await confirm(this.page, `Regenerate the secret of the webhook to ${host}?`, "shown to you once", "Regenerate secret");
    return this.keep();
  }

  /** A line of the log. */
  line(event: string, state: string): Locator {
    return this.page.getByRole("table", { name: "Messages" }).getByRole("row").filter({ hasText: event }).filter({ hasText: state });
  }

  /** Waits until the log has such a line, asking for it again. */
  async told(event: string, state: string): Promise<Locator> {
    await expect(async () => {
      await this.page.getByRole("button", { name: "Look again" }).click();
      await expect(this.line(event, state).first()).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 30_000 });
    return this.line(event, state).first();
  }

  private async keep(): Promise<string> {
    const shown = new ShownOnce(this.page);
    await expect(shown.panel).toBeVisible();
    const secret = await shown.copy("Signing secret");
    await shown.saved();
    return secret;
  }
}
