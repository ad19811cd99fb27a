import { readFileSync } from "node:fs";
import { expect, type Locator, type Page } from "@playwright/test";
import type { Client } from "../fixtures/partner";
import { question } from "./dialog";

/** The panel that shows a secret once. */
export class ShownOnce {
  readonly panel: Locator;

  constructor(readonly page: Page) {
    this.panel = page.getByRole("region", { name: "Shown only once" });
  }

  /** Copies a row by its button, and says what is on the clipboard then. */
  async copy(what: string): Promise<string> {
    await this.panel.getByRole("button", { name: new RegExp(`^Cop(y|ied) ${what}$`) }).click();
    await expect(this.panel.getByRole("status").filter({ hasText: `Copied ${what}` })).toBeAttached();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** What a partner needs, as an admin hands it over: by the copy buttons. */
  async credentials(): Promise<Client> {
    const tokenUrl = await this.copy("Token URL");
    return {
      clientId: await this.copy("Client ID"),
      clientSecret: await this.copy("Client secret"),
      issuer: tokenUrl.replace(/\/oauth2\/token$/, ""),
    };
  }

  /** What a file holds that the browser saves. */
  async file(button: string): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.panel.getByRole("button", { name: button, exact: true }).click(),
    ]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  }

  /** A link that shows the secret once. */
  async link(): Promise<string> {
    await this.panel.getByRole("button", { name: "Make a one-time link…" }).click();
    const dialog = question(this.page, "Make a one-time link?");
    await dialog.getByLabel("It can be opened for").selectOption({ label: "1 hour" });
    await dialog.getByRole("button", { name: "Make link", exact: true }).click();
    await expect(dialog).toBeHidden();
    return this.copy("one-time link");
  }

  /** A secret is put away. */
  async saved() {
    await this.close("I have saved it");
  }

  /** A link is on its way to whom it is for. */
  async sent() {
    await this.close("I have sent it");
  }

  private async close(verb: string) {
    await this.panel.getByRole("button", { name: verb }).click();
    await expect(this.panel).toBeHidden();
  }
}
