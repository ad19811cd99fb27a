import { expect, type Locator, type Page } from "@playwright/test";
import { settled } from "../fixtures/look";
import { heading } from "./account";
import { confirm, question } from "./dialog";
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

  /** The answers about a scope of an update: grant, not now, never. */
  answers(title: string): Locator {
    return this.page.getByRole("group", { name: title, exact: true });
  }

  /** From the page of an update. */
  async answer(answers: Record<string, "Grant" | "Not now" | "Never">) {
    for (const [title, answer] of Object.entries(answers)) await this.answers(title).getByRole("radio", { name: answer }).check();
    await this.page.getByRole("button", { name: "Save decision" }).click();
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

  /** From a connection's page: the dialog with its permissions and its end. */
  async editAccess(app: string): Promise<Locator> {
    await this.press(this.page.getByRole("button", { name: "Edit access…" }));
    const dialog = question(this.page, `Edit the access of ${app}`);
    await expect(dialog).toBeVisible();
    return dialog;
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

  /** A new secret beside the old one, which works on for so long: "1 day". */
  async regenerateBeside(name: string, length: string): Promise<ShownOnce> {
    await this.press(this.page.getByRole("button", { name: "Regenerate secret…" }).first());
    const dialog = question(this.page, `Regenerate the secret of ${name}?`);
    await expect(dialog).toContainText("This action cannot be undone.");
    await dialog.getByRole("radio", { name: "Works beside the new one for a time" }).check();
    await dialog.getByLabel("Both work for").selectOption({ label: length });
    await expect(dialog).toContainText("Both secrets work until then, and tokens stay as they are.");
    await dialog.getByRole("button", { name: "Regenerate secret", exact: true }).click();
    await expect(dialog).toBeHidden();
    const shown = new ShownOnce(this.page);
    await expect(shown.panel).toBeVisible();
    return shown;
  }

  /** The old secret that ends so, before its end. */
  async retire(hint: string) {
    await this.press(this.page.getByRole("button", { name: "Retire now…" }));
    const title = `Retire the old secret that ends in ${hint}?`;
    await confirm(this.page, title, "Tokens that there are stay valid", "Retire secret");
    await expect(this.page.getByText("The old secret is retired.")).toBeVisible();
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
