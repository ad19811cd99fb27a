import { expect, type Locator, type Page } from "@playwright/test";
import { settled } from "../fixtures/look";
import { heading } from "./account";
import { confirm } from "./dialog";
import { ShownOnce } from "./shown-once";

/** The admin portal of one tenant. */
export class AdminPortal {
  constructor(readonly page: Page) {}

  async open(tenantId: string) {
    await this.page.goto(`/admin/${tenantId}/integrations`);
    await expect(heading(this.page, "Integrations & API access")).toBeVisible();
  }

  /** To the consent page, as an admin goes: Connect new app, then the app. */
  async review(app: string) {
    await this.page.getByRole("link", { name: "Connect new app" }).click();
    await expect(heading(this.page, "Connect new app")).toBeVisible();
    await this.page.getByRole("link", { name: `Review ${app}` }).click();
    await expect(heading(this.page, app)).toBeVisible();
  }

  /** A scope on the consent page or on a connection's: what is said of it. */
  scope(title: string): Locator {
    return this.page.getByRole("main").getByRole("listitem").filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** From the consent page. */
  async allow(): Promise<ShownOnce> {
    await this.page.getByRole("button", { name: "Allow access" }).click();
    const shown = new ShownOnce(this.page);
    await expect(shown.panel).toBeVisible();
    return shown;
  }

  /** From the list to a connection. */
  async connection(app: string) {
    await this.page.getByRole("table", { name: "connections" }).getByRole("link", { name: app }).click();
    await expect(heading(this.page, app)).toBeVisible();
  }

  /** A button of a connection's page, whose history comes later than the rest and moves what stands beneath. */
  private async press(button: Locator) {
    await settled(this.page);
    await button.click();
  }

  /** Waits until the history of the connection on the page tells of it. */
  async told(action: string) {
    await expect(this.page.getByRole("main").getByRole("listitem").filter({ hasText: action }).first()).toBeVisible();
  }

  /** From a connection's page. */
  async disable(app: string) {
    await this.press(this.page.getByRole("button", { name: "Disable…" }));
    await confirm(this.page, `Disable ${app}?`, /can no longer get tokens.*app’s developer read this/s, "Confirm and continue");
  }

  async restore(app: string) {
    await this.press(this.page.getByRole("button", { name: "Restore…" }));
    await confirm(this.page, `Restore ${app}?`, "with the same credentials", "Restore");
  }

  /** Lifts the tenant's own stop, where others stay: "secret leaked". */
  async restoreInPart(app: string, others: string) {
    await this.press(this.page.getByRole("button", { name: "Restore…" }));
    const still = `${app} still gets no tokens: ${others}.`;
    await confirm(this.page, `Restore ${app}?`, `This lifts your own stop only. ${still}`, "Restore");
    await expect(this.page.getByText(`Your stop is lifted. ${still}`)).toBeVisible();
  }

  /** The new secret, which is saved. */
  async regenerate(name: string): Promise<ShownOnce> {
    await this.press(this.page.getByRole("button", { name: "Regenerate secret…" }).first());
    await confirm(this.page, `Regenerate the secret of ${name}?`, "This action cannot be undone.", "Regenerate secret");
    const shown = new ShownOnce(this.page);
    await expect(shown.panel).toBeVisible();
    return shown;
  }
}
