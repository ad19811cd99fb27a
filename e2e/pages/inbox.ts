import { expect, type Page } from "@playwright/test";
import { heading } from "./account";

/** A person's inbox, and what of it is mailed. */
export class Inbox {
  constructor(readonly page: Page) {}

  /** The bell at the top right. */
  get bell() {
    return this.page.getByRole("banner").getByRole("link", { name: /^Inbox/ });
  }

  async open() {
    await this.bell.click();
    await expect(heading(this.page, "Inbox")).toBeVisible();
  }

  /** The entry of a notice. It comes within seconds of what it tells of. */
  async entry(title: string) {
    const entry = this.page.getByRole("listitem").filter({ has: this.page.getByRole("link", { name: title, exact: true }) });
    await expect(async () => {
      if (await entry.isVisible()) return;
      await this.page.reload();
      await expect(entry).toBeVisible({ timeout: 2_000 });
    }).toPass();
    return entry;
  }

  /** When a kind of notice is mailed. */
  async choose(kind: string, when: "At once" | "Once a day, together" | "Not mailed") {
    await this.page.getByLabel(kind).selectOption(when);
  }
}
