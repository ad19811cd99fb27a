import { expect, type Locator, type Page } from "@playwright/test";

/** The parts of a page that say what a client asked for lately, and how much. */
export class RecentCalls {
  constructor(readonly page: Page) {}

  private get section(): Locator {
    return this.page.getByRole("main").locator("section").filter({ has: this.page.getByRole("heading", { name: "Recent calls" }) });
  }

  /** The calls whose line holds this. */
  holding(words: string): Locator {
    return this.section.getByRole("listitem").filter({ hasText: words });
  }

  /** Looks again until a call with these words is there: calls are written down some seconds after they were answered. */
  async told(words: string) {
    await expect(async () => {
      await this.section.getByRole("button", { name: "Look again" }).click();
      await expect(this.holding(words).first()).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
  }

  /** Looks again until there are so many, of which the newest are in sight, and shows all of them. */
  async showAll(number: number) {
    const all = this.section.getByRole("button", { name: `Show all ${number} calls` });
    await expect(async () => {
      await this.section.getByRole("button", { name: "Look again" }).click();
      await expect(all).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await expect(this.holding("Refused")).toHaveCount(10);
    await all.click();
    await expect(this.section.getByRole("button", { name: "Show the newest 10 calls" })).toBeFocused();
    await expect(this.holding("Refused")).toHaveCount(number);
  }

  async find(text: string) {
    await this.section.getByLabel("Find a call").fill(text);
  }

  /** On a connection's page only the sentence is in sight, once the numbers have come: `settled` sees none that are folded. */
  foldedUsage(): Locator {
    return this.page.locator("summary").filter({ hasText: /tokens? and .* refused requests? from/ });
  }

  async unfoldUsage() {
    await this.foldedUsage().click();
  }

  /** The sentence of the chart of usage. */
  usage(): Locator {
    return this.page.getByRole("figure", { name: /tokens? and .* refused requests? from/ });
  }
}
